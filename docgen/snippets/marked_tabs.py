"""Tabs between marks: a Python tab in a group of tabs of a site.

    {{< tabs >}} {{< tab title="cURL" >}} ... {{< /tab >}} {{< /tabs >}}      short codes
    <Tabs> <TabItem value="curl" label="cURL"> ... </TabItem> </Tabs>         components, as of Docusaurus
    ::Tabs :::TabTitle cURL ... ::EndTabs                                     directives

The lines of a page enter, with those of its fences; the groups leave, each with where its Python tab goes and how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Marks(NamedTuple):
    """How one kind of site writes tabs."""

    begin: re.Pattern[str]
    tab: re.Pattern[str]  # its first group is what names the tab
    tab_end: re.Pattern[str] | None
    end: re.Pattern[str]


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"[ \t>]*{pattern}[ \t]*$")


_KINDS = (
    Marks(
        _line(r"\{\{[<%]\s*(?:tabs|tabpane)\b[^{}]*[>%]\}\}"),
        _line(r"\{\{[<%]\s*tab\b([^{}]*)[>%]\}\}"),
        _line(r"\{\{[<%]\s*/\s*tab\s*[>%]\}\}"),
        _line(r"\{\{[<%]\s*/\s*(?:tabs|tabpane)\s*[>%]\}\}"),
    ),
    Marks(
        _line(r"<Tabs\b[^<>]*>"),
        _line(r"<TabItem\b([^<>]*)>"),
        _line(r"</TabItem>"),
        _line(r"</Tabs>"),
    ),
    Marks(_line(r"::Tabs"), _line(r":::TabTitle\s+(.*\S)"), None, _line(r"::EndTabs")),
)
_VALUE = re.compile(r"""(?:([\w-]+)\s*=\s*)?(["'])(.*?)\2""")
_WORDS = ("value", "lang", "language", "id", "key")  # attributes that no reader sees
_KEPT = ("groupId", "icon", "class", "className")
_DEFAULT = re.compile(r"\s+default\b(?:=\S+)?")


class Group(NamedTuple):
    """A group of tabs: the lines from `begin` to before `end`, from 0."""

    begin: int
    end: int
    at: int  # the lines that a Python tab takes the place of, `at` to before `after`: none for a new one
    after: int
    opening: str  # the line that begins the tab
    closing: str  # the line that ends it, "" where nothing does
    has_fences: bool  # code is in fences there, not bare


def marked_groups(lines: Sequence[str], fences: Mapping[int, int]) -> Iterator[Group]:
    """The groups with a tab, by their marks. `fences` are the first line of each fence and the line after its last."""
    begun: tuple[Marks, int] | None = None
    tabs: list[tuple[int, str]] = []
    inside = 0  # the line after a fence
    for number, line in enumerate(lines):
        if number < inside:
            continue
        inside = fences.get(number, 0)
        if begun is None:
            kind = next((marks for marks in _KINDS if marks.begin.match(line)), None)
            begun, tabs = (kind, number) if kind else None, []
        elif begun[0].end.match(line):
            if tabs:
                yield _group(lines, begun, number, tabs, fences)
            begun = None
        elif tab := begun[0].tab.match(line):
            tabs.append((number, tab[1]))


def _group(
    lines: Sequence[str],
    begun: tuple[Marks, int],
    end: int,
    tabs: Sequence[tuple[int, str]],
    fences: Mapping[int, int],
) -> Group:
    marks, begin = begun
    ends = [*(number for number, _ in tabs[1:]), end]
    own = next((i for i, (_, about) in enumerate(tabs) if _is_python(about)), None)
    first, about = tabs[-1]
    closing = next((x for x in lines[first:end] if marks.tab_end and marks.tab_end.match(x)), "")
    opening = lines[first].replace(about, _python(about)) if about.strip() else lines[first]
    at, after = (end, end) if own is None else (tabs[own][0], ends[own])
    has_fences = any(number in fences for number in range(first, end))
    return Group(begin, end, at, after, opening if own is None else lines[at], closing, has_fences)


def _is_python(about: str) -> bool:
    words = [match[3] for match in _VALUE.finditer(about)] or [about]
    return any(word.strip().lower() == "python" for word in words)


def _python(about: str) -> str:
    """What names a tab, for Python."""

    def named(match: re.Match[str]) -> str:
        name = match[1] or ""
        if name in _KEPT:
            return match[0]
        word = "python" if name in _WORDS else "Python"
        return f"{name}={match[2]}{word}{match[2]}" if name else f"{match[2]}{word}{match[2]}"

    if not _VALUE.search(about):
        return "Python"
    return _DEFAULT.sub("", _VALUE.sub(named, about))
