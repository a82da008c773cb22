"""Pages with the files that they include.

The texts of a folder enter; `Source`s leave, each with the files that a reader sees in it. Nothing else is read
than those texts and, by name, pages in the folders of partials.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence

from docgen.diagnostics.position import Include, Source, Span
from docgen.syntax.includes import IncludeLine, fenced_lines, include_lines
from docgen.syntax.page_paths import is_page

_MOST = 10_000_000  # characters that one page includes, directly or not
_LEAST = 10_000  # characters that a file counts for, however short it is
_DEEPEST = 50  # includes of includes
_ENDINGS = ("", ".md", ".md.erb", ".html.md", ".html.md.erb", ".mdx", ".markdown", ".apib")

_Resolved = tuple[IncludeLine, str | None]


def with_includes(
    texts: Mapping[str, str], partials: Sequence[str], read: Callable[[str], str | None]
) -> list[Source]:
    """The pages, in the order of `texts`, without the files that others include.

    `texts` are those of all page files by path, `partials` the paths of folders, all relative to the folder of
    pages. `read` gives the text of a path in one of `partials`, or None.
    """
    return _Pages(texts, partials, read).sources()


class _Pages:
    def __init__(
        self, texts: Mapping[str, str], partials: Sequence[str], read: Callable[[str], str | None]
    ) -> None:
        self.texts = dict(texts)
        self.partials = tuple(partials)
        self.read = read
        self.lower = {path.lower(): path for path in texts}
        self.resolved: dict[str, tuple[_Resolved, ...]] = {}
        self.paths: dict[tuple[str, str, str, str], str | None] = {}
        self.left = _MOST

    def sources(self) -> list[Source]:
        pages = [path for path in self.texts if not self.is_partial(path)]
        # Most documentation includes nothing that can be read.
        if not any(self.includes(path) for path in pages):
            return [Source(path=path, text=self.texts[path]) for path in pages]
        roots, reached = self.roots(pages)
        unlisted = self.unlisted(roots, reached)
        among = {path for paths in unlisted.values() for path in paths}
        sources: list[Source] = []
        for path in roots:
            if path not in among:
                self.left = _MOST
                sources.append(self.source(path, (path,), unlisted.get(path, ())))
        return sources

    def is_partial(self, path: str) -> bool:
        return any(path.startswith(f"{folder}/") for folder in self.partials)

    def roots(self, pages: Sequence[str]) -> tuple[list[str], set[str]]:
        """The pages that no page includes, and all files that those include.

        Of pages that include each other in a circle the first is one.
        """
        included = {path for page in pages for path in self.included(page)}
        roots: set[str] = set()
        reached: set[str] = set()
        for page in (*(page for page in pages if page not in included), *pages):
            if page in roots or page in reached:
                continue
            roots.add(page)
            waiting = [page]
            while waiting:
                for path in self.included(waiting.pop()):
                    if path not in reached:
                        reached.add(path)
                        waiting.append(path)
        return [page for page in pages if page in roots], reached

    def unlisted(self, roots: Sequence[str], reached: set[str]) -> dict[str, list[str]]:
        """By index, the files below it that are named as its includes are and that it does not list."""
        named_so = [path for path in self.texts if posixpath.basename(path).startswith("_")]
        spare = [path for path in named_so if path not in reached]
        unlisted: dict[str, list[str]] = {}
        for root in roots:
            if any(line.form == "list" for line, _ in self.includes(root)):
                folder = posixpath.dirname(root)
                below = f"{folder}/" if folder else ""
                unlisted[root] = [path for path in spare if path.startswith(below)]
        return unlisted

    def source(self, path: str, chain: tuple[str, ...], unlisted: Sequence[str] = ()) -> Source:
        """A file with all that it includes. `chain` are the files that it is included by, and itself."""
        includes = [
            self.include(path, line, included, chain) for line, included in self.includes(path)
        ]
        includes += [
            Include(target=other, at=Span(other, 1), source=None, problem="unlisted")
            for other in unlisted
        ]
        return Source(path=path, text=self.texts[path], includes=tuple(includes))

    def include(
        self, path: str, line: IncludeLine, included: str | None, chain: tuple[str, ...]
    ) -> Include:
        is_end = included is None or included in chain or len(chain) > _DEEPEST or self.left < 0
        source = None
        if included and not is_end:
            self.left -= max(len(self.texts[included]), _LEAST)
            source = self.source(included, (*chain, included))
        return Include(
            target=line.target,
            at=Span(path, line.line, line.column, len(line.target)),
            source=source,
            problem="" if source else "circle" if included else "missing",
            is_at_end=line.form == "list",
        )

    def included(self, path: str) -> Iterator[str]:
        return (other for _, other in self.includes(path) if other)

    def includes(self, path: str) -> tuple[_Resolved, ...]:
        """The lines of a file that include others, each with the path of its file, if that is there."""
        if path not in self.resolved:
            self.resolved[path] = tuple(self.resolve(path))
        return self.resolved[path]

    def resolve(self, path: str) -> Iterator[_Resolved]:
        text = self.texts[path]
        if not (lines := include_lines(path, text)):
            return
        folder = posixpath.dirname(path)
        resolved = [
            (line, self.included_path(folder, line.form, line.target, line.key)) for line in lines
        ]
        # A list of languages is one in front matter as well: it counts where a name of it is a file's.
        lists = {line.key for line, other in resolved if line.form == "list" and other}
        fenced: set[int] | None = None
        for line, other in resolved:
            if line.form == "list":
                if line.key == "includes" or line.key in lists:
                    yield line, other
            # What another build step provides is reported where links are (DG302).
            elif other or line.form not in ("docfx", "component"):
                fenced = fenced_lines(text) if fenced is None else fenced
                if line.line not in fenced:
                    yield line, other

    def included_path(self, folder: str, form: str, target: str, key: str) -> str | None:
        """The path of the file that a line of a page in a folder includes, if it is there."""
        # The pages of a folder include the same files again and again.
        lookup = (folder, form, target, key)
        if lookup not in self.paths:
            candidates = _candidates(folder, form, target, key, self.partials)
            paths = (self.known(candidate) for candidate in candidates)
            self.paths[lookup] = next(filter(None, paths), None)
        return self.paths[lookup]

    def known(self, path: str) -> str | None:
        """The path of a page file as it is written, if there is one."""
        if written := self.lower.get(path.lower()):
            return written
        if path.startswith("../") and is_page(path) and self.is_partial(path):
            text = self.read(path)
            if text is not None:
                self.texts[path] = text
                self.lower[path.lower()] = path
                return path
        return None


def _candidates(
    folder: str, form: str, target: str, key: str, partials: Sequence[str]
) -> Iterator[str]:
    """The paths of the file that a line may mean, in the order in which they are tried."""
    match form:
        case "docfx":
            target = target.replace("\\", "/")
            is_from_top = target.startswith(("~/", "/"))
            yield _joined("" if is_from_top else folder, target.lstrip("~"))
        case "component":
            # From the folder of the page, or of a project around the pages: "@site/docs/_color.mdx".
            steps = [] if target.startswith(".") else target.split("/")
            yield _joined(folder, target)
            yield from ("/".join(steps[start:]) for start in range(len(steps)))
        case "comment" | "transclusion":
            yield _joined(folder, target)
        case "file":
            yield _joined(folder, target)
            yield from (_joined(f"{above}/partials", target) for above in _upwards(folder))
            yield from (_joined(each, target) for each in partials)
        case "partial":
            places = (*_upwards(folder), *partials)
            yield from (_joined(each, name) for each in places for name in _partial_names(target))
        case _:
            for place in dict.fromkeys((key, "includes")):
                for name in _partial_names(target):
                    yield _joined(f"{folder}/{place}", name)


def _partial_names(name: str) -> Iterator[str]:
    """The files that a partial's name may mean: "a/b" -> "a/_b.md"."""
    folder, slash, last = name.rpartition("/")
    return (f"{folder}{slash}_{last}{ending}" for ending in _ENDINGS)


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(f"{folder}/{target}".lstrip("/"))


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the folder of pages."""
    while folder and not folder.startswith(".."):
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def relative_folder(folder: str, pages: str) -> str:
    """The path of a folder of partials relative to the folder of pages, with forward slashes."""
    return os.path.relpath(folder, pages).replace(os.sep, "/")
