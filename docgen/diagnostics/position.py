"""Where a piece of text came from.

A page's path and text enter; places in it leave, to be carried through every stage. Nothing here
knows how a page is read or how a place is printed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Literal

from docgen.records import Record


class Source(Record, frozen=True, kw_only=True):
    """One page as it was read from disk, with the files that it includes."""

    path: str  # relative to the folder of pages, with forward slashes
    text: str  # decoded, line ends as "\n", no byte order mark
    includes: tuple[Include, ...] = ()


class Include(Record, frozen=True, kw_only=True):
    """A line of a page in place of which a reader sees another file."""

    target: str  # as written
    at: Span
    source: Source | None  # None when there is a problem
    problem: Literal["", "missing", "circle", "unlisted"] = ""
    is_at_end: bool = False  # the file comes after the whole page


def with_included(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources and all that they include, each path once."""
    seen: set[str] = set()
    waiting = list(sources)[::-1]
    while waiting:
        source = waiting.pop()
        if source.path not in seen:
            seen.add(source.path)
            yield source
            waiting += [i.source for i in reversed(source.includes) if i.source]


class Span(Record, frozen=True):
    """A place on a page that an editor can go to."""

    path: str
    line: int  # from 1
    column: int = 1  # from 1, in code points
    length: int = 0  # in code points; 0 when the whole line is meant
    margin: int = 0  # columns before each line of its text, as before code in a list

    def at_offset(self, text: str, offset: int, length: int = 0) -> Span:
        """The place of `text[offset]`, for a text that begins at this place.

        Only its first line begins in this column, the others behind the margin. For many offsets into
        one text use `Lines`: this counts from its start.
        """
        start = text.rfind("\n", 0, offset) + 1
        if not start:
            return self.within(offset, length)
        column = self.margin + offset - start + 1
        return Span(self.path, self.line + text.count("\n", 0, start), column, length)

    def within(self, offset: int, length: int = 0) -> Span:
        """The place `offset` code points to the right, on the same line."""
        return Span(self.path, self.line, self.column + offset, length)

    def below(self, lines: int) -> Span:
        """The place `lines` lines below, in the same columns."""
        return Span(self.path, self.line + lines, self.column, self.length, self.margin)

    def start(self, lines: int = 0) -> Span:
        """Where a text begins that is `lines` lines below, at the margin."""
        return Span(self.path, self.line + lines, self.margin + 1, margin=self.margin)


class Lines:
    """Where the lines of a text begin, so that each of many offsets into it costs one search."""

    def __init__(self, text: str, at: Span) -> None:
        """`at` is the place where the text begins."""
        self._text = text
        self._at = at

    @cached_property
    def _starts(self) -> Sequence[int]:
        # Of most texts no place is asked for.
        lines = self._text.split("\n")
        return [0, *accumulate(len(line) + 1 for line in lines[:-1])]

    def span(self, offset: int, length: int = 0) -> Span:
        """`at.at_offset(text, offset, length)`."""
        line = bisect_right(self._starts, offset) - 1
        if not line:
            return self._at.within(offset, length)
        column = self._at.margin + offset - self._starts[line] + 1
        return Span(self._at.path, self._at.line + line, column, length)
