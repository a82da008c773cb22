"""What the rooms of linking share: the names that pages document, and what was found wrong.

Pages enter; a `Linker` leaves, which is asked for names and told of faults while it goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import did_you_mean
from docgen.linking.names import Names, canonical_namespaces, target_path
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, ResourceDoc
from docgen.reading.type_phrases import TypeRef
from docgen.spec.model import Member, Parameter, Property
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY, TypeUse, array_of, use_of
from docgen.syntax.naming import simple


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

    def report(self, code: str, at: Span, **words: object) -> Diagnostic:
        diagnostic = diagnose(code, at, **words)
        self.diagnostics.append(diagnostic)
        return diagnostic

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

    def type_of(self, ref: TypeRef | None, page: Page, at: Span) -> TypeUse:
        """The type that a page names; any for what no page documents, which is reported."""
        if ref is None:
            return ANY
        if ref.is_primitive:
            return array_of(use_of(ref.name)) if ref.is_collection else use_of(ref.name)
        found, is_plural = self.names.resolve(ref, page.path, self.namespace(page))
        if found is None:
            is_external = (
                bool(ref.target)
                and not ref.target.startswith("#")
                and target_path(page.path, ref.target) is None
            )
            near = self.names.similar(ref.name) or self.dialect.near_primitive(ref.name)
            hint = "" if is_external else did_you_mean(near)
            self.report("DG319" if is_external else "DG303", at, name=ref.name, hint=hint)
            return ANY
        there = self.names.documented_at(page.path, ref.target)
        if there and found not in there:
            self.report("DG314", at, text=ref.name, target=simple(there[0]))
        return array_of(use_of(found)) if ref.is_collection or is_plural else use_of(found)


@dataclass(frozen=True, slots=True)
class TypeSource:
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


def report_conflict(
    linker: Linker, found: Property | Parameter, known: Property | Parameter
) -> None:
    """Reports two accounts of one name that give it different types (DG304)."""
    # `10` in a JSON representation, which describes nothing, is as good a Double as an Int32.
    are_numbers = is_number(found.type.name) and is_number(known.type.name)
    if are_numbers and "" in (found.description, known.description):
        return
    if found.at and known.at:
        place = f"{known.at.path}:{known.at.line}"
        linker.report(
            "DG304", found.at, name=found.name, here=found.type, there=known.type, place=place
        )
