"""Requests as values, and the tree that builds them."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    NamedTuple,
    ParamSpec,
    TypeVar,
    cast,
    overload,
)

from .errors import InvalidResponse, error
from .values import NULL, advice, is_array, is_object, part, reader, unknown_attribute, wire_value


class Sync:
    """The mode of `Client`."""


class Async:
    """The mode of `AsyncClient`."""


Mode = TypeVar("Mode", Sync, Async)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")
W = TypeVar("W")
F = TypeVar("F", bound=Callable[..., Any])

# What needs no percent-encoding (RFC 3986) in a path segment, and in an option of the query.
SEGMENT = "!$&'()*+,;=:@~"
_QUERY = "!$'()*,;:@/?~"


def percent_encoded(text: str, *, safe: str = _QUERY) -> str:
    """A text in the query of a URL, or where else `safe` may stand."""
    from urllib.parse import quote

    return quote(text, safe=safe)


def text_of(value: Any) -> str:
    """A value in a URL or a header."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is NULL:
        return ""
    return ",".join(map(text_of, value)) if is_array(value) else str(wire_value(value))


def quote(value: object) -> str:
    """One path segment. Raises `ValueError` for text that would lead to another path."""
    text = "" if value is None else text_of(value)
    if text in ("", ".", ".."):
        raise ValueError(f"not a path segment: {value!r}")
    return percent_encoded(text, safe=SEGMENT)


def pairs(query: Mapping[str, Any]) -> list[str]:
    """The options that have a value, encoded."""
    found: list[tuple[str, str]] = []
    for name, value in query.items():
        if is_object(value) or is_array(value):
            styles = part("styles")
            if styles is None:
                raise TypeError(f"{name}: the API documents no array and no object in a query")
            found += styles.wire_pairs(name, value)
        elif value is not None:
            found.append((name, text_of(value)))
    return [f"{percent_encoded(name)}={percent_encoded(text)}" for name, text in found]


def at_pointer(content: Any, pointer: str) -> Any:
    """The value at a JSON Pointer (RFC 6901), or None."""
    for step in pointer.split("/")[1:]:
        if not is_object(content):
            return None
        content = content.get(step.replace("~1", "/").replace("~0", "~"))
    return content


class Request(NamedTuple, Generic[T_co]):
    """One HTTP request, without a token; `print` shows it as HTTP text."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    content: Any = None  # a JSON value, bytes, or None
    returns: str = "None"  # the type of the result: "models.User"
    paging: Any = None  # of a list: the `Paging` of its pages
    envelope: str = ""  # JSON Pointer to the result in the content

    def content_bytes(self) -> bytes | None:
        """The content as bytes, None without any."""
        if self.content is None or isinstance(self.content, bytes):
            return self.content
        from .codec import dumps

        return dumps(self.content)

    def with_headers(self, headers: Mapping[str, str | None]) -> Request[T_co]:
        """The same request with these headers, of which None removes one."""
        given = {name.lower() for name in headers}
        kept = {name: text for name, text in self.headers.items() if name.lower() not in given}
        new = {name: text for name, text in headers.items() if text is not None}
        return self._replace(headers={**kept, **new})

    def with_query(self, query: Mapping[str, Any] | str) -> Request[T_co]:
        """The same request with these options, of which None removes one, or with a text added."""
        path, _, known = self.url.partition("?")
        parts = [part for part in known.split("&") if part]
        if isinstance(query, str):
            parts += [query.lstrip("?&")] if query else []
        else:
            names = {percent_encoded(name) for name in query}
            parts = [part for part in parts if part.partition("=")[0] not in names]
            parts += pairs(query)
        return self._replace(url="?".join([path, "&".join(parts)] if parts else [path]))

    def with_content(self, content: Any) -> Request[T_co]:
        """The same request with other content: bytes, a model, a JSON value, or None."""
        wire, media_type = _wire_content(content)
        changed = self.with_headers({"Content-Type": None if wire is None else media_type})
        return changed._replace(content=wire)

    def decode(self, status: int, headers: Mapping[str, str], body: bytes) -> T_co:
        """The result in a response. Raises `ApiError` for a status of 400 or above."""
        if status >= 400:
            raise error(status, headers, body)
        result: T_co = _decode(self, status, headers, body)
        return result

    def __str__(self) -> str:
        lines = [f"{self.method} {self.url}", *(f"{n}: {v}" for n, v in self.headers.items())]
        if isinstance(self.content, bytes):
            kind = self.headers.get("Content-Type", "")
            is_text = kind.startswith(("text/", "application/x-www-form-urlencoded"))
            text = self.content.decode("utf-8", "replace") if is_text else ""
            lines += ["", text or f"<{len(self.content)} bytes>"]
        elif self.content is not None:
            import json

            lines += ["", json.dumps(self.content, indent=2, ensure_ascii=False)]
        return "\n".join(lines)


def _wire_content(content: Any) -> tuple[Any, str]:
    """A content as it is sent, and its media type."""
    if isinstance(content, (bytes, bytearray)):
        return bytes(content), getattr(content, "media_type", "application/octet-stream")
    # A copy: later changes of a model do not reach it.
    return wire_value(wire_value(content)), "application/json"


def _decode(request: Request[Any], status: int, headers: Mapping[str, str], body: bytes) -> Any:
    returns = request.returns
    if returns == "Accepted" or (status == 202 and not body):
        accepted = part("accepted")
        return accepted.accepted(status, headers) if accepted else None
    if returns == "bytes":
        return body
    is_empty = not body and (status in (204, 205, 304) or request.method == "HEAD")
    if returns == "None" or is_empty:
        # A list without content is one without items.
        return request.paging.page([], headers, reader(returns, "")) if request.paging else None
    if returns in ("text", "str", "content"):
        contents = part("contents")
        if not contents.is_json(returns, headers):
            return contents.value_of(returns, headers, body)
    from .codec import loads

    try:
        value = loads(body)
        read = reader(returns, "")
        if request.paging:
            page = request.paging.page(value, headers, read)
            page.source = (request.method, request.url, status)
            return page
        if request.envelope:
            value = part("envelopes").unwrapped(value, request.envelope, read)
        return read(value)
    except (ValueError, TypeError) as fault:
        reason = str(fault) if body else "the content is empty, where JSON is documented"
    raise InvalidResponse(request.method, request.url, status, reason, body)


class Response(NamedTuple, Generic[T_co]):
    """A whole response."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    value: T_co  # what a call returns

    def __repr__(self) -> str:
        return f"<Response {self.status_code}>"


class RequestBuilder(Generic[Mode]):
    """A place in the API."""

    def __init__(self, parent: RequestBuilder[Mode], path: str) -> None:
        self._client: Any = parent._client
        self._path: str = parent._path + path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path}>"

    if not TYPE_CHECKING:  # which finds a misspelt attribute itself

        def __getattr__(self, name: str) -> Any:
            raise unknown_attribute(self, name)

    def _request(
        self,
        method: str,
        suffix: str = "",
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        content: Any = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> Request[Any]:
        """`parameters` that are not None are the content."""
        url: str = self._client.base_url + self._path + suffix
        if query and (options := pairs(query)):
            url += ("&" if "?" in url else "?") + "&".join(options)
        sent = {n: text_of(v) for n, v in headers.items() if v is not None} if headers else {}
        if parameters is not None:
            content = {name: value for name, value in parameters.items() if value is not None}
        wire, media_type = _wire_content(content)
        if wire is not None and all(name.lower() != "content-type" for name in sent):
            sent["Content-Type"] = media_type
        return Request(method, url, sent, wire)


def check_keywords(owner: object, method: Any, keywords: Mapping[str, object]) -> None:
    """Raises `TypeError` for one that a method of `owner` does not have."""
    code = method.__code__
    known = [*code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]]
    if code.co_flags & 0x08:  # inspect.CO_VARKEYWORDS: `**options: Unpack[ListOptions]`
        known += method.__globals__[method.__annotations__["options"][7:-1]].__annotations__
    for name in keywords:
        if name not in known:
            called = f"{type(owner).__name__}.{method.__name__}()"
            raise TypeError(f"{called} has no keyword {name!r}{advice(name, known)}") from None


def suggesting(method: F) -> F:
    """The method, with suggestions for unknown keywords."""
    from functools import wraps

    @wraps(method)
    def checked(self: object, *args: Any, **keywords: Any) -> Any:
        check_keywords(self, method, keywords)
        return method(self, *args, **keywords)

    return cast(F, checked)


class Bound(Generic[P, T, R, W]):
    """An operation of one builder: a call returns `R`, `T` is in the whole answer `W`."""

    def __init__(self, described: Any, builder: RequestBuilder[Any]) -> None:
        self._operation, self._builder = described, builder
        self._client = builder._client
        self.__doc__ = described.__doc__
        self.scopes: tuple[str, ...] = described.scopes  # least privileged first

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]:
        """The request, for a list that of its first page, which is not sent."""
        described, builder = self._operation, self._builder
        try:
            made = described.build(builder, *args, **kwargs)
        except TypeError:
            check_keywords(builder, described.build, kwargs)
            raise
        result = (described.returns, described.paging, described.envelope)
        return Request(made.method, made.url, made.headers, made.content, *result)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Sends the request and returns its result."""
        result: R = self._client.send(self.request(*args, **kwargs))
        return result

    def response(self, *args: P.args, **kwargs: P.kwargs) -> W:
        """The whole response; its `value` is the result of a call, or a page."""
        client = self._client
        answer: W = client._run(client._responding(self.request(*args, **kwargs)))
        return answer

    def __repr__(self) -> str:
        from inspect import signature

        known = signature(self).parameters.values()
        names = ", ".join(str(each.replace(annotation=each.empty)) for each in known)
        return f"<{self._operation.build.__qualname__}({names}) {self._builder._path}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # A property would answer for the class, too.
            if name == "__signature__":
                from inspect import signature

                whole = signature(self._operation.build)
                _, *parameters = whole.parameters.values()
                return whole.replace(parameters=parameters, return_annotation=self._result)
            if name in ("__name__", "__qualname__"):
                return getattr(self._operation.build, name)
            raise unknown_attribute(self, name)

    @property
    def _result(self) -> str:
        """What a call returns, as an annotation."""
        return str(self._operation.returns)


class Operation(Generic[P, T, R, A]):
    """A documented operation. `R` is what a call of a Client returns, `A` that of an AsyncClient."""

    scopes: tuple[str, ...] = ()

    def __init__(
        self,
        build: Callable[Concatenate[Any, P], Request[Any]],
        *,
        returns: str,
        envelope: str = "",
        paging: Any = None,
        bound: Any = Bound,
    ) -> None:
        self.returns, self.envelope, self.paging = returns, envelope, paging
        self.build, self._bound = build, bound
        self.__doc__ = build.__doc__

    @overload
    def __get__(
        self, builder: RequestBuilder[Sync], owner: Any = None
    ) -> Bound[P, T, R, Response[T]]: ...
    @overload
    def __get__(
        self, builder: RequestBuilder[Async], owner: Any = None
    ) -> Bound[P, T, A, Awaitable[Response[T]]]: ...
    @overload
    def __get__(self, builder: None, owner: Any = None) -> Operation[P, T, R, A]: ...
    def __get__(self, builder: Any, owner: Any = None) -> Any:
        return self if builder is None else self._bound(self, builder)


def operation(
    returns: str = "None", envelope: str = ""
) -> Callable[[Callable[Concatenate[Any, P], Request[T]]], Operation[P, T, T, Awaitable[T]]]:
    """Turns a method that builds a `Request[T]` into one that sends it; `returns` names `T`."""
    return lambda build: Operation(build, returns=returns, envelope=envelope)
