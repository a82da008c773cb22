"""A document cut at the headings that the dialect knows.

Blocks enter; `Section`s with a role leave, in page order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect, Role
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Block, Document, Heading, Paragraph
from docgen.records import Record, replace

B = TypeVar("B", bound=Block)

_BOLD_LINE = re.compile(r"(\*\*|__)([^*_\n]+?):?\1:?$")
_BOLD_LEVEL = 7  # below every heading


class Section(Record, frozen=True, kw_only=True):
    """A heading with a role and all below it up to the next such heading."""

    role: Role | None  # "title" for the H1, None for a heading the dialect does not know
    title: str
    level: int
    at: Span
    blocks: tuple[Block, ...]
    slug: str = ""
    is_titled: bool = False  # a request is below the operation's own title, not "HTTP request"

    def all(self, kind: type[B]) -> Iterator[B]:
        return (block for block in self.blocks if isinstance(block, kind))


def sections(document: Document, dialect: Dialect) -> tuple[Section, ...]:
    """The sections of a page, in order; the first has the role "title".

    A heading without a role that is deeper than its section belongs to that section.
    A line of bold words alone counts as a heading when the dialect gives it a role, also with prose on the next line:
    `**Request**`.
    """
    sections: list[Section] = []
    role: Role | None = "title"
    title, name, level, at = "", "", 1, Span(document.source.path, 1)
    blocks: list[Block] = []
    seen_title = False

    def close() -> None:
        if blocks or title:
            sections.append(
                Section(role=role, title=title, level=level, at=at, blocks=tuple(blocks), slug=name)
            )
        blocks.clear()

    for block in _with_bold_lines(document.blocks, dialect):
        if not isinstance(block, Heading):
            blocks.append(block)
            continue
        head = block
        if not seen_title and head.level == 1:
            seen_title, title, at = True, head.text, head.span
            continue
        known = dialect.role(head.slug)
        if known is None and head.level > level and role not in ("title", None):
            blocks.append(head)
            continue
        close()
        role, title, name = known, head.text, head.slug
        level, at = head.level, head.span
    close()
    return tuple(sections)


def first_paragraph(section: Section) -> str:
    """The first paragraph of a section on one line; "" without prose, and for a sentence that heads a list."""
    prose = (" ".join(p.text.split()) for p in section.all(Paragraph) if not p.is_quoted)
    first = next(prose, "")
    return "" if first.endswith(":") and ". " not in first else first


def _with_bold_lines(blocks: Iterable[Block], dialect: Dialect) -> Iterator[Block]:
    """The blocks; of a paragraph with lines of bold words the headings and the prose between them."""
    for block in blocks:
        if isinstance(block, Paragraph) and ("**" in block.text or "__" in block.text):
            yield from _parts(block, dialect)
        else:
            yield block


def _parts(block: Paragraph, dialect: Dialect) -> Iterator[Block]:
    start = 0
    lines = block.text.split("\n")
    for number, line in enumerate(lines):
        head = _as_heading(block, number, line, dialect)
        if head is None:
            continue
        if number > start:
            yield _lines(block, lines, start, number)
        yield head
        start = number + 1
    if start < len(lines):
        yield _lines(block, lines, start, len(lines)) if start else block


def _lines(block: Paragraph, lines: Sequence[str], start: int, end: int) -> Paragraph:
    text = "\n".join(lines[start:end])
    return replace(block, text=text, span=_line_span(block, start, lines[start]))


def _line_span(block: Paragraph, number: int, line: str) -> Span:
    """The place of a line of a paragraph."""
    if number == 0:
        return block.span
    return Span(block.span.path, block.span.line + number, 1, len(line))


def _as_heading(block: Paragraph, number: int, line: str, dialect: Dialect) -> Heading | None:
    if bold := _BOLD_LINE.match(line.strip()):
        text = plain(bold[2])
        role = dialect.role(slug(text))
        if role in ("example_request", "example_response", "response", "request_body", "examples"):
            at = _line_span(block, number, line)
            return Heading(level=_BOLD_LEVEL, text=text, slug=slug(text), span=at)
    return None
