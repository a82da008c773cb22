"""Navigation properties that are documented by requests alone: `GET /lamps/{id}/room` returns a Room.

In: linked types and operations. Out: the types with these properties, and a finding for each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Operation, Property, Type
from docgen.spec.types import ANY, TypeUse, array_of
from docgen.syntax.naming import simple, singular, words
from docgen.syntax.url_path import shape

_NOUN = re.compile(r"(?!get[A-Z])[A-Za-z]\w*$")


def returned_types(operations: Sequence[Operation]) -> dict[str, TypeUse]:
    """Shape of a path -> the type that a GET of it returns; without those that return nothing."""
    return {
        shape(operation.path): returned
        for operation in operations
        if operation.method == "GET" and (returned := operation.returned)
    }


def infer_relationships(
    types: Sequence[Type], operations: Sequence[Operation]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types with a relationship for each GET below a path that returns one of them (DG331).

    A documented property that such a GET returns many of is an array (DG330).
    """
    known = {item.name: item for item in types}
    hierarchy = Hierarchy(types)
    shapes = {shape(operation.path) for operation in operations if operation.method != "GET"}
    shapes |= {shape(operation.path).rpartition("/")[0] for operation in operations}
    findings: list[Diagnostic] = []
    for operation, owner, result in _reads_below_types(operations, known):
        name = operation.path.rpartition("/")[2]
        lineage = hierarchy.lineage(owner)
        documented = next(
            (p for n in lineage for p in known[n].properties if p.name.lower() == name.lower()),
            None,
        )
        if documented is None and _is_relationship(operation, result, shapes):
            added = Property(
                name=name,
                type=result,
                is_navigation=True,
                evidence="inferred",
                description=operation.description,
                at=operation.at,
            )
            item = known[owner]
            known[owner] = replace(item, properties=(*item.properties, added))
            if operation.at:
                findings.append(diagnose("DG331", operation.at, name=name, type=simple(owner)))
        elif documented and documented.type != ANY and result == array_of(documented.type):
            changed = replace(documented, type=result)
            for ancestor in lineage:
                item = known[ancestor]
                properties = tuple(changed if p is documented else p for p in item.properties)
                known[ancestor] = replace(item, properties=properties)
            if documented.at:
                words = {"name": documented.name, "path": operation.path}
                findings.append(diagnose("DG330", documented.at, **words))
    return list(known.values()), findings


def _reads_below_types(
    operations: Sequence[Operation], types: Collection[str]
) -> Iterator[tuple[Operation, str, TypeUse]]:
    """Each GET of a step below a path that returns one of a type: the operation, that type, and what it returns."""
    returned = returned_types(operations)
    for operation in operations:
        path, _, last = operation.path.rpartition("/")
        owner = returned.get(shape(path))
        result = operation.returned
        if (
            operation.method == "GET"
            and operation.kind != "function"
            and owner is not None
            and owner.name in types
            and _NOUN.match(last)
            and result is not None
            and result.kind in ("named", "array")
        ):
            yield operation, owner.name, result


def _is_relationship(operation: Operation, result: TypeUse, shapes: Collection[str]) -> bool:
    """Whether a path is more than a query: it has paths below it, is written to, or is named like
    what it returns. `shapes` are those of paths that are written to or have others below them.
    """
    last = {singular(word.lower()) for word in words(operation.path.rpartition("/")[2])}
    returned = {singular(word.lower()) for word in words(simple(result.item.name))}
    return shape(operation.path) in shapes or bool(last & returned)
