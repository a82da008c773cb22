"""A request that was sent to a service, and its answer, without secrets.

Exchanges enter and leave as JSON text, so that a comparison can be repeated without the service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from docgen.records import replace

REMOVED = "removed"  # in place of a secret

# The last word of a key that holds a secret, and words before it of a key that holds none: `next_token` is a place in a list.
_SECRET = re.compile(
    r"(tokens?|passwords?|passwd|passphrase|secrets?|cookies?|authorization|credentials?|apikey)$"
)
_OF_PLACES = {"next", "prev", "previous", "page", "sync", "delta", "continuation"}
_SHORTEST = 6  # characters; a shorter secret is part of too many words to be removed elsewhere

# call: with what is required; again: with optional arguments, after a refusal; limited, next: the first two pages of a
# list; cleanup: of what the run has made.
Purpose = Literal["call", "again", "limited", "next", "cleanup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of an operation and what came back."""

    operation: str  # its id
    purpose: Purpose = "call"
    target: str  # path and query, below the base URL
    sent: Any = None  # the JSON of the request
    status: int  # 0 where nothing came back
    problem: str = ""  # why nothing came back
    media_type: str = ""  # without parameters, in lower case
    content: Any = None  # the JSON that came back
    has_json: bool = False
    text: str = ""  # the begin of content that is not JSON
    seconds: float = 0.0
    # Arguments that samples or nothing gave: the service may know no such thing.
    guessed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def to_json(exchange: Exchange) -> str:
    """An exchange as it is recorded."""
    return json.dumps(msgspec.to_builtins(exchange), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> Exchange:
    """A recorded exchange. Raises `ValueError` for another text."""
    return msgspec.json.decode(text.encode(), type=Exchange)


def scrubbed(exchanges: Iterable[Exchange], secrets: Iterable[str]) -> tuple[Exchange, ...]:
    """The exchanges without `secrets` and without the values of keys that hold some, wherever they are."""
    known = list(exchanges)
    found = {
        text for item in known for value in (item.sent, item.content) for text in _secrets(value)
    }
    texts = sorted({t for t in (*found, *secrets) if len(t) >= _SHORTEST}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, texts))) if texts else None
    return tuple(_without(item, pattern) for item in known)


def _without(exchange: Exchange, pattern: re.Pattern[str] | None) -> Exchange:
    def clean(text: str) -> str:
        return pattern.sub(REMOVED, text) if pattern else text

    def value(item: Any, key: str = "") -> Any:
        if isinstance(item, dict):
            return {clean(name): value(inner, name) for name, inner in item.items()}
        if isinstance(item, list):
            return [value(inner, key) for inner in item]
        if isinstance(item, str):
            return REMOVED if item and is_secret(key) else clean(item)
        return item

    return replace(
        exchange,
        target=clean(exchange.target),
        sent=value(exchange.sent),
        content=value(exchange.content),
        text=clean(exchange.text),
        problem=clean(exchange.problem),
    )


def is_secret(key: str) -> bool:
    """Whether the value of a key is a secret by its name."""
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", key)
    lower = [word.lower() for word in words]
    if lower[-2:] in (["api", "key"], ["private", "key"]):
        return True
    return bool(lower) and bool(_SECRET.match(lower[-1])) and not _OF_PLACES & set(lower[:-1])


def _secrets(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _secrets(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, key)
    elif isinstance(value, str) and is_secret(key):
        yield value
