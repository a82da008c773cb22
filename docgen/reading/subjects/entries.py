"""Whether a page is about one subject, below headings of its parts, or states several by their request lines.

A page and its sections enter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.entry import Entry, SubjectPart
from docgen.reading.entries.table_requests import table_requests
from docgen.reading.markdown.parser import Block, Comment, Fence, Heading, Paragraph, Table
from docgen.reading.page import RequestTarget
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section, first_paragraph
from docgen.reading.subjects.requests import fence_targets, inline_targets, target_in
from docgen.records import replace
from docgen.syntax.http_message import request_lines, starts_request, starts_response

_SUBJECTS = ("api", "conceptual", "enum", "resource")  # that the front matter of a page names


def is_of_one_subject(page: PageReader, sections: tuple[Section, ...]) -> bool:
    """Whether a page is as a whole about one operation, one type or a concept, below headings of its parts.

    Its front matter says so, or an annotation. So do a title such as "lamp resource type", and "HTTP request" that is a
    part of the page and not of a section of it, in OData's references, which have one address below it.
    """
    stated = page.document.front_matter.get("doc_type", "").lower()
    if stated.startswith(_SUBJECTS) or any(map(_is_annotation, page.document.blocks)):
        return True
    if not page.dialect.is_odata:
        return False
    if page.doc_type.startswith(_SUBJECTS) or page.title_kind()[0]:
        return True
    if any(section.level == 1 and section.role is None for section in sections):
        return False  # it has several titles
    above: list[Section] = []
    for section in sections:
        while above and above[-1].level >= section.level:
            above.pop()
        is_of_page = all(head.role for head in above)
        if section.role == "bound_actions":
            return True
        if section.role == "http_request" and is_of_page:
            return any(_states_request(page, block) for block in section.blocks)
        above.append(section)
    return False


def _is_annotation(block: Block) -> bool:
    return isinstance(block, Comment) and bool(annotation_text(block.annotation, "blockType"))


def _states_request(page: PageReader, block: Block) -> bool:
    aliases = tuple(page.dialect.verb_aliases)
    match block:
        case Fence():
            return any(request_lines(block.text, aliases))
        case Paragraph():
            return any(inline_targets(page, block))
        case Table():
            return any(table_requests(block))
        case _:
            return False


_OF_SECONDARY = (None, "title")
_EXAMPLES = ("examples", "example_request", "example_response")
# Whose blocks say something of the operation; those of examples have messages only.
_STATING = (
    "permissions",
    "request_headers",
    "query_parameters",
    "path_parameters",
    "function_parameters",
    "request_body",
    "response",
    "http_request",
    "methods",
    "error_responses",
)
_OF_MESSAGES = ("request_body", "response")  # in an example a heading of its message
_OF_TABLES = ("permissions", "request_headers", "http_request", "methods")
_Part = tuple[Section, bool]  # with whether it is part of an example


def subject_entries(page: PageReader, sections: tuple[Section, ...]) -> tuple[Entry, ...]:
    """The operations of a page of one subject, an entry for each HTTP request section.

    What is above the first one is of that, or of each where they have titles of their own.
    """
    parts = tuple(_with_examples(_with_titled(page, sections)))
    if not any(section.role == "http_request" for section, _ in parts) and not _has_samples(
        page, sections
    ):
        return ()
    is_conceptual = page.doc_type.startswith("conceptual")
    shared: list[_Part] = []
    groups: list[_Group] = []
    for part in parts:
        section, in_examples = part
        stated = [*_stated_requests(page, section)] if section.role == "http_request" else []
        if section.role == "http_request":
            if not groups or stated and groups[-1].requests:
                groups.append(_Group(section, is_alone=section.is_titled))
        elif section.role in _OF_SECONDARY and not in_examples and not is_conceptual:
            requests = _secondary_requests(page, section)
            groups += (_Group(section, [request], is_secondary=True) for request in requests)
        group = groups[-1].parts if groups else shared
        group.append(part)
        if stated:
            groups[-1].requests += stated
    if not any(group.requests for group in groups if not group.is_secondary):
        groups = [*_shown(page, parts, groups)]
    groups = groups or [_Group(parts[0][0])]
    return tuple(
        _entry(page, group, shared if number == 0 or group.is_alone else ())
        for number, group in enumerate(groups)
    )


@dataclass(slots=True)
class _Group:
    """The sections of one HTTP request while they are collected."""

    head: Section
    requests: list[tuple[Block, Declaration]] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    is_secondary: bool = False
    is_alone: bool = False


def _entry(page: PageReader, group: _Group, shared: Sequence[_Part]) -> Entry:
    parts = (*shared, *group.parts)
    blocks: list[Block] = []
    of_block: dict[int, list[Declaration]] = {}
    for block, request in group.requests:
        of_block.setdefault(id(block), []).append(request)
    for section, in_examples in parts:
        if section.role in _STATING and not (in_examples and section.role in _OF_MESSAGES):
            level, title, at = section.level, section.title, section.at
            blocks.append(Heading(level=level, text=title, slug=section.slug, span=at))
            blocks += (block for block in section.blocks if _states(section, block))
    return Entry(
        title=page.title,
        level=1,
        at=group.head.at,
        blocks=tuple(blocks),
        requests=tuple(tuple(of_block.get(id(b), ())) for b in blocks),
        declared=tuple(request for _, request in group.requests),
        is_inferred=group.is_secondary,
        subject=SubjectPart(
            sections=parts,
            about=first_paragraph(group.head) if group.is_alone else "",
            is_alone=group.is_alone,
        ),
    )


def _states(section: Section, block: Block) -> bool:
    """Whether a block may say something of an operation.

    Words above tables of permissions are the same on each page; a heading below "HTTP request" is of a part of its list.
    """
    if section.role in _OF_TABLES:
        return isinstance(block, (Table, Heading) if section.role == "http_request" else Table)
    return isinstance(block, (Paragraph, Table))


def _stated_requests(page: PageReader, section: Section) -> Iterator[tuple[Block, Declaration]]:
    for block in section.blocks:
        found: Iterable[Declaration] = ()
        match block:
            case Table():
                found = table_requests(block)
            case Paragraph():
                found = map(_declared, inline_targets(page, block))
            case Fence() if not starts_response(block.text):
                found = map(_declared, fence_targets(page, block))
            case _:
                pass
        yield from ((block, declaration) for declaration in found)


def _declared(target: RequestTarget) -> Declaration:
    return Declaration(method=target.method, target=target.target, form="fence", at=target.at)


def _shown(page: PageReader, parts: Sequence[_Part], groups: Sequence[_Group]) -> Iterator[_Group]:
    """The groups of a page that states no request: its sample requests are those of the first."""
    main = next((group for group in groups if not group.is_secondary), None) or _Group(parts[0][0])
    requests = [*_sample_requests(page, parts)]
    is_resource = page.title_kind()[0] in ("resource", "enum")
    if not requests and page.doc_type.startswith("api") and not is_resource:
        page.report("DG230", main.head.at)
    if requests and not is_resource and not page.doc_type.startswith("conceptual"):
        main.requests = requests
        page.report("DG231", main.head.at)
    yield main
    yield from (group for group in groups if group.is_secondary)


def _sample_requests(page: PageReader, parts: Sequence[_Part]) -> list[tuple[Block, Declaration]]:
    found: list[tuple[Block, Declaration, bool]] = []
    aliases = tuple(page.dialect.verb_aliases)
    for section, _ in parts:
        for block, comment in page.with_annotations(section):
            if isinstance(block, Fence) and starts_request(block.text, aliases):
                kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
                line = next(request_lines(block.text, aliases))
                found.append((block, _declared(target_in(page, block, line)), kind == "ignored"))
    kept = [item for item in found if not item[2]] or found
    return [(block, request) for block, request, _ in kept]


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
            if any(any(table_requests(table)) for table in section.all(Table)):
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

    "Get the settings", a request, and its parameters below.
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


def _secondary_requests(page: PageReader, section: Section) -> Iterator[tuple[Block, Declaration]]:
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
                yield fence, _declared(target_in(page, fence, line))


def _has_samples(page: PageReader, sections: tuple[Section, ...]) -> bool:
    return page.doc_type.startswith("api") or any(
        annotation_text(c.annotation, "blockType") in ("request", "response")
        for s in sections
        for c in s.all(Comment)
    )
