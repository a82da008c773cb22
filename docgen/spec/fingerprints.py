"""The documented things that can change by themselves, with a hash of each.

In: a `Spec`. Out: its `Symbol`s, and their entries in a lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from docgen.diagnostics.position import Span
from docgen.records import Record, replace, texts
from docgen.spec.model import Enum, Member, Operation, Property, Spec, Type
from docgen.syntax.hashing import digest


class Symbol(Record, frozen=True, kw_only=True):
    """Something documented that can change by itself."""

    translatable: ClassVar = frozenset({"sentences"})

    kind: str  # "type", "property", "enumeration", "member", "operation"
    name: str  # "shop.lamp", "shop.lamp.color", "GET /lamps"
    structure: str  # the digest of all but its sentences
    sentences: tuple[str, ...]  # "" for a part without a description
    page: str
    at: Span | None

    @property
    def fingerprint(self) -> str:
        """A digest of its structure and of the descriptions of its parts, and its page."""
        text = "\0".join((self.structure, *self.sentences))
        return f"{digest(text)} {self.page}"


def symbols(spec: Spec) -> Iterator[Symbol]:
    """The types, enumerations and operations of a spec; each changes with all that it holds."""
    for type in spec.types:
        yield _symbol("type", type.name, type, type.page)
    for enum in spec.enums:
        yield _symbol("enumeration", enum.name, enum, enum.page)
    for operation in spec.operations:
        yield _symbol("operation", operation.id, operation, operation.page)


def members(spec: Spec) -> Iterator[Symbol]:
    """The properties of types and the members of enumerations."""
    for type in spec.types:
        for item in type.properties:
            yield _symbol("property", f"{type.name}.{item.name}", item, type.page)
    for enum in spec.enums:
        for item in enum.members:
            yield _symbol("member", f"{enum.name}.{item.name}", item, enum.page)


def _symbol(
    kind: str, name: str, item: Type | Enum | Operation | Property | Member, page: str
) -> Symbol:
    # The page is in the fingerprint by itself: what moves to another one stays as it is.
    placeless = item if isinstance(item, (Property, Member)) else replace(item, page="")
    return Symbol(
        kind=kind,
        name=name,
        structure=digest(repr(placeless)),
        sentences=tuple(texts(item)),
        page=page,
        at=item.at,
    )


def fingerprints(items: Iterable[Symbol]) -> dict[str, str]:
    """Symbols by name as a lock holds them."""
    return {item.name: item.fingerprint for item in items}
