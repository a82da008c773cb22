"""What became of each documented message, and whose fault it is when it was not replayed.

`Replay`s and the diagnostics of the same pages enter; an `Outcome` for each message leaves. Nothing
is run here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.records import replace
from docgen.spec.model import SampleRequest, SampleResponse
from docgen.syntax.headers import header
from docgen.syntax.url_path import relative_target
from docgen.verify.replay import Replay

Verdict = Literal["replayed", "docs fault", "not supported"]
VERDICTS: tuple[Verdict, ...] = ("replayed", "docs fault", "not supported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one documented message."""

    replay: Replay
    verdict: Verdict
    construct: str = ""  # what docgen does not support
    diagnostics: tuple[Diagnostic, ...] = ()  # where the fault is; what to mend in a replayed one
    stray_at: Span | None = None  # a message that fits no operation: where its request is


# Findings of the linter that tell why a message cannot be replayed.
_REASONS = (
    "DG240",
    "DG242",
    "DG243",
    "DG248",
    "DG310",
    "DG311",
    "DG325",
    "DG327",
    "DG332",
    "DG340",
    "DG343",
)
# What is told of a message although the generated code replays it.
_ALWAYS = ("DG248", "DG325", "DG327", "DG343")
# The content of a message is no JSON, and nothing is known of it: what passed it on has not read it.
_UNREADABLE = ("DG242", "DG243")
# A message that fits no operation looks like one, or was read all the same and is wrong.
_OF_THE_PAGE = ("DG310", "DG311", "DG601")


def outcomes(
    replays: Iterable[Replay],
    strays: Iterable[tuple[Replay, Diagnostic]],
    diagnostics: Iterable[Diagnostic],
    base_url: str,
) -> tuple[Outcome, ...]:
    """The outcomes of all replays in their order, then those of messages that fit no operation.

    `strays` come with the diagnostic that tells why they fit none.
    """
    told: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.code in _REASONS:
            told.setdefault(diagnostic.at.path, []).append(diagnostic)
    found: list[Outcome] = []
    pairs = [
        *((replay, (replay.operation, replay.sample), _within(replay, told)) for replay in replays),
        *((replay, d.at, _why(replay, d, _within(replay, told))) for replay, d in strays),
    ]
    unsupported: dict[object, str] = {}  # a response to a request that is not supported is neither
    for replay, pair, reasons in pairs:
        is_told = not replay.operation and any(d.code in _OF_THE_PAGE for d in reasons)
        construct = _construct(replay, base_url, is_told) or unsupported.get(pair, "")
        if unreadable := _unreadable(reasons):
            construct = ""
            if not (replay.operation and replay.difference):
                replay = replace(replay, difference=unreadable[0].message)
        if not replay.operation and not replay.difference:
            reasons = []  # it is not of this API, and read all the same
        if replay.kind == "request" and replay.difference:
            unsupported[pair] = construct
        outcome = _judged(replay, reasons, construct)
        at = pair if isinstance(pair, Span) else None
        found.append(replace(outcome, stray_at=at) if at else outcome)
    return tuple(found)


def _within(replay: Replay, told: Mapping[str, Sequence[Diagnostic]]) -> list[Diagnostic]:
    """The diagnostics at the lines of a message."""
    if replay.at is None:
        return []
    body = replay.message.body if replay.message else None
    last = body.at.line + body.text.count("\n") if body else replay.at.line
    lines = range(replay.at.line, last + 1)
    return [d for d in told.get(replay.at.path, ()) if d.at.line in lines]


def _why(replay: Replay, diagnostic: Diagnostic, within: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Why a message that fits no operation is not replayed: that, or what was found when it was read."""
    is_read = replay.difference not in ("", diagnostic.message)
    return _unreadable(within) or ([*replay.diagnostics()] if is_read else [diagnostic])


def _unreadable(told: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [d for d in told if d.code in _UNREADABLE]


def _judged(replay: Replay, told: Sequence[Diagnostic], construct: str) -> Outcome:
    if not replay.difference:
        told = [d for d in told if d.code in _ALWAYS]
        return Outcome(
            replay=replay, verdict="replayed", diagnostics=(*told, *replay.diagnostics())
        )
    if construct:
        return Outcome(replay=replay, verdict="not supported", construct=construct)
    is_told = any(d.code not in _ALWAYS for d in told)
    reasons = (*told, *(() if is_told else replay.diagnostics()))
    return Outcome(replay=replay, verdict="docs fault", diagnostics=reasons)


def _construct(replay: Replay, base_url: str, is_told: bool) -> str:
    """What in a message that was not replayed docgen does not support, "" when nothing is known.

    `is_told`: it is the page's fault, on any host: it looks like an operation of the API, or is wrong.
    """
    message = None if is_told else replay.message
    if isinstance(message, SampleRequest):
        path = message.target.partition("?")[0]
        host = urlsplit(message.target).netloc
        if host and "{" not in host and host != urlsplit(base_url).netloc:
            return "URL of an upload session" if _is_upload(message) else "URL on another host"
        # A segment such as $count, taken for a value of the template's last expression.
        last = path.rsplit("/", 1)[-1]
        if last.startswith("$") and replay.operation.endswith("}"):
            return f"{last} behind a collection"
    return "exception in generated code" if replay.is_fault else ""


def _is_upload(message: SampleRequest) -> bool:
    return header(message.headers, "content-range") != ""


def counted(found: Iterable[Outcome]) -> Counter[tuple[str, Verdict]]:
    """How many requests and responses have each verdict."""
    return Counter((outcome.replay.kind, outcome.verdict) for outcome in found)


def with_findings(found: Iterable[Outcome]) -> Counter[str]:
    """How many replayed requests and responses have something to mend all the same."""
    return Counter(o.replay.kind for o in found if o.verdict == "replayed" and o.diagnostics)


def constructs(found: Iterable[Outcome]) -> Counter[str]:
    """How many messages each construct keeps from being replayed."""
    return Counter(outcome.construct for outcome in found if outcome.construct)


def area(outcome: Outcome) -> str:
    """The first segment of the operation's path, or of the target that fits none."""
    replay = outcome.replay
    path = replay.operation.partition(" ")[2]
    is_strange = not outcome.diagnostics  # it goes to another service
    if not path and isinstance(replay.message, SampleRequest) and not is_strange:
        path = relative_target(replay.message.target)
    return re.split(r"[/?(:]", path.strip("/"), maxsplit=1)[0]


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
        yield json.dumps(message.json, indent=2, ensure_ascii=False)
    else:
        yield message.text
