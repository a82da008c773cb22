"""What tables list of one operation's response, where no type is named: joined with its samples.

The types that stand for such tables enter. Their shapes leave, for the names that samples do not show; and types of
samples with what the tables state of their properties: type, description, values, deprecation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from docgen.inference.shapes import NOTHING, Shape, merge
from docgen.records import replace
from docgen.spec.model import Property, Type
from docgen.spec.types import ANY, TypeUse


def listed_shape(
    use: TypeUse | None, tables: Mapping[str, Type], above: frozenset[str] = frozenset()
) -> Shape:
    """The shape of what a table lists; its scalars tell nothing, and neither does a table inside of itself (`above`)."""
    if use is None:
        return NOTHING
    if use.is_array:
        return Shape(items=listed_shape(use.items[0], tables, above))
    table = tables.get(use.name)
    if table is None or use.name in above:
        return Shape()
    inside = above | {use.name}
    return Shape(fields={p.name: listed_shape(p.type, tables, inside) for p in table.properties})


def placed(shape: Shape, listed: Shape) -> Shape:
    """The shape of an answer with what is listed of it, at the place that has most of the listed names."""
    if not shape.is_known or listed is NOTHING:
        return listed if listed is not NOTHING else shape
    row = listed.items or listed
    if shape.items is not None and not shape.fields:
        return replace(shape, items=_within(shape.items, row))
    return _within(shape, row)


def _within(shape: Shape, row: Shape) -> Shape:
    fields = shape.fields or {}
    if not fields:
        return shape if shape.is_known else row
    common = {key: len(_object(inner).keys & row.keys) for key, inner in fields.items()}
    best = max(common, key=lambda key: common[key])
    if common[best] <= len(shape.keys & row.keys):
        return merge(shape, row)
    inner = fields[best]
    whole = replace(inner, items=merge(inner.items, row)) if inner.items else merge(inner, row)
    return replace(shape, fields={**fields, best: whole})


def _object(shape: Shape) -> Shape:
    return shape.items or shape


def with_listed(
    types: Sequence[Type], listed: Iterable[tuple[TypeUse, TypeUse]], tables: Mapping[str, Type]
) -> list[Type]:
    """The types with what tables state. `listed` are pairs of what an operation returns and what its table lists."""
    own = {item.name: {p.name: p for p in item.properties} for item in types}
    for returned, use in listed:
        table = tables.get(use.item.name)
        name = returned.item.name
        if table and name in own:
            names = {p.name for p in table.properties}
            inner = [p.type.item.name for p in own[name].values() if p.type.item.name in own]
            best = max([name, *inner], key=lambda n: len(own[n].keys() & names))
            _state(own, best, table, tables)
    return [_with_properties(item, tuple(own[item.name].values())) for item in types]


def _with_properties(item: Type, properties: tuple[Property, ...]) -> Type:
    is_stated = all(p.at for p in properties)
    return replace(item, properties=properties, evidence="stated" if is_stated else item.evidence)


def _state(
    own: dict[str, dict[str, Property]], name: str, table: Type, tables: Mapping[str, Type]
) -> None:
    """Adds what a table states to the properties of a type and of those in it."""
    for row in table.properties:
        known = own[name].get(row.name)
        if known is None:
            continue
        inner = tables.get(row.type.item.name)
        own[name][row.name] = _stated(known, row, is_table=inner is not None)
        # A table lists the object in an object of its own kind once.
        if inner and known.type.item.name in own and known.type.item.name != name:
            _state(own, known.type.item.name, inner, tables)


def _stated(known: Property, row: Property, is_table: bool) -> Property:
    """A property with what a row states of it. A sample tells what is in an object, a row of which kind a value is."""
    tells = (
        not is_table and row.type.item not in (ANY, known.type.item) and row.type.item.kind != "map"
    )
    is_use = tells and (known.type == ANY or known.type.item.kind != "named")
    return replace(
        known,
        type=row.type if is_use else known.type,
        description=known.description or row.description,
        values=known.values or row.values,
        is_deprecated=known.is_deprecated or row.is_deprecated,
        since=known.since or row.since,
        at=known.at or row.at,
    )
