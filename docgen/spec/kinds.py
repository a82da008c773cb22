"""What an operation does, as far as its method, its statuses and what it returns tell, and what it needs."""

from __future__ import annotations

from docgen.spec.model import Kind, Operation
from docgen.spec.types import ANY, TypeUse


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


def needs_content(operation: Operation) -> bool:
    """Whether each request must have content: it is of a type, or some of its properties are required."""
    body = operation.request_body
    if body is None or body.is_optional or body.type == ANY:
        return False
    return body.type is not None or any(map(operation.requires, body.properties))
