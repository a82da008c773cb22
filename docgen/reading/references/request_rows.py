"""What the row of a request line says beside it: a description, parameters, and responses.

    | Method | Path   | Parameters                            | Description | Returns         |
    |--------|--------|---------------------------------------|-------------|-----------------|
    | POST   | /lamps | `color` (string, required), `size`    | Add a lamp. | 201, a [lamp]() |
    | PUT    | /lamps | `{ color, size?: number }`            | Put a lamp. | `{ id }`        |

The declarations of an entry enter; those of each operation leave, and what their rows say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.entries.declaration import FACTS, ROW, Declaration
from docgen.reading.entries.declarations import by_method
from docgen.reading.entries.entry import Entry
from docgen.reading.lists.brackets import of_bracket
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.lists.parameter_names import asked_in
from docgen.reading.markdown.blocks import Cell, Fence
from docgen.reading.markdown.inline import plain
from docgen.reading.page import ResourceDoc, ResponseDoc, TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.reading.references.returns import type_in_words
from docgen.reading.references.stated import Stated, add_schemas
from docgen.reading.references.statuses import responses_in
from docgen.reading.references.union import same_as_linked
from docgen.reading.type_phrases import names_primitives
from docgen.reading.types.fences import content_of_cell, read_fence
from docgen.reading.types.objects import response_object
from docgen.records import replace

_NAME = re.compile(r"`([^`\s]+)`|([A-Za-z_][\w.\[\]-]*)(?=\s*(?:[,;(]|<br|\Z))")
_BREAK = re.compile(r"<br\s*/?>")
_LABEL = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?)[ ]?[:：][ ]?(?=`)")  # "body: `color`, `size`"
_PART = re.compile(r"(?:[^,;()]|\([^()]*\)|[()])++")
_BRACKET = re.compile(r"\s*\(([^()]*)\)")


def of_each_operation(
    page: PageReader, declared: Sequence[Declaration]
) -> Iterator[tuple[Declaration, ...]]:
    """The declarations of each method; of a table whose rows are described, of each row."""
    for declarations in by_method(declared).values():
        if any(d.form == ROW or said_in_row(page, d) or listed(page, d) for d in declarations):
            yield from ((declaration,) for declaration in declarations)
        else:
            yield tuple(declarations)


def said_in_row(page: PageReader, declaration: Declaration) -> str:
    """The description in the row of a request line: of its column, else of one with a sentence; "" without."""
    cells = [(_role(page, header), plain(header), cell.text) for header, cell in declaration.row]
    words = page.dialect.vocabulary()
    others = (
        text
        for _, header, text in cells
        # "What it does", and no list of parameters
        if declaration.form != FACTS
        and len(text.split()) > 2
        and not (words.meanings(header) - {"about", "link", "part"})
    )
    # "- Endpoint: `GET /lamps`" has no words about it.
    stated = (t for role, _, t in cells if role == "description" and not words.is_part(t))
    return next(stated, "") or next(others, "")


def said_beside(page: PageReader, entry: Entry, declaration: Declaration) -> str:
    """What the row or the bullet of a request line says of it; of the one bullet below a title, that does."""
    is_titled = declaration.form == "item" and len(entry.declared) == 1 and not entry.is_item
    is_of_title = is_titled and not same_as_linked(declaration)
    return "" if is_of_title else said_in_row(page, declaration)


def listed(page: PageReader, declaration: Declaration) -> tuple[Field, ...]:
    """The parameters that are named in the row of a request line."""
    words = page.dialect.vocabulary()
    named = (
        field
        for header, cell in declaration.row
        if words.means(plain(header), "parameters") and not words.means(plain(header), "response")
        for field in _fields(page, cell)
    )
    stated = Stated()
    _add_contents(page, declaration, "body", stated)
    return (*named, *(replace(item, location=place) for item, place in stated.fields))


def contents(page: PageReader, declaration: Declaration) -> Iterator[tuple[str, str, Fence]]:
    """What the row of a request line has in braces: the header, its place, "body" or "response", and the text."""
    words = page.dialect.vocabulary()
    for header, cell in declaration.row:
        fence = content_of_cell(page, cell) if "{" in cell.text else None
        label = plain(header) if fence else ""
        place = label_place(page, label) or ("body" if words.means(label, "request") else "")
        if fence and place in ("body", "response"):
            yield label, place, fence


def answered_in_row(
    page: PageReader, declaration: Declaration, types: list[ResourceDoc]
) -> tuple[Stated, TypeMention | None]:
    """What the row of a request line states of its responses; `types` gets that of the fields in braces, which is mentioned."""
    stated = Stated()
    add_schemas(page, _answered(page, declaration), stated)
    stated.returns = stated.returns or _returned(page, declaration) or stated.named
    _add_contents(page, declaration, "response", stated)
    fields, at = [item for item, _ in stated.fields], declaration.at
    whole, listed = (
        response_object(page, at, fields, types, stated.is_list) if fields else (None, None)
    )
    stated.returns = stated.returns or whole
    return stated, listed


def _add_contents(page: PageReader, declaration: Declaration, place: str, stated: Stated) -> None:
    """Adds the fields of the object types that a row has at a place."""
    for label, of_cell, fence in contents(page, declaration):
        if of_cell == place:
            read_fence(page, fence, place, stated, label=label, is_read=place == "response")


def with_lines(
    page: PageReader, declared: Sequence[Declaration], fields: Sequence[tuple[Field, str]]
) -> list[tuple[Field, str]]:
    """The fields of an operation with those that its request lines have: in the row of the first, and in their queries."""
    known = {item.name for item, _ in fields}
    of_row = [(item, "") for item in listed(page, declared[0]) if item.name not in known]
    asked = [(item, "") for item in asked_in(declared) if item.name not in known]
    return [*of_row, *fields, *asked]


def _role(page: PageReader, header: str) -> str | None:
    return page.dialect.column(plain(header))


def _fields(page: PageReader, cell: Cell) -> Iterator[Field]:
    marks = marks_of(page.dialect)
    place = ""
    for found in _PART.finditer(_BREAK.sub(",", cell.text)):
        part = found[0].strip()
        if label := _LABEL.match(part):
            place, part = label_place(page, label[1]), part[label.end() :]
        name = _NAME.match(part)
        text = (name[1] or name[2]) if name else ""
        if not name or not WIRE_NAME.match(text.rstrip("?*")):
            continue
        rest = part[name.end() :]
        bracket = _BRACKET.match(rest)
        said = of_bracket(bracket[1] if bracket else "", page.dialect)
        is_type = names_primitives(said.type_text, page.dialect)
        is_optional = text.endswith("?") or marks.optional.search(rest)
        yield Field(
            name=text.rstrip("?*"),
            type_text=said.type_text if is_type else "",
            about=rest[bracket.end() if bracket and is_type else 0 :].strip(" -–—:()"),
            is_required=False if is_optional else True if marks.required.search(rest) else None,
            location=said.location or place,
            default=said.default,
            at=cell.span,
            type_at=cell.span,
        )


def _answered(page: PageReader, declaration: Declaration) -> Iterator[ResponseDoc]:
    """The responses in the row of a request line: "201, a [lamp](#lamp)"."""
    words = page.dialect.vocabulary()
    for header, cell in declaration.row:
        if words.means(plain(header), "response", "error", "status"):
            yield from responses_in(page, cell.text, cell.span)


def _returned(page: PageReader, declaration: Declaration) -> TypeMention | None:
    """The type in the row of a request line: "list of [lamps](#lamp)", "`Lamp`"; also "201, a [lamp](#lamp)"."""
    words = page.dialect.vocabulary()
    cells = (cell for header, cell in declaration.row if words.means(plain(header), "response"))
    cells = (cell for cell in cells if cell.text.lower() not in page.dialect.none_words)
    found = (type_in_words(page, cell.text, cell.span) for cell in cells)
    return next(filter(None, found), None)
