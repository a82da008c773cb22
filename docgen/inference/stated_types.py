"""What samples show of types that pages state, beside what these list.

Things, the types that pages state of them, and the shapes of their samples enter; types with more properties leave: a key
that no table lists, and what is in an object of which a table says only that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docgen.inference.listed import default_of, with_listed
from docgen.inference.nested import inner_object
from docgen.inference.resources import Resource
from docgen.inference.shapes import NOTHING, Shape, merge
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Property, Type
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.naming import pascal_case, simple


def beside_stated(
    things: Sequence[Resource], uses: Mapping[str, TypeUse], hierarchy: Hierarchy
) -> dict[str, Shape]:
    """What samples show beside what is listed, by the name of the type. `uses` has the types by the names of things."""
    found: dict[str, Shape] = {}
    for thing in things:
        name, fields = uses[thing.name].name, thing.shape.fields or {}
        if name in hierarchy.types:
            known = hierarchy.properties(name)
            rest = {key: s for key, s in fields.items() if _is_new(known.get(key), s)}
            found[name] = merge(found.get(name, NOTHING), Shape(fields=rest))
    return {name: shape for name, shape in found.items() if shape.fields}


def _is_new(known: Property | None, shape: Shape) -> bool:
    return known is None or (_is_open(known.type) and inner_object(shape) is not None)


def _is_open(use: TypeUse) -> bool:
    """Whether a type says at most that there are objects."""
    return use == ANY or use.kind in ("array", "map") and all(map(_is_open, use.items))


def part_owner(name: str) -> str:
    """The name that the parts of a stated type begin with."""
    return pascal_case(simple(name))


def shown_beside(
    beside: Mapping[str, Shape],
    type_of: Callable[[str, Shape, str], Type],
    listed: Sequence[tuple[TypeUse, TypeUse]],
    tables: Mapping[str, Type],
    types: Sequence[Type],
) -> Mapping[str, Type]:
    """What samples and the tables of operations have `beside` the stated types, by the names of these."""
    shown = [replace(type_of(part_owner(n), shape, ""), name=n) for n, shape in beside.items()]
    return {item.name: item for item in with_listed(shown, listed, tables, types)}


def with_sampled(item: Type, shown: Type) -> Type:
    """A stated type with what only samples show."""
    own = {p.name: p for p in item.properties}
    for p in shown.properties:
        known = own.get(p.name)
        if known is None:
            # By a table of one operation, or by samples.
            own[p.name] = replace(p, evidence="stated" if p.at else "sampled")
        elif _is_open(known.type):
            own[p.name] = replace(known, type=p.type, default=default_of(p.type, known.default))
    return replace(item, properties=tuple(own.values()))
