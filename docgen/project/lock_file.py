"""docgen.lock on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path

from docgen.project.configuration import Api
from docgen.project.files import alone, write_file
from docgen.project.lock import Decided, Lock, LockEntry, LockError, lock_text, read_lock
from docgen.project.usage import UsageError


def relative(api: Api, path: Path) -> str:
    """A path as the lock of an API writes it."""
    assert api.lock is not None
    return Path(os.path.relpath(path, api.lock.parent)).as_posix()


def known_files(api: Api) -> Lock:
    """The lock of an API, empty when there is none. Raises `LockError` for one that cannot be read."""
    assert api.lock is not None
    try:
        return read_lock(api.lock.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise LockError(f"not UTF-8: {error.reason}") from None
    except OSError as error:
        raise LockError(error.strerror or "it cannot be opened") from None


def known_part(api: Api) -> LockEntry | None:
    """The entry of an API in its lock; None without one that can be read."""
    try:
        entry = known_files(api).get(relative(api, api.target))
    except LockError:
        return None
    return entry if isinstance(entry, LockEntry) else None


def decisions(api: Api) -> tuple[Decided | None, str]:
    """What was decided for an API, also where its lock is in a merge conflict; and why that is lost, "" if it is not."""
    if api.lock is None:
        return None, ""
    name = relative(api, api.target)
    try:
        return known_files(api).get(name), ""
    except LockError as error:
        return error.kept.get(name), "" if error.kept else str(error)


def write_lock(api: Api, entry: Decided, others: Collection[str] | None = None) -> None:
    """Puts the entry of an API into its lock; no `LockEntry` while its files are being written.

    A lock that cannot be read is replaced. Of other APIs the `others` are kept, or all.
    """

    def change(known: Lock) -> Lock:
        entries = {name: m for name, m in known.items() if others is None or name in others}
        return {**entries, relative(api, api.target): entry}

    _change_lock(api, change)


def forget_part(api: Api) -> None:
    """Takes an API out of its lock, and the lock away when it was the only one."""
    _change_lock(
        api, lambda known: {n: m for n, m in known.items() if n != relative(api, api.target)}
    )


def _change_lock(api: Api, change: Callable[[Lock], Lock]) -> None:
    assert api.lock is not None
    try:
        with alone(api.lock.parent):
            try:
                known = known_files(api)
            except LockError as error:
                known = error.kept
            if lock := change(known):
                write_file(api.lock, lock_text(lock))
            else:
                api.lock.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {api.lock}: {error.strerror}") from None
