"""Types of parameters for which their page states none.

Linked types and operations enter; the operations leave, a parameter without a type with that of its name elsewhere: of
what the operation returns, or else of the other parameters of that name, if they agree. Such a type is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.records import replace
from docgen.spec.model import Operation, Parameter, Type
from docgen.spec.types import ANY, TypeUse

_LEAST = 2  # parameters of one name with a type, before another one has it


def typed_inputs(types: Sequence[Type], operations: Sequence[Operation]) -> list[Operation]:
    """The operations with types for their parameters."""
    agreed = _agreed(operations)
    members = {item.name: {p.name: p.type for p in item.properties} for item in types}
    return [_typed(operation, agreed, members) for operation in operations]


def _parameters(operation: Operation) -> Iterator[Parameter]:
    yield from operation.parameters
    if operation.request_body:
        yield from operation.request_body.properties


def _agreed(operations: Iterable[Operation]) -> dict[str, TypeUse]:
    """The type of each name of which all parameters with a type have the same."""
    uses: dict[str, list[TypeUse]] = {}
    for operation in operations:
        for item in _parameters(operation):
            if item.type != ANY:
                uses.setdefault(item.name, []).append(item.type)
    return {
        name: found[0]
        for name, found in uses.items()
        if len(found) >= _LEAST and len(set(found)) == 1
    }


def _typed(
    operation: Operation,
    agreed: Mapping[str, TypeUse],
    members: Mapping[str, Mapping[str, TypeUse]],
) -> Operation:
    if all(item.type != ANY for item in _parameters(operation)):
        return operation
    returned = operation.returned
    own = members.get(returned.item.name, {}) if returned else {}

    def typed(item: Parameter) -> Parameter:
        if item.type != ANY:
            return item
        use = own.get(item.name, ANY) if item.location == "body" else ANY
        # What is returned may be an object where its key is sent.
        use = use if use.item.kind == "primitive" else agreed.get(item.name, ANY)
        return item if use == ANY else replace(item, type=use, evidence="inferred")

    body = operation.request_body
    return replace(
        operation,
        parameters=tuple(map(typed, operation.parameters)),
        request_body=(
            replace(body, properties=tuple(map(typed, body.properties))) if body else None
        ),
    )
