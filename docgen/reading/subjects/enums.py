"""Enumerations of a page: tables of members, and lists of values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from docgen.reading.lists.columns import has_types, is_member_table
from docgen.reading.lists.tables import member_rows
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Comment, Heading, Table
from docgen.reading.page import EnumDoc, MemberRow
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section, first_paragraph
from docgen.reading.subjects.resources import IDENTIFIER, is_linked
from docgen.syntax.plain_text import on_one_line

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
            if members := tuple(member_rows(page, table)):
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
