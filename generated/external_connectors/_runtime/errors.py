"""What a service answers when it refuses, and answers that are not what is documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


class Error(Exception):
    """What this package raises for an answer."""


class InvalidResponse(Error):
    """An answer that is not what is documented: its content is empty, no JSON, or has no such items."""

    def __init__(
        self, method: str, url: str, status_code: int, reason: str, content: bytes = b""
    ) -> None:
        self.method, self.url, self.status_code = method, url, status_code
        self.reason, self.content = reason, content
        begin = content[:200].decode("utf-8", "replace")
        shown = f": {begin!r}" if content else ""
        # A query may hold a key.
        super().__init__(f"{method} {url.partition('?')[0]}: {status_code}: {reason}{shown}")

    def __reduce__(self) -> Any:
        return type(self), (self.method, self.url, self.status_code, self.reason, self.content)


class ApiError(Error):
    """An answer of 400 or above."""

    def __init__(
        self, status_code: int, headers: Mapping[str, str] | None = None, content: bytes = b""
    ) -> None:
        self.status_code = status_code
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.content = content
        from .codec import loads

        try:
            body: Any = loads(content) if content else None
        except ValueError:
            body = None
        found = _object(_object(body).get("error"))
        inner = _object(found.get("innerError") or found.get("innererror"))
        self.code = str(found.get("code") or "")
        self.message = str(found.get("message") or "")
        self.request_id = self.headers.get("request-id") or str(inner.get("request-id") or "")
        super().__init__(" ".join(x for x in (str(status_code), self.code, self.message) if x))

    def __reduce__(self) -> Any:
        return type(self), (self.status_code, self.headers, self.content)


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


class BadRequest(ApiError): ...


class Unauthorized(ApiError): ...


class Forbidden(ApiError): ...


class NotFound(ApiError): ...


class Conflict(ApiError): ...


class PreconditionFailed(ApiError): ...


class TooManyRequests(ApiError): ...


class ServerError(ApiError): ...


_BY_STATUS = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: PreconditionFailed,
    429: TooManyRequests,
}


def error(status_code: int, headers: Mapping[str, str], content: bytes) -> ApiError:
    """The error of the class that the status has."""
    found = _BY_STATUS.get(status_code, ServerError if status_code >= 500 else ApiError)
    return found(status_code, headers, content)
