"""Generated files on the disk: written as a whole or not at all, foreign files left alone.

`{path: text}` enters; a folder that holds it leaves. It refuses to know what the files are.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from docgen.configuration import Api, UsageError
from docgen.lock import Lock, LockError, Made, lock_text, mark, read_lock

MANIFEST = ".docgen-files"  # the paths that docgen wrote, one a line


def written_files(package: Path) -> list[str]:
    """The files of a package that docgen wrote. Raises `UsageError` for a folder that it did not make."""
    if not package.exists():
        return []
    listed = package / MANIFEST
    if not listed.is_file():
        if package.is_dir() and not any(package.iterdir()):
            return []
        raise UsageError(f"{package} was not made by docgen; choose another --output or --package")
    return [line for line in listed.read_text("utf-8", "replace").split("\n") if line]


def _check_ours(folder: Path) -> None:
    """Raises `UsageError` for what has the name of a passing folder and was not made by docgen.

    Ours begins with its manifest and ends with it, so that a kill leaves nothing that is not known again.
    """
    if not os.path.lexists(folder):
        return
    is_folder = folder.is_dir() and not folder.is_symlink()
    if not is_folder or not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        raise UsageError(f"{folder} was not made by docgen; move it, its name is needed")


def _remove(folder: Path) -> None:
    """Removes a passing folder, the manifest at last."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != MANIFEST:
                path.unlink()
        shutil.rmtree(folder)


def digest(package: Path, others: Iterable[Path]) -> str:
    """A hash of what docgen wrote of a package, and of other files. "" when something is missing."""
    found = hashlib.sha256()
    try:
        names = (package / MANIFEST).read_text("utf-8")
        for path in (package / MANIFEST, *(package / n for n in names.split("\n") if n), *others):
            data = path.read_bytes()
            found.update(f"{path}\0{len(data)}\0".encode("utf-8", "replace") + data)
    except (OSError, ValueError):
        return ""
    return found.hexdigest()


def made_digest(api: Api) -> str:
    """A hash of all that was written for an API, its part of the lock too. "" when something is missing."""
    found = digest(api.folder, api.exports)
    if api.lock is None or not found:
        return found
    made = known_part(api)
    return f"{found} {mark(repr(made))}" if made else ""


def unknown_files(api: Api) -> list[Path]:
    """The files of a package that docgen did not write, without hidden ones."""
    if not api.folder.is_dir():
        return []
    ours = {api.folder / name for name in written_files(api.folder)} | set(api.exports)
    return sorted(
        path
        for path in api.folder.rglob("[!.]*")
        if path not in ours and path.is_file() and "__pycache__" not in path.parts
    )


def manifest(files: Iterable[str]) -> str:
    """The text of the list of a package's files."""
    return "".join(f"{path}\n" for path in files)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
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


def replace_package(package: Path, files: Mapping[str, str | None]) -> None:
    """Makes the package anew beside the old one and swaps them; foreign files move along.

    A file that stays the same, or whose text is None, is not written again.
    """
    if package.is_symlink():
        package = package.resolve()
    old, made = package.with_name(f".{package.name}.old"), package.with_name(f".{package.name}.new")
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with _alone(package.parent):
            _check_ours(old)
            _check_ours(made)
            try:
                _swap(package, old, made, files)
            finally:
                _remove(made)
    except OSError as error:
        raise UsageError(
            f"cannot write {error.filename or package}: {error.strerror or error}"
        ) from None


def _swap(package: Path, old: Path, made: Path, files: Mapping[str, str | None]) -> None:
    if old.exists() and not package.exists():
        old.rename(package)  # a kill between the two renames below
    _remove(made)
    _remove(old)
    ours = {*written_files(package), MANIFEST}
    made.mkdir()
    (made / MANIFEST).write_bytes(manifest(files).encode("utf-8"))
    for folder in sorted({(made / path).parent for path in files}):
        folder.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        if path in ours and _is_kept(package / path, text):
            _link(package / path, made / path)
        elif text is not None:
            (made / path).write_bytes(text.encode("utf-8"))
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name in ours or is_folder or "__pycache__" in path.parts:
            continue
        if name in files:
            if not _is_kept(path, files[name]):
                raise UsageError(f"{path} was not made by docgen; move it, its name is needed")
            continue
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, made / name, follow_symlinks=False)
    if package.exists():
        package.rename(old)
    made.rename(package)
    _remove(old)


def _is_kept(path: Path, text: str | None) -> bool:
    """Whether a file is there as it should be."""
    if text is None:
        return True
    try:
        return path.read_bytes() == text.encode("utf-8")
    except OSError:
        return False


def _link(path: Path, other: Path) -> None:
    """The same file at another path as well; a copy of a symbolic link, and where the file system knows no links."""
    try:
        if path.is_symlink():
            shutil.copy2(path, other)
        else:
            os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def write_file(path: Path, text: str) -> None:
    """Writes a file as a whole or not at all."""
    made = path.with_name(f".{path.name}.docgen-new")  # a name that nobody else takes
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.unlink(missing_ok=True)  # after a kill; "x" then follows no link that is put there
        try:
            with made.open("xb") as file:
                file.write(text.encode("utf-8"))
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


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


def known_part(api: Api) -> Made | None:
    """What the lock says of an API; None when it says nothing that can be read."""
    try:
        return known_files(api).get(relative(api, api.folder))
    except LockError:
        return None


def write_lock(api: Api, made: Made | None, others: Collection[str] | None = None) -> None:
    """Puts what an API's files were made of into its lock; None while they are being written.

    A lock that cannot be read is made anew. Of other APIs the `others` are kept, or all.
    """

    def change(known: Lock) -> Lock:
        kept = {name: m for name, m in known.items() if others is None or name in others}
        return {**kept, relative(api, api.folder): made}

    _change_lock(api, change)


def forget_part(api: Api) -> None:
    """Takes an API out of its lock, and the lock away when it was the only one."""
    _change_lock(
        api, lambda known: {n: m for n, m in known.items() if n != relative(api, api.folder)}
    )


def _change_lock(api: Api, change: Callable[[Lock], Lock]) -> None:
    assert api.lock is not None
    try:
        with _alone(api.lock.parent):
            try:
                known = known_files(api)
            except LockError:
                known = {}
            if lock := change(known):
                write_file(api.lock, lock_text(lock))
            else:
                api.lock.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {api.lock}: {error.strerror}") from None
