"""Operations that are documented by samples alone; and one spelling for each segment of all paths, and one name for each
parameter in them.

A page documents `/drives/{id}/items/{id}/children`, and its sample requests `/me/drive/root/children`: the same
operation at another address. In: drafts. Out: one more for each such address, and all with their final paths; a finding
for each address, and where a page spells a segment otherwise.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.linking.base_url import below_base
from docgen.linking.drafts import Draft, OperationIndex, by_page
from docgen.linking.exchanges import Exchange
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.records import Record, replace
from docgen.syntax.naming import simple
from docgen.syntax.url_path import (
    PathTemplate,
    is_external,
    is_path,
    path_template,
    shape,
    steps,
)

_FILE = re.compile(r":/[^:{}]+:(?=/|$)")  # the path of a file: `root:/a/b.txt:/content`


def sample_operations(
    exchanged: Sequence[tuple[Page, Sequence[Exchange]]],
    drafts: Sequence[Draft],
    index: OperationIndex,
    dialect: Dialect,
) -> tuple[list[Draft], list[Diagnostic]]:
    """A draft for each path of a sample that fits an operation of its page (DG341), or of the
    resource that its page is about (DG342). `drafts` are those that pages document, `index` is theirs.
    """
    documented = _Documented(drafts, index)
    sampled: dict[tuple[str, str], Draft] = {}
    findings: list[Diagnostic] = []
    for candidate in _candidates(exchanged, documented, dialect):
        template = documented.template(candidate.path)
        if template is None or (candidate.method, shape(template.path)) in sampled:
            continue
        request = candidate.request
        target = RequestTarget(
            method=candidate.method, target=request.message.target, at=request.at
        )
        like = candidate.like
        draft = Draft(
            method=candidate.method,
            template=template,
            doc=like.doc if like else OperationDoc(targets=(target,), at=request.at),
            page=candidate.page,
            pages=(candidate.page.path,),
            target=target,
            is_from_sample=True,
        )
        sampled[draft.key] = draft
        text = f"{draft.method} {template.path}"
        if like:
            place = f"{like.target.at.path}:{like.target.at.line}"
            findings.append(diagnose("DG341", request.at, text=text, place=place))
        else:
            findings.append(diagnose("DG342", request.at, text=text))
    return list(sampled.values()), findings


class _Candidate(Record, frozen=True, kw_only=True):
    """A sample request that no operation fits."""

    method: str
    # Of the request, without query.
    path: str
    page: Page
    request: SampleDoc
    # The documented operation that it may be at another address; None where it reads its page's resource.
    like: Draft | None


def _candidates(
    exchanged: Sequence[tuple[Page, Sequence[Exchange]]], documented: _Documented, dialect: Dialect
) -> Iterator[_Candidate]:
    """The requests to the API that fit no operation, but are like one of their page, or read its resource."""
    for page, exchanges in exchanged:
        nearby = documented.by_page.get(page.path, ())
        tails = {(d.method, _tail(d.template.path)): d for d in reversed([*nearby])}
        reads = (d for d in nearby if d.method == "GET")
        read = min(reads, key=lambda d: d.target.at.path != page.path, default=None)
        for exchange in exchanges if nearby or page.resources else ():
            request = exchange.request
            if request is None or is_external(request.message.target, dialect.base_url):
                continue
            target = request.message.target
            method = dialect.verb_aliases.get(request.message.method, request.message.method)
            whole = _whole_of_part(documented.index, target, exchange, nearby)
            if (request.is_ignored and not whole) or documented.index.find(method, target, nearby):
                continue
            path = below_base(target, dialect).partition("?")[0].rstrip("/")
            tail = _tail(path)
            similar = read if _states_type(method, exchange) else None
            like = tails.get((method, tail)) or similar or whole
            if tail[0] and (like or _reads_resource(method, exchange, page)):
                yield _Candidate(method=method, path=path, page=page, request=request, like=like)


class _Documented:
    """The documented operations, by page, by path, and by what their paths consist of."""

    def __init__(self, drafts: Sequence[Draft], index: OperationIndex) -> None:
        self.index = index
        self.by_page = by_page(drafts)
        segments = [segment for d in drafts for segment in d.template.path.split("/")]
        # `root:/{item-path}:` is `root` with a path behind it.
        self._words = {word for segment in segments if (word := _word(segment.rstrip(":")))}
        self._keyed = {shape(segment) for segment in segments if "(" in segment}

    def template(self, path: str) -> PathTemplate | None:
        """The template that a sample's path is of; None where a step may be a word or a value."""
        written = _as_template(path, self._words)
        template = path_template(written)
        # `sheets({id})` is a key only where pages write keys so; `cell(row=1)` is a call.
        steps = shape(template.path).split("/")
        is_keyed = all(s in self._keyed for s in steps if "(" in s and "=" not in s)
        return template if written and is_keyed and is_path(template.path) else None


def _states_type(method: str, exchange: Exchange) -> bool:
    """Whether a sample of a read has a response that states its type: it may be another address of a documented read.

    A write at another address may as well be a mistake, and would change something.
    """
    response = exchange.response
    return (
        method == "GET"
        and response is not None
        and response.type is not None
        and response.message.status < 400
    )


def _reads_resource(method: str, exchange: Exchange, page: Page) -> bool:
    """Whether a sample on the page of a resource reads just that."""
    response = exchange.response
    if (
        method != "GET"
        or response is None
        or response.type is None
        or response.message.status != 200
    ):
        return False
    name = simple(response.type.ref.name).lower()
    return any(simple(resource.name).lower() == name for resource in page.resources)


def _whole_of_part(
    index: OperationIndex, target: str, exchange: Exchange, nearby: Collection[Draft]
) -> Draft | None:
    """The read of the page of which a request reads the bytes or the number: it adds `/$value` or `/$count`."""
    whole, _, last = target.partition("?")[0].rpartition("/")
    response = exchange.response
    if last not in ("$value", "$count") or response is None or response.has_value:
        return None
    return index.find("GET", whole, nearby) if response.message.status == 200 else None


@lru_cache(10_000)
def _word(segment: str) -> str:
    """A literal segment without the key or the arguments after its name, "" for a key."""
    return re.split(r"[({?]", segment, maxsplit=1)[0].lower()


def _tail(path: str) -> tuple[str, int]:
    """The last literal word, and how many keys come after it."""
    keys = 0
    for segment in reversed(path.split("/")):
        if word := _word(segment):
            return word, keys
        keys += 1
    return "", keys


def _as_template(path: str, words: Collection[str]) -> str:
    """The path with places for its values; "" when a step may be either."""
    steps: list[str] = []
    for segment in _FILE.sub(":/{item-path}:", path).split("/")[1:]:
        if re.search(r"\w\{", segment):
            return ""  # `invoices{id}` lacks its brackets
        is_literal = segment.startswith("$") or segment.endswith(":") or _word(segment) in words
        if is_literal or not _word(segment):
            steps.append(segment)
        elif steps and _word(steps[-1]) and "{" not in segment:
            # A value after a known word.
            steps.append("{id}")
        else:
            return ""
    return "/" + "/".join(steps)


def with_path_names(
    drafts: Sequence[Draft], spellings: Collection[str]
) -> tuple[list[Draft], list[Diagnostic]]:
    """The drafts with the spelling and the names that most pages have (DG328 for other spellings).

    Pages call the key of a user `id` and `user-id`, and write `contactfolders` for `contactFolders`.
    `spellings` are the names of documented properties, which come first.
    """
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    segments = [tuple(steps(draft.template.path)) for draft in drafts]
    for path_steps in segments:
        for before, text, parameters in path_steps:
            texts[text.lower()][text] += 1 + (text in spellings) * len(drafts)
            for index, name in enumerate(parameters):
                names[before, index][name] += 1
    common = {lower: _most_frequent(counts) for lower, counts in texts.items()}
    called = {key: _most_frequent(counts) for key, counts in names.items()}
    named: list[Draft] = []
    findings: list[Diagnostic] = []
    for draft, path_steps in zip(drafts, segments):
        path = ""
        own: dict[str, str] = {}
        for before, text, parameters in path_steps:
            spelling = common[text.lower()]
            if spelling != text:
                words = {"text": text, "other": spelling}
                edit = _respelled(draft.target, text, spelling)
                findings.append(diagnose("DG328", draft.target.at, edit, **words))
            for index, name in enumerate(parameters):
                best = called[before, index]
                # `/random/{source}/{bytes}` beside `/random/{bytes}` keeps its names.
                others = (other for other in draft.template.parameters if other != name)
                is_taken = best != name and best in (*own.values(), *others)
                own[name] = name if is_taken else best
                spelling = spelling.replace("{}", f"{{{own[name]}}}", 1)
            path += f"/{spelling}"
        named.append(replace(draft, path=path, names=own))
    return named, findings


def _respelled(target: RequestTarget, text: str, spelling: str) -> Edit | None:
    """The edit that gives a segment of a request line another spelling."""
    if "{}" in text:
        return None
    segment = re.compile(rf"(?<=/){re.escape(text)}(?![^/?(])")
    new = segment.sub(lambda _: spelling, target.target)
    return Edit(at=target.at, old=target.target, new=new) if new != target.target else None


def _most_frequent(counts: Counter[str]) -> str:
    """The most frequent, the first of them in the alphabet."""
    return max(sorted(counts), key=lambda text: counts[text])
