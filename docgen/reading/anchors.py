"""Where links to a document lead: explicit ids, slugs and nested slugs, all without case.

The headings of a document enter, which may be of several files; an `Anchors` leaves that knows the heading of each
fragment. A publishing tool knows one form of anchors, a reader all: whichever comes first in this order is meant.

    explicit id of the heading, or below it
    slug, as GitHub makes it; the second heading of a slug has "-1" after it, the next "-2"
    nested slug: those of the headings above and its own, joined by "-" (Slate, redcarpet), from any of them on
    slug without anything but letters and digits, if one heading has it

A row of a table that has an anchor, `| <a id="lamp-color"></a>Lamp color |`, is the place of links as a heading is.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from urllib.parse import unquote

from docgen.diagnostics.position import Span
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.markdown.blocks import Document, Heading, Table
from docgen.reading.markdown.inline import NUMBERING, slug
from docgen.reading.page import HeadingDoc
from docgen.records import Record

_MOST_NESTED = 4  # headings in a nested slug
_BELOW_HEADINGS = 7  # the level of a row
_ROW_ID = re.compile(r"<a\s+(?:id|name)=[\"']?([\w.:-]+)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


_NO_WORDS = Vocabulary({})


class Place(Record, frozen=True, kw_only=True):
    """Where something stands in a document."""

    # The fragment that leads to the heading above, "" for the beginning of the document.
    anchor: str = ""
    chapter: str = ""  # the text of the heading around that one, "" without one


class Anchors:
    """The headings of a document by the fragments that lead to them."""

    def __init__(self, of_document: Sequence[HeadingDoc], words: Vocabulary = _NO_WORDS) -> None:
        """`words` are those that no chapter is a subject by: "Endpoints"."""
        self._words = words
        headings = [*enumerate(of_document)]
        self._explicit = _first((id, at) for at, heading in headings for id in heading.ids)
        self._slugs = _first(_slugs(headings))
        self._headings = [heading for _, heading in headings]
        self._lines: dict[str, list[tuple[int, int]]] = {}
        for at, heading in headings:
            self._lines.setdefault(heading.at.path, []).append((heading.at.line, at))
        for lines in self._lines.values():
            lines.sort()  # a list may be shown elsewhere than it is written

    def find(self, fragment: str) -> int | None:
        """The number of the heading that a fragment leads to, with or without "#"; None if it leads nowhere."""
        name = fragment.lstrip("#").lower()
        for known in (name, unquote(name)):
            for names in (self._explicit, self._slugs):
                if known in names:
                    return names[known]
            if known in self._nested:
                return self._nested[known]
        return self._letters.get(_letters(unquote(name)))

    def numbered(self, number: str) -> int | None:
        """The number among all of the heading that begins with a number, as "2.1"."""
        found = (NUMBERING.match(heading.text) for heading in self._headings)
        return next((n for n, m in enumerate(found) if m and m[0].strip(" \t.)") == number), None)

    @cached_property
    def _nested(self) -> Mapping[str, int]:
        return _first(_nested(enumerate(self._headings)))

    @cached_property
    def _names(self) -> Mapping[int, str]:
        # A number is a name's first heading only: of the second the name has a number behind it.
        names = [*self._explicit.items(), *self._slugs.items()]
        return {at: name for name, at in reversed(names)}

    @cached_property
    def _chapters(self) -> Sequence[int | None]:
        return [*_chapters(self._headings)]

    @cached_property
    def _letters(self) -> Mapping[str, int]:
        """The headings by the letters of their slugs, which few links need."""
        return _only((_letters(name), at) for name, at in self._slugs.items())

    def place(self, at: Span) -> Place:
        """Where a place of the document is."""
        lines = self._lines.get(at.path, [])
        index = bisect(lines, (at.line, len(self._headings)))
        number = lines[index - 1][1] if index else 0
        if not number:
            return Place()
        chapter = self._chapters[number]
        while chapter is not None and (around := self._around(chapter)) is not None:
            chapter = around
        text = self._headings[chapter].text if chapter is not None else ""
        return Place(anchor=self._names.get(number, ""), chapter=NUMBERING.sub("", text))

    def _around(self, chapter: int) -> int | None:
        """The chapter around one that is only called "Requests", None for one that is a subject and for the outermost."""
        text, around = self._headings[chapter].text, self._chapters[chapter]
        # "Answers" of a whole API are what it is about.
        kinds = ("endpoint", "request", "api", *(("response",) if around else ()))
        is_part = self._words.means(text, *kinds) and self._words.is_part(text)
        return around if is_part else None

    def names(self) -> list[str]:
        """The explicit ids and the slugs, each once."""
        return [*dict.fromkeys((*self._explicit, *self._slugs))]


def _chapters(headings: Iterable[HeadingDoc]) -> Iterator[int | None]:
    """For each heading the number of the one that it is below, None for none."""
    above: list[tuple[int, int]] = []
    for at, heading in enumerate(headings):
        while above and above[-1][0] >= heading.level:
            above.pop()
        yield above[-1][1] if above else None
        above.append((heading.level, at))


def headings_of(document: Document) -> Iterator[HeadingDoc]:
    """The headings of a document; the title in front matter is published as the first one.

    After them come the rows of tables with anchors, as headings without text.
    """
    if title := document.front_matter.get("title", ""):
        yield HeadingDoc(text=title, level=1, slug="", at=Span(document.source.path, 1))
    for block in document.blocks:
        if isinstance(block, Heading):
            yield HeadingDoc(
                text=block.text, level=block.level, slug=block.slug, ids=block.ids, at=block.span
            )
    for table in document.blocks:
        for row in table.rows if isinstance(table, Table) else ():
            if row and "<" in row[0].text and (ids := tuple(_ROW_ID.findall(row[0].text))):
                yield HeadingDoc(text="", level=_BELOW_HEADINGS, slug="", ids=ids, at=row[0].span)


def _slugs(headings: Iterable[tuple[int, HeadingDoc]]) -> Iterable[tuple[str, int]]:
    seen: dict[str, int] = {}
    for at, heading in headings:
        name = slug(heading.text)
        yield (f"{name}-{seen[name]}" if name in seen else name), at
        seen[name] = seen.get(name, 0) + 1
        # The name of an anchor in the heading, as old pages have it.
        yield heading.slug, at


def _nested(headings: Iterable[tuple[int, HeadingDoc]]) -> Iterable[tuple[str, int]]:
    above: list[tuple[int, str]] = []
    for at, heading in headings:
        if not heading.text:
            continue
        while above and above[-1][0] >= heading.level:
            above.pop()
        above.append((heading.level, slug(heading.text)))
        names = [name for _, name in above[-_MOST_NESTED:]]
        for start in range(len(names) - 2, -1, -1):
            yield "-".join(names[start:]), at


def _first(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The first heading of each name, in lower case."""
    first: dict[str, int] = {}
    for name, at in pairs:
        if name:
            first.setdefault(name.lower(), at)
    return first


def _only(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """The heading of each name that only one has."""
    only: dict[str, int] = {}
    several: set[str] = set()
    for name, at in pairs:
        if only.setdefault(name, at) != at:
            several.add(name)
    return {name: at for name, at in only.items() if name and name not in several}


def _letters(name: str) -> str:
    return _NOT_WORD.sub("", name.lower())
