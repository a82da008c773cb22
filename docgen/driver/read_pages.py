"""The pages of a folder, each read by itself: here, by processes of this machine, or on a cluster.

In: sources. Out: their `Page`s, from the cache where it has them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Source, with_included
from docgen.driver.progress import progress
from docgen.driver.workers import Shared, Workers, open_workers
from docgen.project.cache import Cache
from docgen.project.cache_keys import keys, own_code
from docgen.project.configuration import Api
from docgen.project.sources import SourceFiles, dialect_of, read_sources
from docgen.project.usage import UsageError
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.records import packed, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """A folder's pages, each by itself."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    # of the pages and of all that they include
    sources: Mapping[str, Source]
    files: tuple[str, ...]  # the paths of all files there
    unreadable: tuple[Diagnostic, ...]  # files that are no text
    pages: tuple[Page, ...]  # in the order of their sources


def read_unlinked(api: Api) -> Unlinked:
    """The pages of an API. Prints a guessed dialect on stderr."""
    with reading(api) as (pages, _):
        return pages()


@contextmanager
def reading(
    api: Api, source_files: SourceFiles | None = None
) -> Iterator[tuple[Callable[[], Unlinked], Workers]]:
    """A function that waits for the pages of an API, which are being read, and processes for what comes after.

    `source_files` are the files if they were read already. Prints a guessed dialect on stderr.
    """
    source_files = source_files or read_sources(api.pages, api.partials)
    dialect = dialect_of(api, source_files)
    if not api.dialect:
        print(f"dialect: {dialect.name} (guessed)", file=sys.stderr)
    with (
        Cache(api.cache) as known,
        open_workers(api.jobs) as workers,
        open_workers(api.jobs, api.workers) if api.workers else nullcontext(workers) as readers,
    ):
        # Processes load the readers while the includes of pages are looked for.
        readers.for_size(len(source_files.texts)).start()
        pages = _begun(source_files.sources, dialect, known if api.cache else None, readers)

        yield lambda: unlinked(api, dialect, source_files, tuple(pages())), workers


def unlinked(
    api: Api, dialect: Dialect, source_files: SourceFiles, pages: tuple[Page, ...]
) -> Unlinked:
    """The pages of an API with the files that they were read from."""
    return Unlinked(
        folder=api.pages.as_posix().rstrip("/") + "/",
        dialect=dialect,
        sources={source.path: source for source in with_included(source_files.sources)},
        files=tuple(source_files.files),
        unreadable=tuple(source_files.unreadable),
        pages=pages,
    )


def read_pages(
    sources: Sequence[Source],
    dialect: Dialect,
    *,
    cache: Cache | None = None,
    workers: Workers = Workers(),
) -> list[Page]:
    """The pages, in the order of their sources; those that the cache has are not read again."""
    return _begun(sources, dialect, cache, workers)()


def _begun(
    sources: Sequence[Source], dialect: Dialect, cache: Cache | None, workers: Workers
) -> Callable[[], list[Page]]:
    """A function that waits for the pages and returns them."""
    if cache is None:
        read = _begun_fresh(sources, dialect, workers, is_packed=False)
        return lambda: [page for page, _ in read()]
    page_keys = keys(sources, dialect)
    known = cached_pages(cache, page_keys)
    missing = [(key, source) for key, source in zip(page_keys, sources) if key not in known]
    fresh = _begun_fresh([source for _, source in missing], dialect, workers)

    def pages() -> list[Page]:
        new = {key: both for (key, _), both in zip(missing, fresh())}
        cache.store({key: data for key, (_, data) in new.items() if data}, known)
        return [known[key] if key in known else new[key][0] for key in page_keys]

    return pages


def cached_pages(cache: Cache, page_keys: Iterable[bytes]) -> dict[bytes, Page]:
    """The pages that the cache has, by key."""
    pages = ((key, unpacked(data, Page)) for key, data in cache.load(page_keys).items())
    return {key: page for key, page in pages if page is not None}


_CHUNK = 50

_Packed = tuple[Page, bytes | None]  # a page, and how the cache holds it


def _begun_fresh(
    sources: Sequence[Source], dialect: Dialect, workers: Workers, *, is_packed: bool = True
) -> Callable[[], list[_Packed]]:
    """A function that waits for the pages and returns them; `is_packed` for the cache."""
    workers = workers.for_size(len(sources))
    shared = Shared(dialect)
    chunks = [sources[at : at + _CHUNK] for at in range(0, len(sources), _CHUNK)]
    # Work begins before the progress has a thread: a fork copies no thread.
    begun = [
        workers.begin(_read_chunk, chunk, shared, own_code()) if workers.executor else None
        for chunk in chunks
    ]

    def pages() -> list[_Packed]:
        read: list[list[_Packed]] = []
        with progress("reading pages", len(sources)) as count:
            # This process takes from the end what no other has begun.
            for chunk, call in zip(reversed(chunks), reversed(begun)):
                is_elsewhere = call is not None and not call.take_back()
                read.append(
                    list(map(_unpacked_page, call.wait()))
                    if call is not None and is_elsewhere
                    else _read_here(chunk, dialect, is_packed)
                )
                count(len(chunk))
        return [page for chunk in reversed(read) for page in chunk]

    return pages


def _read(sources: Sequence[Source], dialect: Dialect) -> list[Page]:
    # Where processes read, this one has other things to load.
    from docgen.reading.read import read_page

    return [read_page(source, dialect) for source in sources]


def _read_here(sources: Sequence[Source], dialect: Dialect, is_packed: bool) -> list[_Packed]:
    return [(page, packed(page) if is_packed else None) for page in _read(sources, dialect)]


def _read_chunk(
    sources: Sequence[Source], dialect: Shared[Dialect], code: str
) -> list[bytes | Page]:
    """The pages as the docgen of this code reads them, which must be the one that runs here.

    Packed, which takes a fifth of the time of pickling where a page allows it.
    """
    if code != own_code():
        raise UsageError("a worker has another version of docgen; install this one there")
    return [packed(page) or page for page in _read(sources, dialect.value)]


def _unpacked_page(sent: bytes | Page) -> _Packed:
    if isinstance(sent, Page):
        return sent, None
    page = unpacked(sent, Page)
    assert page is not None, "a worker packs what can be unpacked"
    return page, sent
