"""Messages as samples: those of a fence, with the JSON in them read; and JSON in place of a message.

A fence, or a paragraph, enters; `SampleDoc`s leave, or what a reader has to know of the JSON.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.reading.entries.declaration import Declaration
from docgen.reading.markdown.parser import Comment, Fence, Paragraph
from docgen.reading.page import OperationDoc, SampleDoc, TypeMention
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.type_phrases import read_type
from docgen.records import replace
from docgen.syntax.headers import JSON_ON_LINES, header
from docgen.syntax.http_message import (
    Message,
    read_message,
    request_lines,
    starts_request,
    with_answers,
)
from docgen.syntax.lenient_json import PLACEHOLDER, Unreadable, read_json
from docgen.syntax.strict_json import load_json

_LONG_BODY = 2_000_000
_MEMBER = re.compile(r"\s*\"[^\"\n]*\"[ \t]*:[ \t]*[\"\[{\d-]")
# "**Content:** `{"id": 1}`"
# "Body: `{"id": 1}`", "Body (JSON): `{"id": 1}` or `{"id": 2}`"
_CONTENT_LINE = re.compile(
    r"[^\W_](?:[ ]?\([^()\n]{1,40}\))?[*_ ]*[:：][ \t*_]*`([\[{][^`\n]*)`[ \t]*"
    r"(?=\n|\Z|[^\s`]{1,5}[ \t]+`[\[{])"
)


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
    body = json_body(page, message, body_at)
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


def is_json_text(text: str) -> bool:
    """Whether a text is JSON, as documentation writes it."""
    try:
        read_json(text)
    except Unreadable:
        return False
    return True


_SCALAR = re.compile(r"\"[^\"\\\n]*\"|-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?|true|false|null")
_PLACEHOLDER_BODY = re.compile(r"\{[\w\s.-]+\}")  # "{Raw bytes of the file}"


class Json(NamedTuple):
    """The JSON of a body."""

    value: Any = None
    has_value: bool = False
    unreadable: Diagnostic | None = None  # why there is none where there should be
    is_outline: bool = False  # placeholders stand for some of its values


def json_body(page: PageReader, message: Message, at: Span) -> Json:
    """The body's JSON value."""
    content_type = header(message.headers, "content-type").lower()
    is_json = "json" in content_type
    is_long = len(message.body) > _LONG_BODY
    if not message.body or message.body[:1] not in ("{", "[") or is_long:
        if message.body and is_json and not is_long and _SCALAR.fullmatch(message.body):
            return Json(load_json(message.body), True)
        if message.body and is_json:
            return Json(unreadable=page.report("DG242", at, text=message.body))
        return Json()
    if content_type and not is_json or content_type.partition(";")[0].strip() in JSON_ON_LINES:
        return Json()
    if _PLACEHOLDER_BODY.fullmatch(message.body):
        if is_json and message.body[1:-1].strip():
            return Json(unreadable=page.report("DG242", at, text=message.body))
        return Json()

    start = at.start()
    try:
        value, forgiven = read_json(message.body)
    except Unreadable as error:
        place = start.at_offset(message.body, error.offset, 1)
        return Json(unreadable=page.report("DG243", place, expected=error.expected))
    page.report_leniencies("DG244", forgiven, message.body, start)
    is_outline = any(each.what == PLACEHOLDER for each in forgiven)
    return Json(value, True, is_outline=is_outline)


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
    return replace(fence, text=whole) if is_json_text(whole) else None


_OF_FIELD = re.compile(
    r"(?:[-*+][ \t]+)?`[\w.-]+`[ \t]*(?:\([^()\n]*\)[ \t]*)?[:–—-]"
)  # "`tags`: Default: `[]`"


def content_of_line(paragraph: Paragraph) -> Fence | None:
    """The JSON that is in a line with a label."""
    text = paragraph.text
    match = _CONTENT_LINE.search(text) if "`{" in text or "`[" in text else None
    if not match or _OF_FIELD.match(text) or not is_json_text(match[1]):
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


def declared_sample(
    page: PageReader, declaration: Declaration, operation: OperationDoc
) -> SampleDoc:
    """The operation's own line, which a response without a request of its own answers."""
    message = Message(method=declaration.method, target=operation.targets[0].target)
    sample = sample_doc(page, declaration.at, None, message, True)
    return replace(sample, is_declaration=True)
