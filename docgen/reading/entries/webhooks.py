"""Sections about requests that the service sends: webhooks, callbacks, notifications (OpenAPI 3.1, 4.8.1).

Entries enter; they leave with the payloads that they show as `Declaration`s of the method WEBHOOK, whose target is a
name. What a webhook sends is what its receiver reads: from here on it is the response of an operation.

    "## Callback" and `POST {CALLBACK_URL}`     a request line to an address of the reader's
    "# Webhooks", "## Lamp moved", "Payload:"   JSON that a chapter about webhooks calls a payload or an event
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Cell, Fence, Heading, Paragraph, Table
from docgen.records import replace
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.naming import singular, snake_case, words

# "{CALLBACK_URL}", "<your webhook URL>", "https://example.com/your_callback": no path of the service.
_ADDRESS = re.compile(r"[\s`]*[{<\[:$]{1,2}([\w -]{1,60}?)[}>\]]{0,2}[\s`]*")
_EVENT = re.compile(r"`?([a-z][a-z0-9]*(?:[._:-][a-z0-9]+)+)`?")  # "lamp.moved" as a title
_OBJECT = re.compile(r"\s*\{")
_LONGEST = 300  # characters of the sentence above a payload, from its end


def with_webhooks(entries: Sequence[Entry], dialect: Dialect) -> Iterator[Entry]:
    """The entries, those about webhooks with a declaration; what else such an entry has is one of its own."""
    chapters: list[Entry] = []
    for entry in entries:
        while chapters and chapters[-1].level >= entry.level:
            chapters.pop()
        chapters.append(entry)
        if _is_received(entry, dialect):
            above = chapters[-2].title if len(chapters) > 1 else ""
            is_named = _says(entry.title, "webhook", dialect) or not _says(
                above, "webhook", dialect
            )
            yield _declared(entry, entry.title if is_named else f"{above} {entry.title}")
        elif entry.declared or not any(_says(e.title, "webhook", dialect) for e in chapters):
            yield entry
        elif payload := [*_payload(entry, dialect)]:
            shown = {id(block) for block in payload}
            yield from _without(entry, shown)
            requests = ((),) * len(payload)
            part = replace(entry, blocks=tuple(payload), requests=requests, samples=())
            is_named = _says(entry.title, "payload", dialect)
            yield _declared(part, entry.title if is_named else f"{singular(entry.title)} payload")
        else:
            yield entry


def _says(text: str, kind: str, dialect: Dialect) -> bool:
    return phrases(dialect, kind).search(text[-_LONGEST:]) is not None


def _is_received(entry: Entry, dialect: Dialect) -> bool:
    """Whether all request lines of an entry are to an address that stands for one of the reader's."""
    addresses = [_ADDRESS.fullmatch(declaration.target) for declaration in entry.declared]
    return bool(addresses) and all(
        a and _says(" ".join(words(a[1])), "webhook", dialect) for a in addresses
    )


def _declared(entry: Entry, name: str) -> Entry:
    target = f"/{snake_case(plain(name))}"
    places = [declaration.at for declaration in entry.declared] or [entry.at]
    declared = (Declaration(method=WEBHOOK, target=target, form=WEBHOOK, at=at) for at in places)
    return replace(entry, declared=tuple(declared), samples=(), is_inferred=False)


def _without(entry: Entry, shown: set[int]) -> Iterator[Entry]:
    """What an entry has beside some blocks, if anything."""
    rest = [pair for pair in zip(entry.blocks, entry.requests) if id(pair[0]) not in shown]
    if rest:
        blocks, requests = zip(*rest)
        yield replace(entry, blocks=blocks, requests=requests)


def _payload(entry: Entry, dialect: Dialect) -> Iterator[Block]:
    """The JSON of an entry that is called a payload, each after the text above it; and the tables of fields beside."""
    is_event = _EVENT.fullmatch(entry.title) or _says(entry.title, "payload", dialect)
    above: Heading | Paragraph | None = None
    tables: list[Block] = []
    is_shown = False
    for block in entry.blocks:
        match block:
            case Heading() | Paragraph():
                above = block
            case Fence() if _OBJECT.match(block.text):
                if is_event or (above and _says(above.text, "payload", dialect)):
                    is_shown = True
                    yield from (above, block) if above else (block,)
            case Table() if any(_is_of_fields(cell, dialect) for cell in block.header):
                tables.append(block)
            case _:
                pass
    if is_shown:
        yield from tables


def _is_of_fields(header: Cell, dialect: Dialect) -> bool:
    """Whether a column of a table tells types or names fields."""
    words = plain(header.text)
    is_name = dialect.vocabulary().means(words, "attributes", "parameters")
    return is_name or dialect.column(words) == "type"
