"""Files written at once or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docgen.project.usage import UsageError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Other docgens wait before this folder. The lock ends with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once are on their own there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_replaceable(path: Path) -> bool:
    """Whether a file, or nothing, is at the end of a path: a pipe or a device is written, and neither read nor replaced."""
    return path.is_file() or not path.exists()


def read_baseline(path: Path | None) -> str:
    """The text of a file of accepted findings; "" without one."""
    try:
        return path.read_text("utf-8") if path else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"cannot read {path}: {reason}; create it with: docgen lint --update"
        ) from None


def write_file(path: Path, text: str) -> None:
    """Writes a file as a whole or not at all; of a link, the file that it leads to."""
    if not is_replaceable(path):
        try:
            path.write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from None
        return
    if path.is_symlink():
        path = Path(os.path.realpath(path))
        if path.is_symlink():
            raise UsageError(f"cannot write {path}: the link leads to itself")
    new = path.with_name(f".{path.name}.docgen-new")  # a name that nobody else takes
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)  # after a kill; "x" then follows no link that is put there
        try:
            with new.open("xb") as file:
                file.write(text.encode("utf-8"))
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
