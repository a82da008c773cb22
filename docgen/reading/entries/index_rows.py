"""Request lines of an index: rows of a table that link to the headings below which the rest is.

    | [addLamp](#addlamp) | **POST** /lamps | Add a lamp |

The request lines of the blocks of a document enter, and get those of an index.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.anchors import Anchors, headings_of
from docgen.reading.entries.declaration import STRONG, Declaration
from docgen.reading.entries.declarations import request_line
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Block, Cell, Document, Heading, Table
from docgen.records import replace

INDEX = "index"  # the form of a request line that is stated where its row links to


def state_index_rows(document: Document, found: Sequence[list[Declaration]]) -> None:
    """Copies the request lines of rows to the heading that the row links to, where nothing below it states one.

    `found` are those of each block. What is copied has the form `INDEX` where it was.
    """
    blocks = document.blocks
    tables = [(n, block) for n, block in enumerate(blocks) if isinstance(block, Table)]
    if not tables:
        return
    headings = [number for number, block in enumerate(blocks) if isinstance(block, Heading)]
    undeclared = _undeclared(blocks, found)
    anchors: Anchors | None = None
    # The title in front matter is a heading without a block.
    before = 1 if document.front_matter.get("title", "") else 0
    for number, table in tables:
        # Of each cell, since a long table may have a request line in each row.
        known: dict[Span, list[Declaration]] = {}
        for declaration in found[number]:
            known.setdefault(declaration.at, []).append(declaration)
        for row in table.rows:
            if not any("[" in cell.text for cell in row):
                continue  # a row without a link
            stated = [*_of_row(row, known)]
            fragments = {*_fragments(document, row)} if stated else ()
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
            if line := request_line(plain(cell.text)):
                yield Declaration(method=line[0], target=line[1], form="table", at=cell.span)


def _fragments(document: Document, row: Sequence[Cell]) -> Iterator[str]:
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
    for number, (block, of_block) in enumerate(zip(blocks, found)):
        if isinstance(block, Heading):
            while above and above[-1][0] >= block.level:
                above.pop()
            above.append((block.level, number))
        if any(declaration.form in STRONG for declaration in of_block):
            for _, heading in above:
                undeclared[heading] = False
        elif not isinstance(block, Heading):
            for _, heading in above:
                undeclared.setdefault(heading, True)
    return {heading: True for heading, is_one in undeclared.items() if is_one}
