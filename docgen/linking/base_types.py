"""Inheritance: which type each type is based on, and what follows from it.

In: types and the statements of pages about them. Out: types with bases and kinds, each property declared once; and findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.linking.names import TypeSource
from docgen.linking.resolve import Mentions
from docgen.reading.page import Page, TypeMention
from docgen.records import replace
from docgen.spec.hierarchy import ancestors
from docgen.spec.model import Parameter, Property, Type
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY
from docgen.syntax.naming import simple


def settle_bases(
    types: Mapping[str, Type], bases: Mapping[str, str]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types by name, with these base types and what follows from them; and conflicting properties (DG304)."""
    linked, findings = _without_inherited(types, bases)
    return sorted(_with_kinds(linked), key=lambda t: t.name.lower()), findings


def conflict(item: Property | Parameter, known: Property | Parameter) -> Iterator[Diagnostic]:
    """DG304 for two accounts of one name with different types."""
    # `10` in a JSON representation, which describes nothing, is as good a Double as an Int32.
    are_numbers = is_number(item.type.name) and is_number(known.type.name)
    if are_numbers and "" in (item.description, known.description):
        return
    if item.at and known.at:
        place = f"{known.at.path}:{known.at.line}"
        words = {"name": item.name, "here": item.type, "there": known.type, "place": place}
        yield diagnose("DG304", item.at, **words)


def link_bases(
    mentions: Mentions, pages: Sequence[Page], sources: Mapping[str, Sequence[TypeSource]]
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Type -> base type. A named base is the direct one; else the one that rows are inherited from.

    Reports bases that no page documents (DG305) and those that lead in a circle (DG318).
    """
    findings: list[Diagnostic] = []
    bases: dict[str, str] = {}
    inherited: dict[str, list[str]] = {}
    for name, same in sorted(sources.items()):
        for source in same:
            stated = source.doc.base
            if stated and (base := _base(mentions, stated, source.page, findings)):
                bases.setdefault(name, base)
            for row in source.doc.properties:
                mention = row.inherited_from
                if mention and mention is not stated:
                    base = _base(mentions, mention, source.page, findings)
                    if base and base != name and base not in inherited.setdefault(name, []):
                        inherited[name].append(base)
    for derived, base in _derived(mentions, pages):
        if derived in sources:
            bases.setdefault(derived, base)
    for name, candidates in inherited.items():
        known = [c for c in candidates if c in sources]
        # Rows name every type on the way up: the direct base is the one that no other inherits from.
        above = {a for c in known for a in ancestors(c, bases)}
        nearest = [c for c in known if c not in above] or known
        if nearest:
            bases.setdefault(name, nearest[-1] if len(nearest) > 1 else nearest[0])
    bases = {name: base for name, base in bases.items() if base in sources}
    findings += _without_circles(bases, sources)
    return bases, findings


# Python loads a class after its base, each within the other: some hundred levels are too many for it.
_MOST_ANCESTORS = 64


def _without_circles(
    bases: dict[str, str], sources: Mapping[str, Sequence[TypeSource]]
) -> Iterator[Diagnostic]:
    """Takes bases out of `bases` that lead in a circle (DG318), and those with too many above them (DG351)."""
    heights: dict[str, int] = {}

    def way_up(name: str) -> list[str]:
        """A type and those above it, up to one whose height is known or that is there already."""
        way: dict[str, None] = {}
        while name in bases and name not in heights and name not in way:
            way[name] = None
            name = bases[name]
        return [*way, name]

    for first in sorted(bases):
        *way, top = way_up(first)
        if top in way:
            name = min(way[way.index(top) :])
            words = {"name": simple(name), "base": simple(bases.pop(name))}
            yield diagnose("DG318", sources[name][0].doc.at, **words)
            way = way_up(first)[:-1]
        for name in reversed(way):
            height = heights.get(bases[name], 0) + 1 if name in bases else 0
            if height > _MOST_ANCESTORS:
                words = {"name": simple(name), "base": simple(bases.pop(name))}
                yield diagnose("DG351", sources[name][0].doc.at, **words, limit=_MOST_ANCESTORS)
                height = 0
            heights[name] = height


def _derived(mentions: Mentions, pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    """Each type that the page of its base lists as derived from it."""
    for page in pages:
        for mention in page.derived:
            derived = mentions.target(mention.ref, page.path).name
            for resource in page.resources[:1]:
                base = mentions.names.qualify(resource.name, mentions.names.namespace(page))
                if derived and derived != base:
                    yield derived, base


def _base(
    mentions: Mentions, mention: TypeMention, page: Page, findings: list[Diagnostic]
) -> str | None:
    target = mentions.target(mention.ref, page.path)
    if target.name is None:
        name, near = mention.ref.name, target.similar
        edit = near.renaming(mention.at, name)
        findings.append(diagnose("DG305", mention.at, edit, name=name, hint=near.hint))
    return target.name


def _without_inherited(
    types: Mapping[str, Type], bases: Mapping[str, str]
) -> tuple[dict[str, Type], list[Diagnostic]]:
    """The types with their bases, each property declared once: in the highest type that has it."""
    findings: list[Diagnostic] = []
    linked: dict[str, Type] = {}
    for name, known in types.items():
        above = {
            p.name: p for base in reversed(ancestors(name, bases)) for p in types[base].properties
        }
        spellings = {spelling.lower(): spelling for spelling in above}
        # Another spelling of what is inherited; two of one type are two properties.
        taken = above.keys() & {item.name for item in known.properties}
        own: list[Property] = []
        for item in known.properties:
            spelling = spellings.get(item.name.lower(), "")
            inherited = above.get(item.name) or (
                above[spelling] if spelling and spelling not in taken else None
            )
            if inherited is None:
                own.append(item)
            elif item.type != inherited.type and ANY not in (item.type, inherited.type):
                findings += conflict(item, inherited)
        is_keyed = name not in bases or any(p.name in known.key for p in own)
        key = known.key if is_keyed else ()
        linked[name] = replace(known, base=bases.get(name, ""), properties=tuple(own), key=key)
    return linked, findings


def _with_kinds(types: dict[str, Type]) -> Iterator[Type]:
    """Entity types: those with a key, a relationship or an entity as base, and what these lead to."""
    bases = {name: t.base for name, t in types.items()}
    navigated = {p.type.item.name for t in types.values() for p in t.properties if p.is_navigation}
    entities = {
        name
        for name, t in types.items()
        if t.key or name in navigated or any(p.is_navigation for p in t.properties)
    }
    entities |= {b for name in entities for b in ancestors(name, bases)}
    for name, item in types.items():
        is_entity = name in entities or any(b in entities for b in ancestors(name, bases))
        has_id = any(p.name == "id" for p in item.properties)
        key = item.key or (("id",) if is_entity and has_id else ())
        yield replace(item, kind="entity" if is_entity else "object", key=key)
