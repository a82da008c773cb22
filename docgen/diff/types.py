"""How types relate: which holds more values, and where each is used.

In: Specs and uses of types. Out: relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from docgen.diff.changes import Direction
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Enum, Operation, Spec
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import ANY, STRING, TypeUse, use_of

Relation = Literal["widened", "narrowed", "became-enum", "no-longer-enum", "retyped"]


class Types(Hierarchy):
    """The named types of one side."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec.types)
        self.enums: dict[str, Enum] = {item.name: item for item in spec.enums}
        # An OpenAPI document has none: that a table has a row for a property of a sampled type is not in it.
        self.has_places = any(item.at for item in spec.types)
        self._opened: set[tuple[TypeUse, TypeUse]] = set()

    def holds(self, wide: TypeUse, narrow: TypeUse) -> bool:
        """Whether every value of a type is one of another too."""
        if wide in (narrow, ANY):
            return True
        if narrow.is_nullable and not wide.is_nullable:
            return False
        if wide.is_nullable:
            wide, narrow = replace(wide, is_nullable=False), replace(narrow, is_nullable=False)
            return self.holds(wide, narrow)
        if narrow.kind == "union":
            return all(self.holds(wide, item) for item in narrow.items)
        if wide.kind == "union":
            return any(self.holds(item, narrow) for item in wide.items)
        if self._alias(wide) or self._alias(narrow):
            return self._opened_holds(wide, narrow)
        if wide.items or narrow.items:
            is_same_shape = wide.kind == narrow.kind and len(wide.items) == len(narrow.items)
            return is_same_shape and all(map(self.holds, wide.items, narrow.items))
        if narrow.name in self.enums:
            return wide == self.enums[narrow.name].type
        if narrow.name in self.types:
            return wide.name in self.ancestors(narrow.name)
        primitive = PRIMITIVES.get(narrow.name)
        return primitive is not None and any(
            self.holds(wide, use_of(step)) for step in primitive.wider
        )

    def _alias(self, use: TypeUse) -> TypeUse | None:
        """The type that a name is another name for."""
        named = self.types.get(use.name)
        return named.type if named else None

    def _opened_holds(self, wide: TypeUse, narrow: TypeUse) -> bool:
        """The same of what two types are names for. Names that lead back to themselves hold each other."""
        if (wide, narrow) in self._opened:
            return True
        self._opened.add((wide, narrow))
        try:
            return self.holds(self._alias(wide) or wide, self._alias(narrow) or narrow)
        finally:
            self._opened.discard((wide, narrow))


def relation(before: TypeUse, after: TypeUse, old: Types, new: Types) -> Relation | None:
    """How a type reference changed, None when it did not."""
    if before == after:
        return None
    if before.is_array == after.is_array:
        first, last = before.item, after.item
        if first == STRING and last.name in new.enums:
            return "became-enum"
        if first.name in old.enums and last == STRING:
            return "no-longer-enum"
    # A type that only one side has is in the hierarchy of that side.
    is_wider = new.holds(after, before) or old.holds(after, before)
    is_narrower = new.holds(before, after) or old.holds(before, after)
    if is_wider == is_narrower:
        return "retyped"
    return "widened" if is_wider else "narrowed"


def uses(specs: Iterable[Spec]) -> dict[str, Direction]:
    """Type or enumeration -> where any side carries it; one that no operation reaches is absent.

    A value may be of a derived type. A response may hold what $expand requests, while a request holds
    no relationship but those that its page lists.
    """
    sent: set[str] = set()
    returned: set[str] = set()
    for spec in specs:
        types = Types(spec)
        derived: dict[str, list[str]] = {}
        for item in spec.types:
            if item.base:
                derived.setdefault(item.base, []).append(item.name)
        sent |= _reached(types, derived, (t for o in spec.operations for t in _sent(o)), False)
        responses = (c.type for o in spec.operations for r in o.responses for c in r.content)
        # What the service sends is read as a response is.
        received = (c.type for w in spec.webhooks if w.request_body for c in w.request_body.content)
        returned |= _reached(types, derived, (*responses, *received), True)
    both: dict[str, Direction] = dict.fromkeys(sent & returned, "both")
    requests: dict[str, Direction] = dict.fromkeys(sent - returned, "request")
    responses_only: dict[str, Direction] = dict.fromkeys(returned - sent, "response")
    return both | requests | responses_only


def _sent(operation: Operation) -> Iterator[TypeUse | None]:
    yield from (parameter.type for parameter in operation.parameters)
    if body := operation.request_body:
        yield from (content.type for content in body.content)
        yield from (parameter.type for parameter in body.properties)


def _reached(
    types: Types,
    derived: Mapping[str, list[str]],
    roots: Iterable[TypeUse | None],
    with_relationships: bool,
) -> set[str]:
    reached: set[str] = set()
    waiting = [name for type_use in roots if type_use for name in type_use.names]
    while waiting:
        name = waiting.pop()
        if name in reached or (name not in types.types and name not in types.enums):
            continue
        reached.add(name)
        if item := types.types.get(name):
            waiting += [item.base, *derived.get(name, ())]
            waiting += item.type.names if item.type else ()
            for p in item.properties:
                if with_relationships or not p.is_navigation:
                    waiting += p.type.names
    return reached


def typed_id(what: str, relation: Relation) -> str:
    """The id of a change from one type to another."""
    return (
        f"{what}-type-{relation}" if relation in ("widened", "narrowed") else f"{what}-{relation}"
    )
