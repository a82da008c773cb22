"""Types that code in fences declares, with their members as fields.

    interface Lamp {             { id: number; shades?: Shade[] }       color?: "red" | "green" // in the dark
      id: number
      /** in the dark */         type Lamp struct {                     class Lamp(BaseModel):
      color?: "red" | "green"        ID int64 `json:"id"`                   id: int
    }                            }

    wait: integer, seconds       names with primitives, in a fence of no language
    name?: string (at most 20)
    Shade { width: int }         {"id": "string", "wait?": "int"}       JSON with types in place of values
    { id, color?: string }       an object of no language, with names alone or with types
                                 { id: int, shades: [Shade] }

A fence enters; `TypeLiteral`s leave. What is in an object comes after it, deeper; types are phrases. So are the members
that code in a bullet declares, "- `color?: string` Its color.".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.parser import Fence, Paragraph
from docgen.reading.type_phrases import names_primitives
from docgen.records import Record, replace
from docgen.syntax.type_code import golang, python, typescript
from docgen.syntax.type_code.declared import Declaration, Member, Part

_TYPESCRIPT = ("ts", "tsx", "mts", "typescript")
_READERS = {
    **dict.fromkeys(_TYPESCRIPT, typescript.declarations),
    **dict.fromkeys(("go", "golang"), golang.declarations),
    **dict.fromkeys(("py", "python", "python3"), python.declarations),
}
_JSON = ("", "json", "json5", "jsonc", "js", "javascript")
_PRIMITIVE = r"(?:string|text|str|integer|int(?:32|64)?|number|float|double|decimal|bool(?:ean)?|date(?:time)?|timestamp|uuid|object)\b"
_NAMED = r"[ \t]*[A-Za-z_]\w*\??[ \t]*:[ \t]*"
# "Lamp {", "Lamp = {", "type Lamp {"
_HEAD = r"[ \t]*(?:type[ \t]+)?[A-Z]\w*[ \t]*(?:=[ \t]*)?\{"
_BEGINS = re.compile(rf"\s*+(?:(?:{_HEAD}|\{{)\s*+)?{_NAMED}{_PRIMITIVE}")
# Each line, but for braces and comments.
_LINE = re.compile(
    rf"(?:{_HEAD})?{_NAMED}(?:{_PRIMITIVE}|[\[\]{{}}A-Z\"'])[^\n]*|{_HEAD}[ \t]*\}}?[ \t]*|[ \t]*(?:[{{}}\[\],;]*[ \t]*|(?://|#)[^\n]*)"
)
_OWN_TYPE = r"[A-Z]\w*[a-z]\w*"
_BEGINS_JSON = re.compile(
    rf"\s*+\[?\s*+\{{\s*+(?:(?:\"[^\"\n]{{1,80}}\"|[A-Za-z_]\w*+\??)\s*+:\s*+[\[{{\s]*+){{1,3}}"
    rf"(?:\"?{_PRIMITIVE}|{_OWN_TYPE})"
)
_JSON_TOKEN = re.compile(
    r"//[^\n]*|(?:\"([^\"\n\\]*+)\"|([A-Za-z_]\w*+(?:\[\])?+\??+))(\s*+:)?+|[^\s\[\]{},;|]"
)
# One without quotes; "null" and "true" are values there.
_BARE_TYPE = re.compile(rf"(?:{_PRIMITIVE}|{_OWN_TYPE})(?:\[\])?\??")
_JSON_TYPE = re.compile(
    rf"(?:{_PRIMITIVE}(?:\[\])?\??|null)(?:[ ]*\|[ ]*(?:{_PRIMITIVE}(?:\[\])?|null))*"
)
# What words say of a type, in the place of a comment: ", seconds", " (at most 20)".
_REMARK = re.compile(
    rf"({_NAMED}[\w|?\[\]]++(?:[ \t]*+\|[ \t]*+[\w\"'|]++)*+)"
    r"(?:,[ \t](?![ \t]*+\w++\??:)|[ \t]\()(?=\S)"
)
# "{ id, color?", "[{ id: int", "{ "id": int"
_BEGINS_MEMBERS = re.compile(
    r"\s*+\[?+\s*+\{\s*+(?:[A-Za-z_]\w*+\??\s*+[,:}]|\"[A-Za-z_][\w-]*+\??\"\s*+:\s*+(?!true\b|false\b|null\b)[A-Za-z])"
)
_OF_MEMBER = re.compile(
    rf"(?:array of )?(?:{_PRIMITIVE}|(?!True\b|False\b|None\b)[A-Z]\w*|object|any)(?:\[\])*"
)
_OF_NUMBER = re.compile(r"int(?:32|64|eger)?|float|double|decimal")
_LONGEST = 20_000  # characters of a fence that is looked at
# "`color: string`", "`size : integer = 5`"
_CODED = re.compile(r"`([A-Za-z_]\w{0,80}\??[ ]?:[ ][^`\n]{1,500}?)(?:[ ]=[ ]([^`\n]{1,80}))?`")
_LINE_END = re.compile(r"\n")


class TypeLiteral(Record, frozen=True, kw_only=True):
    """A type that a fence declares, or shows without a name."""

    name: str  # "" for one without a declaration
    base: str = ""  # the first that an interface extends
    is_many: bool = False  # an array of such objects
    fields: tuple[Field, ...] = ()  # of an object
    type_text: str = ""  # of a type without members: "array of Lamp"
    values: tuple[str, ...] = ()
    part: Part | None = None  # what it has of another type
    at: Span


def is_of_types(fence: Fence) -> bool:
    """Whether a fence is in a language that declares types, or has names with types and nothing else."""
    return (
        fence.info in _READERS or _is_of_names(fence) or _is_of_json(fence) or _is_of_members(fence)
    )


def _is_of_names(fence: Fence) -> bool:
    if fence.info or len(fence.text) > _LONGEST or not _BEGINS.match(fence.text):
        return False
    return all(map(_LINE.fullmatch, fence.text.split("\n")))


def _is_of_members(fence: Fence) -> bool:
    """Whether a fence of no language is an object of names, and of types in place of values."""
    if fence.info or len(fence.text) > _LONGEST or not _BEGINS_MEMBERS.match(fence.text):
        return False
    found = typescript.declarations(fence.text)
    return len(found) == 1 and bool(found[0].type.members) and _are_types(found[0].type.members)


def _are_types(members: Sequence[Member]) -> bool:
    """Whether members have no value: `{ on: true }` and `{ color: "red" }` do."""
    for member in members:
        text, values = member.type.text, member.type.values
        is_type = len(values) > 1 if values else not text or _OF_MEMBER.fullmatch(text)
        if not is_type or not _are_types(member.type.members):
            return False
    return True


def _is_of_json(fence: Fence) -> bool:
    """Whether each value of an object in JSON is the name of a type, and more than texts are among them."""
    if fence.info not in _JSON or len(fence.text) > _LONGEST or not _BEGINS_JSON.match(fence.text):
        return False
    is_of_texts = True
    for token in _JSON_TOKEN.finditer(fence.text):
        quoted, bare, is_key = token.groups()
        if token[0].startswith("//"):
            continue
        if is_key:
            is_of_texts = is_of_texts and not (quoted or bare).endswith("?")
        elif bare and _BARE_TYPE.fullmatch(bare):
            is_of_texts = False
        elif quoted is None or not _JSON_TYPE.fullmatch(quoted):
            return False
        else:
            is_of_texts = is_of_texts and quoted == "string"
    return not is_of_texts


def _declared(fence: Fence) -> list[Declaration]:
    if reader := _READERS.get(fence.info):
        return reader(fence.text)
    if fence.text.lstrip()[:1] in ("{", "[") and _is_of_json(fence):
        # Names of types as they are without quotes, each where it was.
        return typescript.declarations(_JSON_TOKEN.sub(_without_quotes, fence.text))
    lines = (_REMARK.sub(r"\1 //", line) for line in fence.text.split("\n"))
    return typescript.declarations("\n".join(lines))


def _without_quotes(token: re.Match[str]) -> str:
    return token[0] if token[3] or not token[1] else f" {token[1].replace('?', ' ')} "


# All fences of a page are asked whether they are of a type, then what they declare.
@lru_cache(2_048)
def type_literals(fence: Fence) -> tuple[TypeLiteral, ...]:
    """The types of a fence, in its order; nothing where it has code instead."""
    if not is_of_types(fence):
        return ()
    starts = [0, *(match.end() for match in _LINE_END.finditer(fence.text))]

    def place(offset: int) -> Span:
        line = bisect_right(starts, offset) - 1
        return fence.span.start(line).within(offset - starts[line])

    declared = _declared(fence)
    # Where a sign is on those that may be left out, the others may not.
    is_stated = fence.info in _READERS or any(_marks_optional(d.type.members) for d in declared)
    return tuple(
        TypeLiteral(
            name=found.name,
            base=found.base,
            is_many=found.type.is_many,
            fields=tuple(_fields(found.type.members, 0, place, is_stated=is_stated)),
            type_text=found.type.text,
            values=tuple(found.type.values),
            part=found.type.part,
            at=place(found.at),
        )
        for found in declared
    )


def _marks_optional(members: Sequence[Member]) -> bool:
    return any(
        m.is_optional or m.name.endswith("?") or _marks_optional(m.type.members) for m in members
    )


def members_in(fence: Fence) -> tuple[Field, ...]:
    """The members of the type without a name that a fence shows."""
    literals = type_literals(fence)
    return literals[0].fields if literals and not literals[0].name else ()


def members_in_code(paragraph: Paragraph, start: int, dialect: Dialect) -> Iterator[Field]:
    """The member that code in a paragraph declares, and those in it: "`color?: string` Its color."; nothing for a value in code."""
    code = _CODED.match(paragraph.text, start)
    at = paragraph.span.at_offset(paragraph.text, start)
    first, *inner = (
        members_in(Fence(info=_TYPESCRIPT[0], text=f"{{{code[1]}}}", span=at)) if code else ()
    ) or (None,)
    if not (
        code and first and (inner or first.values or names_primitives(first.type_text, dialect))
    ):
        return
    about, is_optional = paragraph.text[code.end() :].strip(" \t:：–—-"), first.is_required is False
    yield replace(
        first,
        about=about,
        default=code[2] or "",
        is_required=False if is_optional else None,
        is_marked=is_optional,
    )
    yield from inner


def _fields(
    members: Sequence[Member], depth: int, place: Callable[[int], Span], *, is_stated: bool
) -> Iterator[Field]:
    """The members of an object; `is_stated`: those that may be left out have a sign."""
    for member in members:
        at, is_of_type = place(member.at), _OF_NUMBER.fullmatch(member.about) is not None
        yield Field(
            name=member.name.rstrip("?"),
            # "limit?: number // integer"
            type_text=member.about if is_of_type else member.type.text,
            about="" if is_of_type else member.about,
            is_required=(
                False if member.is_optional or member.name.endswith("?") else is_stated or None
            ),
            depth=depth,
            location=member.location,
            is_nullable=member.type.is_nullable,
            values=tuple(member.type.values),
            at=at,
            type_at=at,
        )
        yield from _fields(member.type.members, depth + 1, place, is_stated=is_stated)
