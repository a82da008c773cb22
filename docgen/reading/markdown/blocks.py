"""The blocks of a page, in records.

A parser makes them, readers take them. A place is in the file that an author would edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Source, Span
from docgen.records import Record, replace


class Cell(Record, frozen=True, kw_only=True):
    """A table cell: its text trimmed and unescaped, its place as written."""

    text: str
    span: Span


class RequestLine(Record, frozen=True, kw_only=True):
    """A method and a target that a component states."""

    method: str
    target: str
    is_around: bool = False  # the component wraps the heading that is next


class Heading(Record, frozen=True, kw_only=True):
    level: int  # 1 to 6
    text: str  # inline markup removed
    slug: str  # as a docs site makes it, or the name of an anchor inside the heading
    span: Span
    ids: tuple[str, ...] = ()  # explicit ones of the heading and of what is below it, as written
    request: RequestLine | None = None  # of a component that heads what is below it


class Paragraph(Record, frozen=True, kw_only=True):
    """Prose of any kind: a paragraph, a list item's or a quotation's."""

    text: str  # as written, lines joined by "\n", quotation and list markers kept
    span: Span
    is_quoted: bool = False
    container: str = ""  # the innermost wrapper, lower case: "details", "note", "warning", "tab"


class Table(Record, frozen=True, kw_only=True):
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    span: Span


class Fence(Record, frozen=True, kw_only=True):
    info: str  # the info string's first word, lower case
    text: str  # the content, dedented
    span: Span  # of the first content line


class Comment(Record, frozen=True, kw_only=True):
    """An HTML comment; `annotation` when it holds a JSON object (API Doctor's convention)."""

    text: str
    span: Span
    annotation: Mapping[str, Any] | None = None
    kind: str = ""  # "#page.annotation" for a page footer


_BULLETS = ("-", "*", "+")
_LABEL_ITEM = re.compile(r"[-*+][ \t]+[^\W\d_][\w ]{0,40}:[ \t]*\Z")  # "- Data:"
FENCE_TITLE = "fence title"  # the container of the title in an info string
OPENAPI_PART = (
    "openapi part"  # the info of a fence in place of a component with a part of an operation
)

Block = Heading | Paragraph | Table | Fence | Comment


class Document(Record, frozen=True, kw_only=True):
    source: Source
    front_matter: Mapping[str, str]
    blocks: tuple[Block, ...]
    references: Mapping[str, str]  # link label, lower case -> target
    diagnostics: tuple[Diagnostic, ...]


def items_of_code(lines: Sequence[str], above: Sequence[Block], first: str) -> list[int]:
    """The numbers of the lines of indented code that begin bullets, where it is a list; none for any other code.

    Each line of "* " begins one. A list that a table at the margin parts goes on below the table, as its authors mean it:
    where a bullet right above the table has the column of the `first` line as written, which is a label.
    """
    if all(line.lstrip().startswith("* ") for line in lines):
        return [*range(len(lines))]
    if len(above) < 2 or not isinstance(above[-1], Table) or not _LABEL_ITEM.match(lines[0]):
        return []
    head = above[-2]
    is_item = isinstance(head, Paragraph) and head.text[:1] in _BULLETS
    if not is_item or head.span.column != len(first) - len(first.lstrip()) + 1:
        return []
    return [number for number, line in enumerate(lines) if line[:1] in _BULLETS]


def with_ids(blocks: Sequence[Block], ids: Mapping[int, Sequence[str]]) -> list[Block]:
    """The blocks with explicit ids in their headings; `ids` are by line, from 1.

    An id is of the heading that comes next, when no other block does, else of the heading above.
    """
    result = list(blocks)
    lines = sorted(ids)
    above, at = -1, 0
    for number, block in enumerate([*blocks, None]):
        while at < len(lines) and (block is None or lines[at] <= block.span.line):
            to = number if isinstance(block, Heading) else above
            if to >= 0 and isinstance(heading := result[to], Heading):
                result[to] = replace(heading, ids=(*heading.ids, *ids[lines[at]]))
            at += 1
        if isinstance(block, Heading):
            above = number
    return result
