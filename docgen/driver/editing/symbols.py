"""What pages name: the places that document a type, a property or an operation, and those that mention it.

An `OpenFolder` enters; symbols, mentions and the file that a link leads to leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from docgen.diagnostics.position import Span
from docgen.driver.editing.open_folder import OpenFolder
from docgen.linking.names import Names, target_path
from docgen.python.calls import call_text, plan_calls
from docgen.python.records import Attribute, EnumClass, ModelClass
from docgen.reading.anchors import Anchors
from docgen.reading.page import Page, PropertyRow, TypeMention, TypeRef
from docgen.records import Record
from docgen.spec.model import Operation, Parameter, Property
from docgen.syntax.naming import simple
from docgen.syntax.page_paths import PagePaths, is_page

Kind = Literal["type", "enumeration", "property", "member", "parameter", "operation"]


class Symbol(Record, frozen=True, kw_only=True):
    """Something that a page documents."""

    kind: Kind
    name: str  # "shop.lamp", "shop.lamp.color", "GET /lamps"
    at: Span
    about: str  # what docgen made of it, as Markdown


class Mention(Record, frozen=True, kw_only=True):
    """A place that names a type."""

    name: str  # qualified
    at: Span


def symbols(opened: OpenFolder) -> tuple[Symbol, ...]:
    """All that the pages document, in no particular order."""
    return (*_types(opened), *_enums(opened), *_operations(opened))


def _types(opened: OpenFolder) -> Iterator[Symbol]:
    classes = {c.wire_name: c for c in _records(opened, ModelClass)}
    for item in opened.folder.linked.spec.types:
        made = classes.get(item.name)
        if item.at:
            base = f", inherits from `{simple(item.base)}`" if item.base else ""
            python = f"\n\nPython: `models.{made.name}`" if made else ""
            about = f"type `{item.name}`{base}{python}"
            yield Symbol(kind="type", name=item.name, at=item.at, about=about)
        attributes = {a.wire_name: a for a in (made.attributes if made else ())}
        for row in item.properties:
            if row.at:
                about = _about_property(row, attributes.get(row.name), made)
                name = f"{item.name}.{row.name}"
                yield Symbol(kind="property", name=name, at=row.at, about=about)


def _about_property(row: Property, attribute: Attribute | None, made: ModelClass | None) -> str:
    evidence = "" if row.evidence == "stated" else f" ({row.evidence})"
    about = f"property `{row.name}`: {row.type}{evidence}"
    if attribute and made:
        about += f"\n\nPython: `{made.name}.{attribute.name}: {attribute.annotation}`"
    return about


def _enums(opened: OpenFolder) -> Iterator[Symbol]:
    classes = {c.name for c in _records(opened, EnumClass)}
    for item in opened.folder.linked.spec.enums:
        values = ", ".join(f"`{member.name}`" for member in item.members)
        about = f"enumeration `{item.name}`: {values}"
        if item.at:
            yield Symbol(kind="enumeration", name=item.name, at=item.at, about=about)
        for member in item.members:
            if member.at and classes:
                name = f"{item.name}.{member.name}"
                yield Symbol(kind="member", name=name, at=member.at, about=f"member of {about}")


def _operations(opened: OpenFolder) -> Iterator[Symbol]:
    calls = plan_calls(opened.planned.files)
    for item in opened.folder.linked.spec.operations:
        call = calls.get(item.id)
        python = f"\n\nPython: `{call_text(call)}()`" if call else ""
        name = f"{item.method} {item.path}"
        if item.at:
            returned = _returned(item)
            about = f"operation `{name}`{returned}{python}"
            yield Symbol(kind="operation", name=name, at=item.at, about=about)
        for row in _parameters(item):
            if row.at:
                required = "required" if row.is_required else "optional"
                about = f"{row.location} parameter `{row.name}`: {row.type}, {required}{python}"
                yield Symbol(kind="parameter", name=f"{name} {row.name}", at=row.at, about=about)


def _returned(item: Operation) -> str:
    types = [str(r.type) for r in item.responses[:1] if r.type]
    return f", returns {types[0]}" if types else ""


def _parameters(item: Operation) -> Iterable[Parameter]:
    body = item.request_body
    return (*item.parameters, *(body.properties if body else ()))


def _records(opened: OpenFolder, kind: type) -> Iterator:
    return (file.record for file in opened.planned.files if isinstance(file.record, kind))


def mentions(opened: OpenFolder) -> Iterator[Mention]:
    """Every place that names a documented type."""
    for page in opened.folder.linked.pages:
        for ref, at in _refs(page):
            for part in ref.parts:
                if not part.is_primitive and (name := type_named(opened, part, page)):
                    yield Mention(name=name, at=at)


def type_named(opened: OpenFolder, ref: TypeRef, page: Page) -> str | None:
    """The documented type that a page means."""
    names: Names = opened.names
    return names.resolve(ref, page.path, names.namespace(page))[0]


def _refs(page: Page) -> Iterator[tuple[TypeRef, Span]]:
    for resource in page.resources:
        yield from _of_rows(resource.properties)
        yield from _of_mention(resource.base)
    for operation in page.operations:
        for rows in (operation.path_parameters, operation.query_parameters):
            yield from _of_rows(rows)
        yield from _of_rows((*operation.function_parameters, *operation.body_parameters))
        for mention in (operation.body, operation.returns):
            yield from _of_mention(mention)
    for sample in page.samples:
        yield from _of_mention(sample.type)


def _of_rows(rows: Iterable[PropertyRow]) -> Iterator[tuple[TypeRef, Span]]:
    for row in rows:
        if row.type:
            yield row.type, row.type_at
        yield from _of_mention(row.inherited_from)


def _of_mention(mention: TypeMention | None) -> Iterator[tuple[TypeRef, Span]]:
    if mention:
        yield mention.ref, mention.at


def link_target(opened: OpenFolder, path: str, target: str) -> Span | None:
    """The page, and the heading on it, to which a link on a page leads."""
    files = opened.source_files.files
    page = PagePaths(f for f in files if is_page(f)).find(path, target)
    page = page or target_path(path, target)
    if page not in files:
        return None
    fragment = target.partition("#")[2]
    headings = next((p.headings for p in opened.pages.values() if p.path == page), ())
    number = Anchors(headings).find(fragment) if fragment else None
    return Span(page, 1) if number is None else headings[number].at
