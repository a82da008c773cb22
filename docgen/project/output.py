"""Generated files on the disk: written as a whole or not at all, foreign files left alone.

In: `{path: text}`. Out: a folder that holds it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from docgen.project.configuration import Api, UsageError
from docgen.project.files import alone
from docgen.project.lock_file import known_part
from docgen.syntax.hashing import digest

MANIFEST = ".docgen-files"  # the paths that docgen wrote, one a line


def written_files(package: Path) -> list[str]:
    """The files of a package that docgen wrote. Raises `UsageError` for a folder that it did not make."""
    if not package.exists():
        return []
    listed = package / MANIFEST
    if not listed.is_file():
        if package.is_dir() and not any(package.iterdir()):
            return []
        raise UsageError(
            f"{package} was not written by docgen; choose another --output or --package"
        )
    return [line for line in listed.read_text("utf-8", "replace").split("\n") if line]


def _check_ours(folder: Path) -> None:
    """Raises `UsageError` for what has the name of a passing folder and was not made by docgen.

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
    found = hashlib.sha256()
    try:
        paths = list(others)
        if package is not None:
            names = (package / MANIFEST).read_text("utf-8")
            paths = [package / MANIFEST, *(package / n for n in names.split("\n") if n), *paths]
        for path in paths:
            data = path.read_bytes()
            found.update(f"{path}\0{len(data)}\0".encode("utf-8", "replace") + data)
    except (OSError, ValueError):
        return ""
    return found.hexdigest()


def made_digest(api: Api) -> str:
    """A hash of all that was written for an API, its part of the lock too. "" when something is missing."""
    found = _output_digest(api.folder, api.exports)
    if api.lock is None or not found:
        return found
    made = known_part(api)
    return f"{found} {digest(repr(made))}" if made else ""


def unknown_files(api: Api) -> list[Path]:
    """The files of a package that docgen did not write, without hidden ones."""
    folder = api.folder
    if folder is None or not folder.is_dir():
        return []
    ours = {folder / name for name in written_files(folder)} | set(api.exports)
    return sorted(
        path
        for path in folder.rglob("[!.]*")
        if path not in ours and path.is_file() and "__pycache__" not in path.parts
    )


def manifest(files: Iterable[str]) -> str:
    """The text of the list of a package's files."""
    return "".join(f"{path}\n" for path in files)


def replace_package(package: Path, files: Mapping[str, str | None]) -> None:
    """Makes the package anew beside the old one and swaps them; foreign files move along.

    A file that stays the same, or whose text is None, is not written again.
    """
    if package.is_symlink():
        package = package.resolve()
    old, made = package.with_name(f".{package.name}.old"), package.with_name(f".{package.name}.new")
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with alone(package.parent):
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
                raise UsageError(f"{path} was not written by docgen and blocks an output; move it")
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
