"""The smallest edit of a page that makes it say what the service does.

A difference and the lines of its page enter; the edit of a line, or of a line more or less, leaves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from posixpath import commonprefix

from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.position import Span
from docgen.verify.service.difference import Difference

_KEY = re.compile(r'\s*"(?:[^"\\]|\\.)*"\s*:\s*')
_VALUE = re.compile(r'("(?:[^"\\]|\\.)*"|[^\s,}\]"]+)')
# The words of tables for a kind of JSON value.
_WORDS = {
    "string": ("string", "str", "text", "datetime", "date-time", "timestamp"),
    "number": ("number", "integer", "int", "int32", "int64", "float", "double", "long", "decimal"),
    "integer": ("integer", "int", "int32", "int64", "long", "number"),
    "boolean": ("boolean", "bool"),
    "array": ("array", "list"),
    "object": ("object", "map", "dict"),
}


def edit_of(difference: Difference, lines: Sequence[str]) -> Edit | None:
    """The edit for a difference, None where only the author knows one. It is unsafe: the service may be wrong."""
    at = difference.at
    make = _MAKERS.get(difference.code)
    if make is None or difference.is_elsewhere or not 0 < at.line <= len(lines):
        return None
    line = lines[at.line - 1]
    new = make(difference, line)
    if new is None or new == line:
        return None
    if difference.code in _ADDED and _KEY.match(line):
        # Above a key, which may be the last one and have no comma.
        return _edit(at, 0, "", f"{new}\n")
    if difference.code in _ADDED:
        return _edit(at, len(line), "", f"\n{new}")
    if not new:
        return _edit(at, 0, line, "")
    start = _common(line, new)
    end = _common(line[start:][::-1], new[start:][::-1])
    return _edit(at, start, line[start : len(line) - end], new[start : len(new) - end])


def _edit(at: Span, start: int, old: str, new: str) -> Edit:
    place = Span(at.path, at.line, start + 1, len(old))
    return Edit(at=place, old=old, new=new, is_safe=False)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with, up to the last whole word."""
    size = len(commonprefix((one, other)))
    while size and (one[size - 1].isalnum() or one[size - 1] == "_"):
        size -= 1
    return size


def _renamed(difference: Difference, line: str) -> str | None:
    start = max(0, difference.at.column - 1)
    return _replaced(line, difference.old, difference.new, start)


def _replaced(line: str, old: str, new: str, start: int = 0) -> str | None:
    pattern = re.compile(rf"(?<![\w.]){re.escape(old)}(?!\w)", re.IGNORECASE)
    match = pattern.search(line, start) or pattern.search(line)
    return line[: match.start()] + new + line[match.end() :] if match else None


def _other_type(difference: Difference, line: str) -> str | None:
    """Another type in a table or a list, another value in a sample."""
    if _KEY.match(line):
        return _other_value(line, difference.evidence)
    for word in (difference.old, *_WORDS.get(difference.old, ())):
        if new := _replaced(line, word, difference.new, difference.at.column - 1):
            return new
    return None


def _other_value(line: str, value: str) -> str | None:
    """A line of a sample with another value of its key; None for an object or an array of more lines."""
    key = _KEY.match(line)
    match = _VALUE.match(line, key.end()) if key else None
    if not match or match[0][0] in "{[" or "…" in value:
        return None
    return line[: match.start()] + value + line[match.end() :]


def _nullable(difference: Difference, line: str) -> str | None:
    if _KEY.match(line):
        return _other_value(line, "null")
    return _other_type(difference, line)


def _added_key(difference: Difference, line: str) -> str | None:
    """A line for a key, written as the line before it is."""
    indent = line[: len(line) - len(line.lstrip())]
    kind = difference.words["kind"].removeprefix("a ").removeprefix("an ")
    if _KEY.match(line):
        value = difference.evidence.partition(": ")[2]
        return f'{indent}"{difference.new}": {"…" if "…" in value else value},'
    if line.lstrip().startswith("|"):
        cells = line.strip().strip("|").split("|")
        code = "`" if "`" in cells[0] else ""
        texts = [f" {code}{difference.new}{code} ", f" {kind} ", *(" " for _ in cells[2:])]
        return f"{indent}|{'|'.join(texts[: len(cells)])}|"
    if match := re.match(r"\s*[-*+]\s", line):
        return f"{match[0]}`{difference.new}`: {kind}"
    return None


def _removed(difference: Difference, line: str) -> str | None:
    """ "" in place of the only line of a key."""
    key = _KEY.match(line)
    if key:
        return "" if _other_value(line, "null") and line.count('":') == 1 else None
    return "" if line.lstrip().startswith(("|", "-", "*", "+")) else None


def _added_member(difference: Difference, line: str) -> str | None:
    """A value after the last of those on the line, in a line of its own in a table or a list of them."""
    known = difference.words["documented"].split(", ")
    quoted = [m for m in re.finditer(r"([`\"'])([^`\"']+)\1", line) if m[2] in known]
    if len(quoted) > 1:
        last = quoted[-1]
        return f"{line[: last.end()]}, {last[1]}{difference.new}{last[1]}{line[last.end():]}"
    if quoted:
        return f"{line[: quoted[0].start()]}{quoted[0][1]}{difference.new}{quoted[0][1]}"
    return None


def _required(difference: Difference, line: str) -> str | None:
    if optional := _replaced(line, "optional", "required"):
        return optional
    match = re.search(rf"[`*]*{re.escape(difference.old)}[`*]*", line)
    return f"{line[: match.end()]} (required){line[match.end():]}" if match else None


_MAKERS: dict[str, Callable[[Difference, str], str | None]] = {
    "DG603": _renamed,
    "DG606": _added_key,
    "DG607": _removed,
    "DG608": _other_type,
    "DG609": _nullable,
    "DG610": _added_member,
    "DG613": _required,
    "DG614": _renamed,
    "DG615": _renamed,
}
_ADDED = ("DG606",)
