"""The enumerations of an API: pages of their own, sections, and phrases beside a property.

Pages enter; an `Enum` for each name leaves. It refuses to know which types have properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diagnostics.suggestion import nearest
from docgen.linking.context import Linker
from docgen.reading.page import EnumDoc, Page, PropertyRow, Shape
from docgen.records import replace
from docgen.spec.model import Enum

_NEAR = 0.85  # of two members: `stageddelete` and `stagedDelete`, not `int32` and `int64`


def link_enums(linker: Linker, pages: Sequence[Page]) -> dict[str, Enum]:
    """Precedence: own page, then a section, then a phrase; the union only where they overlap."""
    found: dict[str, list[tuple[int, Enum]]] = {}
    for page in pages:
        for doc in page.enums:
            enum = _enum(linker, linker.qualify(doc.name, page), doc, page)
            found.setdefault(enum.name, []).append((0 if doc.has_own_page else 1, enum))
    for page in pages:
        for row, shape in _typed_rows(page):
            values = row.values or (shape.values if shape else ())
            ref = shape.type if row.values and shape and names_more(shape, row) else row.type
            if not values or ref is None or ref.is_primitive:
                continue
            name = linker.find(ref, page)
            if name is None:
                name = linker.qualify(ref.name, page)
                linker.names.add(name, page.path)
            elif name not in found:
                continue  # a phrase beside a resource type describes something else
            members = tuple(linker.member(value, row.at) for value in values)
            enum = Enum(name=name, page=page.path, members=members, at=row.at)
            found.setdefault(name, []).append((2, enum))
    return {
        name: _merge_enum(linker, [enum for _, enum in sorted(sources, key=lambda s: s[0])])
        for name, sources in sorted(found.items())
    }


def names_more(shape: Shape, row: PropertyRow) -> bool:
    """Whether the JSON representation names a type where the table has a String or none."""
    named = shape.type is not None and not shape.type.is_primitive
    return named and (row.type is None or row.type.is_primitive)


def _typed_rows(page: Page) -> Iterator[tuple[PropertyRow, Shape | None]]:
    for resource in page.resources:
        for row in resource.properties:
            yield row, (resource.representation or {}).get(row.name)
    for operation in page.operations:
        for row in (*operation.body_parameters, *operation.function_parameters):
            yield row, None


def _enum(linker: Linker, name: str, doc: EnumDoc, page: Page) -> Enum:
    unique = {member.name: member for member in reversed(doc.members)}
    return Enum(
        name=name,
        is_flags=doc.is_flags,
        page=page.path,
        description=doc.description,
        members=tuple(
            linker.member(m.name, m.at, m.value, m.description)
            for m in dict.fromkeys(unique[m.name] for m in doc.members)
        ),
        at=doc.at,
    )


def _merge_enum(linker: Linker, sources: list[Enum]) -> Enum:
    first = sources[0]
    members = {member.name: member for member in first.members}
    for other in sources[1:]:
        names = [member.name for member in other.members]
        if not members.keys() & set(names):
            if first.at and other.at:
                place = f"{first.at.path}:{first.at.line}"
                linker.report("DG316", other.at, name=first.name, place=place)
            continue
        _check_spellings(linker, first, other)
        for member in other.members:
            members.setdefault(member.name, member)
    return replace(
        first,
        is_flags=any(enum.is_flags for enum in sources),
        description=next((e.description for e in sources if e.description), ""),
        members=tuple(members.values()),
    )


def _check_spellings(linker: Linker, first: Enum, other: Enum) -> None:
    """DG337 for a member that stands in one place only, while its near name does in the other."""
    here, there = {m.name for m in other.members}, {m.name for m in first.members}
    for name in sorted(here - there):
        near = nearest(name, sorted(there - here), _NEAR)
        if near and first.at and other.at:
            place = f"{first.at.path}:{first.at.line}"
            linker.report("DG337", other.at, name=name, other=near, place=place)
