"""Samples joined to the operations that they show.

The samples of a page and the drafts of all operations enter; each sample leaves in the draft whose
path its request fits. It refuses to know types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docgen.link_types import Linker
from docgen.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.spec import Body, Sample, SampleRequest, SampleResponse
from docgen.url_path import (
    PathTemplate,
    path_pattern,
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
    names: dict[str, str] = field(default_factory=dict[str, str])  # of the template -> of the path
    others: list[Draft] = field(default_factory=list["Draft"])  # other pages about the operation
    siblings: list[Draft] = field(default_factory=list["Draft"])  # other paths of the same section
    samples: list[tuple[SampleDoc | None, SampleDoc | None]] = field(
        default_factory=list[tuple[SampleDoc | None, SampleDoc | None]]
    )

    @property
    def key(self) -> tuple[str, str]:
        return self.method, shape(self.template.path)


def pairs(page: Page) -> Iterator[tuple[SampleDoc | None, SampleDoc | None]]:
    """Requests with their responses, in page order: by name, then the first that waits.

    Several requests may be followed by several responses; one response may name several requests.
    """
    waiting: list[SampleDoc] = []
    for sample in page.samples:
        # Below "HTTP request", a target without placeholders is a sample's.
        if sample.is_template and not sample.message.status and "{" in sample.message.target:
            continue
        if sample.message.method:
            waiting.append(sample)
            continue
        answered = [r for r in waiting if set(r.names) & set(sample.names)]
        if not answered:
            unnamed = (r for r in waiting if not r.names or not sample.names)
            answered = [r for r in (next(unnamed, None) or next(iter(waiting), None),) if r]
        if not answered:
            yield None, sample
        for request in answered:
            waiting.remove(request)
            yield request, sample
    for request in waiting:
        yield request, None


class Finder:
    """Operations by the paths of sample requests."""

    def __init__(self, drafts: Iterable[Draft], prefixes: Sequence[str]) -> None:
        self._prefixes = prefixes
        self._by_size: dict[tuple[str, int], list[Draft]] = {}
        self._patterns: dict[tuple[str, str], re.Pattern[str]] = {}
        for draft in drafts:
            path = draft.template.path
            self._by_size.setdefault((draft.method, path.count("/")), []).append(draft)

    def find(self, method: str, target: str, nearby: Sequence[Draft]) -> Draft | None:
        """The operation whose template fits, the most literal one first, those of the page first."""
        relative = relative_target(target, self._prefixes)
        path = relative.partition("?")[0].rstrip("/")
        everywhere = self._by_size.get((method, path.count("/")), [])
        for candidates in (nearby, everywhere):
            fitting = [
                d for d in candidates if d.method == method and self._pattern(d).fullmatch(path)
            ]
            if fitting:
                return min(fitting, key=lambda d: len(d.template.parameters))
        return None

    def _pattern(self, draft: Draft) -> re.Pattern[str]:
        if draft.key not in self._patterns:
            self._patterns[draft.key] = path_pattern(draft.template.path)
        return self._patterns[draft.key]


def join(
    linker: Linker,
    finder: Finder,
    nearby: Sequence[Draft],
    request: SampleDoc | None,
    response: SampleDoc | None,
) -> None:
    if request is None:
        if response and len(nearby) == 1:
            nearby[0].samples.append((None, response))
        elif response:
            linker.report("DG311", response.at)
        return
    aliases = linker.dialect.verb_aliases
    method = aliases.get(request.message.method, request.message.method)
    target = request.message.target
    draft = finder.find(method, target, nearby)
    if draft is None:
        text = f"{request.message.method} {target}"
        code = "DG326" if request.is_ignored else "DG310"
        linker.report(code, request.at, kind="request", text=text)
        return
    if response is None:
        linker.report("DG312", request.at)
    if nearby and all(d is not draft for d in nearby) and not request.is_ignored:
        place = f"{draft.target.at.path}:{draft.target.at.line}"
        linker.report("DG338", request.at, text=f"{method} {draft.path}", place=place)
    version = version_segment(target)
    known = version_segment(linker.dialect.base_url)
    if version and known and version != known:
        linker.report("DG325", request.at, version=version, base_url=linker.dialect.base_url)
    draft.samples.append((request, response))


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
