"""Sample requests and responses of a page.

Sections enter; `SampleDoc`s leave, in page order. Linking decides which operation a sample is of.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from docgen.diagnostics.diagnostic import Diagnostic, Edit
from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Role
from docgen.reading.markdown.parser import Block, Comment, Fence, Paragraph
from docgen.reading.page import RequestTarget, SampleDoc, TypeMention
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section
from docgen.reading.type_phrases import read_type
from docgen.records import replace
from docgen.syntax.headers import JSON_ON_LINES, header
from docgen.syntax.http_message import (
    WITH_CONTENT,
    Message,
    read_message,
    request_lines,
    starts_request,
    starts_response,
    with_answers,
)
from docgen.syntax.lenient_json import PLACEHOLDER, Unreadable, read_json
from docgen.syntax.strict_json import load_json

_LONG_BODY = 2_000_000
_MEMBER = re.compile(r"\s*\"[^\"\n]*\"[ \t]*:[ \t]*[\"\[{\d-]")
# "**Content:** `{"id": 1}`"
_CONTENT_LINE = re.compile(r"[^\W\d_][*_ ]*[:：][ \t*_]*`([\[{][^`\n]*)`[ \t]*$", re.M)


def read_samples(
    page: PageReader,
    sections: Iterable[tuple[Section, bool]],
    targets: Sequence[RequestTarget],
    statuses: Sequence[int],
    samples: list[SampleDoc],
) -> None:
    """Adds the messages of sections to the `samples` of their page, or a body to the last of them.

    Each section comes with whether it is part of an example. `targets` and `statuses` are those of the operation that
    the sections belong to.
    """
    for section, in_examples in sections:
        if any(section.all(Fence)):
            _read_section(page, section, targets, statuses, in_examples, samples)


def _read_section(
    page: PageReader,
    section: Section,
    targets: Sequence[RequestTarget],
    statuses: Sequence[int],
    in_examples: bool,
    samples: list[SampleDoc],
) -> None:
    aliases = tuple(page.dialect.verb_aliases)
    is_template = section.role == "http_request"
    before: Block | None = None
    last_request: Block | None = None  # one that may have a body and has none
    for block, comment in page.with_annotations(section):
        is_next, before = before is not None and before is last_request, block
        if not isinstance(block, Fence):
            continue
        kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
        if is_template and not starts_response(block.text) and kind != "request":
            continue
        if section.role == "example_request":
            block = _with_method(page, block, targets)
        if not (starts_request(block.text, aliases) or starts_response(block.text)):
            role = section.role if in_examples or section.role == "response" else None
            # "POST /lamps" in one fence and its body in the next.
            role = "request_body" if role and is_next else role
            if _read_bare(page, block, comment, role, statuses, samples):
                page.use(block)
            elif kind in ("request", "response"):
                page.use(block)
                page.report("DG240", block.span, kind=kind)
            continue
        page.use(block)
        for span, message in messages_in(page, block, aliases):
            samples.append(sample_doc(page, span, comment, message, is_template))
            if message.method in WITH_CONTENT and not message.body:
                last_request = before


_BARE_URL = re.compile(r"\A\s*(?=https?://\S+\s*$)", re.MULTILINE)


def _with_method(page: PageReader, fence: Fence, targets: Sequence[RequestTarget]) -> Fence:
    """A request with the one method of its page where it begins with its URL, else as it is."""
    methods = {target.method for target in targets}
    start = _BARE_URL.match(fence.text)
    if start is None or len(methods) != 1:
        return fence
    (method,) = methods
    page.use(fence)
    at = page.place(fence, start.end())
    edit = Edit(at=replace(at, length=0), old="", new=f"{method} ")
    page.report("DG248", at, edit, method=method)
    text = f"{start[0]}{method} {fence.text[start.end() :]}"
    return replace(fence, text=text)


def _read_bare(
    page: PageReader,
    fence: Fence,
    comment: Comment | None,
    role: Role | None,
    statuses: Sequence[int],
    samples: list[SampleDoc],
) -> bool:
    """Whether a fence is the body of an example's message whose first line is missing or in
    the fence before it.

    Business Central has 104 responses without a status line, and request bodies below a heading
    of their own.
    """
    last = samples[-1] if samples and samples[-1].message.method else None
    kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
    body, at = fence.text.strip(), body_place(fence)
    if body[:1] not in ("{", "[") or last is None or kind not in ("", "response", "example"):
        return False
    is_response = kind == "response" or (not kind and role in ("response", "example_response"))
    is_stated = kind == "response" or (is_response and fence.info == "json")
    if not is_stated and not is_json(body):
        return False
    # A request that announces JSON and has none: the block after it, an "example", holds it.
    announces = "json" in header(last.message.headers, "content-type").lower()
    is_announced = kind == "example" and announces
    if (is_announced or (role == "request_body" and not kind)) and not last.message.body:
        message = replace(last.message, body=body)
        read = _json_body(page, message, at)
        for index in _of_one_block(samples):
            samples[index] = replace(
                samples[index],
                message=replace(samples[index].message, body=body),
                value=read.value,
                has_value=read.has_value,
                unreadable=read.unreadable,
                body_at=at,
            )
        return True
    if is_response:
        with_content = (s for s in statuses if s < 300 and s not in (202, 204, 205))
        message = Message(status=next(with_content, 200), body=body)
        page.report("DG246", at, status=message.status)
        samples.append(sample_doc(page, at, comment, message, False))
        return True
    return False


def _of_one_block(samples: Sequence[SampleDoc]) -> list[int]:
    """The last sample and those on the lines above it that have no content either."""
    indexes = [len(samples) - 1]
    while (
        (index := indexes[-1] - 1) >= 0
        and samples[index].at.line == samples[indexes[-1]].at.line - 1
        and samples[index].message.method == samples[-1].message.method
        and not samples[index].message.body
    ):
        indexes.append(index)
    return indexes


def messages_in(
    page: PageReader, fence: Fence, aliases: tuple[str, ...]
) -> Iterator[tuple[Span, Message]]:
    """The messages of a fence, each with its place. One with a status that HTTP does not have is reported."""
    parts = (
        (start + number, part)
        for start, text in _texts(fence, aliases)
        for number, part in with_answers(text)
    )
    for number, text in parts:
        span = fence.span.below(number)
        message = read_message(text, aliases)
        if message and not message.method and not 100 <= message.status < 600:
            page.report("DG249", span, status=f"{message.status:03}")
        elif message:
            yield span, message


def _texts(fence: Fence, aliases: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The messages of a fence with the line each begins at: one, a request on each line, or reads
    that follow each other with their headers.
    """
    requests = list(request_lines(fence.text, aliases))
    lines = fence.text.split("\n")
    if 1 < len(requests) == sum(bool(line.strip()) for line in lines):
        yield from ((request.line, f"{request.method} {request.target}") for request in requests)
    elif {request.method for request in requests} == {"GET"} and starts_request(fence.text):
        starts = [request.line for request in requests]
        for start, end in zip(starts, (*starts[1:], None)):
            yield start, "\n".join(lines[start:end])
    else:
        yield 0, fence.text


def body_place(fence: Fence) -> Span:
    """The first line with a text of a fence that is a body alone."""
    text = fence.text
    return fence.span.below(text.count("\n", 0, len(text) - len(text.lstrip())))


def sample_doc(
    page: PageReader, at: Span, comment: Comment | None, message: Message, is_template: bool
) -> SampleDoc:
    annotation = (comment.annotation if comment else None) or {}
    names = annotation.get("name")
    stated = annotation_text(annotation, "@odata.type") or annotation_text(annotation, "@type")
    ref = read_type(stated, page.dialect) if stated else None
    if stated and ref is None and comment:
        page.report("DG241", comment.span, text=stated)
    if message.fence_line:
        page.report("DG247", at.start(message.fence_line))
    body_at = at.start(message.body_line)
    body = _json_body(page, message, body_at)
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
        value=body.value,
        has_value=body.has_value,
        is_outline=body.is_outline,
        unreadable=body.unreadable,
        at=at,
        body_at=body_at,
    )


def is_json(text: str) -> bool:
    """Whether a text is JSON, as documentation writes it."""
    try:
        read_json(text)
    except Unreadable:
        return False
    return True


_SCALAR = re.compile(r"\"[^\"\\\n]*\"|-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?|true|false|null")
_PLACEHOLDER_BODY = re.compile(r"\{[\w\s.-]+\}")  # "{Raw bytes of the file}"


class _Json(NamedTuple):
    """The JSON of a body."""

    value: Any = None
    has_value: bool = False
    unreadable: Diagnostic | None = None  # why there is none where there should be
    is_outline: bool = False  # placeholders stand for some of its values


def _json_body(page: PageReader, message: Message, at: Span) -> _Json:
    """The body's JSON value."""
    content_type = header(message.headers, "content-type").lower()
    is_json = "json" in content_type
    is_long = len(message.body) > _LONG_BODY
    if not message.body or message.body[:1] not in ("{", "[") or is_long:
        if message.body and is_json and not is_long and _SCALAR.fullmatch(message.body):
            return _Json(load_json(message.body), True)
        if message.body and is_json:
            return _Json(unreadable=page.report("DG242", at, text=message.body))
        return _Json()
    if content_type and not is_json or content_type.partition(";")[0].strip() in JSON_ON_LINES:
        return _Json()
    if _PLACEHOLDER_BODY.fullmatch(message.body):
        if is_json and message.body[1:-1].strip():
            return _Json(unreadable=page.report("DG242", at, text=message.body))
        return _Json()

    start = at.start()
    try:
        value, forgiven = read_json(message.body)
    except Unreadable as error:
        place = start.at_offset(message.body, error.offset, 1)
        return _Json(unreadable=page.report("DG243", place, expected=error.expected))
    page.report_leniencies("DG244", forgiven, message.body, start)
    is_outline = any(each.what == PLACEHOLDER for each in forgiven)
    return _Json(value, True, is_outline=is_outline)


def without_outlines(samples: Sequence[SampleDoc]) -> Iterator[SampleDoc]:
    """The samples of one operation; the outline of a response tells nothing beside a whole one."""
    whole = {s.message.status for s in samples if s.has_value and not s.is_outline}
    for sample in samples:
        is_idle = sample.is_outline and sample.message.status in whole - {0}
        yield replace(sample, value=None, has_value=False) if is_idle else sample


def in_braces(fence: Fence) -> Fence | None:
    """The JSON object whose members a fence has without its braces: `"data": {"id": 1},`; None for any other text."""
    if not _MEMBER.match(fence.text):
        return None
    text = fence.text.strip().removesuffix(",")
    # In the place of a space, so that what is in the line stays where it is.
    whole = f"{fence.text[: fence.text.find(text)][:-1]}{{{text}}}"
    return replace(fence, text=whole) if is_json(whole) else None


_OF_FIELD = re.compile(
    r"(?:[-*+][ \t]+)?`[\w.-]+`[ \t]*(?:\([^()\n]*\)[ \t]*)?[:–—-]"
)  # "`tags`: Default: `[]`"


def content_of_line(paragraph: Paragraph) -> Fence | None:
    """The JSON that is in a line with a label."""
    text = paragraph.text
    match = _CONTENT_LINE.search(text) if "`{" in text or "`[" in text else None
    if not match or _OF_FIELD.match(text) or not is_json(match[1]):
        return None
    at = paragraph.span.at_offset(text, match.start(1), len(match[1]))
    return Fence(info="", text=match[1], span=at)


def is_success(sample: SampleDoc) -> bool:
    """Whether a sample shows what a response holds: that shows more than a list of fields."""
    return sample.has_value and 200 <= (sample.message.status or 0) < 300


def lines_of(fence: Fence) -> tuple[int, int]:
    """The first line of a fence and its last."""
    return fence.span.line, fence.span.line + fence.text.count("\n")


def holds(lines: Sequence[int], first: int, last: int) -> bool:
    """Whether one of some lines, in order, is from `first` to `last`."""
    return bisect_left(lines, first) < bisect_right(lines, last)
