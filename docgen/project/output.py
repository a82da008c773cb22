"""Generated files on the disk: written as a whole or not at all, foreign files left alone.

In: `{path: text}`. Out: a folder that holds it.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from docgen.project.configuration import Api
from docgen.project.files import alone
from docgen.project.lock_file import known_part
from docgen.project.usage import UsageError
from docgen.syntax.hashing import digest

MANIFEST = ".docgen-files"  # the paths that docgen wrote, one a line


def written_files(package: Path) -> list[str]:
    """The files of a package that docgen wrote. Raises `UsageError` for a folder that it did not make."""
    if not package.exists():
        return []
    manifest_file = package / MANIFEST
    if not manifest_file.is_file():
        if package.is_dir() and not any(package.iterdir()):
            return []
        raise UsageError(
            f"{package} was not written by docgen; choose another --output or --package"
        )
    return [line for line in manifest_file.read_text("utf-8", "replace").split("\n") if line]


def _check_ours(folder: Path) -> None:
    """Raises `UsageError` for a folder with the name of a temporary one that docgen did not write.

    Ours begins with its manifest and ends with it, so that a kill leaves nothing that is not known again.
    """
    if not os.path.lexists(folder):
        return
    is_folder = folder.is_dir() and not folder.is_symlink()
    if not is_folder or not (folder / MANIFEST).is_file() and any(folder.iterdir()):
        raise UsageError(f"{folder} was not written by docgen and blocks an output; move it")


def _remove(folder: Path) -> None:
    """Removes a passing folder, the manifest at last."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != MANIFEST:
                path.unlink()
        shutil.rmtree(folder)


def _output_digest(package: Path | None, others: Iterable[Path]) -> str:
    """A hash of what docgen wrote of a package, and of other files. "" when something is missing."""
    hasher = hashlib.sha256()
    try:
        paths = [*map(str, others)]
        if package is not None:
            names = (package / MANIFEST).read_text("utf-8")
            written = (MANIFEST, *filter(None, names.split("\n")))
            paths = [*(os.path.join(package, name) for name in written), *paths]
        for path in paths:
            with open(path, "rb") as file:
                data = file.read()
            hasher.update(f"{path}\0{len(data)}\0".encode("utf-8", "replace") + data)
    except (OSError, ValueError):
        return ""
    return hasher.hexdigest()


def written_digest(api: Api) -> str:
    """A hash of all that was written for an API, its part of the lock too. "" when something is missing."""
    of_files = _output_digest(api.folder, api.exports.values())
    if api.lock is None or not of_files:
        return of_files
    entry = known_part(api)
    return f"{of_files} {digest(repr(entry))}" if entry else ""


def unknown_files(api: Api) -> list[Path]:
    """The files of a package that docgen did not write, without hidden ones."""
    folder = api.folder
    if folder is None or not folder.is_dir():
        return []
    ours = {folder / name for name in written_files(folder)} | set(api.exports.values())
    return sorted(
        path
        for path in folder.rglob("[!.]*")
        if path not in ours and path.is_file() and "__pycache__" not in path.parts
    )


def manifest(files: Iterable[str]) -> str:
    """The text of the list of a package's files."""
    return "".join(f"{path}\n" for path in files)


def replace_package(package: Path, files: Mapping[str, str | None]) -> None:
    """Writes the package next to the old one and swaps them; foreign files move along.

    A file that stays the same, or whose text is None, is not written again.
    """
    if package.is_symlink():
        package = package.resolve()
    old, new = package.with_name(f".{package.name}.old"), package.with_name(f".{package.name}.new")
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with alone(package.parent):
            _check_ours(old)
            _check_ours(new)
            try:
                _swap(package, old, new, files)
            finally:
                _remove(new)
    except OSError as error:
        raise UsageError(
            f"cannot write {error.filename or package}: {error.strerror or error}"
        ) from None


def _swap(package: Path, old: Path, new: Path, files: Mapping[str, str | None]) -> None:
    if old.exists() and not package.exists():
        old.rename(package)  # a kill between the two renames below
    _remove(new)
    _remove(old)
    ours = {*written_files(package), MANIFEST}
    new.mkdir()
    (new / MANIFEST).write_bytes(manifest(files).encode("utf-8"))
    for folder in sorted({posixpath.dirname(path) for path in files}):
        (new / folder).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        before, after = os.path.join(package, path), os.path.join(new, path)
        if path in ours and _is_unchanged(before, text):
            _link(before, after)
        elif text is not None:
            with open(after, "wb") as file:
                file.write(text.encode("utf-8"))
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name in ours or is_folder or "__pycache__" in path.parts:
            continue
        if name in files:
            if not _is_unchanged(str(path), files[name]):
                raise UsageError(f"{path} was not written by docgen and blocks an output; move it")
            continue
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, new / name, follow_symlinks=False)
    if package.exists():
        package.rename(old)
    new.rename(package)
    _remove(old)


def _is_unchanged(path: str, text: str | None) -> bool:
    """Whether a file is there as it should be."""
    if text is None:
        return True
    try:
        with open(path, "rb") as file:
            return file.read() == text.encode("utf-8")
    except OSError:
        return False


def _link(path: str, other: str) -> None:
    """The same file at another path as well; a copy of a symbolic link, and where the file system knows no links."""
    try:
        if os.path.islink(path):
            shutil.copy2(path, other)
        else:
            os.link(path, other)
    except OSError:
        shutil.copy2(path, other)
