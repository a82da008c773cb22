"""What a page may have more of than docgen reads.

The text of a page enters; the text that is read leaves, with as many lines, and a finding for what is left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.syntax.http_message import METHODS

_LONGEST_LINE = 100_000
# Each request line of 20 characters becomes an operation, and each heading may be a type, whose code is a hundred times
# as long.
_CHARACTERS = 100  # for each request line, or heading, of a page with more of them than these:
_MOST = 1_000
_SHORTEST = len("GET /a\n")
_WORDS = (*METHODS, *(method.lower() for method in METHODS), "curl")
_HEADING = re.compile(r"#{1,6}[ \t]")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_REQUEST = re.compile(rf"\b(?:{'|'.join(METHODS)}|curl)\b|\b(?i:{'|'.join(METHODS)})[`*| ]{{1,4}}/")


def within_limits(text: str, path: str) -> tuple[str, list[Diagnostic]]:
    """The text without lines that are data, and up to the last request line and heading that are read (DG104, DG125)."""
    most = max(_MOST, len(text) // _CHARACTERS)
    has_requests = len(text) > _SHORTEST * most and sum(map(text.count, _WORDS)) > most
    has_headings = text.count("\n#") > most
    if len(text) <= _LONGEST_LINE and not (has_requests or has_headings):
        return text, []
    lines = text.split("\n")
    found = [
        *_long_lines(lines, path),
        *(_cut(lines, _headings(lines), "headings", most, path) if has_headings else ()),
        *(_cut(lines, _requests(lines), "request lines", most, path) if has_requests else ()),
    ]
    return ("\n".join(lines) if found else text), found


def _long_lines(lines: list[str], path: str) -> Iterator[Diagnostic]:
    """Empties the lines that are too long."""
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            at = Span(path, number)
            yield diagnose("DG104", at, length=len(line), limit=_LONGEST_LINE)
            lines[number - 1] = ""


def _cut(
    lines: list[str], counts: Iterable[int], what: str, most: int, path: str
) -> Iterator[Diagnostic]:
    """Empties the lines from the first on that has one too many; `counts` are by line."""
    seen, end = 0, len(lines)
    for number, count in enumerate(counts):
        seen += count
        if seen > most:
            end = min(end, number)
    if end < len(lines):
        yield diagnose("DG125", Span(path, end + 1), count=seen, what=what, limit=most)
        lines[end:] = [""] * (len(lines) - end)


def _requests(lines: list[str]) -> Iterator[int]:
    return (len(_REQUEST.findall(line)) for line in lines)


def _headings(lines: list[str]) -> Iterator[int]:
    """Of each line whether it is a heading, and no comment in a fence."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        yield not fence and _HEADING.match(line) is not None
