"""Samples joined to the operations that they show.

The samples of a page and the drafts of all operations enter; each sample leaves in the draft whose
path its request fits. It refuses to know types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.linking.context import Linker
from docgen.linking.exchanges import Exchange, exchanges, request_of, response_of
from docgen.reading.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.records import replace
from docgen.spec.documented_messages import Reason, UnmatchedMessage
from docgen.spec.model import Sample
from docgen.syntax.url_path import (
    PathTemplate,
    base_version,
    fits,
    is_external,
    relative_target,
    shape,
    url_root,
    version_segment,
)


@dataclass(slots=True)
class Draft:
    """An operation while its samples are collected."""

    method: str
    template: PathTemplate
    doc: OperationDoc
    page: Page
    target: RequestTarget
    path: str  # with the spelling and the names that its places have in the whole API
    is_shown: bool = False  # only a sample has this path; its page documents another address
    names: dict[str, str] = field(default_factory=dict[str, str])  # of the template -> of the path
    others: list[Draft] = field(default_factory=list["Draft"])  # other pages about the operation
    # To the requests with its method of the same section.
    answers_of_siblings: list[SampleDoc] = field(default_factory=list[SampleDoc])
    samples: list[tuple[SampleDoc | None, SampleDoc | None]] = field(
        default_factory=list[tuple[SampleDoc | None, SampleDoc | None]]
    )

    alike: list[tuple[SampleDoc, SampleDoc | None]] = field(  # that fit no documented path
        default_factory=list[tuple[SampleDoc, SampleDoc | None]]
    )

    @property
    def key(self) -> tuple[str, str]:
        return self.method, shape(self.template.path)


class OperationIndex:
    """Operations by the paths of sample requests."""

    def __init__(self, drafts: Iterable[Draft], prefixes: Sequence[str]) -> None:
        self._prefixes = prefixes
        # By method, number of slashes, and the first segment; "" for one that is not literal.
        self._by_start: dict[tuple[str, int, str], list[Draft]] = {}
        self._first: set[str] = set()  # words that documented paths begin with
        for draft in drafts:
            path = draft.template.path
            first = path.split("/")[1].lower()
            start = (draft.method, path.count("/"), "" if "{" in first else first)
            self._by_start.setdefault(start, []).append(draft)
            self._first.add(_word(first))

    def find(self, method: str, target: str, nearby: Sequence[Draft]) -> Draft | None:
        """The operation whose template fits, the most literal one first, those of the page first."""
        relative = relative_target(target, self._prefixes)
        path = relative.partition("?")[0].rstrip("/")
        starts = ((method, path.count("/"), s) for s in ("", *path.lower().split("/")[1:2]))
        everywhere = [draft for start in starts for draft in self._by_start.get(start, ())]
        for candidates in (nearby, everywhere):
            fitting = [d for d in candidates if d.method == method and fits(d.template.path, path)]
            if fitting:
                return min(fitting, key=lambda d: len(d.template.parameters))
        return None

    def is_like(self, target: str) -> bool:
        """Whether a segment of the target begins documented paths: it may be one, badly written."""
        return any(_word(segment) in self._first for segment in target.split("/"))


@lru_cache(10_000)
def _word(segment: str) -> str:
    """A segment without the key or the arguments behind it."""
    return re.split(r"[(:?]", segment, maxsplit=1)[0].lower()


def join(
    linker: Linker, index: OperationIndex, nearby: Sequence[Draft], page: Page
) -> Iterator[UnmatchedMessage]:
    """Puts the samples of a page into the drafts that their requests fit, and reports what is wrong
    with them. Those that fit none leave; one that tools should pass by may fit none.
    """
    unmatched: dict[Span, _Unmatched] = {}  # by the places of requests
    for exchange in exchanges(page, linker.dialect.base_url):
        request, response = exchange.request, exchange.response
        reason = None
        if request is not None:
            reason = _join_request(linker, index, nearby, request, response)
            if reason:
                unmatched[request.at] = reason
        elif response is not None:
            draft = _answered(linker, index, nearby, exchange.follows)
            if draft:
                draft.samples.append((None, response))
            elif exchange.follows:
                reason = unmatched.get(exchange.follows.at)
            else:
                reason = "no request", linker.report("DG311", response.at)
        if reason:
            yield from _unmatched(exchange, *reason)


_Unmatched = tuple[Reason, Diagnostic]


def _unmatched(
    exchange: Exchange, reason: Reason, diagnostic: Diagnostic
) -> Iterator[UnmatchedMessage]:
    answered = exchange.request or exchange.follows
    for sample in filter(None, (exchange.request, exchange.response)):
        is_response = sample is exchange.response
        yield UnmatchedMessage(
            message=response_of(sample) if is_response else request_of(sample),
            name=sample.names[0] if sample.names else "",
            type=sample.type.ref.name if sample.type else "",
            reason=reason,
            diagnostic=diagnostic,
            request=request_of(answered) if is_response and answered else None,
        )


def _join_request(
    linker: Linker,
    index: OperationIndex,
    nearby: Sequence[Draft],
    request: SampleDoc,
    response: SampleDoc | None,
) -> _Unmatched | None:
    """Puts a request with its response into the draft that it fits; why it fits none otherwise."""
    aliases = linker.dialect.verb_aliases
    method = aliases.get(request.message.method, request.message.method)
    target = request.message.target
    draft = index.find(method, target, nearby)
    if draft is None:
        last = _word(target.rstrip("/").rpartition("/")[2])
        # `/root:/a/b:/createLink` where `/items/{id}/createLink` is documented
        for other in nearby:
            if last and other.method == method and _last(other) == last:
                other.alike.append((request, response))
        return _report_unmatched(linker, index, request, is_batch=(method, last) == _BATCH)
    if response is None:
        linker.report("DG312", request.at)
    if nearby and all(d is not draft for d in nearby) and not request.is_ignored:
        place = f"{draft.target.at.path}:{draft.target.at.line}"
        linker.report("DG338", request.at, text=f"{method} {draft.path}", place=place)
    if _root(linker, target):
        version, base_url = version_segment(target), linker.dialect.base_url
        linker.report("DG325", request.at, version=version, base_url=base_url)
    draft.samples.append((request, response))
    return None


_BATCH = ("POST", "$batch")


def _report_unmatched(
    linker: Linker, index: OperationIndex, request: SampleDoc, *, is_batch: bool
) -> _Unmatched | None:
    target = request.message.target
    is_other = is_external(target, linker.dialect.base_url) and not index.is_like(target)
    reason: Reason = "external" if is_other else "batch" if is_batch else "no operation"
    code = "DG326" if request.is_ignored else _CODES[reason]
    text = f"{request.message.method} {target}"
    diagnostic = linker.report(code, request.at, kind="request", text=text)
    return None if request.is_ignored else (reason, diagnostic)


_CODES: dict[Reason, str] = {"external": "DG340", "batch": "DG343", "no operation": "DG310"}


def _root(linker: Linker, target: str) -> str:
    """Scheme, host and version of a target that names another version of the API, "" for any other."""
    version, known = version_segment(target), base_version(linker.dialect.base_url)
    return url_root(target) if version and known not in ("", version) else ""


def _last(draft: Draft) -> str:
    return _word(draft.template.path.rpartition("/")[2])


def _answered(
    linker: Linker, finder: OperationIndex, nearby: Sequence[Draft], follows: SampleDoc | None
) -> Draft | None:
    """The operation of a response that has no request of its own."""
    if follows is None:
        return nearby[0] if len(nearby) == 1 else None
    method = follows.message.method
    method = linker.dialect.verb_aliases.get(method, method)
    return finder.find(method, follows.message.target, nearby)


def samples(linker: Linker, draft: Draft) -> Iterator[Sample]:
    aliases = linker.dialect.verb_aliases
    taken: set[str] = set()
    for number, (request, response) in enumerate(draft.samples, 1):
        names = (request.names if request else ()) or (response.names if response else ())
        base = names[0] if names else f"sample {number}"
        name, n = base, 2
        while name in taken:
            name, n = f"{base} {n}", n + 1
        taken.add(name)
        yield Sample(
            name=name,
            request=(
                replace(
                    written := request_of(request),
                    method=aliases.get(written.method, written.method),
                    target=relative_target(written.target, linker.dialect.url_prefixes),
                    root=_root(linker, written.target),
                )
                if request
                else None
            ),
            response=response_of(response) if response else None,
        )
