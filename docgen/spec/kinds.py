"""What an operation does, as far as its method, its statuses and what it returns tell, and what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from docgen.records import replace
from docgen.spec.model import Kind, Operation, Type
from docgen.spec.types import ANY, TypeUse, array_of
from docgen.syntax.url_path import shape, without_format


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


def with_kinds(
    operations: Sequence[Operation], types: Sequence[Type], keys: Mapping[str, str]
) -> list[Operation]:
    """The operations; `keys` has what objects around many things have these under, by the name of their type.

    A GET of such an object lists. A POST creates where it returns one of what a GET of its path lists, and where its path
    is that of things with a key: `/lamps` of `/lamps/{id}/repair`.
    """
    many = {t.name: p.type for t in types for p in t.properties if p.name == keys.get(t.name)}
    reads = {o.path: o.returned for o in operations if o.method == "GET" and o.returned}
    lists = {path: many.get(returned.name, returned) for path, returned in reads.items()}
    collections = {place for o in operations for place in _collections(shape(o.path))}

    def kind(operation: Operation) -> Kind:
        returned, path = operation.returned, without_format(shape(operation.path))
        if operation.kind == "get" and returned and returned.name in many:
            return "get" if path.endswith("}") else "list"
        if operation.kind != "action":
            return operation.kind
        is_named = returned and returned.kind == "named"
        is_listed = is_named and lists.get(operation.path) == array_of(returned)
        return "create" if is_listed or path in collections else "action"

    return [o if o.kind == (k := kind(o)) else replace(o, kind=k) for o in operations]


def _collections(path: str) -> Iterator[str]:
    """The places in a path that a key follows."""
    segments = without_format(path).split("/")
    for end, (segment, key) in enumerate(pairwise(segments), 1):
        if key == "{}" and segment[:1].isalpha():
            yield "/".join(segments[:end])


def needs_content(operation: Operation) -> bool:
    """Whether each request must have content: it is of a type, or some of its properties are required."""
    body = operation.request_body
    if body is None or body.is_optional or body.type == ANY:
        return False
    return body.type is not None or any(map(operation.requires, body.properties))
