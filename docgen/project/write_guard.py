"""Where docgen may write: never over what it reads or another wrote, and no place for two.

APIs and paths enter; a `UsageError` that names the file is raised before anything is written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from docgen.openapi.formats import EXPORTS
from docgen.project.configuration import Api, lock_path
from docgen.project.files import is_replaceable
from docgen.project.output import MANIFEST, written_files
from docgen.project.usage import UsageError
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.syntax.page_paths import is_page

_EXPORT = re.compile(rb"\s*(?:%s)" % b"|".join(item.begin for item in EXPORTS.values()))


def check_targets(apis: Sequence[Api], config: Path) -> None:
    """Raises `UsageError` unless all outputs of the APIs may be written. `config` is the file that names them, if any."""
    for api in apis:
        folder = api.folder
        if folder is not None:
            check_folder(folder, api)
        for path in api.exports.values():
            check_export(path, apis, config)
            if folder is not None and _is_within(path, folder) and path.suffix != ".json":
                raise UsageError(
                    f"{path} is a name that the package may need; use one that ends in .json"
                )
    written = [
        (api, path, _real(path))
        for api in apis
        for path in (api.folder, *api.exports.values())
        if path
    ]
    for (one, path, a), (other, second, b) in combinations(written, 2):
        is_inside = one is other and path == one.folder and a in b.parents  # a spec in its package
        if a == b or ((a in b.parents or b in a.parents) and not is_inside):
            names = " and ".join(f"{api.package} ({api.pages})" for api in (one, other))
            where = f"{path}" if path == second else f"{path} and {second}"
            raise UsageError(f"{names} would overwrite each other: {where}; give each its own")


def check_folder(folder: Path, api: Api) -> None:
    """Raises `UsageError` unless a folder may be written. Its README.md would be a page of the next run among the pages."""
    for read in (api.pages, *api.partials):
        if _is_within(read, folder) or _real(folder) == _real(read) != _real(api.pages):
            raise UsageError(f"{folder} contains the pages {read}; choose another --output")
    if _real(folder) == _real(api.pages) or _is_within(folder, api.pages):
        raise UsageError(
            f"{folder} is in the folder of pages; choose another --output, beside {api.pages}"
        )


def check_export(path: Path, apis: Iterable[Api], config: Path) -> None:
    """Whether an export may be written: where there is nothing, or what begins as one that docgen wrote."""
    check_file(path, apis, config)
    if not is_replaceable(path):
        return
    try:
        with path.open("rb") as file:
            begin = file.read(200)
    except OSError:
        return  # there is none, or writing reports the reason
    if begin.strip() and not _EXPORT.match(begin):
        raise UsageError(f"{path} was not written by docgen; move it, or name another file")


def check_file(path: Path, apis: Iterable[Api], config: Path) -> None:
    """Whether a file may be written: no page, nothing else that docgen reads, nothing of a package."""
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder; name a file")
    for api in apis:
        is_data = path.suffix == ".json" or not (is_page(path.name) or path.exists())
        if _is_within(path, api.pages) and not is_data:
            raise UsageError(f"{path} is in the folder of pages; name a file elsewhere")
    if any(_real(path) == _real(read) or _is_within(path, read) for read in _read(apis, config)):
        raise UsageError(f"{path} is an input of docgen; name another file")
    for folder in path.parents:
        if not (folder / MANIFEST).is_file():
            continue
        if path.relative_to(folder).as_posix() in (*written_files(folder), MANIFEST):
            raise UsageError(f"{path} is in the package {folder}; name a file elsewhere")


def _read(apis: Iterable[Api], config: Path) -> Iterator[Path]:
    """The files that decide what is generated, besides the pages."""
    yield from (config, config.with_name("pyproject.toml"), lock_path(config))
    for api in apis:
        yield from api.partials
        if api.templates:
            yield api.templates
        if api.dialect and is_file_of_dialect(api.dialect):
            yield Path(api.dialect)


def _is_within(path: Path, folder: Path) -> bool:
    return _real(folder) in _real(path).parents


def _real(path: Path) -> Path:
    """Without links: a page is the same page by any name."""
    return Path(os.path.realpath(path))
