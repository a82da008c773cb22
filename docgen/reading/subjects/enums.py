"""Enumerations of a page: tables of members, and lists of values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from docgen.reading.deprecation import is_described_deprecated, is_named_deprecated
from docgen.reading.lists.columns import (
    cell_at,
    column_indexes,
    has_types,
    is_member_table,
    named_rows,
)
from docgen.reading.lists.names import clean_name
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Comment, Heading, Table
from docgen.reading.page import EnumDoc, MemberRow
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section, first_paragraph
from docgen.reading.subjects.resources import IDENTIFIER, is_linked
from docgen.syntax.plain_text import on_one_line

_SIGN = re.compile(r"[^\w\s\[\]{}]{1,3}$")
_NUMBER = re.compile(r"[-+]?\d|0x")
_ENUM_HEADING = re.compile(r"^([A-Za-z_][\w.]*)\s+(?:enum\s+)?values\b", re.IGNORECASE)

_FLAGS = re.compile(
    r"\bflags?\b|\bbit\s?mask\b|\bcan be combined\b|\bcomma-separated\b", re.IGNORECASE
)


def read_enums(page: PageReader, sections: tuple[Section, ...]) -> tuple[EnumDoc, ...]:
    """The enumerations of a page: its own, and those of its `### X values` sections."""
    kind, title_name = page.title_kind()
    enums: list[EnumDoc] = []
    has_resource = any(
        isinstance(b, Comment) and annotation_text(b.annotation or {}, "blockType") == "resource"
        for s in sections
        for b in s.blocks
    )
    with_tables = [s for s in sections if any(s.all(Table))]
    linked = {
        s.title
        for s in with_tables
        if (s.role == "enum_values" or (s.role is None and IDENTIFIER.fullmatch(s.title)))
        and is_linked(page, s)
    }
    for section in with_tables:
        for named, table in _named_tables(section, linked):
            own = (
                named is None
                and title_name
                and (kind == "enum" or page.doc_type.startswith("enum") or not has_resource)
            )
            if named is None and (
                not own or section.role not in ("members", "properties", "title", None)
            ):
                continue
            is_untyped = not has_types(page, table)
            if not (
                is_member_table(page, table)
                or (own and kind == "enum" and is_untyped)
                or (named and is_untyped and (section.title in linked or _lists_values(table)))
            ):
                continue
            if members := tuple(_member_rows(page, table)):
                enums.append(_enum(page, section, named, title_name, members))
    return tuple(enums)


def _lists_values(table: Table) -> bool:
    """Whether the first column has the values; properties of other pages may be of the type."""
    return len(table.rows) > 1 and plain(table.header[0].text).lower() in ("value", "values")


def _named_tables(section: Section, linked: Collection[str]) -> Iterator[tuple[str | None, Table]]:
    """The tables of a section, each with the enumeration that the heading above it names.

    `linked` are the titles of sections to which rows link.
    """
    match = _ENUM_HEADING.match(section.title)
    is_linked_title = section.role is None and section.title in linked
    named = match[1] if match else section.title if is_linked_title else None
    for block in section.blocks:
        if isinstance(block, Heading) and (match := _ENUM_HEADING.match(block.text)):
            named = match[1]
        if isinstance(block, Table):
            yield named, block


def _enum(
    page: PageReader,
    section: Section,
    named: str | None,
    title_name: str,
    members: tuple[MemberRow, ...],
) -> EnumDoc:
    is_of_page = named is None
    return EnumDoc(
        name=(named or title_name).lstrip("#"),
        namespace=page.namespace,
        description=on_one_line(page.description if is_of_page else first_paragraph(section)),
        members=members,
        is_flags=_are_flags(members) or bool(is_of_page and _FLAGS.search(page.description)),
        has_own_page=is_of_page,
        at=section.at if named else page.title_at,
    )


def _are_flags(members: tuple[MemberRow, ...]) -> bool:
    """Whether the numbers are those of flags: powers of two, at least to 4, without the 3 that a sequence has."""
    numbers = [int(m.value) for m in members if re.fullmatch(r"\d{1,18}", m.value)]
    single = [n for n in numbers if n and n & (n - 1) == 0]
    return (
        len(numbers) == len(members) and len(single) >= 3 and max(numbers) >= 4 and 3 not in numbers
    )


def _member_rows(page: PageReader, table: Table) -> Iterator[MemberRow]:
    """The rows of a table of enumeration members."""
    page.use(table)
    columns = column_indexes(page, table, ("member", "number", "description"))
    member = columns.get("member", 0)
    headers = [plain(cell.text).lower() for cell in table.header]
    # "Value" heads the numbers of a member table and the text of a header table.
    number = columns.get("number", headers.index("value") if "value" in headers else None)
    if number is not None and page.dialect.column(headers[number]) is None:
        # A column that no word names is one of numbers only if it holds them.
        cells = [cell for row in table.rows if (cell := cell_at(row, number)) and cell.text]
        number = number if all(_NUMBER.match(plain(cell.text)) for cell in cells) else None
    about = next(
        (
            i
            for i, h in enumerate(headers)
            if i not in (member, number) and page.dialect.column(h) == "description"
        ),
        1 - member if len(headers) == 2 and number is None else None,
    )
    for row, cell in named_rows(page, table, member):
        name = clean_name(cell.text) or plain(cell.text).strip(" `")
        is_sign = _SIGN.match(name) is not None
        if not is_sign and (not name or len(name) > 100 or re.search(r"[<>{}\[\]]", name)):
            page.report("DG214", cell.span, text=cell.text)
            continue
        number_cell = cell_at(row, number) if number != member else None
        about_cell = cell_at(row, about)
        description = about_cell.text if about_cell else ""
        yield MemberRow(
            name=name,
            value=plain(number_cell.text) if number_cell else "",
            description=on_one_line(description),
            is_deprecated=is_named_deprecated(page.dialect, cell.text)
            or is_described_deprecated(page.dialect, description),
            at=cell.span,
        )
