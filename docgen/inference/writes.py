"""What a write takes is what a read gives, where both are at one path.

Types of samples enter with the operations; they leave with the types and values that writes state, and with the
properties that writes take and that a sample leaves out with an ellipsis. Such a property is inferred: of the rest of
what writes take, only a fifth is in what reads give. Where reads show arrays for what a write takes as one value or many,
they give arrays for the rest of that too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docgen.inference.shapes import overlap
from docgen.records import replace
from docgen.spec.model import Operation, Parameter, Property, Type
from docgen.spec.types import ANY, OBJECT, TypeUse

_WRITES = ("PUT", "PATCH", "POST")
_SAME = 0.5  # of the smaller set of names, before what is written is what is read
_NEARLY_ALL = 0.8  # of the names that are read, before what is left out is written as well
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
