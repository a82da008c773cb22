"""Differences planted in a copy of a service's pages, and whether `docgen verify --replay` reports them at their lines.

The exchanges of a run enter; each difference is planted alone in what the page has for an operation that answered.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.driver.service_run import ServiceOptions, check_service
from docgen.project.configuration import Api
from docgen.spec.model import Body, Operation
from docgen.syntax.lenient_json import place_of
from docgen.verify.service.documented import Section, has_word, sections
from docgen.verify.service.exchange import Exchange, from_json
from docgen.verify.service.report import Checked

_KEY = re.compile(r'"([^"\\]+)"\s*:')
KINDS = ("rename", "type", "drop", "status")


@dataclass(frozen=True, kw_only=True)
class Planted:
    kind: str
    path: str
    line: int
    section: int  # the first line of that of its operation
    key: str
    old: str
    new: str | None  # None: the line is removed
    sample: range = range(0)  # its lines
    also: tuple[tuple[int, str], ...] = ()  # other lines about the same key, with their new text


def candidates(
    operations: Sequence[Operation], exchanges: Sequence[Exchange], pages: dict[str, list[str]]
) -> Iterator[Planted]:
    """All differences of samples of operations that answered, on keys that came.

    What another sample shows is documented without the one: a key is taken away, or has another name, where one sample
    has it. Names with a dot, `log.level`, are the data of a map.
    """
    keys = Counter(key for lines in pages.values() for line in lines for key in _KEY.findall(line))
    answers: dict[str, list[Any]] = {}
    statuses: dict[str, int] = {}
    for exchange in exchanges:
        if exchange.is_success:
            statuses[exchange.operation] = exchange.status
        if exchange.is_success and exchange.has_json:
            answers.setdefault(exchange.operation, []).append(exchange.content)
    places = sections(operations, pages)
    for operation in operations:
        yield from _of_status(operation, places[operation.id], statuses.get(operation.id, 0))
        for sample in operation.samples:
            response = sample.response
            if response and response.body and response.has_json and operation.id in answers:
                for pointer, value in _leaves(response.json):
                    came = [v for a in answers[operation.id] for v in _at(a, pointer)]
                    around = [v for a in answers[operation.id] for v in _at(a, pointer[:-1])]
                    shown = [v for v in _at(response.json, pointer[:-1]) if isinstance(v, dict)]
                    for one in (
                        _of_key(response.body, pointer, value, came, places[operation.id])
                        if came
                        else ()
                    ):
                        is_known = one.kind in ("rename", "drop") and keys[one.key] > 1
                        is_drop = one.kind == "drop"
                        is_data = "." in one.key
                        if not (is_known or is_data) and (
                            not is_drop or _is_required(one.key, around, shown)
                        ):
                            yield one


def _is_required(key: str, around: list[Any], shown: list[Any]) -> bool:
    """Whether each object that came has a key, and samples show more than an excerpt of these."""
    most = max(map(len, shown), default=0)
    return all(isinstance(v, dict) and key in v and len(v) <= 2 * most for v in around)


def _leaves(
    value: Any, at: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(item, (dict, list)):
                yield (*at, key), item
            yield from _leaves(item, (*at, key))
    elif isinstance(value, list) and value:
        yield from _leaves(value[0], (*at, 0))


def _at(value: Any, pointer: tuple[str | int, ...]) -> list[Any]:
    """The values at a place; an index is any."""
    values = [value]
    for step in pointer:
        if isinstance(step, int):
            values = [i for v in values if isinstance(v, list) for i in v]
        else:
            values = [v[step] for v in values if isinstance(v, dict) and step in v]
    return values


def _of_key(
    body: Body, pointer: tuple[str | int, ...], value: Any, came: list[Any], section: Section
) -> Iterator[Planted]:
    key = str(pointer[-1])
    at = body.at.at_offset(body.text, place_of(body.text, pointer))
    line = section.line(at.line)
    whole = re.fullmatch(rf'(\s*)"{re.escape(key)}"\s*:\s*("[^"]*"|[\w.-]+)(,?)\s*(//.*)?', line)
    if not whole:
        return
    # The lines that also name the key, with their texts without it.
    named = re.compile(rf"`{re.escape(key)}`")
    others = [n for n, text in enumerate(section.lines, section.first) if named.search(text)]
    common = {
        "path": at.path,
        "line": at.line,
        "section": section.first,
        "key": key,
        "old": line,
    }
    new = _other(key)
    swapped = tuple((n, named.sub(f"`{new}`", section.line(n))) for n in others)
    renamed = line.replace(f'"{key}"', f'"{new}"', 1)
    # In every second one the lists of the page have the other name too.
    yield Planted(kind="rename", new=renamed, also=swapped if len(line) % 2 else (), **common)
    if value is not None and not any(v is None for v in came):
        other = "17" if isinstance(value, str) else '"a text"'
        yield Planted(kind="type", new=f'{whole[1]}"{key}": {other}{whole[3]}', **common)
    is_once = sum(f'"{key}"' in text for text in section.lines) == 1
    if whole[3] == "," and is_once and not others:
        first = body.at.line
        yield Planted(
            kind="drop", new=None, sample=range(first, first + body.text.count("\n") + 1), **common
        )


def _of_status(operation: Operation, section: Section, status: int) -> Iterator[Planted]:
    """Another status on a line with the one that came."""
    stated = [r.status for r in operation.responses if r.evidence == "stated"]
    if status not in stated:
        return
    places = [n for n, t in enumerate(section.lines, section.first) if has_word(t, str(status))]
    if len(places) == 1 and '":' not in section.line(places[0]):
        old = section.line(places[0])
        new = re.sub(rf"\b{status}\b", str(status + 5), old)
        common = {
            "path": section.path,
            "line": places[0],
            "section": section.first,
            "key": str(status),
        }
        yield Planted(kind="status", old=old, new=new, **common)


def _other(key: str) -> str:
    """Another name: a near one, or for some keys one that has nothing of the old."""
    return f"{key}_text" if len(key) % 2 else f"other{len(key)}"


def choose(
    found: Sequence[Planted], pages: dict[str, list[str]], count: int, seed: int
) -> list[Planted]:
    """`count` of them, as many of each kind as there are, each kind once in an operation, on keys that only samples name."""
    draw = random.Random(seed)
    by_kind = {kind: [p for p in found if p.kind == kind] for kind in KINDS}
    chosen: list[Planted] = []
    seen: set[tuple[str, str, int]] = set()
    while len(chosen) < count:
        before = len(chosen)
        for kind in KINDS:
            pool = by_kind[kind]
            while pool:
                one = pool.pop(draw.randrange(len(pool)))
                places = {("", one.path, one.line), (kind, one.path, one.section)}
                if seen.isdisjoint(places):
                    seen |= places
                    chosen.append(one)
                    break
        if len(chosen) == before:
            break
    return chosen[:count]


def is_reported(one: Planted, pages: Path, record: Path, known: Checked) -> bool:
    """Whether a replay over a copy of the pages has a new finding at the line, or at another that names the key."""
    page = pages / one.path
    text = page.read_text("utf-8")
    lines = text.split("\n")
    for number, other in one.also:
        lines[number - 1] = other
    assert lines[one.line - 1] == one.old
    lines[one.line - 1 : one.line] = [] if one.new is None else [one.new]
    page.write_text("\n".join(lines), "utf-8")
    try:
        checked = compared(pages, record)
    finally:
        page.write_text(text, "utf-8")
    before = {(f.diagnostic.code, f.diagnostic.message) for f in known.result.findings}
    for finding in checked.result.findings:
        at = finding.diagnostic
        is_new = (at.code, at.message) not in before and at.at.path == one.path
        if is_new and one.new is not None and at.at.line in (one.line, *(n for n, _ in one.also)):
            return True
        # A dropped key is named at the line of the one that comes before it in an answer, in the same sample.
        if is_new and one.new is None and one.key in at.message and at.at.line in one.sample:
            return True
    return False


def compared(pages: Path, record: Path) -> Checked:
    api = Api(pages=pages, dialect="plain", package="planted")
    return check_service(api, ServiceOptions(replay=record))[0]


def plant(
    corpus: Path, record: Path, folder: Path, count: int, seed: int
) -> list[tuple[Planted, bool]]:
    """Each planted difference, and whether it was reported."""
    pages = folder / "pages"
    shutil.copytree(corpus, pages)
    known = compared(pages, record)
    exchanges = [from_json(path.read_text("utf-8")) for path in sorted(record.glob("*.json"))]
    lines = {
        path.relative_to(pages).as_posix(): path.read_text("utf-8").split("\n")
        for path in pages.rglob("*.md")
    }
    found = list(candidates(known.result.operations, exchanges, lines))
    return [
        (one, is_reported(one, pages, record, known)) for one in choose(found, lines, count, seed)
    ]


if __name__ == "__main__":
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        rows = plant(Path(sys.argv[1]), Path(sys.argv[2]), Path(name), int(sys.argv[3]), 1)
    for one, is_found in rows:
        print(
            "reported" if is_found else "MISSED  ",
            one.kind,
            f"{one.path}:{one.line}",
            one.old.strip(),
            "->",
            (one.new or "").strip(),
        )
    print(f"{sum(found for _, found in rows)} of {len(rows)} reported")
