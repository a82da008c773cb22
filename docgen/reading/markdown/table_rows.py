"""The cells of a row of a table, and the tables that fences draw.

A line enters; its cells leave, each with its place. A fence enters; the table that it is, or the fence.

    +-------+--------+
    | Field | Type   |
    +-------+--------+
    | color | string |
    +-------+--------+
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Block, Cell, Fence, Table
from docgen.reading.markdown.inline import original

UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")
_WORD = re.compile(r"\w")
_RULE = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*")
_BOXES = str.maketrans(
    {"│": "|", "┃": "|", "─": "-", "━": "-", "═": "=", **dict.fromkeys("┌┬┐├┼┤└┴┘╞╪╡", "+")}
)
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


def header_cells(header: str, delimiters: str, *, at: Span) -> tuple[Cell, ...]:
    """The cells of a header, with empty ones where its delimiter row has more: "/lamps (GET) |", "---|---"."""
    cells = split_row(header, at=at)
    more = len(split_row(delimiters, at=at)) - len(cells)
    end = Span(at.path, at.line, at.column + len(header.rstrip()))
    return (*cells, *(Cell(text="", span=end) for _ in range(more)))


def delimiter_edit(header: str, row: str, *, at: Span) -> Edit:
    """The edit that gives a header and its delimiter row, whose place is `at`, as many cells as the longer one has."""
    more = len(split_row(row, at=at)) - len(split_row(header, at=at))
    if more > 0:
        place = Span(at.path, at.line - 1, len(header.rstrip()) + 1)
        bars = " |" * (more + (not header.rstrip().endswith("|")))
        return Edit(at=place, old="", new=bars)
    return Edit(at=at, old=row, new=delimiter_row(header, row))


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


def drawn(fence: Fence) -> Fence | Table:
    """The table whose lines a fence draws around its cells; any other fence as it is."""
    if fence.text.lstrip()[:1] not in ("+", "┌"):
        return fence
    lines = fence.text.translate(_BOXES).split("\n")
    rules = [number for number, line in enumerate(lines) if _RULE.fullmatch(line)]
    cells = [line.strip()[:1] == "|" for line in lines]
    if len(rules) + sum(cells) < len(lines) or len(rules) < 2 or rules[:2] == [0, 1]:
        return fence
    rows: list[list[Cell]] = []
    # Where a rule is below each row, all lines between two are of one.
    is_ruled = len(rules) > 3
    for number, line in enumerate(lines):
        if number in rules:
            continue
        row = split_row(line.strip(), at=fence.span.start(number).within(line.index("|")))
        goes_on = bool(rows) and (number - 1 not in rules if is_ruled else not row[0].text)
        if goes_on and number - 1 not in rules:
            pairs = zip(rows[-1], row)
            rows[-1] = [joined(one, more.text) if more.text else one for one, more in pairs]
        else:
            rows.append([*row])
    header, *rest = map(tuple, rows)
    return Table(header=header, rows=tuple(rest), span=header[0].span)


def is_apart(above: Block, lines: Sequence[str], start: int) -> bool:
    """Whether the lines from `start` on, counted from 0, are rows that empty lines part from the header above.

    The table there has no row, and the first line a bar for each column.
    """
    if not isinstance(above, Table) or above.rows:
        return False
    bars = len(UNESCAPED_PIPE.findall(lines[start]))
    is_row = bars >= max(len(above.header) - 1, 1)
    return is_row and not any(map(str.strip, lines[above.span.line + 1 : start]))


def rejoined(row: Sequence[Cell], width: int) -> tuple[tuple[Cell, ...], Cell]:
    """A row of too many cells with what bare pipes cut apart in one cell each, and the first of the parts that were joined.

    It is cut inside of code or brackets, "`on|off`"; elsewhere the surplus is of the last cell: name and type come first.
    """
    surplus = len(row) - width
    parts: list[list[Cell]] = []
    ticks = brackets = braces = 0  # of the last of them
    for cell in row:
        if surplus and (ticks % 2 or brackets > 0 or braces > 0):
            parts[-1].append(cell)
            surplus -= 1
        else:
            parts.append([cell])
            ticks = brackets = braces = 0
        ticks += cell.text.count("`")
        brackets += cell.text.count("[") - cell.text.count("]")
        braces += cell.text.count("{") - cell.text.count("}")
    parts[width - 1 :] = [[cell for of_cell in parts[width - 1 :] for cell in of_cell]]
    apart = next(of_cell[1] for of_cell in parts if len(of_cell) > 1)
    return tuple(_in_one(of_cell) for of_cell in parts), apart


def _in_one(parts: Sequence[Cell]) -> Cell:
    text = " | ".join(cell.text for cell in parts)
    return Cell(text=text, span=parts[0].span) if len(parts) > 1 else parts[0]
