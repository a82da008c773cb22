"""Responses in words: what an operation returns, by a link or by a name.

    **Returns:** Array of [Lamp](lamp.md)          a labelled line: its phrase
    Returns the new [lamp](#lamp-object) object.   a sentence: the link after its verb

A paragraph enters; the mention of a type leaves, None where the words name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import compiled, phrases
from docgen.reading.dialects.vocabulary import word_pattern
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Paragraph, Table
from docgen.reading.page import TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.type_phrases import read_phrase
from docgen.reading.references.unread import report_error_rows
from docgen.records import replace

_LABEL = re.compile(r"[ \t]*(?:\*\*([^*\n]{1,40}?):?\*\*:?|__([^_\n]{1,40}?):?__:?)[ \t]*")
_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)(?<!e\.g\.)(?<!i\.e\.)")
_LINK = re.compile(r"\[[^\[\]]+\](?:\([^()\s]*\)|\[[^\[\]]*\])")
# Between the verb and the link: words about the thing itself, none of something else that holds or causes it.
_OTHER = re.compile(
    r"\b(?:if|when|based|for|in|from|under|key|field|property|id|by|unless|where|error|empty|no content|whether)\b|`\w+`\s*:",
    re.I,
)
_STATUS = re.compile(
    r"[`*]*\b[1-5]\d\d\b(?:[\s`*]*(?:OK|Created|Accepted))?[`*]*(?:\s+(?:HTTP\s+)?(?:status|response|code))*",
    re.I,
)
_STATUS_ALONE = re.compile(r"\W*[1-5]\d\d(?:\s+[A-Z]\w+)*\W*\Z")
_HELD = re.compile(
    r"\s*(?:objects?\b)?\s*(?:containing|that contains|which contains|under|with an?|with the)\b",
    re.I,
)
_WITHOUT_LINK = re.compile(
    r"\s*((?:an?|the)\s+(?:(?:new|updated|created|modified|available)\s+|(?:list|array)\s+of\s+)?[A-Za-z]\w+(?:\s+\w+)?)\s*(?:on success)?\s*\Z"
)
_LONGEST = 400  # characters between a verb and the end of its sentence


def returned_mention(page: PageReader, paragraph: Paragraph) -> TypeMention | None:
    """The type that a paragraph says is returned."""
    text = paragraph.text
    for number, line in enumerate(text.split("\n")):
        label = _LABEL.match(line)
        if label and _names_response(page.dialect, plain(label[1] or label[2])):
            return _of_label(page, paragraph, line[label.end() :].rstrip("\\").strip(), number)
    for verb in phrases(page.dialect, "returns").finditer(text):
        longest = verb.end() + _LONGEST
        end = _SENTENCE_END.search(text, verb.end(), longest)
        sentence = text[verb.end() : end.start() if end else longest]
        if mention := _of_sentence(page, paragraph, sentence, verb.end()):
            return mention
    return None


@lru_cache(256)
def _names_response(dialect: Dialect, label: str) -> bool:
    return len(label.split()) <= 2 and dialect.vocabulary().means(label, "response")


def _of_label(
    page: PageReader, paragraph: Paragraph, phrase: str, number: int
) -> TypeMention | None:
    end = _SENTENCE_END.search(phrase)
    text = phrase[: end.start()] if end else phrase
    ref = read_phrase(text, page.dialect, page.references)
    # "A hash with one key": what is in it is not said.
    if ref is None or ref.name == "any" or ref.kind == "map":
        return None
    return TypeMention(ref=ref, at=page.place(paragraph, paragraph.text.find(phrase)))


def _of_sentence(
    page: PageReader, paragraph: Paragraph, sentence: str, at: int
) -> TypeMention | None:
    links = _LINK.finditer(sentence)
    # "[`200 OK`](statuses.md) and a [lamp](lamp.md)"
    link = next((found for found in links if not _STATUS_ALONE.match(plain(found[0]))), None)
    if link is None:
        bare = _WITHOUT_LINK.match(_STATUS.sub(" ", sentence.replace("\n", " ")))
        ref = read_phrase(bare[1], page.dialect, page.references) if bare else None
        if ref is None or ref.is_primitive or ref.kind:
            return None
        return TypeMention(ref=ref, at=page.place(paragraph, at))
    before = _STATUS.sub(" ", sentence[: link.start()])
    if _OTHER.search(plain(before)) or _HELD.match(sentence, link.end()):
        return None
    ref = read_phrase(link[0], page.dialect, page.references)
    if ref is None or ref.is_primitive:
        return None
    words = {word.lower() for word in re.findall(r"\w+", before)}
    is_collection = not words.isdisjoint({*page.dialect.collection_words, "all", "multiple"})
    ref = replace(
        ref,
        is_collection=is_collection or ref.is_collection,
        is_partial="partial" in words,
    )
    return TypeMention(ref=ref, at=page.place(paragraph, at + link.start()))


def _begins_with_many(page: PageReader, cell: Cell) -> bool:
    words = plain(cell.text).lower().split(maxsplit=2)
    return len(words) > 1 and words[0] in page.dialect.collection_words and words[1] == "of"


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


# "200", "200 OK", "4xx"
_CODE = re.compile(r"([1-5](?:\d\d|xx)|default)(?:[ ]+[a-z][a-z '-]*)?\Z", re.I)


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
        ref = read_phrase(cell.text, page.dialect, page.references) if cell else None
        is_named = ref and (ref.target or ref.is_primitive or ref.kind)
        if ref and any(_begins_with_many(page, other) for other in row if other is not cell):
            # "List of [Lamp]" beside the schema `Lamp`.
            ref = replace(ref, is_collection=True)
        mention = TypeMention(ref=ref, at=cell.span) if cell and ref and is_named else None
        code = _CODE.match(plain(row[of_status[0]].text))
        if code:
            found.append((code[1].lower(), mention))
    report_error_rows(page, table, [code for code, _ in found])
    return found
