"""HTML tables as tables of Markdown.

A `<table>` enters with its place, or a `<dl>`, a row for each of its terms; a header and rows of cells leave, their text
in Markdown. A table of two columns, each row of which begins with a header, gets one of properties. A cell over several
rows is one of each. Of a table of facts the labels leave, each with what is beside it: a text, code, or a table without a header.

    | Method     | GET                              |
    | Parameters | page | integer | Which page      |
    |            | size | integer | How many        |

Nothing leaves for any other table that Markdown cannot hold: with cells over several columns, a table inside, or no end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Block, Cell, Fence, Paragraph, Table
from docgen.reading.markdown.inline import plain
from docgen.syntax.plain_text import without_long_references

_LONGEST = 100_000  # characters
_MARKUP = {"code": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = ("br", "p", "li", "div")
_MOST_DIGITS = 4  # of the number of rows of a cell
# JSON, or a request line
_CODE = re.compile(r"\s*(?:[\[{]|[A-Z]{3,7}[ ]+(?:/|https?:))")
_OF_TERMS = ("Name", "Description")  # the header of a list of terms
_OF_ROWS = ("Property", "Description")  # that of a table whose rows have headers

Row = tuple[Cell, ...]


def read_html_table(text: str, at: Span) -> list[Block]:
    """The table, or what a table of facts has. `at` is the place of its first character."""
    if len(text) > _LONGEST:
        return []
    reader = _Reader(at)
    reader.feed(without_long_references(text))
    reader.close()
    rows = [row for row in reader.rows if row.cells]
    titles = _OF_TERMS if reader.is_of_terms else _OF_ROWS
    # Each row begins with a header of its own, and there is none above them.
    are_of_rows = bool(rows) and all(
        row.headers == 1 and len(row.cells) == len(titles) for row in rows
    )
    if reader.is_of_terms or are_of_rows:
        rows.insert(0, _Row([Cell(text=title, span=at) for title in titles], width=2))
    if reader.is_broken or reader.cell is not None or len(rows) < 1:
        return []
    if any(row.width != len(row.cells) for row in rows):
        return [*_facts(rows)]
    header, *below = (tuple(row.cells) for row in rows)
    if any(len(cells) != len(header) for cells in below):
        return []
    return [Table(header=header, rows=tuple(below), span=at)]


def _facts(rows: Sequence[_Row]) -> Iterator[Block]:
    """The labels in the first column, each with what is beside it; nothing where rows are of other widths."""
    groups = [[*group] for _, group in groupby(rows, key=lambda row: id(row.cells[0]))]
    if len({row.width for row in rows}) > 1 or not all(map(_is_fact, groups)):
        return
    for group in groups:
        label, cells = group[0].cells[0], [tuple(row.cells[1:]) for row in group]
        words = plain(label.text).strip(" :：")
        first, *others = cells[0]
        text = first.text.replace("<br>", "\n")
        if others:
            yield Paragraph(text=f"**{words}:**", span=label.span)
            header = tuple(Cell(text="", span=label.span) for _ in cells[0])
            yield Table(header=header, rows=tuple(cells), span=first.span)
        elif _CODE.match(text):
            yield Paragraph(text=f"**{words}:**", span=label.span)
            yield Fence(info="", text=text.strip(), span=first.span)
        else:
            yield Paragraph(text=f"**{words}:** {text}", span=label.span)


def _is_fact(rows: Sequence[_Row]) -> bool:
    """Whether rows with one label have a text beside it, or cells that are as many in each."""
    counts = {len(row.cells) for row in rows}
    is_table = len(counts) == 1 and min(counts) > (1 if len(rows) == 1 else 2)
    return is_table and bool(plain(rows[0].cells[0].text)) and all(r.is_labelled for r in rows)


@dataclass(slots=True)
class _Row:
    cells: list[Cell] = field(default_factory=list[Cell])
    headers: int = 0  # the cells that are `<th>`
    width: int = 0  # columns
    is_labelled: bool = False  # the first cell is one column


class _Reader(HTMLParser):
    def __init__(self, at: Span) -> None:
        super().__init__(convert_charrefs=True)
        self.at = at
        self.rows: list[_Row] = []
        self.cell: list[str] | None = None  # the text of the cell that is open
        self.is_filled = False  # the text is more than spaces
        self.place = at
        self.links: list[str] = []
        self.marks: Counter[str] = Counter()  # the tags of mark-up that are open in the cell
        self.is_broken = self.is_of_terms = False
        self.depth = 0
        self.over = 0  # rows below that the open cell is in too
        self.columns = 1  # of the open cell
        # The last cell over several rows of each column, with the number of its last row.
        self.spanning: dict[int, tuple[Cell, int]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self.depth += 1
            self.is_broken = self.is_broken or self.depth > 1
        elif tag == "dl":
            self.is_broken = self.is_broken or self.is_of_terms
            self.is_of_terms = True
        elif tag == "tr":
            self.end_row()
            self.rows.append(_Row())
        elif tag == "dd" and self.rows and len(self.rows[-1].cells) > 1:
            self.is_broken = True  # of several descriptions
        elif tag in ("td", "th", "dt", "dd"):
            self.end_cell()
            if tag == "dt":
                self.rows.append(_Row())
            over = named.get("rowspan") or "1"
            self.is_broken |= not (self.rows and over.isdecimal() and len(over) < _MOST_DIGITS)
            wide = named.get("colspan") or "1"
            self.is_broken |= not (wide.isdecimal() and len(wide) < _MOST_DIGITS)
            self.over = 0 if self.is_broken else int(over) - 1
            self.columns = 1 if self.is_broken else int(wide)
            if tag == "th" and self.rows:
                self.rows[-1].headers += 1
            self.cell, self.is_filled = [], False
            self.marks.clear()
            self.place = self.here(len(self.get_starttag_text() or ""))
        elif self.cell is not None:
            if tag == "a":
                self.links.append(named.get("href") or "")
                self.add("[")
            elif tag in _BREAKS and self.is_filled:
                self.add("<br>")
            elif tag in _MARKUP:
                self.marks[tag] += 1
                self.add(_MARKUP[tag] * (self.marks[tag] == 1))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("tr", "table"):
            self.end_row()
        elif tag in ("td", "th", "dt", "dd", "dl"):
            self.end_cell()
        elif self.cell is not None:
            if tag == "a" and self.links:
                self.add(f"]({self.links.pop()})")
            elif tag in _MARKUP:
                self.marks[tag] -= 1
                self.add(_MARKUP[tag] * (self.marks[tag] == 0))

    def handle_data(self, data: str) -> None:
        self.add(data)

    def add(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)
            self.is_filled = self.is_filled or bool(text.strip())

    def end_cell(self) -> None:
        if self.cell is not None and self.rows:
            text = " ".join("".join(self.cell).split())
            end = self.here(0)
            length = end.column - self.place.column if end.line == self.place.line else 0
            span = Span(self.place.path, self.place.line, self.place.column, length)
            cell = Cell(text=text.removesuffix("<br>").strip(), span=span)
            self.put_spanning()
            cells = self.rows[-1].cells
            if self.over > 0:
                self.spanning[len(cells)] = (cell, len(self.rows) + self.over)
            self.rows[-1].is_labelled |= not cells and self.columns == 1
            self.rows[-1].width += self.columns
            cells.append(cell)
        self.cell = None
        self.links.clear()

    def end_row(self) -> None:
        self.end_cell()
        if self.rows and self.rows[-1].cells:
            self.put_spanning()

    def put_spanning(self) -> None:
        """Puts the cells of rows above that are in the row too, as far as they come next."""
        cells = self.rows[-1].cells
        while len(cells) in self.spanning and self.spanning[len(cells)][1] >= len(self.rows):
            self.rows[-1].is_labelled |= not cells
            self.rows[-1].width += 1
            cells.append(self.spanning[len(cells)][0])

    def here(self, offset: int) -> Span:
        """The place of what is being read, some columns to the right."""
        line, column = self.getpos()
        first = self.at.column if line == 1 else 1
        return Span(self.at.path, self.at.line + line - 1, first + column + offset)
