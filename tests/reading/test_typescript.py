"""Types as TypeScript writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from docgen.syntax.type_code.typescript import Member, declarations

MEMBERS = {
    "a: string": "string",
    "a: Lamp[]": "Lamp[]",
    "a: Array<Lamp>": "Lamp[]",
    "a: ReadonlyArray<string[]>": "string[][]",
    "a: (string | number)[]": "array of string | number",
    "a: Record<string, Lamp>": "map<string, Lamp>",
    "a: Partial<Lamp>": "Lamp",
    "a: Pick<Lamp, 'id'>": "Lamp",
    "a: { b: string }[]": "array of objects",
    "a: Lamp & { b: string }": "object",
    "a: 'on' | 'off'": "string",
    "a: Lamp['id']": "any",
    "a: keyof Lamp": "string",
    "a: unknown": "any",
    "a:\n  | Lamp\n  | Shade": "Lamp | Shade",
    "a: #/components/schemas/Lamp": "Lamp",
    "readonly a?: boolean;": "boolean",
}
PIECES = [
    "{",
    "}",
    "[",
    "]",
    "<",
    ">",
    "(",
    ")",
    "|",
    "&",
    "a",
    ":",
    "?",
    ";",
    "\n",
    "// b",
    "interface A",
    "type B =",
    "'c'",
    "enum",
    "=>",
]


def only(text: str) -> Member:
    (found,) = declarations(text)
    (member,) = found.type.members
    return member


@pytest.mark.parametrize("text", MEMBERS)
def test_the_type_of_a_member_is_a_phrase(text: str):
    member = only(text)
    assert (member.name, member.type.text) == ("a", MEMBERS[text])


def test_null_says_that_a_member_may_be_null():
    assert only("a: Lamp | null").type.is_nullable
    assert not only("a: Lamp").type.is_nullable


def test_comments_above_and_beside_a_member_are_about_it():
    (found,) = declarations(
        "/** All. */\n{\n  // One.\n  a: string // Two.\n  /* Three. */\n  b?: Lamp\n}"
    )
    assert [(m.name, m.about, m.is_optional) for m in found.type.members] == [
        ("a", "One. Two.", False),
        ("b", "Three.", True),
    ]


def test_declarations_have_names_bases_and_values():
    found = declarations(
        "export interface A extends B, C { a: string }\ntype D = 'x' | 'y'\nenum E { F = 'f', G }"
    )
    assert [(d.name, d.base, d.type.values) for d in found] == [
        ("A", "B", []),
        ("D", "", ["x", "y"]),
        ("E", "", ["f", "G"]),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "const a = 1",
        "await fetch('/lamps')",
        "function a(b: string) {}",
        "{ a() {} }",
        "import a from 'b'",
    ],
)
def test_code_has_no_types(code: str):
    assert not declarations(code)


def test_types_before_code_are_read():
    assert [d.name for d in declarations("interface A { a: string }\nconst b: A = {}")] == ["A"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_any_text_is_read_without_an_exception(text: str):
    declarations(text)


def test_deep_types_are_not_read():
    assert not declarations("{ a: " * 200 + "string" + " }" * 200)
    assert not declarations("type A = " + "B<" * 200 + ">" * 200)
