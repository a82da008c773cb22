"""One page, whole.

A `Source` enters; a `Page` leaves, with a diagnostic for everything on it that was not used. It
sees one page and nothing else, which makes it cacheable and parallel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics.position import Lines, Source, Span
from docgen.reading.assemble import assemble
from docgen.reading.blueprint.document import with_sections
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.entries.entry import Entry
from docgen.reading.entries.outline import outline
from docgen.reading.general.common_parameters import common_parameters
from docgen.reading.general.credentials import credentials
from docgen.reading.general.list_parameters import list_parameters
from docgen.reading.general.servers import server_variables, servers_of
from docgen.reading.general.statements import (
    failures,
    general_errors,
    has_next_links,
    stated_envelope,
)
from docgen.reading.lists.columns import below_header
from docgen.reading.markdown.inline import links
from docgen.reading.markdown.parser import Comment, Document, Fence, Heading, Paragraph, Table
from docgen.reading.openapi.document import with_operations
from docgen.reading.openapi.elsewhere import report_files
from docgen.reading.openapi.general import General
from docgen.reading.page import FileLink, OperationDoc, Page, ResourceDoc, SampleDoc
from docgen.reading.page_reader import PageReader
from docgen.reading.references.operations import read_references
from docgen.reading.references.unread import (
    report_empty_lists,
    report_lists,
    report_procedures,
    report_unread,
    seen_requests,
    skip_lists,
    unread_requests,
)
from docgen.reading.sections import Section, sections
from docgen.reading.subjects.entries import is_of_one_subject, subject_entries
from docgen.reading.subjects.enums import read_enums
from docgen.reading.subjects.requests import bound_actions
from docgen.reading.subjects.resources import has_named_json, read_derived, read_resources
from docgen.reading.types.type_reader import read_types
from docgen.records import replace
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.page_paths import is_address, is_page, link_path
from docgen.syntax.plain_text import on_one_line

_INCLUDE = re.compile(r"\[!INCLUDE\s*\[([^\[\]]*)\]\s*\(([^()\s]*)\)\s*\]", re.IGNORECASE)


def read_page(source: Source, dialect: Dialect) -> Page:
    """The content of a page and of the files that it includes.

    Never fails, and reads nothing else: pages may be read in any process and any order.
    """
    document, stated = with_operations(with_sections(assemble(source)), dialect)
    blocks = (below_header(dialect, b) if isinstance(b, Table) else b for b in document.blocks)
    return _read(replace(document, blocks=tuple(blocks)), dialect, stated)


def _read(document: Document, dialect: Dialect, general: General) -> Page:
    parts = sections(document, dialect)
    page = PageReader(document, dialect, parts)
    is_of_one = is_of_one_subject(page, parts)
    enums = read_enums(page, parts)
    # A reference says by the words of its headings what its tables are about.
    is_about_type = is_of_one or page.title_kind()[0] or has_named_json(document.blocks)
    resources = read_resources(page, parts) if is_about_type else ()
    # Other pages are read by their request lines.
    entries = () if is_of_one else outline(document, dialect)
    servers = (*general.servers, *servers_of(page, document.blocks, entries))
    found = _subject(page, parts) if is_of_one else read_references(page, entries)
    operations, samples, listed = found
    stating = (block for entry in entries if entry.declared for block in entry.blocks)
    types, values = ((), ()) if is_of_one else read_types(page, stating)
    resources, enums = (*resources, *types, *listed), (*enums, *values)
    errors, failed = general_errors(page, entries), failures(page, entries)
    common_headers, common_options = common_parameters(page, entries)
    has_next = has_next_links(document.blocks)
    of_lists, envelope = list_parameters(page, entries), stated_envelope(page, entries)
    listed, told = (errors, common_headers, common_options), (failed, of_lists, envelope, has_next)
    of_servers = tuple(server_variables(page, document.blocks, [item.url for item in servers]))
    used = tuple(credentials(dialect, document.blocks, operations))
    is_of_any = bool(resources or enums or operations)
    _report(page, parts, entries, is_documented=is_of_any, lists=any(listed), tells=any(told))
    linked, included = _links(document)
    return Page(
        path=document.source.path,
        title=page.title,
        name=page.title_kind()[1],
        doc_type=page.doc_type,
        namespace=page.namespace,
        description=on_one_line(page.description or document.front_matter.get("description", "")),
        resources=resources,
        enums=enums,
        operations=tuple(o for o in operations if o.targets[0].method != WEBHOOK),
        webhooks=tuple(o for o in operations if o.targets[0].method == WEBHOOK),
        samples=samples,
        is_of_one_subject=is_of_one,
        request_lines=tuple(seen_requests(entries)),
        unread_requests=tuple(unread_requests(page, entries)),
        servers=servers,
        server_variables=(*general.variables, *of_servers),
        credentials=(*general.credentials, *used),
        list_parameters=of_lists,
        common_headers=common_headers,
        common_options=common_options,
        envelope=envelope,
        errors=errors,
        failures=failed,
        has_next_links=has_next,
        derived=read_derived(page, parts),
        links=tuple(linked),
        headings=page.headings,
        includes=tuple(included),
        diagnostics=tuple(page.diagnostics),
        skipped=page.skipped,
    )


def _subject(
    page: PageReader, parts: tuple[Section, ...]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...], tuple[ResourceDoc, ...]]:
    """The operations of a page about one subject, with the actions that it lists, its samples, and the types that it lists."""
    operations, samples, listed = read_references(page, subject_entries(page, parts))
    actions = (a for s in parts if s.role == "bound_actions" for a in bound_actions(page, s))
    return (*operations, *actions), samples, listed


def _check_annotations(page: PageReader) -> None:
    for block in page.document.blocks:
        if isinstance(block, Comment) and not block.kind:
            page.check_annotation(block)


def _report(
    page: PageReader,
    parts: tuple[Section, ...],
    entries: Sequence[Entry],
    *,
    is_documented: bool,
    lists: bool,
    tells: bool,
) -> None:
    """What is not read of a page; `lists` and `tells` say that it has lists, or sentences and samples, about all operations."""
    if entries:
        report_procedures(page)
    if is_documented or any(entry.declared for entry in entries):
        _report_unread(page, parts, entries)
    else:
        _report_nothing(page, parts, is_general=lists, tells=tells)
    _check_annotations(page)
    report_files(page)


def _report_unread(page: PageReader, parts: tuple[Section, ...], entries: Sequence[Entry]) -> None:
    """What is not read of a page that documents something."""
    if any(entry.declared for entry in entries):
        report_unread(page, entries)
        report_empty_lists(page, entries)
    else:
        page.report_unused(parts)
        report_lists(page, entries)


def _report_nothing(
    page: PageReader, parts: tuple[Section, ...], *, is_general: bool, tells: bool
) -> None:
    """What is not read of a page with neither a type nor an operation."""
    if lost := _tables_of_no_type(parts):
        for table in lost:
            page.report("DG205", table.span, title=page.title)
    elif blocks := page.document.blocks:
        lost = sum(isinstance(b, (Table, Fence)) and not page.is_used(b) for b in blocks)
        if not is_general and (lost or not tells):
            unread = f"; its tables and samples are not read: {lost}" if lost else ""
            page.report("DG204", page.title_at, unread=unread)
        skip_lists(page, (block for block in blocks if not page.is_used(block)))


def _tables_of_no_type(parts: tuple[Section, ...]) -> list[Table]:
    """The tables that headings call properties or relationships, on a page that documents nothing."""
    of_properties = (part for part in parts if part.role in ("properties", "relationships"))
    return [table for part in of_properties for table in part.all(Table)]


def _links(document: Document) -> tuple[list[FileLink], list[FileLink]]:
    """The links that may lead to a page, and the files that are included."""
    linked: list[FileLink] = []
    included: list[FileLink] = []
    for text, at in _texts(document):
        if "[" not in text:
            continue
        if "[!" in text:
            lines = Lines(text, at)
            for match in _INCLUDE.finditer(text):
                span = lines.span(match.start(), len(match[0]))
                included.append(FileLink(target=match[2], at=span))
            text = _INCLUDE.sub(lambda m: " " * len(m[0]), text)
        for link in links(text, at, document.references):
            path = link_path(link.target)
            # The tools that publish references also link pages without the ending of their files.
            is_local = not (link.is_image or is_address(path))
            if is_local or is_page(path):
                linked.append(FileLink(target=link.target, at=link.span))
    return linked, included


def _texts(document: Document) -> Iterator[tuple[str, Span]]:
    for block in document.blocks:
        if isinstance(block, (Paragraph, Heading)):
            yield block.text, block.span
        elif isinstance(block, Table):
            for row in (block.header, *block.rows):
                for cell in row:
                    yield cell.text, cell.span
