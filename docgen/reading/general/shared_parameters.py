"""Parameters that a section without an operation lists, and that operations of its page link to, or every list takes.

    ## Paging parameters                ## List lamps
    | Parameter | Description |         `GET /lamps`
    | `page`    | Which page. |         - [Paging parameters](#paging-parameters)

Entries enter, and one that links; `Field`s leave with their places, and the entry without rows that are such a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import label_text
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.fields import Field
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.lists.told import told_fields
from docgen.reading.markdown.inline import links, plain, slug
from docgen.reading.markdown.parser import Block, Cell, Heading, Paragraph, Table
from docgen.reading.page import PropertyRow
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.records import replace
from docgen.syntax.page_parameters import are_of_pages, is_number_of_pages, is_of_pages
from docgen.syntax.plain_text import on_one_line, sentences

_PLACES = ("", "path", "query", "header", "body")  # of what is sent, "" where no word says it
_NAME_IN_CODE = re.compile(r"`[?&]?([A-Za-z][\w\[\]-]{1,40})(?:=[^`\n]{0,40})?`")
_LEAST_MARKS = 4  # of two names in code
_LONGEST_PARAGRAPH = 2_000  # characters
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


def list_parameters(page: PageReader, entries: Sequence[Entry]) -> tuple[PropertyRow, ...]:
    """The parameters of pages that a section without an operation lists, or else tells of, which every list takes.

    A table of `page` and `per_page`; "Use `limit` and `offset` to page through lists."
    """
    for entry in entries:
        for table in () if entry.declared else entry.blocks:
            if not isinstance(table, Table) or not is_field_table(page, table):
                continue
            names = [row[0].text.strip("` *") for row in table.rows if row]
            if len(names) > 1 and all(is_of_pages(name) for name in names):
                page.use(table)
                return tuple(row_of(page, item) for item in table_fields(page, table))
    general = (block for entry in entries if not entry.declared for block in entry.blocks)
    told = (_told_parameters(page, b) for b in general if isinstance(b, Paragraph))
    return next(filter(None, told), ())


def _told_parameters(page: PageReader, paragraph: Paragraph) -> tuple[PropertyRow, ...]:
    """The parameters of pages that a sentence names in code; () for one about a response."""
    if paragraph.text.count("`") < _LEAST_MARKS or ITEM.match(paragraph.text):
        return ()
    words = page.dialect.vocabulary()
    for sentence in sentences(paragraph.text[:_LONGEST_PARAGRAPH]):
        names = dict.fromkeys(name for name in _NAME_IN_CODE.findall(sentence) if is_of_pages(name))
        if are_of_pages(names) and not words.means(sentence, "response"):
            at = paragraph.span
            types = {f.name: f.type_text for f, _ in told_fields(paragraph, page.dialect)}
            fields = (
                Field(
                    name=name,
                    type_text=types.get(name) or ("integer" if is_number_of_pages(name) else ""),
                    about=on_one_line(sentence),
                    at=at,
                    type_at=at,
                )
                for name in names
            )
            return tuple(row_of(page, item) for item in fields)
    return ()
