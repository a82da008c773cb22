"""What the words above a fence say of it: whether its JSON is a request's or a response's, and of which status.

Labels enter, or an entry; a `Label`, a `Status`, or the fence that is sent leave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from docgen.reading.dialects.phrases import rests
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import VERB
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import (
    LONGEST_LABEL,
    SENTENCE_END,
    STATUS,
    label_text,
    last_sentence,
    paragraph_label,
)
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.parser import Fence, Heading, Paragraph, Table
from docgen.reading.messages.sample_docs import content_of_line, declared_sample, is_json_text
from docgen.reading.page import OperationDoc, SampleDoc
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import is_of_errors
from docgen.reading.references.statuses import ENDS, stated_statuses, status_alone
from docgen.reading.types.literals import is_of_types
from docgen.syntax.curl import starts_curl
from docgen.syntax.http_message import CODES, NO_CONTENT, WITH_CONTENT
from docgen.syntax.lenient_json import Unreadable, read_json

_REQUEST = ("request", "parameters", "body", "sending")
_OF_WHOM = ("request", "response", "error")
OF_SAMPLES = frozenset({*_REQUEST, "response", "error", "sample", "status"})
JSON_START = re.compile(r"\s*(?:(?://|#|/\*)[^\n]*\n\s*)*[\[{]")
_LONGEST_SENTENCE = 2_000  # characters
_LONGEST_TELLING = 40  # characters of "Send this JSON:"
_LONGEST = 20_000  # characters of JSON that is compared with fields
_OBJECT_IN_CODE = re.compile(r"\s*(?:[-*+][ \t]+)?`(\{[^`]*\})`\s*")
# "**Response:** `{"id": 1}` on success"
_ANSWER_BESIDE = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?[*_]{0,3}([^\W\d_][\w ]{0,40})[*_]{0,3}[:：][*_ \t]*`([\[{][^`\n]*)`[ \t,.;]"
)
# "the JSON object `{"id": 1}`", and the end of the sentence
_TOLD = re.compile(r"(?:\s++[^\W\d_]{1,12}){0,4}\s++`(\{\s*\"[^`\n]+\})`[\s.]*\Z")
# "- Returns:\\", and words on the lines below
_LABEL_LINE = re.compile(r"[ \t]*[-*+][ \t]+([^\n:：]{1,40})[:：]\\?[ \t]*\n")
# A line of a status with its label, and one of a content: "**Content:** `{"id": 1}`".
_CODE_LINE = re.compile(r"[ \t*_+-]*[A-Za-z][A-Za-z ]{0,20}[*_ ]*:[ \t*_`]*([1-5]\d\d)\b")
# "`Content-Type: text/csv`:", which says nothing of who sends it
_ONLY_MEDIA_TYPE = re.compile(
    r"[\W_]*+(?:content-type[\W_]*+)?((?:application|audio|image|text|video)/[\w.+-]++)[\W_]*+\Z",
    re.I,
)
_BRACKET = re.compile(r"\([^()]*\)")
_CODE = re.compile(r"`[^`\n]*`")
_APART = re.compile(r"[,;(]")


class Bullet(NamedTuple):
    """A bullet, with those that it is in."""

    column: int
    text: str  # its own words after theirs
    around: Bullet | None


_METHOD = re.compile(rf"\b(?:{VERB})\b")
_LONGEST_LABEL = 60  # that names a method


class Label(NamedTuple):
    """The words above a fence."""

    text: str = ""  # of the nearest heading or paragraph
    heading: str = ""  # of the nearest heading
    status: int = 0  # that a line below it states: "**Code**: 404 Not Found"
    bullet: Bullet | None = None  # that the text is of
    is_sent: bool = False  # the fence is what a request sends
    above: str = ""  # a label of its own, above sentences that are none
    media_type: str = ""  # that a line below it says of the fence
    answer: str = ""  # the first success in a list of statuses that the text is in


class Status(NamedTuple):
    """The status of a response, and whether the page states it."""

    code: int
    is_stated: bool = True


def heading_label(words: Vocabulary, heading: Heading, above: list[Heading]) -> str:
    """The words of a heading, with those of the nearest one around it that tells whose content is below where it does not.

    "Previous shade" or "Body", below "Response". `above` are the headings around it, to which it is added.
    """
    while above and above[-1].level >= heading.level:
        above.pop()
    above.append(heading)
    own, *around = [label_text(each) for each in reversed(above)]
    if STATUS.search(own) or words.means(own, *_OF_WHOM):
        return own
    telling = next((text for text in around if words.means(text, *_OF_WHOM)), "")
    if not telling or OF_SAMPLES.isdisjoint(words.meanings(own)):
        return telling or own
    return f"{telling} {own}"


def words_above(paragraph: Paragraph) -> str:
    """The words of a paragraph that label what is below it; of a bullet those of a label alone on its first line too."""
    text, first = label_text(paragraph), _LABEL_LINE.match(paragraph.text)
    return f"{first[1]} {text}"[-LONGEST_LABEL:] if first else text


def label_below(words: Vocabulary, label: Label, paragraph: Paragraph) -> Label:
    """The label with what a paragraph below it says, which is nothing where it is content."""
    if is_in_code(paragraph):
        return label
    # Below a request line it is a field of the request.
    is_of_message = not OF_SAMPLES.isdisjoint(words.meanings(label.text or label.heading))
    if is_of_message and (media_type := _ONLY_MEDIA_TYPE.match(paragraph.text)):
        return label._replace(media_type=media_type[1].lower().rstrip("._"))
    status = int(code[1]) if (code := _CODE_LINE.match(paragraph.text)) else label.status
    column = paragraph.span.column if ITEM.match(paragraph.text) else 0
    text, own = words_above(paragraph), paragraph_label(paragraph)
    if label.above and not (own or OF_SAMPLES & words.meanings(text)):
        text = f"{label.above} {text}"
    around = label.bullet if column else None
    while around and around.column >= column:
        around = around.around
    # "+ Response 201", and below it "+ Body"
    text = f"{around.text} {text}"[-LONGEST_LABEL:] if around else text
    bullet = Bullet(column, text, around) if column else None
    is_success = bool(column) and _status_first(text)[:1] in ("2", "3")
    answer = label.answer or (text if is_success else "") if column else ""
    return Label(text, label.heading, status, bullet, label.is_sent, own or label.above, "", answer)


def _status_first(text: str) -> str:
    """The status that a line begins with, "" for none."""
    found = STATUS.match(text.lstrip(" \t*_`-+"))
    return found[0] if found else ""


def below_list(words: Vocabulary, label: Label, fence: Fence) -> Label:
    """The label of a fence below a list of statuses: JSON that tells of no failure is of the success, whatever comes last."""
    is_outside = label.bullet is not None and fence.span.column <= label.bullet.column
    if label.answer and is_outside and _status_first(label.text)[:1] in ("4", "5"):
        is_failure = any(words.means(key, "error") for key in object_of(fence))
        label = label if is_failure else label._replace(text=label.answer)
    return label._replace(answer="")


def label_of_fence(label: Label, fence: Fence, taken: Collection[str], *, is_sent: bool) -> Label:
    """The label of a fence; none below a list of what is sent, of which an object has hardly a key: it is what answers."""
    is_below_list = label.above != "" and label.text != label.above
    keys = object_of(fence).keys() if taken and is_below_list and not is_sent else set[str]()
    is_another = len(keys - set(taken)) > max(1, len(keys & set(taken)))
    return label._replace(text="" if is_another else label.text, is_sent=is_sent, above="")


def is_in_code(paragraph: Paragraph) -> bool:
    """Whether a paragraph or a bullet is an object in code and nothing else."""
    return _OBJECT_IN_CODE.fullmatch(paragraph.text) is not None


def content_in_code(page: PageReader, label: Label, paragraph: Paragraph) -> Fence | None:
    """The JSON in a line with a label, or that is all of a paragraph below a label of a message: "Returns:", "`{id: 1}`".

    Or that a sentence says is returned: "Responds with `{"id": 1}`."
    """
    words = page.dialect.vocabulary()
    if words.means(label.heading, "parameters"):
        return None  # "Example: `[3]`" below a parameter is a value of it
    match = _OBJECT_IN_CODE.fullmatch(paragraph.text)
    if match is None:
        fence = content_of_line(paragraph) or _answer_beside(words, paragraph)
        fence = fence or _answer_told(page, paragraph)
        return None if fence is None or is_of_types(fence) else fence
    if OF_SAMPLES.isdisjoint(words.meanings(label.text)) or not is_json_text(match[1]):
        return None
    at = paragraph.span.at_offset(paragraph.text, match.start(1), len(match[1]))
    return Fence(info="", text=match[1], span=at)


def _answer_beside(words: Vocabulary, paragraph: Paragraph) -> Fence | None:
    """The JSON beside a label of a response, before words of when it comes: "**Response:** `{"id": 1}` on success"."""
    text = paragraph.text
    match = _ANSWER_BESIDE.match(text) if "`{" in text or "`[" in text else None
    if match is None or not words.means(match[1], "response") or not is_json_text(match[2]):
        return None
    at = paragraph.span.at_offset(text, match.start(2), len(match[2]))
    return Fence(info="", text=match[2], span=at)


def _answer_told(page: PageReader, paragraph: Paragraph) -> Fence | None:
    """The object that a sentence says is returned, whatever comes: "Responds with `{"id": 1}`."; one that fails has a word for it."""
    text = paragraph.text
    if "`{" not in text or marks_of(page.dialect).condition.search(text):
        return None
    for offset, rest in rests(page.dialect, "returns", text):
        found = _TOLD.match(rest)
        if found and is_json_text(found[1]) and not page.dialect.vocabulary().means(text, "error"):
            at = paragraph.span.at_offset(text, offset + found.start(1), len(found[1]))
            return Fence(info="", text=found[1], span=at)
    return None


def labels_response(words: Vocabulary, label: Label) -> bool:
    """Whether JSON with a label is the content of a response, as is what stands below a status."""
    is_part = words.is_part(label.heading)
    below = STATUS.match(label.heading) or is_part and words.means(label.heading, "response")
    sent = ("request",) if below else _REQUEST
    last = last_sentence(label.text)
    # "Example:", below the heading "Request body".
    is_example = words.meanings(label.text) - {"link"} == {"sample"}
    # "To dim it as well:", below the heading "Example request".
    is_another = label.text.endswith((":", "：")) and not OF_SAMPLES & words.meanings(last)
    is_another = is_another and is_part and words.means(label.heading, "request")
    is_content = words.means(label.heading, "sending") and words.means(label.heading, "body")
    is_of_heading = is_another or (is_part or is_content) and is_example
    text = label.heading if is_of_heading else last
    # "Request (success):"
    bare = _BRACKET.sub("", text) if "(" in text else text
    text = bare if words.means(bare, *_OF_WHOM) else text
    # "400 Bad Request"
    is_status = _status_first(text) != ""
    is_answer = (words.means(text, "response") or is_status) and not label.is_sent
    return is_answer or not (label.is_sent or words.means(text, *sent))


def is_of_content(page: PageReader, label: str) -> bool:
    """Whether a label is that of what is sent: "Body", "POST parameters"."""
    words = page.dialect.vocabulary()
    return words.means(label, "body") or words.meanings(label) >= {"sending", "parameters"}


def content_without_label(
    page: PageReader, entry: Entry, operations: Sequence[OperationDoc], taken: Collection[str]
) -> Fence | None:
    """The JSON below a request line that no label calls anything, where a label calls what comes after it a response.

    Also what is right below the line, where the paragraph below it states the response, "This returns `201 Created`", or
    requests take all its keys; but no command sends others. Of two objects that nothing calls anything the second answers.
    """
    if not all(operation.targets[0].method in WITH_CONTENT for operation in operations):
        return None
    words = page.dialect.vocabulary()
    has_command = any(isinstance(b, Fence) and starts_curl(b.text) for b in entry.blocks)
    taken = () if has_command else taken
    first: Fence | None = None
    label, is_below, is_right_below = "", False, False
    for block, requests in zip(entry.blocks, entry.requests):
        if isinstance(block, (Heading, Paragraph)):
            label = "" if requests else label_text(block)
            if first and words.is_part(label) and words.means(label, "response"):
                return first
            if first and is_right_below and not has_command and isinstance(block, Paragraph):
                statuses = (*stated_statuses(page, block), *status_alone(block))
                is_stated = any(200 <= status < 300 for status in statuses)
                if is_stated or page.matches("returns", block.text[:_LONGEST_SENTENCE]):
                    return first
            is_right_below = False
        elif isinstance(block, Fence) and not requests:
            known = words.meanings(last_sentence(label)) & (OF_SAMPLES - {"sample"})
            if not (first or known) and is_below and _tells_to_send(page, block, label):
                return block
            if first or known or not JSON_START.match(block.text):
                is_pair = first and not (known or has_command) and _answers(words, block, first)
                is_sent = is_pair or words.means(label, "response") or _has(first, taken)
                return first if is_sent else None
            is_object = block.text.lstrip().startswith("{")
            is_right_below = is_below and is_object and not page.matches("returns", label)
            first, taken = block, taken if is_below else ()
        # A sentence between, "Adds a lamp:", announces it; a table has what it sends.
        is_below = bool(requests) or is_below and isinstance(block, Paragraph | Table)
    return first if _has(first, taken) else None


def _tells_to_send(page: PageReader, fence: Fence, label: str) -> bool:
    """Whether a line without more than a few words says that the JSON below it is sent: "Send:"."""
    is_short = len(label) <= _LONGEST_TELLING and JSON_START.match(fence.text) is not None
    return (
        is_short and page.matches("sends", label) is not None and not page.matches("returns", label)
    )


def _answers(words: Vocabulary, answer: Fence, sent: Fence) -> bool:
    """Whether an object may answer another one that is sent: it has other keys, no word for an error, and what both have is equal."""
    one, other = object_of(sent), object_of(answer)
    shared = one.keys() & other.keys()
    are_equal = all(
        one[key] == other[key] for key in shared if not isinstance(one[key], dict | list)
    )
    is_error = any(words.means(key, "error") for key in other)
    return bool(one and other.keys() - shared) and are_equal and not is_error


def object_of(fence: Fence) -> dict[str, Any]:
    """The object in a fence, without keys where there is none."""
    if len(fence.text) > _LONGEST:
        return {}
    try:
        value, _ = read_json(fence.text)
    except Unreadable:
        return {}
    return value if isinstance(value, dict) else {}


def _has(fence: Fence | None, names: Collection[str]) -> bool:
    """Whether a fence has an object of these keys and no other."""
    keys = object_of(fence).keys() if fence and names else set[str]()
    return bool(keys) and keys <= set(names)


def _codes(page: PageReader, text: str) -> list[str]:
    """The statuses in a text, without a failure beside what a sentence says first: "Returns the lamp, or 404 if there is none."."""
    codes = STATUS.findall(text)
    if not codes or max(codes) < "4" or not text.rstrip(" *_").endswith((".", "。")):
        return codes
    first = _APART.split(text, maxsplit=1)[0]
    is_beside = " " in first.strip() and len(first) < len(text) and "." not in first
    if not is_beside or marks_of(page.dialect).condition.search(first):
        return codes
    return [*STATUS.findall(first), *(code for code in codes if code < "4")]


def status_of(
    page: PageReader,
    label: Label,
    described: Callable[[], Mapping[str, int]],
    operations: Sequence[OperationDoc],
) -> Status:
    """The status of JSON as the content of a response: of its label, of its heading, of the prose, or of its method."""
    codes = _codes(page, label.text)
    if SENTENCE_END.search(label.text):
        # "Returns a lamp. Returns 404 if there is none.", and "Returns 201. Without a room left you get a 507 and:"
        last = last_sentence(label.text)
        of_last = _codes(page, last) if last != label.text else []
        codes = of_last or [code for code in codes if code < "4"]
    words = label.text.strip(ENDS).lower()
    if named := int(codes[0]) if codes else CODES.get(words) or described().get(words):
        return Status(named)
    # "Until `state` is `failed`:" tells of a value.
    if page.dialect.vocabulary().means(_CODE.sub(" ", label.text), "error"):
        return Status(400)
    if label.status:
        return Status(label.status)
    heading = label.heading.strip(ENDS).lower()
    codes = STATUS.findall(heading)
    named = int(codes[0]) if codes else CODES.get(heading)
    if named or is_of_errors(page, heading):
        return Status(named or 400)
    methods = {operation.targets[0].method for operation in operations}
    is_of_one = operations[0].targets[0].target.rstrip("/").endswith("}")
    creates = methods == {"POST"} and operations[0].statuses == () and not is_of_one
    stated = [s for o in operations for s in o.statuses if s < 300]
    # A 202 may have content, if no other success does.
    code = next((s for s in stated if s not in NO_CONTENT), 202 if 202 in stated else 0)
    if code:
        return Status(code)
    return Status(201 if creates else 200, is_stated=False)


def of_named_method(
    page: PageReader,
    entry: Entry,
    operations: Sequence[OperationDoc],
    label: Label,
    samples: Sequence[SampleDoc],
) -> Iterator[SampleDoc]:
    """The line of that of several operations whose method a label names, "POST request:", unless it is the last in the samples."""
    text = label.text or label.heading
    if len(operations) < 2 or len(text) > _LONGEST_LABEL:
        return
    named = {*_METHOD.findall(text)}
    found = [o for o in operations if named == {o.targets[0].method}]
    lines = [d for d in entry.declared if named == {d.method}]
    last = next((s.message.method for s in reversed(samples) if s.message.method), "")
    if len(found) == 1 and lines and last not in named:
        yield declared_sample(page, lines[0], found[0])
