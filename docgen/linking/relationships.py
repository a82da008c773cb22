"""Navigation properties that only requests show: `GET /lamps/{id}/room` returns a Room."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from docgen.linking.context import Linker
from docgen.records import replace
from docgen.spec.model import Operation, Property, Type
from docgen.spec.types import ANY, TypeUse, array_of
from docgen.syntax.naming import simple, singular, words
from docgen.syntax.url_path import shape

_NOUN = re.compile(r"(?!get[A-Z])[A-Za-z]\w*$")


def properties_with_inherited(name: str, types: Mapping[str, Type]) -> dict[str, Property]:
    """Lower-case name -> property, inherited ones included."""
    return {p.name.lower(): p for n in reversed(ancestry(name, types)) for p in types[n].properties}


def ancestry(name: str, types: Mapping[str, Type]) -> list[str]:
    """A type and those that it inherits from."""
    line = [name]
    while base := types[line[-1]].base:
        line.append(base)
    return line


def returned_types(operations: Sequence[Operation]) -> dict[str, TypeUse]:
    """Shape of a path -> the type that a GET of it returns; without those that return nothing."""
    return {
        shape(operation.path): returned
        for operation in operations
        if operation.method == "GET"
        for returned in [r.type for r in operation.responses if r.type][:1]
    }


def _is_relationship(operation: Operation, result: TypeUse, shapes: Collection[str]) -> bool:
    """Whether a path is more than a query: something stands behind it, writes to it, or it is named
    like what it gives.
    """
    named = {singular(word.lower()) for word in words(operation.path.rpartition("/")[2])}
    given = {singular(word.lower()) for word in words(simple(result.item.name))}
    return shape(operation.path) in shapes or bool(named & given)


def with_relationships(
    linker: Linker, types: Mapping[str, Type], operations: Sequence[Operation]
) -> dict[str, Type]:
    """Types with the relationships that a GET behind the path of one of them shows."""
    found = dict(types)
    returned = returned_types(operations)
    shapes = {shape(operation.path) for operation in operations if operation.method != "GET"}
    shapes |= {shape(operation.path).rpartition("/")[0] for operation in operations}
    for operation in operations:
        path, _, last = operation.path.rpartition("/")
        result = next((r.type for r in operation.responses if r.type), None)
        owned_by = returned.get(shape(path))
        owner = owned_by.name if owned_by else ""
        if (
            operation.method != "GET"
            or operation.kind == "function"
            or owner not in found
            or not _NOUN.match(last)
            or result is None
            or result.kind not in ("named", "array")
        ):
            continue
        known = properties_with_inherited(owner, found).get(last.lower())
        if known is None and not _is_relationship(operation, result, shapes):
            continue
        if known is None:
            shown = Property(
                name=last,
                type=result,
                is_navigation=True,
                is_inferred=True,
                description=operation.description,
                at=operation.at,
            )
            item = found[owner]
            found[owner] = replace(item, properties=(*item.properties, shown))
            if operation.at:
                linker.report("DG331", operation.at, name=last, type=simple(owner))
        elif result == array_of(known.type) and known.type != ANY:
            changed = replace(known, type=result)
            for name in ancestry(owner, found):
                item = found[name]
                properties = tuple(changed if p is known else p for p in item.properties)
                found[name] = replace(item, properties=properties)
            if known.at:
                linker.report("DG330", known.at, name=known.name, path=operation.path)
    return found
