"""One thing that the pages document otherwise than the service has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from docgen.diagnostics.position import Span
from docgen.records import Record
from docgen.spec.model import Operation

_LONGEST = 60  # characters of a value


class Difference(Record, frozen=True, kw_only=True):
    code: str
    at: Span
    operation: str
    words: Mapping[str, str]  # of the code's message
    evidence: str = ""  # what came back
    # The smallest edit: a text on the line of `at` and the one in its place. Without `old`: a key for a line below.
    old: str = ""
    new: str = ""
    is_elsewhere: bool = (
        False  # the page says the same on another line, so that one edit is not enough
    )

    @property
    def identity(self) -> object:
        """Equal for differences that one edit of the page removes."""
        return (self.code, self.at, tuple(sorted(self.words.items())))


def place_of(operation: Operation) -> Span:
    """The line of an operation. All that is compared have one."""
    assert operation.at
    return operation.at


def article(kind: str) -> str:
    """ "a string", "an object", "null"."""
    return kind if kind == "null" else f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def short(value: Any) -> str:
    """A value as JSON, cut."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def unique(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Each difference once, the first of equal ones."""
    found: dict[object, Difference] = {}
    for difference in differences:
        found.setdefault(difference.identity, difference)
    return tuple(found.values())
