"""The report of a run over a service: text, JSON, SARIF, GitHub annotations.

Results enter; text leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docgen.diagnostics.diagnostic import amount, amounts
from docgen.diagnostics.envelope import json_report
from docgen.diagnostics.formats import FORMATS, Findings, as_text as diagnostic_text, edit_json
from docgen.records import Record
from docgen.verify.coverage import Covered
from docgen.verify.service.findings import Finding, ServiceResult
from docgen.verify.service.session import Planned, Uncalled

Json = dict[str, Any]


class Checked(Record, frozen=True, kw_only=True):
    """An API that was compared with a service."""

    api: str
    folder: str  # of the pages, with a slash at the end
    url: str  # "" for a replay
    result: ServiceResult
    uncalled: tuple[Uncalled, ...]
    samples: tuple[Covered, ...]  # what samples cover
    stopped: str = ""  # why the run ended early


def as_text(
    checked: Checked, page_lines: Callable[[str], tuple[str, ...]], *, with_coverage: bool
) -> str:
    """The findings with their edits, what was not called, and the coverage."""
    rows: list[str] = []
    for finding in checked.result.findings:
        at = finding.diagnostic
        rows.append(diagnostic_text(at, page_lines(at.at.path), folder=checked.folder))
    forbidden = [one.operation for one in checked.uncalled if one.is_forbidden]
    for one in checked.uncalled:
        if with_coverage or not one.is_forbidden:
            rows.append(f"{checked.api}: not called: {one.operation}: {one.reason}")
    if forbidden:
        rows.append(
            f"{checked.api}: {len(forbidden)} operations are not allowed; give --allow '{forbidden[0]}' and others"
        )
    if with_coverage:
        rows += _lists(checked)
    rows += _table(checked)
    if checked.stopped:
        rows.append(f"{checked.api}: stopped: {checked.stopped}")
    rows.append(f"{checked.api}: {_summary(checked)}")
    return "".join(f"{row}\n" for row in rows)


def _summary(checked: Checked) -> str:
    result = checked.result
    levels = [finding.diagnostic.level for finding in result.findings]
    counts = amounts(Counter(levels))
    seconds = sum(exchange.seconds for exchange in result.exchanges)
    return (
        f"{amount(len(result.exchanges), 'request')} in {seconds:.1f} s; {len(result.answered)} of "
        f"{len(result.operations)} operations answered; {counts}"
    )


def _counts(checked: Checked) -> list[tuple[str, int, int | None, int | None]]:
    """Kind, how many are documented, how many samples have, how many the service has; None for not counted."""
    result, coverage = checked.result, checked.result.coverage
    sampled = {row.kind: row.sampled for row in checked.samples}
    operations = len(result.operations)
    return [
        ("operations", operations, sampled.get("operations"), len(result.answered)),
        ("properties", len(coverage.documented), len(coverage.sampled), len(coverage.seen)),
        ("undocumented", 0, None, len(coverage.undocumented)),
    ]


def _table(checked: Checked) -> Iterator[str]:
    yield f"{'':14}{'documented':>12}{'in samples':>12}{'came':>9}"
    for kind, documented, sampled, came in _counts(checked):
        cells = (str(n) if n is not None else "-" for n in (documented, sampled, came))
        first, second, third = cells
        yield f"{kind:14}{first:>12}{second:>12}{third:>9}"


def _lists(checked: Checked) -> Iterator[str]:
    coverage = checked.result.coverage
    for operation, place in coverage.documented:
        if (operation, place) not in coverage.seen:
            yield f"{checked.api}: never came: {place} of {operation}"
    for (operation, place), kind in coverage.undocumented.items():
        yield f"{checked.api}: not documented: {place} ({kind}) of {operation}"


def dry_run_text(api: str, planned: Sequence[Planned], operations: int) -> str:
    """The requests that would be sent, in order."""
    rows = [
        f"{one.operation.partition(' ')[0]} {one.target}"
        + (f"  ({', '.join(one.guessed)}: of a sample)" if one.guessed else "")
        for one in planned
    ]
    rows.append(
        f"{api}: {len(planned)} of {operations} operations would be called, with values of responses in the braces; nothing was sent"
    )
    return "".join(f"{row}\n" for row in rows)


def as_json(checked: Sequence[Checked]) -> str:
    """A JSON object with `apis`: findings with edits, exchanges, coverage, what was not called."""
    return json_report("verify --service", apis=[checked_json(one) for one in checked])


def as_findings(checked: Sequence[Checked], kind: str) -> str:
    """SARIF or GitHub annotations of all findings."""
    parts = [
        Findings(folder=one.folder, diagnostics=tuple(f.diagnostic for f in one.result.findings))
        for one in checked
    ]
    return FORMATS[kind]("verify-service", parts)


def checked_json(checked: Checked) -> Json:
    """The JSON of one API."""
    result, coverage = checked.result, checked.result.coverage
    return {
        "api": checked.api,
        "service": checked.url,
        "stopped": checked.stopped,
        "findings": [_finding(finding, checked.folder) for finding in result.findings],
        "uncalled": [{"operation": u.operation, "reason": u.reason} for u in checked.uncalled],
        "coverage": {
            kind: {"documented": documented, "in samples": sampled, "came": came}
            for kind, documented, sampled, came in _counts(checked)
        },
        "never came": [
            {"operation": operation, "property": place}
            for operation, place in coverage.documented
            if (operation, place) not in coverage.seen
        ],
        "not documented": [
            {"operation": operation, "property": place, "kind": kind}
            for (operation, place), kind in coverage.undocumented.items()
        ],
        "requests": [
            {
                "operation": e.operation,
                "target": e.target,
                "status": e.status,
                "seconds": e.seconds,
                "problem": e.problem,
            }
            for e in result.exchanges
        ],
    }


def _finding(finding: Finding, folder: str) -> Json:
    at = finding.diagnostic
    return {
        "code": at.code,
        "level": at.level,
        "path": folder + at.at.path,
        "line": at.at.line,
        "column": at.at.column,
        "operation": finding.operation,
        "message": at.message,
        "help": at.help,
        "edit": edit_json(at.edit, folder) if at.edit else None,
    }
