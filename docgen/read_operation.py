"""API pages: HTTP request sections, parameter tables, permissions, and samples.

Sections enter; `OperationDoc`s and `SampleDoc`s leave. It refuses to know other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docgen.dialect import Role
from docgen.edm import read_type
from docgen.http_message import (
    METHODS,
    Message,
    RequestLine,
    read_message,
    request_lines,
    starts_request,
    starts_response,
)
from docgen.lenient_json import Unreadable, read_json
from docgen.markdown import Block, Comment, Fence, Paragraph, Table, code_spans, links, plain
from docgen.page import (
    HeaderRow,
    OperationDoc,
    PermissionRow,
    PropertyRow,
    RequestTarget,
    SampleDoc,
    TypeMention,
)
from docgen.reading import PageReader, annotation_text
from docgen.sections import Section, first_paragraph
from docgen.source import Span
from docgen.url_path import last_word

_STATUS = re.compile(r"\b([1-5]\d\d)\b")
_RETURNED_STATUS = re.compile(r"\breturns? (?:an? |the )?(?:HTTP )?\**([1-5]\d\d)\b")
_QUERY_OPTION = re.compile(
    r"\$(?:select|expand|filter|orderby|top|skip|search|count|format|skiptoken)\b", re.IGNORECASE
)
_EVERY_OPTION = re.compile(r"OData query param", re.IGNORECASE)
_BODY_PHRASE = re.compile(r"JSON representation of|JSON object|supply", re.IGNORECASE)
_WITH_BODY = ("POST", "PUT", "PATCH")
_LONG_BODY = 2_000_000


@dataclass(slots=True)
class _Group:
    """The sections of one HTTP request while they are collected."""

    at: Span
    is_aside: bool = False
    is_alone: bool = False  # what it lacks is not what the page's others have
    about: str = ""
    targets: list[RequestTarget] = field(default_factory=list)
    permissions: list[PermissionRow] = field(default_factory=list)
    headers: list[HeaderRow] = field(default_factory=list)
    rows: dict[str, list[PropertyRow]] = field(default_factory=dict)
    query_options: list[str] = field(default_factory=list)
    body: TypeMention | None = None
    has_body: bool | None = None
    is_body_untyped: bool = False  # told of, and of what type is not
    statuses: list[int] = field(default_factory=list)
    returns: TypeMention | None = None


def read_operations(
    page: PageReader, sections: tuple[Section, ...]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...]]:
    """The operations of a page, one for each HTTP request section or bound action, and its samples in order.

    What stands before the first HTTP request belongs to all of them; what a section lacks is taken
    from the page's others (one page may document several requests and one response).
    """
    actions = tuple(
        action for s in sections if s.role == "bound_actions" for action in _bound_actions(page, s)
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
        elif section.role in _OF_ASIDES and not in_examples and not is_conceptual:
            groups += _asides(page, section)
        group = groups[-1] if groups else shared
        _read_section(page, section, group, in_examples)
        _read_samples(page, section, group, in_examples, samples)
    if not any(group.targets for group in groups if not group.is_aside):
        # Ten Graph pages have no URL under "HTTP request", a few have it only in the example.
        found = next((g for g in groups if not g.is_aside), shared)
        requests = [s for s in samples if s.message.method]
        requests = [s for s in requests if not s.is_ignored] or requests
        is_resource = page.title_kind()[0] in ("resource", "enum")
        if not requests and page.doc_type.startswith("api") and not is_resource:
            page.report("DG230", found.at)
        if is_resource or is_conceptual:
            requests = []  # an example on a page that documents no operation
        found.targets = [
            RequestTarget(method=s.message.method, target=s.message.target, at=s.at)
            for s in requests
        ]
        if requests:
            page.report("DG231", found.at)
        asides = [g for g in groups if g.is_aside]
        groups = [found, *asides] if found.targets else asides
    told = (_operation(page, group, shared, groups) for group in groups if group.targets)
    return (*told, *actions), tuple(samples)


_OF_ASIDES = (None, "title")
_EXAMPLES = ("examples", "example_request", "example_response")


def _with_examples(sections: tuple[Section, ...]) -> Iterator[tuple[Section, bool]]:
    """Each section, and whether it is part of an example.

    An "HTTP request" deeper than the heading of the examples is the request of one. Without such a
    heading an example ends where a higher heading begins: "## Response" behind "### Request example".
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
            if any(any(_listed_targets(table)) for table in section.all(Table)):
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
    asks = [
        section.role is None
        and any(any(request_lines(fence.text, aliases)) for fence in section.all(Fence))
        for section in sections
    ]
    # A page of concepts shows requests too, and tells of no address' parameters.
    is_reference = any(
        is_asking and part.role == "path_parameters" and part.level > section.level
        for is_asking, section, part in zip(asks, sections, sections[1:])
    )
    if not is_reference:
        return sections
    return tuple(
        replace(section, role="http_request", is_titled=True) if is_asking else section
        for is_asking, section in zip(asks, sections)
    )


def _asides(page: PageReader, section: Section) -> Iterator[_Group]:
    """The requests of a section such as "List a site's drives", whose heading no dialect knows.

    Several requests in one block without a place for a value are samples.
    """
    aliases = tuple(page.dialect.verb_aliases)
    for fence, comment in page.with_annotations(section):
        kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
        if not isinstance(fence, Fence) or kind == "ignored":
            continue
        lines = list(request_lines(fence.text, aliases))
        for found in lines:
            if found.target.startswith("/") and ("{" in found.target or len(lines) == 1):
                group = _Group(at=section.at, is_aside=True)
                _add_target(page, fence, group, found)
                yield group


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

    told = [group] if group.is_body_untyped else others
    has_body = next((g.has_body for g in told if g.has_body is not None), None)
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
        description=page.message(group.about),
        is_aside=group.is_aside,
        at=group.at,
    )


def _read_section(page: PageReader, section: Section, group: _Group, in_examples: bool) -> None:
    match section.role:
        case "permissions":
            for table in section.all(Table):
                group.permissions += page.permission_rows(table)
        case "request_headers":
            for table in section.all(Table):
                group.headers += page.header_rows(table)
        case "query_parameters" | "path_parameters" | "function_parameters":
            for table in section.all(Table):
                if not page.is_known(table):
                    continue
                role = section.role
                rows = list(page.property_rows(table))
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
                if targets := list(_listed_targets(table)):
                    page.use(table)
                    group.targets += targets
                if {"name", "type"} <= page.columns(table, ()).keys():
                    group.rows.setdefault("path_parameters", []).extend(page.property_rows(table))
        case "methods":
            for table in section.all(Table):
                page.use(table)  # an index of other pages; they are read themselves
        case "error_responses":
            for table in section.all(Table):
                page.use(table)
                page.report("DG232", table.span)
        case _:
            pass


def _query_options(page: PageReader, section: Section, has_rows: bool) -> Iterator[str]:
    for text, _ in page.texts(section):
        found = [option.lower() for option in _QUERY_OPTION.findall(text)]
        yield from found
        if (
            not found
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
    tables = [t for t in section.all(Table) if not page.is_member_table(t) and page.is_known(t)]
    # Beside a table with types, one without any is about something else: the states of an order.
    for table in [t for t in tables if page.has_types(t)] or tables:
        group.rows.setdefault("request_body", []).extend(page.property_rows(table))
    if group.rows.get("request_body"):
        group.has_body = True
    elif page.matches("no_body", prose) and group.has_body is None:
        group.has_body = False
        return
    for paragraph in section.all(Paragraph):
        if group.body is None and _BODY_PHRASE.search(paragraph.text):
            group.body = _mentioned(page, paragraph)
            group.is_body_untyped = group.body is None  # "supply the values that change"
            group.has_body = True if group.body else group.has_body


def _read_response(page: PageReader, section: Section, group: _Group) -> None:
    for paragraph in section.all(Paragraph):
        text = paragraph.text
        if paragraph.is_quoted:
            continue
        told = [match[1] for _, _, code in code_spans(text) if (match := _STATUS.match(code))]
        group.statuses += map(int, told or _RETURNED_STATUS.findall(text))
        group.statuses = list(dict.fromkeys(group.statuses))
        if group.returns is None:
            group.returns = _mentioned(page, paragraph, collection_hint=True)


_BOLD = re.compile(r"\*\*([A-Za-z][\w.]*)\s*\*\*")
_COLLECTION = re.compile(
    r"\bcollection of\b|\bcollection\b|\blist of\b|\barray of\b", re.IGNORECASE
)


def _mentioned(
    page: PageReader, paragraph: Paragraph, *, collection_hint: bool = False
) -> TypeMention | None:
    """The first type that a paragraph links to a page, or names in bold."""
    for link in links(paragraph.text, paragraph.span, page.references):
        if link.is_image or link.target.startswith(("http", "/", "#")):
            continue
        if ref := read_type(f"[{link.text}]({link.target})", page.dialect, page.references):
            return TypeMention(ref=_in_prose(ref, paragraph.text, collection_hint), at=link.span)
    for match in _BOLD.finditer(paragraph.text):
        ref = read_type(match[1], page.dialect)
        if ref and not ref.is_primitive:
            return TypeMention(
                ref=_in_prose(ref, paragraph.text, collection_hint),
                at=page.place(paragraph, match.start()),
            )
    return None


def _in_prose(ref: Any, text: str, collection_hint: bool) -> Any:
    if not collection_hint or ref.is_collection or not _COLLECTION.search(plain(text)):
        return ref
    return type(ref)(
        name=ref.name, is_collection=True, is_primitive=ref.is_primitive, target=ref.target
    )


def _read_samples(
    page: PageReader, section: Section, group: _Group, in_examples: bool, samples: list[SampleDoc]
) -> None:
    aliases = tuple(page.dialect.verb_aliases)
    is_template = section.role == "http_request"
    before: Block | None = None
    last_request: Block | None = None  # one that may have a body and shows none
    for block, comment in page.with_annotations(section):
        is_behind, before = before is not None and before is last_request, block
        if is_template and isinstance(block, Paragraph):
            _add_told_targets(page, block, group, aliases)
        if not isinstance(block, Fence):
            continue
        kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
        if is_template and not starts_response(block.text):
            _add_targets(page, block, group, aliases)
            if kind != "request":
                continue
        if section.role == "example_request":
            block = _with_method(page, block, group)
        if not (starts_request(block.text, aliases) or starts_response(block.text)):
            role = section.role if in_examples or section.role == "response" else None
            # "POST /lamps" in one fence and its body in the next.
            role = "request_body" if role and is_behind else role
            if _read_bare(page, block, comment, role, group, samples):
                page.use(block)
            elif kind in ("request", "response"):
                page.use(block)
                page.report("DG240", block.span, kind=kind)
            continue
        page.use(block)
        for number, text in _messages(block, aliases):
            if message := read_message(text, aliases):
                span = block.span.below(number)
                samples.append(_sample(page, span, comment, message, is_template))
                if message.method in _WITH_BODY and not message.body:
                    last_request = before


_BARE_URL = re.compile(r"\A\s*(?=https?://\S+\s*$)", re.MULTILINE)


def _with_method(page: PageReader, fence: Fence, group: _Group) -> Fence:
    """A request with the one method of its page where it begins with its URL, else as it is."""
    methods = {target.method for target in group.targets}
    start = _BARE_URL.match(fence.text)
    if start is None or len(methods) != 1:
        return fence
    (method,) = methods
    page.use(fence)
    page.report("DG248", page.place(fence, start.end()), method=method)
    text = f"{start[0]}{method} {fence.text[start.end() :]}"
    return replace(fence, text=text)


def _read_bare(
    page: PageReader,
    fence: Fence,
    comment: Comment | None,
    role: Role | None,
    group: _Group,
    samples: list[SampleDoc],
) -> bool:
    """Whether a fence is the body of an example's message whose first line is missing or stands in
    the fence before it.

    Business Central shows 104 responses without a status line, and request bodies below a heading
    of their own.
    """
    last = samples[-1] if samples and samples[-1].message.method else None
    kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
    body = fence.text.strip()
    if body[:1] not in ("{", "[") or last is None or kind not in ("", "response", "example"):
        return False
    is_response = kind == "response" or (not kind and role in ("response", "example_response"))
    is_told = kind == "response" or (is_response and fence.info == "json")
    if not is_told and not _is_json(body):
        return False
    # A request that announces JSON and has none: the block behind it, an "example", holds it.
    is_announced = kind == "example" and any(
        name.lower() == "content-type" and "json" in value.lower()
        for name, value in last.message.headers
    )
    if (is_announced or (role == "request_body" and not kind)) and not last.message.body:
        message = replace(last.message, body=body)
        value, has_value = _json_body(page, message, fence.span)
        for index in _of_one_block(samples):
            samples[index] = replace(
                samples[index],
                message=replace(samples[index].message, body=body),
                value=value,
                has_value=has_value,
                body_at=fence.span,
            )
        return True
    if is_response:
        with_content = (s for s in group.statuses if s < 300 and s not in (202, 204, 205))
        message = Message(status=next(with_content, 200), body=body)
        page.report("DG246", fence.span, status=message.status)
        samples.append(_sample(page, fence.span, comment, message, False))
        return True
    return False


def _of_one_block(samples: Sequence[SampleDoc]) -> list[int]:
    """The last sample and those on the lines above it that have no content either."""
    found = [len(samples) - 1]
    while (
        (index := found[-1] - 1) >= 0
        and samples[index].at.line == samples[found[-1]].at.line - 1
        and samples[index].message.method == samples[-1].message.method
        and not samples[index].message.body
    ):
        found.append(index)
    return found


def _messages(fence: Fence, aliases: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The messages of a fence with the line each begins at: one, a request on each line, or reads
    that follow each other with their headers.
    """
    requests = list(request_lines(fence.text, aliases))
    lines = [line for line in fence.text.split("\n") if line.strip()]
    if 1 < len(requests) == len(lines):
        yield from ((found.line, f"{found.method} {found.target}") for found in requests)
    elif {found.method for found in requests} == {"GET"} and starts_request(fence.text):
        starts = [found.line for found in requests]
        for start, end in zip(starts, (*starts[1:], None)):
            yield start, "\n".join(fence.text.split("\n")[start:end])
    else:
        yield 0, fence.text


def _add_targets(page: PageReader, fence: Fence, group: _Group, aliases: tuple[str, ...]) -> None:
    lines = list(request_lines(fence.text, aliases))
    if lines:
        page.use(fence)
    elif fence.info in ("http", ""):
        page.use(fence)
        page.report("DG233", fence.span, text=fence.text)
    for found in lines:
        _add_target(page, fence, group, found)


def _listed_targets(table: Table) -> Iterator[RequestTarget]:
    """The requests of a table: "| **POST** | https://api.example/v1/boats |"."""
    for method, target in (row[:2] for row in table.rows if len(row) > 1):
        if plain(method.text) in METHODS and "/" in target.text:
            written = target.text.strip("` ")
            yield RequestTarget(method=plain(method.text), target=written, at=target.span)


_CODE_LINE = re.compile(r"^`([A-Z]+ [^`\n]+)`[.:]?[ \t]*$", re.MULTILINE)


def _add_told_targets(
    page: PageReader, paragraph: Paragraph, group: _Group, aliases: tuple[str, ...]
) -> None:
    """Request lines that stand in inline code, each on a line of its own."""
    for match in _CODE_LINE.finditer(paragraph.text):
        for found in request_lines(match[1], aliases):
            at = page.place(paragraph, match.start(1) + found.column)
            method = page.dialect.verb_aliases.get(found.method, found.method)
            group.targets.append(RequestTarget(method=method, target=found.target, at=at))


_CODE_OF_STATUS = re.compile(r"\bcode (?:is |of )?`*([1-5]\d\d)\b")
_SENTENCE = re.compile(r".+?\.(?=\s|$)", re.DOTALL)


def _bound_actions(page: PageReader, section: Section) -> Iterator[OperationDoc]:
    """The actions whose request lines stand in inline code: without content, and answered with 204
    unless another status is told behind them.

    15 of Business Central's 21 have the action's name for a method: `CANCEL .../Microsoft.NAV.cancel`.
    """
    found: list[OperationDoc] = []
    about = ""
    for paragraph in section.all(Paragraph):
        end = 0
        for match in _CODE_LINE.finditer(paragraph.text):
            about = paragraph.text[end : match.start()].strip() or about
            end = match.end()
            if target := _action_target(page, paragraph, match):
                sentence = _SENTENCE.match(about)
                found.append(
                    OperationDoc(
                        targets=(target,),
                        has_body=False,
                        statuses=(204,),
                        description=page.message(sentence[0] if sentence else about),
                        at=section.at,
                    )
                )
        about = "" if end else paragraph.text
        if found and (status := _CODE_OF_STATUS.search(paragraph.text, end)):
            found[-1] = replace(found[-1], statuses=(int(status[1]),))
    yield from found


def _action_target(
    page: PageReader, paragraph: Paragraph, match: re.Match[str]
) -> RequestTarget | None:
    """The request line of a bound action; reports a method that is neither one nor its name."""
    method, _, target = match[1].partition(" ")
    if method not in METHODS:
        if method.lower() != last_word(target).rpartition(".")[2]:
            page.report("DG233", page.place(paragraph, match.start(1)), text=match[1])
            return None
        method = "POST"
    at = page.place(paragraph, match.end(1) - len(target))
    return RequestTarget(method=method, target=target.strip(), at=at)


def _add_target(page: PageReader, fence: Fence, group: _Group, found: RequestLine) -> None:
    at = Span(fence.span.path, fence.span.line + found.line, found.column + 1, len(found.target))
    method = page.dialect.verb_aliases.get(found.method, found.method)
    group.targets.append(RequestTarget(method=method, target=found.target, at=at))


def _sample(
    page: PageReader, at: Span, comment: Comment | None, message: Message, is_template: bool
) -> SampleDoc:
    annotation = (comment.annotation if comment else None) or {}
    names = annotation.get("name")
    stated = annotation_text(annotation, "@odata.type") or annotation_text(annotation, "@type")
    ref = read_type(stated, page.dialect) if stated else None
    if stated and ref is None and comment:
        page.report("DG241", comment.span, text=stated)
    if message.fence_line:
        page.report("DG247", Span(at.path, at.line + message.fence_line, 1))
    body_at = Span(at.path, at.line + message.body_line, 1)
    value, has_value = _json_body(page, message, body_at)
    is_collection = annotation.get("isCollection")
    return SampleDoc(
        message=message,
        names=(
            tuple(str(n) for n in names)
            if isinstance(names, list)
            else (str(names),) if names else ()
        ),
        type=TypeMention(ref=ref, at=comment.span) if ref and comment else None,
        is_collection=None if is_collection is None else is_collection in (True, "true", "True"),
        expects_error=annotation.get("expectError") in (True, "true") or message.status >= 400,
        is_template=is_template,
        is_ignored=annotation.get("blockType") == "ignored"
        or page.doc_type.startswith("conceptual"),
        value=value,
        has_value=has_value,
        at=at,
        body_at=body_at,
    )


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except Unreadable:
        return False
    return True


_PLACEHOLDER_BODY = re.compile(r"\{[\w\s.-]+\}")  # "{Raw bytes of the file}"


def _json_body(page: PageReader, message: Message, at: Span) -> tuple[Any, bool]:
    """The body's JSON value, and whether there is one."""
    content_type = next((v for n, v in message.headers if n.lower() == "content-type"), "")
    starts = message.body[:1]
    if not message.body or starts not in ("{", "[") or len(message.body) > _LONG_BODY:
        if message.body and "json" in content_type.lower():
            page.report("DG242", at, text=message.body)
        return None, False
    if content_type and "json" not in content_type.lower():
        return None, False
    if _PLACEHOLDER_BODY.fullmatch(message.body):
        if "json" in content_type.lower() and message.body[1:-1].strip():
            page.report("DG242", at, text=message.body)
        return None, False

    def place(offset: int) -> Span:
        before = message.body[:offset]
        return Span(
            at.path, at.line + before.count("\n"), len(before) - (before.rfind("\n") + 1) + 1, 1
        )

    try:
        value, forgiven = read_json(message.body)
    except Unreadable as error:
        page.report("DG243", place(error.offset), expected=error.expected)
        return None, False
    for leniency in forgiven:
        page.report("DG244", place(leniency.offset), what=leniency.what)
    return value, True
