"""Errors: refusals, undocumented responses, failed connections."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from .values import is_list, is_object

_BEGIN = 200  # characters that an error shows


class Error(Exception):
    """The base of the errors about a request or its response."""

    _given: tuple[Any, ...] = ()  # to the constructor; `args` has only the text

    def __reduce__(self) -> Any:
        return type(self), self._given or self.args


class TransportError(Error):
    """No response. The cause is the error of httpx2."""

    def __init__(self, method: str, url: str, reason: str) -> None:
        # A query may hold a key.
        self.method, self.url, self.reason = method, url.partition("?")[0], reason
        self._given = (method, self.url, reason)
        super().__init__(f"{method} {self.url}: {reason}")


class Timeout(TransportError):
    """No response within the timeout."""


class InvalidLink(Error, ValueError):
    """A link to another host, which may not get the credential, or no URL."""


class InvalidResponse(Error, ValueError):
    """A response that is not as documented: empty, no JSON, without items."""

    def __init__(
        self, method: str, url: str, status_code: int, reason: str, content: bytes = b""
    ) -> None:
        self.method, self.url, self.status_code = method, url.partition("?")[0], status_code
        self.reason, self.content = reason, content
        self._given = (method, self.url, status_code, reason, content)
        begin = content[:_BEGIN].decode("utf-8", "replace")
        shown = f": {begin!r}" if content else ""
        super().__init__(f"{method} {self.url}: {status_code}: {reason}{shown}")


class ConversionError(Error, ValueError):
    """A value of a response without the documented type."""

    def __init__(self, owner: str, attribute: str, value: object, reason: str) -> None:
        self._given = (owner, attribute, value, reason)
        super().__init__(f"{owner}.{attribute}: cannot read {shortened(value)}: {reason}")


def shortened(value: object, most: int = _BEGIN) -> str:
    """The beginning of what Python prints for a value."""
    try:
        text = repr(value)
    except RecursionError:
        return "…"
    return text if len(text) <= most else text[: most - 1] + "…"


class ApiError(Error):
    """A response with a status of 400 or above."""

    of_status: ClassVar[dict[int, type[ApiError]]] = {}
    documented: ClassVar[staticmethod[[Any], dict[str, str]]] = staticmethod(lambda _: {})

    def __init_subclass__(cls, status: int = 0) -> None:
        if status:
            cls.of_status[status] = cls

    def __init__(
        self, status_code: int, headers: Mapping[str, str] | None = None, content: bytes = b""
    ) -> None:
        self.status_code, self.content = status_code, content
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}
        self.body = json_of(content)
        self.code, self.message = _code_and_message(self.body)
        if self.body is None and self.headers.get("content-type", "").startswith("text/plain"):
            self.message = content[:_BEGIN].decode("utf-8", "replace").strip()
        self.request_id = self._request_id()
        vars(self).update(self.documented(self.body))
        self.retry_after = retry_after(self.headers, self.body)  # seconds
        self._given = (status_code, self.headers, content)
        super().__init__(" ".join(filter(None, (str(status_code), self.code, self.message))))

    def _request_id(self) -> str:
        outer = _object(self.body)
        inner = _object(outer.get("error"))
        innermost = _object(inner.get("innerError") or inner.get("innererror"))
        names = ("request-id", "x-request-id", "x-correlation-id", "request_id", "requestId")
        places = (self.headers, innermost, inner, outer)
        return str(next((place[n] for place in places for n in names if place.get(n)), ""))


def json_of(content: bytes) -> Any:
    """The JSON of a refusal, None without any."""
    from .codec import loads

    try:
        return loads(content)
    except ValueError:
        return None


def _object(value: Any) -> dict[str, Any]:
    return value if is_object(value) else {}


def _code_and_message(body: Any, is_inner: bool = False) -> tuple[str, str]:
    """The code and the message of a body.

    {"error": {"code", "message"}}, {"code", "message"}, {"errors": [...]}, RFC 9457, RFC 6749 (5.2)
    """
    outer = _object(body)
    error: Any = outer.get("error")
    if is_object(error):
        outer = error
    elif isinstance(error, str):
        about = outer.get("error_description") or outer.get("message") or ""
        if about or re.fullmatch("[A-Za-z0-9_.-]+", error):
            return error, as_text(about)
        return str(outer.get("code") or ""), error
    code = outer.get("code") or outer.get("error_code")
    if not code and ("title" in outer or "detail" in outer):
        code = str(outer.get("type") or "").replace("about:blank", "")
    names = ("message", "detail", "title", "error_description", "error_message", "msg", "reason")
    message: Any = next((outer[name] for name in names if outer.get(name)), "")
    many: Any = None if is_inner else outer.get("errors")
    if not message and many:
        items: Any = many if is_list(many) else [many]
        message = "; ".join(_code_and_message(item, True)[1] or as_text(item) for item in items)
    return str(code or ""), as_text(message)


def as_text(value: Any) -> str:
    from .codec import printed

    text = value if isinstance(value, str) else printed(value).decode()
    return text[: 5 * _BEGIN] + "…" * (len(text) > 5 * _BEGIN)


def retry_after(headers: Mapping[str, str], body: Any = None) -> float | None:
    """The seconds until a request may be sent again, None if nothing says so (RFC 9110, 10.2.3)."""
    now = _moment(headers.get("date", "")) or time.time()  # two clocks may differ
    text = headers.get("retry-after", "")
    if moment := _moment(text):
        return max(0.0, moment - now)
    content = _object(body) | ApiError.documented(body)
    names = ("x-ratelimit-reset-after", "ratelimit-reset", "x-ratelimit-reset")
    for value in map(str, (text, content.get("retry_after"), *map(headers.get, names))):
        if re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?\s*", value):
            # A large one is a point in time.
            return float(value) if float(value) < 1e8 else max(0.0, float(value) - now)
    return None


def _moment(text: str) -> float | None:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


class BadRequest(ApiError, status=400): ...


class Unauthorized(ApiError, status=401): ...


class PaymentRequired(ApiError, status=402): ...


class Forbidden(ApiError, status=403): ...


class NotFound(ApiError, status=404): ...


class MethodNotAllowed(ApiError, status=405): ...


class NotAcceptable(ApiError, status=406): ...


class RequestTimeout(ApiError, status=408): ...


class Conflict(ApiError, status=409): ...


class Gone(ApiError, status=410): ...


class PreconditionFailed(ApiError, status=412): ...


class ContentTooLarge(ApiError, status=413): ...


class UnsupportedMediaType(ApiError, status=415): ...


class UnprocessableContent(ApiError, status=422): ...


class Locked(ApiError, status=423): ...


class FailedDependency(ApiError, status=424): ...


class PreconditionRequired(ApiError, status=428): ...


class TooManyRequests(ApiError, status=429): ...


class ServerError(ApiError): ...


class InternalServerError(ServerError, status=500): ...


class BadGateway(ServerError, status=502): ...


class ServiceUnavailable(ServerError, status=503): ...


class GatewayTimeout(ServerError, status=504): ...


def error(status_code: int, headers: Mapping[str, str], content: bytes) -> ApiError:
    """The error of a status."""
    found = ApiError.of_status.get(status_code, ServerError if status_code >= 500 else ApiError)
    return found(status_code, headers, content)
