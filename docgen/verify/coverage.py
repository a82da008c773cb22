"""The parts of an API that no sample exercises.

A `Spec` enters; for operations, types, properties and enumeration members it leaves how many there
are and which of them are in no documented request or response. It judges no sample.
"""

from __future__ import annotations

from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.spec.model import Spec
from docgen.spec.sample_values import TypedValue, Walker, contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that is in no sample."""

    name: str  # "GET /users", "microsoft.graph.user", "microsoft.graph.user.mail"
    page: str
    at: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One kind of thing: how many there are, and those that are in no sample, in the spec's order."""

    kind: str  # "operations", "types", "properties", "enum members"
    total: int
    missing: tuple[Missing, ...]

    @property
    def sampled(self) -> int:
        """How many of them are in a sample."""
        return self.total - len(self.missing)


def coverage(spec: Spec) -> tuple[Covered, ...]:
    """The coverage of operations, types, properties and members by all samples of the spec.

    A type is sampled by a value of it or of a type that inherits from it; a property by its key.
    """
    walker = Walker(spec.types, spec.enums)
    sampled: set[str] = set()
    for operation in spec.operations:
        if operation.samples:
            sampled.add(operation.id)
        for content in contents(operation, spec.envelope):
            for item in walker.walk(content):
                sampled |= _names(walker, item)
    operations = [Missing(name=o.id, page=o.page, at=o.at) for o in spec.operations]
    types = [t for t in spec.types if t.kind != "alias"]
    properties = [
        Missing(name=f"{t.name}.{p.name}", page=t.page, at=p.at)
        for t in types
        for p in t.properties
    ]
    members = [
        Missing(name=f"{e.name}.{m.name}", page=e.page, at=e.at)
        for e in spec.enums
        for m in e.members
    ]
    named = [Missing(name=t.name, page=t.page, at=t.at) for t in types]
    return (
        _covered("operations", operations, sampled),
        _covered("types", named, sampled),
        _covered("properties", properties, sampled),
        _covered("enum members", members, sampled),
    )


def _covered(kind: str, items: list[Missing], sampled: set[str]) -> Covered:
    missing = tuple(item for item in items if item.name not in sampled)
    return Covered(kind=kind, total=len(items), missing=missing)


def _names(walker: Walker, item: TypedValue) -> set[str]:
    """The names of the types, properties and members that a value has."""
    names: set[str] = set()
    if item.owner and item.type:
        names |= {f"{owner}.{item.key}" for owner in walker.hierarchy.lineage(item.owner)}
    if item.object_type:
        names.update(walker.hierarchy.lineage(item.object_type))
    enum = walker.enums.get(item.type.name) if item.type else None
    if enum and isinstance(item.value, str):
        parts = item.value.split(",") if enum.is_flags else [item.value]
        spellings = {member.name.lower(): member.name for member in enum.members}
        known = (spellings.get(part.strip().lower()) for part in parts)
        names |= {f"{enum.name}.{name}" for name in known if name}
    return names
