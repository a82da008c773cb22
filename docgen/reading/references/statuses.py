"""Statuses that a page states of an operation: in prose, in tables and in bullets.

    Returns a `201`.        | 200 | OK | [Lamp](lamp.md) |        - **404** – no such lamp

A block enters; statuses leave, those of a table with the types of their contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import compiled
from docgen.reading.dialects.vocabulary import WordPattern, word_pattern
from docgen.reading.labels import STATUS
from docgen.reading.lists.columns_beside import NOTHING, joined
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Cell, Heading, Paragraph, Table
from docgen.reading.page import ResponseDoc, TypeMention
from docgen.reading.page_reader import PageReader, once
from docgen.reading.references.places import label_place, media_types, of_media_type
from docgen.reading.references.returns import type_in_sentence, type_in_words
from docgen.reading.type_phrases import read_type
from docgen.reading.types.objects import begins_with_many
from docgen.records import replace
from docgen.syntax.http_message import CODES
from docgen.syntax.plain_text import on_one_line, sentences

ENDS = " \t:.*_`>"  # around the words of a label
_ALONE = re.compile(r"(?:101|[2-5]\d\d)")
_FAILED = re.compile(r"[45](?<!\d\d)\d\d\b")
_CODE_STATUS = re.compile(
    r"(?:`(?:[^\W\d_]{4,8}: ?)?|\b[Aa]n? )(101|[2-5]\d\d)(?: [A-Z][\w -]{0,60})?(?:`| (?:response|status)\b)"
)


def stated_statuses(page: PageReader, paragraph: Paragraph) -> Iterator[int]:
    """The statuses that a paragraph states, in code, "`Status: 200`", "a 204 response" or after a word for one."""
    for pattern in (_CODE_STATUS, _status_phrase(page.dialect)):
        yield from dict.fromkeys(map(int, pattern.findall(paragraph.text)))


def told_failures(page: PageReader, paragraph: Paragraph) -> Iterator[ResponseDoc]:
    """The failures that sentences tell of: "`402` if the balance is too low", "Fails with `409` if it is lit"."""
    if not _FAILED.search(paragraph.text):
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
    named = _beside_name(status[1], rest)
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
        rf"(?:{before})(?:[\s*_`\[]|{between}){{0,8}}(?<!\d)(101|[2-5]\d\d)\b", re.I, dialect
    )


# "Gives: 201", "- **Fails:** 404, 409 if it is lit", "**Gives** 201"
LABELLED = re.compile(
    r"^[ \t]*+(?:[-*+][ \t]+)?[*_]{0,2}([^\W\d_][^\W_]{1,20})[*_]{0,2}(?:：|:(?=[*_]{0,2}[ \t])|(?<=[*_])(?=[ \t]))[*_]{0,2}[ \t]*(?=[`*_]{0,3}[1-5]\d\d\b)([^\n]+)",
    re.M,
)
_STATUS_FIRST = re.compile(r"[`*_\s]*[1-5]\d\d\b")
# "**200:** `Lamp[]`", "`404`: no such lamp"
_STATUS_LABEL = re.compile(
    r"^[ \t]*+(?:\*\*|__|`)([2-5]\d\d)(?: [A-Z][\w '-]{0,30})?(?:[:：](?:\*\*|__|`)|(?:\*\*|__|`)[:：])[ \t]+([^\n]+)",
    re.M,
)
_NEXT_STATUS = re.compile(r"[,;][ \t]*(?:or[ \t]+)?(?=[`*_]{0,3}[1-5]\d\d\b)")


def labelled_responses(page: PageReader, paragraph: Paragraph) -> Iterator[ResponseDoc]:
    """The responses of a line that begins with a word for them: "Returns: 201", "Errors: 404, 409 if it is lit"."""
    words, text = page.dialect.vocabulary(), paragraph.text
    for line in LABELLED.finditer(text) if STATUS.search(text) else ():
        if words.means(line[1], "response", "error", "status"):
            yield from responses_in(page, line[2], paragraph.span)
    for line in _STATUS_LABEL.finditer(text):
        yield from responses_in(page, f"{line[1]} {line[2]}", paragraph.span, is_labelled=True)


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


def status_alone(paragraph: Paragraph) -> list[int]:
    """The status of a success that is all of a paragraph: "**204 No Content**"."""
    found = _CODE.match(plain(paragraph.text).strip())
    return [int(found[1])] if found and found[1][0] in "23" and found[1].isdigit() else []


def headed_errors(page: PageReader, heading: Heading, title: str) -> list[ResponseDoc]:
    """The failures that a heading states: "404: No such lamp"."""
    codes = [code for code in STATUS.findall(title) if code >= "4"]
    codes = codes if codes and label_place(page, title) in ("error", "response") else []
    about = plain(STATUS.sub("", title)).strip(" :-–—,/()") if codes else ""
    about = "" if page.dialect.vocabulary().is_part(about) else about
    return [
        ResponseDoc(status=code, description=_beside_name(code, about), at=heading.span)
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


# "- **200** – no error", "* `404 Not Found`: no such lamp", "- 200 Successful", "- Status code 404: no such lamp"
_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+[*_`]{0,3}(?:([^\W\d_][^\W\d]*(?:[ \t]+[^\W\d_]+){0,2})[ \t]+[*_`]{0,3})?"
    r"([1-5](?:\d\d|xx))\b[^\n*_`:：–—-]{0,40}[*_`]{0,3}[ \t]*(?:[-–—:：,，(（.]|$)",
    re.I | re.M,
)


# "- `lamp_is_lit` (409): The lamp is lit."
_CODE_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+(?:`([^`\n]{1,60})`|\*\*([^*`\n]{1,60})\*\*)[ \t]*"
    r"(?:\((?:HTTP |status )?`?([45]\d\d)\b[^()\n]{0,40}\)|[-–—:][ \t]*`?([45]\d\d)\b`?)[ \t]*[-–—:,.]*"
)


def response_of_bullet(page: PageReader, paragraph: Paragraph) -> ResponseDoc | None:
    """The response of a bullet that begins with its status, or with the code of a failure and its status; or of a named failure."""
    match = _status_first(page, paragraph)
    coded = _CODE_BULLET.match(paragraph.text)
    if coded and _ERROR_CODE.fullmatch(coded[1] or coded[2]):
        about = on_one_line(plain(paragraph.text[coded.end() :])).strip()
        code, status = coded[1] or coded[2], coded[3] or coded[4]
        return ResponseDoc(status=status, code=code, description=about, at=paragraph.span)
    if named := _NAMED_FAILURE.fullmatch(paragraph.text):
        about = on_one_line(plain(named[2]))
        return ResponseDoc(status=named[3], code=named[1], description=about, at=paragraph.span)
    if match is None:
        return None
    _, _, rest = plain(paragraph.text).partition(match[2])
    about = _beside_name(match[2], _unwrapped(on_one_line(rest)))
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


# A name in bold, a description, and "HTTP status code: 409" as the last line
_NAMED_FAILURE = re.compile(
    r"\*\*[ ]*([A-Za-z][\w.]{1,60})[ ]*\*\*[^\n]*\n((?:[^\n]*\n){0,8})[^\n:]{0,40}:[ \t]*([45]\d\d)[ \t]*"
)
# "200", "200 OK", "200 (OK)", "4xx", "400, 404", "409 lamp_is_lit"
_CODE = re.compile(
    r"([1-5](?:\d\d|xx)|default)(?:(?:[ ]*[,/]|[ ]or)[ ]*[1-5]\d\d)*(?:[ ]+([a-z]+_\w+)|[ ]+\(?[a-z][a-z '-]*\)?)?\Z",
    re.I,
)
_CODES = re.compile(r"\bcodes?\b", re.I)
_ANY_OTHER = "default"  # the word of OpenAPI for it (3.1, 4.8.16)
_ZERO = "0"  # the number that generators print for it
_LONGEST_OTHER = 40  # characters of words for all other statuses
_JSON = re.compile(r"(?:\A|<br\s*/?>)\s*`+\s*([\[{][^`]*[\]}])\s*`+\s*\Z")
_BESIDE = ("type", "required", "description")  # columns of a body as a whole
_ERROR_CODE = re.compile(r"[A-Za-z_][\w.:/-]{1,60}|\d{3,8}")


def body_table(page: PageReader, table: Table) -> TypeMention | None:
    """The type in a table of the content of a request, a row with its schema: | Required | Schema |."""
    words = page.dialect.vocabulary()
    titles = [plain(cell.text) for cell in table.header]
    of_type = [number for number, title in enumerate(titles) if words.means(title, "thing")]
    row = table.rows[0] if len(table.rows) == 1 else ()
    # "name | Desk | text" is a field.
    others = [n for n, title in enumerate(titles) if page.dialect.column(title) not in _BESIDE]
    is_of_fields = any(n < len(row) and not media_types(row[n].text) for n in others)
    if not row or len(of_type) != 1 or is_of_fields:
        return None
    cell = row[of_type[0]] if of_type[0] < len(row) else None
    ref = read_type(of_media_type(cell.text), page.dialect, page.references) if cell else None
    return TypeMention(ref=ref, at=cell.span) if cell and ref else None


def response_table(page: PageReader, table: Table) -> list[ResponseDoc]:
    """Statuses, of successes too, with the types of their contents and what is said of them; empty for any other table."""
    words = page.dialect.vocabulary()
    columns = range(len(table.header))
    of_type = [i for i in columns if words.means(plain(table.header[i].text), "thing")]
    of_status = _of_statuses(page, table)
    # A header of a response has a type as well; "Response headers" beside "Status code" are a column of it.
    of_headers = [words.means(plain(cell.text), "header") for cell in table.header]
    is_of_headers = any(of_headers[:1] if _is_headed(page, table, of_status) else of_headers)
    if not table.rows or not of_status or is_of_headers:
        return []
    of_codes = (i for i in columns if i not in (*of_type[:1], of_status[0]))
    of_code = next((i for i in of_codes if _has_codes(table, i)), len(columns))
    found: list[ResponseDoc] = []
    for row in table.rows:
        cell = row[of_type[0]] if of_type and of_type[0] < len(row) else None
        text = of_media_type(cell.text) if cell else ""
        ref = read_type(text, page.dialect, page.references)
        taken = (cell, row[of_status[0]], row[of_code] if of_code < len(row) else None)
        others = [other for other in row if not any(other is each for each in taken)]
        others = [replace(other, text=_JSON.sub("", other.text)) for other in others]
        if ref and any(begins_with_many(page, other.text) for other in others):
            # "List of [Lamp]" beside the schema `Lamp`.
            ref = replace(ref, is_collection=True)
        is_stated = ref is not None and (ref.name or "").lower() not in page.dialect.none_words
        mention = TypeMention(ref=ref, at=cell.span) if cell and ref and is_stated else None
        code = plain(row[of_code].text) if of_code < len(row) else ""
        first = row[of_status[0]]
        if _is_any_other(page, plain(first.text)):
            first = replace(first, text=_ANY_OTHER)
        found += _of_row(first, code, others, mention)
    return found


def shown_in_rows(page: PageReader, table: Table) -> Iterator[tuple[int, Cell, str]]:
    """The JSON that rows show beside their statuses, each with its cell: | `200` | `{"id": 1}` |."""
    for number in _of_statuses(page, table)[:1]:
        for row in table.rows:
            status = STATUS.search(plain(row[number].text))
            for cell in row if status else ():
                if status and (shown := _JSON.search(cell.text)):
                    yield int(status[0]), cell, shown[1]


def error_table(page: PageReader, table: Table) -> list[ResponseDoc]:
    """The failures of a table: by status, by the code in their content, or by both; empty where neither is a column."""
    of_status = _of_statuses(page, table)
    columns = [n for n in range(len(table.header)) if n not in of_status[:1]]
    cells = {n: [plain(row[n].text) for row in table.rows if n < len(row)] for n in columns}
    of_code = [n for n in columns if cells[n] and all(map(_ERROR_CODE.fullmatch, cells[n]))]
    if not of_status and of_code[:1] != [0]:
        return []
    found: list[ResponseDoc] = []
    for row in table.rows:
        code = plain(row[of_code[0]].text) if of_code and of_code[0] < len(row) else ""
        taken = {*of_status[:1], *of_code[:1]}
        others = [cell for n, cell in enumerate(row) if n not in taken]
        first = row[of_status[0] if of_status else 0]
        if of_status and _is_any_other(page, plain(first.text)):
            first = replace(first, text=_ANY_OTHER)
        found += _of_row(first, code, others, None)
    return found


@once
def _of_statuses(page: PageReader, table: Table) -> list[int]:
    """The columns that have a status in each row; the last may be of any other."""
    return [n for n in range(len(table.header)) if _has_statuses(page, table, n)]


def _has_statuses(page: PageReader, table: Table, column: int) -> bool:
    texts = [plain(row[column].text) if column < len(row) else "" for row in table.rows]
    if _is_headed(page, table, [column]):
        texts = [text for text in texts if text != _ZERO]
    elif len(texts) > 1 and _is_any_other(page, texts[-1]):
        texts.pop()
    return all(map(_CODE.match, texts))


def _is_headed(page: PageReader, table: Table, columns: Sequence[int]) -> bool:
    """Whether the first of some columns has a header that says that it is of statuses."""
    words = page.dialect.vocabulary()
    return any(words.means(plain(table.header[n].text), "status") for n in columns[:1])


def _is_any_other(page: PageReader, text: str) -> bool:
    """Whether words stand for all statuses that no row has: "Other status codes"."""
    is_short = len(text) < _LONGEST_OTHER and text.replace(" ", "").isalpha()
    return (
        text == _ZERO
        or is_short
        and " " in text
        and page.dialect.vocabulary().means(text, "status")
    )


def _has_codes(table: Table, column: int) -> bool:
    """Whether a column beside that of statuses has the codes of failures: its header says so."""
    is_headed = _CODES.search(plain(table.header[column].text)) is not None
    cells = (plain(row[column].text) for row in table.rows if column < len(row))
    return is_headed and all(map(_ERROR_CODE.fullmatch, cells))


def _of_row(
    first: Cell, code: str, others: Iterable[Cell], mention: TypeMention | None
) -> Iterator[ResponseDoc]:
    text = plain(first.text)
    said = (cell.text.strip() for cell in others)
    about = reduce(joined, (part for part in said if not NOTHING.match(part)), "")
    status = _CODE.match(text)
    for name in [status[1], *STATUS.findall(text)[1:]] if status else [""]:
        yield ResponseDoc(
            status=name.lower() if name.isalpha() else name.upper(),
            code=code or (status[2] if status and status[2] else ""),
            description=_beside_name(name, on_one_line(about)),
            type=mention,
            at=first.span,
        )


@lru_cache(256)
def _name_of_status(status: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name, code in CODES.items() if str(code) == status)
    return re.compile(
        rf"(?:{status}\s+)?\[?(?:{names or '(?!)'})(?:\]\([^()]*\))?\s*(?:[.:;–—-]+\s*|\Z)", re.I
    )


def _beside_name(status: str, about: str) -> str:
    """A description without the name of its status before it: "Not Found: There is no such lamp"."""
    name = _name_of_status(status).match(about) if status.isdigit() else None
    return about[name.end() :] if name else about


def described_statuses(blocks: Iterable[Block]) -> dict[str, int]:
    """The statuses that tables list, by the other words in their rows."""
    found: dict[str, set[int]] = {}
    for block in blocks:
        if not isinstance(block, Table):
            continue
        for row in block.rows:
            if not any(STATUS.search(cell.text) for cell in row):
                continue
            cells = [plain(cell.text).strip(ENDS).lower() for cell in row]
            codes = [int(cell) for cell in cells if _ALONE.fullmatch(cell)]
            for cell in cells if len(codes) == 1 else ():
                found.setdefault(cell, set()).update(codes)
    return {words: min(codes) for words, codes in found.items() if len(codes) == 1}
