"""What an operation does, as far as its method, its statuses and what it returns tell, and what it needs."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.records import replace
from docgen.spec.model import Kind, Operation
from docgen.spec.types import ANY, TypeUse, array_of


def usual_kind(method: str, returned: TypeUse | None, statuses: set[int]) -> Kind:
    """The kind of an operation of which nothing else is known."""
    match method:
        case "PATCH":
            return "update"
        case "PUT":
            return "replace"
        case "DELETE":
            return "delete"
        case "GET" | "HEAD" | "OPTIONS":
            return "list" if returned and returned.is_array else "get"
        case "LIST":
            return "list"
        case _:
            return "create" if 201 in statuses else "action"


def with_creating(operations: Sequence[Operation]) -> list[Operation]:
    """The operations; a POST that returns one of what a GET of its path lists creates it."""
    lists = {o.path: o.returned for o in operations if o.method == "GET"}
    return [
        (
            replace(operation, kind="create")
            if operation.kind == "action"
            and operation.returned
            and operation.returned.kind == "named"
            and lists.get(operation.path) == array_of(operation.returned)
            else operation
        )
        for operation in operations
    ]


def needs_content(operation: Operation) -> bool:
    """Whether each request must have content: it is of a type, or some of its properties are required."""
    body = operation.request_body
    if body is None or body.is_optional or body.type == ANY:
        return False
    return body.type is not None or any(map(operation.requires, body.properties))
