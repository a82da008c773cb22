"""The messages in an entry of a reference: curl commands, HTTP messages, programs, and JSON that is one by its label.

An entry and its operations enter; `SampleDoc`s leave, in page order. The text of a fence decides its kind, never its info string.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import LONGEST_LABEL, STATUS
from docgen.reading.markdown.parser import Fence, Heading, Paragraph, Table
from docgen.reading.messages.fence_labels import (
    JSON_START,
    OF_SAMPLES,
    Label,
    Status,
    below_list,
    content_in_code,
    content_without_label,
    heading_label,
    is_of_content,
    label_below,
    label_of_fence,
    labels_response,
    of_named_method,
    status_of,
)
from docgen.reading.messages.fence_parts import answers_in, without_label
from docgen.reading.messages.programs import (
    literal_as_json,
    read_program,
    request_in_comment,
    without_repeats,
)
from docgen.reading.messages.rewritten import with_form, with_query
from docgen.reading.messages.roots import with_roots
from docgen.reading.messages.sample_docs import (
    body_place,
    declared_sample,
    holds,
    in_braces,
    lines_of,
    messages_in,
    sample_doc,
    without_outlines,
)
from docgen.reading.messages.texts import (
    Text,
    are_lines_of_json,
    is_content_of,
    response_of,
    texts_in,
    with_texts,
)
from docgen.reading.page import OperationDoc, SampleDoc
from docgen.reading.page_reader import PageReader, later
from docgen.reading.references.places import is_media_type
from docgen.reading.references.status_tables import described_statuses, shown_in_rows
from docgen.reading.types.literals import is_of_types
from docgen.records import replace
from docgen.syntax.curl import commands, received, starts_curl
from docgen.syntax.form_content import (
    URL_ENCODED,
)
from docgen.syntax.headers import header
from docgen.syntax.http_message import (
    EXTENSION_METHODS,
    METHODS,
    WITH_CONTENT,
    Message,
    read_head,
    read_message,
    starts_request,
    starts_response,
)
from docgen.syntax.lenient_json import comment_above

_READS = ("GET", "HEAD")
_STATUS_FIRST = re.compile(r"\W*([2-5]\d\d)\b")  # of a comment: "// 404 not found"
# "# without an amount", above the next command
_TRAILING_COMMENTS = re.compile(r"(?:\n[ \t]*(?:#[^\n]*)?)+\Z")
# A longer payload is sent by the next command only, which all commands of a long page would repeat.
_LONGEST_SHARED = 1_000
# `name=value` below an empty line, each pair on a line of its own or after "&".
_FORM = re.compile(r"\n[ \t]*\n((?:&?[\w.$-]+(?:\[[\w.-]*\])*=[^\n]*(?:\n|\Z))+)\s*\Z")
_OF_FORMS = (("Content-Type", URL_ENCODED),)


def read_entry_samples(
    page: PageReader,
    entry: Entry,
    operations: Sequence[OperationDoc],
    samples: list[SampleDoc],
    taken: Collection[str],
    is_listed: bool,
) -> None:
    """Adds the messages of an entry to the `samples` of its page.

    `taken` are the names of fields that requests have; `is_listed` says that what a response holds is stated otherwise.
    """
    stated, first = sorted({line.at.line for line in entry.declared}), len(samples)
    samples.append(declared_sample(page, entry.declared[0], operations[0]))
    label, above, texts = Label(), list[Heading](), list[Text]()
    described = later(lambda: described_statuses(entry.blocks))  # which few entries need
    words = page.dialect.vocabulary()
    sent = content_without_label(page, entry, operations, taken)
    payload: Fence | None = None
    for block in entry.blocks:
        match block:
            case Heading():
                is_of_same = is_media_type(page, block.text)
                text = label.heading if is_of_same else heading_label(words, block, above)
                label = Label(text, text)
            case Paragraph() if holds(stated, block.span.line, block.span.line):
                label = label._replace(text="")
            case Paragraph():
                content = content_in_code(page, label, block)
                label = label_below(words, label, block)
                if content:
                    page.use(block)
                    known = status_of(page, label, described, operations)
                    payload = _read_fence(page, content, label, known, operations, samples, payload)
            case Fence() if holds(stated, *lines_of(block)) and not _is_answer(block, operations):
                page.use(block)
                _read_content(page, block, samples)
            case Fence() if head := read_head(block.text):
                page.use(block)  # "Status: 201 Created" and fields in a fence of their own
                samples.append(sample_doc(page, block.span, None, head, False))
                label = label._replace(text="")
            case Fence() if not (page.is_used(block) and is_of_types(block)):
                samples += of_named_method(page, entry, operations, label, samples)
                label = below_list(words, label, block)
                status = status_of(page, label, described, operations)
                label = label_of_fence(label, block, taken, is_sent=block is sent)
                payload = _read_fence(page, block, label, status, operations, samples, payload)
                texts += texts_in(page, block, label, status, samples, first)
                # What is above a command describes that, not the answer.
                is_sent = starts_curl(block.text) or samples[-1].program == len(samples)
                label = label._replace(text="" if is_sent else label.text, media_type="")
            case Table():
                _read_rows(page, block, samples)
            case _:
                pass
    samples[-1] = _as_request(samples[-1])
    free = [t for t in texts if t.is_json or not (is_listed if t.status else taken)]
    own = without_outlines(with_texts(page, samples[first:], free))
    samples[first:] = without_repeats([*with_roots(own, operations)], operations)


def _as_request(last: SampleDoc) -> SampleDoc:
    """A declaration whose content nothing answers is a request of its own."""
    has_content = last.is_declaration and (last.has_value or last.message.body)
    return replace(last, is_declaration=False) if has_content else last


def _read_rows(page: PageReader, table: Table, samples: list[SampleDoc]) -> None:
    """Adds the responses whose JSON is in a table of statuses."""
    for code, cell, text in shown_in_rows(page, table):
        at = cell.span.within(max(cell.text.find(text), 0))
        shown = Fence(info="json", text=text, span=replace(at, margin=at.column - 1))
        _add_response(page, shown, Status(code), samples)


def _is_answer(fence: Fence, operations: Sequence[OperationDoc]) -> bool:
    """Whether a fence with a request line has more than that: a command, or what answers the read in a comment above it."""
    is_read = all(o.targets[0].method not in WITH_CONTENT for o in operations)
    return starts_curl(fence.text) or (is_read and comment_above(fence.text) != "")


def not_above(own: Sequence[SampleDoc], sent_at: set[Span]) -> list[SampleDoc]:
    """The samples of a bullet without requests that those above have: what is around the list is in each one's entry."""
    new = [sample for sample in own if not sample.message.method or sample.at not in sent_at]
    sent_at |= {sample.at for sample in own}
    return new


def _read_content(page: PageReader, fence: Fence, samples: list[SampleDoc]) -> None:
    """Gives the declaration, the last of the samples, what is below its request line, and adds what is answered below that."""
    words, written = page.dialect.vocabulary(), fence.text.split("\n")
    answers, lines = [*answers_in(words, written)], [without_label(words, each) for each in written]
    end = answers[0][0] if answers else len(lines)
    start = next((n for n in range(1, end) if lines[n].lstrip()[:1] in ("{", "[")), None)
    if start is not None and samples[-1].message.method in _READS:
        answers, start = [(start, Status(200, is_stated=False)), *answers], None
    _read_sent(page, replace(fence, text="\n".join(lines[:end])), start, samples)
    ends = [number for number, _ in answers[1:]] + [len(lines)]
    for (number, status), stop in zip(answers, ends):
        # Below the status may be fields.
        first = next((n for n in range(number, stop) if lines[n].lstrip()[:1] in ("{", "[")), None)
        text = "\n".join(lines[first:stop]) if first is not None else ""
        below = replace(fence, text=text, span=fence.span.below(first or number))
        response = response_of(page, below, status)
        if response.has_value or status.is_stated:
            samples.append(response)


def _read_sent(page: PageReader, fence: Fence, start: int | None, samples: list[SampleDoc]) -> None:
    """Gives the last of the samples the JSON that begins at a line of a fence, or the form in it."""
    if start is None:
        sent = read_message(fence.text, EXTENSION_METHODS)
        media_type = header(sent.headers, "content-type") if sent else ""
        body, headers = "", (("Content-Type", media_type),)
        if form := _FORM.search(fence.text):
            body, headers = form[1].strip(), _OF_FORMS
        elif sent and "json" not in media_type:
            body = sent.body if media_type else ""
        if body or (media_type and "json" not in media_type):
            message = replace(samples[-1].message, body=body, headers=headers)
            samples[-1] = replace(samples[-1], message=message)
        return
    message = Message(body="\n".join(fence.text.split("\n")[start:]).strip())
    sample = sample_doc(page, fence.span.below(start), None, replace(message, method="POST"), True)
    if sample.has_value:
        samples[-1] = replace(
            samples[-1], value=sample.value, has_value=True, body_at=sample.body_at
        )


def _read_fence(
    page: PageReader,
    fence: Fence,
    label: Label,
    status: Status,
    operations: Sequence[OperationDoc],
    samples: list[SampleDoc],
    payload: Fence | None,
) -> Fence | None:
    """Reads one fence; the JSON that a later request sends, if this is it."""
    text = fence.text
    if starts_curl(text):
        page.use(fence)
        end = 0
        for command in commands(text):
            _read_output(page, fence, end, command.line, operations, samples)
            message = command.message
            if command.file and payload is not None:
                message = replace(message, body=payload.text.strip())
                payload = payload if len(payload.text) <= _LONGEST_SHARED else None
            samples.append(sample_doc(page, fence.span.below(command.line), None, message, False))
            end = command.end
        _read_output(page, fence, end, text.count("\n") + 1, operations, samples)
        return payload
    if starts_response(text) or starts_request(text, EXTENSION_METHODS):
        page.use(fence)
        for span, message in messages_in(page, fence, EXTENSION_METHODS):
            samples.append(sample_doc(page, span, None, message, False))
        return payload
    if whole := in_braces(fence):
        page.use(fence)
        fence, text = whole, whole.text
    elif not JSON_START.match(text) or are_lines_of_json(text):
        shown = [*read_program(page, fence, operations, samples)]
        samples += shown
        if not shown:
            _read_form(page, fence, label, samples)
        return payload
    block, words = fence, page.dialect.vocabulary()
    comment = comment_above(text)
    below = fence.span.below(comment.count("\n"))
    fence = replace(fence, text=text.removeprefix(comment), span=below) if comment else fence
    fence = literal_as_json(page, fence)
    code = _STATUS_FIRST.match(comment)
    if code or not words.meanings(comment).isdisjoint(OF_SAMPLES):
        label = label._replace(text=comment[-LONGEST_LABEL:], is_sent=False)
        status = Status(int(code[1])) if code else status
    is_response = labels_response(words, label)
    with_content = _with_content(words, label)
    if not is_response and _is_of_query(words, label, operations):
        samples += _asked(page, block, operations)
        return payload
    page.use(block)
    if not is_response and any(o.targets[0].method in with_content for o in operations):
        is_sent = _send(page, fence, samples, with_content, label)
        return payload if is_sent and not samples[-1].is_declaration else fence
    if asked := request_in_comment(comment, operations):
        samples.append(sample_doc(page, fence.span, None, asked, False))
    _add_response(page, fence, status, samples)
    return payload


def _is_of_query(words: Vocabulary, label: Label, operations: Sequence[OperationDoc]) -> bool:
    """Whether a label says that JSON is of a request without content: "Request query", or "Request" of a GET."""
    bare = {*METHODS} - {*_with_content(words, label)}  # a webhook has none of these methods
    is_bare = all(o.targets[0].method in bare for o in operations)
    # Below "GET request: `/lamps`" is what it answers.
    is_of_request = is_bare and "/" not in label.text and "request" in words.meanings(label.text)
    return is_of_request or words.meanings(label.text or label.heading) >= {"request", "query"}


def _with_content(words: Vocabulary, label: Label) -> Sequence[str]:
    """The methods whose requests have the content that a label names.

    That of others than these has no meaning of its own (RFC 9110, 9.3), but what a label names is sent: "Request body".
    """
    said = words.meanings(label.text) if not STATUS.search(label.heading) else frozenset[str]()
    methods = METHODS if "request" in said else (*WITH_CONTENT, "DELETE")
    return methods if "body" in said else WITH_CONTENT


def _read_output(
    page: PageReader,
    fence: Fence,
    first: int,
    last: int,
    operations: Sequence[OperationDoc],
    samples: list[SampleDoc],
) -> None:
    """Adds the response below a command, which ends at line `first`: its JSON, or all of it."""
    text = received("\n".join(fence.text.split("\n")[first:last]))
    if first and starts_response(text):
        below = replace(fence, text=text, span=fence.span.below(first))
        found = messages_in(page, below, EXTENSION_METHODS)
        samples += (sample_doc(page, span, None, message, False) for span, message in found)
    elif first and JSON_START.match(text):
        number = first + comment_above(text).count("\n")
        text = _TRAILING_COMMENTS.sub("", text.removeprefix(comment_above(text)))
        below = replace(fence, text=text, span=fence.span.below(number))
        samples.append(
            response_of(page, below, status_of(page, Label(), dict[str, int], operations))
        )


def _add_response(page: PageReader, fence: Fence, status: Status, samples: list[SampleDoc]) -> None:
    """Adds a response with this JSON, or gives it to the one above that has none."""
    response = response_of(page, fence, status)
    if is_content_of(samples[-1].message, status):
        head = samples.pop().message
        message = replace(response.message, status=head.status, headers=head.headers)
        response = replace(response, message=message, has_usual_status=False)
    samples.append(response)


def _send(
    page: PageReader,
    fence: Fence,
    samples: list[SampleDoc],
    with_content: Sequence[str],
    label: Label,
) -> bool:
    """Gives the last request the JSON of a fence, or another one like it; False where it has content or takes none."""
    last = samples[-1].message
    if last.method not in with_content:
        return False
    if last.body and not samples[-1].program:
        words = page.dialect.vocabulary()
        is_request = any(words.means(text, "request") for text in (label.heading, label.text))
        is_body = words.means(label.text, "body") and not words.means(label.text, "sample")
        if last.status or not (is_request or is_body):
            return False
        if is_body:  # "Body of a taxi", below "Body of a lorry"
            samples[-1] = _as_request(samples[-1])
        samples.append(replace(samples[-1], at=body_place(fence), is_declaration=False))
    message = replace(last, body=fence.text.strip())
    sent = sample_doc(page, body_place(fence), None, message, False)
    samples[-1] = replace(
        samples[-1],
        message=message,
        value=sent.value,
        has_value=sent.has_value,
        body_at=body_place(fence),
    )
    return True


def _read_form(page: PageReader, fence: Fence, label: Label, samples: list[SampleDoc]) -> None:
    """Gives the last request the form that is written below a label such as "Body"."""
    form = with_form(samples[-1].message, fence) if is_of_content(page, label.text) else None
    if form:
        page.use(fence)
        samples[-1] = replace(samples[-1], message=form)


def _asked(
    page: PageReader, fence: Fence, operations: Sequence[OperationDoc]
) -> Iterator[SampleDoc]:
    """The request with the query that is written as JSON."""
    if asked := with_query(operations[0].targets[0], fence):
        page.use(fence)
        yield sample_doc(page, fence.span, None, asked, False)
