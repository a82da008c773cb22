"""What tables list of one operation's response, where no type is named: joined with its samples.

The types that stand for such tables enter. Their shapes leave, for the names that samples do not show; and types of
samples with what the tables state of their properties: type, description, values, deprecation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from docgen.diagnostics.position import Span
from docgen.inference.shapes import NOTHING, Shape, merge, overlap
from docgen.records import Record, replace
from docgen.spec.model import Envelope, Operation, Property, Type
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.json_pointer import pointer_steps

_SAME = 0.5  # of the keys of an object, before it is of the stated type that its row names


def listed_shape(
    use: TypeUse,
    tables: Mapping[str, Type],
    known: Mapping[str, Type],
    above: frozenset[str] = frozenset(),
) -> Shape:
    """The shape of what a table lists; its scalars tell nothing, and neither does a table inside of itself (`above`).

    A table with one row is around the type that this row names, of all that are `known`.
    """
    if use.is_array:
        return Shape(items=listed_shape(use.items[0], tables, known, above))
    table = tables.get(use.name)
    if table is None or use.name in above:
        return Shape()
    inside = above | {use.name}
    inner = known if len(table.properties) == 1 else tables
    fields = {p.name: listed_shape(p.type, inner, inner, inside) for p in table.properties}
    return Shape(fields=fields)


def placed(shape: Shape, listed: Shape) -> Shape:
    """The shape of an answer with what is listed of it, at the place that has most of the listed names."""
    if not shape.is_known or listed is NOTHING:
        return listed if listed is not NOTHING else shape
    row = listed.items or listed
    if shape.items is not None and not shape.fields:
        return replace(shape, items=_within(shape.items, _in_list(row, shape.items)))
    return _within(shape, row)


def _in_list(row: Shape, shape: Shape) -> Shape:
    """What a table lists of the things in an array: below a name for the whole of it where it has one, `lamps[].color`."""
    inner = [_object(field) for field in (row.fields or {}).values() if _object(field).is_object]
    is_around = len(inner) == 1 and not row.keys & shape.keys and inner[0].keys & shape.keys
    return inner[0] if is_around else row


def _within(shape: Shape, row: Shape) -> Shape:
    fields = shape.fields or {}
    if not fields:
        return shape if shape.is_known else row
    common = {key: len(_object(inner).keys & row.keys) for key, inner in fields.items()}
    best = max(common, key=lambda key: common[key])
    if common[best] <= len(shape.keys & row.keys):
        return _joined(shape, row)
    inner = fields[best]
    whole = replace(inner, items=_joined(inner.items, row)) if inner.items else _joined(inner, row)
    return replace(shape, fields={**fields, best: whole})


def _joined(shape: Shape, row: Shape) -> Shape:
    return merge(shape, _fitted(row, shape))


def _fitted(listed: Shape, shape: Shape) -> Shape:
    """What is listed, in arrays, maps and objects as samples have it: tables say "array" of either, and are without maps."""
    inner = listed.items or listed
    if not inner.fields:
        return listed
    if shape.fields:
        fields = {
            key: _fitted(f, shape.fields.get(key, NOTHING)) for key, f in inner.fields.items()
        }
        return Shape(fields=fields)
    if shape.values:
        return Shape(values=_fitted(inner, shape.values))
    return Shape(items=_fitted(inner, shape.items)) if shape.items else listed


def _object(shape: Shape) -> Shape:
    return shape.items or shape


def with_listed(
    types: Sequence[Type],
    listed: Iterable[tuple[TypeUse, TypeUse]],
    tables: Mapping[str, Type],
    stated: Iterable[Type],
) -> list[Type]:
    """The types of samples with what tables state, and with the `stated` types that these name.

    `listed` are pairs of what an operation returns and what its table lists.
    """
    own = _by_name(types)
    members = {item.name: frozenset(p.name for p in item.properties) for item in stated}
    for returned, use in listed:
        table = tables.get(use.item.name)
        if table and returned.item.name in own:
            table = _opened(table, own[returned.item.name], tables)
            _state(own, _closest(own, returned.item.name, table), table, tables, members)
    return [_with_properties(item, tuple(own[item.name].values())) for item in types]


def used(types: Sequence[Type], uses: Iterable[TypeUse]) -> list[Type]:
    """The types that `uses` lead to: a table may name a stated type for what samples alone had shown."""
    inner = {item.name: {n for p in item.properties for n in p.type.names} for item in types}
    waiting = [name for use in uses for name in use.names]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in inner and name not in reached:
            reached.add(name)
            waiting += inner[name]
    return [item for item in types if item.name in reached]


class Listed(Record, frozen=True, kw_only=True):
    """What tables of responses state, beside the types of the responses."""

    left_out: tuple[
        tuple[Property, ...], ...
    ]  # by table, the rows that are no properties of what is returned
    apart: tuple[
        tuple[Property, TypeUse], ...
    ]  # rows of one value where samples have many, or the other way round


def compared(
    operations: Iterable[Operation],
    usual: Envelope | None,
    types: Sequence[Type],
    listed: Mapping[str, Sequence[TypeUse]],
    tables: Mapping[str, Type],
) -> Listed:
    """The tables of responses beside what the operations return.

    `usual` is the envelope of the API, `listed` has what tables of a response list, by the operation's id.
    """
    own = _by_name(types)
    read: set[Span | None] = set()
    apart: dict[Span | None, tuple[Property, TypeUse]] = {}
    for operation in operations:
        name = operation.returned.item.name if operation.returned else ""
        # The key of an envelope: what is below it is returned.
        steps = pointer_steps(operation.data_at(usual))
        beside = {p.name for p in usual.properties} if steps and usual else ()
        for use in listed.get(operation.id, ()):
            table = tables.get(use.item.name)
            if table:
                outer = {*steps, *beside, *own.get(name, ())}
                read |= {row.at for row in table.properties if row.name in outer}
            if table and name in own:
                outside, table = table, _opened(table, own[name], tables)
                # The name of a list as a whole.
                read |= {p.at for p in outside.properties if p.type.item.name == table.name}
                for row, known in _read(own, _closest(own, name, table), table, tables):
                    read.add(row.at)
                    if _are_apart(row.type, known.type):
                        apart[row.at] = row, known.type
    rows = ([p for p in table.properties if p.at and p.at not in read] for table in tables.values())
    return Listed(
        left_out=tuple(tuple(unread) for unread in rows if unread), apart=tuple(apart.values())
    )


def _are_apart(stated: TypeUse, sampled: TypeUse) -> bool:
    """Whether one is an array and the other a single value, or what is stated to be a text or a number is an object."""
    kinds = {stated.kind, sampled.kind}
    is_object = stated.kind == "primitive" and stated != ANY and sampled.kind == "named"
    return is_object or (
        "array" in kinds and len(kinds) > 1 and kinds.isdisjoint(("any", "map", "union"))
    )


def _read(
    own: Mapping[str, Mapping[str, Property]],
    name: str,
    table: Type,
    tables: Mapping[str, Type],
    above: frozenset[str] = frozenset(),
) -> Iterator[tuple[Property, Property]]:
    """The rows of a table, and of those in it, that are properties of a type, each with the property.

    `above` are the tables around it.
    """
    for row in table.properties:
        known = own[name].get(row.name)
        if known is None:
            continue
        yield row, known
        inner, below = tables.get(row.type.item.name), _object_in(known.type)
        if inner and inner.name not in above | {table.name} and below in own:
            yield from _read(own, below, inner, tables, above | {table.name})


def _object_in(use: TypeUse) -> str:
    """The name of the one type of the objects in arrays, maps and unions; "" for none or several."""
    names = {_object_in(item) for item in use.items}
    return use.name or (names.pop() if len(names) == 1 else "")


def _by_name(types: Iterable[Type]) -> dict[str, dict[str, Property]]:
    return {item.name: {p.name: p for p in item.properties} for item in types}


def _opened(table: Type, own: Collection[str], tables: Mapping[str, Type]) -> Type:
    """The table of the data, where a table lists an envelope around it: one object, and no name that the data has."""
    inner = [t for p in table.properties if (t := tables.get(p.type.item.name))]
    names = {p.name for p in table.properties}
    if len(inner) != 1 or names & set(own) or not set(own) & {p.name for p in inner[0].properties}:
        return table
    return inner[0]


def _closest(own: Mapping[str, Mapping[str, Property]], name: str, table: Type) -> str:
    """The type, or that of a property of it, that has most of the names in a table."""
    names = {p.name for p in table.properties}
    inner = [p.type.item.name for p in own[name].values() if p.type.item.name in own]
    return max([name, *inner], key=lambda n: len(own[n].keys() & names))


def _with_properties(item: Type, properties: tuple[Property, ...]) -> Type:
    is_stated = all(p.at for p in properties)
    return replace(item, properties=properties, evidence="stated" if is_stated else item.evidence)


def _state(
    own: dict[str, dict[str, Property]],
    name: str,
    table: Type,
    tables: Mapping[str, Type],
    members: Mapping[str, frozenset[str]],
) -> None:
    """Adds what a table states to the properties of a type and of those in it; `members` are those of stated types."""
    is_like = 2 * len(own[name].keys() & {p.name for p in table.properties}) > len(table.properties)
    for row in table.properties:
        inner = tables.get(row.type.item.name)
        known = own[name].get(row.name)
        # The samples of a type are those of several operations; the table of one has more.
        if known is None and is_like and inner is None:
            known = own[name][row.name] = row
        if known is None:
            continue
        if _names_same(row.type, known.type, own, members):
            own[name][row.name] = replace(_stated(known, row, is_table=True), type=row.type)
            continue
        own[name][row.name] = _stated(known, row, is_table=inner is not None)
        # A table lists the object in an object of its own kind once.
        below = _object_in(known.type)
        if inner and below in own and below != name:
            _state(own, below, inner, tables, members)


def _names_same(
    row: TypeUse,
    known: TypeUse,
    own: Mapping[str, Mapping[str, Property]],
    members: Mapping[str, frozenset[str]],
) -> bool:
    """Whether a row names the stated type of the objects that samples show there: both have most keys of one."""
    sampled = frozenset(own.get(known.item.name, ()))
    is_like = overlap(members.get(row.item.name, frozenset()), sampled) > _SAME
    return is_like and known.item.kind == "named" and row.is_array == known.is_array


def default_of(use: TypeUse, value: Any) -> Any:
    """A default that was stated without a type; None if it is no value of this one."""
    if use.kind == "named" or value is None:
        return value
    is_primitive = use.kind == "primitive" and use.name in PRIMITIVES
    return value if is_primitive and PRIMITIVES[use.name].is_valid(value) else None


def _stated(known: Property, row: Property, is_table: bool) -> Property:
    """A property with what a row states of it. A sample tells what is in an object, a row of which kind a value is."""
    # "object" tells less than any sample, "map of integers" more than none.
    is_map = row.type.item.kind == "map" and (known.type != ANY or ANY in row.type.item.items)
    tells = not is_table and row.type.item not in (ANY, known.type.item) and not is_map
    is_use = tells and (known.type == ANY or known.type.item.kind != "named")
    use = row.type if is_use else known.type
    # Values are of the type that their own row states.
    values = next((p.values for p in (known, row) if p.values and p.type.item == use.item), ())
    default = row.default if known.default is None else known.default
    return replace(
        known,
        type=use,
        description=known.description or row.description,
        values=values,
        is_deprecated=known.is_deprecated or row.is_deprecated,
        since=known.since or row.since,
        default=default_of(use, default) if use != row.type else default,
        at=known.at or row.at,
    )
