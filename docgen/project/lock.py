"""docgen.lock: what generated files were made from, in hashes.

The text of the file becomes records and records become its text. What it names is compared and never
opened, so that a lock of another machine opens no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import msgspec

VERSION = 1

_ABOUT = "Written by docgen generate, to be committed. After a merge conflict: docgen generate"


class LockError(ValueError):
    """A docgen.lock that cannot be read; the message has the place and the problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEntry:
    """What the files of one API were made from. Every hash is a `digest`."""

    tool: str  # the version of docgen
    settings: str
    templates: str
    pages: Mapping[str, str]  # by path, relative to their folder
    # Types, enumerations and operations by name: a hash, a space, the path of their page.
    spec: Mapping[str, str]
    outputs: Mapping[str, str]  # by path, relative to the lock's folder
    path_prefix: str = ""  # what is no step of calls, decided once


Lock = Mapping[str, LockEntry | None]  # by output folder; None while it is being written


def lock_text(lock: Lock) -> str:
    """The text of docgen.lock: one hash a line, sorted, so that git can merge it."""
    apis = {name: _table(entry) if entry else None for name, entry in lock.items()}
    value = {"about": _ABOUT, "apis": apis, "version": VERSION}
    data = json.dumps(value, sort_keys=True)  # with indents it takes ten times longer
    try:
        return msgspec.json.format(data, indent=1) + "\n"
    except msgspec.DecodeError:  # half of a surrogate pair, in the name of a file
        return json.dumps(value, sort_keys=True, indent=1) + "\n"


def _table(entry: LockEntry) -> dict[str, Any]:
    # `asdict` copies every string.
    return {item.name: getattr(entry, item.name) for item in fields(entry)}


_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)

_HASH = re.compile(r"[0-9a-f]{16}( .*)?", re.DOTALL)


def read_lock(text: str) -> dict[str, LockEntry | None]:
    """What a docgen.lock holds. Raises `LockError` for anything that `lock_text` does not write."""
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise LockError(f"line {line} is one of a merge conflict")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise LockError(f"not JSON: {error}") from None
    except RecursionError:
        raise LockError("not JSON of docgen: too deep") from None
    table = _object(value, "the file")
    if table.get("version") != VERSION:
        raise LockError(f"its version is not the {VERSION} that this docgen reads")
    apis = _object(table.get("apis"), "apis")
    return {name: _entry(item, name) if item is not None else None for name, item in apis.items()}


def _entry(value: Any, name: str) -> LockEntry:
    table = _object(value, name)
    if table.keys() | {"path_prefix"} != {item.name for item in fields(LockEntry)}:
        raise LockError(f"the keys of {name[:80]!r} are not those that docgen writes")
    if not all(isinstance(table[key], str) for key in table.keys() - {"pages", "spec", "outputs"}):
        raise LockError(f"text was expected in {name[:80]!r}")
    for key in ("pages", "spec", "outputs"):
        for item, text in _object(table[key], key).items():
            if not isinstance(text, str) or not _HASH.fullmatch(text):
                raise LockError(f"the hash of {item[:80]!r} is none")
    return LockEntry(**table)


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LockError(f"an object was expected for {place[:80]!r}")
    return value
