"""Why generated files are not what the pages say.

What a lock holds, what would be made now and what is there enter; diagnostics leave, their paths
relative to the lock's folder. It does not look at the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diff.matching import pair
from docgen.diff.specs import diff_specs
from docgen.project.lock import Made
from docgen.records import replace
from docgen.spec.fingerprints import Symbol, marks, members, symbols
from docgen.spec.model import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An API's generated files beside what they should be. Paths are relative to the lock's folder."""

    lock: str  # the path of the lock
    locked: Made | None  # None when nothing is known
    unknown: str  # why nothing is known: "there is no docgen.lock"
    now: Made
    spec: Spec
    locked_spec: Spec | None  # of the spec.json that was made with the lock
    pages: str  # what to put before the path of a page: "docs/api/"
    found: Mapping[str, str]  # the hashes of the outputs that are there
    lines: Mapping[str, int]  # the first line that is not as it would be made
    written: frozenset[str]  # what the package lists as docgen's
    foreign: tuple[str, ...]  # files of the package that docgen did not write
    fix: str  # "docgen generate"


def drift(state: State) -> tuple[Diagnostic, ...]:
    """The causes, then the files. Without a file that differs, causes are notes."""
    files = list(_files(state))
    is_off = any(d.level == "error" for d in files)
    if state.locked is None:
        unknown = diagnose("DG712", Span(state.lock, 1), reason=state.unknown, fix=state.fix)
        return (unknown, *files)
    causes = list(_causes(state, state.locked))
    is_stale = any(d.code in ("DG708", "DG709", "DG713") for d in files)
    if is_stale and not causes:
        causes = [_making(state, "docgen's own code changed")]
    return (*(d if is_off else replace(d, level="note") for d in causes), *files)


def _files(state: State) -> Iterator[Diagnostic]:
    is_behind = False
    for path, wanted in state.now.outputs.items():
        known = state.locked.outputs.get(path) if state.locked else None
        found = state.found.get(path)
        at = Span(path, state.lines.get(path, 1))
        if found == wanted:
            is_behind |= state.locked is not None and known != found
        elif found is None:
            is_new = state.locked is not None and known is None
            yield diagnose("DG713" if is_new else "DG705", at, fix=state.fix)
        elif path not in state.written and known is None and state.locked:
            yield diagnose("DG706", at, fix=state.fix)
        elif known is None:
            yield diagnose("DG711", at, fix=state.fix)
        else:
            yield diagnose("DG708" if found == known else "DG704", at, fix=state.fix)
    for path in sorted(state.written - state.now.outputs.keys()):
        if path in state.found:
            yield diagnose("DG709", Span(path, 1), fix=state.fix)
    yield from (diagnose("DG707", Span(path, 1)) for path in state.foreign)
    if is_behind:
        yield diagnose("DG710", Span(state.lock, 1), fix=state.fix)


def _causes(state: State, locked: Made) -> Iterator[Diagnostic]:
    now = state.now
    if locked.tool != now.tool:
        yield _making(state, f"docgen {locked.tool} became {now.tool}")
    if locked.settings != now.settings:
        yield _making(state, "the configuration or its dialect changed")
    if locked.templates != now.templates:
        yield _making(state, "a template or the runtime changed")
    found = list(_symbols(state, locked))
    yield from found
    told = {d.at.path for d in found}
    for page, how in _changes(locked.pages, now.pages):
        if state.pages + page not in told:
            yield diagnose("DG702", Span(state.pages + page, 1), change=how, fix=state.fix)


def _making(state: State, change: str) -> Diagnostic:
    return diagnose("DG703", Span(state.lock, 1), change=change, fix=state.fix)


def _symbols(state: State, locked: Made) -> Iterator[Diagnostic]:
    """What changed of the spec: members where the locked spec is known, else what holds them."""
    now = {item.name: item for item in symbols(state.spec)}
    words: dict[str, str] = {}
    is_split: set[str] = set()
    if state.locked_spec is not None:
        old = {item.name: item for item in members(state.locked_spec)}
        new = {item.name: item for item in members(state.spec)}
        pairs = pair(state.locked_spec, state.spec)
        wire = diff_specs(state.locked_spec, state.spec, pairs)
        words = {change.subject: change.message for change in wire}
        for name, how in _changes(marks(old.values()), marks(new.values())):
            holder = name.rpartition(".")[0]
            if holder not in now or holder not in locked.spec:
                continue  # told with its type
            is_split.add(holder)
            item = new.get(name) or replace(old[name], at=now[holder].at)
            yield _symbol(state, item, how, words)
    for name, how in _changes(locked.spec, marks(now.values())):
        item = now.get(name) or _removed(name, locked.spec[name])
        if how != "was changed" or name not in is_split or name in words:
            yield _symbol(state, item, how, words)


def _removed(name: str, known: str) -> Symbol:
    page = known.partition(" ")[2]
    what = "operation" if " /" in name else "type"
    return Symbol(what=what, name=name, structure="", sentences=(), page=page, at=None)


def _symbol(state: State, item: Symbol, how: str, words: Mapping[str, str]) -> Diagnostic:
    at = item.at or Span(item.page, 1)
    at = Span(state.pages + at.path, at.line, at.column, at.length)
    told = words.get(item.name, "") if how == "was changed" else ""
    told = told.removeprefix(f"{item.name} ")
    found = {"kind": item.what, "name": item.name, "change": how}
    cause = f": {told}" if told else ""
    return diagnose("DG701", at, **found, cause=cause, fix=state.fix)


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """The names that are not the same on both sides, and what became of them."""
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield name, "was removed"
        elif name not in old:
            yield name, "is new"
        elif old[name] != new[name]:
            yield name, "was changed"
