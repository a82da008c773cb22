"""What a page says that every request sends: headers, and parameters of the query.

    All requests must send an `X-Account` header.        a sentence
    Every request needs these headers:                   a label, above a table, bullets or the lines of a fence
    ## Common request headers                            a heading, above a table or bullets

Sections without an operation enter; rows leave, each once. A value is one for all requests where it is that of a version
or says yes: any other is an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Literal

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import AnyWord
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.entry import Entry
from docgen.reading.general.credentials import is_secret
from docgen.reading.labels import label_text, paragraph_label
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.fields import Field, grouped
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.rows import row_of
from docgen.reading.lists.tables import is_field_table, table_fields
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.page import PropertyRow
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import label_place
from docgen.records import Record, replace
from docgen.syntax.headers import TRANSPORT_HEADERS
from docgen.syntax.plain_text import on_one_line, sentences

Place = Literal["header", "query"]

_OF_CLIENT = (*TRANSPORT_HEADERS, "user-agent")  # what a client sends by itself
_CODE = re.compile(r"`([^`\n]{1,200})`")
_FIELD = re.compile(r"([A-Za-z][\w-]*)(?:[ \t]*:[ \t]*(.*))?")  # "X-Account", "X-Api-Version: 2"
_OPTION = re.compile(r"[?&]?([A-Za-z][\w.-]*)(?:=(.*))?")  # "tenant", "?api-version=2"
_FIELD_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]+(\S.*)")
# "Send `X-Api-Version: 2` with every request.", in which no word says that it is a header
_HEADER = re.compile(
    r"`(?:X-[\w-]{1,60}(?::[^`\n]{0,100})?|[A-Z]\w{0,30}(?:-\w{1,30})+:[^`\n]{1,100})`"
)
# Out of code: "the X-Account header".
_WRITTEN = re.compile(r"(?<![\w`/-])[A-Z][A-Za-z0-9]*(?:-[A-Z][A-Za-z0-9]*)+(?![\w`-])")
_VERSION = re.compile(r"version\b", re.I)
_LITERAL = re.compile(r"[\w.:+/-]{1,40}")
_LONGEST = 2_000  # characters of a paragraph


class _Label(Record, frozen=True, kw_only=True):
    """What the words above a list say of it."""

    place: Place
    is_required: bool | None  # None where they do not say
    is_of_all: bool  # they speak of all requests
    at: Span
    text: str


def common_parameters(
    page: PageReader, entries: Sequence[Entry]
) -> tuple[tuple[PropertyRow, ...], tuple[PropertyRow, ...]]:
    """The headers, and the parameters of the query, that all requests send."""
    rows: dict[Place, dict[str, PropertyRow]] = {"header": {}, "query": {}}
    above = {id(e) for e in takewhile(lambda e: not e.declared, entries)}
    for entry in (e for e in entries if not e.declared and page.dialect.must_phrases):
        reader = _Reader(page, entry, is_above=id(entry) in above)
        for place, row in reader.rows():
            rows[place].setdefault(row.name.lower(), row)
    return tuple(rows["header"].values()), tuple(rows["query"].values())


class _Reader:
    """The blocks of an entry in order, each below the nearest label."""

    def __init__(self, page: PageReader, entry: Entry, *, is_above: bool) -> None:
        self.page, self.entry = page, entry
        # Before the first operation, where a heading need not say "all".
        self.is_above = is_above
        self.of_heading = self._announced(entry.title, entry.at)
        self.label = self.of_heading
        self.has_list = True  # below the label; a heading needs none

    def rows(self) -> Iterator[tuple[Place, PropertyRow]]:
        for block in self.entry.blocks:
            found = [*self._read(block)]
            self.has_list |= bool(found)
            yield from found
        self._report_label()

    def _read(self, block: Block) -> Iterator[tuple[Place, PropertyRow]]:
        match block:
            case Heading():
                self._report_label()
                self.of_heading = self._announced(label_text(block), block.span)
                self.label, self.has_list = self.of_heading, True
            case Paragraph() if ITEM.match(block.text):
                if self.label and not self.page.is_used(block):
                    yield from self._items(block, self.label)
            case Paragraph():
                yield from self._paragraph(block)
            case Table() if self.label and not self.page.is_used(block):
                if is_field_table(self.page, block):
                    self.page.use(block)
                    yield from self._kept(self.label, table_fields(self.page, block))
            case Fence() if self.label and self.label.is_of_all and self.label.place == "header":
                lines = [_FIELD_LINE.fullmatch(line.strip()) for line in block.text.splitlines()]
                if lines and all(lines):
                    self.page.use(block)
                    for line in filter(None, lines):
                        yield from self._named(self.label, line[1], line[2], block.span)
            case _:
                pass

    def _paragraph(self, block: Paragraph) -> Iterator[tuple[Place, PropertyRow]]:
        text = " ".join(block.text[:_LONGEST].split())
        label = self._announced(paragraph_label(block), block.span)
        said = [*sentences(text)] if _may_tell(self.page.dialect, text) else []
        if not label and said and "`" not in said[-1]:
            # "Send these headers with all requests."
            last = self._announced(said[-1], block.span)
            label = last if last and last.is_of_all else None
        self._report_label()
        self.label, self.has_list = label or self.of_heading, label is None
        for sentence in said:
            yield from self._sentence(
                block, sentence, is_label=bool(label) and sentence == said[-1]
            )

    def _sentence(
        self, block: Paragraph, sentence: str, *, is_label: bool
    ) -> Iterator[tuple[Place, PropertyRow]]:
        """The header that a sentence names in code, or the parameter."""
        label = self._announced(sentence, block.span)
        if not label or not label.is_of_all:
            return
        pattern = _FIELD if label.place == "header" else _OPTION
        codes = [(code, pattern.fullmatch(code[1])) for code in _CODE.finditer(sentence)]
        names = [(code, found) for code, found in codes if found and _is_name(found, label.place)]
        if not names and codes and codes[0][1]:
            names = [(codes[0][0], codes[0][1])]
        first = names[0][0].start() if names else len(sentence)
        every = phrases(self.page.dialect, "every_request").search(sentence)
        before = sentence[:first].replace(every[0], "") if every else sentence[:first]
        if self.page.dialect.vocabulary().means(before, "response"):
            return  # "The response to each request has ..."
        other = next(
            (code[1] for code, _ in codes if len(names) == 1 and code is not names[0][0]), ""
        )
        optional = self._alternatives(sentence, [code for code, _ in names])
        for code, found in names:
            offset = block.text.find(code[0])
            at = (
                block.span.at_offset(block.text, offset, len(code[0]))
                if offset >= 0
                else block.span
            )
            about = sentence + ("。" if "。" in block.text else ".")
            own = replace(label, is_required=False) if code in optional else label
            for place, row in self._named(own, found[1], found[2] or other, at, about):
                # "One of `X-A`, `X-B`" are no values of either.
                is_of_names = bool({code[1] for code, _ in names}.intersection(row.values))
                yield place, replace(row, values=() if is_of_names else row.values)
        if not names and not is_label:
            self._report_unread(sentence, block.span)

    def _alternatives(
        self, sentence: str, names: Sequence[re.Match[str]]
    ) -> Sequence[re.Match[str]]:
        """Those of the names of which one is enough: "either `X-A` or `X-B`", "`X-A`, `X-B` or `X-C`"."""
        found: dict[int, re.Match[str]] = {}
        is_before = False  # a comma stands between alternatives if "or" comes after it
        for one, other in reversed([*pairwise(names)]):
            between = sentence[one.end() : other.start()]
            is_or = phrases(self.page.dialect, "or").search(between) is not None
            is_before = is_or or (is_before and between.strip() in (",", "、", "，"))
            if is_before:
                found |= {one.start(): one, other.start(): other}
        return tuple(found.values())

    def _items(self, block: Paragraph, label: _Label) -> Iterator[tuple[Place, PropertyRow]]:
        """What a bullet names: "- `X-Account: <id>`", "- `X-Account` (required): Which account"."""
        term = _CODE.match(block.text, ITEM.match(block.text).end())  # type: ignore[union-attr]
        whole = _FIELD.fullmatch(term[1]) if term else None
        if whole and whole[2] is not None:
            self.page.use(block)
            about = block.text[term.end() :].lstrip(" :–—-") if term else ""
            yield from self._named(label, whole[1], whole[2], block.span, about)
        elif fields := [*paragraph_fields(self.page, block, is_of_list=label.is_of_all)]:
            if not all(_is_unlike(label, item) for item in fields):
                self.page.use(block)
                yield from self._kept(label, fields)

    def _named(
        self, label: _Label, name: str, value: str, at: Span, about: str = ""
    ) -> Iterator[tuple[Place, PropertyRow]]:
        default = _constant(name, value)
        yield from self._kept(
            label, [Field(name=name, about=about, default=default, at=at, type_at=at)]
        )

    def _kept(
        self, label: _Label, fields: Sequence[Field] | Iterator[Field]
    ) -> Iterator[tuple[Place, PropertyRow]]:
        """The fields as rows; a client sends some headers by itself, and credentials."""
        of_client: list[Field] = []
        for item in fields:
            is_header = label.place == "header"
            if item.depth or is_header and (is_secret(item.name) or _is_unlike(label, item)):
                self.has_list = True
            elif is_header and item.name.lower() in _OF_CLIENT:
                of_client.append(item)
            else:
                own = grouped(item, label.is_required)
                own = replace(own, default=own.default or _constant(item.name, plain(item.about)))
                place: Place = "query" if item.location == "query" else label.place
                yield place, row_of(self.page, own)
        if of_client:
            self.has_list = True
            self.page.skip("DG219", (item.at for item in of_client))

    def _announced(self, text: str, at: Span) -> _Label | None:
        """What a label, a heading or a sentence says of what all requests send; None for any other."""
        dialect = self.page.dialect
        if not text or not _may_tell(dialect, text):
            return None
        place = label_place(self.page, plain(_CODE.sub("", text)))
        place = "header" if not place and _HEADER.search(text) else place
        if place not in ("header", "query"):
            return None
        every = phrases(dialect, "every_request").search(text)
        if not every:
            words = dialect.vocabulary()
            is_common = words.is_part(text) or words.means(text, "common")
            is_heading = place == "header" and is_common and self.is_above
            is_required = marks_of(dialect).required.search(text) is not None or None
            given = {"place": place, "is_required": is_required, "at": at, "text": text}
            return _Label(**given, is_of_all=False) if is_heading else None
        rest = text[: every.start()] + text[every.end() :]
        must = phrases(dialect, "must").search(rest)
        may = marks_of(dialect).optional.search(rest)
        if not (must or may):
            return None
        marks = marks_of(dialect)
        is_limited = marks.condition.search(rest) or marks.exceptions.search(rest)
        return _Label(
            place=place,
            is_required=not (may or is_limited or not must),
            is_of_all=True,
            at=at,
            text=text,
        )

    def _report_label(self) -> None:
        if self.label and self.label.is_of_all and not self.has_list:
            self._report_unread(self.label.text, self.label.at)
        self.has_list = True

    def _report_unread(self, text: str, at: Span) -> None:
        """A warning for what is said of all requests, unless it is of what a client sends by itself."""
        names = [name.lower() for name in _WRITTEN.findall(text)]
        is_of_client = bool(names) and all(n in _OF_CLIENT or is_secret(n) for n in names)
        if not is_of_client and not any(f" {word} " in f" {text.lower()} " for word in _OF_CLIENT):
            self.page.report("DG251", at, text=on_one_line(text))


def _is_unlike(label: _Label, item: Field) -> bool:
    """Whether a name below a heading of headers is of none: "hmac", a part of the value of one."""
    is_word = item.name.isalnum() and item.name.islower()
    return is_word and label.place == "header" and not label.is_of_all


def _is_name(found: re.Match[str], place: Place) -> bool:
    """Whether code is the name of a header or a parameter by its look, and not a value."""
    return found[2] is not None or (place == "header" and "-" in found[1])


def _constant(name: str, value: str) -> str:
    """The value that all requests send, "" for one that is an example."""
    value = value.strip(" `\"'.")
    is_constant = value == "true" or (_VERSION.search(name) and any(map(str.isdigit, value)))
    return value if is_constant and _LITERAL.fullmatch(value) else ""


def _may_tell(dialect: Dialect, text: str) -> bool:
    """Whether a text has a word for a header or for the query, or a header in code."""
    return _tells_of(dialect).is_in(text) or _HEADER.search(text) is not None


@lru_cache(16)
def _tells_of(dialect: Dialect) -> AnyWord:
    """Whether a text has a word for a header, or for the query."""
    words = [word.strip("*") for key in ("header", "query") for word in dialect.labels[key]]
    return AnyWord([*words, *(word.replace(" ", "-") for word in words)])  # "en-tête"
