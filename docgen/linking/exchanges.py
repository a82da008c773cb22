"""Sample requests of a page, each with the responses that follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.reading.page import Page, SampleDoc
from docgen.records import Record
from docgen.spec.documented_messages import Reason, UnmatchedMessage
from docgen.spec.model import Body, SampleRequest, SampleResponse
from docgen.syntax.url_path import is_external


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
    waiting: list[SampleDoc] = []
    templates: list[SampleDoc] = []
    run: set[int] = set()  # `id`s of the requests after the last response
    last: SampleDoc | None = None
    is_answering = False
    for index, sample in enumerate(page.samples):
        if sample.message.method and is_answering:
            run, is_answering = set(), False
        # Below "HTTP request", a target without placeholders is a sample's; a path alone, which tools
        # should ignore, may be in another section.
        target, body = sample.message.target, sample.message.body
        is_line = sample.is_template or (sample.is_ignored and target[:1] == "/" and not body)
        is_template = is_line and not sample.message.status and "{" in target
        if is_template or sample.is_declaration:
            templates.append(sample)
            run.add(id(sample))
            continue
        if sample.message.method:
            waiting.append(sample)
            run.add(id(sample))
            continue
        is_answering = True
        answered = [r for r in (*waiting, *templates) if set(r.names) & set(sample.names)]
        if not answered:
            near = [r for r in waiting if id(r) in run]
            answered = _nearest(near, sample, _responses(page.samples, index), base_url)
        if not answered:
            lines = [t for t in templates if not last or id(t) in run]
            answered = lines[-1:]
        if not answered:
            yield Exchange(response=sample, previous_request=last)
        waiting = [r for r in waiting if not any(r is a for a in answered)]
        templates = [t for t in templates if not any(t is a for a in answered)]
        for request in answered:
            last = request
            yield Exchange(request=request, response=sample)
    for request in waiting:
        yield Exchange(request=request)


def _responses(samples: Sequence[SampleDoc], start: int) -> int:
    """How many responses there are from `start` on before the next request."""
    places = range(start, len(samples))
    return next((i for i in places if samples[i].message.method), len(samples)) - start


def _nearest(
    waiting: Sequence[SampleDoc], response: SampleDoc, number: int, base_url: str
) -> list[SampleDoc]:
    """The request that the first of so many responses answers: as many are, the last ones.

    One to another service, often a notification, is answered last, as is one that tools should pass by.
    """
    own = [r for r in waiting if not is_external(r.message.target, base_url)] or waiting
    own = [r for r in own if not r.is_ignored] or own
    own = [r for r in own if not r.names or not response.names] or own
    # Of the lines of one block any may be answered, the first is.
    lines = {r.at.line for r in own}
    blocks = [r for r in own if r.at.line - 1 not in lines]
    return list(blocks[max(0, len(blocks) - number) :][:1])


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
