"""Parameters, bodies and responses that a section says are the same as in another one.

In: all pages. Out: the same, where each of these sections has what the link in it leads to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from docgen.diagnostics.position import Span
from docgen.linking.drafts import Draft
from docgen.reading.anchors import Anchors
from docgen.reading.page import CopyDoc, CopyPart, OperationDoc, Page
from docgen.records import replace
from docgen.spec.model import Operation
from docgen.syntax.page_paths import PagePaths
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import shape


def with_copies(pages: Sequence[Page]) -> list[Page]:
    """The pages, with what operations say is as another's; what one states itself is kept. A link to no operation copies nothing."""
    if not any(doc.same_as for page in pages for doc in page.operations):
        return [*pages]
    linked = _Linked(pages)

    def copied(page: Page, doc: OperationDoc) -> OperationDoc:
        other = linked.find(page, doc, doc.same_as) if doc.same_as else None
        return _with(doc, doc.same_as, other) if doc.same_as and other else doc

    return [
        replace(page, operations=tuple(copied(page, doc) for doc in page.operations))
        for page in pages
    ]


class _Linked:
    """The operations of all pages by the headings that links lead to."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._paths = PagePaths(page.path for page in pages)
        self._headings = {page.path: page.headings for page in pages}
        self._anchors = cache(lambda path: Anchors(self._headings[path]))
        self._at: dict[tuple[str, int], list[OperationDoc]] = defaultdict(list)
        self._of_method: dict[str, list[OperationDoc]] = defaultdict(list)
        for doc in (doc for page in pages for doc in page.operations):
            self._at[doc.at.path, doc.at.line].append(doc)
            self._of_method[doc.targets[0].method].append(doc)
        self._requested = cache(self._with_request)

    def find(self, page: Page, doc: OperationDoc, copy: CopyDoc) -> OperationDoc | None:
        """The operation of the heading to which the link leads: of several one of the same method. Or that of a request line."""
        if copy.request:
            return self._requested(copy.request)
        path = page.path if copy.number else self._paths.find(page.path, copy.target)
        if copy.number:
            number = self._anchors(page.path).numbered(copy.number)
        else:
            number = self._anchors(path).find(copy.target.partition("#")[2]) if path else None
        if path is None or number is None:
            return None
        at = self._headings[path][number].at
        method = doc.targets[0].method
        others = [other for other in self._at.get((at.path, at.line), ()) if other is not doc]
        return min(others, key=lambda o: o.targets[0].method != method, default=None)

    def _with_request(self, line: str) -> OperationDoc | None:
        """The only operation of a method whose path is, or ends with, that of a request line."""
        method, written = line.split(maxsplit=1)
        endings = [shape(target.path) for target in targets(written)]
        found = [
            doc
            for doc in self._of_method[method.upper()]
            if any(shape(t.target).endswith(ending) for t in doc.targets for ending in endings)
        ]
        return found[0] if len(found) == 1 else None


def _with(doc: OperationDoc, copy: CopyDoc, other: OperationDoc) -> OperationDoc:
    if "query" in copy.parts and not doc.query_parameters:
        rows = tuple(r for r in other.query_parameters if r.name not in copy.without)
        doc = replace(doc, query_parameters=rows)
    if "body" in copy.parts and not (doc.body_parameters or doc.body):
        rows = tuple(r for r in other.body_parameters if r.name not in copy.without)
        doc = replace(doc, body_parameters=rows, body=other.body)
        doc = replace(doc, has_body=doc.has_body or other.has_body)
    if "response" in copy.parts and not (doc.returns or doc.listed):
        doc = replace(doc, returns=other.returns, listed=other.listed)
        if not doc.statuses and doc.targets[0].method == other.targets[0].method:
            doc = replace(doc, statuses=other.statuses, successes=other.successes)
    return replace(doc, same_as=replace(copy, section=other.at))


def copied_from(
    operations: Sequence[Operation], drafts: Sequence[Draft]
) -> tuple[dict[str, Span], dict[str, Span]]:
    """The sections of the operations that some say they answer as, and of those whose content they say they take, by id."""
    copies = {o.id: draft.doc.same_as for o, draft in zip(operations, drafts) if draft.doc.same_as}
    return _sections(copies, "response"), _sections(copies, "body")


def _sections(copies: Mapping[str, CopyDoc], part: CopyPart) -> dict[str, Span]:
    return {id: copy.section for id, copy in copies.items() if copy.section and part in copy.parts}
