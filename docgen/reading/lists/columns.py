"""Columns of a table by their roles, which the words of their headers name.

A `Table` of a page that is being read enters; indexes, rows and cells leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.reading.page_reader import PageReader, once
from docgen.reading.type_phrases import names_primitives, read_type
from docgen.records import replace

_REMARK = re.compile(r"(?<!\s)\s*+\([^()]*\)\s*\Z")  # "Type (length)"
_EITHER = re.compile(r"[/|,]")  # "Mandatory / Optional / Conditional"
_SECTION = re.compile(r"[`*]*\[[^\[\]]+\]\(#[^()\s]+\)[`*]*\Z")  # of the page, in a link
# Words of a place column that are no words of a language.
FORMS = ("form", "formdata", "form data", "form-data")
_METHODS = {"get": "query", "post": "body", "put": "body", "patch": "body"}  # of a parameter
_LOCATIONS = {"cookie": "cookie", **_METHODS, **dict.fromkeys(FORMS, "body")}
_MEANINGS = ("path", "query", "header", "body")
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})*\.?")


@once
def roles_of(page: PageReader, table: Table) -> tuple[str | None, ...]:
    """The role of each column, None for one whose header is unknown. Formats are types where no column has these."""
    roles = tuple(_role_of(page.dialect, plain(cell.text)) for cell in table.header)
    if "format" not in roles or "type" in roles:
        return roles
    return tuple("type" if role == "format" else role for role in roles)


# Headers recur on every page.
@lru_cache(4096)
def _role_of(dialect: Dialect, title: str) -> str | None:
    """The role of a header; a remark in brackets is no part of it, and words for either say what is required."""
    role = dialect.column(title)
    if role or not dialect.vocabulary():
        return role
    marks, words = marks_of(dialect), [word.strip() for word in _EITHER.split(title)]
    is_required = any(map(marks.required.fullmatch, words))
    if is_required and any(map(marks.optional.fullmatch, words)):
        return "required"
    return dialect.column(_REMARK.sub("", title))


def below_header(dialect: Dialect, table: Table) -> Table:
    """The table; one whose header is a row of types, as are those below it, has it as its first row."""
    for index, cell in enumerate(table.header[1:], 1):
        if not names_primitives(plain(cell.text), dialect):
            continue
        texts = [plain(row[index].text) for row in table.rows if index < len(row)]
        if texts and all(names_primitives(text, dialect) for text in texts):
            header = tuple(replace(cell, text="") for cell in table.header)
            return replace(table, header=header, rows=(table.header, *table.rows))
    return table


@once
def numbers_rows(page: PageReader, table: Table) -> bool:
    """Whether the first column has nothing but the numbers of the rows: 1, 2, 2.1."""
    if len(table.header) < 3 or roles_of(page, table)[0]:
        return False
    cells = [plain(row[0].text) for row in table.rows if row]
    return cells[:1] in (["1"], ["1."], ["01"]) and all(map(_NUMBER.fullmatch, cells))


def column_indexes(page: PageReader, table: Table, expected: tuple[str, ...]) -> dict[str, int]:
    """Column role -> index; columns whose header is unknown take the expected roles by position.

    Editions in other languages translate the header words and keep the order.
    """
    roles = [*roles_of(page, table)]
    if "type" not in roles and roles.count("description") > 1:
        headers = [plain(cell.text).lower() for cell in table.header]
        index = headers.index("value", 1) if "value" in headers[1:] else 0
        if index and _has_types_in(page, table, index):
            roles[index] = "type"  # "Name | Value | Description"
    indexes = {role: index for index, role in reversed(list(enumerate(roles))) if role}
    for index, role in enumerate(expected, start=1 if numbers_rows(page, table) else 0):
        if role not in indexes and index < len(roles) and roles[index] is None:
            indexes[role] = index
    if (
        "name" not in indexes
        and roles
        and roles[0] in ("member", "description", "permission_type", "method")
    ):
        indexes["name"] = 0
        if indexes.get("description") == 0:
            indexes["description"] = next(
                (i for i, r in enumerate(roles) if r == "description" and i), -1
            )
    return indexes


def _has_types_in(page: PageReader, table: Table, column: int) -> bool:
    """Whether a column has a type that every reader knows, or links to types: not the values of an example."""
    cells = (cell for row in table.rows if (cell := cell_at(row, column)) and cell.text)
    types = (read_type(cell.text, page.dialect) for cell in cells if "](" not in cell.text)
    is_linked = any("](" in row[column].text for row in table.rows if column < len(row))
    return is_linked or any(ref and any(part.is_primitive for part in ref.parts) for ref in types)


def has_types(page: PageReader, table: Table) -> bool:
    """Whether a header names the column of types."""
    return "type" in roles_of(page, table)


def has_primitives(page: PageReader, table: Table) -> bool:
    """Whether one of the types in a table is a primitive: "string", not the kind of an error."""
    roles = roles_of(page, table)
    number = roles.index("type") if "type" in roles else len(table.header)
    cells = (row[number].text for row in table.rows if number < len(row))
    return any(names_primitives(text, page.dialect) for text in cells)


def is_member_table(page: PageReader, table: Table) -> bool:
    """Whether the first column is headed as one of enumeration members, which have no types."""
    roles = roles_of(page, table)
    return roles[:1] == ("member",) and "type" not in roles


def named_rows(
    page: PageReader, table: Table, column: int
) -> Iterator[tuple[tuple[Cell, ...], Cell]]:
    """The rows with their cell of this column; reports a row that leaves it empty."""
    for row in table.rows:
        cell = cell_at(row, column)
        if cell and cell.text:
            yield row, cell
        elif filled := [other for other in row if other.text]:
            page.report("DG216", filled[0].span, text=filled[0].text)


def cell_at(row: Sequence[Cell], index: int | None) -> Cell | None:
    """The cell of a row in a column, None where there is none."""
    return row[index] if index is not None and 0 <= index < len(row) else None


def lists_sections(page: PageReader, label: str, table: Table) -> bool:
    """Whether a table below a word for types has a link to a section of the page in each row, and no type: an index."""
    is_of_types = page.dialect.vocabulary().means(label, "thing")
    if not is_of_types or "type" in roles_of(page, table):
        return False
    return bool(table.rows) and all(row and _SECTION.match(row[0].text) for row in table.rows)


def place_in_words(dialect: Dialect, text: str) -> str:
    """The place that words name: "query", "in the path", "response header"; "" for none."""
    if text.lower() in _LOCATIONS:
        return _LOCATIONS[text.lower()]
    meanings = dialect.vocabulary().meanings(text)
    if "response" in meanings:
        return "response header" if "header" in meanings else "response"
    return next((meaning for meaning in _MEANINGS if meaning in meanings), "")
