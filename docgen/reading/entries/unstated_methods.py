"""Addresses of which no method is said, in a chapter about endpoints of a document without any request line or command: GET.

    ## Endpoints
    ### Lamps
        /lamps/[:color]        also `- /lamps: All lamps`, and `### /lamps`
        /lamps/red             a sample of it
    ### All lamps (/lamps)
    | `/lamps` | Lists all lamps. |    with the method of the sentence above, "with a `GET` request"

    `https://lamps.example/lamps` Since 1.4      that a page with a heading such as "Parameters" begins with

The blocks of a document and their request lines enter, and get those of such addresses. Where addresses in code are
titles above commands, each has the methods of its commands, and GET without any.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from docgen.diagnostics.position import Lines, Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import LABELLED, UNSTATED, Declaration
from docgen.reading.entries.declarations import ITEM, words_after
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.parser import Block, Cell, Fence, Heading, Paragraph, Table
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.http_message import METHODS
from docgen.syntax.path_spellings import Target, targets
from docgen.syntax.url_path import fits

_ADDRESS = r"(?:https?://[^\s/`]{1,200}/|/(?![/\s]))[^\s`]{0,1000}[^\s`:：,;]|/"
_LINE = re.compile(rf"[ \t]*({_ADDRESS})[ \t]*")
# "`/lamps` - All lamps", "/lamps: All lamps"
_FIRST = re.compile(rf"`{{0,2}}({_ADDRESS})`{{0,2}}[ \t]*(?:\Z|[:：–—-](?=\s|\Z)|\((?=\D))")
# "All lamps (/lamps)"
_BEHIND = re.compile(rf"\(({_ADDRESS})\)[ \t]*\Z")
_METHOD = re.compile(rf"`({'|'.join(METHODS)})`")
_ALONE = re.compile(rf"`({_ADDRESS})`")
_OPENING = re.compile(r"`(https?://[^\s/`]{1,200}/[^\s`]{1,1000})`(?!\S)")
_TITLE = re.compile(r"(/(?:<[^<>\n]{1,60}>|[^\s<>]){1,500})\Z")
_MOST_NEAR = 8  # request lines above an address, of which it may be a sample
_MOST_LINES = 50  # of a fence of addresses


def add_unstated(
    blocks: Sequence[Block], found: Sequence[list[Declaration]], dialect: Dialect
) -> None:
    """Adds the addresses in chapters about endpoints, where no request line says more."""
    is_stated = any(d.form != LABELLED for declarations in found for d in declarations)
    if is_stated or any(isinstance(b, Fence) and any(commands(b.text)) for b in blocks):
        return
    words = dialect.vocabulary()
    level, said = 0, set[str]()  # the methods of the last sentence about some
    near: deque[str] = deque(maxlen=_MOST_NEAR)  # paths of request lines above
    for number, block in enumerate(blocks):
        near.extend(target.path for d in found[number] for target in targets(d.target))
        if isinstance(block, Heading):
            level = 0 if block.level <= level else level
            if not level and words.means(block.text, "endpoint"):
                level = block.level
                continue
        if isinstance(block, Paragraph):
            said = {*_METHOD.findall(block.text)} or said
        if level and isinstance(block, Table):
            found[number].extend(_of_table(block, [*said] if len(said) == 1 else []))
        elif level and not found[number]:
            found[number].extend(d for d in _addresses(block) if not _is_sample(d.target, near))
    first = next((n for n, b in enumerate(blocks) if not isinstance(b, Heading)), None)
    if first is not None and not any(found):
        found[first].extend(_opening(blocks, first, words))


def _is_sample(address: str, near: Iterable[str]) -> bool:
    """Whether an address is what one of the paths above it stands for: "Example URL: `/lamps/7`"."""
    return any(fits(path, target.path) for path in near for target in targets(address))


def _opening(blocks: Sequence[Block], first: int, words: Vocabulary) -> Iterator[Declaration]:
    """The address that a page about one operation begins with, in code."""
    block = blocks[first]
    match = _OPENING.match(block.text) if isinstance(block, Paragraph) else None
    is_listed = any(
        isinstance(b, Heading) and words.is_part(b.text) and words.means(b.text, "parameters")
        for b in blocks[first:]
    )
    if match and is_listed:
        yield _get(match[1], block.span.at_offset(match.string, match.start(1), len(match[1])))


def with_titles(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries; one without a request line whose title is an address is declared by it, where a command shows one such."""
    titles = [None if entry.declared else _TITLE.match(entry.title) for entry in entries]
    sent = [
        [*_methods(_with_those_below(entries, number), match[1])] if match else []
        for number, match in enumerate(titles)
    ]
    for entry, match, methods in zip(entries, titles, sent):
        if not match or not any(sent):
            yield entry
            continue
        at = entry.at
        yield replace(
            entry,
            declared=tuple(
                Declaration(
                    method=m, target=match[1], form="heading" if methods else UNSTATED, at=at
                )
                for m in dict.fromkeys(methods or ["GET"])
            ),
            is_inferred=False,
        )


def _with_those_below(entries: Sequence[Entry], number: int) -> Iterator[Block]:
    """The blocks of an entry, and of those below it that a heading of its own begins."""
    yield from entries[number].blocks
    for below in islice(entries, number + 1, None):
        if below.level <= entries[number].level:
            return
        yield from below.blocks


def _methods(blocks: Iterable[Block], address: str) -> Iterator[str]:
    """The methods of the commands that are sent to an address."""
    templates = [found.path for found in targets(address)]
    for command in (c for b in blocks if isinstance(b, Fence) for c in commands(b.text)):
        message = command.message
        is_sent = any(fits(t, found.path) for t in templates for found in targets(message.target))
        if is_sent and message.method in METHODS:
            yield message.method


def _get(address: str, at: Span, row: tuple[tuple[str, Cell], ...] = ()) -> Declaration:
    return Declaration(method="GET", target=address, form=UNSTATED, at=at, row=row)


def _addresses(block: Block) -> Iterator[Declaration]:
    match block:
        case Fence():
            yield from _of_fence(block)
        case Heading() | Paragraph():
            item = ITEM.match(block.text)
            start = item.end() if item else 0
            match = _FIRST.match(block.text, start)
            if match is None and isinstance(block, Heading):
                match = _BEHIND.search(block.text)
            is_alone = (
                isinstance(block, Heading) or item or (match and match.end() == len(block.text))
            )
            if match and is_alone:
                at = block.span.at_offset(block.text, match.start(1), len(match[1]))
                places = Lines(block.text, block.span)
                yield _get(
                    match[1], at, words_after(block.text, match.end(1) + 1, places) if item else ()
                )
        case _:
            pass


def _of_table(table: Table, said: Sequence[str]) -> Iterator[Declaration]:
    """The addresses that all first cells of a table are."""
    first = [row[0] for row in table.rows if row]
    written = [_ALONE.fullmatch(cell.text) for cell in first]
    for row, match in zip(table.rows, written) if all(written) else ():
        rest = zip((header.text for header in table.header[1:]), row[1:])
        found = _get(match[1], row[0].span, tuple(rest)) if match else None
        if found:
            yield replace(found, method=said[0], form="table") if said else found


def _of_fence(fence: Fence) -> Iterator[Declaration]:
    """The addresses of a fence of nothing else, without samples of those above them."""
    lines = fence.text.split("\n")
    written = [(number, _LINE.fullmatch(line)) for number, line in enumerate(lines) if line.strip()]
    if len(written) > _MOST_LINES or not all(match for _, match in written):
        return
    known: list[Target] = []
    for number, match in written:
        found = targets(match[1]) if match else ()
        if not match or any(fits(k.path, target.path) for k in known for target in found):
            continue
        known += found
        at = fence.span.start(number).within(match.start(1), len(match[1]))
        yield _get(match[1], at)
