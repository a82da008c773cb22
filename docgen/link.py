"""Pages joined to one API.

All `Page`s of a documentation and the paths of its files enter; the `Spec` leaves, with a diagnostic
for everything that one page says of another and that is not so. It refuses to know Markdown.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from docgen.diagnostics import Diagnostic, diagnose
from docgen.dialect import Dialect
from docgen.link_inferred import infer_types
from docgen.link_operations import link_operations
from docgen.link_spelled import spell_as_shown
from docgen.link_types import link_types, start, with_opaque
from docgen.page import Page
from docgen.resolve import Files, namespace_of, target_path
from docgen.spec import Operation, Spec, Type
from docgen.url_path import (
    base_version,
    fits,
    path_template,
    relative_target,
    url_root,
    version_segment,
    with_version,
)


def link_pages(
    pages: Sequence[Page], files: Collection[str], dialect: Dialect, *, name: str
) -> tuple[Spec, tuple[Diagnostic, ...]]:
    """The API that the pages document, whatever order they come in.

    `files` are the paths of all files below the folder of pages, relative to it. Reports DG3xx.
    """
    pages = sorted(pages, key=lambda page: page.path)
    prefix = _shown_prefix(pages, dialect)
    base_url = _base_url(pages, dialect) if not prefix else "" if "{" in prefix else prefix
    prefixes = (*dialect.url_prefixes, *filter(None, [prefix]))
    dialect = replace(dialect, base_url=base_url, url_prefixes=prefixes)
    linker = start(pages, dialect)
    types, enums = link_types(linker, pages)
    operations = link_operations(linker, pages, types)
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
    return spec, (*_dead_links(pages, Files(files)), *linker.diagnostics)


def _used(types: Sequence[Type], operations: Sequence[Operation]) -> set[str]:
    """The names of all types that something is of."""
    used = [p.type for item in types for p in item.properties]
    for operation in operations:
        body = operation.request_body
        used += [parameter.type for parameter in operation.parameters]
        used += [body.type, *(p.type for p in body.properties)] if body else []
        used += [response.type for response in operation.responses]
    return {name.removeprefix("Collection(").removesuffix(")") for name in used}


def _base_url(pages: Sequence[Page], dialect: Dialect) -> str:
    """The origin and version that most requests begin with, or the dialect's base URL.

    "" for pages of another namespace whose samples name no host: a token must not go to a guess.
    """
    shown = {sample.message.target for page in pages for sample in page.samples}
    told = {t.target for page in pages for doc in page.operations for t in doc.targets}
    roots: Counter[str] = Counter()
    known = tuple(filter(None, (dialect.base_url, *dialect.url_prefixes)))
    # A callback is shown again and again at one address; a response has none.
    for target in filter(None, {*shown, *(t for t in told if url_root(t))}):
        is_known = target.startswith(known)
        version = version_segment(target) if is_known else ""
        roots[with_version(dialect.base_url, version) if is_known else url_root(target)] += 1
    found = max(sorted(roots), key=lambda root: roots[root], default="")
    spaces = {page.namespace.lower() for page in pages if page.namespace}
    is_own = any(space.startswith(dialect.base_namespace.lower()) for space in spaces)
    return found or (dialect.base_url if is_own or not spaces else "")


def _shown_prefix(pages: Sequence[Page], dialect: Dialect) -> str:
    """What samples call before the documented paths, "" for an API's root and where they disagree.

    A page documents `/lamps/{id}`, and its sample asks `https://shop.example/rest/lamps/7`. One path
    alone may as well be shown at another place of the API.
    """
    shown: dict[str, set[str]] = {}
    for page in pages:
        told = {
            (
                target.method,
                path_template(relative_target(target.target, dialect.url_prefixes)).path,
            )
            for doc in page.operations
            for target in doc.targets
        }
        for request in (sample.message for sample in page.samples):
            url = request.target.partition("?")[0].rstrip("/")
            if not url.startswith(("https://", "http://")):
                continue
            starts = list(_starts(relative_target(url, dialect.url_prefixes)))
            if dialect.base_url and url.startswith(dialect.base_url):
                starts = starts[:1]
            found = (
                ("" if tail is starts[0] else url.removesuffix(tail), path)
                for tail in starts
                for method, path in told
                if method == request.method and path[1:2] != "{" and fits(path, tail)
            )
            if match := next(found, None):
                shown.setdefault(match[0], set()).add(match[1])
    best = max(sorted(shown), key=lambda prefix: len(shown[prefix]), default="")
    return best if len(shown.get(best, ())) > 1 else ""


def _starts(path: str) -> Iterator[str]:
    """A path and what is left of it without its first steps."""
    while path:
        yield path
        _, slash, rest = path[1:].partition("/")
        path = slash + rest


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
