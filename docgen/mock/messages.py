"""Requests and responses of the mock server, and the responses that need no sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from docgen.spec.model import ErrorFields
from docgen.syntax.headers import Headers, header
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.strict_json import json_text

LONGEST_TARGET = 8_000  # characters; RFC 9110 requires no less

MEDIA_TYPE = {True: "application/json", False: "application/octet-stream"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request."""

    method: str
    target: str  # as sent: percent-encoded path and query
    headers: Headers = ()
    content: bytes = b""
    origin: str = ""  # of this server, for the links in responses: "http://127.0.0.1:8000"

    def header(self, name: str) -> str:
        """The value of a header, "" without one."""
        return ", ".join(value for n, value in self.headers if n.lower() == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One response; that of HEAD has the content of GET, which the server does not send."""

    status: int
    headers: Headers = ()
    content: bytes = b""


class Refusal(Exception):
    """A response of 400 or above in place of a documented one."""

    def __init__(self, status: int, message: str, *headers: tuple[str, str]) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers

    def response(self, code: str = "", fields: ErrorFields | None = None) -> Response:
        """It as a response, with a code that the pages list, else the name of its status, at the documented keys."""
        phrase = next((s.phrase for s in HTTPStatus if s == self.status), "Error")
        code = code or re.sub(r"[^A-Za-z]", "", phrase.title())
        fields = fields or _USUAL_FIELDS
        content: dict[str, Any] = {}
        for pointer, value in ((fields.code, code), (fields.message, self.message)):
            if pointer:
                _put(content, pointer_steps(pointer), value)
        return json_response(self.status, content, self.headers)


_USUAL_FIELDS = ErrorFields(code="/error/code", message="/error/message")


def _put(content: dict[str, Any], steps: Sequence[str], value: str) -> None:
    """Puts a value where a JSON Pointer leads, with the objects and lists on its way."""
    place: Any = content
    for number, step in enumerate(steps, 1):
        inner: Any = value
        if number < len(steps):
            inner = [] if steps[number] == "0" else {}
        if isinstance(place, dict):
            place = place.setdefault(step, inner)
        elif isinstance(place, list):
            place += [] if place else [inner]
            place = place[0]


def injected_failure(request: Request, times: int) -> Refusal | None:
    """The failure that `X-Docgen-Fail: STATUS [TIMES]` requests, None after TIMES times.

    `times` is how often it came for equal requests before. 429 and 503 have `Retry-After: 0`.
    """
    failure = request.header("x-docgen-fail")
    if not failure:
        return None
    match = re.fullmatch(r"([45]\d\d)(?: +(\d{1,4}))?", failure.strip())
    if not match:
        return Refusal(400, "X-Docgen-Fail: a status from 400 to 599 and a count expected")
    if times >= int(match[2] or 1):
        return None
    status = int(match[1])
    after = [("Retry-After", "0")] if status in (429, 503) else []
    return Refusal(status, "asked for with X-Docgen-Fail", *after)


def json_response(status: int, value: Any, headers: Iterable[tuple[str, str]] = ()) -> Response:
    fields = tuple(headers)
    if not header(fields, "content-type"):
        fields = (("Content-Type", MEDIA_TYPE[True]), *fields)
    return Response(status=status, headers=fields, content=json_text(value).encode())


def empty_content() -> Response:
    return Response(status=200, headers=(("Content-Type", MEDIA_TYPE[False]),))


ORIGIN = re.compile(r"^https?://[^/?]*", re.IGNORECASE)  # a target may have it (RFC 9112, 3.2.2)

IN_QUERY = "!$'()*,;:@/?~"


def normal_path(path: str) -> str:
    """A path whose segments are decoded; only a slash and a percent sign in a segment are not."""
    segments = (unquote(s).replace("%", "%25").replace("/", "%2F") for s in path.split("/"))
    return "/".join(segments).rstrip("/")


def is_encoded(target: str) -> bool:
    if re.search(r"%(?![0-9A-Fa-f]{2})", target):
        return False
    try:
        unquote(target, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def query_text(options: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote(n, safe=IN_QUERY)}={quote(v, safe=IN_QUERY)}" for n, v in options)
