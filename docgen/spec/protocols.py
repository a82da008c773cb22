"""How an API is called, as docgen.toml states it: what is None here is as the pages have it.

The tables of docgen.toml enter as records of a `Spec`; linking puts them in place of what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docgen.diagnostics.position import Span
from docgen.records import Record
from docgen.spec.model import (
    Envelope,
    ErrorFields,
    Paging,
    Parameter,
    Security,
    SecurityScheme,
    Server,
)

Key = tuple[str, ...]  # below the table of an API: ("paging", "items")


class OperationProtocols(Record, frozen=True, kw_only=True):
    """What is stated of one operation, or of all."""

    security: Security | None = None
    paging: Paging | None = None
    envelope: Envelope | None = None


class Protocols(OperationProtocols, frozen=True, kw_only=True):
    """What is stated of an API."""

    security_schemes: tuple[SecurityScheme, ...] = ()  # those of single operations too
    errors: ErrorFields | None = None
    parameters: tuple[Parameter, ...] | None = None  # that every request sends
    servers: tuple[Server, ...] = ()
    operations: Mapping[str, OperationProtocols] = {}  # "GET /lamps"
    places: Mapping[Key, Span] = {}  # of what is stated, in docgen.toml

    def place(self, *key: str) -> Span:
        """Where a key is stated, else the table that it is in."""
        while key not in self.places and key:
            key = key[:-1]
        return self.places.get(key) or Span("", 1)


def is_credential(item: Parameter, schemes: Iterable[SecurityScheme]) -> bool:
    """Whether a parameter is sent with each request already, as a key."""
    key = (item.location, item.name.lower())
    return any((s.location, s.parameter.lower()) == key for s in schemes if s.type == "apiKey")
