"""Names: what pages declare, and which of it a name means.

In: all pages by path. Out: `Declarations`: every type and enumeration with its qualified name, and the `Names`
that find them. Only this pass adds names, so that what a name means does not depend on what was looked up before.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.suggestion import Near, Suggestions
from docgen.reading.anchors import Anchors
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import EnumDoc, MemberRow, Page, PropertyRow, ResourceDoc, Shape, TypeRef
from docgen.records import replace
from docgen.syntax.naming import namespace_of, pascal_case, simple, singular
from docgen.syntax.page_paths import PagePaths, is_page, link_path, page_stem

_OnPage = tuple[Page, ResourceDoc | EnumDoc]
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class Names:
    """Qualified names by their own spelling, by simple name and by page; all without case.

    Docs sites compare file names without case, and so do authors type names: `graph.User`.
    """

    def __init__(
        self,
        base_namespace: str,
        namespaces: Iterable[str] = (),
        pages: Sequence[Page] = (),
    ) -> None:
        """`namespaces` are those of all pages, as written. Links to headings are followed in `pages`."""
        self._base = base_namespace
        self._pages = {page.path: page for page in pages}
        # The pages of included files.
        self._homes = {
            item.at.path: page.path for page in pages for item in (*page.sections, *page.resources)
        }
        self._paths = PagePaths(self._pages)
        self._anchors: dict[str, Anchors] = {}
        self._namespaces = _most_frequent([*namespaces, base_namespace])
        self._qualified: dict[str, str] = {}
        self._simple: dict[str, dict[str, None]] = {}  # in their order
        self._on_page: dict[str, dict[str, None]] = {}
        self._in_words: dict[tuple[str, tuple[str, ...]], str] = {}  # by page and singular words
        # What is documented below a heading, by its number on its page.
        self._below: dict[tuple[str, int], str] = {}
        # What a page calls by another name than all others do.
        self._aliases: dict[tuple[str, str], str] = {}
        # Of enumerations: whether their values are integers.
        self._of_integers: dict[str, bool] = {}

    def namespace(self, page: Page) -> str:
        """The namespace of a page's unqualified names, spelled as most pages do."""
        written = page.namespace or self._base
        return self._namespaces.get(written.lower(), written)

    def qualify(self, name: str, namespace: str) -> str:
        """The qualified name that a page of this namespace means, documented or not."""
        name = name.lstrip("#")
        if "." in name:
            head, _, rest = name.partition(".")
            root, _, tail = self._base.rpartition(".")
            # "graph.user" and "NAV.itemType" leave out the first part of the base namespace.
            if root and head.lower() == tail.lower():
                name = f"{self._base}.{rest}"
        else:
            name = f"{namespace or self._base}.{name}"
        return self._qualified.get(name.lower(), name)

    def resolve(self, ref: TypeRef, page: str, namespace: str) -> tuple[str | None, bool]:
        """The documented type that is meant, and whether the name is its plural.

        In this order: a qualified name; the link's text among what the target page documents, in the
        page's own namespace, in the base namespace, anywhere if only one has it; what the target
        page documents, if it is another one and documents one type. Text comes first: where the two disagree it is right
        five times of six.
        """
        name = ref.name.lstrip("#").lower()
        if at := self._heading(page, ref.target) or self._aliases.get((page.lower(), name)):
            return at, False
        if "." in name:
            qualified = self._qualified.get(self.qualify(name, "").lower())
            if qualified:
                return qualified, False
        last = simple(name)
        linked = self.documented_at(page, ref.target)
        same = [*self._simple.get(last, ())]
        nearest = [n for n in same if n in linked]
        for candidate in (namespace, self._base):
            nearest += [n for n in same if namespace_of(n).lower() == candidate.lower()]
        if nearest:
            return nearest[0], False
        if len(same) == 1:
            return same[0], False
        path = self._path(page, ref.target) if linked else None
        if path and (plural := self._in_words.get((path.lower(), _singular_words(ref.name)))):
            return plural, True
        # A section of the same page that documents nothing is none of the page's one type.
        is_only = len(linked) == 1 and not ref.target.startswith("#")
        return (next(iter(linked)), False) if is_only else (None, False)

    def documented_at(self, page: str, target: str) -> Collection[str]:
        """What the heading that a link leads to documents, or the page as a whole."""
        if at := self._heading(page, target):
            return {at: None}
        path = self._path(page, target)
        return self._on_page.get(path.lower(), {}) if path else {}

    def linked_at(self, page: str, target: str, *, of_integers: bool | None) -> str | None:
        """The enumeration that the heading documents to which a link leads, with integers or strings; for None the type."""
        name = self._heading(page, target)
        return name if name and self._of_integers.get(name) == of_integers else None

    def _heading(self, page: str, target: str) -> str | None:
        """What is documented below the heading that a link leads to."""
        _, _, fragment = target.partition("#")
        path = self._path(page, target) if fragment else None
        path = self._homes.get(path, path) if path else None
        if path not in self._pages:
            return None
        if path not in self._anchors:
            self._anchors[path] = Anchors(self._pages[path].headings)
        number = self._anchors[path].find(fragment)
        return None if number is None else self._below.get((path, number))

    def _path(self, page: str, target: str) -> str | None:
        return self._paths.find(page, target) if target else None

    def similar(self, name: str, suggestions: Suggestions) -> Near:
        """The documented simple name nearest to a misspelt one."""
        last = simple(name).lower()
        near = suggestions.near(last, (n for n in self._simple if n[:1] == last[:1]), 0.8)
        return near and replace(near, name=simple(next(iter(self._simple[near.name]))))


class _GrowingNames(Names):
    """Names while declarations are still added."""

    def add(self, name: str, page: str, headings: Iterable[int] = ()) -> None:
        """One more declared name and the path of the page that has it, "" without a page; and its headings there."""
        known = self._qualified.setdefault(name.lower(), name)
        for number in headings:
            self._below.setdefault((page, number), known)
        self._in_words.setdefault((page.lower(), _singular_words(simple(known))), known)
        self._simple.setdefault(simple(name).lower(), {})[known] = None
        self._on_page.setdefault(page.lower(), {})[known] = None

    def add_alias(self, name: str, page: str, known: str) -> None:
        """A name by which one page means another than the rest."""
        self._aliases.setdefault((page.lower(), simple(name).lower()), known)

    def add_values(self, name: str, of_integers: bool) -> None:
        """One more enumeration."""
        self._of_integers.setdefault(self._qualified.get(name.lower(), name), of_integers)


@dataclass(frozen=True, slots=True)
class TypeSource:
    """A type as one page documents it."""

    name: str  # qualified
    doc: ResourceDoc
    page: Page


@dataclass(frozen=True, slots=True)
class EnumSource:
    """An enumeration as one page documents it."""

    name: str  # qualified
    doc: EnumDoc
    page: Page
    is_listed: bool = False  # a row of this type lists the members


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that pages declare, in page order."""

    names: Names
    types: tuple[TypeSource, ...]
    enums: tuple[EnumSource, ...]
    findings: tuple[Diagnostic, ...]  # DG321


def declare(pages: Sequence[Page], dialect: Dialect) -> Declarations:
    """What the pages declare. A name without a page of its own is declared by the first that gives it members.

    First come pages and sections about a type or an enumeration, then rows that list the members of their type,
    then tables of a body whose type has no page.
    """
    spaces = [p.namespace for p in pages if p.namespace]
    names = _GrowingNames(dialect.base_namespace, spaces, pages)
    own = _distinct(names, pages)
    for page in pages:
        # No link means what a table lists of one response.
        for doc in (*(d for d in page.resources if not d.is_listed), *page.enums):
            name = names.qualify(doc.name, names.namespace(page))
            if id(doc) in own:
                names.add_alias(name, page.path, own[id(doc)])
                name = own[id(doc)]
            names.add(name, page.path, doc.headings)
            if isinstance(doc, EnumDoc):
                names.add_values(name, doc.is_integer)
    for name in dialect.opaque_types:
        names.add(f"{dialect.base_namespace}.{name}", "")
    enums = tuple(_declared_enums(names, pages, own))
    findings: list[Diagnostic] = []
    known = {enum.name for enum in enums}
    types = tuple(_declared_types(names, pages, known, own, findings))
    return Declarations(names, types, enums, tuple(findings))


def is_qualified(page: Page, doc: ResourceDoc | EnumDoc) -> bool:
    """Whether a page states the namespace of what it documents: the name then means the same on all pages."""
    return bool(page.namespace) or "." in doc.name


def _distinct(names: Names, pages: Sequence[Page]) -> dict[int, str]:
    """Names of their own for what has the name of something else on another page, by the `id`s of the docs.

    The page that is named so keeps the name, then a type before an enumeration, then the first.
    """
    same: dict[str, list[_OnPage]] = {}
    for page in pages:
        for doc in (*page.resources, *page.enums):
            if not is_qualified(page, doc):
                name = names.qualify(doc.name, names.namespace(page)).lower()
                same.setdefault(name, []).append((page, doc))
    own: dict[int, str] = {}
    for several in same.values():
        several.sort(key=lambda item: _is_elsewhere(*item))
        types = [item for item in several if isinstance(item[1], ResourceDoc)]
        enums = [item for item in several if isinstance(item[1], EnumDoc)]
        for page, doc in (*_unlike(types), *_unlike(enums)):
            if doc is not several[0][1]:
                stem = page_stem(posixpath.basename(page.path))
                base = namespace_of(names.qualify(doc.name, names.namespace(page)))
                own[id(doc)] = f"{base}.{pascal_case(stem)}{pascal_case(simple(doc.name))}"
    return own


def _is_elsewhere(page: Page, doc: ResourceDoc | EnumDoc) -> tuple[bool, bool, str]:
    stem = page_stem(posixpath.basename(page.path))
    return pascal_case(stem) != pascal_case(simple(doc.name)), isinstance(doc, EnumDoc), page.path


def _unlike(docs: Sequence[_OnPage]) -> Iterator[_OnPage]:
    """Those that describe something else than all before: less than half of what the smaller one lists is in both."""
    having: dict[str, list[int]] = {}
    sizes: list[int] = []
    for page, doc in docs:
        rows = doc.members if isinstance(doc, EnumDoc) else doc.properties
        listed = {row.name.lower() for row in rows}
        common = Counter(n for name in listed for n in having.get(name, ()))
        is_like = any(2 * count >= min(len(listed), sizes[n]) for n, count in common.items())
        # What lists nothing may be anything.
        if is_like or sizes and not (listed and sizes[0]):
            continue
        for name in listed:
            having.setdefault(name, []).append(len(sizes))
        sizes.append(len(listed))
        yield page, doc


def _declared_enums(
    names: _GrowingNames, pages: Sequence[Page], own: Mapping[int, str]
) -> Iterator[EnumSource]:
    known: set[str] = set()
    for page in pages:
        for doc in page.enums:
            name = own.get(id(doc)) or names.qualify(doc.name, names.namespace(page))
            known.add(name)
            yield EnumSource(name, doc, page)
    for page in pages:
        for row, shape in _typed_rows(page):
            members = row.values or (shape.values if shape else ())
            ref = shape.type if row.values and shape and names_more(shape, row) else row.type
            if not members or ref is None or ref.is_primitive:
                continue
            name, _ = names.resolve(ref, page.path, names.namespace(page))
            if name is None:
                name = names.qualify(ref.name, names.namespace(page))
                names.add(name, page.path)
            elif name not in known:
                # Members beside a property of a resource type describe something else.
                continue
            known.add(name)
            doc = EnumDoc(
                name=ref.name,
                namespace=page.namespace,
                members=tuple(MemberRow(name=member, at=row.at) for member in members),
                is_flags=row.is_flags,
                has_own_page=False,
                at=row.at,
            )
            yield EnumSource(name, doc, page, is_listed=True)


def _typed_rows(page: Page) -> Iterator[tuple[PropertyRow, Shape | None]]:
    for resource in page.resources:
        for row in resource.properties:
            yield row, (resource.representation or {}).get(row.name)
    for operation in page.sections:
        for row in (*operation.body_parameters, *operation.function_parameters):
            yield row, None


def names_more(shape: Shape, row: PropertyRow) -> bool:
    """Whether the JSON representation names a type where the table has a String or none."""
    named = shape.type is not None and not shape.type.is_primitive
    return named and (row.type is None or row.type.is_primitive)


def _declared_types(
    names: _GrowingNames,
    pages: Sequence[Page],
    enums: set[str],
    own: Mapping[int, str],
    findings: list[Diagnostic],
) -> Iterator[TypeSource]:
    for page in pages:
        for doc in (*page.resources, *_types_of_bodies(names, page, findings)):
            name = own.get(id(doc)) or names.qualify(doc.name, names.namespace(page))
            if name not in enums or doc.properties:
                names.add(name, "" if doc.is_listed else page.path)
                yield TypeSource(name, doc, page)


def _types_of_bodies(names: Names, page: Page, findings: list[Diagnostic]) -> Iterator[ResourceDoc]:
    """Types without a page of their own whose properties a request body's table lists (DG321)."""
    for operation in page.operations:
        body = operation.body
        if (
            body
            and operation.body_parameters
            and (body.ref.target or "." in body.ref.name)
            and not body.ref.is_primitive
            and names.resolve(body.ref, page.path, names.namespace(page))[0] is None
        ):
            findings.append(diagnose("DG321", body.at, name=body.ref.name))
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


def _most_frequent(namespaces: Iterable[str]) -> dict[str, str]:
    """Lower case -> the spelling that most pages use."""
    counts = Counter(namespaces)
    best: dict[str, str] = {}
    for spelling, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(spelling.lower(), spelling)
    return best


def _singular_words(name: str) -> tuple[str, ...]:
    return tuple(singular(word.lower()) for word in _WORD.findall(simple(name)))


def target_path(page: str, target: str) -> str | None:
    """The file that a link leads to, relative to the folder of pages.

    None for an address, an anchor on the page itself, a path from the site's root, and a path that
    leads out of the folder: those are not followed.
    """
    return _joined(page.rpartition("/")[0], target)


@lru_cache(20_000)  # the pages of a folder link the same pages again and again
def _joined(folder: str, target: str) -> str | None:
    path = link_path(target).replace("\\", "/")
    if "%" in path:
        path = unquote(path).replace("\\", "/")
    if not path or path.startswith("/") or ":" in path or not is_page(path):
        return None
    joined = posixpath.normpath(posixpath.join(folder, path))
    return None if joined.startswith("../") else joined
