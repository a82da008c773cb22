"""What was read and made before, by the hash of all that decides it.

Keys and packed records enter and leave; SQLite keeps them for runs at once, and through a kill. A cache that
cannot be used is made anew or done without: it never fails a run.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_FILE = "cache-3.sqlite"  # the number changes with the tables

_LARGEST = 512 * 2**20  # bytes of pages; the ones that were not used for longest go first

_PATIENCE = 2.0  # seconds to wait for another run's write

_ASKED = 500  # keys in one question; every SQLite takes 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run made of the same input before."""

    outputs: str  # the digest of the files that it wrote
    told: str  # what it printed
    has_errors: bool


class Cache:
    """The cache in a folder. `with` it, or close it."""

    def __init__(self, folder: Path | None) -> None:
        self._database: sqlite3.Connection | None = None
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
            except sqlite3.DatabaseError:
                # Cut off or overwritten: what it held can be read again.
                with suppress(OSError):
                    for path in folder.glob(f"{_FILE}*"):
                        path.unlink()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def load(self, wanted: Iterable[bytes]) -> dict[bytes, bytes]:
        """The packed pages that are known, by key."""
        if self._database is None:
            return {}
        found: dict[bytes, bytes] = {}
        rest = list(wanted)
        try:
            for at in range(0, len(rest), _ASKED):
                some = rest[at : at + _ASKED]
                holes = ",".join("?" * len(some))
                query = f"select key, page from pages where key in ({holes})"
                found.update(self._database.execute(query, some))
        except sqlite3.Error:
            pass
        return found

    def store(self, pages: Mapping[bytes, bytes], used: Iterable[bytes]) -> None:
        """Keeps new packed pages, remembers which were used, and drops the oldest beyond the limit."""
        if self._database is None:
            return
        now = int(time.time())
        rows = [(key, now, page) for key, page in pages.items()]
        try:
            with self._database:
                self._database.executemany(
                    "insert or replace into pages (key, used, page) values (?, ?, ?)", rows
                )
                # Once a day is often enough to know which are old.
                self._database.executemany(
                    f"update pages set used = ? where key = ? and used < {now - 86400}",
                    [(now, key) for key in used],
                )
                self._prune()
        except sqlite3.Error:
            pass

    def load_run(self, key: bytes) -> Run | None:
        """What the same input gave before."""
        if self._database is None:
            return None
        query = "select outputs, told, has_errors from runs where key = ?"
        try:
            row = self._database.execute(query, (key,)).fetchone()
        except sqlite3.Error:
            return None
        return Run(outputs=row[0], told=row[1], has_errors=bool(row[2])) if row else None

    def store_run(self, key: bytes, run: Run) -> None:
        """Keeps what a run gave, and the latest hundred before it."""
        if self._database is None:
            return
        row = (key, run.outputs, run.told, run.has_errors)
        try:
            with self._database:
                self._database.execute("insert or replace into runs values (?, ?, ?, ?)", row)
                self._database.execute(
                    "delete from runs where rowid not in"
                    " (select rowid from runs order by rowid desc limit 100)"
                )
        except sqlite3.Error:
            pass

    def load_last(self, key: bytes) -> bytes | None:
        """What the last run with the same settings left for the next, packed."""
        if self._database is None:
            return None
        query = "select run from last_runs where key = ?"
        try:
            row = self._database.execute(query, (key,)).fetchone()
        except sqlite3.Error:
            return None
        return row[0] if row else None

    def store_last(self, key: bytes, packed: bytes) -> None:
        """Keeps that of a run for the next one with the same settings, and twenty of others."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute(
                    "insert or replace into last_runs values (?, ?)", (key, packed)
                )
                self._database.execute(
                    "delete from last_runs where rowid not in"
                    " (select rowid from last_runs order by rowid desc limit 20)"
                )
        except sqlite3.Error:
            pass

    def _prune(self) -> None:
        assert self._database is not None
        total = self._database.execute("select sum(length(page)) from pages").fetchone()[0] or 0
        if total <= _LARGEST:
            return
        oldest = self._database.execute(
            "select key, length(page) from pages order by used, rowid"
        ).fetchall()
        for key, size in oldest:
            if total <= _LARGEST * 3 // 4:
                break
            self._database.execute("delete from pages where key = ?", (key,))
            total -= size


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        # A kill loses nothing so; a power cut may, and then the file is made anew. A write-ahead log writes twice.
        database.execute("pragma page_size = 16384")
        database.execute("pragma journal_mode = truncate")
        database.execute("pragma synchronous = off")
        with database:
            database.execute(
                "create table if not exists pages (key blob primary key, used integer, page blob)"
            )
            database.execute(
                "create table if not exists last_runs (key blob primary key, run blob)"
            )
            database.execute(
                "create table if not exists runs"
                " (key blob primary key, outputs text, told text, has_errors integer)"
            )
        database.execute("select count(*) from pages").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database
