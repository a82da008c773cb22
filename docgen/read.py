"""One page, whole.

A `Document` enters; a `Page` leaves, with a diagnostic for everything on it that was not used. It
sees one page and nothing else, which makes it cacheable and parallel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.dialect import Dialect
from docgen.markdown import Comment, Document, Heading, Link, Paragraph, Table, links
from docgen.page import Page
from docgen.read_operation import read_operations
from docgen.read_resource import read_derived, read_enums, read_resources
from docgen.reading import PageReader
from docgen.sections import sections
from docgen.source import Span

_INCLUDE = re.compile(r"\[!INCLUDE\s*\[([^\]]*)\]\s*\(([^()\s]*)\)\s*\]", re.IGNORECASE)


def read(document: Document, dialect: Dialect) -> Page:
    """What the page documents. Never fails."""
    parts = sections(document, dialect)
    page = PageReader(document, dialect, parts)
    enums = read_enums(page, parts)
    resources = read_resources(page, parts)
    operations, samples = read_operations(page, parts)
    if resources or enums or operations:
        page.report_unused(parts)
    elif document.blocks:
        page.report("DG204", page.title_at, doc_type=page.doc_type or "none")
    for block in document.blocks:
        if isinstance(block, Comment) and not block.kind:
            page.check_annotation(block)
    includes = tuple(_includes(document))
    return Page(
        path=document.source.path,
        title=page.title,
        name=page.title_kind()[1],
        doc_type=page.doc_type,
        namespace=page.namespace,
        description=page.message(page.description or document.front_matter.get("description", "")),
        resources=resources,
        enums=enums,
        operations=operations,
        samples=samples,
        derived=read_derived(page, parts),
        links=tuple(_links(document)),
        includes=includes,
        prose=tuple(page.prose),
        diagnostics=tuple(page.diagnostics),
    )


def _texts(document: Document) -> Iterator[tuple[str, Span]]:
    for block in document.blocks:
        if isinstance(block, (Paragraph, Heading)):
            yield block.text, block.span
        elif isinstance(block, Table):
            for row in (block.header, *block.rows):
                for cell in row:
                    yield cell.text, cell.span


def _links(document: Document) -> Iterator[Link]:
    for text, at in _texts(document):
        if "[" in text:
            if "[!" in text:
                text = _INCLUDE.sub(lambda m: " " * len(m[0]), text)
            yield from links(text, at, document.references)


def _includes(document: Document) -> Iterator[Link]:
    for text, at in _texts(document):
        for match in _INCLUDE.finditer(text) if "[!" in text else ():
            line = at.line + text.count("\n", 0, match.start())
            column = (
                match.start()
                - (text.rfind("\n", 0, match.start()) + 1)
                + (at.column if line == at.line else 1)
            )
            yield Link(
                text=match[1], target=match[2], span=Span(at.path, line, column, len(match[0]))
            )
