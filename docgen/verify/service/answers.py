"""The answers of a service as a whole: status, media type, refusals, and how its lists page.

Exchanges of one operation enter; a `Difference` for each thing that the page documents otherwise leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.spec.model import JSON, OCTETS, Operation, Spec
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import ANY
from docgen.syntax.headers import header
from docgen.verify.service.arguments import SAFE
from docgen.verify.service.difference import Difference, place_of, short
from docgen.verify.service.documented import Section, has_word
from docgen.verify.service.exchange import Exchange
from docgen.verify.service.session import items_of, next_option, paging_of

_FIRST_FAILURE = 400
_SCALARS = (*PRIMITIVES, ANY.name)  # JSON is what is usual, whatever is documented
_NOT_THERE = (405, 501)
_REFUSED = (400, 422)
_NO_ACCESS = (401, 403, 429)


def compared(
    spec: Spec, operation: Operation, section: Section, exchanges: Sequence[Exchange]
) -> Iterator[Difference]:
    """The differences of an operation's answers, but of their content."""
    last = next((e for e in reversed(exchanges) if e.purpose in ("call", "again")), None)
    if last is None or not last.status:
        return
    if last.is_success:
        yield from _status(operation, section, last)
        yield from _media_type(operation, last)
        yield from _optional(operation, section, exchanges)
        yield from _required(operation, section, last)
        yield from _paging(spec, operation, exchanges)
    elif _is_unknown(operation, last):
        yield Difference(
            code="DG604",
            at=place_of(operation),
            operation=operation.id,
            words={"operation": operation.id, "status": str(last.status)},
            evidence=f"{operation.method} {last.target}: {_answer(last)}",
        )
    elif required := list(_optional(operation, section, exchanges)):
        yield from required
    elif (
        last.purpose == "call"
        and not last.guessed
        and not last.missing
        and (last.sent or operation.method in SAFE)
    ):
        yield from _error(spec, operation, section, last)


def _is_unknown(operation: Operation, exchange: Exchange) -> bool:
    """Whether the service knows no such operation. With a value in the path, 404 is about that value."""
    has_value = "{" in operation.path
    return exchange.status in _NOT_THERE or (exchange.status == 404 and not has_value)


def _answer(exchange: Exchange) -> str:
    text = short(exchange.content) if exchange.has_json else exchange.text
    return f"{exchange.status} {text}".strip()


def _status(operation: Operation, section: Section, exchange: Exchange) -> Iterator[Difference]:
    stated = [r.status for r in operation.responses if r.evidence == "stated"]
    documented = [str(status) for status in stated if section.has_word(str(status))]
    if not documented or exchange.status in stated or section.has_word(str(exchange.status)):
        return
    if any(300 <= status < _FIRST_FAILURE for status in stated):
        return  # it was followed
    yield Difference(
        code="DG603",
        at=section.span_of(documented[0]) or place_of(operation),
        operation=operation.id,
        words={"status": str(exchange.status), "documented": " or ".join(documented)},
        evidence=f"{operation.method} {exchange.target}: {exchange.status}",
        old=documented[0],
        new=str(exchange.status),
    )


def _media_type(operation: Operation, exchange: Exchange) -> Iterator[Difference]:
    names = _media_types(operation)
    actual = exchange.media_type
    is_json = "json" in actual and any("json" in name for name in names)
    if not names or not actual or actual in names or "*/*" in names or is_json:
        return
    yield Difference(
        code="DG605",
        at=place_of(operation),
        operation=operation.id,
        words={"type": actual, "documented": " or ".join(sorted(names))},
        evidence=f"Content-Type: {actual}",
    )


def _media_types(operation: Operation) -> set[str]:
    """Those that samples show, and those that pages state: JSON where an object is documented."""
    names: set[str] = set()
    for response in (s.response for s in operation.samples if s.response):
        if response.status < _FIRST_FAILURE:
            shown = header(response.headers, "content-type").partition(";")[0].strip().lower()
            names |= {shown or JSON} if shown or response.has_json else set()
    for item in (m for r in operation.responses for m in r.content):
        is_scalar = item.type is None or item.type.name in _SCALARS
        if not (item.type is None or item.name == OCTETS or item.name == JSON and is_scalar):
            names.add(item.name)
    return names


def _error(
    spec: Spec, operation: Operation, section: Section, exchange: Exchange
) -> Iterator[Difference]:
    """A refusal of a request that is as documented, and an error that the page does not document."""
    documented = [error.status for error in (*operation.errors, *spec.errors) if error.status]
    status = str(exchange.status)
    if exchange.status in _NO_ACCESS or exchange.status == 404:
        return
    if status in documented or "default" in documented or f"{status[0]}XX" in documented:
        return
    if section.has_word(status) or _is_explained(section, exchange):
        return
    yield Difference(
        code="DG612",
        at=place_of(operation),
        operation=operation.id,
        words={"status": status, "answer": _answer(exchange).partition(" ")[2]},
        evidence=f"{operation.method} {exchange.target}: {_answer(exchange)}",
    )


def _is_explained(section: Section, exchange: Exchange) -> bool:
    """Whether the section has a name that the answer is about: "PostgreSQL"."""
    names = re.findall(r"\b[A-Z]\w*[A-Z]\w*\b", str(exchange.content) + exchange.text)
    return any("_" not in name and section.has_word(name) for name in names)


def _optional(
    operation: Operation, section: Section, exchanges: Sequence[Exchange]
) -> Iterator[Difference]:
    """Parameters that the service names when it refuses a request without them, and the page does not call required."""
    refusal = next((e for e in exchanges if e.purpose == "call" and e.status in _REFUSED), None)
    if refusal is None:
        return
    text = str(refusal.content) if refusal.has_json else refusal.text
    for item in operation.parameters:
        is_sent = re.search(rf"[?&]{re.escape(item.name)}=", refusal.target)
        if item.is_required or is_sent or not has_word(text, item.name):
            continue
        in_target = re.compile(rf"[?&]{re.escape(item.name)}=")
        if not any(in_target.search(line) for line in section.lines):
            yield Difference(
                code="DG613",
                at=item.at or section.span_of(item.name) or place_of(operation),
                operation=operation.id,
                words={"name": item.name, "operation": operation.id},
                evidence=_answer(refusal),
                old=item.name,
                new="required",
            )


def _required(operation: Operation, section: Section, exchange: Exchange) -> Iterator[Difference]:
    """Parameters that the page calls required, and the service does without."""
    for item in operation.parameters:
        if item.name not in exchange.missing or not item.at:
            continue
        if has_word(section.line(item.at.line).lower(), "required"):
            yield Difference(
                code="DG614",
                at=item.at,
                operation=operation.id,
                words={"name": item.name, "operation": operation.id},
                evidence=f"{operation.method} {exchange.target}: {exchange.status}",
                old="required",
                new="optional",
            )


def _paging(
    spec: Spec, operation: Operation, exchanges: Sequence[Exchange]
) -> Iterator[Difference]:
    paging = paging_of(spec, operation)
    limited = next((e for e in exchanges if e.purpose == "limited" and e.is_success), None)
    if paging is None or limited is None:
        return
    first = items_of(paging, limited.content)
    following = next((e for e in exchanges if e.purpose == "next" and e.is_success), None)
    second = items_of(paging, following.content) if following else None
    # A parameter that only a list of answers' fields may have is no proof.
    content = limited.content if isinstance(limited.content, dict) else {}
    is_echoed = paging.evidence == "inferred" and paging.parameter in content
    problem = ""
    if first is not None and len(first) > 1:
        problem = f"{paging.size}=1 gets {len(first)} items"
    elif first and next_option(paging, limited.content) is None:
        problem = f"{paging.size}=1 gets one of more items, without {paging.next or 'a next page'}"
    elif first and second is not None and second[:1] == first[:1] and not is_echoed:
        problem = f"the page after the first has the same items ({paging.parameter})"
    if not problem:
        return
    names = (paging.size, paging.parameter)
    known = {p.name: p.at for p in operation.parameters if p.at}
    at = next((known[name] for name in names if name in known), None) or place_of(operation)
    yield Difference(
        code="DG611",
        at=at,
        operation=operation.id,
        words={"operation": operation.id, "problem": problem},
        evidence=f"{operation.method} {(following or limited).target}",
    )
