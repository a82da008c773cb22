"""docgen.lock: what generated files were made from, in hashes, and what was decided once: names that stay.

The text of the file becomes records and records become its text. What it names is compared and never
opened, so that a lock of another machine opens no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

import msgspec

from docgen.spec.remembered import Remembered, remembered

VERSION = 1

_ABOUT = "Written by docgen generate, to be committed. After a merge conflict: docgen generate"


class LockError(ValueError):
    """A docgen.lock that cannot be read; the message has the place and the problem."""

    def __init__(self, problem: str, kept: Lock | None = None) -> None:
        super().__init__(problem)
        self.kept: Lock = kept or {}  # what both sides of a merge conflict decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided once for an API, and stays."""

    path_prefix: str = ""  # what is no step of calls
    names: Remembered = field(default_factory=Remembered)  # of types that samples show


@dataclass(frozen=True, slots=True, kw_only=True)
class LockEntry(Decided):
    """What the files of one API were made from, too. Every hash is a `digest`."""

    tool: str  # the version of docgen
    settings: str
    templates: str
    pages: Mapping[str, str]  # by path, relative to their folder
    # Types, enumerations and operations by name: a hash, a space, the path of their page.
    spec: Mapping[str, str]
    outputs: Mapping[str, str]  # by path, relative to the lock's folder


Lock = Mapping[str, Decided]  # by output folder; no `LockEntry` while it is being written


def lock_text(lock: Lock) -> str:
    """The text of docgen.lock: one hash or name a line, sorted, so that git can merge it."""
    apis = {name: _table(entry) for name, entry in lock.items()}
    value = {"about": _ABOUT, "apis": apis, "version": VERSION}
    data = json.dumps(value, sort_keys=True)  # with indents it takes ten times longer
    try:
        return msgspec.json.format(data, indent=1) + "\n"
    except msgspec.DecodeError:  # half of a surrogate pair, in the name of a file
        return json.dumps(value, sort_keys=True, indent=1) + "\n"


def _table(entry: Decided) -> dict[str, Any]:
    # `asdict` copies every string.
    table = {item.name: getattr(entry, item.name) for item in fields(entry)}
    return table | {"names": entry.names.texts()}


_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)

_HASH = re.compile(r"[0-9a-f]{16}( .*)?", re.DOTALL)
# No string of JSON has the end of a line in it.
_COMMA_AT_THE_END = re.compile(r",(?=[ \t\r]*\n[ \t\r]*\})")


# A run asks for its decisions, its files, and again before it writes them.
@lru_cache(1)
def read_lock(text: str) -> Lock:
    """What a docgen.lock holds. Raises `LockError` for anything that `lock_text` does not write.

    Lines of names may be deleted by hand, the last one too.
    """
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise LockError(f"line {line} is one of a merge conflict", _of_both_sides(text))
    try:
        value = json.loads(_COMMA_AT_THE_END.sub("", text))
    except ValueError as error:
        raise LockError(f"not JSON: {error}") from None
    except RecursionError:
        raise LockError("not JSON of docgen: too deep") from None
    table = _object(value, "the file")
    if table.get("version") != VERSION:
        raise LockError(f"its version is not the {VERSION} that this docgen reads")
    apis = _object(table.get("apis"), "apis")
    return {name: _entry(item, name) for name, item in apis.items()}


def _of_both_sides(text: str) -> dict[str, Decided]:
    """What both sides of a merge conflict have decided, ours before theirs."""
    found: dict[str, Decided] = {}
    for side in _sides(text):
        try:
            lock = read_lock(side)
        except LockError:
            continue
        for name, theirs in lock.items():
            ours = found.get(name, theirs)
            names = Remembered(
                answers={**theirs.names.answers, **ours.names.answers},
                parts={**theirs.names.parts, **ours.names.parts},
            )
            found[name] = Decided(path_prefix=ours.path_prefix, names=names)
    return found


def _sides(text: str) -> tuple[str, str]:
    """Our text and theirs, of one with the marks of git."""
    sides: tuple[list[str], list[str]] = ([], [])
    into: tuple[list[str], ...] = sides
    for line in text.split("\n"):
        match _CONFLICT.match(line):
            case None:
                for side in into:
                    side.append(line)
            case mark:
                into = {"<": sides[:1], "|": (), "=": sides[1:], ">": sides}[mark[0][0]]
    return "\n".join(sides[0]), "\n".join(sides[1])


def _entry(value: Any, name: str) -> Decided:
    if value is None:  # as an earlier version began to write
        return Decided()
    table = _object(value, name)
    kind = LockEntry if table.keys() - _DECIDED else Decided
    if table.keys() | _DECIDED != {item.name for item in fields(kind)}:
        raise LockError(f"the keys of {name[:80]!r} are not those that docgen writes")
    hashes = {key: _object(table[key], key) for key in ("pages", "spec", "outputs") if key in table}
    names = _object(table.get("names", {}), "names")
    if not all(isinstance(table[key], str) for key in table.keys() - hashes.keys() - {"names"}):
        raise LockError(f"text was expected in {name[:80]!r}")
    for item, text in (pair for known in hashes.values() for pair in known.items()):
        if not isinstance(text, str) or not _HASH.fullmatch(text):
            raise LockError(f"the hash of {item[:80]!r} is none")
    try:
        values: dict[str, Any] = {**table, "names": remembered(names)}
    except ValueError as error:
        raise LockError(str(error)) from None
    return kind(**values)


_DECIDED = {item.name for item in fields(Decided)}


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise LockError(f"an object was expected for {place[:80]!r}")
    return value
