"""Operations as directives of the HTTP domain of Sphinx, in MyST's fences or as reStructuredText.

    ```{http:get} /lamps/{id}            .. http:get:: /lamps/{id}
    One lamp.
    :param int id: Which one.                :param int id: Which one.
    :>json string color: Its color.          :resheader X-Total: How many there are.
    ```                                      .. code-block:: json

Lines enter, and as many leave, with a request line in place of the directive, bullets in place of its fields, fences
in place of code, and its content without the indentation. Each word stays in its line but for a type on a line of its
own, the path in its column too.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import NamedTuple

_METHOD = r"http:(get|post|put|patch|delete|head|options)"
_FENCE = re.compile(rf"([ \t]*)(`{{3,}}|~{{3,}}|:{{3,}})\{{{_METHOD}\}}[ \t]+(\S[^\n]*)")
_DIRECTIVE = re.compile(rf"([ \t]*)\.\. {_METHOD}::[ \t]+(\S[^\n]*)")
_RST = re.compile(r"[ \t]*(`{3,}|~{3,}|:{3,})\{eval-rst\}[ \t]*")
_CODE = re.compile(r"([ \t]*)\.\. (?:code|code-block|sourcecode)::[ \t]*([\w+-]*)[ \t]*")
_OPTION = re.compile(r"[ \t]*:(?:synopsis|deprecated|noindex|no-index)\b:?")
_OF_CODE = re.compile(r"[ \t]*:[a-z-]+:(?:[ \t]|\Z)")
_FIELD = re.compile(r"[ \t]*:([<>a-z]+)((?:[ \t]+[^\s:]+){1,4})[ \t]*:(?:[ \t]+(\S[^\n]*))?")
_TYPE = re.compile(r"[ \t]*:(?:type|\w+type)[ \t]+(\S+)[ \t]*:[ \t]+([^\n`()]+)")
_ARGUMENT = re.compile(r"\((?:[\w.]+:)?([\w.-]+)\)")  # "(int:lamp_id)" in a path
_PLACES = {
    **dict.fromkeys(("param", "parameter", "arg", "argument", "key", "keyword"), "path"),
    **dict.fromkeys(("query", "queryparameter", "queryparam", "qparam"), "query"),
    **dict.fromkeys(("form", "formparameter", "formparam", "fparam"), "body"),
    **dict.fromkeys(("json", "jsonparameter", "jsonparam", "reqjson", "<json"), "body"),
    **dict.fromkeys(("reqjsonobj", "jsonarr", "reqjsonarr", "<jsonarr"), "body"),
    **dict.fromkeys(("reqheader", "requestheader", "reqhdr", "<header"), "header"),
    **dict.fromkeys(("resjson", "resjsonobj", ">json"), "response"),
    **dict.fromkeys(("resjsonarr", ">jsonarr"), "response array"),
    **dict.fromkeys(("resheader", "responseheader", "reshdr", ">header"), "response header"),
}
_OF_STATUSES = ("status", "statuscode", "code")
_LEAST = 3  # columns that content is indented by
_MARK = "~~~~"  # of a fence in place of code


def with_requests(lines: list[str]) -> None:
    """Puts request lines, bullets and fences in place of directives."""
    fences: list[str] = []  # how those that are open begin, the outermost first
    indent = -1  # of the directive that the lines are below, if any
    done = 0  # the lines above it are what they are to be
    fields: dict[str, tuple[int, _Bullet]] = {}  # of the directive, with their lines
    is_titled = False  # the heading above is the title of a directive already
    for number, line in enumerate(lines):
        if number < done:
            continue
        is_titled = is_titled and not (line.startswith("#") and indent)
        if fences and line.strip() == fences[-1]:
            lines[number] = ""
            fences.pop()
            indent = -1
        elif found := _FENCE.fullmatch(line):
            fences.append(found[2])
            lines[number] = _request(found.start(4), found[3], found[4], is_titled)
            indent, fields, is_titled = 0, {}, True
        elif found := _DIRECTIVE.fullmatch(line):
            lines[number] = _request(found.start(3), found[2], found[3], is_titled)
            indent, fields, is_titled = len(found[1]) + _LEAST, {}, True
        elif indent < 0 and (opened := _RST.fullmatch(line)) and _has_directive(lines, number):
            fences.append(opened[1])
            lines[number] = ""
        elif indent >= 0 and line.strip() and _indent_of(line) < indent:
            indent = -1
        elif indent >= 0:
            if found := _CODE.fullmatch(line):
                done = _put_fence(lines, number, found)
            if number >= done:
                _put_content(lines, number, line[indent:], fields)


def _has_directive(lines: list[str], start: int) -> bool:
    """Whether the first line of content is a directive."""
    below = (lines[number] for number in range(start + 1, len(lines)))
    first = next((line for line in below if line.strip()), "")
    return _DIRECTIVE.fullmatch(first) is not None


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def _request(column: int, method: str, target: str, is_titled: bool) -> str:
    """A request line that has its path in a column; as a heading where the one above has a directive already."""
    before = f"###### {method.upper()}" if is_titled else f"<i>{method.upper()}</i>"
    return before.ljust(column) + _ARGUMENT.sub(r"{\1}", target.rstrip())


class _Bullet(NamedTuple):
    """A field as it is written in place of one."""

    name: str
    place: str
    type_text: str
    about: str

    def __str__(self) -> str:
        inner = ", ".join(filter(None, (self.place, self.type_text)))
        return f"- `{self.name}` ({inner}): {self.about}"


def _put_content(
    lines: list[str], number: int, line: str, fields: dict[str, tuple[int, _Bullet]]
) -> None:
    """Puts a line of the content in its place, a field as a bullet; "`:type color: string`" belongs to one above."""
    lines[number] = "" if _OPTION.match(line) else line
    if (of_type := _TYPE.fullmatch(line)) and of_type[1] in fields:
        above, bullet = fields[of_type[1]]
        lines[above], lines[number] = str(bullet._replace(type_text=of_type[2].strip())), ""
    if lines[number] and (found := _FIELD.fullmatch(line)):
        kind, (*types, name), about = found[1], found[2].split(), found[3] or ""
        if kind in _OF_STATUSES:
            lines[number] = f"- `{name}`: {about}"
        elif kind in _PLACES:
            bullet = _Bullet(name, _PLACES[kind], " ".join(types), about)
            lines[number], fields[name] = str(bullet), (number, bullet)


def _put_fence(lines: list[str], start: int, directive: re.Match[str]) -> int:
    """Puts a fence in place of code; the line after it, or that of the directive where no line is free to end it."""
    least, end = len(directive[1]) + 1, start + 1
    while end < len(lines) and (not lines[end].strip() or _indent_of(lines[end]) >= least):
        end += 1
    written = [number for number in range(start + 1, end) if lines[number].strip()]
    code = [*dropwhile(lambda number: _OF_CODE.match(lines[number]), written)]
    if not code:
        lines[start] = ""
        return start + 1
    if code[-1] + 1 == end:
        return start
    first, last = code[0], code[-1]
    indent = min(_indent_of(lines[number]) for number in code)
    lines[start:first] = ["" for _ in range(start, first)]
    lines[first - 1] = f"{_MARK}{directive[2]}"
    lines[first : last + 1] = [line[indent:] for line in lines[first : last + 1]]
    lines[last + 1] = _MARK
    return last + 2
