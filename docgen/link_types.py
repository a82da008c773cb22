"""Types and enumerations from all the places that document them.

Pages enter; the `Type`s and `Enum`s of the spec leave, each merged from its sources, with what the
sources disagree about reported. It refuses to know operations.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from docgen.diagnostics import Diagnostic, diagnose
from docgen.dialect import Dialect
from docgen.edm import TypeRef
from docgen.page import EnumDoc, Page, PropertyRow, ResourceDoc, Shape, TypeMention
from docgen.resolve import (
    Names,
    ancestors,
    canonical_namespaces,
    simple,
    target_path,
)
from docgen.source import Span
from docgen.spec import Enum, Member, Property, Type

UNTYPED = "Edm.Untyped"
_NEAR = 0.85  # of two members: `stageddelete` and `stagedDelete`, not `int32` and `int64`


@dataclass(slots=True)
class Linker:
    """What linking knows while it goes: the names, and what it found wrong."""

    dialect: Dialect
    names: Names
    namespaces: dict[str, str]
    bases: dict[str, str] = field(default_factory=dict[str, str])  # that pages state, when linked
    wrapped: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # a type of answers -> of its items
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def report(self, code: str, at: Span, **found: object) -> None:
        self.diagnostics.append(diagnose(code, at, **found))

    def member(self, name: str, at: Span, value: str = "", description: str = "") -> Member:
        """A member of an enumeration, which may be one that is no value."""
        is_sentinel = name in self.dialect.sentinel_members
        return Member(
            name=name, value=value, is_sentinel=is_sentinel, description=description, at=at
        )

    def namespace(self, page: Page) -> str:
        """The namespace of a page's unqualified names, spelled as most pages do."""
        written = page.namespace or self.dialect.base_namespace
        return self.namespaces.get(written.lower(), written)

    def qualify(self, name: str, page: Page) -> str:
        return self.names.qualify(name, self.namespace(page))

    def find(self, ref: TypeRef, page: Page) -> str | None:
        """The documented name, without its collection; None for an undocumented one."""
        if ref.is_primitive:
            return ref.name
        return self.names.resolve(ref, page.path, self.namespace(page))[0]

    def type_of(self, ref: TypeRef | None, page: Page, at: Span) -> str:
        """The type expression, "Edm.Untyped" for what no page documents, which is reported."""
        if ref is None:
            return UNTYPED
        if ref.is_primitive:
            return str(ref)
        found, is_plural = self.names.resolve(ref, page.path, self.namespace(page))
        if found is None:
            is_elsewhere = (
                bool(ref.target)
                and not ref.target.startswith("#")
                and target_path(page.path, ref.target) is None
            )
            near = "" if is_elsewhere else self.names.similar(ref.name)
            hint = f'; did you mean "{near}"?' if near else ""
            self.report("DG319" if is_elsewhere else "DG303", at, name=ref.name, hint=hint)
            return UNTYPED
        there = self.names.documented_at(page.path, ref.target)
        if there and found not in there:
            self.report("DG314", at, text=ref.name, target=simple(there[0]))
        return f"Collection({found})" if ref.is_collection or is_plural else found


@dataclass(frozen=True, slots=True)
class _Source:
    """One page's account of a type."""

    doc: ResourceDoc
    page: Page


def start(pages: Sequence[Page], dialect: Dialect) -> Linker:
    """A linker that knows every type and enumeration with a page or section of its own."""
    spellings = canonical_namespaces(
        [p.namespace for p in pages if p.namespace] + [dialect.base_namespace]
    )
    linker = Linker(dialect=dialect, names=Names((), dialect.base_namespace), namespaces=spellings)
    for page in pages:
        for doc in (*page.resources, *page.enums):
            linker.names.add(linker.qualify(doc.name, page), page.path)
    for name in dialect.opaque_types:
        linker.names.add(f"{dialect.base_namespace}.{name}", "")
    return linker


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
    enums = _link_enums(linker, pages)
    sources: dict[str, list[_Source]] = {}
    for page in pages:
        for doc in (*page.resources, *_types_of_bodies(linker, page)):
            name = linker.qualify(doc.name, page)
            if name not in enums or doc.properties:
                sources.setdefault(name, []).append(_Source(doc, page))
                linker.names.add(name, page.path)
    for name in sources.keys() & enums.keys():
        del enums[name]
    merged = {
        name: _merge(linker, name, sorted(found, key=lambda s: _rank(name, s)))
        for name, found in sorted(sources.items())
    }
    bases = _link_bases(linker, pages, sources)
    return settle_bases(linker, merged, bases), sorted(enums.values(), key=lambda e: e.name.lower())


def settle_bases(linker: Linker, types: Mapping[str, Type], bases: dict[str, str]) -> list[Type]:
    """The types by name, with these base types and what follows from them."""
    settled = _with_kinds(_without_inherited(linker, types, bases))
    return sorted(settled, key=lambda t: t.name.lower())


def _rank(name: str, source: _Source) -> tuple[bool, bool, str]:
    """The page named like the type first, then annotated ones, then by path."""
    stem = posixpath.basename(source.page.path).removesuffix(".md")
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


# Enumerations


def _link_enums(linker: Linker, pages: Sequence[Page]) -> dict[str, Enum]:
    """Precedence: own page, then a section, then a phrase; the union only where they overlap."""
    found: dict[str, list[tuple[int, Enum]]] = {}
    for page in pages:
        for doc in page.enums:
            enum = _enum(linker, linker.qualify(doc.name, page), doc, page)
            found.setdefault(enum.name, []).append((0 if doc.has_own_page else 1, enum))
    for page in pages:
        for row, shape in _typed_rows(page):
            values = row.values or (shape.values if shape else ())
            ref = shape.type if row.values and shape and _names_more(shape, row) else row.type
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


def _names_more(shape: Shape, row: PropertyRow) -> bool:
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
        near = get_close_matches(name, sorted(there - here), 1, _NEAR)
        if near and first.at and other.at:
            place = f"{first.at.path}:{first.at.line}"
            linker.report("DG337", other.at, name=name, other=near[0], place=place)


# Types


def _merge(linker: Linker, name: str, sources: list[_Source]) -> Type:
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
            if known.type != found.type and UNTYPED not in (known.type, found.type):
                _report_conflict(linker, found, known)
            if known.type == UNTYPED or not known.description:
                properties[key] = replace(
                    known,
                    type=known.type if known.type != UNTYPED else found.type,
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


def _report_conflict(linker: Linker, found: Property, known: Property) -> None:
    # `10` in a JSON representation, which describes nothing, is as good a Double as an Int32.
    if {found.type, known.type} <= set(_NUMBERS) and "" in (found.description, known.description):
        return
    if found.at and known.at:
        place = f"{known.at.path}:{known.at.line}"
        linker.report(
            "DG304", found.at, name=found.name, here=found.type, there=known.type, place=place
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
    if shown and row.values and _names_more(shape, row):
        return shape.type
    if shown in linker.names.documented_at(page.path, row.type.target):
        return replace(row.type, name=shape.type.name)
    return row.type


def _properties(linker: Linker, source: _Source) -> Iterator[Property]:
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
            type_name = linker.type_of(shape.type, page, row.type_at)
        else:
            type_name = linker.type_of(_meant(linker, page, row, shape), page, row.type_at)
            if shape and shape.type and row.type and _disagree(row.type, shape.type):
                linker.report("DG335", row.type_at, name=row.name, here=row.type, there=shape.type)
        yield Property(
            name=name,
            type=type_name,
            is_navigation=row.is_navigation,
            is_nullable=row.is_nullable and name not in doc.key,
            description=row.description,
            values=row.values if type_name in _TEXTS else (),
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


_NUMBERS = ("Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64", "Edm.Decimal")
_NUMBERS += ("Edm.Single", "Edm.Double")


def _disagree(row: TypeRef, shape: TypeRef) -> bool:
    """Whether a table and a JSON representation cannot both be right: dates and the like are texts."""
    if "Edm.Untyped" in (row.name, shape.name):
        return False
    if row.is_collection != shape.is_collection:
        return True
    kinds = [
        "number" if ref.name in _NUMBERS else "boolean" if ref.name == "Edm.Boolean" else "other"
        for ref in (row, shape)
        if ref.is_primitive
    ]
    return len(kinds) == 2 and kinds[0] != kinds[1]


_TEXTS = ("Edm.String", "Collection(Edm.String)")


# Inheritance


def _link_bases(
    linker: Linker, pages: Sequence[Page], sources: dict[str, list[_Source]]
) -> dict[str, str]:
    """Type -> base type. A named base is the direct one; else what rows say they inherit from."""
    bases: dict[str, str] = {}
    guesses: dict[str, list[str]] = {}
    for name, found in sorted(sources.items()):
        for source in found:
            stated = source.doc.base
            if stated and (base := _base(linker, stated, source.page)):
                bases.setdefault(name, base)
            for row in source.doc.properties:
                mention = row.inherited_from
                if mention and mention is not stated:
                    base = _base(linker, mention, source.page)
                    if base and base != name and base not in guesses.setdefault(name, []):
                        guesses[name].append(base)
    for page in pages:
        for mention in page.derived:
            derived = linker.find(mention.ref, page)
            for resource in page.resources[:1]:
                base = linker.qualify(resource.name, page)
                if derived in sources and derived != base:
                    bases.setdefault(derived, base)
    for name, candidates in guesses.items():
        known = [c for c in candidates if c in sources]
        # Rows name every type on the way up: the direct base is the one that no other inherits from.
        above = {a for c in known for a in _climb(c, bases)}
        nearest = [c for c in known if c not in above] or known
        if nearest:
            bases.setdefault(name, nearest[-1] if len(nearest) > 1 else nearest[0])
    for name in sorted(bases):
        if bases[name] not in sources:
            del bases[name]
        elif name in _climb(name, bases):
            at = sources[name][0].doc.at
            linker.report("DG318", at, name=simple(name), base=simple(bases[name]))
            del bases[name]
    return bases


def _climb(name: str, bases: dict[str, str]) -> list[str]:
    """The ancestors, also when they lead in a circle."""
    seen: list[str] = []
    for base in ancestors(name, bases):
        if base in seen:
            break
        seen.append(base)
    return seen


def _base(linker: Linker, mention: TypeMention, page: Page) -> str | None:
    found = linker.find(mention.ref, page)
    if found is None:
        near = linker.names.similar(mention.ref.name)
        hint = f'; did you mean "{near}"?' if near else ""
        linker.report("DG305", mention.at, name=mention.ref.name, hint=hint)
    return found


def _without_inherited(
    linker: Linker, types: Mapping[str, Type], bases: dict[str, str]
) -> dict[str, Type]:
    """The types with their bases, each property declared once: where it stands highest."""
    linked: dict[str, Type] = {}
    for name, found in types.items():
        above = {
            p.name.lower(): (p, base)
            for base in reversed(list(ancestors(name, bases)))
            for p in types[base].properties
        }
        kept: list[Property] = []
        for item in found.properties:
            inherited = above.get(item.name.lower())
            if inherited is None:
                kept.append(item)
                continue
            if item.type != inherited[0].type and UNTYPED not in (item.type, inherited[0].type):
                _report_conflict(linker, item, inherited[0])
        is_keyed = name not in bases or any(p.name in found.key for p in kept)
        key = found.key if is_keyed else ()
        linked[name] = replace(found, base=bases.get(name, ""), properties=tuple(kept), key=key)
    return linked


def _with_kinds(types: dict[str, Type]) -> Iterator[Type]:
    """Entity types: those with a key, a relationship or an entity as base, and what these lead to."""
    bases = {name: t.base for name, t in types.items()}
    navigated = {
        p.type.removeprefix("Collection(").removesuffix(")")
        for t in types.values()
        for p in t.properties
        if p.is_navigation
    }
    entities = {
        name
        for name, t in types.items()
        if t.key or name in navigated or any(p.is_navigation for p in t.properties)
    }
    entities |= {b for name in entities for b in ancestors(name, bases)}
    for name, found in types.items():
        is_entity = name in entities or any(b in entities for b in ancestors(name, bases))
        has_id = any(p.name == "id" for p in found.properties)
        key = found.key or (("id",) if is_entity and has_id else ())
        yield replace(found, kind="entity" if is_entity else "complex", key=key)
