"""The pages of a folder, each read by itself: here, by processes of this machine, or on a cluster.

Sources enter; their `Page`s leave, from the cache where it knows them. It refuses to know what a page says.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic, codes
from docgen.diagnostics.position import Source
from docgen.driver.progress import progress
from docgen.driver.workers import executor
from docgen.project.cache import Cache
from docgen.project.cache_keys import keys, own_code
from docgen.project.configuration import Api, UsageError
from docgen.project.sources import SourceFiles, find_dialect, named_dialect, read_sources
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.reading.read import read_page
from docgen.records import packed, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """A folder's pages, each by itself."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    sources: Mapping[str, Source]
    files: tuple[str, ...]  # the paths of all files there
    unreadable: tuple[Diagnostic, ...]  # files that are no text
    pages: tuple[Page, ...]  # in the order of their sources


def read_unlinked(api: Api) -> Unlinked:
    """The pages of an API. Says on stderr which dialect was guessed."""
    with reading(api) as (pages, _):
        return pages()


@contextmanager
def reading(
    api: Api, found: SourceFiles | None = None
) -> Iterator[tuple[Callable[[], Unlinked], Executor | None]]:
    """What waits for the pages of an API, which are being read until then, and processes for what comes after.

    `found` are the pages when they are read from the disk already. Says on stderr which dialect was guessed.
    """
    found = found or read_sources(api.pages)
    name = named_dialect(api, found)
    if not api.dialect:
        print(f"dialect: {name} (guessed)", file=sys.stderr)
    dialect = find_dialect(name)
    with (
        Cache(api.cache) as known,
        executor(api.jobs) as pool,
        executor(api.jobs, api.workers) if api.workers else nullcontext(pool) as readers,
    ):
        pages = _begun(found.sources, dialect, known if api.cache else None, readers)

        def unlinked() -> Unlinked:
            return Unlinked(
                folder=api.pages.as_posix().rstrip("/") + "/",
                dialect=dialect,
                sources={source.path: source for source in found.sources},
                files=tuple(found.files),
                unreadable=tuple(found.unreadable),
                pages=tuple(pages()),
            )

        yield unlinked, pool


def read_pages(
    sources: Sequence[Source],
    dialect: Dialect,
    *,
    cache: Cache | None = None,
    pool: Executor | None = None,
) -> list[Page]:
    """The pages, in the order of their sources; those that the cache knows are not read again."""
    return _begun(sources, dialect, cache, pool)()


def _begun(
    sources: Sequence[Source], dialect: Dialect, cache: Cache | None, pool: Executor | None
) -> Callable[[], list[Page]]:
    """What waits for the pages."""
    if cache is None:
        read = _begun_fresh(sources, dialect, pool)
        return lambda: [page for page, _ in read()]
    marks = keys(sources, dialect)
    known = known_pages(cache, marks)
    missing = [(mark, source) for mark, source in zip(marks, sources) if mark not in known]
    fresh = _begun_fresh([source for _, source in missing], dialect, pool)

    def pages() -> list[Page]:
        new = {mark: both for (mark, _), both in zip(missing, fresh())}
        cache.store({mark: pack for mark, (_, pack) in new.items() if pack}, known)
        return [known[mark] if mark in known else new[mark][0] for mark in marks]

    return pages


def known_pages(cache: Cache, marks: Iterable[bytes]) -> dict[bytes, Page]:
    """The pages that the cache knows, by key."""
    found = ((mark, unpacked(data, Page)) for mark, data in cache.load(marks).items())
    return {mark: page for mark, page in found if page is not None}


FEW = 200  # pages that one process has read before another has started
_CHUNK = 50


def _begun_fresh(
    sources: Sequence[Source], dialect: Dialect, pool: Executor | None
) -> Callable[[], list[tuple[Page, bytes | None]]]:
    """What waits for each page and how the cache holds it."""
    if len(sources) < FEW:
        pool = None
    chunks = [sources[at : at + _CHUNK] for at in range(0, len(sources), _CHUNK)]
    # Processes are started before the progress has a thread: a fork copies no thread.
    how = pickle.dumps(dialect)
    if pool:
        codes()  # which a fork copies, so that no process has to read them again
    given = [pool.submit(_read_chunk, c, how, own_code()) for c in chunks] if pool else []

    def pages() -> list[tuple[Page, bytes | None]]:
        found: list[tuple[Page, bytes | None]] = []
        with progress("reading pages", len(sources)) as count:
            for at, chunk in enumerate(chunks):
                if given:
                    found += map(_sent, given[at].result())
                else:
                    read = [read_page(source, dialect) for source in chunk]
                    found += [(page, packed(page)) for page in read]
                count(len(chunk))
        return found

    return pages


@lru_cache(8)
def _same_dialect(pickled: bytes) -> Dialect:
    """One dialect for all chunks: what readers remember, they remember of it."""
    dialect: Dialect = pickle.loads(pickled)
    return dialect


def _read_chunk(sources: Sequence[Source], how: bytes, code: str) -> list[bytes | Page]:
    """The pages as the docgen of this code reads them, which must be the one that runs here.

    Packed, which takes a fifth of the time of pickling where a page allows it.
    """
    if code != own_code():
        raise UsageError("a worker has another version of docgen; install this one there")
    dialect = _same_dialect(how)
    pages = [read_page(source, dialect) for source in sources]
    return [packed(page) or page for page in pages]


def _sent(page: bytes | Page) -> tuple[Page, bytes | None]:
    """What a worker sent, unpacked."""
    if isinstance(page, Page):
        return page, None
    found = unpacked(page, Page)
    assert found is not None, "a worker packs what can be unpacked"
    return found, page
