"""The places that document a name.

The pages of an API and a name enter; the lines that document it leave: `user`, `user.mail`,
`microsoft.graph.user`, `GET /users/{id}`, `/users/{id}`. Case does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.diagnostics.position import Span
from docgen.reading.page import Page
from docgen.syntax.naming import simple
from docgen.syntax.url_path import path_template, relative_target, shape


def find_places(
    pages: Iterable[Page], name: str, prefixes: tuple[str, ...]
) -> tuple[tuple[str, Span], ...]:
    """The kind of each place ("type", "property", ...) and the place, in page order."""
    places = [
        place
        for page in pages
        for place in (*_types(page, name.lower()), *_operations(page, name, prefixes))
    ]
    return tuple(sorted(places, key=lambda place: (place[1].path, place[1].line)))


def _types(page: Page, name: str) -> Iterator[tuple[str, Span]]:
    owner, _, member = name.rpartition(".")
    for resource in page.resources:
        if _is_named(resource.name, page.namespace, name):
            yield "type", resource.at
        if owner and _is_named(resource.name, page.namespace, owner):
            for row in resource.properties:
                if row.name.lower() == member:
                    yield "property", row.at
        for row in resource.properties:
            if row.type and row.values and not row.type.is_primitive:
                if _is_named(row.type.name, page.namespace, name):
                    yield "enumeration", row.at
                if owner and _is_named(row.type.name, page.namespace, owner):
                    if member in (value.lower() for value in row.values):
                        yield "member", row.at
    for enum in page.enums:
        if _is_named(enum.name, page.namespace, name):
            yield "enumeration", enum.at
        if owner and _is_named(enum.name, page.namespace, owner):
            for entry in enum.members:
                if entry.name.lower() == member:
                    yield "member", entry.at


def _is_named(written: str, namespace: str, name: str) -> bool:
    written = written.lower()
    qualified = written if "." in written else f"{namespace.lower()}.{written}"
    return name in (written, simple(written), qualified)


def _operations(page: Page, name: str, prefixes: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    method, _, path = name.rpartition(" ")
    if "/" not in path:
        return
    sought = shape(path_template(relative_target(path, prefixes)).path)
    for operation in page.operations:
        for target in operation.targets:
            written = path_template(relative_target(target.target, prefixes)).path
            if shape(written) == sought and method.upper() in ("", target.method):
                yield f"operation {target.method}", target.at
