"""Parameters that a section without an operation lists, and that operations of its page link to.

    ## Paging parameters                ## List lamps
    | Parameter | Description |         `GET /lamps`
    | `page`    | Which page. |         - [Paging parameters](#paging-parameters)

Entries enter, and one that links; `Field`s leave with their places, and the entry without rows that are such a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.reading.entries.entry import Entry
from docgen.reading.labels import label_text
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.fields import Field
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.markdown.inline import links, plain, slug
from docgen.reading.markdown.parser import Block, Cell, Heading, Paragraph, Table
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.records import replace

_PLACES = ("", "path", "query", "header", "body")  # of what is sent, "" where no word says it
_MOST = 40  # fields of a list that each of many operations may have


class SharedParameters:
    """The lists of parameters in sections without an operation, by the anchors of their headings."""

    def __init__(self, page: PageReader, entries: Sequence[Entry]) -> None:
        self.page = page
        self.lists: dict[str, list[Block]] = {}
        self.places: dict[str, str] = {}
        for entry in entries:
            for title, block in () if entry.declared else _below_headings(page, entry):
                place, name = label_place(page, title), slug(title)
                if place in _PLACES and _lists(page, block):
                    self.places.setdefault(name, place)
                    self.lists.setdefault(name, []).append(block)
        self.known: dict[str, tuple[Field, ...]] = {}  # many operations link to one list

    def linked(self, entry: Entry) -> tuple[Entry, list[tuple[Field, str]]]:
        """An entry without the rows of tables that are links to lists, and the fields of all lists that it links to."""
        if not self.lists:
            return entry, []
        linked: dict[str, None] = {}
        blocks: list[Block] = []
        is_answer = False
        for block, requests in zip(entry.blocks, entry.requests):
            if isinstance(block, Heading):
                is_answer = label_place(self.page, plain(label_text(block))) not in _PLACES
            elif isinstance(block, Paragraph) and not is_answer:
                linked |= dict.fromkeys(self._names(block))
            elif isinstance(block, Table) and not (is_answer or requests):
                alone = [_alone(row) for row in block.rows]
                names = [[*self._names(cell)] if cell else [] for cell in alone]
                linked |= dict.fromkeys(name for found in names for name in found)
                if any(names):
                    self.page.use(block)
                    rows = (row for row, found in zip(block.rows, names) if not found)
                    block = replace(block, rows=tuple(rows))
            blocks.append(block)
        fields = [(item, self.places[name]) for name in linked for item in self._fields(name)]
        return replace(entry, blocks=tuple(blocks)), fields

    def _names(self, text: Paragraph | Cell) -> Iterator[str]:
        """The lists that a text links to as parameters."""
        words = self.page.dialect.vocabulary()
        for link in links(text.text, text.span, self.page.references):
            name = link.target[1:].lower() if link.target.startswith("#") else ""
            is_answer = words.means(text.text, "response", "error")
            if name in self.lists and words.means(link.text, "parameters") and not is_answer:
                yield name

    def _fields(self, name: str) -> tuple[Field, ...]:
        if name not in self.known:
            found = (item for block in self.lists[name] for item in _fields(self.page, block))
            fields = tuple(islice(found, _MOST + 1))
            self.known[name] = fields if len(fields) <= _MOST else ()
            for block in self.lists[name] if self.known[name] else ():
                self.page.use(block)
        return self.known[name]


def _below_headings(page: PageReader, entry: Entry) -> Iterator[tuple[str, Block]]:
    """The blocks below headings that are about parameters, each with the nearest one."""
    words, title = page.dialect.vocabulary(), plain(entry.title)
    for block in entry.blocks:
        if isinstance(block, Heading):
            title = plain(label_text(block))
        elif words.means(title, "parameters"):
            yield title, block


def _alone(row: Sequence[Cell]) -> Cell | None:
    """The only cell of a row that has a text."""
    written = [cell for cell in row if cell.text.strip(" -–—")]
    return written[0] if len(written) == 1 else None


def _lists(page: PageReader, block: Block) -> bool:
    """Whether a block lists fields."""
    if isinstance(block, Table):
        return is_field_table(page, block)
    return isinstance(block, Paragraph) and bool(_fields(page, block))


def _fields(page: PageReader, block: Block) -> list[Field]:
    match block:
        case Table():
            return [*table_fields(page, block)]
        case Paragraph():
            return [*paragraph_fields(page, block, is_of_list=True)]
        case _:
            return []
