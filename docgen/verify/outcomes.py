"""The outcome of each documented message: replayed, an error of the documentation, or not supported.

`Replay`s and the diagnostics of the same pages enter; an `Outcome` for each message leaves. Nothing
is run here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.inference.evidence import Evidence
from docgen.records import replace
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.model import SampleRequest, SampleResponse
from docgen.syntax.form_content import is_form
from docgen.syntax.headers import header
from docgen.syntax.strict_json import json_text
from docgen.syntax.url_path import relative_target
from docgen.verify.replay import Replay

# Two of them prove nothing of a response that was replayed. only evidence: its type is made from this sample alone.
# no value: no documented value was read of it; often its page shows the status only.
Verdict = Literal["replayed", "only evidence", "no value", "docs fault", "not supported"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of one documented message."""

    replay: Replay
    verdict: Verdict
    construct: str = ""  # what docgen does not support
    diagnostics: tuple[Diagnostic, ...] = ()  # where the fault is; what to fix in a replayed one
    request_at: Span | None = None  # where the request is of a message that fits no operation
    is_sampled: bool = False  # it was read against a type that other samples show


def outcomes(
    replays: Iterable[Replay],
    unmatched: Iterable[tuple[Replay, UnmatchedMessage]],
    diagnostics: Iterable[Diagnostic],
    base_url: str,
    evidence: Mapping[tuple[str, str], Evidence],
) -> tuple[Outcome, ...]:
    """The outcomes of all replays in their order, then those of messages that fit no operation.

    `evidence`: by operation and sample, what the other samples say of a response whose type only samples show.
    """
    findings: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.row.stops_replay is not None:
            findings.setdefault(diagnostic.at.path, []).append(diagnostic)
    judge = _Judge(base_url)
    return (
        *(
            judge.matched(replay, _within(replay, findings), _evidence_of(replay, evidence))
            for replay in replays
        ),
        *(judge.unmatched(replay, message) for replay, message in unmatched),
    )


def _evidence_of(replay: Replay, evidence: Mapping[tuple[str, str], Evidence]) -> Evidence | None:
    is_read = replay.kind != "request"
    return evidence.get((replay.operation, replay.sample)) if is_read else None


class _Judge:
    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        # The construct of a request by its sample: a response to it is not supported either.
        self._constructs: dict[object, str] = {}

    def matched(
        self, replay: Replay, findings: Sequence[Diagnostic], evidence: Evidence | None
    ) -> Outcome:
        unreadable = _unreadable(replay)
        if evidence and not unreadable and not replay.difference:
            replay = replace(replay, difference=evidence.difference)
        construct = "" if unreadable else self._construct(replay, (replay.operation, replay.sample))
        if unreadable and not replay.difference:
            replay = replace(replay, difference=unreadable.message)
        outcome = self._judged(replay, findings, construct, (replay.operation, replay.sample))
        if evidence is None:
            return outcome
        is_alone = not evidence.known and outcome.verdict == "replayed"
        verdict = "only evidence" if is_alone else outcome.verdict
        return replace(outcome, verdict=verdict, is_sampled=True)

    def unmatched(self, replay: Replay, message: UnmatchedMessage) -> Outcome:
        """The outcome of a message that fits no operation, which may have been read in another way."""
        request_at = message.diagnostic.at
        construct = ""
        findings: Sequence[Diagnostic] = ()
        if unreadable := _unreadable(replay):
            replay = replace(replay, difference=unreadable.message)
            findings = [unreadable]
        elif replay.difference:
            is_read = replay.difference != message.diagnostic.message
            findings = [*replay.diagnostics()] if is_read else [message.diagnostic]
            # What looks like an operation of the API, or was read and is wrong, is the page's fault.
            with_target = not is_read and message.reason in ("external", "batch")
            construct = self._construct(replay, request_at, with_target=with_target)
        outcome = self._judged(replay, findings, construct, request_at)
        return replace(outcome, request_at=request_at)

    def _construct(self, replay: Replay, sample: object, *, with_target: bool = True) -> str:
        """What docgen does not support of a message or of the request that it answers."""
        construct = _target_construct(replay, self._base_url) if with_target else ""
        if replay.kind == "payload" and replay.message:
            form = is_form(header(replay.message.headers, "content-type"))
            construct = "payload that is a form" if form else ""
        fault = "exception in generated code" if replay.is_fault else ""
        return construct or fault or self._constructs.get(sample, "")

    def _judged(
        self, replay: Replay, findings: Sequence[Diagnostic], construct: str, sample: object
    ) -> Outcome:
        if replay.kind == "request" and replay.difference:
            self._constructs[sample] = construct
        if not replay.difference:
            findings = [d for d in findings if not d.row.stops_replay]
            return Outcome(
                replay=replay,
                verdict="no value" if replay.reads_nothing else "replayed",
                diagnostics=(*findings, *replay.diagnostics()),
            )
        if construct:
            return Outcome(replay=replay, verdict="not supported", construct=construct)
        is_reported = any(d.row.stops_replay is not False for d in findings)
        findings = (*findings, *(() if is_reported else replay.diagnostics()))
        return Outcome(replay=replay, verdict="docs fault", diagnostics=findings)


def _unreadable(replay: Replay) -> Diagnostic | None:
    body = replay.message.body if replay.message else None
    return body.unreadable if body else None


def _within(replay: Replay, findings: Mapping[str, Sequence[Diagnostic]]) -> list[Diagnostic]:
    """The findings at the lines of a message."""
    if replay.at is None:
        return []
    body = replay.message.body if replay.message else None
    last = body.at.line + body.text.count("\n") if body else replay.at.line
    lines = range(replay.at.line, last + 1)
    return [d for d in findings.get(replay.at.path, ()) if d.at.line in lines]


def _target_construct(replay: Replay, base_url: str) -> str:
    """What docgen does not support of a request's target, "" when nothing is known."""
    message = replay.message
    if not isinstance(message, SampleRequest):
        return ""
    path = message.target.partition("?")[0]
    host = urlsplit(message.target).netloc
    if host and "{" not in host and host != urlsplit(base_url).netloc:
        return "URL of an upload session" if _is_upload(message) else "URL on another host"
    # A segment such as $count, taken for a value of the template's last expression.
    last = path.rsplit("/", 1)[-1]
    is_value = last.startswith("$") and replay.operation.endswith("}")
    return f"{last} after a collection" if is_value else ""


def _is_upload(message: SampleRequest) -> bool:
    return header(message.headers, "content-range") != ""


def counted(outcomes: Iterable[Outcome]) -> Counter[tuple[str, Verdict]]:
    """How many requests and responses have each verdict."""
    return Counter((outcome.replay.kind, outcome.verdict) for outcome in outcomes)


def with_findings(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How many replayed requests and responses have something to fix all the same."""
    return Counter(o.replay.kind for o in outcomes if o.verdict == "replayed" and o.diagnostics)


def constructs(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How many messages each construct keeps from being replayed."""
    return Counter(outcome.construct for outcome in outcomes if outcome.construct)


# Segments that all paths of an API begin with.
_ROOT = re.compile(r"/+(?:(?:api|rest|public|v\d[\w.]*)(?=/)/+)*")


def area(outcome: Outcome) -> str:
    """The first segment of the operation's path after `/api/v1`, or of the target that matches no operation."""
    replay = outcome.replay
    path = replay.operation.partition(" ")[2]
    is_strange = not outcome.diagnostics  # it goes to another service
    if not path and isinstance(replay.message, SampleRequest) and not is_strange:
        path = relative_target(replay.message.target)
    path = _ROOT.sub("", path, count=1) if path.startswith("/") else path
    return re.split(r"[/?(:]", path.strip("/"), maxsplit=1)[0]


def message_kind(outcome: Outcome) -> str:
    """What kind of message it is: "request with JSON", "request with a form", "response with an array", "error"."""
    message, kind = outcome.replay.message, outcome.replay.kind
    if message is None:
        return kind
    if kind in ("payload", "object"):
        return "payload of a webhook" if kind == "payload" else "example of a type"
    if isinstance(message, SampleResponse) and message.status >= 400:
        return "error"
    media_type = header(message.headers, "content-type")
    if message.has_json:
        shapes = {dict: "an object", list: "an array"}
        return f"{kind} with {'JSON' if kind == 'request' else shapes.get(type(message.json), 'a value')}"
    if not message.text:
        return f"{kind} without content"
    return f"{kind} with {'a form' if is_form(media_type) else 'other content'}"


def message_text(message: SampleRequest | SampleResponse | None) -> str:
    """A documented message as it goes over the wire, its content as written."""
    return "\n".join(_lines(message)).rstrip() if message else ""


def _lines(message: SampleRequest | SampleResponse) -> Iterator[str]:
    is_request = isinstance(message, SampleRequest)
    yield f"{message.method} {message.target}" if is_request else f"HTTP/1.1 {message.status}"
    yield from (f"{name}: {value}" for name, value in message.headers)
    yield ""
    if message.body:
        yield message.body.text
    elif message.has_json:
        yield json_text(message.json, indent=2)
    else:
        yield message.text
