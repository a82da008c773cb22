"""Statuses that a page states of an operation: in prose, in tables and in bullets.

    Returns a `201`.        | 200 | OK | [Lamp](lamp.md) |        - **404** – no such lamp

A block enters; statuses leave, those of a table with the types of their contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import compiled
from docgen.reading.dialects.vocabulary import word_pattern
from docgen.reading.entries.outline import STATUS
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Paragraph, Table
from docgen.reading.page import TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.objects import begins_with_many
from docgen.reading.references.places import label_place, of_media_type
from docgen.reading.references.unread import report_error_rows
from docgen.reading.type_phrases import read_type
from docgen.records import replace

_CODE_STATUS = re.compile(r"`(101|[2-5]\d\d)(?: [A-Z][\w -]*)?`")


def stated_statuses(page: PageReader, paragraph: Paragraph) -> Iterator[int]:
    """The statuses of successes that a paragraph states, in code or after a word for one."""
    for pattern in (_CODE_STATUS, _status_phrase(page.dialect)):
        codes = map(int, pattern.findall(paragraph.text))
        yield from (code for code in dict.fromkeys(codes) if code < 400 and code != 304)


@lru_cache(16)
def _status_phrase(dialect: Dialect) -> re.Pattern[str]:
    """A status after its words: "returns a 201". Of the interim ones (RFC 9110, 15.2) only 101 ends an exchange."""
    before = "|".join(dialect.status_phrases) or "(?!)"
    between = word_pattern((*dialect.labels["link"], "http", "status", "code"))
    return compiled(
        rf"(?:{before})(?:[\s*_`\[]|{between}){{0,8}}(?<!\d)(101|[2-5]\d\d)\b", re.I, dialect
    )


def status_alone(paragraph: Paragraph) -> list[int]:
    """The status of a success that is all of a paragraph: "**204 No Content**"."""
    found = _CODE.match(plain(paragraph.text).strip())
    return [int(found[1])] if found and found[1][0] in "23" and found[1].isdigit() else []


def headed_statuses(page: PageReader, title: str) -> list[int]:
    """The statuses of successes that a heading states: "Status: 204 No Content"."""
    codes = STATUS.findall(title) if label_place(page, title) == "response" else ()
    return [int(code) for code in codes if "2" <= code < "4"]


# "- **200** – no error", "* `404 Not Found`: no such lamp", "- 200 Successful"
_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+[*_`]{0,3}([1-5](?:\d\d|xx))\b[^\n*_`:–—-]{0,40}[*_`]{0,3}[ \t]*(?:[-–—:,(.]|$)",
    re.I | re.M,
)


def listed_status(paragraph: Paragraph) -> str:
    """The status that a bullet begins with, "" for any other paragraph."""
    match = _BULLET.match(paragraph.text)
    return match[1].lower() if match else ""


# "200", "200 OK", "4xx", "400, 404"
_CODE = re.compile(
    r"([1-5](?:\d\d|xx)|default)(?:(?:[ ]*[,/]|[ ]or)[ ]*[1-5]\d\d)*(?:[ ]+[a-z][a-z '-]*)?\Z", re.I
)


def body_table(page: PageReader, table: Table) -> TypeMention | None:
    """The type in a table of the content of a request, a row with its schema: | Required | Schema |."""
    words = page.dialect.vocabulary()
    titles = [plain(cell.text) for cell in table.header]
    of_type = [number for number, title in enumerate(titles) if words.means(title, "thing")]
    if (
        len(table.rows) != 1
        or len(of_type) != 1
        or any(page.dialect.column(title) == "name" for title in titles)
    ):
        return None
    cell = table.rows[0][of_type[0]] if of_type[0] < len(table.rows[0]) else None
    ref = read_type(of_media_type(cell.text), page.dialect, page.references) if cell else None
    return TypeMention(ref=ref, at=cell.span) if cell and ref else None


def response_table(page: PageReader, table: Table) -> list[tuple[str, TypeMention | None]]:
    """Statuses with the types of their contents, None where there is no column for them; empty for any other table."""
    words = page.dialect.vocabulary()
    columns = range(len(table.header))
    cells = [[row[i] if i < len(row) else None for row in table.rows] for i in columns]
    of_type = [i for i in columns if words.means(plain(table.header[i].text), "thing")]
    of_status = [i for i in columns if all(c and _CODE.match(plain(c.text)) for c in cells[i])]
    # A header of a response has a type as well.
    is_of_headers = any(words.means(plain(cell.text), "header") for cell in table.header)
    if not table.rows or not of_status or is_of_headers:
        return []
    found: list[tuple[str, TypeMention | None]] = []
    for row in table.rows:
        cell = row[of_type[0]] if of_type and of_type[0] < len(row) else None
        text = of_media_type(cell.text) if cell else ""
        ref = read_type(text, page.dialect, page.references)
        if ref and any(begins_with_many(page, other.text) for other in row if other is not cell):
            # "List of [Lamp]" beside the schema `Lamp`.
            ref = replace(ref, is_collection=True)
        is_stated = ref is not None and (ref.name or "").lower() not in page.dialect.none_words
        mention = TypeMention(ref=ref, at=cell.span) if cell and ref and is_stated else None
        code = _CODE.match(plain(row[of_status[0]].text))
        if code:
            found.append((code[1].lower(), mention))
    report_error_rows(page, table, [code for code, _ in found])
    return found
