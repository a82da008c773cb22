"""What a page may have more of than docgen reads.

The text of a page enters; the text that is read leaves, with as many lines, and a finding for what is left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.syntax.http_message import METHODS

_LONGEST_LINE = 100_000
# Each request line of 20 characters becomes an operation, whose code is a hundred times as long.
_CHARACTERS = 100  # for each request line, of a page with more of them than these:
_REQUESTS = 1_000
_SHORTEST = len("GET /a\n")
_WORDS = (*METHODS, *(method.lower() for method in METHODS), "curl")
_REQUEST = re.compile(rf"\b(?:{'|'.join(METHODS)}|curl)\b|\b(?i:{'|'.join(METHODS)})[`*| ]{{1,4}}/")


def within_limits(text: str, path: str) -> tuple[str, list[Diagnostic]]:
    """The text without lines that are data, and up to the last request line that is read (DG104, DG125)."""
    most = max(_REQUESTS, len(text) // _CHARACTERS)
    may_have_more = len(text) > _SHORTEST * most and sum(map(text.count, _WORDS)) > most
    if len(text) <= _LONGEST_LINE and not may_have_more:
        return text, []
    lines = text.split("\n")
    found = [*_long_lines(lines, path), *(_requests(lines, most, path) if may_have_more else ())]
    return ("\n".join(lines) if found else text), found


def _long_lines(lines: list[str], path: str) -> Iterator[Diagnostic]:
    """Empties the lines that are too long."""
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            at = Span(path, number)
            yield diagnose("DG104", at, length=len(line), limit=_LONGEST_LINE)
            lines[number - 1] = ""


def _requests(lines: list[str], most: int, path: str) -> Iterator[Diagnostic]:
    """Empties the lines from the first request line on that is one too many."""
    seen, end = 0, len(lines)
    for number, line in enumerate(lines):
        seen += len(_REQUEST.findall(line))
        if seen > most:
            end = min(end, number)
    if end < len(lines):
        yield diagnose("DG125", Span(path, end + 1), count=seen, limit=most)
        lines[end:] = [""] * (len(lines) - end)
