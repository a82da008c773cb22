"""What a write takes is what a read gives, where both are at one path.

Types of samples enter with the operations; they leave with the types and values that writes state, and with the
properties that writes take and that a sample leaves out with an ellipsis. Such a property is inferred: of the rest of
what writes take, only a fifth is in what reads give. Where reads show arrays for what a write takes as one value or many,
they give arrays for the rest of that too.

Objects that only sample requests show have types of their own, as those in responses have.

Operations with inputs of unknown types enter as well; they leave with the types that reads of the same paths show: of what
is written, and of the key in a path, the `id` of the thing that `/lamps/{lamp_id}` returns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from docgen.inference.listed import default_of
from docgen.inference.nested import Emitter, Place, inner_object, nested
from docgen.inference.nouns import place
from docgen.inference.shapes import NOTHING, Shape, merge, merged, overlap, sample_shape
from docgen.records import Record, replace
from docgen.spec.model import Operation, Parameter, Property, Type
from docgen.spec.types import ANY, OBJECT, STRING, TypeUse
from docgen.syntax.naming import pascal_case, simple
from docgen.syntax.url_path import parameter_key

_WRITES = ("PUT", "PATCH", "POST")
_SAME = 0.5  # of the smaller set of names, before what is written is what is read
_NEARLY_ALL = 0.8  # of the names that are read, before what is left out is written as well
_INTEGERS = ("integer", "int32", "int64")
_FEWEST = 2  # names that both have
_ELLIPSIS = re.compile(r"^[ \t]*(?:(?://|#|\"|,)[ \t]*)?(?:\.{3}|\u2026)", re.MULTILINE)
_KEPT = re.compile(
    r"passw|secret|private|credential|token", re.IGNORECASE
)  # what no read gives back


def with_written(
    types: Sequence[Type], operations: Sequence[Operation], reads: Mapping[str, Sequence[Operation]]
) -> list[Type]:
    """The types with what writes take. `reads` has the operations that return one object of a type, by its name."""
    written: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.method in _WRITES and operation.request_body:
            written.setdefault(operation.path, []).append(operation)
    return [_joined(item, reads.get(item.name, ()), written) for item in types]


def _joined(
    item: Type, reads: Sequence[Operation], written: Mapping[str, Sequence[Operation]]
) -> Type:
    own = {p.name: p for p in item.properties}
    keys = frozenset(own)
    is_elided = any(map(_leaves_out, reads))
    for operation in (o for read in reads for o in written.get(read.path, ())):
        body = operation.request_body
        taken = {p.name: p for p in body.properties if "[" not in p.name} if body else {}
        names = frozenset(taken)
        if len(names & keys) < _FEWEST or overlap(names, keys) < _SAME:
            continue
        is_part = is_elided and len(names & keys) >= _NEARLY_ALL * len(keys)
        shown = [own[name].type for name, p in taken.items() if name in keys and _array_in(p.type)]
        are_arrays = bool(shown) and all(use.is_array for use in shown)
        for name, parameter in taken.items():
            known = own.get(name)
            if known:
                own[name] = _with_facts(known, parameter)
            elif is_part and not _KEPT.search(name):
                use = (_array_in(parameter.type) if are_arrays else None) or parameter.type
                own[name] = Property(
                    name=name, type=use, values=parameter.values, evidence="inferred"
                )
    return replace(item, properties=tuple(own.values()))


def _array_in(use: TypeUse) -> TypeUse | None:
    """The array that a write takes where one value may stand for it: "a comma-separated string or a list"."""
    arrays = [item for item in use.items if item.is_array] if use.kind == "union" else []
    return arrays[0] if len(arrays) == 1 and len(use.items) == 2 else None


def _leaves_out(operation: Operation) -> bool:
    """Whether an ellipsis in a sample response stands for members."""
    bodies = (s.response.body for s in operation.samples if s.response)
    return any(_ELLIPSIS.search(body.text) for body in bodies if body)


def _with_facts(known: Property, parameter: Parameter) -> Property:
    """A property with the type that a write states where samples show none, and the values that it lists."""
    use = parameter.type if known.type in (ANY, OBJECT) else known.type
    values = parameter.values if use == parameter.type and not known.values else known.values
    return replace(known, type=use, values=values)


def _as_returned(operation: Operation, members: Mapping[str, Mapping[str, TypeUse]]) -> Operation:
    """The operation; objects that it sends under a key of what it returns are of the type there, where that has their keys."""
    body = operation.request_body
    own = members.get(operation.returned.item.name, {}) if operation.returned else {}
    shown = _untyped(operation).fields if body and own else None
    if not body or not shown:
        return operation

    def typed(item: Parameter) -> Parameter:
        use, shape = own.get(item.name), shown.get(item.name)
        inner = inner_object(shape) if shape else None
        if not use or not shape or not inner or use.is_array != bool(shape.items):
            return item
        if not inner.keys <= members.get(use.item.name, {}).keys():
            return item
        return replace(item, type=replace(use, is_nullable=False), evidence="inferred")

    properties = tuple(map(typed, body.properties))
    return replace(operation, request_body=replace(body, properties=properties))


def typed_as_read(types: Sequence[Type], operations: Sequence[Operation]) -> list[Operation]:
    """The operations; inputs of unknown type have those of the properties that reads of their paths return.

    A parameter of a path that other operations list at the same place has the type that most of them state.
    """
    members = {item.name: {p.name: p.type for p in item.properties} for item in types}
    read = {
        o.path: members[o.returned.item.name]
        for o in operations
        if o.method == "GET" and o.returned and o.returned.item.name in members
    }
    listed: dict[str, Counter[TypeUse]] = {}
    for operation in operations:
        for item in operation.parameters:
            if item.location == "path" and item.at:
                listed.setdefault(_up_to(operation, item), Counter())[item.type] += 1
    return [_typed_as_read(operation, read, listed) for operation in operations]


def _typed_as_read(
    operation: Operation,
    read: Mapping[str, Mapping[str, TypeUse]],
    listed: Mapping[str, Counter[TypeUse]],
) -> Operation:
    def typed(item: Parameter) -> Parameter:
        if not _is_unlisted(item):
            return item
        known = listed.get(_up_to(operation, item))
        use = known.most_common(1)[0][0] if known else _key_in_path(operation, item, read)
        return replace(item, type=use)

    body, own = operation.request_body, read.get(operation.path, {})
    parameters = tuple(map(typed, operation.parameters))
    if operation.method in _WRITES and body and own:
        properties = tuple(_as(item, own.get(item.name, ANY)) for item in body.properties)
        body = replace(body, properties=properties)
    if parameters == operation.parameters and body == operation.request_body:
        return operation
    return replace(operation, parameters=parameters, request_body=body)


def _up_to(operation: Operation, item: Parameter) -> str:
    """The path up to a parameter and with it."""
    before, found, _ = operation.path.partition(f"{{{item.name}}}")
    return before + found


def _is_unlisted(item: Parameter) -> bool:
    """Whether a parameter of a path has no row that could tell its type."""
    return item.location == "path" and item.type == STRING and item.at is None


def _as(item: Parameter, use: TypeUse) -> Parameter:
    if item.type != ANY or use == ANY or use.item.kind != "primitive":
        return item
    return replace(item, type=use, evidence="inferred", default=default_of(use, item.default))


def _key_in_path(
    operation: Operation, item: Parameter, read: Mapping[str, Mapping[str, TypeUse]]
) -> TypeUse:
    """The type of the property that a parameter of a path has the value of, where samples fit it; else a string."""
    path = _up_to(operation, item)
    name, noun = parameter_key(item.name), parameter_key(place(path).noun)
    names = {name, name.removeprefix(noun)} - {""}
    own = read.get(path, {})
    uses = {
        replace(use, is_nullable=False) for key, use in own.items() if parameter_key(key) in names
    }
    use = next(iter(uses)) if len(uses) == 1 else STRING
    if use.kind != "primitive" or use.name not in _INTEGERS:
        return STRING
    number, length = path.count("/"), operation.path.count("/")
    targets = [s.request.target.partition("?")[0] for s in operation.samples if s.request]
    shown = [
        target.split("/")[number - length - 1] for target in targets if target.count("/") >= length
    ]
    is_fit = all(text.isdecimal() or not text[:1].isalnum() for text in shown)
    return use if is_fit else STRING


class Sent(Record, frozen=True, kw_only=True):
    """The types of objects in sample requests, and the operations that take them."""

    types: tuple[Type, ...]
    operations: tuple[Operation, ...]
    names: Mapping[Place, str]  # to be remembered


def sent_types(
    types: Sequence[Type],
    operations: Sequence[Operation],
    namespace: str,
    taken: Iterable[str],
    remembered: Mapping[Place, str],
) -> Sent:
    """Types for the objects in bodies of which sample requests alone say what is in them.

    They are of the type that what is returned has there, or of one that is called as they are, where it has their keys. `taken` are the names of all types;
    `remembered` has those that an earlier run gave.
    """
    members = {item.name: {p.name: p.type for p in item.properties} for item in types}
    operations = [_as_returned(o, members) for o in operations]
    shown = {o.id: shape for o in operations if (shape := _untyped(o)).fields}
    things: dict[str, Shape] = {}
    for operation in (o for o in operations if o.id in shown):
        owner = _owner(operation)
        things[owner] = merge(things.get(owner, NOTHING), shown[operation.id])
    known = {
        simple(item.name): frozenset(members[item.name])
        for item in types
        if item.name == f"{namespace}.{simple(item.name)}"
    }
    names = frozenset(simple(name).lower() for name in taken)
    parts = nested(things, names, remembered, known)
    emitter = Emitter(namespace=namespace, parts=parts, held={})
    shapes = {**parts.shapes, **{name: things[name] for name in parts.joined}}
    return Sent(
        types=tuple(emitter.type(name, shape, "") for name, shape in shapes.items()),
        operations=tuple(
            _taking(o, shown[o.id], emitter) if o.id in shown else o for o in operations
        ),
        names=parts.names,
    )


def _owner(operation: Operation) -> str:
    """What the names of objects in its body begin with, where their keys are no names."""
    return f"{pascal_case(place(operation.path).noun)}Request"


def _untyped(operation: Operation) -> Shape:
    """The objects in the JSON of sample requests that no type is known of, by the keys of the body."""
    body = operation.request_body
    open_ = {p.name: p for p in body.properties if _is_open(p.type)} if body else {}
    requests = [s.request for s in operation.samples if s.request and s.request.has_json]
    values = [r.json for r in requests if isinstance(r.json, dict)] if open_ else []
    fields = merged(map(sample_shape, values)).fields or {}
    return Shape(fields={k: f for k, f in fields.items() if k in open_ and _is_of(open_[k], f)})


def _is_open(use: TypeUse) -> bool:
    """Whether a type says at most that there are objects of any kind."""
    return use in (ANY, OBJECT) or use.is_array and _is_open(use.items[0])


def _is_of(item: Parameter, shape: Shape) -> bool:
    """Whether objects that samples show are what a parameter takes. One that is listed as a map may have keys of a user."""
    inner = inner_object(shape)
    if inner is None or item.at is None or item.type == ANY:
        return inner is not None
    if item.type.is_array or shape.items:
        return item.type.is_array and shape.items is not None
    return any(map(inner_object, (inner.fields or {}).values()))


def _taking(operation: Operation, shown: Shape, emitter: Emitter) -> Operation:
    fields, owner, body = shown.fields or {}, _owner(operation), operation.request_body
    properties = tuple(
        (
            replace(p, type=emitter.use(owner, p.name, fields[p.name]), evidence="sampled")
            if p.name in fields
            else p
        )
        for p in (body.properties if body else ())
    )
    return replace(operation, request_body=body and replace(body, properties=properties))
