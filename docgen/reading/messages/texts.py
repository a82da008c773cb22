"""Content that is no JSON, in a fence that a label calls a response or what is sent: text, CSV, XML, JSON on lines, events.

    Response:           Request body
    ```                 ```xml
    pong                <lamp><color>red</color></lamp>

Fences and their labels enter; a `Text` leaves for each with such content, or `SampleDoc`s get it. JSON of the same message
is what counts. An outline, a command and code of a program are no content.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.labels import last_sentence
from docgen.reading.markdown.parser import Fence
from docgen.reading.messages.fence_labels import (
    OF_SAMPLES,
    Label,
    Status,
    is_of_content,
    labels_response,
)
from docgen.reading.messages.sample_docs import body_place, sample_doc
from docgen.reading.page import SampleDoc
from docgen.reading.page_reader import PageReader
from docgen.records import Record, replace
from docgen.syntax.headers import JSON_ON_LINES
from docgen.syntax.http_message import WITH_CONTENT, Message
from docgen.syntax.lenient_json import Unreadable, read_json

# "See 'All lamps'", in place of content
_SEE = re.compile(r"[(\s]*(?:see|same as|refer to|siehe|voir|véase|ver|vedi|veja)\s", re.IGNORECASE)
_TEXT, _CSV, _XML, _HTML = "text/plain", "text/csv", "application/xml", "text/html"
_EVENTS = "text/event-stream"
_OF_INFO = {
    **dict.fromkeys(("text", "txt", "plain", "plaintext"), _TEXT),
    "csv": _CSV,
    "xml": _XML,
    "html": _HTML,
}
_EMPTY = (204, 205, 304)  # RFC 9110, 15: these have no content
_LONGEST = 20_000  # characters that are looked at
_DOCUMENT = re.compile(r"(?:<!doctype html|<html)\b", re.IGNORECASE)
# Its root, which encloses all of it: "<?xml version="1.0"?><lamp>...</lamp>"; "<lamp>" alone is a placeholder.
_ROOT = re.compile(r"(?:<\?xml[^<>]*\?>\s*)?<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?(?:/>\Z|>)")
_CELLS = re.compile(r"\"?[\w .-]{1,40}\"?(?:,\"?[\w.-][\w .-]{0,40}\"?)+")
# "event: lit", and below it "data: 7"; "data: {"id": 1}"
_EVENT = re.compile(r"(?:(?:id|retry|event):[^\n]*\n)++data:|data:[ \t]?[\[{\"]")
_OF_EVENTS = re.compile(r"(?:(?:data|event|id|retry)?:[^\n]*(?:\n|\Z)|[ \t]*\n)*+\Z")
_OUTLINES = ("yaml", "yml")
_KEY = re.compile(r"\s*[-*+]?\s*[\"'`]?[\w.$\[\]-]{1,60}[\"'`]?\??\s*(?::|=)")
_CODE_END = re.compile(r"[{(\[;,\\]\s*\Z|\A\s*(?:[})\]]|//|[$>#%]\s)")
_TYPE_NAME = re.compile(r"[A-Z]\w*[a-z]\w*(?:\[\])?|<.*>|\[.*\]|https?://\S+|\.{3}|/\S*")


class Text(Record, frozen=True, kw_only=True):
    """Content that is no JSON, between the samples of its page."""

    fence: Fence
    media_type: str
    status: Status | None  # of the response whose content it is, None for what a request sends
    below: int  # how many samples are above it

    @property
    def is_json(self) -> bool:
        """Whether it has JSON on each line."""
        return self.media_type in JSON_ON_LINES


def texts_in(
    page: PageReader,
    fence: Fence,
    label: Label,
    status: Status,
    samples: Sequence[SampleDoc],
    first: int,
) -> Iterator[Text]:
    """The content of a fence that is no JSON text; none where its label does not say so or it may be something else.

    `samples` are those above it, from the `first` on those of its entry.
    """
    words, said = page.dialect.vocabulary(), last_sentence(label.text)
    text, media_type, is_answer = fence.text.strip(), "", words.means(said, "response", "error")
    if page.is_used(fence):
        return
    are_events = (
        fence.info not in _OUTLINES
        and _EVENT.match(text) is not None
        and _OF_EVENTS.match(text) is not None
    )
    if are_events or are_lines_of_json(text):
        media_type = _EVENTS if are_events else JSON_ON_LINES[0]
        is_read = samples[-1].message.method not in WITH_CONTENT
        is_answer = labels_response(words, label) or is_read
    elif fence.info in _OF_INFO and not is_answer and _is_answer_below(words, label):
        is_answer, media_type = True, _media_type(fence, is_named=True)
    elif is_answer or is_of_content(page, said):
        # All of the label only says that content comes: "Example response", "Response body".
        is_named = words.is_part(said.strip(" *_:："))
        is_nothing = text.lower().rstrip(".") in ("", *page.dialect.none_words)
        stated = "" if "json" in label.media_type else label.media_type
        media_type = "" if is_nothing else stated or _media_type(fence, is_named=is_named)
    if media_type:
        told = status if is_answer else None
        yield Text(fence=fence, media_type=media_type, status=told, below=len(samples) - first)


def _is_answer_below(words: Vocabulary, label: Label) -> bool:
    """Whether a heading says that what is below it answers, where a sentence between says nothing else: "A line of text:"."""
    is_part = words.is_part(label.heading) and words.means(label.heading, "response")
    return is_part and OF_SAMPLES.isdisjoint(words.meanings(label.text))


def _media_type(fence: Fence, *, is_named: bool) -> str:
    """The media type of a fence by its info string or its text; "" for text that may be no content."""
    found = _OF_INFO.get(fence.info, "") or ("" if fence.info else _by_text(fence.text.strip()))
    text = fence.text.strip()
    is_other = not is_named or _is_code(text) or _SEE.match(text)
    return "" if found == _TEXT and is_other else found


def with_texts(
    page: PageReader, samples: Sequence[SampleDoc], texts: Sequence[Text]
) -> list[SampleDoc]:
    """The samples of an entry, the first a request, with texts in their places; without those of messages in JSON too."""
    found = [*samples]
    starts = [number for number, sample in enumerate(found) if sample.message.method]
    in_json: set[tuple[int, int]] = set()  # the number of a request, and the status of a response
    start = 0
    for number, sample in enumerate(found):
        start = number if sample.message.method else start
        if sample.has_value:
            in_json.add((start, sample.message.status))
    for text in reversed(texts):
        start = starts[bisect_left(starts, text.below) - 1]
        if text.status is None:
            _send(page, text, found, start)
        elif (start, text.status.code) not in in_json:
            _answer(page, text, text.status, found)
    return found


def _send(page: PageReader, text: Text, samples: list[SampleDoc], number: int) -> None:
    """Gives a request the text as its content, if it has none."""
    last = samples[number].message
    if last.method not in WITH_CONTENT or last.body:
        return
    page.use(text.fence)
    others = (field for field in last.headers if field[0].lower() != "content-type")
    headers = (*others, ("Content-Type", text.media_type))
    message = replace(last, body=text.fence.text.strip(), headers=headers)
    samples[number] = replace(samples[number], message=message, body_at=body_place(text.fence))


def _answer(page: PageReader, text: Text, status: Status, samples: list[SampleDoc]) -> None:
    """Adds a response with the text as its content, or gives it to the one above that has none."""
    page.use(text.fence)
    response = response_of(page, text.fence, status, text.media_type)
    head = samples[text.below - 1].message
    if not is_content_of(head, status):
        samples.insert(text.below, response)
        return
    message = replace(
        head, headers=head.headers or response.message.headers, body=response.message.body
    )
    samples[text.below - 1] = replace(response, message=message, has_usual_status=False)


def response_of(page: PageReader, fence: Fence, status: Status, media_type: str = "") -> SampleDoc:
    """The response whose content a fence has, JSON without a media type."""
    headers = (("Content-Type", media_type),) if media_type else ()
    message = Message(status=status.code, headers=headers, body=fence.text.strip())
    sample = sample_doc(page, body_place(fence), None, message, False)
    return replace(sample, has_usual_status=not status.is_stated)


def is_content_of(head: Message, status: Status) -> bool:
    """Whether a text is the content of a response whose status and fields are in the fence above it."""
    is_other = status.is_stated and status.code != head.status and status.code >= 400
    return bool(head.status and not head.body and head.status not in _EMPTY and not is_other)


def are_lines_of_json(text: str) -> bool:
    """Whether each line of a text is a JSON object of its own, and there are more than one."""
    lines = [line for line in text[:_LONGEST].split("\n") if line.strip()]
    if len(lines) < 2 or not all(
        line.strip()[0] == "{" and line.strip()[-1] == "}" for line in lines[:-1]
    ):
        return False
    try:
        return all(isinstance(read_json(line)[0], dict) for line in lines[:2])
    except Unreadable:
        return False


def _by_text(text: str) -> str:
    if _DOCUMENT.match(text):
        return _HTML
    root = _ROOT.match(text)
    if root and (root[0].endswith("/>") or text.endswith(f"</{root[1]}>")):
        return _XML
    lines = [line for line in text[:_LONGEST].split("\n") if line.strip()]
    commas = lines[0].count(",")
    if (
        len(lines) > 1
        and _CELLS.fullmatch(lines[0].strip())
        and all(line.count(",") >= commas for line in lines[:-1])
    ):
        return _CSV
    return _TEXT


def _is_code(text: str) -> bool:
    """Whether a text may be an outline of fields, code, a command, a type or a placeholder."""
    lines = [line for line in text[:_LONGEST].split("\n") if line.strip()]
    of_keys = sum(_KEY.match(line) is not None for line in lines)
    of_code = any(_CODE_END.search(line) for line in lines)
    return of_code or 2 * of_keys >= len(lines) or _TYPE_NAME.fullmatch(text) is not None
