"""Sample requests of a page, each with the responses that follow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.linking.base_url import below_base
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, SampleDoc
from docgen.records import Record, replace
from docgen.spec.documented_messages import Reason, UnmatchedMessage
from docgen.spec.model import Body, Sample, SampleRequest, SampleResponse
from docgen.syntax.url_path import base_version, is_external, url_root, version_segment

Messages = tuple[SampleDoc | None, SampleDoc | None]  # a request and its response

_CREATED = 201
_LONGEST_TARGET, _MOST_STEPS = 2_000, 20  # characters, and steps of a path
_MOST_WAITING = 100  # requests of a page, the last ones, of which a response answers one


class Exchange(Record, frozen=True, kw_only=True):
    """A sample request and its response; one may be missing."""

    request: SampleDoc | None = None
    response: SampleDoc | None = None
    previous_request: SampleDoc | None = None  # the request that has another response already


def exchanges(page: Page, base_url: str) -> Iterator[Exchange]:
    """Requests with their responses, in page order: by name, then the nearest that waits.

    Several requests may be followed by several responses; one response may name several requests.
    A request in an "HTTP request" section is a sample when nothing else is there for a response to
    answer, and a response after an answered request is another one to it, often an error.
    """
    # By their numbers on the page, as are the names.
    waiting: dict[int, SampleDoc] = {}
    templates: dict[int, SampleDoc] = {}
    named: dict[str, list[int]] = {}
    run = 0  # the first request after the last response
    last: SampleDoc | None = None
    is_answering = False
    following = _following_responses(page.samples)
    for number, sample in enumerate(page.samples):
        # The line of an operation begins its part of the page: no response below it answers what is above.
        if sample.is_declaration or sample.message.method and is_answering:
            run, is_answering = number, False
        is_template = _is_template(sample)
        if is_template or sample.is_declaration or sample.message.method:
            requests = templates if is_template or sample.is_declaration else waiting
            requests[number] = sample
            for name in sample.names:
                named.setdefault(name, []).append(number)
            continue
        is_answering = True
        same = {n for name in sample.names for n in named.pop(name, ())}
        answered = [n for requests in (waiting, templates) for n in sorted(same & requests.keys())]
        if not answered:
            near = islice(takewhile(lambda n: n >= run, reversed(waiting)), _MOST_WAITING)
            found = {n: waiting[n] for n in sorted(near)}
            answered = _nearest(found, sample, following[number], base_url)
        if not answered and templates:
            latest = next(reversed(templates))
            answered = [latest] if not last or latest >= run else []
        if not answered:
            yield Exchange(response=sample, previous_request=last)
        for request in answered:
            last = waiting.pop(request, None) or templates.pop(request)
            yield Exchange(request=last, response=sample)
    # The line of an operation is a sample with content, unless another request sends it there: "--data @payload.json". An
    # array below it is as often the value of one parameter.
    sent = {
        (sample.message.method, sample.message.body, *step)
        for sample in page.samples
        if sample.message.body and not _is_template(sample)
        for step in _steps(sample.message.target)
    }
    for number, request in templates.items():
        method, body = request.message.method, request.message.body
        known = next(((n, s) for n, s in _steps(request.message.target) if "{" not in s), None)
        if isinstance(request.value, dict) and not (known and (method, body, *known) in sent):
            waiting[number] = request
    for number in sorted(waiting):
        yield Exchange(request=waiting[number])


def _steps(target: str) -> Iterator[tuple[int, str]]:
    """The last steps of a path, each with its number from the end."""
    path = target[:_LONGEST_TARGET].partition("?")[0].rstrip("/")
    return enumerate(path.split("/")[: -_MOST_STEPS - 1 : -1])


def _is_template(sample: SampleDoc) -> bool:
    """Whether a request is the line of its operation.

    Below "HTTP request", a target without placeholders is a sample's; a path alone, which tools should ignore, may be
    in another section.
    """
    target, body = sample.message.target, sample.message.body
    is_line = sample.is_template or (sample.is_ignored and target[:1] == "/" and not body)
    return is_line and not sample.message.status and "{" in target


def _following_responses(samples: Sequence[SampleDoc]) -> list[int]:
    """For each sample, how many responses there are from it on before the next request."""
    counts = [0]
    for sample in reversed(samples):
        counts.append(0 if sample.message.method else counts[-1] + 1)
    return counts[:0:-1]


def _nearest(
    waiting: Mapping[int, SampleDoc], response: SampleDoc, number: int, base_url: str
) -> list[int]:
    """The request that the first of so many responses answers: as many are, the last ones.

    One to another service, often a notification, is answered last, as is one that tools should pass by.
    """
    own = [n for n, r in waiting.items() if not is_external(r.message.target, base_url)]
    own = own or [*waiting]
    own = [n for n in own if not waiting[n].is_ignored] or own
    own = [n for n in own if not waiting[n].names or not response.names] or own
    # Of the lines of one block any may be answered, the first is.
    lines = {waiting[n].at.line for n in own}
    blocks = [n for n in own if waiting[n].at.line - 1 not in lines]
    return blocks[max(0, len(blocks) - number) :][:1]


class Unmatched(Record, frozen=True, kw_only=True):
    """Why a request, or a response without one, fits no operation; and the finding that reports it."""

    reason: Reason
    diagnostic: Diagnostic


def unmatched_messages(exchange: Exchange, unmatched: Unmatched) -> Iterator[UnmatchedMessage]:
    """The messages of an exchange that fits no operation."""
    answered = exchange.request or exchange.previous_request
    for sample in filter(None, (exchange.request, exchange.response)):
        is_response = sample is exchange.response
        yield UnmatchedMessage(
            message=response_of(sample) if is_response else request_of(sample),
            name=sample.names[0] if sample.names else "",
            type=sample.type.ref.name if sample.type else "",
            reason=unmatched.reason,
            diagnostic=unmatched.diagnostic,
            request=request_of(answered) if is_response and answered else None,
        )


def request_of(sample: SampleDoc) -> SampleRequest:
    """A sample request as it is written."""
    return SampleRequest(
        method=sample.message.method,
        target=sample.message.target,
        headers=sample.message.headers,
        json=sample.value,
        has_json=sample.has_value,
        text="" if sample.has_value else sample.message.body,
        body=_body(sample),
        at=sample.at,
    )


def response_of(sample: SampleDoc) -> SampleResponse:
    """A sample response as it is written."""
    return SampleResponse(
        status=sample.message.status,
        headers=sample.message.headers,
        json=sample.value,
        has_json=sample.has_value,
        text="" if sample.has_value else sample.message.body,
        body=_body(sample),
        at=sample.at,
    )


def _body(sample: SampleDoc) -> Body:
    return Body(text=sample.message.body, at=sample.body_at, unreadable=sample.unreadable)


def other_version(target: str, dialect: Dialect) -> str:
    """The version that an absolute target names, where it is another than the API's; else ""."""
    version, known = version_segment(target), base_version(dialect.base_url)
    return version if known and version != known else ""


def agreeing(messages: Sequence[Messages]) -> tuple[Messages, ...]:
    """The messages of an operation; answers of which no page states the status have that of the others, if these have one."""
    answers = [r for _, r in messages if r and r.has_value and r.message.status // 100 == 2]
    stated = {response.message.status for response in answers if not response.has_usual_status}
    usual = {id(response) for response in answers if response.has_usual_status}
    if len(stated) != 1 or not usual:
        return tuple(messages)
    (status,) = stated
    return tuple(
        (
            (request, replace(response, message=replace(response.message, status=status)))
            if response and id(response) in usual
            else (request, response)
        )
        for request, response in messages
    )


def samples_of(messages: Sequence[Messages], dialect: Dialect) -> Iterator[Sample]:
    """The samples of an operation from its messages, each with a name of its own."""
    taken: set[str] = set()
    for number, (request, response) in enumerate(messages, 1):
        names = (request.names if request else ()) or (response.names if response else ())
        base = names[0] if names else f"sample {number}"
        name, n = base, 2
        while name in taken:
            name, n = f"{base} {n}", n + 1
        taken.add(name)
        yield Sample(
            name=name,
            request=_request(request, dialect) if request else None,
            response=response_of(response) if response else None,
        )


def _request(sample: SampleDoc, dialect: Dialect) -> SampleRequest:
    """A sample request of an operation: its target relative to the API's base URL."""
    written = request_of(sample)
    return replace(
        written,
        method=dialect.verb_aliases.get(written.method, written.method),
        target=below_base(written.target, dialect),
        root=url_root(written.target) if other_version(written.target, dialect) else "",
    )


def with_usual_statuses(pages: Sequence[Page]) -> list[Page]:
    """The pages; where none states that anything is created (201), the usual success of a POST is 200 too."""
    samples = [sample for page in pages for sample in page.samples]
    created = (sample for sample in samples if sample.message.status == _CREATED)
    is_stated = any(_CREATED in doc.statuses for page in pages for doc in page.operations)
    if is_stated or not all(sample.has_usual_status for sample in created):
        return [*pages]

    def usual(sample: SampleDoc) -> SampleDoc:
        if sample.message.status != _CREATED:
            return sample
        return replace(sample, message=replace(sample.message, status=200))

    return [replace(page, samples=tuple(map(usual, page.samples))) for page in pages]
