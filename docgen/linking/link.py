"""Pages joined to one API: the stages of linking, in order.

In: all `Page`s of a documentation, the paths of its files, a dialect. Out: the `Spec`, and a finding for everything
on one page that contradicts another. Each stage takes what those before it returned, and returns its
result with its findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.inference.infer import infer_types
from docgen.linking.base_url import with_root
from docgen.linking.enums import link_enums
from docgen.linking.inferred_base_types import infer_base_types
from docgen.linking.names import declare
from docgen.linking.operations import link_operations
from docgen.linking.relationships import infer_relationships
from docgen.linking.resolve import dead_links, resolve_mentions
from docgen.linking.sample_corrections import correct_required, correct_spelling
from docgen.linking.types import link_types, with_opaque_types
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.model import Spec, servers_of
from docgen.syntax.naming import namespace_of
from docgen.syntax.url_path import base_version, with_version


def link_pages(
    pages: Sequence[Page], files: Collection[str], dialect: Dialect, *, name: str
) -> tuple[Spec, tuple[UnmatchedMessage, ...], tuple[Diagnostic, ...]]:
    """The API that the pages document, independent of their order, and the messages that fit none of it.

    `files` are the paths of all files below the folder of pages, relative to it. Reports DG3xx.
    """
    pages = sorted(pages, key=lambda page: page.path)
    dialect = with_root(dialect, pages)
    declared = declare(pages, dialect)
    mentions = resolve_mentions(pages, declared.names, dialect)
    enums, of_enums = link_enums(declared, dialect.sentinel_members)
    types, of_types = link_types(declared, mentions, pages)
    operations, unmatched, of_operations = link_operations(pages, types, mentions, dialect)
    # A thin sample does not overrule what the tables of a reference require.
    operations, of_required = (
        correct_required(operations) if dialect.has_operation_pages else (operations, [])
    )
    of_relationships: Sequence[Diagnostic] = ()
    of_bases: Sequence[Diagnostic] = ()
    if dialect.has_operation_pages:
        # What follows from paths and annotations of OData.
        types, of_relationships = infer_relationships(types, operations)
        types, of_bases = infer_base_types(types, operations)
    types, of_spelling = correct_spelling(types, enums, operations)
    if not dialect.has_operation_pages:
        inferred = infer_types(types, enums, operations, dialect.base_namespace)
        types, operations = [*inferred.types], [*inferred.operations]
    types = with_opaque_types(types, operations, dialect)
    counts = Counter(namespace_of(item.name) for item in (*types, *enums))
    spec = Spec(
        name=name,
        namespace=max(sorted(counts), key=lambda n: counts[n], default=dialect.base_namespace),
        protocol="odata" if dialect.has_query_options else "http",
        servers=servers_of(dialect.base_url),
        page_urls={
            folder: with_version(url, base_version(dialect.base_url))
            for folder, url in dialect.page_urls.items()
            if url
        },
        types=tuple(types),
        enums=tuple(enums),
        operations=tuple(operations),
    )
    findings = (
        *dead_links(pages, files, dialect),
        *declared.findings,
        *of_enums,
        *of_types,
        *of_operations,
        *of_required,
        *of_relationships,
        *of_bases,
        *of_spelling,
    )
    return spec, tuple(unmatched), findings
