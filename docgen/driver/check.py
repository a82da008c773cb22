"""Generated files held against what the pages say now.

An `Api` and its pages enter; what drifted leaves, and how the files differ. Nothing is written.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.driver.drift import State, drift
from docgen.driver.products import build_products, files_to_write, lock_entry
from docgen.driver.read_pages import reading
from docgen.project.configuration import Api, UsageError
from docgen.project.lock import Lock, LockError
from docgen.project.lock_file import known_files, relative
from docgen.project.output import unknown_files, written_files
from docgen.project.sources import SourceFiles
from docgen.records import replace
from docgen.spec.model import Spec
from docgen.spec.spec_json import SpecError, from_json
from docgen.syntax.hashing import mark

_LONGEST_COMPARED = 2000  # lines
_CONTEXT = 3  # lines around a difference


def compared(
    api: Api, fix: str, found: SourceFiles
) -> tuple[tuple[Diagnostic, ...], Iterator[str]]:
    """What drifted, and the differing lines of files, looked for when asked for; `fix` is the command that fixes it.

    Raises `UsageError` for a lock that cannot be read.
    """
    wanted, state = _state(api, fix, found)
    return tuple(drift(state)), _diff(wanted)


def _state(api: Api, fix: str, found: SourceFiles) -> tuple[Mapping[Path, str], State]:
    assert api.lock is not None
    lock = _lock(api, mend)
    with reading(api, found) as (pages, workers):
        made = build_products(api, pages, workers)
    wanted = files_to_write(api, made)
    written = frozenset(relative(api, api.folder / name) for name in written_files(api.folder))
    there = {relative(api, path): _text(path) for path in wanted}
    there |= {name: _text(api.lock.parent / name) for name in written - there.keys()}
    name = relative(api, api.folder)
    locked = lock.get(name)
    is_there = api.lock.exists()
    unknown = (
        f"{api.lock.name} has no entry for {name}" if is_there else f"there is no {api.lock.name}"
    )
    if name in lock:
        unknown = "the last docgen generate did not come to its end"
    state = State(
        lock=api.lock.name,
        locked=locked,
        unknown=unknown,
        now=lock_entry(api, made, wanted),
        spec=made.spec,
        locked_spec=None,
        pages=relative(api, api.pages) + "/",
        found={path: mark(text) for path, text in there.items() if text is not None},
        lines={
            relative(api, path): _first_difference(there[relative(api, path)] or "", text)
            for path, text in wanted.items()
        },
        written=written,
        foreign=tuple(
            name for path in unknown_files(api) if (name := relative(api, path)) not in there
        ),
        fix=fix,
    )
    return wanted, replace(state, locked_spec=_locked_spec(api, state))


def _lock(api: Api, fix: str) -> Lock:
    try:
        return known_files(api)
    except LockError as error:
        raise UsageError(f"cannot read {api.lock}: {error}; run: {fix}") from None


def _locked_spec(api: Api, state: State) -> Spec | None:
    """The spec that the lock was written with, when its spec.json is still there."""
    if api.spec is None or state.locked is None:
        return None
    name = relative(api, api.spec)
    if state.found.get(name) != state.locked.outputs.get(name, ""):
        return None
    try:
        return from_json(_text(api.spec) or "")
    except SpecError:
        return None


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError):
        return None


def _first_difference(found: str, wanted: str) -> int:
    """A line, from 1; 1 for equal texts."""
    if found == wanted:
        return 1
    return os.path.commonprefix((found, wanted)).count("\n") + 1


def _diff(wanted: Mapping[Path, str]) -> Iterator[str]:
    for path, text in wanted.items():
        found = _text(path)
        if found is not None and found != text:
            yield from (f"--- {path}", f"+++ {path} (generated)")
            yield from hunks(found.split("\n"), text.split("\n"))


def hunks(old: list[str], new: list[str]) -> Iterator[str]:
    """Unified hunks. difflib takes seconds for long files, so it sees no more than what differs."""
    head = _equal(old, new)
    tail = _equal(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    start = max(0, head - _CONTEXT)
    less = max(0, tail - _CONTEXT)
    sides = old[start : len(old) - less], new[start : len(new) - less]
    if max(map(len, sides)) > _LONGEST_COMPARED:
        yield f"lines {head + 1} to {len(old) - tail} differ"
        return
    for line in list(difflib.unified_diff(*sides, lineterm=""))[2:]:
        if line.startswith("@@"):
            line = re.sub(r"(?<=[-+])\d+", lambda n: str(int(n[0]) + start), line)
        yield line


def _equal(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same from the first on."""
    differing = (at for at, (a, b) in enumerate(zip(old, new)) if a != b)
    return next(differing, min(len(old), len(new)))
