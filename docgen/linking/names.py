"""Where the names and links of a page lead.

The types that all pages document enter; a `Names` that answers "which type is meant here" leaves. It
refuses to know what a type holds.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

from docgen.diagnostics.suggestion import nearest
from docgen.reading.type_phrases import TypeRef
from docgen.syntax.naming import namespace_of, simple, singular
from docgen.syntax.page_paths import is_page, link_path

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


class Names:
    """Qualified names by their own spelling, by simple name and by page; all without case.

    Docs sites compare file names without case, and so do authors type names: `graph.User`.
    """

    def __init__(self, documented: Iterable[tuple[str, str]], base_namespace: str) -> None:
        """`documented` are pairs of a qualified name and the path of the page that has it."""
        self._base = base_namespace
        self._qualified: dict[str, str] = {}
        self._simple: dict[str, list[str]] = {}
        self._on_page: dict[str, list[str]] = {}
        for name, page in documented:
            self.add(name, page)

    def add(self, name: str, page: str) -> None:
        """One more documented name."""
        known = self._qualified.setdefault(name.lower(), name)
        same = self._simple.setdefault(simple(name).lower(), [])
        if known not in same:
            same.append(known)
        there = self._on_page.setdefault(page.lower(), [])
        if known not in there:
            there.append(known)

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
        page documents, if that is one type. Text comes first: where the two disagree it is right
        five times of six.
        """
        name = ref.name.lstrip("#").lower()
        if "." in name:
            found = self._qualified.get(self.qualify(name, "").lower())
            if found:
                return found, False
        last = simple(name)
        there = self.documented_at(page, ref.target)
        same = self._simple.get(last, [])
        nearest = [n for n in same if n in there]
        for candidate in (namespace, self._base):
            nearest += [n for n in same if namespace_of(n).lower() == candidate.lower()]
        if nearest:
            return nearest[0], False
        if len(same) == 1:
            return same[0], False
        plural = [n for n in there if _singular_words(ref.name) == _singular_words(simple(n))]
        if plural:
            return plural[0], True
        return (there[0], False) if len(there) == 1 else (None, False)

    def documented_at(self, page: str, target: str) -> list[str]:
        """What the page behind a link documents."""
        path = target_path(page, target) if target else None
        return self._on_page.get(path.lower(), []) if path else []

    def similar(self, name: str) -> str:
        """The documented simple name nearest to a misspelt one, "" when none is near."""
        last = simple(name).lower()
        near = nearest(last, [n for n in self._simple if n[:1] == last[:1]], 0.8)
        return simple(self._simple[near][0]) if near else ""


def canonical_namespaces(namespaces: Iterable[str]) -> dict[str, str]:
    """Lower case -> the spelling that most pages use."""
    counts = Counter(namespaces)
    best: dict[str, str] = {}
    for spelling, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(spelling.lower(), spelling)
    return best


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


class Files:
    """The files of the folder, compared without case."""

    def __init__(self, paths: Collection[str]) -> None:
        self._known = {path.lower() for path in paths}
        self._by_name = {posixpath.basename(path).lower(): path for path in sorted(paths)}
        self._hints: dict[str, str] = {}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._known

    def similar(self, path: str) -> str:
        """The path of the file whose name is nearest to a dead link's, "" when none is near."""
        name = posixpath.basename(path).lower()
        if name in self._by_name:
            return self._by_name[name]
        if name not in self._hints:
            # Comparing each dead link with 3,000 names took longer than reading the pages.
            candidates = [n for n in self._by_name if n[:4] == name[:4]]
            near = nearest(name, candidates[:500], 0.8)
            self._hints[name] = self._by_name[near] if near else ""
        return self._hints[name]


def _singular_words(name: str) -> list[str]:
    return [singular(word.lower()) for word in _WORD.findall(simple(name))]


def ancestors(name: str, bases: dict[str, str]) -> Iterator[str]:
    """The base type, its base type, and so on."""
    while name := bases.get(name, ""):
        yield name
