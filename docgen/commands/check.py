"""`docgen check`: whether generated files are what the pages say, and why not."""

from __future__ import annotations

import argparse
import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from docgen.commands.apis import asked_apis, build_all, made_of, wanted_files
from docgen.configuration import Api, UsageError, lock_path
from docgen.diagnostics import Diagnostic, diagnose
from docgen.drift import State, drift
from docgen.lock import Lock, LockError, mark
from docgen.packages import known_files, relative, unknown_files, written_files
from docgen.report import as_github, as_json, as_sarif
from docgen.source import Span
from docgen.spec import Spec, SpecError, from_json
from docgen.workspace import Found, memory

_LONGEST_DIFF = 60  # lines
_LONGEST_COMPARED = 2000  # lines
_CONTEXT = 3  # lines around a difference


def run(options: argparse.Namespace) -> int:
    """0 when every file is what the pages say, 1 otherwise."""
    usual = options.config == Path("docgen.toml")
    mend = "docgen generate" + ("" if usual else f" --config {options.config}")
    found: list[Diagnostic] = []
    diff: list[str] = []
    for api in asked_apis(options):
        with memory(api) as known:
            is_known = known.run() is not None
        if is_known:
            found += [diagnose("DG707", Span(relative(api, p), 1)) for p in unknown_files(api)]
            continue
        wanted, state = _state(api, mend, known.found)
        found += drift(state)
        diff += _diff(wanted) if options.format == "text" else ()
    folder = lock_path(options.config).parent.as_posix()
    _print(options.format, found, diff, "" if folder == "." else f"{folder}/", mend)
    return 1 if any(d.level == "error" for d in found) else 0


def _state(api: Api, mend: str, pages: Found) -> tuple[Mapping[Path, str], State]:
    assert api.lock is not None
    lock = _lock(api, mend)
    made = build_all(api, pages)
    wanted = wanted_files(api, made)
    written = frozenset(relative(api, api.folder / name) for name in written_files(api.folder))
    there = {relative(api, path): _text(path) for path in wanted}
    there |= {name: _text(api.lock.parent / name) for name in written - there.keys()}
    name = relative(api, api.folder)
    locked = lock.get(name)
    is_there = api.lock.exists()
    unknown = f"{api.lock.name} knows no {name}" if is_there else f"there is no {api.lock.name}"
    if name in lock:
        unknown = "the last docgen generate did not come to its end"
    state = State(
        lock=api.lock.name,
        locked=locked,
        unknown=unknown,
        now=made_of(api, made, wanted),
        spec=made.read.built.spec,
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
        mend=mend,
    )
    return wanted, replace(state, locked_spec=_locked_spec(api, state))


def _lock(api: Api, mend: str) -> Lock:
    try:
        return known_files(api)
    except LockError as error:
        raise UsageError(f"cannot read {api.lock}: {error}; mend with: {mend}") from None


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


_FORMS = {"json": as_json, "github": as_github, "sarif": as_sarif}


def _print(
    format: str, found: Sequence[Diagnostic], diff: Sequence[str], folder: str, mend: str
) -> None:
    if form := _FORMS.get(format):
        print(form(found, folder=folder), end="")
        return
    for d in found:
        line = f"{folder}{d.at.path}:{d.at.line}: {d.level} {d.code}: {d.message}"
        print("".join(c if c.isprintable() else " " for c in line))
    for line in diff[:_LONGEST_DIFF]:
        print(line)
    if len(diff) > _LONGEST_DIFF:
        print(f"... {len(diff) - _LONGEST_DIFF} more lines")
    files = {d.at.path for d in found if d.level == "error" and d.code in _OF_FILES}
    if files:
        print(f"{len(files)} files are not what the pages say; mend with: {mend}")
    else:
        print("generated files are what the pages say")


_OF_FILES = ("DG704", "DG705", "DG706", "DG708", "DG709", "DG710", "DG711", "DG713")
