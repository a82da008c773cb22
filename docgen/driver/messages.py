"""An author's sentences, kept apart from the structure of an API.

`generate` and `check` link and plan pages that have message ids in place of their sentences. So an edited sentence changes
no record: what was linked and planned stays as it is, and only files that print the sentence are printed again.
Ids never leave `driver`: what holds them is `Keyed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

from docgen.reading.page import Page
from docgen.records import texts, with_texts

# "\0", the path of a page, "\0" and a number: no page holds a NUL, so that no author can write one.
MessageId = NewType("MessageId", str)

Catalog = Mapping[MessageId, str]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """Something with message ids in place of its author's sentences, for stages that do not read them."""

    value: T


def keyed_page(page: Page) -> tuple[Keyed[Page], dict[MessageId, str]]:
    """A page with message ids, and its sentences."""
    catalog: dict[MessageId, str] = {}

    def key(text: str) -> str:
        message_id = MessageId(f"\0{page.path}\0{len(catalog)}")
        catalog[message_id] = text
        return message_id

    return Keyed(with_texts(page, key)), catalog


def keyed_pages(pages: Iterable[Page]) -> tuple[Keyed[tuple[Page, ...]], Catalog]:
    """Pages with message ids, and the sentences of all."""
    keyed: list[Page] = []
    catalog: dict[MessageId, str] = {}
    for page in pages:
        one, sentences = keyed_page(page)
        keyed.append(one.value)
        catalog |= sentences
    return Keyed(tuple(keyed)), catalog


def in_words(keyed: Keyed[T], catalog: Catalog) -> T:
    """A record with its author's sentences again. Raises `KeyError` for an id that is not in the catalog."""
    return with_texts(
        keyed.value,
        # What is no id is a text of docgen's own: "The values of color."
        lambda text: catalog[MessageId(text)] if _is_message_id(text) else text,
    )


def message_ids(keyed: Keyed[object]) -> tuple[MessageId, ...]:
    """The ids in a record, in order."""
    return tuple(MessageId(text) for text in texts(keyed.value) if _is_message_id(text))


def edited_messages(old: Page, new: Page) -> Catalog | None:
    """The sentences of a page that changed; None where more than sentences did."""
    before, old_sentences = keyed_page(old)
    after, sentences = keyed_page(new)
    codes, new_codes = ([d.code for d in page.diagnostics] for page in (old, new))
    if before != after or codes != new_codes:
        return None
    return {at: text for at, text in sentences.items() if old_sentences[at] != text}


def page_of(message_id: MessageId) -> str:
    """The path of the page that has the sentence."""
    return message_id.split("\0")[1]


def _is_message_id(text: str) -> bool:
    return text.startswith("\0")
