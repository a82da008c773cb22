"""Operations as directives of the HTTP domain of Sphinx, in MyST's fences or as reStructuredText.

    ```{http:get} /lamps/{id}            .. http:get:: /lamps/{id}
    One lamp.
    :param int id: Which one.                :param int id: Which one.
    :query string color: Of which color.
    ```

Lines enter, and as many leave, with a request line in place of the directive, bullets in place of its fields, and its
content without the indentation. Each word stays in its line, the path in its column too.
"""

from __future__ import annotations

import re

_METHOD = r"http:(get|post|put|patch|delete|head|options)"
_FENCE = re.compile(rf"([ \t]*)(`{{3,}}|~{{3,}}|:{{3,}})\{{{_METHOD}\}}[ \t]+(\S[^\n]*)")
_DIRECTIVE = re.compile(rf"([ \t]*)\.\. {_METHOD}::[ \t]+(\S[^\n]*)")
_RST = re.compile(r"[ \t]*(`{3,}|~{3,}|:{3,})\{eval-rst\}[ \t]*")
_OPTION = re.compile(r"[ \t]*:(?:synopsis|deprecated|noindex|no-index)\b:?")
_FIELD = re.compile(r"[ \t]*:([<>a-z]+)((?:[ \t]+[^\s:]+){1,4})[ \t]*:(?:[ \t]+(\S[^\n]*))?")
_ARGUMENT = re.compile(r"\((?:[\w.]+:)?([\w.-]+)\)")  # "(int:lamp_id)" in a path
_PLACES = {
    **dict.fromkeys(("param", "parameter", "arg", "argument", "key", "keyword"), "path"),
    **dict.fromkeys(("query", "queryparameter", "queryparam", "qparam"), "query"),
    **dict.fromkeys(("form", "formparameter", "formparam", "fparam"), "body"),
    **dict.fromkeys(("json", "jsonparameter", "jsonparam", "<json", "<jsonarr"), "body"),
    **dict.fromkeys(("reqheader", "requestheader", "reqhdr"), "header"),
}
_OF_STATUSES = ("status", "statuscode", "code")
_LEAST = 3  # columns that content is indented by


def with_requests(lines: list[str]) -> None:
    """Puts request lines and bullets in place of directives."""
    fences: list[str] = []  # how those that are open begin, the outermost first
    indent = -1  # of the directive that the lines are below, if any
    for number, line in enumerate(lines):
        if fences and line.strip() == fences[-1]:
            lines[number] = ""
            fences.pop()
            indent = -1
        elif found := _FENCE.fullmatch(line):
            fences.append(found[2])
            lines[number], indent = _request(found.start(4), found[3], found[4]), 0
        elif found := _DIRECTIVE.fullmatch(line):
            lines[number] = _request(found.start(3), found[2], found[3])
            indent = len(found[1]) + _LEAST
        elif indent < 0 and (opened := _RST.fullmatch(line)) and _has_directive(lines, number):
            fences.append(opened[1])
            lines[number] = ""
        elif indent >= 0:
            is_out = line.strip() and len(line) - len(line.lstrip()) < indent
            indent = -1 if is_out else indent
            lines[number] = line if is_out else _content(line[indent:])


def _has_directive(lines: list[str], start: int) -> bool:
    """Whether the first line of content is a directive."""
    first = next((line for line in lines[start + 1 :] if line.strip()), "")
    return _DIRECTIVE.fullmatch(first) is not None


def _request(column: int, method: str, target: str) -> str:
    """A request line that has its path in a column."""
    return f"<i>{method.upper()}</i>".ljust(column) + _ARGUMENT.sub(r"{\1}", target.rstrip())


def _content(line: str) -> str:
    """A line of the content, a field of it as a bullet."""
    if _OPTION.match(line):
        return ""
    found = _FIELD.fullmatch(line)
    if found is None:
        return line
    kind, (*types, name), about = found[1], found[2].split(), found[3] or ""
    if kind in _OF_STATUSES:
        return f"- `{name}`: {about}"
    if kind not in _PLACES:
        return line
    inner = ", ".join([_PLACES[kind], *([" ".join(types)] if types else [])])
    return f"- `{name}` ({inner}): {about}"
