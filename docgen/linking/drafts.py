"""Samples joined to the operations that they show.

The samples of a page and the drafts of all operations enter; each sample leaves in the draft whose
path its request fits. It refuses to know types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.linking.context import Linker
from docgen.linking.exchanges import Exchange
from docgen.reading.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.spec.model import Body, Sample, SampleRequest, SampleResponse
from docgen.syntax.url_path import (
    PathTemplate,
    base_version,
    fits,
    is_external,
    relative_target,
    shape,
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
    linker: Linker, finder: OperationIndex, nearby: Sequence[Draft], exchange: Exchange
) -> None:
    """Puts an exchange into the draft that its request fits, and reports what is wrong with it."""
    request, response = exchange.request, exchange.response
    if request is None:
        draft = _answered(linker, finder, nearby, exchange.follows)
        if draft and response:
            draft.samples.append((None, response))
        elif response and not exchange.follows:
            linker.report("DG311", response.at)
        return
    aliases = linker.dialect.verb_aliases
    method = aliases.get(request.message.method, request.message.method)
    target = request.message.target
    draft = finder.find(method, target, nearby)
    if draft is None:
        text = f"{request.message.method} {target}"
        is_other = is_external(target, linker.dialect.base_url) and not finder.is_like(target)
        last = _word(target.rstrip("/").rpartition("/")[2])
        is_batch = (method, last) == ("POST", "$batch")
        code = "DG340" if is_other else "DG343" if is_batch else "DG310"
        linker.report(
            "DG326" if request.is_ignored else code, request.at, kind="request", text=text
        )
        for (
            other
        ) in nearby:  # `/root:/a/b:/createLink` where `/items/{id}/createLink` is documented
            if last and other.method == method and _last(other) == last:
                other.alike.append((request, response))
        return
    if response is None:
        linker.report("DG312", request.at)
    if nearby and all(d is not draft for d in nearby) and not request.is_ignored:
        place = f"{draft.target.at.path}:{draft.target.at.line}"
        linker.report("DG338", request.at, text=f"{method} {draft.path}", place=place)
    version = version_segment(target)
    known = base_version(linker.dialect.base_url)
    if version and known and version != known:
        linker.report("DG325", request.at, version=version, base_url=linker.dialect.base_url)
    draft.samples.append((request, response))


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
                SampleRequest(
                    method=aliases.get(request.message.method, request.message.method),
                    target=relative_target(request.message.target, linker.dialect.url_prefixes),
                    headers=request.message.headers,
                    json=request.value,
                    has_json=request.has_value,
                    text="" if request.has_value else request.message.body,
                    body=Body(text=request.message.body, at=request.body_at),
                    at=request.at,
                )
                if request
                else None
            ),
            response=(
                SampleResponse(
                    status=response.message.status,
                    headers=response.message.headers,
                    json=response.value,
                    has_json=response.has_value,
                    text="" if response.has_value else response.message.body,
                    body=Body(text=response.message.body, at=response.body_at),
                    at=response.at,
                )
                if response
                else None
            ),
        )
