"""Sample requests and responses of a page about one subject.

Sections enter; `SampleDoc`s leave, in page order. Linking decides which operation a sample is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docgen.diagnostics.diagnostic import Edit
from docgen.reading.dialects.dialect import Role
from docgen.reading.markdown.parser import Block, Comment, Fence
from docgen.reading.messages.sample_docs import (
    body_place,
    is_json_text,
    json_body,
    messages_in,
    sample_doc,
)
from docgen.reading.page import RequestTarget, SampleDoc
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.sections import Section
from docgen.records import replace
from docgen.syntax.headers import header
from docgen.syntax.http_message import (
    NO_CONTENT,
    WITH_CONTENT,
    Message,
    starts_request,
    starts_response,
)

_BARE_URL = re.compile(r"\A\s*(?=https?://\S+\s*$)", re.MULTILINE)


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
    """Whether a fence is the body of an example's message whose first line is missing or in the fence before it.

    Responses may have no status line, and a request's body may be below a heading of its own.
    """
    last = samples[-1] if samples and samples[-1].message.method else None
    kind = annotation_text(comment.annotation if comment else None, "blockType").lower()
    body, at = fence.text.strip(), body_place(fence)
    if body[:1] not in ("{", "[") or last is None or kind not in ("", "response", "example"):
        return False
    is_response = kind == "response" or (not kind and role in ("response", "example_response"))
    is_stated = kind == "response" or (is_response and fence.info == "json")
    if not is_stated and not is_json_text(body):
        return False
    # A request that announces JSON and has none: the block after it, an "example", holds it.
    announces = "json" in header(last.message.headers, "content-type").lower()
    is_announced = kind == "example" and announces
    if (is_announced or (role == "request_body" and not kind)) and not last.message.body:
        message = replace(last.message, body=body)
        read = json_body(page, message, at)
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
        with_content = (s for s in statuses if s < 300 and s not in NO_CONTENT)
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
