"""Requests as values, and the tree that builds them.

A generated method describes a `Request[T]`. Calling it sends the request and returns a `T`, or an
awaitable of one with an AsyncClient; `.request(...)` returns the `Request[T]` and sends nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    NamedTuple,
    ParamSpec,
    TypeVar,
    overload,
)

from .errors import InvalidResponse, error
from .values import (
    NULL,
    advice,
    is_array,
    is_object,
    reader,
    unknown_attribute,
    wire_value,
)


class Sync:
    """The mode of `Client`."""


class Async:
    """The mode of `AsyncClient`."""


Mode = TypeVar("Mode", Sync, Async)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
P = ParamSpec("P")

# Beside letters, digits and "_.-~", what needs no percent-encoding in a path segment (RFC 3986) ...
SEGMENT = "!$&'()*+,;=:@~"
_QUERY = "!$'()*,;:@/?~"  # ... and in the name or value of a query option
# What needs none in either, and spaces.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.~!$'()*,;:@ -")


def percent_encoded(text: str, *, safe: str = _QUERY) -> str:
    """The text in the path of a URL, or by default in its query."""
    if _PLAIN.issuperset(text):
        return text.replace(" ", "%20")
    from urllib.parse import quote

    return quote(text, safe=safe)


def joined(url: str, link: str) -> str:
    """The address that a link in an answer of `url` leads to."""
    from urllib.parse import urljoin

    return urljoin(url, link)


def text_of(value: Any) -> str:
    """A value in a URL or a header."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is NULL:
        return ""
    if is_array(value):
        return ",".join(map(text_of, value))
    return str(wire_value(value))


def quote(value: object) -> str:
    """One path segment. Raises `ValueError` for text that would lead to another path."""
    text = "" if value is None else text_of(value)
    if text in ("", ".", ".."):
        raise ValueError(f"not a path segment: {value!r}")
    return percent_encoded(text, safe=SEGMENT)


def wire_pairs(name: str, value: Any, inside: bool = False) -> Iterator[tuple[str, str]]:
    """The names and texts of a value: an array is repeated, a key of an object stands in brackets."""
    if is_object(value):
        for key, item in value.items():
            yield from wire_pairs(f"{name}[{key}]", item, True)
    elif is_array(value):
        for item in value:
            in_brackets = (inside or isinstance(item, dict)) and not name.endswith("[]")
            yield from wire_pairs(f"{name}[]" if in_brackets else name, item, True)
    elif value is not None:
        yield name, text_of(value)


def pairs(query: Mapping[str, Any]) -> list[str]:
    """The query options that have a value, encoded."""
    return [
        f"{percent_encoded(name)}={percent_encoded(text)}"
        for option, value in query.items()
        for name, text in ([(option, value)] if type(value) is str else wire_pairs(option, value))
    ]


def at_pointer(content: Any, pointer: str) -> Any:
    """The value at a JSON Pointer (RFC 6901), None where there is none."""
    for step in pointer.split("/")[1:]:
        if not is_object(content):
            return None
        content = content.get(step.replace("~1", "/").replace("~0", "~"))
    return content


class Request(NamedTuple, Generic[T_co]):
    """One HTTP request; `print` shows it as HTTP text. It never holds a token."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    content: Any = None  # a JSON value, bytes, or None
    returns: str = "None"  # the type of the result: "bytes", "models.User"
    paging: Any = None  # of a list: the `Paging` of its pages, of which the result is one
    envelope: str = ""  # JSON Pointer to the result in the content

    def content_bytes(self) -> bytes | None:
        """What is sent."""
        if self.content is None or isinstance(self.content, bytes):
            return self.content
        from .codec import dumps

        return dumps(self.content)

    def with_headers(self, headers: Mapping[str, str | None]) -> Request[T_co]:
        """The same request with these headers; None takes one away. Case does not matter."""
        given = {name.lower() for name in headers}
        kept = {name: text for name, text in self.headers.items() if name.lower() not in given}
        new = {name: text for name, text in headers.items() if text is not None}
        return self._replace(headers={**kept, **new})

    def with_query(self, query: Mapping[str, Any] | str) -> Request[T_co]:
        """The same request with these query options, or with a text behind that is sent as it is.

        An option takes the place of one with the same name; None takes one away.
        """
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
        """The same request with other content: bytes, a model, another JSON value, or None for none."""
        if isinstance(content, bytes):
            media_type, wire = "application/octet-stream", content
        else:
            media_type, wire = "application/json", wire_value(wire_value(content))
        changed = self.with_headers({"Content-Type": None if content is None else media_type})
        return changed._replace(content=wire)

    def decode(self, status: int, headers: Mapping[str, str], body: bytes) -> T_co:
        """The result in an answer. Raises `ApiError` for a status of 400 and above."""
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


def _decode(request: Request[Any], status: int, headers: Mapping[str, str], body: bytes) -> Any:
    returns = request.returns
    if returns == "Accepted" or (status == 202 and not body):
        return _accepted(status, headers)
    if returns == "bytes":
        return body
    if returns == "None" or (not body and (status in _EMPTY or request.method == "HEAD")):
        # A list without content is one without items.
        return request.paging.page([], headers, reader(returns, "")) if request.paging else None
    if returns in ("text", "str", "content"):
        kinds = [value for name, value in headers.items() if name.lower() == "content-type"]
        kind = kinds[0].partition(";")[0].strip().lower() if kinds else ""
        if returns == "content":
            return _undocumented(kind, body)
        if returns == "text" or kind.startswith("text/"):
            return body.decode("utf-8-sig", "replace")
    from .codec import loads

    try:
        value = loads(body)
        read = reader(returns, "")
        if request.paging:
            page = request.paging.page(value, headers, read)
            page.source = (request.method, request.url, status)
            return page
        if request.envelope:
            # The reader of a model is a method of its class.
            model: Any = getattr(read, "__self__", None)
            inner = at_pointer(value, request.envelope)
            is_data = inner is None or (model is not None and model._is_data(value))
            value = value if is_data else inner
        return read(value)
    except RecursionError:
        reason = "the JSON is nested too deeply"
    except (ValueError, TypeError) as fault:
        reason = str(fault) if body else "the content is empty, where JSON is documented"
    raise InvalidResponse(request.method, request.url, status, reason, body)


_EMPTY = (204, 205, 304)  # statuses without content


def _accepted(status: int, headers: Mapping[str, str]) -> Any:
    try:
        return import_module(f"{__package__}.accepted").accepted(status, headers)
    except ImportError:  # the API documents no work that goes on after its answer
        return None


def _undocumented(kind: str, body: bytes) -> Any:
    """A content of any media type: JSON as its value, text as text, None where there is none."""
    if not body:
        return None
    if not kind or kind.endswith(("/json", "+json")):
        from .codec import loads

        try:
            return loads(body)
        except (ValueError, RecursionError):
            pass
    return body.decode("utf-8-sig", "replace") if kind.startswith("text/") else body


class Response(Generic[T_co]):
    """A whole answer."""

    def __init__(
        self, status_code: int, headers: Mapping[str, str], content: bytes, value: T_co
    ) -> None:
        self.status_code, self.headers, self.content = status_code, headers, content
        self.value = value  # what a call returns

    def __repr__(self) -> str:
        return f"<Response {self.status_code}>"


def _with_type(headers: dict[str, str], media_type: str) -> dict[str, str]:
    """The headers with the media type of the content, unless they have one in any spelling."""
    is_stated = any(name.lower() == "content-type" for name in headers)
    return headers if is_stated else {**headers, "Content-Type": media_type}


class RequestBuilder(Generic[Mode]):
    """A place in the API: a path, and the client that it belongs to."""

    def __init__(self, parent: RequestBuilder[Mode], path: str) -> None:
        self._client: Any = parent._client
        self._path: str = parent._path + path

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._path}>"

    if not TYPE_CHECKING:  # type checkers find a misspelt attribute by themselves

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
        """`parameters` are those of an action: the ones that were given are its content."""
        url: str = self._client.base_url + self._path + suffix
        if query and (options := pairs(query)):
            url += ("&" if "?" in url else "?") + "&".join(options)
        sent = {n: text_of(v) for n, v in headers.items() if v is not None} if headers else {}
        if parameters is not None:
            content = {name: value for name, value in parameters.items() if value is not None}
        elif content is None:
            return Request(method, url, sent)
        elif isinstance(content, (bytes, bytearray)):
            media_type = getattr(content, "media_type", "application/octet-stream")
            return Request(method, url, _with_type(sent, media_type), bytes(content))
        # Later changes of a model do not reach a request that was made from it.
        wire: Any = wire_value(content.to_dict() if hasattr(content, "to_dict") else content)
        if wire is None:  # NULL
            return Request(method, url, sent)
        return Request(method, url, _with_type(sent, "application/json"), wire)


def unknown_keyword(owner: str, name: str, known: Sequence[str]) -> TypeError:
    """The error for a keyword that is not documented, with the one that is near."""
    return TypeError(f"{owner}() has no keyword {name!r}{advice(name, known)}")


def check_keywords(function: Callable[..., Any], keywords: Mapping[str, object]) -> None:
    """Raises `TypeError` for a keyword that a function does not have."""
    code = function.__code__
    known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    if not code.co_flags & 0x08:  # inspect.CO_VARKEYWORDS
        for name in keywords:
            if name not in known:
                raise unknown_keyword(function.__qualname__, name, known)


class Bound(Generic[P, T]):
    """An operation of one builder."""

    def __init__(self, described: Any, builder: RequestBuilder[Any]) -> None:
        self._operation, self._builder = described, builder
        self.__doc__ = described.__doc__

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]:
        """The request as a value, for a collection that of its first page; nothing is sent."""
        described = self._operation
        try:
            made = described.build(self._builder, *args, **kwargs)
        except TypeError:
            check_keywords(described.build, kwargs)
            raise
        return Request(
            made.method,
            made.url,
            made.headers,
            made.content,
            described.returns,
            described.paging,
            described.envelope,
        )

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Sends the request: its result, of which an AsyncClient gives an awaitable."""
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        return client._send(self.request(*args, **kwargs))

    def response(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """Sends the request: the whole answer, with what a call returns, or a page, as its `value`."""
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        return client._respond(self.request(*args, **kwargs))

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that may call this, least privileged first."""
        names: tuple[str, ...] = self._operation.scopes
        return names

    def __repr__(self) -> str:
        from inspect import Parameter, Signature, signature

        parameters = signature(self).parameters.values()
        names = Signature([item.replace(annotation=Parameter.empty) for item in parameters])
        builder: Any = self._builder
        return f"<{type(builder).__name__}.{self._operation.build.__name__}{names} {builder._path}>"

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Of the object only: a property would answer for the class, too.
            if name == "__signature__":
                from inspect import signature

                whole = signature(self._operation.build)
                _, *parameters = whole.parameters.values()
                return whole.replace(parameters=parameters, return_annotation=self._result)
            if name in ("__name__", "__qualname__"):
                return getattr(self._operation.build, name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def _result(self) -> str:
        """What a call returns, as an annotation."""
        return str(self._operation.returns)


class Operation(Generic[P, T]):
    """A documented operation: a method that builds its request, and the type of its result."""

    paging: Any = None
    scopes: tuple[str, ...] = ()
    _bound: Any = Bound

    def __init__(
        self, returns: str, envelope: str, build: Callable[Concatenate[Any, P], Request[T]]
    ) -> None:
        self.returns, self.envelope, self.build = returns, envelope, build
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, builder: RequestBuilder[Sync], owner: Any = None) -> BoundSync[P, T]: ...
    @overload
    def __get__(self, builder: RequestBuilder[Async], owner: Any = None) -> BoundAsync[P, T]: ...
    @overload
    def __get__(self, builder: None, owner: Any = None) -> Operation[P, T]: ...
    def __get__(self, builder: Any, owner: Any = None) -> Any:
        return self if builder is None else self._bound(self, builder)


def operation(
    returns: str = "None", envelope: str = ""
) -> Callable[[Callable[Concatenate[Any, P], Request[T]]], Operation[P, T]]:
    """Turns a method that builds a `Request[T]` into one that sends it. `returns` names `T`.

    `envelope` is a JSON Pointer (RFC 6901) to it in the content; without that it is the content.
    """
    return partial(Operation, returns, envelope)


O = TypeVar("O")


def scopes(*names: str) -> Callable[[O], O]:
    """Adds to an operation the scopes that its documentation lists, least privileged first."""

    def add(described: O) -> O:
        setattr(described, "scopes", names)
        return described

    return add


if TYPE_CHECKING:

    class BoundSync(Bound[P, T]):
        """An operation of one builder of a synchronous client."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T: ...
        def response(self, *args: P.args, **kwargs: P.kwargs) -> Response[T]: ...

    class BoundAsync(Bound[P, T]):
        """An operation of one builder of an asynchronous client."""

        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]: ...
        def response(self, *args: P.args, **kwargs: P.kwargs) -> Awaitable[Response[T]]: ...
