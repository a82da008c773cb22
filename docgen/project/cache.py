"""Pages of earlier runs, and the runs themselves, by the hash of all that they depend on.

In and out: keys and packed records. SQLite keeps them for runs at once, and through a kill. Each record has a checksum,
so that what a disk damaged is not believed. A cache that cannot be used is replaced or ignored: it never fails a run.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_FILE = "cache-6.sqlite"  # the number changes with the tables

_LARGEST = 512 * 2**20  # bytes of pages; the ones that were not used for longest go first

_PATIENCE = 2.0  # seconds to wait for another run's write

# Of a file that was overwritten; a name or a message in it may be no UTF-8.
_DAMAGE = (sqlite3.Error, ValueError, OverflowError)

_AT_ONCE = 500  # keys in one query; every SQLite takes 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The result of an earlier run on the same input."""

    outputs: str  # the digest of the files that it wrote
    report: str  # what it printed
    has_errors: bool  # or nothing was generated
    has_warnings: bool


class Cache:
    """The cache in a folder. `with` it, or close it."""

    def __init__(self, folder: Path | None) -> None:
        self._database: sqlite3.Connection | None = None
        self._folder = folder
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return
        for _ in range(2):
            try:
                self._database = _opened(folder / _FILE)
                return
            except sqlite3.OperationalError:
                return  # locked, or a folder that cannot be written
            except _DAMAGE:
                self._discard()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def load(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The packed pages that are known, by key."""
        page_keys = list(keys)

        def select(database: sqlite3.Connection) -> dict[bytes, bytes]:
            pages: dict[bytes, bytes] = {}
            for at in range(0, len(page_keys), _AT_ONCE):
                some = page_keys[at : at + _AT_ONCE]
                holes = ",".join("?" * len(some))
                query = f"select key, page from pages where key in ({holes})"
                for key, data in database.execute(query, some):
                    if (page := _checked(key, data)) is not None:
                        pages[key] = page
            return pages

        return self._use(select) or {}

    def store(self, pages: Mapping[bytes, bytes], used: Iterable[bytes]) -> None:
        """Keeps new packed pages, remembers which were used, and drops the oldest beyond the limit."""
        now = int(time.time())
        rows = [(key, now, _with_checksum(key, page)) for key, page in pages.items()]

        def insert(database: sqlite3.Connection) -> None:
            database.executemany(
                "insert or replace into pages (key, used, page) values (?, ?, ?)", rows
            )
            # Once a day is often enough to know which are old.
            database.executemany(
                f"update pages set used = ? where key = ? and used < {now - 86400}",
                [(now, key) for key in used],
            )
            _prune(database)

        self._use(insert)

    def load_run(self, key: bytes) -> Run | None:
        """What the same input gave before."""
        data = self._load("runs", key)
        return Run(**json.loads(data)) if data is not None else None

    def store_run(self, key: bytes, run: Run) -> None:
        """Keeps what a run gave, and the latest hundred before it."""
        self._insert("runs", key, json.dumps(asdict(run)).encode(), most=100)

    def load_last(self, key: bytes) -> bytes | None:
        """What the last run with the same settings left for the next, packed."""
        return self._load("last_runs", key)

    def store_last(self, key: bytes, packed: bytes) -> None:
        """Keeps that of a run for the next one with the same settings, and twenty of others."""
        self._insert("last_runs", key, packed, most=20)

    def _load(self, table: str, key: bytes) -> bytes | None:
        query = f"select run from {table} where key = ?"
        row = self._use(lambda database: database.execute(query, (key,)).fetchone())
        return _checked(key, row[0]) if row else None

    def _insert(self, table: str, key: bytes, packed: bytes, *, most: int) -> None:
        """Puts a row into a table, and takes the oldest out where it has more than `most`."""
        row = (key, _with_checksum(key, packed))

        def insert(database: sqlite3.Connection) -> None:
            database.execute(f"insert or replace into {table} values (?, ?)", row)
            latest = f"select rowid from {table} order by rowid desc limit {most}"
            database.execute(f"delete from {table} where rowid not in ({latest})")

        self._use(insert)

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """The result of work in one transaction; None where there is no database or it fails."""
        if self._database is None:
            return None
        try:
            with self._database as database:
                return work(database)
        except sqlite3.OperationalError:
            return None  # locked, or a disk that is full
        except _DAMAGE:
            self._discard()
            return None

    def _discard(self) -> None:
        """Removes a file that was cut off or overwritten: what it held can be read again."""
        if self._database is not None:
            self._database.close()
        self._database = None
        with suppress(OSError):
            for path in self._folder.glob(f"{_FILE}*") if self._folder else ():
                path.unlink()


_CHECKSUM = 4  # bytes before a record


def _checksum(key: bytes, packed: bytes) -> bytes:
    return zlib.crc32(packed, zlib.crc32(key)).to_bytes(_CHECKSUM, "big")


def _with_checksum(key: bytes, packed: bytes) -> bytes:
    return _checksum(key, packed) + packed


def _checked(key: object, data: object) -> bytes | None:
    """The record in what a row holds, None where that is not what was written for this key."""
    if not isinstance(key, bytes) or not isinstance(data, bytes):
        return None
    packed = data[_CHECKSUM:]
    return packed if data[:_CHECKSUM] == _checksum(key, packed) else None


def _prune(database: sqlite3.Connection) -> None:
    """Takes out the pages that were not used for longest, where all are too large."""
    total = database.execute("select sum(length(page)) from pages").fetchone()[0] or 0
    if total <= _LARGEST:
        return
    oldest = database.execute("select key, length(page) from pages order by used, rowid").fetchall()
    for key, size in oldest:
        if total <= _LARGEST * 3 // 4:
            break
        database.execute("delete from pages where key = ?", (key,))
        total -= size


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        # A kill loses nothing so; a power cut may, and then the file is created again. A write-ahead log writes twice.
        database.execute("pragma page_size = 16384")
        database.execute("pragma journal_mode = truncate")
        database.execute("pragma synchronous = off")
        with database:
            database.execute(
                "create table if not exists pages (key blob primary key, used integer, page blob)"
            )
            for table in ("last_runs", "runs"):
                database.execute(
                    f"create table if not exists {table} (key blob primary key, run blob)"
                )
        database.execute("select count(*) from pages").fetchone()
    except Exception:
        database.close()
        raise
    return database
