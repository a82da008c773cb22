"""A folder of pages in memory: what lint finds on it, and the same folder after edits.

In: an `Api`, then new texts of its files. Out: findings, which are those of `docgen lint` on the same texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from docgen.diagnostics.diagnostic import Diagnostic, in_page_order
from docgen.diagnostics.fixes import located
from docgen.diagnostics.position import Source, with_included
from docgen.driver.read_pages import reading, unlinked
from docgen.driver.stages import Planned, build_plan
from docgen.driver.workspace import Folder, linked_api
from docgen.linking.names import Names, declare
from docgen.project.configuration import Api
from docgen.project.sources import (
    SourceFiles,
    dialect_of,
    read_sources,
    with_texts,
)
from docgen.project.templates import read_templates
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.reading.read import read_page
from docgen.records import replace
from docgen.syntax.includes import include_lines

_FIRST_OF_LINKING = "DG3"


def lint_findings(read: Folder) -> tuple[Diagnostic, ...]:
    """What `docgen lint` reports about an API: also what follows from the names of its SDK."""
    return in_page_order([*read.built.diagnostics, *lint_plan(read).diagnostics])


def lint_plan(read: Folder) -> Planned:
    """The SDK whose names lint reports."""
    return build_plan(read.built.spec, "api", read_templates())


@dataclass(frozen=True, kw_only=True)
class OpenFolder:
    """The files of an API and their pages. An edit makes another one, which shares the pages that did not change."""

    api: Api
    dialect: Dialect
    source_files: SourceFiles
    pages: Mapping[Source, Page]  # in the order of their sources

    @cached_property
    def folder(self) -> Folder:
        """The pages, linked."""
        read = unlinked(self.api, self.dialect, self.source_files, tuple(self.pages.values()))
        return linked_api(self.api, read)

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Those of `docgen lint`, in page order."""
        return in_page_order([*self.folder.built.diagnostics, *self.planned.diagnostics])

    @cached_property
    def planned(self) -> Planned:
        """The plan of the SDK."""
        return lint_plan(self.folder)

    @cached_property
    def names(self) -> Names:
        """What the names on the pages mean."""
        pages = sorted(self.pages.values(), key=lambda page: page.path)
        return declare(pages, self.dialect).names

    @cached_property
    def findings_by_page(self) -> Mapping[str, Sequence[Diagnostic]]:
        """The findings by the file that they are in."""
        by_page: dict[str, list[Diagnostic]] = {}
        for finding in self.findings:
            by_page.setdefault(finding.at.path, []).append(finding)
        return by_page

    @cached_property
    def _alone(self) -> frozenset[str]:
        """The pages that neither include others nor are included."""
        paths = Counter(source.path for source in with_included(self.pages))
        return frozenset(s.path for s in self.pages if not s.includes and paths[s.path] == 1)

    def own_findings(self, page: str, text: str) -> tuple[Diagnostic, ...]:
        """The findings of a page with another text that it has by itself; none of one with includes."""
        if page not in self._alone or include_lines(page, text):
            return ()
        read = read_page(Source(path=page, text=text), self.dialect).diagnostics
        return _in_lines(read, page, text.split("\n"))

    def findings_at_once(self, page: str, text: str) -> tuple[Diagnostic, ...]:
        """Its own findings, and the others moved to where their lines are."""
        known = self.findings_by_page.get(page, ())
        if page not in self._alone or include_lines(page, text):
            return tuple(known)
        lines = text.split("\n")
        move = _movement(self.source_files.texts[page].split("\n"), lines)
        linked = (move(d) for d in known if d.code >= _FIRST_OF_LINKING)
        return in_page_order([*self.own_findings(page, text), *_in_lines(linked, page, lines)])

    def edited(self, texts: Mapping[str, str | None]) -> OpenFolder:
        """The folder with other texts in some files, by path; None for a file that is no longer there."""
        source_files = with_texts(self.source_files, self.api.pages, self.api.partials, texts)
        dialect = self.dialect
        if not self.api.dialect:
            dialect = dialect_of(self.api, source_files)
        known = self.pages if dialect is self.dialect else {}
        pages = {
            source: known.get(source) or read_page(source, dialect)
            for source in source_files.sources
        }
        return replace(self, dialect=dialect, source_files=source_files, pages=pages)


def _in_lines(
    findings: Iterable[Diagnostic], page: str, lines: Sequence[str]
) -> tuple[Diagnostic, ...]:
    """The findings of a page with the exact places of their edits."""
    found = (located(finding, lambda path: lines if path == page else ()) for finding in findings)
    return in_page_order(found)


def _movement(old: Sequence[str], new: Sequence[str]) -> Callable[[Diagnostic], Diagnostic]:
    """A function that moves a finding by as many lines as an edit above it added."""
    pairs = zip(reversed(old), reversed(new))
    same_below = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))
    added = len(new) - len(old)

    def moved(finding: Diagnostic) -> Diagnostic:
        at = finding.at
        if not added or at.line <= len(old) - same_below:
            return finding
        edit = finding.edit
        if edit and edit.at.path == at.path:
            edit = replace(edit, at=edit.at.below(added))
        return replace(finding, at=at.below(added), edit=edit)

    return moved


def open_folder(api: Api) -> OpenFolder:
    """The pages of an API as they are on the disk, with those of the cache."""
    source_files = read_sources(api.pages, api.partials)
    with reading(api, source_files) as (pages, _):
        read = pages()
    return OpenFolder(
        api=api,
        dialect=read.dialect,
        source_files=source_files,
        pages=dict(zip(source_files.sources, read.pages)),
    )
