"""Types from all the places that document them.

In: what pages declare, and what their mentions mean. Out: the `Type`s of the spec, each merged from its sources,
and what these disagree about.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.inference.samples import successes
from docgen.linking.base_types import conflict, link_bases, settle_bases
from docgen.linking.enums import known_default, known_values
from docgen.linking.names import Declarations, TypeSource, is_qualified, names_more
from docgen.linking.resolve import Mentions, Target
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, PropertyRow, ResourceDoc, Shape, TypeRef
from docgen.records import replace
from docgen.spec.documented_messages import ObjectSample
from docgen.spec.model import Body, Operation, Property, Type
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY, BOOLEAN, TypeUse, array_of, use_of
from docgen.syntax.naming import namespace_of, pascal_case, simple
from docgen.syntax.page_paths import page_stem

_MOST = 0.75  # of the keys of a sample, and of the properties of a type


def link_types(
    declared: Declarations, mentions: Mentions, pages: Sequence[Page]
) -> tuple[list[Type], list[Diagnostic]]:
    """All types by qualified name, and what their sources disagree about."""
    findings: list[Diagnostic] = []
    sources: dict[str, list[TypeSource]] = {}
    for source in declared.types:
        sources.setdefault(source.name, []).append(source)
    types = {
        name: _merge(mentions, sorted(same, key=_rank), findings)
        for name, same in sorted(sources.items())
    }
    bases, of_bases = link_bases(mentions, pages, sources)
    settled, of_properties = settle_bases(types, bases)
    return settled, [*findings, *of_bases, *of_properties]


def object_samples(declared: Declarations) -> tuple[ObjectSample, ...]:
    """The JSON objects beside the types that pages state, as examples of them; one that several pages show once.

    One that has none of their keys is around such an object, or is something else.
    """
    found: dict[tuple[str, str], ObjectSample] = {}
    for source in declared.types:
        shown = source.doc.example
        names = {row.name for row in source.doc.properties}
        if shown and isinstance(shown.value, dict) and names & shown.value.keys():
            body = Body(text=shown.text, at=shown.at)
            sample = ObjectSample(type=source.name, json=shown.value, body=body)
            found.setdefault((source.name, shown.text), sample)
    return tuple(found.values())


def _rank(source: TypeSource) -> tuple[bool, bool, str]:
    """The page named like the type first, then annotated ones, then by path."""
    stem = page_stem(posixpath.basename(source.page.path))
    return (
        stem.lower() != simple(source.name).lower(),
        not source.doc.is_annotated,
        source.page.path,
    )


def _merge(mentions: Mentions, sources: list[TypeSource], findings: list[Diagnostic]) -> Type:
    first = sources[0]
    properties: dict[str, Property] = {}
    several = {name for source in sources for name in _in_several_cases(source.doc)}
    for source in sources:
        if source is not first and source.page.path != first.page.path:
            is_same = replace(source.doc, headings=first.doc.headings) == first.doc
            if is_same and not source.page.is_of_one_subject:
                continue  # tools print a type on each page that mentions it
            place = f"{first.doc.at.path}:{first.doc.at.line}"
            findings.append(diagnose("DG306", source.doc.at, name=source.name, place=place))
            if not is_qualified(source.page, source.doc):
                # A change log, or an older version of the page.
                continue
        for item in _properties(mentions, source, findings):
            key = item.name if item.name.lower() in several else item.name.lower()
            known = properties.get(key)
            if known is None:
                properties[key] = item
                continue
            if known.type != item.type and ANY not in (known.type, item.type):
                findings += conflict(item, known)
            if known.type == ANY or not known.description:
                properties[key] = replace(
                    known,
                    type=known.type if known.type != ANY else item.type,
                    description=known.description or item.description,
                )
    docs = [source.doc for source in sources]
    return Type(
        name=first.name,
        kind="object",
        is_open=any(doc.is_open for doc in docs),
        is_abstract=any(doc.is_abstract for doc in docs),
        is_deprecated=any(doc.is_deprecated for doc in docs),
        key=next((doc.key for doc in docs if doc.key), ()),
        page=first.page.path,
        description=next((doc.description for doc in docs if doc.description), ""),
        properties=tuple(properties.values()),
        evidence="sampled" if all(doc.is_shown for doc in docs) else "stated",
        at=first.doc.at,
    )


def _properties(
    mentions: Mentions, source: TypeSource, findings: list[Diagnostic]
) -> Iterator[Property]:
    """The properties on one page: the rows of its tables, then those of its JSON representation alone."""
    doc = source.doc
    # A page about one entity of OData says "Required." of what a request that creates it must have.
    is_reference = not source.page.is_of_one_subject
    shapes = doc.representation or {}
    documented = {row.name.lower() for row in doc.properties}
    several = _in_several_cases(doc)
    spellings = {name.lower(): name for name in shapes if name.lower() not in several}
    for row in doc.properties:
        # OData 3 wrote its annotations without the sign.
        if "@" in row.name or row.name.startswith("odata."):
            findings.append(diagnose("DG322", row.at, name=row.name))
            continue
        name = row.name if row.name in shapes else spellings.get(row.name.lower(), row.name)
        if name != row.name:
            place = "the JSON representation"
            edit = Edit(at=row.at, old=row.name, new=name)
            findings.append(diagnose("DG345", row.at, edit, name=row.name, other=name, place=place))
        shape = shapes.get(name)
        target = _target(mentions, source.page, row, shape)
        findings += target.findings(row.type_at)
        if shape and shape.type and row.type and _disagree(row.type, shape.type):
            words = {"name": row.name, "here": row.type, "there": shape.type}
            findings.append(diagnose("DG335", row.type_at, **words))
        yield Property(
            name=name,
            type=target.type,
            is_required=row.is_required and is_reference,
            is_navigation=row.is_navigation,
            is_never_null=not row.is_nullable or name in doc.key,
            is_deprecated=row.is_deprecated,
            since=row.since,
            default=known_default(row, target.type),
            description=row.description,
            values=known_values(row, target.type),
            at=row.at,
        )
    # Without a table, the JSON representation is a sample of what an open type may hold.
    for name, shape in shapes.items() if documented or not doc.is_open else ():
        if name.lower() in documented or "@" in name:
            continue
        if documented:
            findings.append(diagnose("DG323", doc.at, name=name, type=doc.name))
        target = mentions.target(shape.type, source.page.path)
        findings += target.findings(doc.at)
        yield Property(
            name=name,
            type=target.type,
            values=shape.values if shape.type is None else (),
            at=doc.at,
        )


def _in_several_cases(doc: ResourceDoc) -> set[str]:
    """The names, in lower case, that a page lists in more than one spelling: those are properties of their own."""
    spellings = Counter(name.lower() for name in {row.name for row in doc.properties})
    return {name for name, count in spellings.items() if count > 1}


def _target(mentions: Mentions, page: Page, row: PropertyRow, shape: Shape | None) -> Target:
    """The type of a row; that of the link's target where the JSON representation agrees.

    A "string collection" that is one string there is one.
    """
    written = mentions.of_row(row, page.path)
    if shape is None or shape.type is None:
        return written
    sampled = mentions.target(shape.type, page.path)
    if row.type is None:
        return sampled
    if shape.type.is_primitive:
        return sampled if row.type == replace(shape.type, is_collection=True) else written
    if sampled.name and row.values and names_more(shape, row):
        return sampled
    if sampled.name in mentions.names.documented_at(page.path, row.type.target):
        use = sampled.type.item
        return Target(name=sampled.name, type=array_of(use) if row.type.is_collection else use)
    return written


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


def with_opaque_types(
    types: Sequence[Type], operations: Sequence[Operation], dialect: Dialect
) -> list[Type]:
    """The types, with the dialect's names for any JSON value: those documented without properties,
    and those that are only used.
    """
    words = dialect.opaque_types
    known = [
        (
            replace(item, kind="alias", type=ANY)
            if simple(item.name) in words and not item.properties
            else item
        )
        for item in types
    ]
    names = {f"{dialect.base_namespace}.{word}" for word in words} - {item.name for item in types}
    added = [Type(name=name, kind="alias", type=ANY) for name in names & _used(types, operations)]
    return sorted([*known, *added], key=lambda item: item.name.lower())


def with_used(
    types: Sequence[Type], operations: Sequence[Operation], spare: Mapping[str, Type]
) -> list[Type]:
    """The types, with those of the spare ones that one of them or an operation still names."""
    kept = list(types)
    while missing := (_used(kept, operations) & spare.keys()) - {item.name for item in kept}:
        kept += [spare[name] for name in sorted(missing)]
    return kept


def _used(types: Sequence[Type], operations: Sequence[Operation]) -> set[str]:
    """The names of all types that something is of."""
    used: list[TypeUse | None] = [p.type for item in types for p in item.properties]
    for operation in operations:
        body = operation.request_body
        used += [parameter.type for parameter in operation.parameters]
        used += [body.type, *(p.type for p in body.properties)] if body else []
        used += [response.type for response in operation.responses]
    return {name for use in used if use for name in use.names}


def with_partial(
    types: Sequence[Type], operations: Sequence[Operation], partial: Collection[str]
) -> tuple[list[Type], list[Operation]]:
    """The types and operations; what is said to be "partial" has the properties that its samples show: `PartialLamp`.

    `partial` has the ids of operations that return a part of a type. One without a sample, or of which nearly all is shown,
    has the type as a whole.
    """
    known = {item.name: item for item in types}
    shown: dict[str, dict[str, None]] = {}
    of: dict[str, str] = {}
    for operation in operations:
        name = operation.returned.item.name if operation.returned else ""
        keys = dict.fromkeys(_keys(operation)) if operation.id in partial and name in known else {}
        own = {p.name for p in known[name].properties} if keys else set[str]()
        common = own & keys.keys()
        if len(common) > _MOST * len(keys) and len(common) < _MOST * len(own):
            shown.setdefault(name, {}).update(keys)
            of[operation.id] = name
    names = {name: f"{namespace_of(name)}.Partial{pascal_case(simple(name))}" for name in shown}
    parts = [_part(known[name], names[name], keys) for name, keys in shown.items()]
    returning = [
        (
            _returning(o, of[o.id], names[of[o.id]])
            if o.id in of and names[of[o.id]] not in known
            else o
        )
        for o in operations
    ]
    added = (part for part in parts if part.name not in known)
    return sorted([*types, *added], key=lambda item: item.name.lower()), returning


def _keys(operation: Operation) -> Iterator[str]:
    """The keys of the objects in the samples of successes."""
    for _, response in successes(operation):
        for value in response.json if isinstance(response.json, list) else [response.json]:
            yield from value if isinstance(value, dict) else ()


def _part(whole: Type, name: str, keys: Collection[str]) -> Type:
    properties = tuple(p for p in whole.properties if p.name in keys)
    return replace(whole, name=name, evidence="sampled", properties=properties, at=None)


def _returning(operation: Operation, whole: str, part: str) -> Operation:
    def named(use: TypeUse) -> TypeUse:
        return use_of(part) if use == use_of(whole) else array_of(named(use.item))

    responses = tuple(
        (
            replace(r, content=tuple(replace(c, type=named(c.type)) for c in r.content if c.type))
            if r.type and r.type.item == use_of(whole)
            else r
        )
        for r in operation.responses
    )
    return replace(operation, responses=responses)
