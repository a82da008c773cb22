"""HTML tables as tables of Markdown.

A `<table>` enters with its place, or a `<dl>`, a row for each of its terms; a header and rows of cells leave, their text in Markdown, or None for a table that
Markdown cannot hold: one with cells over several rows or columns, a table inside, or no end.
"""

from __future__ import annotations

from html.parser import HTMLParser

from docgen.diagnostics.position import Span
from docgen.reading.markdown.blocks import Cell
from docgen.syntax.plain_text import without_long_references

_LONGEST = 100_000  # characters
_MARKUP = {"code": "`", "strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAKS = ("br", "p", "li", "div")
_OF_TERMS = ("Name", "Description")  # the header of a list of terms

Row = tuple[Cell, ...]


def read_html_table(text: str, at: Span) -> tuple[Row, tuple[Row, ...]] | None:
    """Header and rows of a table. `at` is the place of its first character."""
    if len(text) > _LONGEST:
        return None
    reader = _Reader(at)
    reader.feed(without_long_references(text))
    reader.close()
    rows = [(tuple(cells), is_header) for cells, is_header in reader.rows if cells]
    if reader.is_of_terms:
        rows.insert(0, (tuple(Cell(text=title, span=at) for title in _OF_TERMS), True))
    if reader.is_broken or reader.cell is not None or len(rows) < 1:
        return None
    first, _ = rows[0]
    width = len(first)
    if any(len(cells) != width for cells, _ in rows):
        return None
    return first, tuple(cells for cells, _ in rows[1:])


class _Reader(HTMLParser):
    def __init__(self, at: Span) -> None:
        super().__init__(convert_charrefs=True)
        self.at = at
        self.rows: list[tuple[list[Cell], bool]] = []
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
            self.rows.append(([], False))
        elif tag == "dd" and self.rows and len(self.rows[-1][0]) > 1:
            self.is_broken = True  # of several descriptions
        elif tag in ("td", "th", "dt", "dd"):
            self.end_cell()
            if tag == "dt":
                self.rows.append(([], False))
            spans = (named.get("colspan"), named.get("rowspan"))
            self.is_broken = (
                self.is_broken or not self.rows or any(s not in (None, "1") for s in spans)
            )
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
            self.rows[-1][0].append(Cell(text=text.removesuffix("<br>").strip(), span=span))
        self.cell = None
        self.links.clear()

    def here(self, offset: int) -> Span:
        """The place of what is being read, some columns to the right."""
        line, column = self.getpos()
        first = self.at.column if line == 1 else 1
        return Span(self.at.path, self.at.line + line - 1, first + column + offset)
