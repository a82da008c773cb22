"""Folders of pages and templates as they are on the disk.

In: paths. Out: texts, and the dialect that they are written in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Source, Span
from docgen.project.configuration import Api
from docgen.project.includes import relative_folder, with_includes
from docgen.project.usage import UsageError
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.dialect import Dialect, load_dialect, read_dialect, with_words
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.syntax.page_paths import is_page


def named_dialect(api: Api, source_files: SourceFiles) -> str:
    """The name of the dialect that an API is written in, or of the one that it looks like."""
    return api.dialect or guess_dialect(source.text for source in source_files.sources)[0]


def dialect_of(api: Api, source_files: SourceFiles) -> Dialect:
    """The dialect that an API is written in, or the one that it looks like, with the words of docgen.toml."""
    name = named_dialect(api, source_files)
    return with_words(name, api.words) if api.words else find_dialect(name)


def find_dialect(name_or_path: str) -> Dialect:
    """The dialect of a name, or of a .toml file of the user's."""
    if not is_file_of_dialect(name_or_path):
        return load_dialect(name_or_path)
    path = Path(name_or_path)
    try:
        return read_dialect(path.stem, path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the dialect {path}: {error}") from None


@dataclass(frozen=True, kw_only=True)
class SourceFiles:
    """What is below a folder of pages, and what its pages include from folders of partials."""

    texts: dict[str, str]  # of all page files, by path relative to the folder of pages
    partials: dict[str, str]  # of what pages include from outside of that folder, the same way
    partial_folders: tuple[str, ...]
    files: list[str]  # the paths of all files, relative to the folder of pages
    unreadable: list[Diagnostic]  # what is no text

    # A run in which nothing changed does without: to look for includes takes as long as to read the files.
    @cached_property
    def sources(self) -> list[Source]:
        """The pages with what they include, in the order of their paths."""
        return with_includes(self.texts, self.partial_folders, self.partials.get)


def read_sources(folder: Path, partials: Iterable[Path] = ()) -> SourceFiles:
    """The pages below a folder with what they include, and what else is there. Reports DG102, DG115, DG120, DG121 and DG123.

    `partials` are folders of files that are read when a page includes them.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is not a folder; name the one that contains the .md or .mdx files"
        )
    entries = dict(sorted(_entries(folder)))
    unreadable: list[Diagnostic] = []
    texts = _texts(str(folder), entries, unreadable)
    unreadable += _links(str(folder), entries)
    unreadable += _other_kinds(entries)
    if not texts and not unreadable:
        raise UsageError(f"{folder} contains no .md or .mdx files; name the folder that does")
    return _source_files(folder, partials, texts, list(entries), unreadable)


def with_texts(
    source_files: SourceFiles,
    folder: Path,
    partials: Iterable[Path],
    texts: Mapping[str, str | None],
) -> SourceFiles:
    """The same with other texts in some files, by path; None for a file that is no longer there."""
    changed = {**source_files.texts, **texts}
    files = {*source_files.files, *texts} - {path for path, text in texts.items() if text is None}
    return _source_files(
        folder,
        partials,
        {path: text for path in sorted(changed) if (text := changed[path]) is not None},
        sorted(files),
        [each for each in source_files.unreadable if each.at.path not in texts],
    )


def _source_files(
    folder: Path,
    partials: Iterable[Path],
    texts: dict[str, str],
    files: list[str],
    unreadable: list[Diagnostic],
) -> SourceFiles:
    places = {relative_folder(str(each), str(folder)): os.path.realpath(each) for each in partials}
    return SourceFiles(
        texts=texts,
        partials=_included(folder, texts, places, unreadable) if places else {},
        partial_folders=tuple(places),
        files=files,
        unreadable=unreadable,
    )


def _included(
    folder: Path,
    texts: Mapping[str, str],
    places: Mapping[str, str],
    unreadable: list[Diagnostic],
) -> dict[str, str]:
    """The texts of what pages include from folders of partials; `places` are their real paths."""
    included: dict[str, str] = {}

    def text_of(page: str) -> str | None:
        path = os.path.realpath(folder / page)
        is_inside = any(path.startswith(f"{each}{os.sep}") for each in places.values())
        text = _text(path, page, unreadable) if is_inside and os.path.isfile(path) else None
        if text is not None:
            included[page] = text
        return text

    with_includes(texts, tuple(places), text_of)
    return included


def _texts(
    folder: str, entries: Mapping[str, os.DirEntry[str]], unreadable: list[Diagnostic]
) -> dict[str, str]:
    """The texts of those files that are pages, by name."""
    texts: dict[str, str] = {}
    for page, entry in entries.items():
        path = f"{folder}/{page}"
        # Of a link to itself `entry.is_file` raises.
        is_file = os.path.isfile(path) if entry.is_symlink() else entry.is_file()
        if not is_page(page) or not is_file:
            continue
        if not page.isprintable():
            code = "DG121" if is_utf8(page) else "DG115"
            unreadable.append(diagnose(code, Span(_printable(page), 1)))
            continue
        if entry.is_symlink() and not _is_inside(path, folder):
            continue
        text = _text(path, page, unreadable)
        if text is not None:
            texts[page] = text
    return texts


def _printable(name: str) -> str:
    """A name of the disk with escapes for what no terminal should print: `\\x1b`, `\\u202e`."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def _links(folder: str, entries: Mapping[str, os.DirEntry[str]]) -> Iterator[Diagnostic]:
    """DG120 for links of the disk that lead to no page: those of pages, and those of folders."""
    for name, entry in entries.items():
        path = f"{folder}/{name}"
        if not entry.is_symlink() or not (is_page(name) or os.path.isdir(path)):
            continue
        if os.path.isdir(path):
            where = "to a folder"
        elif not os.path.exists(path):
            where = "nowhere"
        elif not _is_inside(path, folder):
            where = "out of the folder of pages"
        else:
            continue
        yield diagnose("DG120", Span(_printable(name), 1), where=where)


def _other_kinds(entries: Mapping[str, os.DirEntry[str]]) -> Iterator[Diagnostic]:
    """DG123 for what is named like a page and is not a file."""
    for page, entry in entries.items():
        if entry.is_symlink() or entry.is_file() or not is_page(page):
            continue
        kind = "a folder" if entry.is_dir() else "a pipe, a socket or a device"
        yield diagnose("DG123", Span(_printable(page), 1), kind=kind)


def _is_inside(path: str, folder: str) -> bool:
    return os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


def _text(path: str, page: str, unreadable: list[Diagnostic]) -> str | None:
    """The text of a file, with "\n" at the ends of lines; None if it is not UTF-8, which is reported."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        unreadable.append(diagnose("DG102", Span(page, 1), problem=error.reason))
        return None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_utf8(name: str) -> bool:
    """Whether a name of the disk is text that a file or a message can hold."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files and folders below, by their paths with forward slashes. Their kinds are known without a look at each.

    Links to folders are not followed.
    """
    waiting = [("", str(folder))]
    while waiting:
        before, place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    yield before + entry.name, entry
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((f"{before}{entry.name}/", entry.path))
        except OSError as error:
            raise UsageError(f"cannot read {error.filename}: {error.strerror}") from None
