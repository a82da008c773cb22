"""HTML tables as tables of Markdown.

A `<table>` enters with its place, or a `<dl>`, a row for each of its terms; a header and rows of cells leave, their text
in Markdown. A table of two columns, each row of which begins with a header, gets one of properties. None
leaves for a table that Markdown cannot hold: one with cells over several rows or columns, a table inside, or no end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Cell
from docgen.syntax.plain_text import without_long_references

_LONGEST = 100_000  # characters
_MARKUP = {"code": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = ("br", "p", "li", "div")
_OF_TERMS = ("Name", "Description")  # the header of a list of terms
_OF_ROWS = ("Property", "Description")  # that of a table whose rows have headers

Row = tuple[Cell, ...]


def read_html_table(text: str, at: Span) -> tuple[Row, tuple[Row, ...]] | None:
    """Header and rows of a table. `at` is the place of its first character."""
    if len(text) > _LONGEST:
        return None
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
        rows.insert(0, _Row([Cell(text=title, span=at) for title in titles]))
    if reader.is_broken or reader.cell is not None or len(rows) < 1:
        return None
    header, *below = (tuple(row.cells) for row in rows)
    if any(len(cells) != len(header) for cells in below):
        return None
    return header, tuple(below)


@dataclass(slots=True)
class _Row:
    cells: list[Cell] = field(default_factory=list[Cell])
    headers: int = 0  # the cells that are `<th>`


class _Reader(HTMLParser):
    def __init__(self, at: Span) -> None:
        super().__init__(convert_charrefs=True)
        self.at = at
        self.rows: list[_Row] = []
        self.cell: list[str] | None = None  # the text of the cell that is open
        self.is_filled = False  # the text is more than spaces
        self.place = at
        self.links: list[str] = []
        self.is_broken = self.is_of_terms = False
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self.depth += 1
            self.is_broken = self.is_broken or self.depth > 1
        elif tag == "dl":
            self.is_broken = self.is_broken or self.is_of_terms
            self.is_of_terms = True
        elif tag == "tr":
            self.end_cell()
            self.rows.append(_Row())
        elif tag == "dd" and self.rows and len(self.rows[-1].cells) > 1:
            self.is_broken = True  # of several descriptions
        elif tag in ("td", "th", "dt", "dd"):
            self.end_cell()
            if tag == "dt":
                self.rows.append(_Row())
            spans = (named.get("colspan"), named.get("rowspan"))
            self.is_broken = (
                self.is_broken or not self.rows or any(s not in (None, "1") for s in spans)
            )
            if tag == "th" and self.rows:
                self.rows[-1].headers += 1
            self.cell, self.is_filled = [], False
            self.place = self.here(len(self.get_starttag_text() or ""))
        elif self.cell is not None:
            if tag == "a":
                self.links.append(named.get("href") or "")
                self.add("[")
            elif tag in _BREAKS and self.is_filled:
                self.add("<br>")
            else:
                self.add(_MARKUP.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table", "dt", "dd", "dl"):
            self.end_cell()
        elif self.cell is not None:
            if tag == "a" and self.links:
                self.add(f"]({self.links.pop()})")
            else:
                self.add(_MARKUP.get(tag, ""))

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
            self.rows[-1].cells.append(Cell(text=text.removesuffix("<br>").strip(), span=span))
        self.cell = None
        self.links.clear()

    def here(self, offset: int) -> Span:
        """The place of what is being read, some columns to the right."""
        line, column = self.getpos()
        first = self.at.column if line == 1 else 1
        return Span(self.at.path, self.at.line + line - 1, first + column + offset)
