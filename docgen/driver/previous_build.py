"""The previous build with the same settings, after pages changed.

In: the cache of an API. Out: the previous build, and the pages that changed, before and after.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from docgen.driver.descriptions import PlanSnapshot
from docgen.driver.read_pages import cached_pages, read_pages
from docgen.project.cache import Run
from docgen.project.cache_keys import keys, settings_key
from docgen.project.output import written_digest
from docgen.project.sources import dialect_of
from docgen.project.up_to_date import Freshness
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.records import packed, unpacked
from docgen.syntax.hashing import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A run, and what it was of."""

    pages: dict[str, bytes]  # by path, their keys
    files: str  # a hash of the paths of all files there
    run: Run
    snapshot: PlanSnapshot


class PreviousBuild:
    """The last runs of an API: none without a cache."""

    def __init__(self, known: Freshness) -> None:
        self._known = known

    def last(self) -> LastRun | None:
        """The last run of these pages in another form; its files are still what it wrote."""
        known = self._known
        data = known.cache.load_last(self._key) if known.is_enabled else None
        last = unpacked(data, LastRun) if data else None
        if last is None or last.files != self._files or last.pages.keys() != self._pages.keys():
            return None
        return last if last.run.outputs == written_digest(known.api) else None

    def store(self, run: Run, snapshot: PlanSnapshot) -> None:
        """Keeps for the next run what this one gave, of the pages as they are."""
        if self._known.is_enabled and run.outputs:
            last = LastRun(pages=self._pages, files=self._files, run=run, snapshot=snapshot)
            if data := packed(last):
                self._known.cache.store_last(self._key, data)

    def changed(self, last: LastRun) -> list[tuple[Page, Page]] | None:
        """The pages that are not the same any more, as they were and as they are; None when one is forgotten."""
        current = self._known.source_files.sources
        sources = [s for s in current if last.pages[s.path] != self._pages[s.path]]
        old = self.old_pages(last, [source.path for source in sources])
        if old is None:
            return None
        new = read_pages(sources, self._dialect, cache=self._known.cache)
        return [(old[page.path], page) for page in new]

    def old_pages(self, last: LastRun, paths: Collection[str]) -> dict[str, Page] | None:
        """Pages by their paths, as they were; None when one is forgotten."""
        pages = cached_pages(self._known.cache, (last.pages[path] for path in paths))
        return {page.path: page for page in pages.values()} if len(pages) == len(paths) else None

    @cached_property
    def _dialect(self) -> Dialect:
        return dialect_of(self._known.api, self._known.source_files)

    @cached_property
    def _pages(self) -> dict[str, bytes]:
        """The keys of the pages as they are."""
        sources = self._known.source_files.sources
        return {s.path: key for s, key in zip(sources, keys(sources, self._dialect))}

    @cached_property
    def _key(self) -> bytes:
        return settings_key(f"{self._known.settings}{self._dialect}")

    @cached_property
    def _files(self) -> str:
        return digest(repr(sorted(self._known.source_files.files)))
