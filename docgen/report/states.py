"""Where each operation is: documented, typed, sampled, verified, and called on a running service.

A `Spec`, calls, outcomes and recorded exchanges enter; an `OperationState` for each operation leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from docgen.python.calls import call_text
from docgen.python.records import Call
from docgen.records import Record
from docgen.spec.model import Operation, Spec
from docgen.spec.types import ANY, TypeUse
from docgen.verify.outcomes import VERDICTS, Outcome, Verdict
from docgen.verify.service.report import Checked

# What gives the type of a response. no content: there is none to type.
TypedBy = Literal["pages", "samples", "nothing", "no content"]
# What a service did: as the page says, otherwise, an error or no answer, or it was not called.
Called = Literal["as documented", "differs", "no answer", "not called"]


class OperationState(Record, frozen=True, kw_only=True):
    """One operation, from its page to a running service."""

    id: str  # "GET /users/{user-id}"
    title: str
    call: str  # "client.users[user_id].get"
    path: str  # of the page
    line: int
    is_described: bool
    typed_by: TypedBy
    samples: int
    verdict: Verdict | None  # the worst of its messages; None where it has none
    findings: int  # of its samples
    called: Called
    status: int = 0  # of the last answer; 0 where there is none

    @property
    def is_verified(self) -> bool:
        """Whether its messages were replayed, without a finding."""
        return self.verdict == "replayed" and not self.findings


class Stage(Record, frozen=True, kw_only=True):
    """How many operations have come so far."""

    name: str
    count: int
    about: str  # what the others lack, or how this is known


def operation_states(
    spec: Spec,
    calls: Mapping[str, Call],
    outcomes: Iterable[Outcome],
    checked: Checked | None,
) -> tuple[OperationState, ...]:
    """The states in the spec's order; without `checked` no operation was called."""
    by_operation: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_operation.setdefault(outcome.replay.operation, []).append(outcome)
    sampled = frozenset(t.name for t in spec.types if t.evidence == "sampled")
    services = _service_states(checked) if checked else {}
    return tuple(
        _state(
            operation, calls[operation.id], by_operation.get(operation.id, []), sampled, services
        )
        for operation in spec.operations
    )


def _state(
    operation: Operation,
    call: Call,
    outcomes: Sequence[Outcome],
    sampled: frozenset[str],
    services: Mapping[str, tuple[Called, int]],
) -> OperationState:
    typed_by = _typed_by(operation, sampled)
    # A response without content proves nothing, where none is documented nothing is to be proved.
    verdicts = [o.verdict for o in outcomes if (o.verdict, typed_by) != ("no value", "no content")]
    worst = max(map(VERDICTS.index, verdicts), default=None)
    called, status = services.get(operation.id, ("not called", 0))
    return OperationState(
        id=operation.id,
        title=operation.summary or operation.description,
        call=call_text(call),
        path=operation.at.path if operation.at else operation.page,
        line=operation.at.line if operation.at else 1,
        is_described=bool(operation.description or operation.summary),
        typed_by=typed_by,
        samples=len(operation.samples),
        verdict=None if worst is None else VERDICTS[worst],
        findings=sum(len(o.diagnostics) for o in outcomes),
        called=called,
        status=status,
    )


def _typed_by(operation: Operation, sampled: frozenset[str]) -> TypedBy:
    """What gives the type of the first success with content."""
    use = operation.returned
    if use and use.item != ANY:
        return "samples" if sampled.intersection(_names(use)) else "pages"
    responses = [sample.response for sample in operation.samples if sample.response]
    has_content = any(r.status < 300 and (r.has_json or r.text) for r in responses)
    return "nothing" if use or has_content or not operation.responses else "no content"


def _names(use: TypeUse) -> Iterator[str]:
    yield use.name
    for item in use.items:
        yield from _names(item)


def _service_states(checked: Checked) -> dict[str, tuple[Called, int]]:
    """What the service did with each operation that was called, and the status of its last answer."""
    differing = {
        finding.operation
        for finding in checked.result.findings
        if finding.diagnostic.level in ("error", "warning")
    }
    states: dict[str, tuple[Called, int]] = {}
    for exchange in checked.result.exchanges:
        id = exchange.operation
        if id in differing:
            called: Called = "differs"
        else:
            called = "as documented" if id in checked.result.answered else "no answer"
        states[id] = called, exchange.status
    return states


def stages(states: Sequence[OperationState], checked: Checked | None) -> tuple[Stage, ...]:
    """How many operations have come to each stage, from the page to the service."""
    typed = Counter(state.typed_by for state in states)
    verdicts = Counter(state.verdict for state in states)
    found = sum(state.verdict == "replayed" and bool(state.findings) for state in states)
    faults = ", ".join(f"{verdicts[v]} {v}" for v in VERDICTS[1:] if verdicts[v])
    called = Counter(state.called for state in states)
    service = f"{called['differs']} differ, {called['no answer']} without an answer"
    return (
        Stage(
            name="documented",
            count=sum(state.is_described for state in states),
            about="with a description",
        ),
        Stage(
            name="typed",
            count=len(states) - typed["nothing"],
            about=f"{typed['pages']} by pages, {typed['samples']} by samples, "
            f"{typed['no content']} without content",
        ),
        Stage(
            name="sampled",
            count=sum(state.samples > 0 for state in states),
            about="with a request or a response",
        ),
        Stage(
            name="verified",
            count=sum(state.is_verified for state in states),
            about=", ".join(filter(None, (faults, f"{found} with a finding" if found else "")))
            or "all samples replayed",
        ),
        Stage(
            name="called",
            count=called["as documented"],
            about=service if checked else "no recording; docgen report --replay DIR",
        ),
    )
