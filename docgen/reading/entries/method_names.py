"""Operations that headings name, where a page states one address for all of them.

    Requests go to `https://shop.example/bot<token>/METHOD_NAME`, with GET or POST.

    ### sendLamp            POST /bot{token}/sendLamp

The entries of a document without a request line enter; those with such a name leave with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.parser import Block, Fence, Paragraph
from docgen.records import replace

_PLACE = r"(?:METHOD(?:_NAME)?|[{<:]method(?:[_-]?name)?[}>]?)"
_ADDRESS = re.compile(rf"https?://[^\s`'\"|]{{1,200}}?/({_PLACE})(?![\w/{{<])")
# "sendLamp", "lamps.send": words of code, none of a title.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*|(?:\.[a-z][A-Za-z0-9]*)+)")
_LONGEST = 2_000  # characters of a block that is looked at


def with_named_methods(entries: Iterable[Entry], blocks: Iterable[Block]) -> Iterator[Entry]:
    """The entries; those whose titles are names of methods are declared by the address that a block states."""
    texts = (b.text[:_LONGEST] for b in blocks if isinstance(b, (Fence, Paragraph)))
    found = next((match for text in texts if (match := _ADDRESS.search(text))), None)
    for entry in entries:
        if not found or not _NAME.fullmatch(entry.title):
            yield entry
            continue
        target = found[0][: found.start(1) - found.start()] + entry.title
        declaration = Declaration(method="POST", target=target, form="heading", at=entry.at)
        yield replace(entry, declared=(declaration,), is_inferred=False)
