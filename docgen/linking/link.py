"""Pages joined to one API.

All `Page`s of a documentation and the paths of its files enter; the `Spec` leaves, with a diagnostic
for everything that one page says of another and that is not so. It refuses to know Markdown.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.linking.base_url import with_root
from docgen.linking.context import start
from docgen.linking.inferred_base_types import infer_types
from docgen.linking.names import Files, target_path
from docgen.linking.operations import link_operations
from docgen.linking.sample_corrections import spell_as_shown
from docgen.linking.types import link_types, with_opaque
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.model import Operation, Spec, Type
from docgen.spec.types import TypeUse
from docgen.syntax.naming import namespace_of
from docgen.syntax.url_path import base_version, with_version


def link_pages(
    pages: Sequence[Page], files: Collection[str], dialect: Dialect, *, name: str
) -> tuple[Spec, tuple[UnmatchedMessage, ...], tuple[Diagnostic, ...]]:
    """The API that the pages document, whatever order they come in, and messages that fit none of it.

    `files` are the paths of all files below the folder of pages, relative to it. Reports DG3xx.
    """
    pages = sorted(pages, key=lambda page: page.path)
    dialect = with_root(dialect, pages)
    linker = start(pages, dialect)
    types, enums = link_types(linker, pages)
    operations, unmatched = link_operations(linker, pages, types)
    types = infer_types(linker, types, operations)
    types = spell_as_shown(linker, types, enums, operations)
    types = with_opaque(linker, types, _used(types, operations))
    counts = Counter(namespace_of(item.name) for item in (*types, *enums))
    spec = Spec(
        name=name,
        base_url=dialect.base_url,
        namespace=max(sorted(counts), key=lambda n: counts[n], default=dialect.base_namespace),
        has_query_options=dialect.has_query_options,
        page_urls={
            folder: with_version(url, base_version(dialect.base_url))
            for folder, url in dialect.page_urls.items()
            if url
        },
        types=tuple(types),
        enums=tuple(enums),
        operations=tuple(operations),
    )
    return spec, tuple(unmatched), (*_dead_links(pages, Files(files)), *linker.diagnostics)


def _used(types: Sequence[Type], operations: Sequence[Operation]) -> set[str]:
    """The names of all types that something is of."""
    used: list[TypeUse | None] = [p.type for item in types for p in item.properties]
    for operation in operations:
        body = operation.request_body
        used += [parameter.type for parameter in operation.parameters]
        used += [body.type, *(p.type for p in body.properties)] if body else []
        used += [response.type for response in operation.responses]
    return {type_use.item.name for type_use in used if type_use}


def _dead_links(pages: Sequence[Page], files: Files) -> Iterator[Diagnostic]:
    """Links and includes whose file is not there (DG301, DG302)."""
    alive: set[tuple[str, str]] = set()  # folders of pages with targets: most stand on many pages
    for page in pages:
        folder = posixpath.dirname(page.path)
        for code, links in (("DG301", page.links), ("DG302", page.includes)):
            for link in links:
                if (folder, link.target) in alive:
                    continue
                target = target_path(page.path, link.target)
                if target is None or target in files:
                    alive.add((folder, link.target))
                    continue
                near = files.similar(target) if code == "DG301" else ""
                near = near and posixpath.relpath(near, posixpath.dirname(page.path) or ".")
                hint = f"; did you mean {near}?" if near else ""
                yield diagnose(code, link.at, target=link.target, hint=hint)
