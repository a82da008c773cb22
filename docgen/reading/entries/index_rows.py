"""Request lines of an index: rows of a table, or bullets, that link to or name the headings below which the rest is.

    | [addLamp](#addlamp) | **POST** /lamps | Add a lamp |        ### addLamp
    | 2.1 | GET | /lamps | Lists all lamps |                      ### 2.1 Lamps, ### List lamps, ### /lamps

The request lines of the blocks of a document enter, and get those of an index.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from docgen.diagnostics.position import Span
from docgen.reading.anchors import Anchors, headings_of
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import ROW, STRONG, Declaration
from docgen.reading.entries.declarations import request_line
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.table_requests import request_of
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Block, Cell, Document, Heading, Table
from docgen.records import replace
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import shape

INDEX = "index"  # the form of a request line that is stated at the heading that its row links to or names
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*(?=[.):]?(?:\s|\Z))")  # "2.1 Lamps"
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 200  # characters of a title


def state_index_rows(
    document: Document, found: Sequence[list[Declaration]], words: Vocabulary
) -> None:
    """Copies the request lines of rows to the heading that the row links to or names, where nothing below it states one.

    `found` are those of each block. What is copied has the form `INDEX` where it was.
    """
    blocks = document.blocks
    tables = [n for n, block in enumerate(blocks) if isinstance(block, Table)]
    listed = [n for n, of_block in enumerate(found) if any(d.row for d in of_block)]
    if not tables and not listed:
        return
    headings = [number for number, block in enumerate(blocks) if isinstance(block, Heading)]
    undeclared = _undeclared(blocks, found)
    anchors: Anchors | None = None
    # The title in front matter is a heading without a block.
    before = 1 if document.front_matter.get("title", "") else 0
    for number in tables:
        table = blocks[number]
        assert isinstance(table, Table)
        # Of each cell, since a long table may have a request line in each row.
        known: dict[Span, list[Declaration]] = {}
        for declaration in found[number]:
            known.setdefault(declaration.at, []).append(declaration)
        for row in table.rows:
            if not any("[" in cell.text for cell in row):
                continue  # a row without a link
            stated = [*_of_row(row, known)]
            fragments = {*_fragments(document, _leading(table, row, words))} if stated else ()
            if len(fragments) != 1:
                continue
            anchors = anchors or Anchors([*headings_of(document)])
            at = anchors.find(*fragments)
            if at is None or at < before:
                continue
            heading = headings[at - before]
            if heading in undeclared:
                found[heading].extend(replace(d, form="heading") for d in stated)
            elif not _states(found[heading], stated):
                continue
            for declaration in stated:
                known[declaration.at] = [replace(declaration, form=INDEX)]
        found[number][:] = [declaration for of_cell in known.values() for declaration in of_cell]
    _without_mentions(found)
    _state_named(blocks, found, listed, [n for n in undeclared if not found[n]], words)


def _without_mentions(found: Sequence[list[Declaration]]) -> None:
    """Takes out the rows with whole request lines that are stated elsewhere: limits, scopes, and changes of operations."""
    if not any(d.form == ROW for of_block in found for d in of_block):
        return
    strong = (d for of_block in found for d in of_block if d.form in STRONG)
    stated = {each for declaration in strong for each in _shapes(declaration)}
    for of_block in found:
        if any(d.form == ROW for d in of_block):
            of_block[:] = [d for d in of_block if d.form != ROW or stated.isdisjoint(_shapes(d))]


def _shapes(declaration: Declaration) -> Iterator[tuple[str, str]]:
    return ((declaration.method, shape(target.path)) for target in targets(declaration.target))


def _state_named(
    blocks: Sequence[Block],
    found: Sequence[list[Declaration]],
    listed: Sequence[int],
    undeclared: Sequence[int],
    words: Vocabulary,
) -> None:
    """The same for rows and bullets that name a heading, by its number or its words, or have the address that it is."""
    if not any(d.row and d.form != INDEX for number in listed for d in found[number]):
        return
    titled: dict[tuple[str, ...], set[int]] = {}
    for number in undeclared:
        heading = blocks[number]
        assert isinstance(heading, Heading)
        if not words.is_part(heading.text):
            title = plain(heading.text[:_LONGEST])
            for name in (*_names(title), *_addresses(title)):
                titled.setdefault(name, set()).add(number)
    for number in listed:
        for place, declaration in enumerate(found[number]):
            cells = (c for label, c in declaration.row if not words.means(plain(label), "response"))
            texts = (plain(cell.text[:_LONGEST]) for cell in cells)
            names = chain(_addresses(declaration.target), *map(_names, texts))
            named = (titled.get(name, set()) for name in names)
            one = next((n for n in named if len(n) == 1 and min(n) > number), None)
            if one and declaration.form != INDEX:
                found[min(one)].append(replace(declaration, form="heading"))
                found[number][place] = replace(declaration, form=INDEX)


def _addresses(text: str) -> Iterator[tuple[str, ...]]:
    """The shapes of the paths that a title is, or a request line has, which no words are."""
    if text.startswith("/"):
        yield from (("/", shape(target.path)) for target in targets(text))


def _names(text: str) -> Iterator[tuple[str, ...]]:
    """What a title or a cell names: its number, its words, and these without the endings and the small words of sentences.

    "2.1", "list lamps", and "list lamp" for "Lists all the lamps".
    """
    number = _NUMBER.match(text)
    if number:
        yield (number[0],)
    whole = tuple(_WORD.findall(text[number.end() if number else 0 :].lower()))
    if whole:
        yield whole
        stems = (word.rstrip("s") for word in whole[1:] if len(word) > 3 or not word.isascii())
        yield (whole[0].rstrip("s"), *stems)


def has_index(entry: Entry) -> bool:
    """Whether other headings have request lines of an entry."""
    return any(request.form == INDEX for requests in entry.requests for request in requests)


def _states(found: Sequence[Declaration], stated: Sequence[Declaration]) -> bool:
    """Whether a heading has the request lines of a row."""
    of_heading = {(declaration.method, declaration.target) for declaration in found}
    return of_heading >= {(declaration.method, declaration.target) for declaration in stated}


def _of_row(
    row: Sequence[Cell], known: Mapping[Span, Sequence[Declaration]]
) -> Iterator[Declaration]:
    """The request lines of a row: those that are known, or one that a cell holds as a whole."""
    of_cells = [declaration for cell in row for declaration in known.get(cell.span, ())]
    yield from of_cells
    if not of_cells:
        for cell in row:
            if line := request_line(plain(cell.text)) or request_of(cell):
                yield Declaration(method=line[0], target=line[1], form="table", at=cell.span)


def _leading(table: Table, row: Sequence[Cell], words: Vocabulary) -> Iterator[Cell]:
    """The cells of a row that may lead to the rest: none that has what is returned."""
    for header, cell in zip(table.header, row):
        if not words.means(plain(header.text), "response"):
            yield cell


def _fragments(document: Document, row: Iterable[Cell]) -> Iterator[str]:
    """The fragments of the links of a row that lead to another place of the document."""
    name = posixpath.basename(document.source.path).lower()
    for cell in row:
        for link in links(cell.text, cell.span, document.references):
            path, _, fragment = link.target.partition("#")
            if fragment and posixpath.basename(path).lower() in ("", name):
                yield fragment


def _undeclared(blocks: Sequence[Block], found: Sequence[list[Declaration]]) -> Mapping[int, bool]:
    """The numbers of headings with text below them and no request line, up to the next one of their level."""
    undeclared: dict[int, bool] = {}
    above: list[tuple[int, int]] = []  # the level and the number of each heading
    is_first = True  # of the blocks below the last heading: those after it say nothing new
    for number, (block, of_block) in enumerate(zip(blocks, found)):
        if isinstance(block, Heading):
            while above and above[-1][0] >= block.level:
                above.pop()
            above.append((block.level, number))
            is_first = True
        if any(declaration.form in STRONG for declaration in of_block):
            for _, heading in above:
                undeclared[heading] = False
        elif is_first and not isinstance(block, Heading):
            is_first = False
            for _, heading in above:
                undeclared.setdefault(heading, True)
    return {heading: True for heading, is_one in undeclared.items() if is_one}
