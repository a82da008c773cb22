"""Bullets that are each about an operation of their own, and fences that are.

    - `PUT /lamps/:id` - adds a lamp. `409` where there is one.
    - `GET /lamps/:id` - the lamp:

      ```json
      {"id": 1}
      ```

    POST /lamps                  PUT /lamps/{id}            each with headings of its parts below it
    #### Parameters              #### Parameters

    `POST /lamps`                `PUT /lamps/{id}`          each with its own JSON or table below it

An entry enters; an entry for each such bullet leaves, with what is in it and what is around the list. Bullets that have
nothing but request lines are the addresses of one operation: the entry leaves as it is. A bullet with nothing but words
titles the operations of the commands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import dropwhile

from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.declarations import ITEM, item_column
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.index_rows import has_index
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Fence, Heading, Paragraph, Table
from docgen.records import replace

_SENTENCE_END = re.compile(r"[.:](?:\s|\Z)")
_ALONE = re.compile(r"[*_ ]*`[^`\n]+`[*_ ]*")
CURL = "curl"  # the form of a declaration that a command is
_MOST_REPEATED = 5_000  # blocks around a list, counted once for each bullet


def in_items(entry: Entry) -> Iterator[Entry]:
    """The entries of the bullets of an entry, or the entry itself."""
    if len(entry.declared) > 1 and all(d.form == CURL for d in entry.declared):
        yield from _by_commands(entry)
        return
    if len(entry.declared) > 1 and all(d.form == "fence" for d in entry.declared):
        yield from _by_fences(entry)
        return
    if len(entry.declared) > 1 and all(d.form == "code" for d in entry.declared):
        if lines := _lines_with_content(entry):
            yield from _at_lines(entry, lines, lines[1:])
            return
    items = {item[0]: item for item in _items(entry)}
    if not items:
        yield entry
        return
    inside = {number for item in items.values() for number in item}
    around = [number for number in range(len(entry.blocks)) if number not in inside]
    stated = {id(declaration) for declaration in entry.declared}
    if len(items) * len(around) > _MOST_REPEATED:
        yield _of_blocks(replace(entry, declared=()), around)
        entry, around = replace(entry, samples=()), []
    for start, item in items.items():
        before, after = [n for n in around if n < start], [n for n in around if n > start]
        of_item = _of_blocks(entry, [*before, *item, *after])
        declared = tuple(r for number in item for r in entry.requests[number] if id(r) in stated)
        yield replace(
            of_item, title="", at=entry.blocks[start].span, declared=declared, is_item=True
        )
        entry = replace(entry, samples=())  # they are counted once


def _by_commands(entry: Entry) -> Iterator[Entry]:
    """The entry, or one for each of the outermost bullets where each of its commands is in one; the first has what is in none."""
    columns = [item_column(block) for block in entry.blocks]
    outer = min((column for column in columns if column), default=0)
    starts = [number for number, column in enumerate(columns) if column == outer > 0]
    limits = [*starts[1:], len(entry.blocks)]
    items = [range(start, _end(entry, start, limit)) for start, limit in zip(starts, limits)]
    declared = [
        tuple(d for d in entry.declared if any(_holds(entry, n, d) for n in item)) for item in items
    ]
    if len(items) < 2 or sum(map(len, declared)) < len(entry.declared):
        yield entry
        return
    of_items = {number for item, own in zip(items, declared) if own for number in item}
    around = [number for number in range(len(entry.blocks)) if number not in of_items]
    yield _of_blocks(replace(entry, declared=()), around)
    for item, own in zip(items, declared):
        head = entry.blocks[item[0]]
        if own and isinstance(head, Paragraph):
            of_item = replace(_of_blocks(entry, item), samples=(), declared=own)
            yield replace(of_item, title=_title(head), at=head.span, level=entry.level + 1)


def _by_fences(entry: Entry) -> Iterator[Entry]:
    """The entry, or one for each of its request lines where headings of parts are below each."""
    starts = _starts(entry)
    ends = [*starts[1:], len(entry.blocks)]
    if len(starts) != len(entry.declared) or not all(map(partial(_has_parts, entry), starts, ends)):
        yield entry
        return
    yield from _at_lines(entry, starts, [_first_above(entry, start) for start in starts[1:]])


def _lines_with_content(entry: Entry) -> list[int]:
    """The numbers of the blocks that are nothing but a request line in code, where each has sentences and most have JSON or
    a table below it.
    """
    starts = _starts(entry)
    ends = [*starts[1:], len(entry.blocks)]
    below = [entry.blocks[start + 1 : end] for start, end in zip(starts, ends)]
    are_alone = all(
        _ALONE.fullmatch(b.text) for n in starts if isinstance(b := entry.blocks[n], Paragraph)
    )
    have_content = [any(isinstance(b, (Table, Fence)) for b in blocks) for blocks in below]
    is_apart = len(starts) == len(entry.declared) and all(below) and any(have_content[:-1])
    return starts if are_alone and is_apart else []


def _at_lines(entry: Entry, starts: Sequence[int], further: Sequence[int]) -> Iterator[Entry]:
    """An entry for each block with a request line; `further` are the first blocks of all but the first entry."""
    stated = {id(declaration) for declaration in entry.declared}
    cuts = [0, *further, len(entry.blocks)]
    for start, first, last in zip(starts, cuts, cuts[1:]):
        part = _of_blocks(entry, range(first, last))
        own = tuple(r for r in entry.requests[start] if id(r) in stated)
        lines = range(part.blocks[0].span.line, part.blocks[-1].span.line + 1)
        samples = tuple(d for d in entry.samples if d.at.line in lines)
        part = replace(part, declared=own, samples=samples)
        at = entry.blocks[start].span
        yield part if not first else replace(part, title="", at=at)


def _has_parts(entry: Entry, start: int, end: int) -> bool:
    """Whether a table or a fence is below a heading there."""
    below = dropwhile(lambda block: not isinstance(block, Heading), entry.blocks[start + 1 : end])
    return any(isinstance(block, (Table, Fence)) for block in below)


def _first_above(entry: Entry, number: int) -> int:
    """The number of the first of the sentences right above a block."""
    while isinstance(entry.blocks[number - 1], Paragraph):
        number -= 1
    return number


def _holds(entry: Entry, number: int, declaration: Declaration) -> bool:
    """Whether a declaration is in a block."""
    block = entry.blocks[number]
    last = block.span.line + block.text.count("\n") + 1 if isinstance(block, Fence) else 0
    return block.span.line <= declaration.at.line <= last


def _title(bullet: Paragraph) -> str:
    """The first sentence of a bullet."""
    marker = ITEM.match(bullet.text)
    return _SENTENCE_END.split(plain(bullet.text[marker.end() if marker else 0 :]), 1)[0]


def _items(entry: Entry) -> Iterator[range]:
    """The numbers of the blocks of each bullet with a request line; none where no bullet has more than that."""
    starts = _starts(entry)
    # One of several, whose others are stated at headings, is no address of the entry.
    if (len(starts) < 2 and not has_index(entry)) or any(
        declaration.form not in ("item", "code") for declaration in entry.declared
    ):
        return
    is_code = any(declaration.form == "code" for declaration in entry.declared)
    if is_code and not all(item_column(entry.blocks[start]) for start in starts):
        return
    ends = [
        _end(entry, start, limit) for start, limit in zip(starts, [*starts[1:], len(entry.blocks)])
    ]
    items = [range(start, end) for start, end in zip(starts, ends)]
    if any(len(item) > 1 for item in items) or any(d.row for d in entry.declared):
        yield from items


def _starts(entry: Entry) -> list[int]:
    """The numbers of the blocks with request lines that declare the entry."""
    declared = {id(declaration) for declaration in entry.declared}
    return [
        number
        for number, requests in enumerate(entry.requests)
        if any(id(request) in declared for request in requests)
    ]


def _end(entry: Entry, start: int, limit: int) -> int:
    """The number after the last block that is in a bullet."""
    column = entry.blocks[start].span.column
    for number in range(start + 1, limit):
        block = entry.blocks[number]
        if isinstance(block, Heading) or block.span.column <= column:
            return number
    return limit


def _of_blocks(entry: Entry, numbers: Sequence[int]) -> Entry:
    return replace(
        entry,
        blocks=tuple(entry.blocks[number] for number in numbers),
        requests=tuple(entry.requests[number] for number in numbers),
    )
