"""How types relate: which holds more values, and where each is used.

In: Specs and uses of types. Out: relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from docgen.diff.changes import Direction
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

    def holds(self, wide: TypeUse, narrow: TypeUse) -> bool:
        """Whether every value of a type is one of another too."""
        if wide in (narrow, ANY):
            return True
        if wide.is_array or narrow.is_array:
            both = wide.is_array and narrow.is_array
            return both and self.holds(wide.items[0], narrow.items[0])
        if narrow.name in self.enums:
            return wide == STRING
        if wide.name in self.types and self.types[wide.name].kind == "opaque":
            return True
        if narrow.name in self.types:
            return wide.name in self.ancestors(narrow.name)
        primitive = PRIMITIVES.get(narrow.name)
        return primitive is not None and any(
            self.holds(wide, use_of(step)) for step in primitive.wider
        )


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
        responses = (r.type for o in spec.operations for r in o.responses)
        returned |= _reached(types, derived, responses, True)
    both: dict[str, Direction] = dict.fromkeys(sent & returned, "both")
    requests: dict[str, Direction] = dict.fromkeys(sent - returned, "request")
    responses_only: dict[str, Direction] = dict.fromkeys(returned - sent, "response")
    return both | requests | responses_only


def _sent(operation: Operation) -> Iterator[TypeUse | None]:
    yield from (parameter.type for parameter in operation.parameters)
    if body := operation.request_body:
        yield body.type
        yield from (parameter.type for parameter in body.properties)


def _reached(
    types: Types,
    derived: Mapping[str, list[str]],
    roots: Iterable[TypeUse | None],
    with_relationships: bool,
) -> set[str]:
    reached: set[str] = set()
    waiting = [type_use.item.name for type_use in roots if type_use]
    while waiting:
        name = waiting.pop()
        if name in reached or (name not in types.types and name not in types.enums):
            continue
        reached.add(name)
        if item := types.types.get(name):
            waiting += [item.base, *derived.get(name, ())]
            waiting += [
                p.type.item.name
                for p in item.properties
                if with_relationships or not p.is_navigation
            ]
    return reached


def typed_id(what: str, relation: Relation) -> str:
    """The id of a change from one type to another."""
    return (
        f"{what}-type-{relation}" if relation in ("widened", "narrowed") else f"{what}-{relation}"
    )
