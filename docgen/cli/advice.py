"""The lines of docgen.toml that would help most, after a first look at the pages.

A folder of pages as it was read enters; at most three lines with reasons leave, the most useful first.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docgen.diagnostics.diagnostic import amount
from docgen.driver.workspace import Folder, read_api
from docgen.openapi.operations import summary_of
from docgen.project.configuration import Api
from docgen.reading.assemble import assemble
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.reading.first_look import Advice, FirstLook
from docgen.reading.survey import UnknownWord, column_words, heading_words, type_words
from docgen.records import replace
from docgen.spec.model import Spec

_MOST = 3
_MOST_PAGES = 300  # that are read twice
_LEAST_GAIN = 1.1
_MOST_WORDS = 6
_LEAST_ROWS = 2


def advice(api: Api, read: Folder, look: FirstLook) -> tuple[Advice, ...]:
    """At most three lines, each of another key. `api` says how the folder was read."""
    gains = sorted(_all(api, read, look), key=lambda gain: -gain[0])
    return tuple(line for _, line in gains)[:_MOST]


def _all(api: Api, read: Folder, look: FirstLook) -> Iterator[tuple[int, Advice]]:
    """Lines, each with how much more of the pages is read, or of the API can be used, with it."""
    if not is_file_of_dialect(look.dialect) and len(read.linked.pages) <= _MOST_PAGES:
        yield from _words(api, read, look.dialect)
    yield from _partials(read)
    if not look.base_url:
        reason = "the samples contain no address"
        calls = len(read.linked.spec.operations)
        yield calls, Advice(line='base_url = "https://..."', reason=reason)
    # It accepts mistakes, and nothing more is read.
    if errors := _errors(read):
        reason = f"accepts {amount(errors, 'error')}, with: docgen lint --update"
        yield 0, Advice(line='baseline = "known.txt"', reason=reason)


def _words(api: Api, read: Folder, dialect: str) -> Iterator[tuple[int, Advice]]:
    """The columns, headings and types that the dialect does not know, where reading the pages with them gives more."""
    sources = [read.sources[page.path] for page in read.linked.pages if page.path in read.sources]
    documents = [assemble(source) for source in sources]
    titles = {
        (item.summary or summary_of(item.description)).lower()
        for item in read.linked.spec.operations
    }
    words = {
        "columns": _table(column_words(documents, read.dialect)),
        "labels": _table(heading_words(documents, read.dialect, titles)),
        "primitives": _table(type_words(documents, read.dialect)),
    }
    keys = {key: table for key, table in words.items() if table}
    if not keys:
        return
    known = read_api(replace(api, words=keys))
    before, after = _fields(read.linked.spec), _fields(known.linked.spec)
    gone = _errors(read) - _errors(known)
    found = []
    if after > _LEAST_GAIN * before:
        found.append(f"{amount(after, 'field')} with types, not {before}")
    if gone > 0:
        found.append(f"{amount(gone, 'error')} fewer")
    if found and gone >= 0 and after >= before:
        line = f"dialect = {_toml({'extends': dialect, **keys})}"
        reason = f"in place of dialect: {'; '.join(found)}"
        yield after - before + gone, Advice(line=line, reason=reason)


def _errors(read: Folder) -> int:
    return sum(finding.level == "error" for finding in read.built.diagnostics)


def _fields(spec: Spec) -> int:
    """How many parameters and properties pages state."""
    of_types = sum(row.evidence == "stated" for item in spec.types for row in item.properties)
    bodies = (operation.request_body for operation in spec.operations)
    of_bodies = sum(len(body.properties) for body in bodies if body)
    return of_types + of_bodies + sum(len(item.parameters) for item in spec.operations)


def _table(words: Sequence[UnknownWord]) -> dict[str, list[str]]:
    """Words by their role, in the form that adds them to those of a dialect."""
    by_role: dict[str, list[str]] = {}
    for word in words[:_MOST_WORDS]:
        if word.rows >= _LEAST_ROWS:
            by_role.setdefault(word.role, ["+"]).append(word.text)
    return by_role


def _partials(read: Folder) -> Iterator[tuple[int, Advice]]:
    """The folder outside of the pages that has the most of the files that pages include in vain."""
    folder = Path(read.folder)
    missing = Counter[str]()
    for d in read.built.diagnostics:
        if d.code in ("DG117", "DG302"):
            name = Path(d.message.rpartition(": ")[2]).name
            for found in _named(folder.resolve().parent, name):
                if not found.is_relative_to(folder.resolve()):
                    missing[os.path.relpath(found.parent)] += 1
    for path, count in missing.most_common(1):
        reason = f"has {amount(count, 'file')} that pages include"
        yield count, Advice(line=f"partials = {_toml([Path(path).as_posix()])}", reason=reason)


def _named(folder: Path, name: str) -> Iterable[Path]:
    """The files of a name at most two folders below one."""
    return (path for pattern in ("*/", "*/*/") for path in folder.glob(pattern + name))


def _toml(value: Any) -> str:
    """A value of TOML on one line."""
    match value:
        case dict():
            keys = (f"{key} = {_toml(item)}" for key, item in value.items())
            return f"{{ {', '.join(keys)} }}"
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)
