"""Types and enumerations from all the places that document them.

Pages enter; the `Type`s and `Enum`s of the spec leave, each merged from its sources, with what the
sources disagree about reported. It refuses to know operations.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence

from docgen.linking.base_types import link_bases, settle_bases
from docgen.linking.context import Linker, TypeSource, report_conflict
from docgen.linking.enums import link_enums, names_more
from docgen.reading.page import Page, PropertyRow, ResourceDoc, Shape
from docgen.reading.type_phrases import TypeRef
from docgen.records import replace
from docgen.spec.model import Enum, Property, Type
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY, BOOLEAN, STRING
from docgen.syntax.naming import simple
from docgen.syntax.page_paths import page_stem


def with_opaque(linker: Linker, types: Sequence[Type], used: Collection[str]) -> list[Type]:
    """The types, with the dialect's names for any JSON value: those documented without properties,
    and those that are only used.
    """
    words = linker.dialect.opaque_types
    found = [
        replace(item, kind="opaque") if simple(item.name) in words and not item.properties else item
        for item in types
    ]
    names = {f"{linker.dialect.base_namespace}.{word}" for word in words}
    names = names & set(used) - {item.name for item in types}
    found += [Type(name=name, kind="opaque") for name in names]
    return sorted(found, key=lambda item: item.name.lower())


def link_types(linker: Linker, pages: Sequence[Page]) -> tuple[list[Type], list[Enum]]:
    """All types and enumerations, by qualified name."""
    enums = link_enums(linker, pages)
    sources: dict[str, list[TypeSource]] = {}
    for page in pages:
        for doc in (*page.resources, *_types_of_bodies(linker, page)):
            name = linker.qualify(doc.name, page)
            if name not in enums or doc.properties:
                sources.setdefault(name, []).append(TypeSource(doc, page))
                linker.names.add(name, page.path)
    for name in sources.keys() & enums.keys():
        del enums[name]
    merged = {
        name: _merge(linker, name, sorted(found, key=lambda s: _rank(name, s)))
        for name, found in sorted(sources.items())
    }
    bases = link_bases(linker, pages, sources)
    return settle_bases(linker, merged, bases), sorted(enums.values(), key=lambda e: e.name.lower())


def _rank(name: str, source: TypeSource) -> tuple[bool, bool, str]:
    """The page named like the type first, then annotated ones, then by path."""
    stem = page_stem(posixpath.basename(source.page.path))
    return (
        stem.lower() != simple(name).lower(),
        not source.doc.is_annotated,
        source.page.path,
    )


def _types_of_bodies(linker: Linker, page: Page) -> Iterator[ResourceDoc]:
    """Types without a page of their own whose properties a request body's table lists."""
    for operation in page.operations:
        body = operation.body
        if (
            body
            and operation.body_parameters
            and (body.ref.target or "." in body.ref.name)
            and not body.ref.is_primitive
            and linker.find(body.ref, page) is None
        ):
            linker.report("DG321", body.at, name=body.ref.name)
            inherited = next(
                (r.inherited_from for r in operation.body_parameters if r.inherited_from), None
            )
            yield ResourceDoc(
                name=body.ref.name,
                namespace=page.namespace,
                is_annotated=False,
                base=inherited,
                properties=operation.body_parameters,
                at=body.at,
            )


# Types


def _merge(linker: Linker, name: str, sources: list[TypeSource]) -> Type:
    first = sources[0]
    properties: dict[str, Property] = {}
    for source in sources:
        if source is not first and source.page.path != first.page.path:
            place = f"{first.doc.at.path}:{first.doc.at.line}"
            linker.report("DG306", source.doc.at, name=name, place=place)
        for found in _properties(linker, source):
            key = found.name.lower()
            known = properties.get(key)
            if known is None:
                properties[key] = found
                continue
            if known.type != found.type and ANY not in (known.type, found.type):
                report_conflict(linker, found, known)
            if known.type == ANY or not known.description:
                properties[key] = replace(
                    known,
                    type=known.type if known.type != ANY else found.type,
                    description=known.description or found.description,
                )
    docs = [source.doc for source in sources]
    return Type(
        name=name,
        kind="complex",
        is_open=any(doc.is_open for doc in docs),
        is_abstract=any(doc.is_abstract for doc in docs),
        key=next((doc.key for doc in docs if doc.key), ()),
        page=first.page.path,
        description=next((doc.description for doc in docs if doc.description), ""),
        properties=tuple(properties.values()),
        at=first.doc.at,
    )


def _meant(linker: Linker, page: Page, row: PropertyRow, shape: Shape | None) -> TypeRef | None:
    """The type of a row; that of the link's target where the JSON representation shows it too.

    A "string collection" that it shows as one string is one.
    """
    if row.type is None or shape is None or shape.type is None:
        return row.type
    if shape.type.is_primitive:
        is_one = row.type == replace(shape.type, is_collection=True)
        return shape.type if is_one else row.type
    shown = linker.find(shape.type, page)
    if shown and row.values and names_more(shape, row):
        return shape.type
    if shown in linker.names.documented_at(page.path, row.type.target):
        return replace(row.type, name=shape.type.name)
    return row.type


def _properties(linker: Linker, source: TypeSource) -> Iterator[Property]:
    doc, page = source.doc, source.page
    shapes = doc.representation or {}
    listed = {row.name.lower() for row in doc.properties}
    spelled = {name.lower(): name for name in shapes}
    for row in doc.properties:
        if "@" in row.name:
            linker.report("DG322", row.at, name=row.name)
            continue
        name = row.name if row.name in shapes else spelled.get(row.name.lower(), row.name)
        if name != row.name:
            place = "the JSON representation"
            linker.report("DG345", row.at, name=row.name, other=name, place=place)
        shape = shapes.get(name)
        if row.type is None and shape and shape.type:
            type_use = linker.type_of(shape.type, page, row.type_at)
        else:
            type_use = linker.type_of(_meant(linker, page, row, shape), page, row.type_at)
            if shape and shape.type and row.type and _disagree(row.type, shape.type):
                linker.report("DG335", row.type_at, name=row.name, here=row.type, there=shape.type)
        yield Property(
            name=name,
            type=type_use,
            is_navigation=row.is_navigation,
            is_nullable=row.is_nullable and name not in doc.key,
            description=row.description,
            values=row.values if type_use.item == STRING else (),
            at=row.at,
        )
    for name, shape in shapes.items():
        if doc.is_open and not listed:
            break  # a sample of what an open type may hold
        if name.lower() not in listed and "@" not in name:
            if listed:
                linker.report("DG323", doc.at, name=name, type=doc.name)
            yield Property(
                name=name,
                type=linker.type_of(shape.type, page, doc.at),
                values=shape.values if shape.type is None else (),
                at=doc.at,
            )


def _disagree(row: TypeRef, shape: TypeRef) -> bool:
    """Whether a table and a JSON representation cannot both be right: dates and the like are texts."""
    if ANY.name in (row.name, shape.name):
        return False
    if row.is_collection != shape.is_collection:
        return True
    kinds = [
        "number" if is_number(ref.name) else "boolean" if ref.name == BOOLEAN.name else "other"
        for ref in (row, shape)
        if ref.is_primitive
    ]
    return len(kinds) == 2 and kinds[0] != kinds[1]
