"""Whether there is mark-up that wraps lines, what is left of them without it, and what is put aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docgen.reading.markdown.components import RequestHeading

_BEGINNING = re.compile(
    r"\n[ \t]*(?:\{:|#{1,6} +<|#{1,6} [^\n<]{1,200}<[A-Z]|<[A-Za-z/]|:::|!!! |\?\?\?[ +]|=== [\"']|:[ \t]+\S|:[ \t]*\n)"
)


@dataclass
class Clear:
    """Lines without the mark-up that wraps them; line numbers begin with 0."""

    lines: list[str]
    shifts: dict[int, int] = field(default_factory=dict)  # columns that were taken off, by line
    ids: dict[int, list[str]] = field(default_factory=dict)  # explicit ids, by line from 1
    containers: dict[int, str] = field(default_factory=dict)  # the innermost wrapper, by line
    tables: list[tuple[int, str]] = field(default_factory=list)  # HTML, by its first line
    json_blocks: list[tuple[int, str, str]] = field(default_factory=list)  # line, name, JSON
    requests: list[tuple[int, RequestHeading]] = field(default_factory=list)  # by line


@dataclass
class Frame:
    """A wrapper that is open."""

    name: str  # as it is closed
    container: str
    indent: int  # of its own line
    strip: int = -1  # columns that its content is indented by; -1 until there is some


def has_markup(path: str, text: str) -> bool:
    """Whether a page may hold what is taken away; most pages do not, which takes no time to know."""
    if "{{" in text or "{%" in text or "[block:" in text or path.endswith((".mdx", ".erb")):
        return True
    if "[TOC]" in text or "[[toc]]" in text or "[[_TOC_]]" in text:
        return True
    return text.startswith(("<", ":::")) or _BEGINNING.search(text) is not None
