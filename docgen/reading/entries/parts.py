"""A document at its headings, and a section with several operations in parts, each of one.

A `Document` and its request lines enter; `Section`s leave, in page order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.entries.declaration import LABELLED, STRONG, Declaration
from docgen.reading.entries.declarations import ITEM, item_column
from docgen.reading.entries.split_requests import Requests
from docgen.reading.markdown.inline import NUMBERING, plain
from docgen.reading.markdown.parser import Block, Document, Fence, Heading, Paragraph, Table
from docgen.records import replace
from docgen.syntax.curl import starts_curl
from docgen.syntax.path_spellings import targets
from docgen.syntax.plain_text import first_sentence

_BOLD = re.compile(r"(?:\*\*|__)[^*_\n]{1,100}(?:\*\*|__)")
_TITLE = re.compile(rf"{_BOLD.pattern}[:：]?|[^\W\d_][^\n:：`]{{1,100}}[:：]")
_MOST_WORDS = 8  # of a title
# "Adds a lamp (only for members)" among the bullets below a request line
_WORDS = re.compile(
    r"([^\W\d_][^\n:：`*_()\[\].,]{1,100}[^\s:：`*_()\[\].,])(?=[ \t]*(?:[.(,]|\Z))"
)

_MOST_ASKED = 100  # messages of an entry with which those below are compared


class Section(NamedTuple):
    """A heading and all up to the next one."""

    heading: Heading | None
    blocks: list[Block]
    requests: list[tuple[Declaration, ...]]

    @property
    def states(self) -> bool:
        """Whether a request line is in it, or a command."""
        fences = (block for block in self.blocks if isinstance(block, Fence))
        return any(self.requests) or any(starts_curl(fence.text) for fence in fences)

    @property
    def declares(self) -> bool:
        """Whether a request line is below the heading, in a form that samples seldom have."""
        return any(
            request.form in STRONG
            for block, requests in zip(self.blocks, self.requests)
            for request in requests
            if block is not self.heading
        )

    @property
    def is_headed(self) -> bool:
        """Whether a request line is in its heading."""
        return any(line.form == "heading" for lines in self.requests[:1] for line in lines)

    @property
    def asked(self) -> set[tuple[str, str]]:
        """The methods and paths of its messages."""
        lines = (line for requests in self.requests for line in requests if line.form == "message")
        return {(line.method, line.target.partition("?")[0]) for line in lines}

    @property
    def lists_requests(self) -> bool:
        """Whether a table has several request lines."""
        return any(len(lines) > 1 and lines[0].form == "table" for lines in self.requests)

    @property
    def is_of_tables(self) -> bool:
        """Whether it has tables, and no request."""
        return any(isinstance(block, Table) for block in self.blocks) and not self.states


class Above(NamedTuple):
    """What an entry has so far: to look through all of its blocks for each heading takes time with their square."""

    level: int
    at: Span
    head: Heading | None = None
    declares: bool = False
    states: bool = False
    is_headed: bool = False
    is_of_tables: bool = False
    asked: frozenset[tuple[str, str]] = frozenset()

    def and_below(self, section: Section) -> Above:
        states = self.states or section.states
        return Above(
            level=self.level,
            at=self.at,
            head=self.head,
            declares=self.declares or section.declares,
            states=states,
            is_headed=self.is_headed or section.is_headed,
            is_of_tables=not states and (self.is_of_tables or section.is_of_tables),
            asked=self.asked if len(self.asked) > _MOST_ASKED else self.asked | section.asked,
        )


def sections_of(document: Document, requests: Requests) -> Iterator[Section]:
    """The sections of a document; one with several operations in parts."""
    section = Section(None, [], [])
    for number, (block, of_block) in enumerate(zip(document.blocks, requests.of_blocks)):
        if isinstance(block, Heading) and number not in requests.labels:
            if section.blocks:
                yield from _parts(section)
            section = Section(block, [], [])
        section.blocks.append(block)
        section.requests.append(of_block)
    yield from _parts(section)


def follows(heading: Heading, head: Heading) -> bool:
    """Whether the number of a heading says that it is no part of what another one heads: "3. Errors", after "2.2 Add a lamp"."""
    number, of_head = _number(heading), _number(head)
    is_apart = heading.level <= head.level and 0 < len(number) <= len(of_head)
    return is_apart and number > of_head[: len(number)]


def _number(heading: Heading) -> list[int]:
    match = NUMBERING.match(heading.text)
    return [int(digits) for digits in re.findall(r"\d+", match[0])] if match else []


def _parts(section: Section) -> Iterator[Section]:
    for part in _by_labels(section):
        for each in _by_bullets(part):
            yield from _by_paragraphs(each)


def _by_labels(section: Section) -> Iterator[Section]:
    """The section, or one for each operation of which labels state the address and the method, where each says more.

    "1. **List lamps**", "- **URL:** /lamps", "- **Method:** GET", "2. **Add a lamp**", ...
    """
    groups = _groups(section)
    ends = [end for _, end in groups]
    starts = [_with_title(section, start) for start, _ in groups]
    if len(groups) < 2 or not all(end + 1 < start for end, start in zip(ends, starts[1:])):
        yield section
        return
    if starts[0]:
        yield section._replace(
            blocks=section.blocks[: starts[0]], requests=section.requests[: starts[0]]
        )
    level = section.heading.level + 1 if section.heading else 1
    for (first, _), start, end in zip(groups, starts, [*starts[1:], len(section.blocks)]):
        request, block = section.requests[first][0], section.blocks[start]
        words = (
            plain(block.text[_length_of_marker(block.text) :])
            if isinstance(block, Paragraph) and start < first
            else ""
        )
        title = words.strip(" *_:") or f"{request.method} {request.target}"
        rest = slice(start + (start < first), end)
        yield Section(
            Heading(level=level, text=title, slug="", span=block.span),
            section.blocks[rest],
            section.requests[rest],
        )


def _groups(section: Section) -> list[tuple[int, int]]:
    """The first and the last block of each operation that labels state; nothing where another form states one."""
    groups: list[tuple[int, int]] = []
    of_groups: list[set[int]] = []
    for number, (block, requests) in enumerate(zip(section.blocks, section.requests)):
        if not requests or isinstance(block, Heading):
            continue
        if any(request.form != LABELLED for request in requests):
            return []
        ids = {id(request) for request in requests}
        if of_groups and ids & of_groups[-1]:
            groups[-1] = (groups[-1][0], number)
            of_groups[-1] |= ids
        else:
            groups.append((number, number))
            of_groups.append(ids)
    return groups


def _with_title(section: Section, start: int) -> int:
    """The number of the block that titles an operation: a bullet around its facts, or bold words; else that of the first fact."""
    above = section.blocks[start - 1] if start else None
    if not isinstance(above, Paragraph) or section.requests[start - 1] or "\n" in above.text:
        return start
    is_outer = ITEM.match(above.text) and above.span.column < section.blocks[start].span.column
    is_bold = _BOLD.fullmatch(above.text.strip()) is not None
    return start - 1 if is_outer or is_bold else start


def _length_of_marker(text: str) -> int:
    item = ITEM.match(text)
    return item.end() if item else 0


def _by_bullets(section: Section) -> Iterator[Section]:
    """The section, or one for each bullet with a request line, where bullets below these say more of them.

    "- `/lamps`", "  - `POST /`", "    - Adds a lamp", "    - **Requires**: `color`", "  - `DELETE /:id`", ...
    """
    starts = [
        number
        for number, requests in enumerate(section.requests)
        if requests and item_column(section.blocks[number])
    ]
    heads = [number for number in starts if _heads(section.blocks, number)]
    if len(heads) < 2 or len(starts) != sum(map(bool, section.requests)):
        yield section
        return
    first = _outermost(section.blocks, starts[0])
    if first:
        yield section._replace(blocks=section.blocks[:first], requests=section.requests[:first])
    level = section.heading.level if section.heading else 0
    for start, end in zip(starts, [*starts[1:], len(section.blocks)]):
        column = item_column(section.blocks[start])
        # What is not below it, as a bullet around the next ones, is about neither.
        rest = range(start + 1, end)
        end = next((n for n in rest if 0 < item_column(section.blocks[n]) <= column), end)
        yield Section(
            Heading(
                level=level + 1,
                text=_said(section, start, end),
                slug="",
                span=section.blocks[start].span,
            ),
            section.blocks[start:end],
            section.requests[start:end],
        )


def _said(section: Section, start: int, end: int) -> str:
    """What a bullet says beside its request line, or the first words of the bullets below it, else that line."""
    request = section.requests[start][0]
    if beside := next((cell.text for label, cell in request.row if label == "description"), ""):
        return plain(first_sentence(beside)).rstrip(".")
    for block in section.blocks[start + 1 : end]:
        if isinstance(block, Paragraph) and (item := ITEM.match(block.text)):
            words = _WORDS.match(block.text, item.end())
            if words and " " in words[1]:
                return words[1]
    return f"{request.method} {request.target}"


def _heads(blocks: Sequence[Block], number: int) -> bool:
    """Whether bullets are below a bullet."""
    return number + 1 < len(blocks) and item_column(blocks[number + 1]) > item_column(
        blocks[number]
    )


def _outermost(blocks: Sequence[Block], number: int) -> int:
    """The number of the first of the bullets that a bullet is below."""
    while number and 0 < item_column(blocks[number - 1]) < item_column(blocks[number]):
        number -= 1
    return number


def _is_sentence(block: Block) -> bool:
    return isinstance(block, Paragraph) and ITEM.match(block.text) is None


def _is_defined(block: Block) -> bool:
    """Whether what a request line means is below it, as a definition."""
    return isinstance(block, Paragraph) and "\n: " in block.text


def _by_paragraphs(section: Section) -> Iterator[Section]:
    """The section, or one for each request line that begins a paragraph or is all of a fence, where these are all its request
    lines and many.

    Those in code, "`GET /lamps`", may be addresses of one operation where nothing but sentences is between them, and none
    has a definition; but each with a sentence of its own below it, or with a title above it, is an operation.
    """
    starts = [
        number
        for number, (block, of_block) in enumerate(zip(section.blocks, section.requests))
        if of_block and _begins(block, of_block)
    ]
    named = {(d.method, d.target) for number in starts for d in section.requests[number]}
    if len(starts) < 2 or len(named) != sum(map(len, section.requests)):
        yield section
        return
    are_titled = all(_is_title(section.blocks[n - 1]) for n in starts if n) and starts[0] > 0
    are_told = all(map(_is_told, (section.blocks[n + 1 : n + 2] for n in starts)))
    # `/rooms/:id/lamps` and `/houses/:id/lamps`, of one method, may be one operation of two owners.
    are_several = len({(method, _last_steps(target)) for method, target in named}) > 1
    are_titled, are_told = are_titled and are_several, are_told and are_several
    is_one = any(
        section.requests[start][0].form != "text"
        and not _is_defined(section.blocks[start])
        and all(map(_is_sentence, section.blocks[start + 1 : end]))
        for start, end in zip(starts, starts[1:])
    )
    if not (are_titled or are_told) and (is_one or not _are_of_text(section, starts)):
        yield section
        return
    firsts = [start - are_titled for start in starts]
    if firsts[0]:
        yield section._replace(
            blocks=section.blocks[: firsts[0]], requests=section.requests[: firsts[0]]
        )
    for start, first, end in zip(starts, firsts, [*firsts[1:], len(section.blocks)]):
        yield _of_line(section, start, first, end)


def _last_steps(target: str) -> str:
    """What a path ends in, from its last literal step on: "lamps", "lamps/{}"."""
    path = next((each.path for each in targets(target)), target)
    steps = ["{}" if "{" in step else step for step in path.split("/")]
    return "/".join(steps[-2:] if steps[-1] == "{}" else steps[-1:])


def _begins(block: Block, declared: Sequence[Declaration]) -> bool:
    """Whether a block begins with a request line, or is one in a fence."""
    if isinstance(block, Fence):
        return declared[0].form == "fence" and len(block.text.strip().split("\n")) == 1
    is_first = isinstance(block, Paragraph) and declared[0].at.line == block.span.line
    return is_first and declared[0].form in ("text", "code", "quote", "component")


def _are_of_text(section: Section, starts: Sequence[int]) -> bool:
    return all(section.requests[start][0].form in ("text", "code") for start in starts)


def _is_title(block: Block) -> bool:
    """Whether a block is a few words in bold, or before a colon: "**Add a lamp**", "Add a lamp:"."""
    text = block.text.strip() if isinstance(block, Paragraph) and not block.is_quoted else ""
    return bool(_TITLE.fullmatch(text)) and len(text.split()) <= _MOST_WORDS


def _is_told(below: Sequence[Block]) -> bool:
    """Whether a sentence is right below a request line, which announces nothing."""
    first = below[0] if below else None
    text = first.text.strip() if isinstance(first, Paragraph) and _is_sentence(first) else ""
    return text.endswith((".", "。")) and " " in text.rstrip(".。")


def _of_line(section: Section, start: int, first: int, end: int) -> Section:
    """The section of a request line, headed by it or by the title above it."""
    block, declared = section.blocks[start], section.requests[start]
    level = section.heading.level + 1 if section.heading else 1
    parts: list[Block] = [block]
    line = declared[0].method + " " + declared[0].target
    if isinstance(block, Paragraph):
        line, _, rest = block.text.partition("\n")
        rest = rest.removeprefix(": ")  # the sign of a definition
        parts = [replace(block, text=line)]
        if rest.strip():
            parts.append(replace(block, text=rest, span=block.span.below(1)))
    title = section.blocks[first]
    words = (
        plain(title.text).strip(" :：") if isinstance(title, Paragraph) and first < start else ""
    )
    return Section(
        Heading(level=level, text=words or plain(line), slug="", span=title.span),
        [*parts, *section.blocks[start + 1 : end]],
        [declared, *((),) * (len(parts) - 1), *section.requests[start + 1 : end]],
    )
