"""HTTP as documentation writes it.

The text of a fence enters; request lines, requests and responses leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from docgen.records import Record, replace
from docgen.syntax.headers import Headers, header

# Those whose requests have content (RFC 9110, 9.3; RFC 5789).
WITH_CONTENT = ("POST", "PUT", "PATCH")
# Statuses of no failure that have no content as a rule (RFC 9110, 15); a 202 may have some.
NO_CONTENT = frozenset({202, 204, 205, 304})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")  # RFC 9110, RFC 5789
# Methods of other specifications and of single services, which pages use like those.
WEBHOOK = "WEBHOOK"  # no method: of what the service sends (OpenAPI 3.1, 4.8.1), while pages are read and linked
EXTENSION_METHODS = ("LIST", "SCAN", "SEARCH", "QUERY", "PURGE", "COPY", "MOVE")
# The codes of successes and errors by their phrases in lower case, with those of today that Python lacks (RFC 9110, 15).
CODES = {s.phrase.lower(): s.value for s in HTTPStatus if 200 <= s < 300 or s >= 400} | {
    "content too large": 413,
    "unprocessable content": 422,
    "unprocessable entity": 422,
}

_REQUEST_LINE = re.compile(r"^\s*([A-Z]{3,20})(?:[ \t]+|(?=/))(\S(?:.*\S)?)\s*$")
_STATUS_LINE = re.compile(
    r"^\s*HTTPS?(?:/\s?[\d.]+)?\s*+[:\-]?\s*+(\d{3})\b[ \t]*(.*)$", re.IGNORECASE
)
_ANSWERS = re.compile(r"[ \t]*HTTP/[\d.]+[ \t]+[1-5]\d\d\b")
_OF_PARTS = re.compile(r"\bmultipart/|\bapplication/http\b", re.IGNORECASE)
_BARE_STATUS = re.compile(r"^\s*(\d{3})[ \t]+([A-Z][\w -]*+)\s*$")
# "201" alone, or with JSON below it
_CODE_ALONE = re.compile(r"\s*+(20[0-8]|30[0-8]|4[0-5]\d|50\d)[ \t]*+(?:\n\s*+[{\[]|\s*+\Z)")
# "Status: 201 Created", and below it the JSON that makes it more than a field
_STATUS_FIELD = re.compile(
    r"\s*Status:[ \t]*([1-5]\d\d)\b[^\n]*\n(?:[ \t]*(?:[A-Za-z][\w-]*:[^\n]*)?\n)*+[ \t]*[{\[]",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^\s*([A-Za-z][A-Za-z0-9-]*)\s*:\s*((?:.*\S)?)\s*$")
_FIRST_LINE = re.compile(r"\s*+([^\n]*+)")
_BEGINS_STATUS = ("H", "S")
_HTTP_VERSION = re.compile(r"(?<!\s)\s++HTTP/[\d.]+\s*$", re.IGNORECASE)


class RequestLine(Record, frozen=True, kw_only=True):
    method: str
    target: str  # as written, trimmed
    line: int  # from 0, inside the fence
    column: int  # of the target, from 0


class Message(Record, frozen=True, kw_only=True):
    """A request or a response as written in a fence."""

    method: str = ""  # "" in a response
    target: str = ""
    status: int = 0  # 0 in a request
    headers: Headers = ()
    body: str = ""  # trimmed
    body_line: int = 0  # of the body's first line, from 0, inside the fence
    # Of a line that opens another fence before the body, from 0, inside the fence; 0 for none.
    fence_line: int = 0

    @property
    def media_type(self) -> str:
        """That of its content, in lower case and without parameters; "" where no header states it."""
        return header(self.headers, "content-type").partition(";")[0].strip().lower()


def starts_request(text: str, aliases: Sequence[str] = ()) -> bool:
    """Whether the first written line is `METHOD target`."""
    return _request_line(_first_line(text), aliases) is not None


def starts_response(text: str) -> bool:
    """Whether the first written line is a status line, with or without `HTTP/1.1`."""
    first = _first_line(text)
    if first[:1].upper() not in _BEGINS_STATUS and not first[:1].isdigit():
        return False
    return _status(first, text) is not None


def _status(first: str, text: str) -> re.Match[str] | None:
    """The status of a text with this first line."""
    line = _STATUS_LINE.match(first) or _BARE_STATUS.match(first)
    return line or _STATUS_FIELD.match(text) or _CODE_ALONE.match(text)


def _first_line(text: str) -> str:
    """The first written line, from its first word on."""
    match = _FIRST_LINE.match(text)
    return match[1] if match else ""


def read_head(text: str) -> Message | None:
    """A response whose status is a field among others, and that has nothing else: "Status: 201 Created"."""
    fields: list[re.Match[str]] = []
    for line in filter(str.strip, text.split("\n")):
        field = _FIELD.match(line)
        if field is None:
            return None
        fields.append(field)
    status = next((m for m in fields if m[1].lower() == "status"), None)
    code = re.match(r"[1-5]\d\d\b", status[2]) if status else None
    if code is None:
        return None
    headers = tuple((match[1], match[2]) for match in fields if match is not status)
    return Message(status=int(code[0]), headers=headers)


def _request_line(line: str, aliases: Sequence[str]) -> tuple[str, str, int] | None:
    match = _REQUEST_LINE.match(line)
    if not match or (match[1] not in METHODS and match[1] not in aliases):
        return None
    target = _HTTP_VERSION.sub("", match[2])
    # A sentence may start with a capital GET as well: a target has a slash, a bracket or one word.
    return (
        (match[1], target, match.start(2))
        if "/" in target or "(" in target or " " not in target
        else None
    )


def request_lines(text: str, aliases: Sequence[str] = ()) -> Iterator[RequestLine]:
    """Every `METHOD target` line of a fence under "HTTP request".

    A line that begins with a query's `?` or `&` continues the target above it.
    """
    lines: list[RequestLine] = []
    continued: dict[int, list[str]] = {}  # the lines below a request line that continue it
    for number, line in enumerate(text.split("\n")):
        if _REQUEST_LINE.match(line) and (read := _request_line(line, aliases)):
            lines.append(RequestLine(method=read[0], target=read[1], line=number, column=read[2]))
        elif lines and line.strip()[:1] in ("?", "&"):
            continued.setdefault(len(lines) - 1, []).append(line.strip())
    for index, parts in continued.items():
        lines[index] = replace(lines[index], target="".join((lines[index].target, *parts)))
    yield from lines


_OPENS_FENCE = re.compile(r"\s*(?:```+|~~~+)\s*\w+\s*$")


def with_answers(text: str) -> Iterator[tuple[int, str]]:
    """A message and the responses below it, each from its status line on, with the number of its first line.

    Messages in the parts of another one (RFC 2046, 5.1) are content of that.
    """
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if n and _ANSWERS.match(line)]
    if not starts or _OF_PARTS.search(text):
        yield 0, text
        return
    for start, end in zip((0, *starts), (*starts, None)):
        yield start, "\n".join(lines[start:end])


def read_message(text: str, aliases: Sequence[str] = ()) -> Message | None:
    """The request or response in a fence; None when it starts as neither.

    Read all the same: a blank line between the first line and the headers, a body glued to the headers, a target on several
    lines, a line that opens another fence before the body.
    """
    lines = text.split("\n")
    at = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if at == len(lines):
        return None
    method = target = ""
    status = 0
    first = lines[at]
    if match := _status(first, text):
        status = int(match[1])
    elif read := _request_line(lines[at], aliases):
        method, target = read[0], read[1]
    else:
        return None
    at += 1
    while method and at < len(lines) and lines[at].strip()[:1] in ("?", "&", "/"):
        target += lines[at].strip()
        at += 1
    headers: list[tuple[str, str]] = []
    while at < len(lines):
        line = lines[at]
        if line.lstrip()[:1] in ("{", "[", "<"):
            break
        if field := _FIELD.match(line):
            headers.append((field[1], field[2]))
        elif not line.strip():
            at = next((i for i in range(at, len(lines)) if lines[i].strip()), len(lines))
            if headers or at == len(lines) or not _FIELD.match(lines[at]):
                break
            continue
        else:
            break
        at += 1
    fence_line = 0
    while at < len(lines) and (not lines[at].strip() or _OPENS_FENCE.match(lines[at])):
        fence_line = at if lines[at].strip() else fence_line
        at += 1
    return Message(
        method=method,
        target=target,
        status=status,
        headers=tuple(headers),
        body="\n".join(lines[at:]).strip(),
        body_line=at,
        fence_line=fence_line,
    )
