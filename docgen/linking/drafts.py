"""Operations as pages document them, and the samples that show them.

In: all pages. Out: a `Draft` for each method and path, with the sample requests and responses that fit it; and what
is wrong with request lines and samples.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.linking.base_url import as_sent, below_base, template_of
from docgen.linking.exchanges import (
    Exchange,
    Messages,
    Unmatched,
    agreeing,
    other_version,
    unmatched_messages,
)
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.reading.references.union import united
from docgen.records import Record, replace
from docgen.spec.documented_messages import Reason, UnmatchedMessage
from docgen.spec.routes import Routes
from docgen.syntax.headers import TRANSPORT_HEADERS
from docgen.syntax.naming import singular
from docgen.syntax.page_paths import page_stem
from docgen.syntax.path_spellings import server_of
from docgen.syntax.url_path import (
    PathTemplate,
    is_external,
    is_path,
    shape,
    with_queries,
    without_format,
)

# Samples of a page that fit none of its operations may be similar to many, and many to each.
_MOST_SIMILAR = 100


class Draft(Record, frozen=True, kw_only=True, eq=False):
    """An operation that a page documents, or that a sample shows."""

    method: str
    template: PathTemplate
    doc: OperationDoc
    page: Page
    target: RequestTarget
    # Paths of the pages that document it, one for each of their request lines.
    pages: tuple[str, ...] = ()
    # Only a sample has this path; its page documents another address.
    is_from_sample: bool = False
    # The path as all pages together spell it, and each parameter of the template with its name there.
    path: str = ""
    names: Mapping[str, str] = {}
    others: tuple[Draft, ...] = ()  # those of other sections about the operation
    # Requests that fit the path with their responses; and those that fit no path, but end like this one.
    samples: tuple[Messages, ...] = ()
    similar_samples: tuple[Messages, ...] = ()
    # The responses among them that show success; without any, those to the other paths of the section.
    responses: tuple[SampleDoc, ...] = ()
    section_responses: tuple[SampleDoc, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The method and the shape of the path: unique among operations."""
        return self.method, shape(self.template.path)


def documented_operations(
    pages: Sequence[Page], dialect: Dialect
) -> tuple[list[Draft], list[Diagnostic]]:
    """One draft for each method and path, from the page that is most about it (DG308 for the others)."""
    findings: list[Diagnostic] = []
    documented: dict[tuple[str, str], list[Draft]] = {}
    for draft in _main_requests(pages, dialect, findings):
        documented.setdefault(draft.key, []).append(draft)
    drafts: list[Draft] = []
    for same in documented.values():
        # A page about many paths, or about one with a query, says less of each.
        best = min(same, key=_distance) if len(same) > 1 else same[0]
        others = tuple(draft for draft in same if draft.doc is not best.doc)
        doc = best.doc
        # Of one address of OData, pages about derived types state alternatives.
        if not dialect.is_odata:
            # A section that only shows the operation, as a guide does, states nothing about it.
            others = tuple(d for d in others if d.doc.is_secondary <= doc.is_secondary)
            doc = united([doc, *{id(d.doc): d.doc for d in others}.values()])
            stated = (d.template for d in same if not d.doc.is_secondary)
            best = replace(best, template=with_queries(best.template, stated))
        pages_of = tuple(draft.page.path for draft in same)
        drafts.append(replace(best, doc=doc, others=others, pages=pages_of))
        place = f"{best.target.at.path}:{best.target.at.line}"
        for draft in others:
            if draft.page is not best.page:
                words = {"method": draft.method, "path": draft.template.path, "place": place}
                findings.append(diagnose("DG308", draft.target.at, **words))
    return drafts, findings


def _main_requests(
    pages: Sequence[Page], dialect: Dialect, findings: list[Diagnostic]
) -> Iterator[Draft]:
    """All requests that pages document; a secondary one only when no other documents it (DG339), and in no guide."""
    guides = _guides(pages)
    secondary: list[Draft] = []
    primary: list[Draft] = []
    targets = (target for page in pages for doc in page.sections for target in doc.targets)
    has_root_alone = not any(_path_of(target.target) for target in targets)
    for page in pages:
        if page.path in guides:
            findings += (found for doc in page.operations for found in _left_out(doc))
            continue
        for draft in _requests(page, dialect, findings, has_root_alone=has_root_alone):
            (secondary if draft.doc.is_secondary else primary).append(draft)
    yield from primary
    index = OperationIndex({draft.key: draft for draft in reversed(primary)}.values(), dialect)
    for target in (t for page in pages if page.path in guides for t in _without_sample(page)):
        if index.find(target.method, target.target, ()) is None:
            text = f"{target.method} {target.target}"
            findings.append(diagnose("DG350", target.at, text=text))
    for draft in secondary:
        match = index.find(draft.method, draft.target.target, ())
        if match is None:
            words = {"method": draft.method, "path": draft.template.path}
            findings += [diagnose("DG339", draft.target.at, **words)] if primary else []
        elif draft.target is draft.doc.targets[0]:
            findings += _left_out(draft.doc)
        if match is None or match.key == draft.key:
            yield draft


def _guides(pages: Sequence[Page]) -> frozenset[str]:
    """The pages whose requests are samples only, among more that state their operations; in sentences, among any."""
    stating = {p.path for p in pages for d in p.operations if not (d.is_secondary or d.is_told)}
    others = [p for p in pages if p.operations and p.path not in stating] if stating else []
    are_fewer = len(others) < len(stating)
    return frozenset(p.path for p in others if are_fewer or all(d.is_told for d in p.operations))


def _without_sample(page: Page) -> Iterator[RequestTarget]:
    """The request lines of a page that are in no sample, which has findings of its own."""
    sampled = {sample.at.line for sample in page.samples if not sample.is_declaration}
    targets = (target for doc in page.operations for target in doc.targets)
    return (target for target in targets if target.at.line not in sampled)


def _left_out(doc: OperationDoc) -> Iterator[Diagnostic]:
    """DG348 where a section that only shows an operation lists fields."""
    rows = (*doc.headers, *doc.path_parameters, *doc.query_parameters, *doc.body_parameters)
    listed = [row for row in rows if row.name.lower() not in TRANSPORT_HEADERS]
    if listed:
        names = ", ".join(dict.fromkeys(row.name for row in listed))
        shown = f"{doc.targets[0].method} {doc.targets[0].target}"
        yield diagnose("DG348", listed[0].at, count=len(listed), shown=shown, names=names)


def _requests(
    page: Page, dialect: Dialect, findings: list[Diagnostic], *, has_root_alone: bool
) -> Iterator[Draft]:
    """The request lines of a page, but those with a gap (DG324) and those without a path (DG309)."""
    for doc in page.sections:
        for target in doc.targets:
            template = template_of(target.target, dialect)
            # "GET /", or the base URL of all others, `/api/`; a host alone may be another service's, or a sample's.
            is_host = doc.is_secondary or "://" in target.target and "?" not in target.target
            is_known = has_root_alone or not is_host or _path_of(target.target)
            if "..." in template.path or "…" in template.path:
                findings.append(diagnose("DG324", target.at, text=target.target))
            elif not (is_path(template.path) or template.path == "/" and is_known):
                findings.append(diagnose("DG309", target.at, text=target.target))
            else:
                yield Draft(
                    method=target.method, template=template, doc=doc, page=page, target=target
                )


def _path_of(target: str) -> str:
    return target.removeprefix(server_of(target)).partition("?")[0].strip("/")


def _distance(draft: Draft) -> tuple[bool, bool, bool, bool, int, int, str]:
    """How far a page is from being about an operation: one that only names it, or is about many paths, about a path
    with a query, or about a subtype says less of each. `user-list` is about `GET /users`."""
    stem = page_stem(draft.page.path.rpartition("/")[2]).lower()
    parts = re.split(r"[-_]", stem)
    path = without_format(draft.template.path)
    literals = [p for p in path.split("/") if p and not p.startswith(("{", "$"))]
    noun = singular(literals[-1].partition("(")[0].rpartition(".")[2]).lower() if literals else ""
    named = noun in parts or f"{noun}s" in parts
    return (
        draft.doc.is_secondary,
        draft.doc.is_named_only,
        bool(draft.template.query),
        not named,
        len(parts),
        len(draft.doc.targets),
        draft.page.path,
    )


def by_page(drafts: Iterable[Draft]) -> dict[str, Collection[Draft]]:
    """Path of a page -> the drafts that it documents, in order."""
    nearby: dict[str, dict[Draft, None]] = {}
    for draft in drafts:
        for path in draft.pages:
            nearby.setdefault(path, {})[draft] = None
    return {path: found.keys() for path, found in nearby.items()}


class OperationIndex:
    """Operations by the paths of sample requests."""

    def __init__(self, drafts: Iterable[Draft], dialect: Dialect) -> None:
        drafts = tuple(drafts)
        self._dialect = dialect
        self._routes = Routes((d.method, d.template.path, d) for d in drafts)
        # Words that documented paths begin with.
        self._first = {_word(draft.template.path.split("/")[1]) for draft in drafts} - {""}
        # By page, method, and the last word of the path.
        self._ends: dict[tuple[str, str, str], list[Draft]] = {}
        for draft in drafts:
            for page in dict.fromkeys(draft.pages):
                self._ends.setdefault((page, draft.method, _last(draft)), []).append(draft)

    def find(self, method: str, target: str, nearby: Collection[Draft]) -> Draft | None:
        """The operation whose template fits, the most literal one first, those of the page first."""
        path = below_base(target, self._dialect).partition("?")[0].rstrip("/") or "/"
        return self._routes.find(method, as_sent(path, self._dialect), nearby)

    def ending(self, page: str, method: str, word: str) -> Sequence[Draft]:
        """The first operations of a page whose paths end in this word."""
        return self._ends.get((page, method, word), [])[:_MOST_SIMILAR] if word else ()

    def is_like(self, target: str) -> bool:
        """Whether a segment of the target begins documented paths: it may be one, badly written."""
        return any(_word(segment) in self._first for segment in target.split("/"))


def lines_of_none(pages: Iterable[Page], index: OperationIndex) -> Iterator[RequestTarget]:
    """The request lines that are of no operation: neither stated nor as a sample. Each has a finding."""
    for page in pages:
        lines = (x for x in page.request_lines if index.find(x.method, x.target, ()) is None)
        yield from sorted(lines, key=lambda line: (line.at.line, line.at.column))


@lru_cache(10_000)
def _word(segment: str) -> str:
    """A segment without the key or the arguments after its name."""
    return re.split(r"[(:?]", segment, maxsplit=1)[0].lower()


def with_samples(
    drafts: Sequence[Draft], exchanged: Sequence[tuple[Page, Sequence[Exchange]]], dialect: Dialect
) -> tuple[list[Draft], list[UnmatchedMessage], list[Diagnostic]]:
    """The drafts with the samples that fit them, of all pages; the messages that fit none; what is wrong with samples."""
    index, nearby = OperationIndex(drafts, dialect), by_page(drafts)
    samples: dict[int, list[Messages]] = {id(draft): [] for draft in drafts}
    similar: dict[int, list[Messages]] = {id(draft): [] for draft in drafts}
    unmatched: list[UnmatchedMessage] = []
    findings: list[Diagnostic] = []
    for page, exchanges in exchanged:
        reasons: dict[Span, Unmatched] = {}
        for exchange in exchanges:
            match = match_exchange(exchange, index, page.path, nearby.get(page.path, ()), dialect)
            findings += match.findings
            if match.draft:
                samples[id(match.draft)].append((exchange.request, exchange.response))
                continue
            for draft in match.similar:
                if len(similar[id(draft)]) < _MOST_SIMILAR:
                    similar[id(draft)].append((exchange.request, exchange.response))
            reason = match.unmatched
            if exchange.request and reason:
                reasons[exchange.request.at] = reason
            elif exchange.previous_request:
                reason = reasons.get(exchange.previous_request.at)
            if reason:
                unmatched += unmatched_messages(exchange, reason)
    return _with_messages(drafts, samples, similar), unmatched, findings


def _with_messages(
    drafts: Sequence[Draft],
    samples: Mapping[int, Sequence[Messages]],
    similar: Mapping[int, Sequence[Messages]],
) -> list[Draft]:
    """The drafts with their samples and with those that are similar, by the `id`s of the drafts."""
    joined = [
        _with_responses(draft, agreeing(samples[id(draft)]), tuple(similar[id(draft)]))
        for draft in drafts
    ]
    # PUT and PATCH both answer with what they change.
    keys = [(d.doc.at, "PUT" if d.method == "PATCH" else d.method) for d in joined]
    sections: dict[tuple[Span, str], list[SampleDoc]] = {}
    for key, draft in zip(keys, joined):
        sections.setdefault(key, []).extend(draft.responses)
    answers = (draft.responses or tuple(sections[key]) for key, draft in zip(keys, joined))
    return [replace(draft, section_responses=found) for draft, found in zip(joined, answers)]


def _with_responses(
    draft: Draft, samples: tuple[Messages, ...], similar: tuple[Messages, ...]
) -> Draft:
    """The draft with its samples, and those of their responses that show success: of its own page first.

    Without any response, those to requests that look like the operation but fit no documented path.
    """
    responses = [response for _, response in samples if response]
    responses = responses or [response for _, response in similar if response]
    successes = [r for r in responses if r.message.status < 400 and not r.expects_error]
    successes.sort(key=lambda response: response.at.path != draft.page.path)
    return replace(draft, samples=samples, similar_samples=similar, responses=tuple(successes))


class Match(Record, frozen=True, kw_only=True):
    """The operation that an exchange shows, or why there is none; and what is wrong with it."""

    draft: Draft | None = None
    # Operations that the request is similar to, where it fits none.
    similar: tuple[Draft, ...] = ()
    # None also for a request that tools should ignore.
    unmatched: Unmatched | None = None
    findings: tuple[Diagnostic, ...] = ()


def match_exchange(
    exchange: Exchange,
    index: OperationIndex,
    page: str,
    nearby: Collection[Draft],
    dialect: Dialect,
) -> Match:
    """The operation whose path the request fits; `nearby` are those of its page, `page` is the path of that."""
    request = exchange.request
    if request is None:
        return _match_response(exchange, index, nearby, dialect)
    method = dialect.verb_aliases.get(request.message.method, request.message.method)
    target = request.message.target
    draft = index.find(method, target, nearby)
    if draft is None:
        return _no_match(request, method, index, page, dialect)
    findings: list[Diagnostic] = []
    if exchange.response is None:
        findings.append(diagnose("DG312", request.at))
    if nearby and draft not in nearby and not request.is_ignored:
        place = f"{draft.target.at.path}:{draft.target.at.line}"
        words = {"text": f"{method} {draft.path}", "place": place}
        findings.append(diagnose("DG338", request.at, **words))
    if version := other_version(target, dialect):
        words = {"version": version, "base_url": dialect.base_url}
        findings.append(diagnose("DG325", request.at, **words))
    return Match(draft=draft, findings=tuple(findings))


_CODES: dict[Reason, str] = {"external": "DG340", "batch": "DG343", "no operation": "DG310"}


def _no_match(
    request: SampleDoc, method: str, index: OperationIndex, page: str, dialect: Dialect
) -> Match:
    """Why a request fits no operation."""
    target = request.message.target
    last = _word(target.rstrip("/").rpartition("/")[2])
    # `/root:/a/b:/createLink` where `/items/{id}/createLink` is documented.
    similar = tuple(index.ending(page, method, last))
    is_external_target = is_external(target, dialect.base_url) and not index.is_like(target)
    is_batch = (method, last) == ("POST", "$batch")
    reason: Reason = "external" if is_external_target else "batch" if is_batch else "no operation"
    words = {"kind": "request", "text": f"{request.message.method} {target}"}
    code = "DG326" if request.is_ignored else _CODES[reason]
    finding = diagnose(code, request.at, **words)
    unmatched = None if request.is_ignored else Unmatched(reason=reason, diagnostic=finding)
    return Match(similar=similar, unmatched=unmatched, findings=(finding,))


def _match_response(
    exchange: Exchange, index: OperationIndex, nearby: Collection[Draft], dialect: Dialect
) -> Match:
    """The operation of a response without a request of its own: that of the request before it, or the page's only one."""
    previous, response = exchange.previous_request, exchange.response
    if previous is not None:
        method = dialect.verb_aliases.get(previous.message.method, previous.message.method)
        return Match(draft=index.find(method, previous.message.target, nearby))
    if len(nearby) == 1 or response is None:
        return Match(draft=next(iter(nearby), None))
    finding = diagnose("DG311", response.at)
    unmatched = Unmatched(reason="no request", diagnostic=finding)
    return Match(unmatched=unmatched, findings=(finding,))


def _last(draft: Draft) -> str:
    return _word(draft.template.path.rpartition("/")[2])
