"""Pre-authenticated URLs: upload sessions and downloads, as of Microsoft Graph and OneDrive.

In: a URL and the content. Out: the steps that a client performs, then the result. No token is sent
to such a URL, even on the host of the API.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

from .codec import loads
from .errors import error, retry_after
from .model import Model
from .request import Request
from .values import is_list, is_object

M = TypeVar("M", bound=Model)
T = TypeVar("T")

PART = 32 * 320 * 1024  # bytes; a service wants all parts but the last in multiples of 320 KiB
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LONGEST_PAUSE = 120.0  # seconds


@dataclass(frozen=True)
class Unsigned:
    """A step: a request that is sent once and without a token. It is answered by an `Answer`."""

    request: Request[Any]


@dataclass(frozen=True)
class Answer:
    """The response to a step."""

    status_code: int
    headers: dict[str, str]  # names in lower case
    content: bytes
    fault: Exception | None = None  # in place of an answer: the connection was cut

    def json(self) -> dict[str, Any]:
        """The JSON object, an empty one if there is none."""
        try:
            value: Any = loads(self.content or b"{}")
        except ValueError:
            return {}
        return value if is_object(value) else {}


def steps(
    url: str, content: bytes | BinaryIO, result: type[M], part: int, retries: int, resume: bool
) -> Generator[Unsigned | float, Any, M | None]:
    """Sends part after part; after a failure it asks the session where to continue.

    `retries` are those without progress in between.
    """
    _check(url)
    size = len(content) if isinstance(content, bytes) else content.seek(0, 2)
    if not size or part < 1:
        raise ValueError("there is nothing to upload: the content is empty")
    at, attempt, is_asking = 0, 0, resume
    while True:
        request = _asking(url) if is_asking else _part(url, content, at, part, size)
        answer: Answer = yield Unsigned(request)
        if is_asking and answer.status_code == 200:
            at, is_asking = _next(answer, size), False
            if at < size:
                continue
            raise ValueError("the session has all of the content already")
        if not is_asking and answer.status_code in (200, 201):
            return result.from_dict(answer.json())
        if not is_asking and answer.status_code in (202, 204):
            before, at = at, _next(answer, at + len(request.content))
            if at >= size:
                return None
            if at > before:
                attempt = 0
                continue
        pause = _pause(answer, attempt)
        if attempt >= retries or pause is None:
            raise answer.fault or error(answer.status_code, answer.headers, answer.content)
        attempt += 1
        is_asking = True  # a part may have arrived although its answer did not
        yield pause


def unsigned(request: Request[T], retries: int) -> Generator[Unsigned | float, Any, T]:
    """Sends one request; again where the service asks for time, and what can be sent twice after a fault."""
    _check(request.url)
    attempt = 0
    while True:
        answer: Answer = yield Unsigned(request)
        pause = _pause(answer, attempt) if answer.status_code not in (202, 416) else None
        is_repeatable = request.method in ("GET", "HEAD", "PUT", "DELETE")
        if pause is None or attempt >= retries or not (is_repeatable or answer.status_code == 429):
            if answer.fault:
                raise answer.fault
            return request.decode(answer.status_code, answer.headers, answer.content)
        attempt += 1
        yield pause


def _check(url: str) -> None:
    """Raises `ValueError` for an address that others on the way could read."""
    target = urlsplit(url)
    if target.scheme != "https" and target.hostname not in _LOOPBACK:
        raise ValueError(f"such a request goes over https only, not over {target.scheme}")


def _asking(url: str) -> Request[Any]:
    return Request("GET", url)


def _part(url: str, content: bytes | BinaryIO, at: int, part: int, size: int) -> Request[Any]:
    if isinstance(content, bytes):
        data = content[at : at + part]
    else:
        content.seek(at)
        data = content.read(min(part, size - at))
    if not data:
        raise ValueError(f"the content ends before its {size} bytes, at {at}")
    headers = {"Content-Range": f"bytes {at}-{at + len(data) - 1}/{size}"}
    return Request("PUT", url, headers, data)


def _next(answer: Answer, otherwise: int) -> int:
    """Where the first range begins that the service still wants."""
    ranges: Any = answer.json().get("nextExpectedRanges")
    known = ranges if is_list(ranges) else []
    begins = [int(m[1]) for r in known if (m := re.match(r"([0-9]{1,18})", str(r)))]
    return min(begins, default=otherwise)


def _pause(answer: Answer, attempt: int) -> float | None:
    """Seconds until the state of the session is requested, None if that does not help."""
    if answer.fault is None and answer.status_code not in (202, 416, 429, 500, 502, 503, 504):
        return None
    after = retry_after(answer.headers)
    if after is None:
        return min(2.0**attempt, 30.0)
    return after if after <= _LONGEST_PAUSE else None
