"""The findings of a run: what the pages document otherwise, what was called, and how much of the pages came.

Exchanges without secrets enter, with a spec and the lines of its pages; a `ServiceResult` leaves. The same exchanges give the
same result without the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.python.records import Call
from docgen.records import Record
from docgen.spec.model import Operation, SampleResponse, Spec
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.replay import Player
from docgen.verify.service.answers import compared
from docgen.verify.service.compare import Comparison, Coverage
from docgen.verify.service.difference import Difference, place_of, unique
from docgen.verify.service.documented import sections
from docgen.verify.service.edits import edit_of
from docgen.verify.service.exchange import Exchange


class Finding(Record, frozen=True, kw_only=True):
    diagnostic: Diagnostic
    operation: str


class ServiceResult(Record, frozen=True, kw_only=True):
    """The result of a run over an API."""

    findings: tuple[Finding, ...]  # in page order
    exchanges: tuple[Exchange, ...]
    coverage: Coverage
    operations: tuple[Operation, ...]

    @property
    def answered(self) -> frozenset[str]:
        """The ids of the operations with an answer other than an error."""
        return frozenset(e.operation for e in self.exchanges if e.is_success)

    @property
    def called(self) -> frozenset[str]:
        return frozenset(e.operation for e in self.exchanges)


def find(
    spec: Spec,
    package: GeneratedPackage,
    pages: Mapping[str, Sequence[str]],
    exchanges: Sequence[Exchange],
) -> ServiceResult:
    """All differences of the exchanges. `pages` has the lines of pages by path."""
    by_operation: dict[str, list[Exchange]] = {}
    for exchange in exchanges:
        by_operation.setdefault(exchange.operation, []).append(exchange)
    places = sections(spec.operations, pages)
    comparison = Comparison(spec, places)
    differences = list(comparison.differences(exchanges))
    for operation in spec.operations:
        if operation.id in places and operation.id in by_operation:
            own = by_operation[operation.id]
            differences += compared(spec, operation, places[operation.id], own)
    known = {difference.operation for difference in differences if difference.code == "DG608"}
    differences += (d for d in _unread(spec, package, exchanges) if d.operation not in known)
    findings = [_finding(difference, pages) for difference in unique(differences)]
    findings.sort(key=lambda f: (f.diagnostic.at.path, f.diagnostic.at.line, f.diagnostic.code))
    return ServiceResult(
        findings=tuple(findings),
        exchanges=tuple(exchanges),
        coverage=comparison.coverage,
        operations=spec.operations,
    )


def _finding(difference: Difference, pages: Mapping[str, Sequence[str]]) -> Finding:
    words = {**difference.words, "evidence": difference.evidence}
    return Finding(
        diagnostic=diagnose(
            difference.code,
            difference.at,
            edit_of(difference, pages.get(difference.at.path, ())),
            **words,
        ),
        operation=difference.operation,
    )


def _unread(
    spec: Spec, package: GeneratedPackage, exchanges: Sequence[Exchange]
) -> Iterator[Difference]:
    """Answers that the generated code does not read, or not as they are."""
    by_id = {operation.id: operation for operation in spec.operations}
    with imported(package.name, package.files) as root:
        player = Player.of(spec, root)
        for exchange in exchanges:
            operation = by_id.get(exchange.operation)
            if operation is None or operation.at is None or not exchange.is_success:
                continue
            problem = _problem(player, operation, exchange, package.calls[operation.id])
            if problem:
                yield Difference(
                    code="DG616",
                    at=place_of(operation),
                    operation=operation.id,
                    words={"problem": problem},
                    evidence=f"{operation.method} {exchange.target}: {exchange.status}",
                )


def _problem(player: Player, operation: Operation, exchange: Exchange, call: Call) -> str:
    """Why an answer is not read, "" where it is. Content that is not documented is not returned."""
    if not exchange.has_json or operation.returned is None:
        return ""
    answer = SampleResponse(
        status=exchange.status,
        headers=(("Content-Type", exchange.media_type),),
        json=exchange.content,
        has_json=True,
    )
    try:
        return player.response_difference(operation, answer, call)
    except (player.runtime.errors.Error, TypeError, ValueError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    except (AttributeError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"
