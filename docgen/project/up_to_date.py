"""What is remembered of an API, so that nothing is done when nothing changed.

Pages as they are and the cache enter; the last run of the same input leaves. Nothing that reads, links or
renders is loaded for that: it would take longer than all that is done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docgen.project.cache import Cache, Run
from docgen.project.cache_keys import run_key
from docgen.project.configuration import Api
from docgen.project.output import made_digest
from docgen.project.sources import SourceFiles, find_dialect, read_sources
from docgen.project.templates import read_templates
from docgen.records import replace


class Freshness:
    """What is remembered of an API: nothing without a cache, or when a page is no text."""

    def __init__(self, api: Api, found: SourceFiles, known: Cache) -> None:
        self.api, self.found, self.known = api, found, known
        self.is_on = api.cache is not None and not found.unreadable
        self.settings = _settings(api) if self.is_on else ""
        self._key = run_key(found.sources, found.files, self.settings) if self.is_on else b""

    def run(self) -> Run | None:
        """The last run of this input, when its files are still what it wrote."""
        run = self.known.load_run(self._key) if self.is_on else None
        if run is None or run.outputs != made_digest(self.api):
            return None
        return run

    def keep(self, run: Run) -> None:
        """Remembers a run."""
        if self.is_on and run.outputs:
            self.known.store_run(self._key, run)


def _settings(api: Api) -> str:
    """All but the pages that decides what is generated."""
    dialect = find_dialect(api.dialect) if api.dialect else None
    templates = sorted(read_templates(api.templates).items())
    return repr((replace(api, cache=None, jobs=1, workers=""), dialect, templates))


@contextmanager
def memory(api: Api) -> Iterator[Freshness]:
    """The pages of an API as they are, with what is remembered of them."""
    found = read_sources(api.pages)
    with Cache(api.cache) as known:
        yield Freshness(api, found, known)
