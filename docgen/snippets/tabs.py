"""A page with a Python program beside each of its HTTP samples.

A page's text and the programs of its samples enter; the text with them leaves. A group of tabs gets a Python tab, as it writes tabs.
Beside other samples is a group of tabs, where the site writes them as headings (`# [Title](#tab/id)` ... `---`), else a fence, which
some sites make a tab of. Nothing else of the page changes, and doing it again gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.snippets.marked_tabs import Group, marked_groups

_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})")
_TAB = re.compile(r"[ \t>]*#\s*\[[^\]]*\]\(#tab/([\w-]+)[^)]*\)\s*$")
_HEADING = re.compile(r"[ \t>]*#{1,6}\s")
_END = re.compile(r"[ \t>]*(?:-{3,}|\*{3,}|_{3,})\s*$")
_MARGIN = re.compile(r"[ \t>]*")
_LANGUAGE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})\s*(?:python|py)\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n.*?^---$", re.DOTALL | re.MULTILINE)
_LANGUAGES = re.compile(r"^(language_tabs:[^\n]*\n)((?:[ \t]*-[^\n]*\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Tab:
    """A tab of a group: `begin` is the line of its title, `end` the line after its content."""

    id: str
    begin: int
    end: int


def has_heading_tabs(text: str) -> bool:
    """Whether a page writes tabs as headings."""
    return any(_TAB.match(line) for line in text.split("\n"))


def with_python(text: str, programs: Mapping[int, str], *, has_headings: bool) -> str:
    """The page with the programs in it, by a line of each sample's fence, from 1.

    An existing Python tab is replaced. A sample that is in no fence gets none. `has_headings`: the site writes tabs as headings.
    """
    lines = text.split("\n")
    fences = dict(_fences(lines))
    edits: dict[int, tuple[int, list[str]]] = {}  # begin -> end, and the lines that replace these
    waiting: dict[int, list[str]] = {}  # the first line of a fence -> its programs
    for line, program in sorted(programs.items()):
        for begin, end in fences.items():
            if begin < line <= end:
                waiting.setdefault(begin, []).append(program)

    def taken(begin: int, end: int) -> list[str]:
        inside = [at for at in waiting if begin < at < end]
        return [code for at in inside for code in waiting.pop(at)]

    for group in _groups(lines, fences):
        if codes := taken(group[0].begin, group[-1].end):
            begin, end, gap = _place(group)
            margin = _margin(lines[group[0].begin])
            edits[begin] = (end, [*gap, *_python_tab(codes, margin)])
    for marked in marked_groups(lines, fences):
        if codes := taken(marked.begin, marked.end):
            edits[marked.at] = (marked.after, _marked_tab(marked, codes, _margin(marked.opening)))
    for at, codes in waiting.items():
        if has_headings:
            edits |= _headed(lines, at, fences[at], codes)
        else:
            begin, end = _own_fence(lines, fences, at, waiting)
            gap = [""] if begin == end else []
            edits[begin] = (end, [*gap, *_python_fences(codes, _margin(lines[at]))])
    for begin, (end, new) in sorted(edits.items(), reverse=True):
        lines[begin:end] = new
    return _with_language("\n".join(lines))


def _headed(
    lines: Sequence[str], at: int, end: int, codes: Sequence[str]
) -> dict[int, tuple[int, list[str]]]:
    """The edits that put a fence into a group of tabs, as headings."""
    begin, margin = _annotated(lines, at), _margin(lines[at])
    after = [margin.rstrip()] if "".join(lines[end : end + 1]).strip() else []
    tab = _python_tab(codes, margin)
    return {
        begin: (begin, [f"{margin}# [HTTP](#tab/http)"]),
        end: (end, [margin.rstrip(), *tab, margin.rstrip(), f"{margin}---", *after]),
    }


def _own_fence(
    lines: Sequence[str], fences: Mapping[int, int], at: int, samples: Collection[int]
) -> tuple[int, int]:
    """The lines that a Python fence takes the place of: those of one in the same run of fences, or none after the sample."""
    end = number = fences[at]
    while True:
        while number < len(lines) and not lines[number].strip(" \t>"):
            number += 1
        if number not in fences or number in samples:
            return end, end
        if _LANGUAGE.match(lines[number]):
            return number, fences[number]
        number = fences[number]


def _marked_tab(group: Group, codes: Sequence[str], margin: str) -> list[str]:
    """A tab between marks, with a line between it and what is around it."""
    bare = [line for code in codes for line in code.rstrip("\n").split("\n")]
    content = ["", *_python_fences(codes, margin), ""] if group.has_fences else bare
    return [group.opening, *content, *filter(None, [group.closing])]


def _with_language(text: str) -> str:
    """The page; one whose front matter lists the languages of its tabs lists Python, too."""
    front = _FRONT_MATTER.match(text)
    known = _LANGUAGES.search(front[0]) if front else None
    if known is None or re.search(r"^\s*-\s*['\"]?python\b", known[2], re.MULTILINE):
        return text
    margin = re.match(r"\s*", known[2])
    return text[: known.end(2)] + f"{margin[0] if margin else ''}- python\n" + text[known.end(2) :]


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
    """The title and a fence for each program."""
    return [f"{margin}# [Python](#tab/python)", *_python_fences(codes, margin)]


def _python_fences(codes: Sequence[str], margin: str) -> list[str]:
    """A fence for each program, which nothing in it can close."""
    lines: list[str] = []
    for code in codes:
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        lines += [f"{fence}python", *code.rstrip("\n").split("\n"), fence]
    return [f"{margin}{line}".rstrip() for line in lines]
