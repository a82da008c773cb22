"""What no reader used on a page of a reference: tables, fences, lists and request lines.

The entries of a page that was read enter; findings and the request lines leave. An entry that states no operation is
a guide, so that all of a page's guides have one note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page import RequestTarget
from docgen.reading.page_reader import PageReader
from docgen.reading.references.declarations import Declaration
from docgen.reading.references.outline import Entry
from docgen.syntax.path_spellings import targets

# A bullet that begins with code but no status, and the description of a term.
_LISTED = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+`(?![1-5]\d\d\b)|[^\n]*\n[ \t]*:[ \t]")


def report_unread(page: PageReader, entries: Sequence[Entry]) -> None:
    """A note for each unused table, fence and list where operations are stated, and one for all other places."""
    skipped: list[Block] = []
    for entry in entries:
        if not entry.declared:
            skipped += (block for _, block in _unread(page, entry))
            continue
        for section, block in _unread(page, entry):
            page.report_block(block, section)
    if skipped:
        page.report("DG206", skipped[0].span, count=len(skipped))


def _unread(page: PageReader, entry: Entry) -> Iterator[tuple[str, Table | Fence | Paragraph]]:
    """The blocks without a reader, each with the nearest heading; of bullets in a row the first."""
    section, is_in_list = entry.title, False
    for block, requests in zip(entry.blocks, entry.requests):
        was_in_list, is_in_list = is_in_list, False
        match block:
            case Heading():
                section = block.text
            case Table() | Fence() if not page.is_used(block):
                yield section, block
            case Paragraph() if not (
                page.is_used(block) or requests or not _LISTED.match(block.text)
            ):
                is_in_list = True
                if not was_in_list:
                    yield section, block
            case _:
                pass


def unread_requests(page: PageReader, entries: Sequence[Entry]) -> Iterator[RequestTarget]:
    """The request lines that are neither an operation's own nor in a sample that was read."""
    for entry in entries:
        for declaration in entry.declared:
            if not targets(declaration.target):
                yield _as_written(declaration)
        if entry.samples:
            read = set(_lines_read(page, entry))
            yield from (
                _as_written(request) for request in entry.samples if request.at.line not in read
            )


def _lines_read(page: PageReader, entry: Entry) -> Iterator[int]:
    for block in entry.blocks:
        if isinstance(block, Fence) and page.is_used(block):
            first = block.span.line
            yield from range(first, first + block.text.count("\n") + 1)


def _as_written(request: Declaration) -> RequestTarget:
    target = next((t.path for t in targets(request.target)), request.target)
    return RequestTarget(method=request.method, target=target, at=request.at)
