"""What sections without an operation say of the parameters that every list takes: which page, and how many items.

    | `page` | `per_page` |                                  a table of them
    - `offset`: how many to skip                             bullets
    Use `limit` and `offset` to page through lists.          a sentence with both kinds

Below a heading about pages one name is enough: "Ask for more with `?page=2`.", "Send `next_cursor` as `cursor`."

Entries enter; rows leave. Of a page's statements the first one with such names counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import IN_CODE, Declaration
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import label_text
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.lists.told import told_fields
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page import PropertyRow
from docgen.reading.page_reader import PageReader
from docgen.records import Record, replace
from docgen.syntax.curl import commands
from docgen.syntax.page_parameters import (
    SIZE,
    TOTAL,
    are_of_pages,
    is_next,
    is_number_of_pages,
    is_of_pages,
    tells_page,
)
from docgen.syntax.plain_text import on_one_line, sentences

# "`page`", "`?page=2`", "`/lamps?page=2&size=20`"
_CODE = re.compile(r"`(?!<)([^`\n?&]{0,100})([?&]?)([^`\s]{1,200})`")
_NAME = re.compile(r"([A-Za-z][\w\[\]-]{1,40})(?:=.{0,60})?", re.DOTALL)
_FIRST = re.compile(r"[*_`]{0,4}([A-Za-z][\w\[\]-]{1,40})")
_LONGEST_PARAGRAPH = 2_000  # characters


class _Part(Record, frozen=True, kw_only=True):
    """The blocks below a heading, with the request lines of each."""

    is_about_pages: bool
    blocks: tuple[tuple[Block, tuple[Declaration, ...]], ...]


def list_parameters(page: PageReader, entries: Sequence[Entry]) -> tuple[PropertyRow, ...]:
    """The parameters that every list takes, () where no section without an operation says so."""
    parts = [*_parts(page, entries)]
    for find in (_listed, _told, _shown):
        for part in parts:
            if found := find(page, part):
                return tuple(row_of(page, item) for item in found)
    return ()


def _parts(page: PageReader, entries: Sequence[Entry]) -> Iterator[_Part]:
    """What is below each heading, but for those about answers and of what was changed."""
    words = page.dialect.vocabulary()
    for entry in (entry for entry in entries if not (entry.declared or entry.is_past)):
        title, whole = plain(entry.title), words.means(plain(entry.title), "paging")
        blocks = list[tuple[Block, tuple[Declaration, ...]]]()
        for block, requests in (*zip(entry.blocks, entry.requests), (None, ())):
            if block is not None and not isinstance(block, Heading):
                blocks.append((block, requests))
                continue
            if not words.means(title, "response"):
                is_about = whole or words.means(title, "paging")
                yield _Part(is_about_pages=is_about, blocks=tuple(blocks))
            blocks, title = [], plain(label_text(block)) if block else ""


def _listed(page: PageReader, part: _Part) -> list[Field]:
    """The fields of a table, or of bullets one after another, that are about pages."""
    bullets: list[tuple[Paragraph, str]] = []
    for block, _ in (*part.blocks, (None, ())):
        if isinstance(block, Paragraph) and (item := ITEM.match(block.text)):
            bullets.append((block, block.text[item.end() :]))
            continue
        if part.is_about_pages and _are_listed([text for _, text in bullets], part):
            for bullet, _ in bullets:
                page.use(bullet)
            return [f for b, _ in bullets for f in paragraph_fields(page, b, is_of_list=True)]
        bullets = []
        if isinstance(block, Table) and is_field_table(page, block):
            if _are_listed([row[0].text for row in block.rows if row], part):
                page.use(block)
                return [*table_fields(page, block)]
    return []


def _are_listed(texts: Sequence[str], part: _Part) -> bool:
    """Whether texts that begin with names list what every list takes."""
    names = [found[1] if (found := _FIRST.match(text)) else "" for text in texts]
    if any(TOTAL.fullmatch(name) and not SIZE.fullmatch(name) for name in names):
        return False  # of an answer
    if part.is_about_pages and are_of_pages(names):
        return True
    return len(names) > 1 and all(map(is_of_pages, names)) and any(map(tells_page, names))


def _told(page: PageReader, part: _Part) -> list[Field]:
    """The parameters that sentences name in code."""
    words = page.dialect.vocabulary()
    found: dict[str, Field] = {}
    for block, _ in part.blocks:
        if not isinstance(block, Paragraph) or "`" not in block.text or ITEM.match(block.text):
            continue
        told = {item.name: item for item, _ in told_fields(block, page.dialect)}
        for sentence in sentences(block.text[:_LONGEST_PARAGRAPH]):
            if IN_CODE.search(sentence) or marks_of(page.dialect).deprecated.search(sentence):
                continue  # of one operation, or no longer
            names = [*_names(sentence, words, part)]
            if part.is_about_pages or are_of_pages(names):
                for name in names:
                    own = told.get(name) or Field(
                        name=name, about="", at=block.span, type_at=block.span
                    )
                    found.setdefault(name, replace(own, about=on_one_line(sentence)))
        if found and not part.is_about_pages:
            break
    return _which(found)


def _names(sentence: str, words: Vocabulary, part: _Part) -> Iterator[str]:
    """The parameters of pages that a sentence names; one about a response has those in queries, and what a value of it is sent as."""
    codes = [
        (name[1], bool(mark))
        for before, mark, rest in _CODE.findall(sentence)
        # "`/lamps?page=2`" may be about lamps alone.
        if part.is_about_pages or not (before and mark)
        for pair in (rest.split("&") if mark else [before + rest])
        if (name := _NAME.fullmatch(pair))
    ]
    has_next = any(is_next(name) for name, _ in codes)
    is_answer = words.means(sentence, "response")
    for name, is_query in codes:
        is_sent = is_query or not is_answer or has_next and not is_number_of_pages(name)
        if is_sent and is_of_pages(name):
            yield name


def _shown(page: PageReader, part: _Part) -> list[Field]:
    """The parameters that requests below a heading about pages send."""
    found: dict[str, Field] = {}
    for target, at in _requests(part) if part.is_about_pages else ():
        for pair in target.partition("?")[2].split("&"):
            if (name := _NAME.fullmatch(pair)) and is_of_pages(name[1]):
                found.setdefault(name[1], Field(name=name[1], about="", at=at, type_at=at))
    return _which(found)


def _requests(part: _Part) -> Iterator[tuple[str, Span]]:
    """The targets of request lines and of curl commands."""
    for block, requests in part.blocks:
        yield from ((request.target, request.at) for request in requests)
        if isinstance(block, Fence):
            yield from ((c.message.target, block.span) for c in commands(block.text))


def _which(found: dict[str, Field]) -> list[Field]:
    """The fields, if one says which page; a value of the response that is sent under another name is none."""
    has_other = any(tells_page(name) and not is_next(name) for name in found)
    kept = [item for name, item in found.items() if not (has_other and is_next(name))]
    if not any(tells_page(item.name) for item in kept):
        return []
    return [_typed(item) for item in kept]


def _typed(item: Field) -> Field:
    is_number = not item.type_text and is_number_of_pages(item.name)
    return replace(item, type_text="integer") if is_number else item
