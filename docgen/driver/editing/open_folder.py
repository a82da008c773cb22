"""A folder of pages in memory: what lint finds on it, and the same folder after edits.

In: an `Api`, then new texts of its files. Out: findings, which are those of `docgen lint` on the same texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from docgen.diagnostics.diagnostic import Diagnostic, in_page_order
from docgen.diagnostics.position import Source
from docgen.driver.read_pages import reading, unlinked
from docgen.driver.stages import build_plan
from docgen.driver.workspace import Folder, linked_api
from docgen.project.configuration import Api
from docgen.project.sources import (
    SourceFiles,
    find_dialect,
    named_dialect,
    read_sources,
    with_texts,
)
from docgen.project.templates import read_templates
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.reading.read import read_page
from docgen.records import replace


def lint_findings(read: Folder) -> tuple[Diagnostic, ...]:
    """What `docgen lint` reports about an API: also what follows from the names of its SDK."""
    planned = build_plan(read.built.spec, "api", read_templates())
    return in_page_order([*read.built.diagnostics, *planned.diagnostics])


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
        return lint_findings(self.folder)

    def edited(self, texts: Mapping[str, str | None]) -> OpenFolder:
        """The folder with other texts in some files, by path; None for a file that is no longer there."""
        source_files = with_texts(self.source_files, self.api.pages, self.api.partials, texts)
        dialect = self.dialect
        if not self.api.dialect:
            dialect = find_dialect(named_dialect(self.api, source_files))
        known = self.pages if dialect is self.dialect else {}
        pages = {
            source: known.get(source) or read_page(source, dialect)
            for source in source_files.sources
        }
        return replace(self, dialect=dialect, source_files=source_files, pages=pages)


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
