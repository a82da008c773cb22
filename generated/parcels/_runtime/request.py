"""Requests as values, and the tree that builds them.

A generated method describes a `Request[T]`. Calling it sends the request and returns a `T`, or an
awaitable of one with an AsyncClient; `.request(...)` returns the `Request[T]` and sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
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

from .errors import InvalidResponse, error, retry_after
from .model import ConversionError, Model
from .values import NULL as NULL, Null as Null, advice, reader, unknown_attribute, wire_value


class Sync:
    """The mode of `Client`."""


class Async:
    """The mode of `AsyncClient`."""


Mode = TypeVar("Mode", Sync, Async)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
M = TypeVar("M", bound=Model)
P = ParamSpec("P")


# Beside letters, digits and "_.-~", what needs no percent-encoding in a path segment (RFC 3986) ...
_SEGMENT = "!$&'()*+,;=:@~"
_QUERY = "!$'()*,;:@/?~"  # ... and in the name or value of a query option
_PLAIN = re.compile(r"[A-Za-z0-9_.~!$'()*,;:@ -]*")  # what needs none in either, and spaces


def _percent_encoded(text: str, *, safe: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.replace(" ", "%20")
    from urllib.parse import quote

    return quote(text, safe=safe)


def joined(url: str, link: str) -> str:
    from urllib.parse import urljoin

    return urljoin(url, link)


def _text(value: Any) -> str:
    """A value in a URL or a header."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is NULL:
        return ""
    if isinstance(value, (list, tuple)):
        many = cast("Sequence[Any]", value)
        return ",".join(_text(item) for item in many)
    return str(wire_value(value))


def quote(value: object) -> str:
    """One path segment. Raises `ValueError` for text that would lead to another path."""
    text = "" if value is None else _text(value)
    if text in ("", ".", ".."):
        raise ValueError(f"not a path segment: {value!r}")
    return _percent_encoded(text, safe=_SEGMENT)


def quote_path(value: str) -> str:
    """The path of a file below a folder, its slashes kept."""
    return "/".join(quote(segment) for segment in value.strip("/").split("/"))


def literal(value: object) -> str:
    """A value between the single quotes of an OData key or argument."""
    return _percent_encoded(_text(value).replace("'", "''"), safe=_SEGMENT)


def wire_pairs(name: str, value: Any, inside: bool = False) -> Iterator[tuple[str, str]]:
    """The names and texts of a value: an array is repeated, a key of an object stands in brackets."""
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from wire_pairs(f"{name}[{key}]", item, True)
    elif isinstance(value, (list, tuple)):
        many = cast("Sequence[Any]", value)
        if name.startswith("$"):  # a system query option of OData
            yield name, _text(many)
            return
        for item in many:
            in_brackets = (inside or isinstance(item, dict)) and not name.endswith("[]")
            yield from wire_pairs(f"{name}[]" if in_brackets else name, item, True)
    elif value is not None:
        yield name, _text(value)


def pairs(query: Mapping[str, Any]) -> list[str]:
    """The query options that have a value, encoded."""
    found: list[str] = []
    for option, value in query.items():
        if type(value) in _SINGLE:  # nearly all are
            texts = [(option, _text(value))]
        else:
            texts = list(wire_pairs(option, value))
        for name, text in texts:
            encoded = _percent_encoded(text, safe=_QUERY)
            found.append(f"{_percent_encoded(name, safe=_QUERY)}={encoded}")
    return found


_SINGLE = (str, int, bool)


def delimited(value: Any, delimiter: str = ",") -> Any:
    """The text of an array whose items are parted by a delimiter."""
    if not isinstance(value, (list, tuple)):
        return value
    return delimiter.join(_text(item) for item in cast("Sequence[Any]", value))


class Body(NamedTuple):
    """A content that is not JSON."""

    media_type: str
    content: bytes


class Accepted(NamedTuple):
    """A 202 answer: the work goes on."""

    status_code: int
    location: str  # where to ask how far it is; "" when the service does not say
    retry_after: float | None  # seconds

    @overload
    def wait(
        self, client: RequestBuilder[Sync], result: type[M], *, timeout: float = 1800.0
    ) -> M: ...
    @overload
    def wait(
        self, client: RequestBuilder[Async], result: type[M], *, timeout: float = 1800.0
    ) -> Awaitable[M]: ...
    def wait(self, client: Any, result: Any, *, timeout: float = 1800.0) -> Any:
        """What stands at `location` once the work has ended, well or not; awaited with AsyncClient.

        Raises `TimeoutError` after `timeout` seconds.
        """
        if not self.location:
            raise ValueError("the service did not say where to ask")
        url = joined(client.base_url + "/", self.location)
        return client._wait(Request("GET", url, returns="Any"), result, self.retry_after, timeout)


class Paging:
    """How the pages of a list follow each other. Of this one all items are on one page."""

    def __init__(self, items: str = "", *, total: str = "") -> None:
        """JSON Pointers (RFC 6901): to the items, "" for a content that is an array, and to their number."""
        self.items, self.total = items, total

    def page(self, content: Any, headers: Mapping[str, str], read: Callable[[Any], T]) -> Page[T]:
        """The page in an answer. Raises `ConversionError` for a content without items."""
        total: Any = at_pointer(content, self.total) if self.total else None
        number = total if isinstance(total, int) else None
        return Page(content, self._found(content), read, headers, total=number)

    def _found(self, content: Any) -> list[Any]:
        """The items of a content; an array is the items itself, whatever is documented."""
        if isinstance(content, list):
            return cast("list[Any]", content)
        found: Any = at_pointer(content, self.items)
        if not isinstance(found, list):
            where = f"at {self.items}" if self.items else "of items"
            raise ConversionError("Page", "value", content, f"an array {where} was expected")
        return cast("list[Any]", found)

    def next(self, request: Request[Page[T]], page: Page[T]) -> Request[Page[T]] | None:
        """The request of the page after one, None after the last."""
        return None


def wrong_page(request: Request[Any], page: Page[Any], reason: str) -> InvalidResponse:
    """The error for a page that nothing follows from, although something should."""
    from .codec import dumps

    return InvalidResponse(request.method, request.url, 200, reason, dumps(page.content))


def sent_value(request: Request[Any], name: str, default: int) -> int:
    """The number that a request sends in its query or content."""
    content = request.content
    if isinstance(content, dict):
        value: Any = cast("dict[str, Any]", content).get(name)
        if value is not None:
            return int(value)
    begin = f"{_percent_encoded(name, safe=_QUERY)}="
    parts = request.url.partition("?")[2].split("&")
    found = [part[len(begin) :] for part in parts if part.startswith(begin)]
    return int(found[0]) if found and re.fullmatch("-?[0-9]+", found[0]) else default


def with_value(request: Request[T], name: str, value: Any) -> Request[T]:
    """The same request with another value where it sends one: in its content, if it has one, or its query."""
    content = request.content
    if isinstance(content, dict):
        return request._replace(content={**cast("dict[str, Any]", content), name: value})
    return request.with_query({name: value})


def at_pointer(content: Any, pointer: str) -> Any:
    """The value at a JSON Pointer, None where there is none."""
    for step in pointer.split("/")[1:]:
        if not isinstance(content, dict):
            return None
        content = cast("dict[str, Any]", content).get(step.replace("~1", "/").replace("~0", "~"))
    return content


class Page(Generic[T]):
    """One page of a collection."""

    def __init__(
        self,
        content: Any,
        items: list[Any],
        read: Callable[[Any], T],
        headers: Mapping[str, str] = {},
        *,
        total: int | None = None,
    ) -> None:
        self._content, self._read = content, read
        self.total = total  # of all pages, where the answer says it
        self.source: tuple[str, str, int] = ("", "", 200)  # method, URL and status, for errors
        self.wire_items = items  # their JSON
        self.headers = headers  # of the answer
        self._value: list[T] | None = None

    @property
    def value(self) -> list[T]:
        """The items of this page."""
        if self._value is None:
            try:
                self._value = list(map(self._read, self.wire_items))
            except (ValueError, TypeError) as fault:
                from .codec import dumps

                reason = f"an item is not what is documented: {fault}"
                raise InvalidResponse(*self.source, reason, dumps(self.wire_items)) from None
        return self._value

    @property
    def content(self) -> Any:
        """The JSON itself: an object, or the array of the items."""
        return self._content

    def __iter__(self) -> Iterator[T]:
        return iter(self.value)

    def __len__(self) -> int:
        return len(self.wire_items)


class Request(NamedTuple, Generic[T_co]):
    """One HTTP request; `print` shows it as HTTP text. It never holds a token."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    content: Any = None  # a JSON value, bytes, or None
    returns: str = "None"  # the type of the result: "bytes", "models.User"
    paging: Paging | None = None  # of a list: the result is a page of these
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
            names = {_percent_encoded(name, safe=_QUERY) for name in query}
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
        given: T_co = _decode(self, status, headers, body)
        return given

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
        given = {name.lower(): value for name, value in headers.items()}
        return Accepted(status, given.get("location", ""), retry_after(given))
    if returns == "bytes":
        return body
    if returns == "None" or (not body and (status in _EMPTY or request.method == "HEAD")):
        # A list without content is one without items.
        return request.paging.page([], headers, reader(returns, "")) if request.paging else None
    if returns == "text" or (returns == "str" and _is_text(headers)):
        return body.decode("utf-8-sig", "replace")
    if returns == "content":
        return _undocumented(headers, body)
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


def _undocumented(headers: Mapping[str, str], body: bytes) -> Any:
    """A content of any media type: JSON as its value, text as text, None where there is none."""
    types = [value for name, value in headers.items() if name.lower() == "content-type"]
    kind = types[0].partition(";")[0].strip().lower() if types else ""
    if not body:
        return None
    if not kind or kind.endswith(("/json", "+json")):
        from .codec import loads

        try:
            return loads(body)
        except (ValueError, RecursionError):
            pass
    return body.decode("utf-8-sig", "replace") if kind.startswith("text/") else body


def _is_text(headers: Mapping[str, str]) -> bool:
    types = [value for name, value in headers.items() if name.lower() == "content-type"]
    return any(value.lower().startswith("text/") for value in types)


class Response(NamedTuple, Generic[T_co]):
    """A whole answer."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    value: T_co  # what a call returns


def _set_type(headers: dict[str, str], media_type: str) -> None:
    """Adds the media type of the content, unless the headers have one in any spelling."""
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = media_type


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
        url = self._client.base_url + self._path + suffix
        options = pairs(query or {})
        if options:
            url += ("&" if "?" in url else "?") + "&".join(options)
        given = {n: _text(v) for n, v in (headers or {}).items() if v is not None}
        if isinstance(content, Body):
            _set_type(given, content.media_type)
            return Request(method, url, given, content.content)
        if isinstance(content, (bytes, bytearray)):
            _set_type(given, "application/octet-stream")
            return Request(method, url, given, bytes(content))
        if parameters is not None:
            content = {name: value for name, value in parameters.items() if value is not None}
        # Later changes of a model do not reach a request that was made from it.
        wire: Any = wire_value(content.to_dict() if isinstance(content, Model) else content)
        if wire is not None:
            _set_type(given, "application/json")
        return Request(method, url, given, wire)


class Operation(Generic[P, T]):
    """A documented operation: a method that builds its request, and the type of its result."""

    paging: Paging | None = None

    def __init__(
        self, returns: str, envelope: str, build: Callable[Concatenate[Any, P], Request[T]]
    ) -> None:
        self.returns, self.envelope, self.build = returns, envelope, build
        self.scopes: tuple[str, ...] = ()
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, builder: RequestBuilder[Sync], owner: Any = None) -> BoundSync[P, T]: ...
    @overload
    def __get__(self, builder: RequestBuilder[Async], owner: Any = None) -> BoundAsync[P, T]: ...
    @overload
    def __get__(self, builder: None, owner: Any = None) -> Operation[P, T]: ...
    def __get__(self, builder: Any, owner: Any = None) -> Any:
        return self if builder is None else BoundSync[P, T](self, builder)


def operation(
    returns: str = "None", envelope: str = ""
) -> Callable[[Callable[Concatenate[Any, P], Request[T]]], Operation[P, T]]:
    """Turns a method that builds a `Request[T]` into one that sends it. `returns` names `T`.

    `envelope` is a JSON Pointer (RFC 6901) to it in the content; without that it is the content.
    """
    return partial(Operation, returns, envelope)


def unknown_keyword(owner: str, name: str, known: Sequence[str]) -> TypeError:
    """The error for a keyword that is not documented, with the one that is near."""
    return TypeError(f"{owner}() has no keyword {name!r}{advice(name, known)}")


F = TypeVar("F", bound=Callable[..., Any])


def suggesting(function: F) -> F:
    """The same function, which names the keyword that is near to an unknown one."""
    from functools import wraps

    code = function.__code__
    known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]

    @wraps(function)
    def checked(*args: Any, **keywords: Any) -> Any:
        for name in keywords:
            if name not in known:
                raise unknown_keyword(function.__qualname__, name, known)
        return function(*args, **keywords)

    return cast(F, checked)


class _Bound(Generic[P, T]):
    """An operation of one builder."""

    def __init__(self, described: Any, builder: RequestBuilder[Any]) -> None:
        self._operation, self._builder = described, builder
        self.__doc__ = described.__doc__

    def request(self, *args: P.args, **kwargs: P.kwargs) -> Request[T]:
        """The request as a value, for a collection that of its first page; nothing is sent."""
        described = self._operation
        try:
            made = described.build(self._builder, *args, **kwargs)
        except TypeError as error:
            self._check_keywords(kwargs, error)
            raise
        return made._replace(
            returns=described.returns, paging=described.paging, envelope=described.envelope
        )

    def _check_keywords(self, keywords: Mapping[str, object], error: TypeError) -> None:
        """Raises `TypeError` for a keyword that the operation does not have."""
        code = self._operation.build.__code__
        known = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        has_any = bool(code.co_flags & 0x08)  # inspect.CO_VARKEYWORDS
        for name in keywords:
            if name not in known and not has_any:
                raise unknown_keyword(self._operation.build.__qualname__, name, known) from error

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that may call this, least privileged first."""
        return self._operation.scopes

    def __repr__(self) -> str:
        from inspect import Parameter, Signature, signature

        parameters = signature(self).parameters.values()  # type: ignore[arg-type]
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
        return self._operation.returns


class BoundSync(_Bound[P, T]):
    """An operation of one builder."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        result: T = client._send(self.request(*args, **kwargs))
        return result

    def response(self, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """Sends the request: the whole answer, with what a call returns as its `value`."""
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        whole: Response[T] = client._respond(self.request(*args, **kwargs))
        return whole


class BoundAsync(BoundSync[P, T]):
    """An operation of one builder of an asynchronous client."""

    if TYPE_CHECKING:  # the types of BoundSync's methods with an AsyncClient

        def __call__(  # type: ignore[override]
            self, *args: P.args, **kwargs: P.kwargs
        ) -> Awaitable[T]: ...

        def response(  # type: ignore[override]
            self, *args: P.args, **kwargs: P.kwargs
        ) -> Awaitable[Response[T]]: ...


class Collection(Generic[P, T]):
    """A documented operation that lists: a method that builds the request of the first page."""

    envelope = ""

    def __init__(
        self, returns: str, paging: Paging, build: Callable[Concatenate[Any, P], Request[Page[T]]]
    ) -> None:
        self.returns, self.paging, self.build = returns, paging, build
        self.scopes: tuple[str, ...] = ()
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, builder: RequestBuilder[Sync], owner: Any = None) -> ManySync[P, T]: ...
    @overload
    def __get__(self, builder: RequestBuilder[Async], owner: Any = None) -> ManyAsync[P, T]: ...
    @overload
    def __get__(self, builder: None, owner: Any = None) -> Collection[P, T]: ...
    def __get__(self, builder: Any, owner: Any = None) -> Any:
        if builder is None:
            return self
        is_async = getattr(builder._client, "is_async", False)
        return ManyAsync[P, T](self, builder) if is_async else ManySync[P, T](self, builder)


_ONE_PAGE = Paging()


def collection(
    returns: str, paging: Paging = _ONE_PAGE
) -> Callable[[Callable[Concatenate[Any, P], Request[Page[T]]]], Collection[P, T]]:
    """Turns a method that builds a `Request[Page[T]]` into one that gives the items of all pages."""
    return partial(Collection, returns, paging)


O = TypeVar("O")


def scopes(*names: str) -> Callable[[O], O]:
    """Adds to an operation the scopes that its documentation lists, least privileged first."""

    def add(described: O) -> O:
        setattr(described, "scopes", names)
        return described

    return add


class ManySync(_Bound[P, Page[T]], Generic[P, T]):
    """A collection of one builder."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Items[T]:
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        return Items(client, self.request(*args, **kwargs))

    def response(self, *args: P.args, **kwargs: P.kwargs) -> Response[Page[T]]:
        """The whole answer to the request of the first page, with the page as its `value`."""
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        whole: Response[Page[T]] = client._respond(self.request(*args, **kwargs))
        return whole

    @property
    def _result(self) -> str:
        return f"Items[{self._operation.returns}]"


class ManyAsync(_Bound[P, Page[T]], Generic[P, T]):
    """A collection of one builder of an asynchronous client."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> AsyncItems[T]:
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        return AsyncItems(client, self.request(*args, **kwargs))

    def response(self, *args: P.args, **kwargs: P.kwargs) -> Awaitable[Response[Page[T]]]:
        """The whole answer to the request of the first page, with the page as its `value`."""
        client: Any = self._builder._client  # pyright: ignore[reportPrivateUsage]
        whole: Awaitable[Response[Page[T]]] = client._respond(self.request(*args, **kwargs))
        return whole

    @property
    def _result(self) -> str:
        return f"AsyncItems[{self._operation.returns}]"


class _Requests:
    """The requests of one list, each of which is made once."""

    def __init__(self, request: Request[Any]) -> None:
        # Hashes: a list may have more pages than fit in memory with their addresses.
        self._made = {self._hash(request)}
        self._items: list[Any] = []  # of the page before: a service may ignore the number of a page

    @staticmethod
    def _hash(request: Request[Any]) -> int:
        return hash((request.method, request.url, repr(request.content)))

    def after(self, request: Request[Page[T]], page: Page[T]) -> Request[Page[T]] | None:
        """The request of the page after one. Raises `InvalidResponse` for one that was made before."""
        following = request.paging.next(request, page) if request.paging else None
        if following is None:
            return None
        items = page.wire_items
        is_same = bool(items) and items == self._items
        if self._hash(following) in self._made or is_same:
            raise wrong_page(request, page, "the next page was read before")
        self._made.add(self._hash(following))
        self._items = items
        return following


class Items(Generic[T]):
    """The items of all pages; a page is fetched when its first item is asked for."""

    def __init__(self, client: Any, request: Request[Page[T]]) -> None:
        self._client, self._request = client, request

    def pages(self) -> Iterator[Page[T]]:
        """The pages, each fetched when it is asked for."""
        request: Request[Page[T]] | None = self._request
        requests = _Requests(self._request)
        while request:
            page: Page[T] = self._client._send(request)
            self._has_read(page)
            yield page
            request = requests.after(request, page)

    def _has_read(self, page: Page[T]) -> None:
        """Remembers what a page has beside its items."""

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.value

    def first(self) -> T | None:
        """The first item, or None."""
        return next(iter(self), None)

    def total(self) -> int | None:
        """How many items all pages have, None where the service does not say; of one page."""
        page: Page[T] = self._client._send(self._request)
        return page.total


class AsyncItems(Generic[T]):
    """The items of all pages; a page is fetched when its first item is asked for."""

    def __init__(self, client: Any, request: Request[Page[T]]) -> None:
        self._client, self._request = client, request

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, each fetched when it is asked for."""
        request: Request[Page[T]] | None = self._request
        requests = _Requests(self._request)
        while request:
            page: Page[T] = await self._client._send(request)
            self._has_read(page)
            yield page
            request = requests.after(request, page)

    def _has_read(self, page: Page[T]) -> None:
        """Remembers what a page has beside its items."""

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.value:
                yield item

    async def first(self) -> T | None:
        """The first item, or None."""
        async for item in self:
            return item
        return None

    async def total(self) -> int | None:
        """How many items all pages have, None where the service does not say; of one page."""
        page: Page[T] = await self._client._send(self._request)
        return page.total
