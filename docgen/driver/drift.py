"""Why generated files are out of date.

In: what a lock holds, what would be generated now and what is on the disk. Out: diagnostics, their paths relative to
the lock's folder. It does not look at the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diff.compare import wire_changes
from docgen.project.lock import LockEntry
from docgen.records import replace
from docgen.spec.fingerprints import Symbol, fingerprints, members, symbols
from docgen.spec.model import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An API as it was or is generated."""

    entry: LockEntry
    # Of the last run: that of spec.json, None where it is not there or was edited.
    spec: Spec | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The files of an API on the disk. Paths are relative to the lock's folder."""

    # By path; of all files that are or were generated.
    hashes: Mapping[str, str]
    # By path, from 1: the first line that is not as it would be generated.
    lines: Mapping[str, int]
    # The paths that the package lists as docgen's.
    written: frozenset[str]
    # The files of the package that docgen did not write.
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An API's generated files beside what they should be."""

    lock: str  # its name
    pages: str  # the prefix of the path of a page: "docs/api/"
    command: str  # what generates: "docgen generate"
    now: Version
    last: Version | None
    unknown: str  # why there is no last one: "there is no docgen.lock"
    output: Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Why files differ, and which. Without a file that differs, causes are notes."""

    causes: tuple[Diagnostic, ...] = ()
    files: tuple[Diagnostic, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether a file is out of date."""
        return any(d.level == "error" for d in self.files)


class _File(Enum):
    """What is wrong with a file, by code."""

    EDITED = "DG704"
    MISSING = "DG705"
    IN_THE_WAY = "DG706"
    FOREIGN = "DG707"
    OUTDATED = "DG708"
    OBSOLETE = "DG709"
    NOT_IN_LOCK = "DG710"
    UNKNOWN = "DG711"
    NEW = "DG713"


class _Change(Enum):
    """What became of something, in words."""

    REMOVED = "was removed"
    NEW = "is new"
    CHANGED = "was changed"


def drift(state: State) -> Drift:
    """What changed since the last run, and the files that differ."""
    problems = list(_files(state))
    files = tuple(diagnose(kind.value, at, fix=state.command) for kind, at in problems)
    if state.last is None:
        at = Span(state.lock, 1)
        unknown = diagnose("DG712", at, reason=state.unknown, fix=state.command)
        return Drift(causes=(unknown,), files=files)
    causes = list(_causes(state, state.last))
    if not causes and any(
        kind in (_File.OUTDATED, _File.OBSOLETE, _File.NEW) for kind, _ in problems
    ):
        causes = [_tool_cause(state, "docgen's own code changed")]
    result = Drift(causes=tuple(causes), files=files)
    if result.is_stale:
        return result
    return replace(result, causes=tuple(replace(d, level="note") for d in causes))


def _files(state: State) -> Iterator[tuple[_File, Span]]:
    output = state.output
    known = state.last.entry.outputs if state.last else None
    is_in_lock = True
    for path, expected in state.now.entry.outputs.items():
        actual = output.hashes.get(path)
        if actual == expected:
            is_in_lock &= known is None or known.get(path) == actual
        else:
            kind = _kind(actual, known, path, is_written=path in output.written)
            yield kind, Span(path, output.lines.get(path, 1))
    for path in sorted(output.written - state.now.entry.outputs.keys()):
        if path in output.hashes:
            yield _File.OBSOLETE, Span(path, 1)
    yield from ((_File.FOREIGN, Span(path, 1)) for path in output.foreign)
    if not is_in_lock:
        yield _File.NOT_IN_LOCK, Span(state.lock, 1)


def _kind(
    actual: str | None, known: Mapping[str, str] | None, path: str, *, is_written: bool
) -> _File:
    """What is wrong with a file that differs. `known` are the hashes of the last run."""
    last = known.get(path) if known is not None else None
    if actual is None:
        return _File.NEW if known is not None and last is None else _File.MISSING
    if last is not None:
        return _File.OUTDATED if actual == last else _File.EDITED
    return _File.IN_THE_WAY if known is not None and not is_written else _File.UNKNOWN


def _causes(state: State, last: Version) -> Iterator[Diagnostic]:
    before, now = last.entry, state.now.entry
    if before.tool != now.tool:
        yield _tool_cause(state, f"docgen {before.tool} became {now.tool}")
    if before.settings != now.settings:
        yield _tool_cause(state, "the configuration or its dialect changed")
    if before.templates != now.templates:
        yield _tool_cause(state, "a template or the runtime changed")
    changed = list(_symbols(state, last))
    yield from changed
    reported = {d.at.path for d in changed}
    moved = _moved(before.pages, now.pages)
    for page, old in moved.items():
        change = f"was moved here from {state.pages}{old}"
        yield diagnose("DG702", Span(state.pages + page, 1), change=change, fix=state.command)
    for page, change in _changes(before.pages, now.pages):
        at = Span(state.pages + page, 1)
        if at.path not in reported and page not in moved and page not in moved.values():
            yield diagnose("DG702", at, change=change.value, fix=state.command)


def _moved(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The pages whose text was at another path before, with that path; each path once."""
    gone = {text: page for page, text in before.items() if page not in now}
    return {
        page: gone.pop(text) for page, text in now.items() if page not in before and text in gone
    }


def _tool_cause(state: State, change: str) -> Diagnostic:
    return diagnose("DG703", Span(state.lock, 1), change=change, fix=state.command)


def _symbols(state: State, last: Version) -> Iterator[Diagnostic]:
    """What changed of the spec: members where the last spec is known, else what holds them."""
    assert state.now.spec is not None
    now = {item.name: item for item in symbols(state.now.spec)}
    messages: dict[str, str] = {}
    is_split: set[str] = set()
    if last.spec is not None:
        old = {item.name: item for item in members(last.spec)}
        new = {item.name: item for item in members(state.now.spec)}
        messages = {c.subject: c.message for c in wire_changes(last.spec, state.now.spec)}
        for name, change in _changes(fingerprints(old.values()), fingerprints(new.values())):
            holder = name.rpartition(".")[0]
            if holder not in now or holder not in last.entry.spec:
                continue  # reported with its type
            is_split.add(holder)
            item = new.get(name) or replace(old[name], at=now[holder].at)
            yield _symbol(state, item, change, messages)
    for name, change in _changes(last.entry.spec, fingerprints(now.values())):
        if name in now and _hash(now[name].fingerprint) == _hash(last.entry.spec.get(name, "")):
            continue  # on another page
        item = now.get(name) or _removed(name, last.entry.spec[name])
        if change is not _Change.CHANGED or name not in is_split or name in messages:
            yield _symbol(state, item, change, messages)


def _hash(fingerprint: str) -> str:
    return fingerprint.partition(" ")[0]


def _removed(name: str, fingerprint: str) -> Symbol:
    page = fingerprint.partition(" ")[2]
    kind = "operation" if " /" in name else "type"
    return Symbol(kind=kind, name=name, structure="", sentences=(), page=page, at=None)


def _symbol(state: State, item: Symbol, change: _Change, messages: Mapping[str, str]) -> Diagnostic:
    at = item.at or Span(item.page, 1)
    at = Span(state.pages + at.path, at.line, at.column, at.length)
    message = messages.get(item.name, "") if change is _Change.CHANGED else ""
    return diagnose(
        "DG701",
        at,
        kind=item.kind,
        name=item.name,
        change=change.value,
        cause=f": {message.removeprefix(f'{item.name} ')}" if message else "",
        fix=state.command,
    )


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[tuple[str, _Change]]:
    """The names that are not the same on both sides, and what became of them."""
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield name, _Change.REMOVED
        elif name not in old:
            yield name, _Change.NEW
        elif old[name] != new[name]:
            yield name, _Change.CHANGED
