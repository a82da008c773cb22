"""The report of a verification as text and as JSON.

Outcomes and coverage enter; text leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.diagnostics.envelope import json_report
from docgen.diagnostics.formats import as_text as diagnostic_text
from docgen.verify.coverage import Covered
from docgen.verify.outcomes import (
    VERDICTS,
    Outcome,
    area,
    constructs,
    counted,
    message_kind,
    message_text,
    with_findings,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """One API as it was verified."""

    api: str
    folder: str  # of the pages, with a slash at the end
    outcomes: tuple[Outcome, ...]
    coverage: tuple[Covered, ...]


def as_json(verified: Iterable[Verified]) -> str:
    """A JSON object with `apis`: totals, constructs, messages, areas, coverage and samples."""
    return json_report("verify", apis=[api_json(item) for item in verified])


def api_json(verified: Verified) -> Json:
    """The JSON of one API."""
    return {
        "api": verified.api,
        "totals": totals(verified.outcomes),
        "replayed with a finding": {
            kind: with_findings(verified.outcomes)[kind] for kind in totals(verified.outcomes)
        },
        "constructs": dict(constructs(verified.outcomes).most_common()),
        "messages": list(_rows(verified.outcomes, "message", message_kind)),
        "areas": list(_rows(verified.outcomes, "area", area)),
        "coverage": [_coverage(row, verified.folder) for row in verified.coverage],
        "samples": list(_samples(verified)),
    }


def totals(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """request, response, and where there are any payload and object -> verdict -> how many."""
    counts = counted(outcomes)
    others = [k for k in ("payload", "object") if any(kind == k for kind, _ in counts)]
    kinds = ("request", "response", *others)
    return {kind: {v: counts[kind, v] for v in VERDICTS} for kind in kinds}


def _rows(
    outcomes: Iterable[Outcome], head: str, group: Callable[[Outcome], str]
) -> Iterator[Json]:
    """How many messages of each group have each verdict, the largest group first."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault(group(outcome), Counter())[outcome.verdict] += 1
    for name, row in sorted(counts.items(), key=lambda item: (-item[1].total(), item[0])):
        yield {head: name, "total": row.total(), **{v: row[v] for v in VERDICTS}}


def _coverage(covered: Covered, folder: str) -> Json:
    return {
        "kind": covered.kind,
        "total": covered.total,
        "shown": covered.sampled,
        "missing": [
            {
                "name": item.name,
                "path": folder + (item.at.path if item.at else item.page),
                "line": item.at.line if item.at else 1,
            }
            for item in covered.missing
        ],
    }


def _samples(verified: Verified) -> Iterator[Json]:
    """Each sample with its request, its response, or both."""
    rows: dict[object, Json] = {}
    for outcome in verified.outcomes:
        replay = outcome.replay
        key = (replay.operation, replay.sample) if replay.operation else outcome.request_at
        sample = rows.setdefault(
            key,
            {
                "api": verified.api,
                "operation": replay.operation,
                "sample": replay.sample,
                "area": area(outcome),
            },
        )
        sample[replay.kind] = _message(outcome, verified.folder)
    yield from rows.values()


def _message(outcome: Outcome, folder: str) -> Json:
    replay = outcome.replay
    about: Mapping[str, Any] = {
        "verdict": outcome.verdict,
        "path": folder + replay.at.path if replay.at else "",
        "line": replay.at.line if replay.at else 0,
        "construct": outcome.construct,
        "evidence": "sampled" if outcome.is_sampled else "",
        "difference": replay.difference,
        "diagnostics": [
            {
                "code": d.code,
                "path": folder + d.at.path,
                "line": d.at.line,
                "column": d.at.column,
                "message": d.message,
                "help": d.help,
            }
            for d in outcome.diagnostics
        ],
        "text": message_text(replay.message),
        "made": replay.sent,
    }
    return {key: value for key, value in about.items() if value}


def as_text(
    verified: Verified,
    page_lines: Callable[[str], tuple[str, ...]],
    *,
    with_coverage: bool,
) -> str:
    """A line for each replay, the findings with their places, and the totals.

    `page_lines` gives the lines of a page by its path.
    """
    rows: list[str] = []
    for outcome in verified.outcomes:
        replay = outcome.replay
        if replay.operation:
            word = "differs " if replay.difference else "replayed"
            rows.append(f"{word} {replay.kind:8} {replay.operation}  {replay.sample}")
    rows += _findings(verified, page_lines)
    if with_coverage:
        rows.append(_coverage_table(verified.coverage, verified.folder))
    for construct, number in sorted(constructs(verified.outcomes).items()):
        rows.append(f"{verified.api}: {number} not supported: {construct}")
    unmatched = {outcome.request_at for outcome in verified.outcomes if outcome.request_at}
    if unmatched:
        rows.append(f"{verified.api}: {len(unmatched)} samples match no documented operation")
    rows += (f"{verified.api}: {line}" for line in _total_lines(verified.outcomes))
    return "".join(f"{row}\n" for row in rows)


def _total_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    fixable = with_findings(outcomes)
    for kind, counts in totals(outcomes).items():
        line = f"{counts['replayed']} of {sum(counts.values())} documented {kind}s replayed"
        if fixable[kind]:
            line += f" ({fixable[kind]} with a finding)"
        others = ", ".join(
            f"{counts[verdict]} {word}"
            for verdict, word in (
                ("docs fault", "docs faults"),
                ("only evidence", "the only evidence of their types"),
                ("no value", "without a documented value"),
                ("not supported", "not supported"),
            )
            if counts[verdict]
        )
        yield f"{line}; {others}" if others else line


def _findings(verified: Verified, page_lines: Callable[[str], tuple[str, ...]]) -> list[str]:
    """Every finding once, at its place; what is not supported in one line."""
    rows: dict[str, None] = {}
    for outcome in verified.outcomes:
        replay, at = outcome.replay, outcome.replay.at
        own = replay.diagnostics() if replay.operation else ()
        for diagnostic in (*own, *outcome.diagnostics):
            text = diagnostic_text(
                diagnostic, page_lines(diagnostic.at.path), folder=verified.folder
            )
            rows[text] = None
        if outcome.construct and at:
            place = f"{verified.folder}{at.path}:{at.line}:{at.column}"
            rows[f"{place}: not supported: {outcome.construct} ({replay.kind})"] = None
    return list(rows)


def _coverage_table(covered: Sequence[Covered], folder: str) -> str:
    """What no sample exercises, one a line, and a table of how many of each kind are."""
    rows = [
        f"{folder}{item.at.path if item.at else item.page}:{item.at.line if item.at else 1}: "
        f"no sample contains {row.kind.removesuffix('s').replace('propertie', 'property')} {item.name}"
        for row in covered
        for item in row.missing
    ]
    head = f"{'':14}{'documented':>12}{'in samples':>12}{'share':>9}"
    table = [
        f"{row.kind:14}{row.total:>12}{row.sampled:>12}{_share(row.sampled, row.total):>9}"
        for row in covered
    ]
    return "\n".join([*rows, head, *table])


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"
