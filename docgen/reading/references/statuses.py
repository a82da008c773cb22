"""Statuses that a page states of an operation: in prose, below labels and in bullets.

    Returns a `201`.        **Failure** (no such lamp): 404        - **404** – no such lamp

A block enters; statuses leave, with what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import compiled
from docgen.reading.dialects.vocabulary import WordPattern, word_pattern
from docgen.reading.labels import STATUS, paragraph_label
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Heading, Paragraph
from docgen.reading.page import CopyDoc, ResponseDoc, TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.reading.references.returns import (
    tells_many,
    type_beside,
    type_in_sentence,
    type_in_words,
)
from docgen.records import replace
from docgen.syntax.http_message import CODES
from docgen.syntax.plain_text import on_one_line, sentences

ENDS = " \t:.*_`>"  # around the words of a label
# "200", "200 OK", "200 (OK)", "4xx", "400, 404", "409 lamp_is_lit"
CODE = re.compile(
    r"([1-5](?:\d\d|xx)|default)(?:(?:[ ]*[,/]|[ ]or)[ ]*[1-5]\d\d)*(?:[ ]+([a-z]+_\w+)|[ ]+\(?[a-z][a-z '-]*\)?)?\Z",
    re.I,
)
ERROR_CODE = re.compile(r"[A-Za-z_][\w.:/-]{1,60}|\d{3,8}")
_FAILED = re.compile(r"[45](?<!\d\d)\d\d\b")
_CODE_STATUS = re.compile(
    r"(?:`(?:[^\W\d_]{4,8}: ?)?|\b[Aa]n? )(101|[2-5]\d\d)(?: [A-Z][\w -]{0,60})?(?:`| (?:response|status)\b)"
)


def stated_statuses(page: PageReader, paragraph: Paragraph) -> Iterator[int]:
    """The statuses that a paragraph states, in code, "`Status: 200`", "a 204 response" or after a word for one."""
    for pattern in (_CODE_STATUS, _status_phrase(page.dialect)):
        yield from dict.fromkeys(map(int, pattern.findall(paragraph.text)))


def told_failures(page: PageReader, paragraph: Paragraph) -> Iterator[ResponseDoc]:
    """The failures that sentences tell of: "`402` if the balance is too low", "Fails with `409` if it is lit".

    And those of a label above what several have in common: "**Errors** (400/500):".
    """
    if not _FAILED.search(paragraph.text):
        return
    label = paragraph_label(paragraph, page.dialect.vocabulary())
    codes = [code for code in STATUS.findall(label) if code >= "4"]
    if len(codes) > 1 and label_place(page, label) in ("error", "response"):
        yield from (ResponseDoc(status=code, at=paragraph.span) for code in codes)
        return
    condition = marks_of(page.dialect).condition
    for sentence in sentences(paragraph.text):
        if not _FAILED.search(sentence):
            continue
        patterns = (_CODE_STATUS, _status_phrase(page.dialect))
        for status in (found for pattern in patterns for found in pattern.finditer(sentence)):
            if status[1] >= "4":
                about = _told_of(status, sentence, condition)
                yield ResponseDoc(status=status[1], description=about, at=paragraph.span)


def _told_of(status: re.Match[str], sentence: str, condition: WordPattern) -> str:
    """What a sentence tells of a status: what is behind one that begins it, "`402` if it is lit"; else all of it."""
    before = sentence[: status.start()].strip("`*_ -+")
    after = on_one_line(plain(sentence[status.end() :])).lstrip()
    rest = after.lstrip(" :-–—,")
    named = beside_name(status[1], rest)
    is_apart = after[:1] in tuple(":-–—") or condition.match(rest) or named != rest
    is_apart = is_apart or sentence.startswith(("- `", "* `", "+ `"))
    is_behind = not before and is_apart or before.endswith(":")
    return (named if is_behind else on_one_line(plain(sentence))).strip(" :-–—,")


@lru_cache(16)
def _status_phrase(dialect: Dialect) -> re.Pattern[str]:
    """A status after its words: "returns a 201". Of the interim ones (RFC 9110, 15.2) only 101 ends an exchange."""
    before = "|".join(dialect.status_phrases) or "(?!)"
    between = word_pattern((*dialect.labels["link"], "http", "status", "code"))
    return compiled(
        rf"(?:{before})(?:[\s*_`\[(]|{between}){{0,8}}(?<!\d)(101|[2-5]\d\d)\b", re.I, dialect
    )


# "Gives: 201", "- **Fails:** 404, 409 if it is lit", "**Gives** 201", "**Failure answer** (no such lamp): 404", "**Gives:** Code: 201"
LABELLED = re.compile(
    r"^[ \t]*+(?:[-*+][ \t]+)?[*_]{0,2}([^\W\d_][^\W_]{1,20}(?:[ ][^\W\d_]{2,20}){0,2})[*_]{0,2}"
    r"(?:(?<=[*_])[ ]\(([^()\n]{1,80})\)(?=[:：]))?(?:：|[ ]?:(?=[*_]{0,2}[ \t])|(?<=[*_])(?=[ \t]))[*_]{0,2}"
    r"[ \t]*(?:([^\W\d_]{2,20})[ ]?[:：][ \t]*)?(?=[`*_]{0,3}[1-5]\d\d\b)([^\n]+)",
    re.M,
)
_STATUS_FIRST = re.compile(r"[`*_\s]*[1-5]\d\d\b")
# "**200:** `Lamp[]`", "`404`: no such lamp", "- **Code 201 Created:** The lamp is on."
_STATUS_LABEL = re.compile(
    r"^[ \t]*+(?:[-*+][ \t]+)?+(?:\*\*|__|`)(?:([^\W\d_]{2,20})[ ])?([2-5]\d\d)(?: [A-Z][\w '-]{0,30})?(?:[:：](?:\*\*|__|`)|(?:\*\*|__|`)[:：])[ \t]+([^\n]+)",
    re.M,
)
# "201: `Lamp`"
_STATUS_BEFORE_TYPE = re.compile(r"^[ \t]*+([2-5]\d\d):[ \t]+(?=[`\[])([^\n]+)", re.M)
# "404, 409 if it is lit", "Code: 404 or Code: 409"
_NEXT_STATUS = re.compile(
    r"(?:[,;][ \t]*(?:or[ \t]+)?|[ \t]or[ \t]+)(?:[^\W\d_]{2,20}[ ]?[:：][ \t]*)?(?=[`*_]{0,3}[1-5]\d\d\b)"
)
# "`200` · ", "Gives: 201, "
_SUCCESS = re.compile(
    r"^[ \t]*+(?:[-*+][ \t]+)?(?:[*_]{0,2}[^\W\d_]\w{0,20}[*_]{0,2}:[*_]{0,2}[ \t]*)?"
    r"[*_`]{0,3}2\d\d(?: [A-Z][A-Za-z-]*){0,3}[*_`]{0,3}"
    r"(?:[ \t]*[,:·•|–—-][ \t]*|(?=(?:[ \t]+[^\W\d_]{1,5}){1,3}[ \t]+`[A-Z]))",
    re.M,
)
# "See the [Get a lamp](#get-a-lamp) endpoint", "(See the **Get lamp** endpoint)"
_SEE = re.compile(
    r"\b(?:see|refer to|siehe|voir|véase|ver|vedi|veja)[ \t]+(?:[^\W\d_]{1,3}[ \t]+)?"
    r"(?:\[[^\[\]]+\]\([ \t]*([^()\s]+)[^()]*\)|\*\*([^*\n]{1,80})\*\*)",
    re.I,
)
# A name in bold, a description, and "HTTP status code: 409" as the last line
_NAMED_FAILURE = re.compile(
    r"\*\*[ ]*([A-Za-z][\w.]{1,60})[ ]*\*\*[^\n]*\n((?:[^\n]*\n){0,8})[^\n:]{0,40}:[ \t]*([45]\d\d)[ \t]*"
)


def labelled_responses(
    page: PageReader, paragraph: Paragraph, place: str = ""
) -> Iterator[ResponseDoc]:
    """The responses of a line that begins with a word for them: "Returns: 201", "Errors: 404, 409 if it is lit".

    Below a label with this place also of "Code: 201".
    """
    words, text = page.dialect.vocabulary(), paragraph.text
    for line in LABELLED.finditer(text) if STATUS.search(text) else ():
        is_part = " " not in line[1] or words.is_part(line[1])
        is_of_response = words.means(line[1], "response", "error", "status")
        is_of_response |= place in ("response", "error") and _says_code(page, line[1])
        if is_part and is_of_response and (not line[3] or _says_code(page, line[3])):
            found = responses_in(page, line[4], paragraph.span)
            reason = plain(line[2]) if line[2] else ""
            yield from (replace(r, description=reason) if reason else r for r in found)
    for line in _STATUS_LABEL.finditer(text):
        if not line[1] or _says_code(page, line[1]):
            yield from responses_in(page, f"{line[2]} {line[3]}", paragraph.span, is_labelled=True)
    for line in _STATUS_BEFORE_TYPE.finditer(text):
        yield from responses_in(page, f"{line[1]} {line[2]}", paragraph.span, is_labelled=True)


def _says_code(page: PageReader, label: str) -> bool:
    """Whether a word is a label of a status, or one of no place: "Code"."""
    words = page.dialect.vocabulary()
    return words.means(label, "status") or words.is_part(label) and not label_place(page, label)


def responses_in(
    page: PageReader, text: str, at: Span, *, is_labelled: bool = False
) -> Iterator[ResponseDoc]:
    """The responses in a text that begins with a status: "201, a [lamp](#lamp)", "404, 409 if it is lit".

    `is_labelled`: the status is a label, and what is behind it the content: "**200:** Lamp".
    """
    type_of = type_in_words if is_labelled else type_in_sentence
    if not _STATUS_FIRST.match(text):
        return
    for part in _NEXT_STATUS.split(text):
        status, about, mention = STATUS.search(part), "", None
        if status and status[0] >= "4":
            about = plain(part[status.end() :]).strip(" `*_:-–—,.")
        elif status:
            rest = part[status.end() :].removeprefix("`").lstrip(ENDS.replace("`", "") + ",·•|–—-")
            mention = None if "{" in rest else type_of(page, rest, at)
        if status:
            yield ResponseDoc(status=status[0], description=about, type=mention, at=at)


def answered_as(paragraph: Paragraph) -> CopyDoc | None:
    """The section to which a paragraph about a success refers for what is answered: by a link, or by its title in bold."""
    found = _SEE.search(paragraph.text)
    if found is None:
        return None
    group = 1 if found[1] else 2
    at = paragraph.span.at_offset(paragraph.text, found.start(group), len(found[group]))
    target = found[1] or f"#{slug(found[2])}"
    return CopyDoc(target=target, parts=("response",), at=at)


def beside_status(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type beside the status of a success: "`200` · list of [Lamp](#lamp)", "200: `text/csv`"."""
    for status in _SUCCESS.finditer(paragraph.text):
        line = _rest_of_line(paragraph.text, status.end())
        if found := type_beside(page, line, page.place(paragraph, status.end())):
            return found
    return None


def linked_beside_failure(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that a bullet with the status of a failure links to right behind it: "- 404: [Error](#error)"."""
    status = _status_first(page, paragraph) if "](" in paragraph.text else None
    rest = paragraph.text[status.end(2) :].lstrip(ENDS + ",·•|–—-") if status else ""
    if not rest.startswith("["):
        return None
    return type_beside(page, rest.partition("\n")[0], paragraph.span)


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def many_beside_status(page: PageReader, paragraph: Paragraph) -> Span | None:
    """The place of words beside the status of a success that tell of many: "`200`, an array of lamps"."""
    for status in _SUCCESS.finditer(paragraph.text):
        if tells_many(page.dialect, _rest_of_line(paragraph.text, status.end())):
            return page.place(paragraph, status.end())
    return None


def status_alone(paragraph: Paragraph) -> list[int]:
    """The status of a success that is all of a paragraph: "**204 No Content**"."""
    found = CODE.match(plain(paragraph.text).strip())
    return [int(found[1])] if found and found[1][0] in "23" and found[1].isdigit() else []


def failure_alone(paragraph: Paragraph) -> Iterator[ResponseDoc]:
    """The failure of which a status in bold is all of a paragraph: "**404 Not Found**"."""
    found = CODE.match(plain(paragraph.text).strip()) if paragraph.text[:2] == "**" else None
    if found and found[1][0] in "45":
        yield ResponseDoc(status=found[1], at=paragraph.span)


def headed_errors(page: PageReader, heading: Heading, title: str) -> list[ResponseDoc]:
    """The failures that a heading states: "404: No such lamp"."""
    codes = [code for code in STATUS.findall(title) if code >= "4"]
    codes = codes if codes and label_place(page, title) in ("error", "response") else []
    about = plain(STATUS.sub("", title)).strip(" :-–—,/()") if codes else ""
    about = "" if page.dialect.vocabulary().is_part(about) else about
    return [
        ResponseDoc(status=code, description=beside_name(code, about), at=heading.span)
        for code in codes
    ]


def with_codes(
    page: PageReader, above: Sequence[ResponseDoc], listed: Sequence[ResponseDoc]
) -> list[ResponseDoc]:
    """The failures above a table and those that it lists: below "404 Not Found" without a status, codes are of that one."""
    last = above[-1] if above and listed else None
    is_headed = last is not None and any(
        isinstance(block, Heading) and block.span == last.at for block in page.document.blocks
    )
    if last is None or not is_headed or last.code or any(item.status for item in listed):
        return [*above, *listed]
    return [*above[:-1], *(replace(item, status=last.status) for item in listed)]


def headed_statuses(page: PageReader, title: str) -> list[int]:
    """The statuses of successes that a heading states: "Status: 204 No Content"."""
    codes = STATUS.findall(title)
    codes = codes if codes and label_place(page, title) == "response" else ()
    return [int(code) for code in codes if "2" <= code < "4"]


# "- **200** – no error", "- `200` Lit", "* `404 Not Found`: no such lamp", "- 200 Successful", "- Status code 404: no such lamp", and a
# definition, "404 Not Found\n:   No such lamp"
_BULLET = re.compile(
    r"(?:[ \t]*[-*+][ \t]+|(?=[*_`]{0,3}[1-5]\d\d\b[^\n]{0,60}\n[ \t]{0,3}:[ \t]))[*_`]{0,3}(?:([^\W\d_][^\W\d]*(?:[ \t]+[^\W\d_]+){0,2})[ \t]+[*_`]{0,3})?"
    r"([1-5](?:\d\d|xx))\b(?:[^\n*_`:：–—-]{0,40}[*_`]{0,3}[ \t]*(?:[-–—:：,，(（.]|$)|`{1,2}[ \t]+(?=[^\W\d_]))",
    re.I | re.M,
)
# "- `lamp_is_lit` (409): The lamp is lit."
_CODE_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+(?:`([^`\n]{1,60})`|\*\*([^*`\n]{1,60})\*\*)[ \t]*"
    r"(?:\((?:HTTP |status )?`?([45]\d\d)\b[^()\n]{0,40}\)|[-–—:][ \t]*`?([45]\d\d)\b`?)[ \t]*[-–—:,.]*"
)


# "- `404 no_lamp`: There is no such lamp.", "- 404 `no_lamp`"
_STATUS_AND_CODE = re.compile(
    r"[ \t]*[-*+][ \t]+[*_`]{0,3}([45]\d\d)[*_`]{0,3}+[ \t]*+[:–—-]?+[ \t]*+[*_`]{0,3}([A-Za-z][A-Za-z0-9]*_\w{1,60})[*_`]{0,3}[ \t]*[-–—:,.]*"
)
# "- `no_lamp`: There is no such lamp.", below "Error codes"
_CODE_ALONE = re.compile(r"[ \t]*[-*+][ \t]+`([^`\n]{1,60})`[ \t]*+(?:[-–—:][ \t]+|\Z)")


def response_of_bullet(
    page: PageReader, paragraph: Paragraph, label: str = ""
) -> ResponseDoc | None:
    """The response of a bullet that begins with its status, or with the code of a failure and its status; or of a named failure.

    Or with a code alone, where the label says that codes are listed.
    """
    match = _status_first(page, paragraph)
    words = page.dialect.vocabulary()
    if both := _STATUS_AND_CODE.match(paragraph.text):
        about = on_one_line(plain(paragraph.text[both.end() :])).strip()
        return ResponseDoc(status=both[1], code=both[2], description=about, at=paragraph.span)
    are_codes = words.means(label, "error") and words.means(label, "status")
    alone = _CODE_ALONE.match(paragraph.text) if are_codes else None
    if alone and not STATUS.fullmatch(alone[1]) and ERROR_CODE.fullmatch(alone[1]):
        about = on_one_line(plain(paragraph.text[alone.end() :])).strip()
        return ResponseDoc(status="", code=alone[1], description=about, at=paragraph.span)
    coded = _CODE_BULLET.match(paragraph.text)
    if coded and ERROR_CODE.fullmatch(coded[1] or coded[2]):
        about = on_one_line(plain(paragraph.text[coded.end() :])).strip()
        code, status = coded[1] or coded[2], coded[3] or coded[4]
        return ResponseDoc(status=status, code=code, description=about, at=paragraph.span)
    if named := _NAMED_FAILURE.fullmatch(paragraph.text):
        about = on_one_line(plain(named[2]))
        return ResponseDoc(status=named[3], code=named[1], description=about, at=paragraph.span)
    if match is None:
        return None
    _, _, rest = plain(paragraph.text).partition(match[2])
    about = beside_name(match[2], _unwrapped(on_one_line(rest)))
    return ResponseDoc(status=match[2].upper(), description=about, at=paragraph.span)


def _status_first(page: PageReader, paragraph: Paragraph) -> re.Match[str] | None:
    """A bullet that begins with a status, or with words for one before it."""
    match = _BULLET.match(paragraph.text)
    is_other = match and match[1] and not page.dialect.vocabulary().means(match[1], "status")
    return None if is_other else match


def _unwrapped(text: str) -> str:
    """A remark without what is between it and its status; one in brackets without these."""
    text = text.strip(" :：-–—,，/").removeprefix(")").lstrip(" :-–—,/")
    return text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text


def listed_status(page: PageReader, paragraph: Paragraph) -> str:
    """The status that a bullet begins with, "" for any other paragraph."""
    match = _status_first(page, paragraph)
    return match[2].lower() if match else ""


@lru_cache(256)
def _name_of_status(status: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name, code in CODES.items() if str(code) == status)
    return re.compile(
        rf"(?:{status}\s+)?\[?(?:{names or '(?!)'})(?:\]\([^()]*\))?\s*(?:[.:;–—-]+\s*|\Z)", re.I
    )


def beside_name(status: str, about: str) -> str:
    """A description without the name of its status before it: "Not Found: There is no such lamp"."""
    name = _name_of_status(status).match(about) if status.isdigit() else None
    return about[name.end() :] if name else about
