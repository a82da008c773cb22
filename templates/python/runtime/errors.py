"""What this package raises: a service refuses, or answers with what is not documented, or cannot be reached."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from .values import is_list, is_object

_BEGIN = 200  # characters of a content that an error shows


class Error(Exception):
    """What this package raises for a request that was sent, or for its answer."""


class TransportError(Error):
    """No answer: the service cannot be reached, or the connection was cut. The cause is httpx2's error."""

    def __init__(self, method: str, url: str, reason: str) -> None:
        # A query may hold a key.
        self.method, self.url, self.reason = method, url.partition("?")[0], reason
        super().__init__(f"{method} {self.url}: {reason}")

    def __reduce__(self) -> Any:
        return type(self), (self.method, self.url, self.reason)


class Timeout(TransportError):
    """No answer in time."""


class InvalidLink(Error, ValueError):
    """A link that leads to another host, where no credential may go, or that is no link."""


class InvalidResponse(Error, ValueError):
    """An answer that is not what is documented: its content is empty, no JSON, or has no such items."""

    def __init__(
        self, method: str, url: str, status_code: int, reason: str, content: bytes = b""
    ) -> None:
        self.method, self.url, self.status_code = method, url.partition("?")[0], status_code
        self.reason, self.content = reason, content
        begin = content[:_BEGIN].decode("utf-8", "replace")
        shown = f": {begin!r}" if content else ""
        super().__init__(f"{method} {self.url}: {status_code}: {reason}{shown}")

    def __reduce__(self) -> Any:
        return type(self), (self.method, self.url, self.status_code, self.reason, self.content)


class ConversionError(Error, ValueError):
    """A wire value that is not of the documented type."""

    def __init__(self, owner: str, attribute: str, value: object, reason: str) -> None:
        text = repr(value)
        text = text if len(text) <= 200 else text[:199] + "…"
        super().__init__(f"{owner}.{attribute}: cannot read {text}: {reason}")
        self.arguments = (owner, attribute, value, reason)

    def __reduce__(self) -> Any:
        return type(self), self.arguments


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
            self.body: Any = loads(content) if content else None
        except (ValueError, RecursionError):
            self.body = None
        self.code, self.message = _code_and_message(self.body)
        if self.body is None and self.headers.get("content-type", "").startswith("text/plain"):
            self.message = content[:_BEGIN].decode("utf-8", "replace").strip()
        self.request_id = self._request_id()
        self.retry_after = retry_after(self.headers, self.body)  # seconds
        super().__init__(" ".join(x for x in (str(status_code), self.code, self.message) if x))

    def _request_id(self) -> str:
        names = ("request-id", "x-request-id", "x-correlation-id")
        header = next((self.headers[name] for name in names if name in self.headers), "")
        outer = _object(self.body)
        inner = _object(outer.get("error"))
        innermost = _object(inner.get("innerError") or inner.get("innererror"))
        keys = ("request-id", "request_id", "requestId")
        found = (each[key] for each in (innermost, inner, outer) for key in keys if each.get(key))
        return header or str(next(found, ""))

    def __reduce__(self) -> Any:
        return type(self), (self.status_code, self.headers, self.content)


def _object(value: Any) -> dict[str, Any]:
    return value if is_object(value) else {}


def _code_and_message(body: Any) -> tuple[str, str]:
    """The code and the message of a body in one of the shapes that services have.

    {"error": {"code", "message"}}, {"code", "message"}, {"errors": [...]}; problem details (RFC 9457)
    and errors of OAuth (RFC 6749, 5.2).
    """
    outer = _object(body)
    error: Any = outer.get("error")
    if is_object(error):
        outer = error
    elif isinstance(error, str):
        about = outer.get("error_description") or outer.get("message") or ""
        if about or re.fullmatch("[A-Za-z0-9_.-]+", error):
            return error, _as_text(about)
        return str(outer.get("code") or ""), error
    many: Any = outer.get("errors")
    kind = outer.get("type")
    code = outer.get("code") or outer.get("error_code")
    if not code and kind != "about:blank" and ("title" in outer or "detail" in outer):
        code = kind
    names = ("message", "detail", "title", "error_description", "error_message", "msg", "reason")
    message: Any = next((outer[name] for name in names if outer.get(name)), "")
    if not message and is_list(many):
        parts = [_code_and_message(item)[1] or _as_text(item) for item in many]
        message = "; ".join(parts)
    return str(code or ""), _as_text(message or "")


def _as_text(value: Any) -> str:
    from .codec import dumps

    text = value if isinstance(value, str) else dumps(value).decode()
    return text if len(text) <= 5 * _BEGIN else text[: 5 * _BEGIN] + "…"


def retry_after(headers: Mapping[str, str], body: Any = None) -> float | None:
    """The seconds until a request may be sent again, None where the answer does not say.

    Retry-After holds seconds or a date (RFC 9110, 10.2.3); others say it in the body, or when their limit is reset.
    """
    text = headers.get("retry-after", "").strip()
    if seconds := _seconds(text):
        return seconds[0]
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        pass
    content = _object(body)
    for value in (
        content.get("retry_after"),
        *(headers.get(name) for name in ("x-ratelimit-reset-after", "ratelimit-reset")),
        headers.get("x-ratelimit-reset"),
    ):
        if seconds := _seconds("" if value is None else str(value)):
            # A large one is a point in time.
            return seconds[0] if seconds[0] < 1e8 else max(0.0, seconds[0] - time.time())
    return None


def _seconds(text: str) -> list[float]:
    return [float(text)] if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text.strip()) else []


class BadRequest(ApiError): ...


class Unauthorized(ApiError): ...


class PaymentRequired(ApiError): ...


class Forbidden(ApiError): ...


class NotFound(ApiError): ...


class MethodNotAllowed(ApiError): ...


class NotAcceptable(ApiError): ...


class RequestTimeout(ApiError): ...


class Conflict(ApiError): ...


class Gone(ApiError): ...


class PreconditionFailed(ApiError): ...


class ContentTooLarge(ApiError): ...


class UnsupportedMediaType(ApiError): ...


class UnprocessableContent(ApiError): ...


class Locked(ApiError): ...


class FailedDependency(ApiError): ...


class PreconditionRequired(ApiError): ...


class TooManyRequests(ApiError): ...


class ServerError(ApiError): ...


class InternalServerError(ServerError): ...


class BadGateway(ServerError): ...


class ServiceUnavailable(ServerError): ...


class GatewayTimeout(ServerError): ...


_BY_STATUS = {
    400: BadRequest,
    401: Unauthorized,
    402: PaymentRequired,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    408: RequestTimeout,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    413: ContentTooLarge,
    415: UnsupportedMediaType,
    422: UnprocessableContent,
    423: Locked,
    424: FailedDependency,
    428: PreconditionRequired,
    429: TooManyRequests,
    500: InternalServerError,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
}


def error(status_code: int, headers: Mapping[str, str], content: bytes) -> ApiError:
    """The error of the class that the status has."""
    found = _BY_STATUS.get(status_code, ServerError if status_code >= 500 else ApiError)
    return found(status_code, headers, content)
