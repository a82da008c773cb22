"""API pages: HTTP request sections, parameter tables, permissions, and samples.

Sections enter; `OperationDoc`s and `SampleDoc`s leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docgen.diagnostics.position import Span
from docgen.reading.lists.columns import column_indexes, has_types, is_member_table
from docgen.reading.lists.permissions import permission_rows
from docgen.reading.lists.rows import property_rows
from docgen.reading.lists.tables import header_rows, is_field_table
from docgen.reading.markdown.parser import Comment, Fence, Paragraph, Table
from docgen.reading.page import (
    HeaderRow,
    OperationDoc,
    PermissionRow,
    PropertyRow,
    RequestTarget,
    ResponseDoc,
    SampleDoc,
    TypeMention,
)
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.references.returns import BODY_PHRASE, mentioned
from docgen.reading.references.statuses import error_table, stated_statuses
from docgen.reading.request_lines import (
    bound_actions,
    fence_targets,
    inline_targets,
    table_targets,
    target_in,
)
from docgen.reading.samples import read_samples
from docgen.reading.sections import Section, first_paragraph
from docgen.records import replace
from docgen.syntax.http_message import request_lines, starts_response
from docgen.syntax.plain_text import on_one_line

_QUERY_OPTION = re.compile(
    r"\$(?:select|expand|filter|orderby|top|skip|search|count|format|skiptoken)\b", re.IGNORECASE
)
_EVERY_OPTION = re.compile(r"OData query param", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """The sections of one HTTP request while they are collected."""

    at: Span
    is_secondary: bool = False
    is_alone: bool = False  # it takes nothing from the page's other operations
    about: str = ""
    targets: list[RequestTarget] = field(default_factory=list)
    permissions: list[PermissionRow] = field(default_factory=list)
    headers: list[HeaderRow] = field(default_factory=list)
    rows: dict[str, list[PropertyRow]] = field(default_factory=dict)
    query_options: list[str] = field(default_factory=list)
    body: TypeMention | None = None
    has_body: bool | None = None
    is_body_untyped: bool = False  # mentioned without a type
    statuses: list[int] = field(default_factory=list)
    returns: TypeMention | None = None
    errors: list[ResponseDoc] = field(default_factory=list)


def read_operations(
    page: PageReader, sections: tuple[Section, ...]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...]]:
    """The operations of a page, one for each HTTP request section or bound action, and its samples in order.

    Sections before the first HTTP request belong to all of them; what a section lacks is taken
    from the page's others (one page may document several requests and one response).
    """
    actions = tuple(
        action for s in sections if s.role == "bound_actions" for action in bound_actions(page, s)
    )
    parts = tuple(_with_examples(_with_titled(page, sections)))
    if not any(s.role == "http_request" for s, _ in parts) and not _has_samples(page, sections):
        return actions, ()
    is_conceptual = page.doc_type.startswith("conceptual")
    shared = _Group(at=page.title_at)
    groups: list[_Group] = []
    samples: list[SampleDoc] = []
    for section, in_examples in parts:
        if section.role == "http_request":
            if not groups or groups[-1].targets:
                about = first_paragraph(section) if section.is_titled else ""
                groups.append(_Group(at=section.at, is_alone=section.is_titled, about=about))
        elif section.role in _OF_SECONDARY and not in_examples and not is_conceptual:
            groups += _secondary_requests(page, section)
        group = groups[-1] if groups else shared
        _read_section(page, section, group, in_examples)
        read_samples(page, section, group.targets, group.statuses, in_examples, samples)
    if not any(group.targets for group in groups if not group.is_secondary):
        # Ten Graph pages have no URL under "HTTP request", a few have it only in the example.
        main = next((g for g in groups if not g.is_secondary), shared)
        requests = [s for s in samples if s.message.method]
        requests = [s for s in requests if not s.is_ignored] or requests
        is_resource = page.title_kind()[0] in ("resource", "enum")
        if not requests and page.doc_type.startswith("api") and not is_resource:
            page.report("DG230", main.at)
        if is_resource or is_conceptual:
            requests = []  # an example on a page that documents no operation
        main.targets = [
            RequestTarget(method=s.message.method, target=s.message.target, at=s.at)
            for s in requests
        ]
        if requests:
            page.report("DG231", main.at)
        secondary = [g for g in groups if g.is_secondary]
        groups = [main, *secondary] if main.targets else secondary
    docs = (_operation(page, group, shared, groups) for group in groups if group.targets)
    return (*docs, *actions), tuple(samples)


_OF_SECONDARY = (None, "title")
_EXAMPLES = ("examples", "example_request", "example_response")


def _with_examples(sections: tuple[Section, ...]) -> Iterator[tuple[Section, bool]]:
    """Each section, and whether it is part of an example.

    An "HTTP request" deeper than the heading of the examples is the request of one. Without such a
    heading an example ends where a higher heading begins: "## Response" after "### Request example".
    """
    level = 0  # of the heading of the examples
    example = 0  # of the last heading inside of one
    requests = 0  # of the "HTTP requests" that the sections below belong to
    in_examples = False
    for section in sections:
        if section.role == "response" and not level and section.level < example:
            in_examples = False
        if section.role == "example_request" and not (level or in_examples):
            # "Request" heads an example's message on other pages, and never a table of addresses.
            if any(any(table_targets(table)) for table in section.all(Table)):
                section = replace(section, role="http_request")
        if section.role == "examples":
            level, in_examples = min(level or section.level, section.level), True
        elif level and section.level > level:
            if section.role == "http_request":
                section = replace(section, role="example_request")
        elif section.role == "http_request" or (level and section.role is None):
            level, in_examples = 0, False
        if section.role == "http_request" or section.level <= requests:
            requests = section.level if section.role == "http_request" else 0
        elif requests and section.role is None and any(section.all(Fence)):
            section = replace(section, role="http_request")  # "Import" below "HTTP requests"
        yield section, in_examples or section.role in _EXAMPLES
        in_examples = in_examples or section.role in _EXAMPLES
        example = section.level if section.role in _EXAMPLES else example


def _with_titled(page: PageReader, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections of a page without "HTTP request", those that are each about an operation as such.

    "Get the settings", a request, and its parameters below: Business Central's administration center.
    """
    if any(s.role in ("http_request", *_EXAMPLES) for s in sections) or page.title_kind()[0]:
        return sections
    aliases = tuple(page.dialect.verb_aliases)
    is_request = [
        section.role is None
        and any(any(request_lines(fence.text, aliases)) for fence in section.all(Fence))
        for section in sections
    ]
    # A page of concepts has requests too, and documents no parameters.
    is_reference = any(
        is_asking and part.role == "path_parameters" and part.level > section.level
        for is_asking, section, part in zip(is_request, sections, sections[1:])
    )
    if not is_reference:
        return sections
    return tuple(
        replace(section, role="http_request", is_titled=True) if is_asking else section
        for is_asking, section in zip(is_request, sections)
    )


def _secondary_requests(page: PageReader, section: Section) -> Iterator[_Group]:
    """The requests of a section such as "List a site's drives", whose heading no dialect knows.

    Several requests in one block without a place for a value are samples.
    """
    aliases = tuple(page.dialect.verb_aliases)
    for fence, comment in page.with_annotations(section):
        kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
        if not isinstance(fence, Fence) or kind == "ignored":
            continue
        lines = list(request_lines(fence.text, aliases))
        for line in lines:
            if line.target.startswith("/") and ("{" in line.target or len(lines) == 1):
                target = target_in(page, fence, line)
                yield _Group(at=section.at, is_secondary=True, targets=[target])


def _has_samples(page: PageReader, sections: tuple[Section, ...]) -> bool:
    return page.doc_type.startswith("api") or any(
        annotation_text(c.annotation, "blockType") in ("request", "response")
        for s in sections
        for c in s.all(Comment)
    )


def _operation(
    page: PageReader, group: _Group, shared: _Group, groups: list[_Group]
) -> OperationDoc:
    others = [group, shared, *(() if group.is_alone else groups)]

    def rows(role: str) -> tuple[PropertyRow, ...]:
        return tuple(next((g.rows[role] for g in others if g.rows.get(role)), []))

    stating = [group] if group.is_body_untyped else others
    has_body = next((g.has_body for g in stating if g.has_body is not None), None)
    return OperationDoc(
        targets=tuple(group.targets),
        permissions=tuple(next((g.permissions for g in others if g.permissions), [])),
        headers=tuple(next((g.headers for g in others if g.headers), [])),
        path_parameters=(*rows("path_parameters"),),
        query_parameters=rows("query_parameters"),
        query_options=tuple(dict.fromkeys(o for g in (group, shared) for o in g.query_options)),
        function_parameters=rows("function_parameters"),
        body_parameters=rows("request_body") if has_body is not False else (),
        body=next((g.body for g in others if g.body), None) if has_body is not False else None,
        has_body=has_body,
        statuses=tuple(next((g.statuses for g in others if g.statuses), [])),
        returns=next((g.returns for g in others if g.returns), None),
        errors=tuple(next((g.errors for g in others if g.errors), [])),
        description=on_one_line(group.about),
        is_secondary=group.is_secondary,
        at=group.at,
    )


def _read_section(page: PageReader, section: Section, group: _Group, in_examples: bool) -> None:
    match section.role:
        case "permissions":
            for table in section.all(Table):
                group.permissions += permission_rows(page, table)
        case "request_headers":
            for table in section.all(Table):
                group.headers += header_rows(page, table)
        case "query_parameters" | "path_parameters" | "function_parameters":
            for table in section.all(Table):
                if not is_field_table(page, table):
                    continue
                role = section.role
                rows = list(property_rows(page, table))
                group.rows.setdefault(role, []).extend(rows)
            if section.role == "query_parameters":
                has_rows = bool(group.rows.get(section.role))
                group.query_options += _query_options(page, section, has_rows)
        case "request_body" if not in_examples:
            _read_body(page, section, group)
        case "response" if not in_examples and not group.statuses:
            _read_response(page, section, group)
        case "http_request":
            for table in section.all(Table):
                if targets := list(table_targets(table)):
                    page.use(table)
                    group.targets += targets
                if {"name", "type"} <= column_indexes(page, table, ()).keys():
                    group.rows.setdefault("path_parameters", []).extend(property_rows(page, table))
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    group.targets += inline_targets(page, block)
                elif isinstance(block, Fence) and not starts_response(block.text):
                    group.targets += fence_targets(page, block)
        case "methods":
            for table in section.all(Table):
                page.use(table)  # an index of other pages; they are read themselves
        case "error_responses":
            for table in section.all(Table):
                page.use(table)
                if errors := error_table(page, table):
                    group.errors += errors
                else:
                    page.report("DG232", table.span)
        case _:
            pass


def _query_options(page: PageReader, section: Section, has_rows: bool) -> Iterator[str]:
    for text, _ in page.texts(section):
        options = [option.lower() for option in _QUERY_OPTION.findall(text)]
        yield from options
        if (
            not options
            and not has_rows
            and _EVERY_OPTION.search(text)
            and not re.search(r"\bnot? support", text)
        ):
            yield from (
                "$select",
                "$expand",
                "$filter",
                "$orderby",
                "$top",
                "$skip",
                "$search",
                "$count",
            )


def _read_body(page: PageReader, section: Section, group: _Group) -> None:
    prose = " ".join(p.text for p in section.all(Paragraph) if not p.is_quoted)
    tables = [
        t for t in section.all(Table) if not is_member_table(page, t) and is_field_table(page, t)
    ]
    # Beside a table with types, one without any is about something else: the states of an order.
    for table in [t for t in tables if has_types(page, t)] or tables:
        group.rows.setdefault("request_body", []).extend(property_rows(page, table))
    if group.rows.get("request_body"):
        group.has_body = True
    elif page.matches("no_body", prose) and group.has_body is None:
        group.has_body = False
        return
    for paragraph in section.all(Paragraph):
        if group.body is None and BODY_PHRASE.search(paragraph.text):
            group.body = mentioned(page, paragraph)
            group.is_body_untyped = group.body is None  # "supply the values that change"
            group.has_body = True if group.body else group.has_body


def _read_response(page: PageReader, section: Section, group: _Group) -> None:
    for paragraph in section.all(Paragraph):
        if paragraph.is_quoted:
            continue
        group.statuses = [*dict.fromkeys((*group.statuses, *stated_statuses(page, paragraph)))]
        if group.returns is None:
            group.returns = mentioned(page, paragraph, collection_hint=True)
