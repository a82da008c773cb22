"""Folders of pages and templates, read.

A folder's path enters; sources, or the API that they document, leave. With `packages` and the
commands it is all that touches the disk.
"""

from __future__ import annotations

import difflib
import os
import pickle
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from docgen.build import Built, Linked, build_linked, in_words, read_page
from docgen.cache import (
    LastRun,
    PageCache,
    Run,
    keys,
    own_code,
    packed,
    run_key,
    settings_key,
    unpacked,
)
from docgen.configuration import Api, UsageError
from docgen.diagnostics import Diagnostic, diagnose, in_page_order
from docgen.dialect import Dialect, guess_dialect, is_file_of_dialect, load_dialect, read_dialect
from docgen.executors import executor
from docgen.link_checks import check_samples
from docgen.lock import mark
from docgen.packages import made_digest
from docgen.page import Page
from docgen.progress import progress
from docgen.rewording import Spoken
from docgen.source import Source, Span
from docgen.spec import Spec


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder of pages as it was read."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    sources: Mapping[str, Source]
    linked: Linked
    found: Callable[[], Iterable[Diagnostic]]  # what is wrong beside that

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong, in page order."""
        return in_page_order([*self.linked.diagnostics, *self.found()])

    @cached_property
    def built(self) -> Built:
        """What the pages document, in words."""
        return in_words(self.linked, self.diagnostics)

    def lines(self, diagnostic: Diagnostic) -> tuple[str, ...]:
        """The lines of the page that a diagnostic is about."""
        source = self.sources.get(diagnostic.at.path)
        return tuple(source.text.split("\n")) if source else ()


def read_api(api: Api, found: Found | None = None, pool: Executor | None = None) -> Folder:
    """What the pages of an API document. Says on stderr which dialect was guessed.

    `found` are its pages when they are read from the disk already; `pool` takes a part of the work.
    """
    read = read_unlinked(api, found, pool)
    with progress("linking", len(read.pages)):
        linked = build_linked(read.pages, read.files, read.dialect, name=api.package)
    checks = _checks(linked.spec, read.dialect, pool if len(read.pages) >= FEW else None)
    if api.base_url is not None:
        linked = replace(linked, spec=replace(linked.spec, base_url=api.base_url.rstrip("/")))
    return Folder(
        folder=read.folder,
        dialect=read.dialect,
        sources=read.sources,
        linked=linked,
        found=lambda: (*read.unreadable, *checks()),
    )


def _checks(
    spec: Spec, dialect: Dialect, pool: Executor | None
) -> Callable[[], Iterable[Diagnostic]]:
    """What gives the findings about samples, which the pool looks for meanwhile."""
    data = packed(spec) if pool else None
    if pool is None or data is None:
        return partial(check_samples, spec, dialect)
    return pool.submit(_check_packed, data, dialect).result


def _check_packed(data: bytes, dialect: Dialect) -> tuple[Diagnostic, ...]:
    spec = unpacked(data, Spec)
    assert spec is not None, "what is packed can be unpacked"
    return check_samples(spec, dialect)


def read_folder(folder: Path, dialect: str | None, *, name: str) -> Folder:
    """The API that a folder documents, read here and now."""
    return read_api(Api(pages=folder, dialect=dialect, package=name))


class Memory:
    """What is remembered of an API: nothing without a cache, or when a page is no text."""

    def __init__(self, api: Api, found: Found, known: PageCache) -> None:
        self.found = found
        self._api, self._known = api, known
        self._is_on = api.cache is not None and not found.unreadable
        self._settings = _settings(api) if self._is_on else ""
        self._key = run_key(found.sources, found.files, self._settings) if self._is_on else b""

    def run(self) -> Run | None:
        """The last run of this input, when its files are still what it wrote."""
        run = self._known.load_run(self._key) if self._is_on else None
        if run is None or run.outputs != made_digest(self._api):
            return None
        return run

    def keep(self, run: Run) -> None:
        """Remembers a run."""
        if self._is_on and run.outputs:
            self._known.store_run(self._key, run)

    def last(self) -> LastRun | None:
        """The last run with these settings, of these pages in another form; its files are still what it wrote."""
        last = self._known.load_last(self._last_key) if self._is_on else None
        if last is None or last.files != self._files or last.pages.keys() != self._keys.keys():
            return None
        return last if last.run.outputs == made_digest(self._api) else None

    def keep_last(self, run: Run, made: Spoken) -> None:
        """Remembers for the next run what this one made, of the pages as they are."""
        if self._is_on and run.outputs:
            last = LastRun(pages=self._keys, files=self._files, run=run, made=made)
            self._known.store_last(self._last_key, last)

    def changed(self, last: LastRun) -> list[tuple[Page, Page]] | None:
        """The pages that are not the same any more, as they were and as they are; None when one is forgotten."""
        sources = [s for s in self.found.sources if last.pages[s.path] != self._keys[s.path]]
        old = self.old_pages(last, [source.path for source in sources])
        if old is None:
            return None
        new = read_pages(sources, self._dialect, cache=self._known)
        return [(old[page.path], page) for page in new]

    def old_pages(self, last: LastRun, paths: Collection[str]) -> dict[str, Page] | None:
        """Pages by their paths, as they were; None when one is forgotten."""
        found = self._known.load(last.pages[path] for path in paths)
        return {page.path: page for page in found.values()} if len(found) == len(paths) else None

    @cached_property
    def _dialect(self) -> Dialect:
        return find_dialect(_named_dialect(self._api, self.found))

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        """The keys of the pages as they are."""
        sources = self.found.sources
        return {s.path: key for s, key in zip(sources, keys(sources, self._dialect))}

    @cached_property
    def _last_key(self) -> bytes:
        return settings_key(f"{self._settings}{self._dialect}")

    @cached_property
    def _files(self) -> str:
        return mark(repr(sorted(self.found.files)))


def _settings(api: Api) -> str:
    """All but the pages that decides what is generated."""
    dialect = find_dialect(api.dialect) if api.dialect else None
    templates = sorted(read_templates(api.templates).items())
    return repr((replace(api, cache=None, jobs=1, workers=""), dialect, templates))


@contextmanager
def memory(api: Api) -> Iterator[Memory]:
    """The pages of an API as they are, with what is remembered of them."""
    found = read_sources(api.pages)
    with PageCache(api.cache) as known:
        yield Memory(api, found, known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """A folder's pages, each by itself."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    sources: Mapping[str, Source]
    files: tuple[str, ...]  # the paths of all files there
    unreadable: tuple[Diagnostic, ...]  # files that are no text
    pages: tuple[Page, ...]  # in the order of their sources


def read_unlinked(api: Api, found: Found | None = None, pool: Executor | None = None) -> Unlinked:
    """The pages of an API, from the cache when nothing changed. Says on stderr which dialect was guessed.

    They are read where the API says, else by the `pool`, else by one of their own.
    """
    found = found or read_sources(api.pages)
    name = _named_dialect(api, found)
    if not api.dialect:
        print(f"dialect: {name} (guessed)", file=sys.stderr)
    dialect = find_dialect(name)
    has_pool = pool is not None and not api.workers
    with (
        PageCache(api.cache) as known,
        nullcontext(pool) if has_pool else executor(api.jobs, api.workers) as readers,
    ):
        pages = read_pages(found.sources, dialect, cache=known if api.cache else None, pool=readers)
    return Unlinked(
        folder=api.pages.as_posix().rstrip("/") + "/",
        dialect=dialect,
        sources={source.path: source for source in found.sources},
        files=tuple(found.files),
        unreadable=tuple(found.unreadable),
        pages=tuple(pages),
    )


def _named_dialect(api: Api, found: Found) -> str:
    return api.dialect or guess_dialect(source.text for source in found.sources)[0]


def find_dialect(given: str) -> Dialect:
    """The dialect of a name, or of a .toml file of the user's."""
    if not is_file_of_dialect(given):
        return load_dialect(given)
    path = Path(given)
    try:
        return read_dialect(path.stem, path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the dialect {path}: {error}") from None


class Found(NamedTuple):
    """What is below a folder of pages."""

    sources: list[Source]
    files: list[str]  # the paths of all files, relative to the folder
    unreadable: list[Diagnostic]  # what is no text


def read_sources(folder: Path) -> Found:
    """The pages below a folder, and what else is there. Reports DG102."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name the one that holds the .md files")
    files = sorted(_files(folder))
    sources: list[Source] = []
    unreadable: list[Diagnostic] = []
    for page in files:
        path = f"{folder}/{page}"
        if not page.endswith(".md") or not os.path.isfile(path):
            continue
        try:
            with open(path, "rb") as file:
                text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            unreadable.append(diagnose("DG102", Span(page, 1), problem=error.reason))
            continue
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        sources.append(Source(path=page, text=text))
    if not sources and not unreadable:
        raise UsageError(f"{folder} holds no .md file; name the folder that does")
    return Found(sources, files, unreadable)


def _files(folder: Path) -> Iterator[str]:
    """The paths of all files and folders below, relative and with forward slashes."""
    for place, folders, names in os.walk(folder):
        inner = os.path.relpath(place, folder).replace(os.sep, "/")
        before = "" if inner == "." else f"{inner}/"
        yield from (f"{before}{name}" for name in (*folders, *names))


def read_pages(
    sources: Sequence[Source],
    dialect: Dialect,
    *,
    cache: PageCache | None = None,
    pool: Executor | None = None,
) -> list[Page]:
    """The pages, in the order of their sources; those that the cache knows are not read again."""
    if cache is None:
        return [page for page, _ in _fresh_pages(sources, dialect, pool)]
    marks = keys(sources, dialect)
    known = cache.load(marks)
    missing = [(mark, source) for mark, source in zip(marks, sources) if mark not in known]
    fresh = _fresh_pages([source for _, source in missing], dialect, pool)
    new = {mark: both for (mark, _), both in zip(missing, fresh)}
    cache.store({mark: pack for mark, (_, pack) in new.items() if pack}, known)
    return [known[mark] if mark in known else new[mark][0] for mark in marks]


FEW = 200  # pages that one process has read before another has started
_CHUNK = 50


def _fresh_pages(
    sources: Sequence[Source], dialect: Dialect, pool: Executor | None
) -> list[tuple[Page, bytes | None]]:
    """Each page and how the cache holds it."""
    if len(sources) < FEW:
        pool = None
    chunks = [sources[at : at + _CHUNK] for at in range(0, len(sources), _CHUNK)]
    # Processes are started before the progress has a thread: a fork copies no thread.
    how = pickle.dumps(dialect)
    given = [pool.submit(_read_chunk, c, how, own_code()) for c in chunks] if pool else []
    pages: list[tuple[Page, bytes | None]] = []
    with progress("reading pages", len(sources)) as count:
        for at, chunk in enumerate(chunks):
            if given:
                pages += map(_sent, given[at].result())
            else:
                read = [read_page(source, dialect) for source in chunk]
                pages += [(page, packed(page)) for page in read]
            count(len(chunk))
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
        raise UsageError("a worker has another docgen; install the same there")
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


def read_templates(own: Path | None = None) -> dict[str, str]:
    """The Python target by path, a file of the folder `own` in place of the same path of docgen's.

    Raises `UsageError` for a file in `own` that nothing would use.
    """
    templates = _built_in_templates()
    if own is None:
        return templates
    if not own.is_dir():
        raise UsageError(f"{own} is no folder; --templates names one with files such as {_ONE}")
    given = _texts(own, (*_TEMPLATES, ".jinja2", ".j2"))
    known = list(templates)
    templates |= given
    for name in given:
        is_used = name in known or name.startswith("runtime/") and name.endswith(".py")
        if not is_used and not any(f'"{name}"' in t or f"'{name}'" in t for t in given.values()):
            near = difflib.get_close_matches(name, known, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
            raise UsageError(f"{own / name} overrides no template; {hint}")
    return templates


_ONE = "model.py.jinja"
_TEMPLATES = (".jinja", ".toml", ".py")


def _built_in_templates() -> dict[str, str]:
    """Inside the package when installed, beside it in a checkout."""
    here = Path(__file__).parent
    folder = next(
        p
        for p in (here / "templates" / "python", here.parent / "templates" / "python")
        if p.is_dir()
    )
    return _texts(folder, _TEMPLATES)


def _texts(folder: Path, endings: tuple[str, ...]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.suffix in endings and path.is_file() and not is_hidden:
            try:
                texts[name.as_posix()] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"cannot read {path}: {error}") from None
    return texts
