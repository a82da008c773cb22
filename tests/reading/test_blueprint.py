"""Bullets in MSON as members, whatever their authors put in them."""

from __future__ import annotations

import pytest

from docgen.diagnostics.position import Source
from docgen.reading.blueprint.items import Item, item_tree
from docgen.reading.blueprint.members import Member, TypeWords, member_of
from docgen.reading.blueprint.resources import address_of
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.markdown.parser import Heading, parse
from docgen.reading.read import read_page


def member(text: str) -> Member:
    (item,) = item_tree(parse(Source(path="a.apib", text=f"{text}\n")).blocks)
    assert isinstance(item, Item)
    return member_of(item)


@pytest.mark.parametrize(
    ("text", "name", "sample", "words", "is_required", "about"),
    [
        ("+ id: 1 (number, required) - A key", "id", "1", ("number",), True, "A key"),
        ("+ `id`: `1` (number)", "id", "1", ("number",), None, ""),
        ("- id : 1 (optional, number)", "id", "1", ("number",), False, ""),
        ("+ id (required, number, `1`) ... A key", "id", "1", ("number",), True, "A key"),
        ("+ id(Lamp)", "id", "", ("Lamp",), None, ""),
        ("+ name: Ada (or Grace) (string)", "name", "Ada (or Grace)", ("string",), None, ""),
        ("+ at: 2024-03-01 (string) - Day (of it)", "at", "2024-03-01", ("string",), None, "Day (of it)"),
        ("+ name - Its name (a word)", "name", "", (), None, "Its name (a word)"),
        ("+ name: warm light", "name", "warm light", (), None, ""),
        ("+ lamp ([Warm Lamp][], required)", "lamp", "", ("Warm Lamp",), True, ""),
        ("+ warm light", "warm light", "", (), None, ""),
        ("+ (Lamp)", "", "", ("Lamp",), None, ""),
        ("+ Include Warm Lamp", "", "", ("Warm Lamp",), None, ""),
    ],
)  # fmt: skip
def test_a_line_is_a_member(
    text: str, name: str, sample: str, words: tuple[str, ...], is_required: bool | None, about: str
):
    found = member(text)
    assert (found.name, found.sample, found.type) == (name, sample, TypeWords("", words))
    assert (found.is_required, found.about) == (is_required, about)


def test_arrays_and_values_are_of_types():
    assert member("+ a (array[Lamp, Shade])").type == TypeWords("array", ("Lamp", "Shade"))
    found = member(
        "+ a: b (enum[string])\n    + Default: c\n    + Members\n        + `b` - B\n        + c"
    )
    assert found.type == TypeWords("enum", ("string",))
    assert [value.name for value in found.values] == ["b", "c"]
    assert (found.sample, found.default) == ("b", "c")


@pytest.mark.parametrize(
    ("text", "title", "method", "target"),
    [
        ("Lamp [/lamps/{id}{?a,b}]", "Lamp", "", "/lamps/{id}{?a,b}"),
        ("Show it [GET]", "Show it", "GET", ""),
        ("Dim it[POST /lamps/{id}/dim]", "Dim it", "POST", "/lamps/{id}/dim"),
        ("GET", "", "GET", ""),
        ("GET /lamps", "", "GET", "/lamps"),
        ("/lamps", "", "", "/lamps"),
    ],
)
def test_a_heading_has_an_address(text: str, title: str, method: str, target: str):
    (heading,) = parse(Source(path="a.apib", text=f"# {text}\n")).blocks
    assert isinstance(heading, Heading)
    found = address_of(heading)
    assert found and (found.title, found.method, found.target) == (title, method, target)


@pytest.mark.parametrize("text", ["Lamps [new]", "Lamps", "Lamps [GET it]", "Get lamps"])
def test_other_headings_have_none(text: str):
    (heading,) = parse(Source(path="a.apib", text=f"# {text}\n")).blocks
    assert isinstance(heading, Heading) and address_of(heading) is None


def test_parameters_that_are_too_many_for_each_operation_are_reported():
    parameters = "".join(f"    + a{n} (string)\n" for n in range(40))
    text = f"# Lamps [/lamps]\n\n+ Parameters\n{parameters}\n## List lamps [GET]\n+ Response 204\n"
    page = read_page(Source(path="a.apib", text=text), load_dialect("plain"))
    (operation,) = page.operations
    assert [row.name for row in operation.query_parameters] == [f"a{n}" for n in range(30)]
    (skipped,) = page.skipped
    assert (skipped.rule, skipped.lines) == ("DG206", tuple(range(34, 44)))
