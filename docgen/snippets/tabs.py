"""A page with a Python tab beside each of its HTTP samples.

A page's text and the programs of its samples enter; the text with tabs leaves, in the convention
that conceptual tabs are written in: `# [Title](#tab/id)` ... `---`. Nothing else of it changes, and
doing it again gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})")
_TAB = re.compile(r"[ \t>]*#\s*\[[^\]]*\]\(#tab/([\w-]+)[^)]*\)\s*$")
_HEADING = re.compile(r"[ \t>]*#{1,6}\s")
_END = re.compile(r"[ \t>]*(?:-{3,}|\*{3,}|_{3,})\s*$")
_MARGIN = re.compile(r"[ \t>]*")


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab of a group: `begin` is the line of its title, `end` the line after its content."""

    id: str
    begin: int
    end: int


def with_python(text: str, programs: Mapping[int, str]) -> str:
    """The page with the programs in it, by a line of each sample's fence, from 1.

    An existing Python tab is replaced; samples without tabs get them. A sample that is in
    no fence gets none.
    """
    lines = text.split("\n")
    fences = dict(_fences(lines))
    edits: dict[int, tuple[int, list[str]]] = {}  # begin -> end, and the lines that replace these
    waiting: dict[int, list[str]] = {}  # the first line of a fence -> its programs
    for line, program in sorted(programs.items()):
        for begin, end in fences.items():
            if begin < line <= end:
                waiting.setdefault(begin, []).append(program)
    for group in _groups(lines, fences):
        inside = [at for at in waiting if group[0].begin < at < group[-1].end]
        if inside:
            codes = [code for at in inside for code in waiting.pop(at)]
            begin, end, gap = _place(group)
            margin = _margin(lines[group[0].begin])
            edits[begin] = (end, [*gap, *_python_tab(codes, margin)])
    for at, codes in waiting.items():
        begin, end, margin = _annotated(lines, at), fences[at], _margin(lines[at])
        edits[begin] = (begin, [f"{margin}# [HTTP](#tab/http)"])
        after = [margin.rstrip()] if "".join(lines[end : end + 1]).strip() else []
        tab = _python_tab(codes, margin)
        edits[end] = (end, [margin.rstrip(), *tab, margin.rstrip(), f"{margin}---", *after])
    for begin, (end, new) in sorted(edits.items(), reverse=True):
        lines[begin:end] = new
    return "\n".join(lines)


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first line of each fence, and the line after its last."""
    begin, fence = -1, ""
    for number, line in enumerate(lines):
        bare = line.strip(" \t>")
        if begin < 0 and _FENCE.match(line):
            begin, fence = number, re.match(r"`+|~+", bare)[0]  # type: ignore[index]
        elif begin >= 0 and bare.startswith(fence) and not bare.strip(fence[0]):
            yield begin, number + 1
            begin = -1
    if begin >= 0:
        yield begin, len(lines)


def _groups(lines: Sequence[str], fences: Mapping[int, int]) -> Iterator[list[_Tab]]:
    """The groups of tabs. One ends with a rule, with another heading, or with the page."""
    begun: list[tuple[str, int]] = []
    after = 0  # a fence
    for number, line in enumerate([*lines, "---"]):
        if number < after:
            continue
        after = fences.get(number, 0)
        if tab := _TAB.match(line):
            begun.append((tab[1], number))
        elif begun and (_END.match(line) or _HEADING.match(line)):
            ends = [*(at for _, at in begun[1:]), number]
            yield [_Tab(id, at, _trimmed(lines, at, end)) for (id, at), end in zip(begun, ends)]
            begun = []


def _trimmed(lines: Sequence[str], begin: int, end: int) -> int:
    while end > begin + 1 and not lines[end - 1].strip(" \t>"):
        end -= 1
    return end


def _place(group: Sequence[_Tab]) -> tuple[int, int, list[str]]:
    """The lines that a Python tab takes the place of, and what parts it from those before."""
    for tab in group:
        if tab.id == "python":
            return tab.begin, tab.end, []
    return group[-1].end, group[-1].end, [""]


def _annotated(lines: Sequence[str], at: int) -> int:
    """The line where the comment before a fence begins, or the fence's own."""
    before = at - 1
    while before > 0 and not lines[before].strip(" \t>"):
        before -= 1
    if before < 0 or not lines[before].rstrip().endswith("-->"):
        return at
    while before >= 0 and "<!--" not in lines[before]:
        before -= 1
    return before if before >= 0 and _MARGIN.sub("", lines[before]).startswith("<!--") else at


def _margin(line: str) -> str:
    match = _MARGIN.match(line)
    return match[0] if match else ""


def _python_tab(codes: Sequence[str], margin: str) -> list[str]:
    """The title and a fence for each program, which nothing in it can close."""
    lines = ["# [Python](#tab/python)"]
    for code in codes:
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        lines += [f"{fence}python", *code.rstrip("\n").split("\n"), fence]
    return [f"{margin}{line}".rstrip() for line in lines]
