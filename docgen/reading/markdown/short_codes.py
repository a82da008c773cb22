"""Short codes and liquid inside of a line: what a reader of the rendered page sees of them.

    {{< required >}}    {{%required%}}      {{< ref "lamps" >}}        lamps
    {{< param name="color" type="string" >}}      {% param name="color" type="string" %}
    {% icon "x" %}                          {% tab title="200 OK" %}   **200 OK**

    {% table %} ... {% /table %}            its rows, each a list of cells, as a table of HTML

A line enters and leaves, of a table its lines. Nothing is evaluated.
"""

from __future__ import annotations

import html
import re

from docgen.reading.markdown.cleared import Clear
from docgen.reading.markdown.components import is_field

FLAGS = frozenset(("required", "optional", "nullable", "deprecated", "removed"))
_WORDS = frozenset(("yes", "no"))  # of a short code that a reader sees as this word
_LINKS = frozenset(("ref", "relref"))
SEEN = FLAGS | _WORDS | _LINKS  # the names of short codes of which something is seen

# Of a request line in a component or a short code.
METHOD = re.compile(r"\bmethod\s*=", re.IGNORECASE)
_STATUS = re.compile(r"\b(?:title|status|httpCode)\s*=\s*[\"'{]?([1-5]\d\d\b[^\"'{}%]*)")
_LIST = re.compile(r"\{%\s*(?!end)[\w-]*(?:parameters|headers)\s*%\}\s*$")
# A placeholder of a path has braces of its own: `path="/lamps/{id}"`.
_REST = r"(?:[^{}]|\{[\w.:-]*+\})*?"
SHORT_CODE = rf"\{{\{{[<%]\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<rest>{_REST})/?[>%]\}}\}}"
# A code span is matched so that nothing inside of it is.
_INLINE = re.compile(rf"`+[^`]*`+|{SHORT_CODE}|(?P<liquid>\{{%[^{{}}]*%\}})")
_ARGUMENT = re.compile(r"[\"']([^\"'\s]*)[\"']|(?<=\s)([\w./#-]+)\s*$")


def as_seen(line: str) -> str:
    """The line with what is seen of its short codes and liquid."""
    return _INLINE.sub(_replaced, line)


def _replaced(match: re.Match[str]) -> str:
    """What a reader sees of a short code or of liquid inside of a line."""
    if liquid := match["liquid"]:
        if status := _STATUS.search(liquid):
            return f"**{status[1].strip()}**"
        is_kept = METHOD.search(liquid) or is_field(liquid) or _LIST.match(liquid)
        return liquid if is_kept else ""
    name = match["name"]
    if not name:
        return match[0]
    if not match["end"] and is_field(match["rest"]):
        return f"{{% {name} {match['rest']} %}}"
    if name in FLAGS:
        return f"{{{{%{name}%}}}}"
    if name in _LINKS:
        argument = _ARGUMENT.search(match["rest"])
        return (argument[1] or argument[2] or "") if argument else ""
    return name if name in _WORDS else ""


_TABLE = re.compile(r"\s*\{%\s*table\b[^{}]*%\}\s*$")
_TABLE_END = re.compile(r"\s*\{%\s*/table\s*%\}\s*$")
_CELL = re.compile(r"\s*[-*+]\s+")
_ROW_END = re.compile(r"\s*-{3,}\s*$")


def table_of_lists(clear: Clear, number: int) -> int:
    """Puts aside the table that a line begins, whose rows are lists parted by rules; the line after it, 0 for any other line."""
    if not _TABLE.match(clear.lines[number]):
        return 0
    written = ["<table><tr>"]
    is_open = False
    for at in range(number + 1, len(clear.lines)):
        line = as_seen(clear.lines[at])
        closed = "</td>" if is_open else ""
        if _TABLE_END.match(clear.lines[at]):
            text = "\n".join([*written, f"{closed}</tr></table>"])
            clear.tables.append((number, text))
            clear.lines[number : at + 1] = [""] * (at + 1 - number)
            return at + 1
        if _ROW_END.match(line):
            written.append(f"{closed}</tr><tr>")
            is_open = False
        elif cell := _CELL.match(line):
            written.append(f"{closed}<td>{html.escape(line[cell.end() :], quote=False)}")
            is_open = True
        elif line.strip() and not is_open or _TABLE.match(clear.lines[at]):
            return 0  # no list of cells
        else:
            written.append(html.escape(line, quote=False))
    return 0
