"""Inheritance: which type each type is based on, and what follows from it.

Types and what pages say of them enter; types with bases, kinds and no property twice leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.diagnostics.suggestion import did_you_mean
from docgen.linking.context import Linker, TypeSource, report_conflict
from docgen.linking.names import ancestors
from docgen.reading.page import Page, TypeMention
from docgen.records import replace
from docgen.spec.model import Property, Type
from docgen.spec.types import ANY
from docgen.syntax.naming import simple


def settle_bases(linker: Linker, types: Mapping[str, Type], bases: dict[str, str]) -> list[Type]:
    """The types by name, with these base types and what follows from them."""
    settled = _with_kinds(_without_inherited(linker, types, bases))
    return sorted(settled, key=lambda t: t.name.lower())


def link_bases(
    linker: Linker, pages: Sequence[Page], sources: dict[str, list[TypeSource]]
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
        linker.report("DG305", mention.at, name=mention.ref.name, hint=did_you_mean(near))
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
            if item.type != inherited[0].type and ANY not in (item.type, inherited[0].type):
                report_conflict(linker, item, inherited[0])
        is_keyed = name not in bases or any(p.name in found.key for p in kept)
        key = found.key if is_keyed else ()
        linked[name] = replace(found, base=bases.get(name, ""), properties=tuple(kept), key=key)
    return linked


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
    for name, found in types.items():
        is_entity = name in entities or any(b in entities for b in ancestors(name, bases))
        has_id = any(p.name == "id" for p in found.properties)
        key = found.key or (("id",) if is_entity and has_id else ())
        yield replace(found, kind="entity" if is_entity else "complex", key=key)
