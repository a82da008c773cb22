"""Where a piece of text came from.

A page's path and text enter; places in it leave, to be carried through every stage. Nothing here
knows how a page is read or how a place is printed.
"""

from __future__ import annotations

from docgen.records import Record


class Source(Record, frozen=True, kw_only=True):
    """One page as it was read from disk."""

    path: str  # relative to the folder of pages, with forward slashes
    text: str  # decoded, line ends as "\n", no byte order mark


class Span(Record, frozen=True):
    """A place on a page that an editor can go to."""

    path: str
    line: int  # from 1
    column: int = 1  # from 1, in code points
    length: int = 0  # in code points; 0 when the whole line is meant

    def within(self, offset: int, length: int = 0) -> Span:
        """The place `offset` code points to the right, on the same line."""
        return Span(self.path, self.line, self.column + offset, length)

    def below(self, lines: int) -> Span:
        """The place `lines` lines below, in the same columns."""
        return Span(self.path, self.line + lines, self.column, self.length)
