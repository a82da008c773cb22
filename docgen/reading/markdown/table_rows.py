"""The cells of a row of a table.

A line enters; its cells leave, each with its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Cell
from docgen.reading.markdown.inline import original

UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_WORD = re.compile(r"\w")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)*")


def split_row(line: str, *, at: Span) -> tuple[Cell, ...]:
    r"""Cut one table row at its unescaped pipes, left to right.

    `line` has no newline. Columns count code points from 1, so a span can be typed into an
    editor's go-to-line. A `\|` becomes `|` inside code spans too (GFM 4.10). Never reports: a row
    of the wrong width is the reader's business.
    """
    quote = _QUOTE.match(line)
    start = quote.end() if quote else 0
    end = len(line.rstrip())
    if line[start : start + 1] == "|":
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2] != "\\":
        end -= 1
    inner = line[start:end]
    is_escaped = "\\" in inner
    pieces = UNESCAPED_PIPE.split(inner) if is_escaped else inner.split("|")
    cells: list[Cell] = []
    left = start
    for raw in pieces:
        text = raw.strip()
        offset = left + raw.index(text)
        left += len(raw) + 1
        span = Span(at.path, at.line, at.column + offset, len(text))
        if is_escaped:
            text = text.replace(r"\|", "|")
        cells.append(Cell(text=original(text), span=span))
    return tuple(cells)


def delimiter_row(header: str, row: str = "") -> str:
    """The delimiter row for the line of a header: with the cells of an existing `row` as far as they go."""
    at = Span("", 1)
    count = len(split_row(header, at=at))
    cells = [cell.text for cell in split_row(row, at=at) if cell.text][:count]
    cells += [cells[-1] if cells else "---"] * (count - len(cells))
    quote = _QUOTE.match(header)
    return f"{quote[0] if quote else ''}|{'|'.join(cells)}|"


def text_below(row: Sequence[Cell], columns: int) -> str:
    """The text of a row that goes on in the last column of the one above, "" for any other row: "|  |  | and its end |"."""
    *first, last = row[:columns]
    is_more = columns > 2 and len(row) >= columns and not any(cell.text for cell in first)
    return last.text if is_more and not any(_WORD.search(c.text) for c in row[columns:]) else ""


def joined(cell: Cell, text: str) -> Cell:
    """A cell with the text that goes on below it."""
    return Cell(text=f"{cell.text} {text}", span=cell.span)
