"""Generated files compared with the current pages.

In: an `Api` and its pages. Out: its drift, and how the files differ. Nothing is written.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.driver.drift import Drift, Output, State, Version, drift
from docgen.driver.products import build_products, files_to_write, lock_entry
from docgen.driver.read_pages import reading
from docgen.project.configuration import Api
from docgen.project.lock import Lock, LockEntry, LockError
from docgen.project.lock_file import known_files, relative
from docgen.project.output import unknown_files, written_files
from docgen.project.sources import SourceFiles
from docgen.project.usage import UsageError
from docgen.spec.model import Spec
from docgen.spec.spec_json import SpecError, from_json
from docgen.syntax.hashing import digest

_LONGEST_COMPARED = 2000  # lines
_CONTEXT = 3  # lines around a difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The difference of an API's generated files from its pages."""

    drift: Drift
    diff: Iterator[str]  # lines, compared when they are read


def compare_files(api: Api, command: str, sources: SourceFiles) -> Comparison:
    """The files of an API beside what would be generated now. `command` generates them.

    Raises `UsageError` for a lock that cannot be read.
    """
    lock = _lock(api, command)
    with reading(api, sources) as (pages, workers):
        products = build_products(api, pages, workers)
    files = files_to_write(api, products)
    output = _output(api, files)
    name = relative(api, api.target)
    assert api.lock is not None
    known = lock.get(name)
    last = known if isinstance(known, LockEntry) else None
    state = State(
        lock=api.lock.name,
        pages=relative(api, api.pages) + "/",
        command=command,
        now=Version(entry=lock_entry(api, products, files), spec=products.spec),
        last=Version(entry=last, spec=_last_spec(api, last, output)) if last else None,
        unknown=_unknown(api.lock, name, is_begun=name in lock),
        output=output,
    )
    return Comparison(drift=drift(state), diff=_diff(files))


def _output(api: Api, files: Mapping[Path, str]) -> Output:
    """The files on the disk, and those to write."""
    assert api.lock is not None
    folder = api.folder
    names = written_files(folder) if folder else []
    written = frozenset(relative(api, folder / name) for name in names if folder)
    texts = {relative(api, path): _text(path) for path in files}
    texts |= {name: _text(api.lock.parent / name) for name in written - texts.keys()}
    unknown = (relative(api, path) for path in unknown_files(api))
    return Output(
        hashes={path: digest(text) for path, text in texts.items() if text is not None},
        lines={
            relative(api, path): _first_difference(texts[relative(api, path)] or "", text)
            for path, text in files.items()
        },
        written=written,
        foreign=tuple(name for name in unknown if name not in texts),
    )


def _unknown(lock: Path, name: str, *, is_begun: bool) -> str:
    """Why nothing is known of the last run."""
    if is_begun:
        return "the last docgen generate did not come to its end"
    return f"{lock.name} has no entry for {name}" if lock.exists() else f"there is no {lock.name}"


def _lock(api: Api, command: str) -> Lock:
    try:
        return known_files(api)
    except LockError as error:
        raise UsageError(f"cannot read {api.lock}: {error}; run: {command}") from None


def _last_spec(api: Api, last: LockEntry, output: Output) -> Spec | None:
    """The spec that the lock was written with, when its spec.json is still there."""
    path = api.exports.get("spec")
    if path is None:
        return None
    name = relative(api, path)
    if output.hashes.get(name) != last.outputs.get(name, ""):
        return None
    try:
        return from_json(_text(path) or "")
    except SpecError:
        return None


def _text(path: Path) -> str | None:
    """The text of a file, as it was written: git may check files out with other ends of lines."""
    try:
        return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except (OSError, ValueError):
        return None


def _first_difference(actual: str, expected: str) -> int:
    """A line, from 1; 1 for equal texts."""
    if actual == expected:
        return 1
    return os.path.commonprefix((actual, expected)).count("\n") + 1


def _diff(files: Mapping[Path, str]) -> Iterator[str]:
    for path, text in files.items():
        actual = _text(path)
        if actual is not None and actual != text:
            yield from (f"--- {path}", f"+++ {path} (generated)")
            yield from hunks(actual.split("\n"), text.split("\n"))


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
