"""Corrections of paths: an operation at another path, one that is left out, a segment that is a parameter.

In: all pages and their dialect. Out: the pages with other request lines, and samples that follow them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docgen.corrections.correction import Correction
from docgen.diagnostics.diagnostic import Diagnostic
from docgen.linking.base_url import below_base, template_of, with_root
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import OperationDoc, Page, RequestTarget, SampleDoc
from docgen.records import replace
from docgen.spec.routes import Routes
from docgen.syntax.url_path import EXPRESSION, fits, path_pattern, shape

_Key = tuple[str, str]  # method, shape of the path


def correct_pages(
    pages: Sequence[Page], dialect: Dialect, corrections: Sequence[Correction]
) -> tuple[Sequence[Page], list[Diagnostic]]:
    """The pages with their paths corrected, and a finding for each correction of a path that no page documents."""
    about = [c for c in corrections if c.kind == "path" or c.kind == "operation"]
    if not about:
        return pages, []
    rooted = with_root(dialect, pages)
    paths: dict[_Key, str] = {}  # as first written
    for page in pages:
        for target in _targets(page):
            path = template_of(target.target, rooted).path
            paths.setdefault((target.method, shape(path)), path)
    skipped = {_key(c) for c in about if c.skip}
    new = {key: _corrected(key, path, about) for key, path in paths.items()}
    routes = Routes((method, path, (method, shape(path))) for (method, _), path in paths.items())
    change = _Change(rooted, paths, new, skipped, routes)
    findings = [c.fault("no page documents it") for c in about if not _applies(c, paths)]
    return [change.page(page) for page in pages], findings


def _targets(page: Page) -> Sequence[RequestTarget]:
    return [target for doc in page.operations for target in doc.targets]


def _key(correction: Correction) -> _Key:
    return correction.method, shape(correction.path)


def _applies(correction: Correction, paths: Mapping[_Key, str]) -> bool:
    if correction.kind == "operation":
        return _key(correction) in paths
    return any(_is_below(path, correction.path) for path in paths.values())


def _is_below(path: str, start: str) -> bool:
    return f"{path}/".lower().startswith(f"{start}/".lower())


def _corrected(key: _Key, path: str, about: Sequence[Correction]) -> str:
    """The path of an operation with all corrections of it."""
    for correction in about:
        if correction.kind == "operation" and _key(correction) == key:
            path = correction.set.get("path", path)
        elif correction.kind == "path" and _is_below(path, correction.path):
            before = correction.path.rpartition("/")[0]
            name = correction.set["parameter"]
            path = f"{before}/{{{name}}}{path[len(correction.path):]}"
    return path


class _Change:
    """What becomes of the request lines and samples of pages."""

    def __init__(
        self,
        dialect: Dialect,
        paths: Mapping[_Key, str],
        new: Mapping[_Key, str],
        skipped: set[_Key],
        routes: Routes[_Key],
    ) -> None:
        self.dialect, self.paths, self.new = dialect, paths, new
        self.skipped, self.routes = skipped, routes

    def page(self, page: Page) -> Page:
        operations = [doc for each in page.operations if (doc := self._operation(each))]
        return replace(page, operations=tuple(operations), samples=self._samples(page.samples))

    def _operation(self, doc: OperationDoc) -> OperationDoc | None:
        """The section with the request lines that remain; None without any."""
        targets: list[RequestTarget] = []
        for target in doc.targets:
            path = template_of(target.target, self.dialect).path
            key = (target.method, shape(path))
            if key in self.skipped:
                continue
            if self.new[key] != self.paths[key]:
                target = replace(target, target=_rewritten(target.target, path, self.new[key]))
            targets.append(target)
        return replace(doc, targets=tuple(targets)) if targets or not doc.targets else None

    def _samples(self, samples: Sequence[SampleDoc]) -> tuple[SampleDoc, ...]:
        """Without those of what is left out: a request, and the responses up to the next one."""
        kept: list[SampleDoc] = []
        is_skipped = False
        for sample in samples:
            if sample.message.method:
                path = below_base(sample.message.target, self.dialect).partition("?")[0].rstrip("/")
                key = self.routes.find(sample.message.method, path)
                is_skipped = key in self.skipped
                if key and self.new[key] != self.paths[key]:
                    sample = _moved(sample, path, self.paths[key], self.new[key])
            if not is_skipped:
                kept.append(sample)
        return tuple(kept)


def _rewritten(written: str, path: str, new: str) -> str:
    """A target with another path: what is before the path and after it stays as it is written."""
    before, mark, query = written.partition("?")
    segments = before.rstrip("/").split("/")
    return "/".join(segments[: -path.count("/")]) + new + mark + query


def _moved(sample: SampleDoc, path: str, old: str, new: str) -> SampleDoc:
    """A sample that calls the old path, calling the new one with the same values."""
    match = path_pattern(old).fullmatch(path)
    if match is None or fits(new, path):
        return sample
    values = dict(zip(EXPRESSION.findall(old), match.groups()))
    if not values.keys() >= set(EXPRESSION.findall(new)):
        return sample
    concrete = re.sub(EXPRESSION, lambda expression: values[expression[1]], new)
    target = _rewritten(sample.message.target, path, concrete)
    return replace(sample, message=replace(sample.message, target=target))
