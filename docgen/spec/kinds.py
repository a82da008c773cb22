"""What an operation does, as far as its method, its statuses and what it returns tell."""

from __future__ import annotations

from docgen.spec.model import Kind
from docgen.spec.types import TypeUse


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
