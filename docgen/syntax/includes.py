"""Where a page includes other files, in the notations of the tools that publish Markdown.

    file      = "@include" quote path quote                      alone on a line
    docfx     = "[!INCLUDE [" text "](" path ")]"                alone on a line (DocFX)
    comment   = "<!--" "include(" path ")" "-->"                 alone on a line (API Blueprint, aglio)
    transcl   = ":[" text "](" path ")"                          alone on a line (API Blueprint, hercule)
    partial   = "<%=" "partial" ["("] quote path quote ... "%>"  alone on a line (Middleman)
    component = "<" Name ... "/>"                                alone on a line (MDX), of "import" Name "from" quote path quote
    list      = key ":" { "-" name }                             in front matter (Slate)

A text enters; `IncludeLine`s leave. Does not know which files there are, so a list of other things is one as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from docgen.records import Record


class IncludeLine(Record, frozen=True, kw_only=True):
    """A line that may include a file."""

    form: Literal["file", "docfx", "partial", "comment", "transclusion", "component", "list"]
    target: str  # as written
    line: int  # from 1
    column: int  # of the target, from 1
    key: str = ""  # of a list


_Form = Literal["file", "docfx", "partial", "comment", "transclusion"]
# Each begins with letters that are searched for faster than a pattern is matched.
_FORMS: tuple[tuple[_Form, str, re.Pattern[str]], ...] = (
    ("file", "@include", re.compile(r"@include[ \t]+(['\"])([^'\"\n]+)\1[ \t]*$", re.M)),
    (
        "docfx",
        "[!",
        re.compile(
            r"\[!(?:INCLUDE|include|Include)[ \t]*\[[^\[\]\n]*\][ \t]*\(([^()\s]+)\)[ \t]*\][ \t]*$",
            re.M,
        ),
    ),
    ("comment", "include(", re.compile(r"<!--[ \t]*include\(([^()\s]+)\)[ \t]*-->[ \t]*$", re.M)),
    ("transclusion", ":[", re.compile(r":\[[^\[\]\n]*\]\(([^()\s]+)\)[ \t]*$", re.M)),
    (
        "partial",
        "<%=",
        # What Ruby puts together ("guides/#{name}") names no file.
        re.compile(r"<%=[ \t]*partial[ \t(]*(['\"])([^'\"#\n]+)\1[^\n]*%>[ \t]*$", re.M),
    ),
)
# A file of Markdown as a component, and the places where it is.
_IMPORT = re.compile(
    r"^import[ \t]+([A-Z]\w*)[ \t]+from[ \t]+(['\"])([^'\"\n]+\.mdx?)\2;?[ \t]*$", re.M
)
_COMPONENT = re.compile(r"^[ \t]*<([A-Z]\w*)(?=[ \t/])[^<>\n]{0,500}/>[ \t]*$", re.M)
_KEY = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(?:#.*)?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(['\"]?)([A-Za-z0-9_][\w./-]*)\1[ \t]*(?:#.*)?$")
# What opens or closes a fence, also in a quotation or a list.
FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})([^\n]*)")


def include_lines(path: str, text: str) -> list[IncludeLine]:
    """The lines of a page that may include files, in order. A line inside of a fence counts as well."""
    lines = [*_front_matter_lists(text)] if text.startswith("---\n") else []
    for form, beginning, pattern in _FORMS:
        if form == "partial" and not path.endswith(".erb"):
            continue  # other templates look alike
        if beginning in text:
            lines += _matches(text, form, pattern)
    if "import " in text and (imported := {m[1]: m[3] for m in _IMPORT.finditer(text)}):
        lines += _components(text, imported)
    return sorted(lines, key=lambda include: include.line) if len(lines) > 1 else lines


def fenced_lines(text: str) -> set[int]:
    """The lines inside of fences, from 1."""
    fenced: set[int] = set()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            fenced.add(number)
        if not (fence := FENCE.match(line)):
            continue
        if not closing:
            closing = fence[1]
        elif fence[1].startswith(closing) and not fence[2].strip():
            closing = ""
    return fenced


def _matches(text: str, form: _Form, pattern: re.Pattern[str]) -> Iterator[IncludeLine]:
    line, counted = 1, 0
    for match in pattern.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if text[start : match.start()].strip():
            continue
        line += text.count("\n", counted, start)
        counted = start
        group = pattern.groups
        column = match.start(group) - start + 1
        yield IncludeLine(form=form, target=match[group], line=line, column=column)


def _components(text: str, files: Mapping[str, str]) -> Iterator[IncludeLine]:
    """The places of components that are files, by their names."""
    line, counted = 1, 0
    for match in _COMPONENT.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if target := files.get(match[1]):
            column = match.start(1) - match.start() + 1
            yield IncludeLine(form="component", target=target, line=line, column=column)


def _front_matter_lists(text: str) -> Iterator[IncludeLine]:
    """The names in lists of front matter, which may be files."""
    end = text.find("\n---", 3)
    if end < 0 or "- " not in text[:end]:
        return
    key = ""
    for number, line in enumerate(text[:end].split("\n"), 1):
        if item := _ITEM.match(line) if key else None:
            yield IncludeLine(
                form="list", target=item[2], line=number, column=item.start(2) + 1, key=key
            )
        elif match := _KEY.match(line):
            key = match[1]
        elif line.strip() and not line.lstrip().startswith(("#", "-")):
            key = ""
