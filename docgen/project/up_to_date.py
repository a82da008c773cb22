"""Whether an API's files are up to date.

In: pages as they are and the cache. Out: the last run of the same input. Nothing that reads, links or renders is
loaded for that: it would take longer than all that is done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docgen.project.cache import Cache, Run
from docgen.project.cache_keys import run_key
from docgen.project.configuration import Api
from docgen.project.output import written_digest
from docgen.project.sources import SourceFiles, find_dialect, read_sources
from docgen.project.templates import read_templates
from docgen.records import replace


class Freshness:
    """The runs of an API in the cache: none without a cache, or when a page is not text."""

    def __init__(self, api: Api, source_files: SourceFiles, cache: Cache) -> None:
        self.api, self.source_files, self.cache = api, source_files, cache
        self.is_enabled = api.cache is not None and not source_files.unreadable
        self.settings = _settings(api) if self.is_enabled else ""
        self._key = b""
        if self.is_enabled:
            self._key = run_key(source_files, self.settings)

    def run(self) -> Run | None:
        """The last run of this input, when its files are still what it wrote."""
        run = self.cache.load_run(self._key) if self.is_enabled else None
        if run is None or run.outputs != written_digest(self.api):
            return None
        return run

    def store(self, run: Run) -> None:
        """Keeps a run for the next one."""
        if self.is_enabled and run.outputs:
            self.cache.store_run(self._key, run)


def _settings(api: Api) -> str:
    """All but the pages that decides what is generated."""
    dialect = find_dialect(api.dialect) if api.dialect else None
    templates = sorted(read_templates(api.templates).items())
    accepted = api.baseline.read_bytes() if api.baseline and api.baseline.is_file() else None
    return repr((replace(api, cache=None, jobs=1, workers=""), dialect, templates, accepted))


@contextmanager
def freshness(api: Api) -> Iterator[Freshness]:
    """The pages of an API as they are, with the cache of earlier runs."""
    source_files = read_sources(api.pages, api.partials)
    with Cache(api.cache) as cache:
        yield Freshness(api, source_files, cache)
