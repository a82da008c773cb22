"""The clients: they hold the connection and the credential, and send what the tree builds.

httpx2 is the transport, imported with the first call. A credential goes to the scheme, host and port of
`base_url` and to no other.
"""

from __future__ import annotations

import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from typing import Any, ClassVar, TypeVar, cast

from .auth import (
    EXTENSION,
    Auth,
    Bearer,
    Query,
    Signer,
    SigningTransport,
    credentials,
    has_proxies,
    proxy_of,
    query_pair,
)
from .errors import InvalidLink, InvalidResponse, Timeout, TransportError, retry_after
from .request import Request, Response, check_keywords

T = TypeVar("T")
S = TypeVar("S", bound="SyncClient")
C = TypeVar("C", bound="_Client")
A = TypeVar("A", bound="AsyncClientBase")
F = TypeVar("F", bound=Callable[..., Any])

# What a client does, one step after another. Each step is yielded as httpx2 gave it, and goes on with
# its result: that is the same in a synchronous client, an AsyncClient awaits it.
Steps = Generator[Any, Any, T]

_PACKAGE = __name__.partition("._runtime")[0]
_LONGEST_PAUSE = 120.0  # seconds; a service that asks for more is not asked again
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_REDIRECTS = 20
# Of a request, what another host may see.
_HARMLESS = (
    "accept accept-encoding accept-language connection content-length content-type host if-match"
    " if-modified-since if-none-match prefer range transfer-encoding user-agent"
).split()
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "LIST", "SCAN")


def _suggesting(function: F) -> F:
    """The same function, which names the keyword that is near to an unknown one."""

    @wraps(function)
    def checked(*args: Any, **keywords: Any) -> Any:
        check_keywords(function, keywords)
        return function(*args, **keywords)

    return cast(F, checked)


class _Client:
    base_url: str = ""
    is_async: ClassVar[bool] = False
    # What every request needs, as the documentation says it.
    _security: ClassVar[tuple[Auth, ...]] = (Bearer(),)

    @_suggesting
    def __init__(
        self,
        credential: Any = None,
        *,
        base_url: str | None = None,
        scopes: tuple[str, ...] | None = None,
        allow_http: bool = False,
        user_agent: str | None = None,
        timeout: float = 100.0,
        retries: int = 3,
        transport: Any = None,
        headers: Mapping[str, str] | None = None,
        proxy: Any = None,
        max_content: int | None = None,
        event_hooks: Mapping[str, list[Callable[..., Any]]] | None = None,
    ) -> None:
        """`credential`: a string, a callable that returns one, or one of `auth`.

        `allow_http` lets it go over http to another computer; `user_agent` is that of the package by
        default; `max_content` is the most bytes that an answer may have once it is decompressed,
        which streamed ones are not counted for. `transport`, `headers`, `proxy` and `event_hooks` are
        those of httpx2's clients.
        """
        from threading import Lock
        from urllib.parse import urlsplit

        self.base_url = (base_url or type(self).base_url).rstrip("/")
        if not self.base_url:
            raise ValueError("base_url is needed: the documentation does not say where the API is")
        self._client = self
        self._path = ""
        origin = urlsplit(self.base_url)
        if origin.username or origin.password:
            raise ValueError("base_url holds a password; it is the credential: auth.Basic(...)")
        is_private = origin.scheme == "https" or origin.hostname in _LOOPBACK
        if credential and not is_private and not allow_http:
            raise ValueError(f"a token is sent over https only, not to {self.base_url}")
        scopes = scopes or (f"{origin.scheme}://{origin.netloc}/.default",)
        self._credentials = credentials(credential, type(self)._security, scopes)
        self._retries = retries
        self._max_content = max_content
        self._user_agent = user_agent
        self._call_headers: Mapping[str, str] = {}
        self._call_options: dict[str, Any] = {}
        self._shared = self  # the client that has the connection
        self._options: dict[str, Any] = {
            "timeout": timeout,
            "transport": transport,
            "headers": headers,
            "proxy": proxy,
            "event_hooks": event_hooks,
        }
        self._http: Any = None
        self._opening = Lock()

    def _connect(self, client: Any, transport: Any) -> Any:
        """A client of httpx2. What goes to the API's own host passes the transport that signs."""
        import httpx2

        own, options = httpx2.URL(self.base_url), dict(self._options)
        inner = options["transport"]
        if inner is None:
            inner = transport(proxy=options["proxy"] or proxy_of(own))
            # Certificates take as long to load as everything else: one transport is for all hosts, if no proxy is.
            options["transport"] = None if options["proxy"] or has_proxies() else inner
        mounts = {f"{own.scheme}://{own.netloc.decode('ascii')}": SigningTransport(inner)}
        http = client(**options, mounts=mounts)
        if self._user_agent or "User-Agent" not in httpx2.Headers(self._options["headers"]):
            http.headers["User-Agent"] = self._user_agent or _user_agent()
        return http

    @_suggesting
    def with_options(
        self: C,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> C:
        """The same client with other options for its calls: `client.with_options(timeout=5).lamps.list()`.

        Both have one connection and one credential; `headers` are added.
        """
        from copy import copy

        other = copy(self)
        other._client = other
        if timeout is not None:
            other._call_options = {"timeout": timeout}
        if retries is not None:
            other._retries = retries
        other._call_headers = {**self._call_headers, **(headers or {})}
        return other

    def _built(self, http: Any, request: Request[Any]) -> Any:
        """The request of httpx2. What the call itself says counts more than options."""
        own = {name.lower() for name in request.headers}
        added = {n: text for n, text in self._call_headers.items() if n.lower() not in own}
        return http.build_request(
            request.method,
            self._url(request),
            headers={**added, **request.headers},
            content=request.content_bytes(),
            **self._call_options,
        )

    def _log(self, request: Request[Any], result: object, seconds: float) -> None:
        """One line a request: never its query, headers or content, which may hold secrets."""
        from logging import getLogger

        url = request.url.partition("?")[0]
        logger = getLogger(_PACKAGE)
        logger.info("%s %s: %s in %.3f s", request.method, url, result, seconds)

    def _is_own(self, url: Any) -> bool:
        import httpx2

        own = httpx2.URL(self.base_url).origin
        return bool(url.host and url.origin == own and not url.userinfo)

    def _check(self, url: str) -> None:
        """Raises `InvalidLink` for a link that leads to another host."""
        import httpx2  # its reading of a link is the one that counts

        try:
            link = httpx2.URL(url)
        except httpx2.InvalidURL as fault:
            raise InvalidLink(f"no link: {fault}") from None
        if not self._is_own(link):
            raise InvalidLink(f"the link leads to another host: {link.scheme}://{link.host}")

    def _url(self, request: Request[Any]) -> str:
        """The URL without credentials, which a link of an answer may repeat."""
        names = [way.name for way in self._credentials if isinstance(way, Query)]
        path, mark, query = request.url.partition("?")
        if not names or not mark:
            return request.url
        begins = tuple(query_pair(name, "") for name in names)
        return path + mark + "&".join(p for p in query.split("&") if not p.startswith(begins))

    def _challenge(self, answer: Any) -> str:
        """The claims that a 401 wants of a token, "" when it wants none."""
        return next((c for way in self._credentials if (c := way.challenge(answer))), "")

    def _redirected(self, answer: Any, signer: Signer | None) -> tuple[Any, Signer | None]:
        """The request that a redirect asks for. Away from the API's host it has nothing secret."""
        sent = answer.next_request
        if not self._is_own(sent.url):
            signer = None
            if (
                sent.headers.get("content-length", "0") != "0"
                or "transfer-encoding" in sent.headers
            ):
                reason = f"the content of the request should go to another host, {sent.url.host}"
                url = str(answer.request.url)
                raise InvalidResponse(sent.method, url, answer.status_code, reason)
        if signer is None:
            self._keep_harmless(sent)
        return sent, signer

    @staticmethod
    def _keep_harmless(sent: Any, own: Iterable[str] = ()) -> None:
        """Removes the headers that another host must not see; its `own` stay."""
        kept = {*_HARMLESS, *(name.lower() for name in own)}
        for name in [name for name in sent.headers if name.lower() not in kept]:
            del sent.headers[name]

    def _pause(self, request: Request[Any], attempt: int, answer: Any) -> float | None:
        """Seconds until the next attempt, None when there must not be one.

        `answer` is a response, or the fault that came in its place. What may have been applied
        already is not sent twice, unless sending it twice is the same as once.
        """
        import random

        import httpx2

        if attempt >= self._retries:
            return None
        has_key = any(name.lower() == "idempotency-key" for name in request.headers)
        is_repeatable = has_key or request.method in _REPEATABLE
        backoff = random.uniform(0, min(2.0**attempt, 30.0))
        if isinstance(answer, Exception):
            was_sent = not isinstance(
                answer, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
            )
            return None if was_sent and not is_repeatable else backoff
        if answer.status_code not in (429, 502, 503, 504):
            return None
        after = retry_after(answer.headers, _json(answer))
        is_refusal = answer.status_code == 429 or (answer.status_code == 503 and after is not None)
        if not is_repeatable and not is_refusal:
            return None
        if after is None:
            return backoff
        return after if after <= _LONGEST_PAUSE else None

    # What differs between the two clients.
    _run: Callable[[Steps[Any]], Any]
    _sleep: Callable[[float], Any]
    _close: Callable[[Any], Any]
    _next: Callable[..., Any]
    _pieces: Callable[[Any], Any]
    _connection: Callable[[], Any]

    def _send(self, request: Request[Any]) -> Any:
        return self._run(self._sending(request))

    def _respond(self, request: Request[Any]) -> Any:
        return self._run(self._responding(request))

    def _sending(self, request: Request[T]) -> Steps[T]:
        answer = yield from self._answering(request)
        return request.decode(answer.status_code, answer.headers, answer.content)

    def _responding(self, request: Request[T]) -> Steps[Response[T]]:
        answer = yield from self._answering(request)
        value = request.decode(answer.status_code, answer.headers, answer.content)
        return Response(answer.status_code, answer.headers, answer.content, value)

    def _streaming(self, request: Request[Any]) -> Steps[Any]:
        """An answer below 400 whose content has not been read yet."""
        answer = yield from self._answering(request, is_streamed=True)
        if answer.status_code >= 400:
            whole = yield from self._read(answer)
            request.decode(whole.status_code, whole.headers, whole.content)
        return answer

    def _answering(self, request: Request[Any], is_streamed: bool = False) -> Steps[Any]:
        """The last answer, with retries; of a streamed one the content has not been read yet."""
        import httpx2

        http = self._connection()
        self._check(request.url)
        attempt, claims = 0, ""
        while True:
            signer = yield from self._signer(claims)
            sent = self._built(http, request)
            begun = time.perf_counter()
            try:
                answer = yield from self._exchanging(http, sent, signer, is_streamed)
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError) as e:
                self._log(request, type(e).__name__, time.perf_counter() - begun)
                pause = self._pause(request, attempt, e)
                if pause is None:
                    raise unreached(request, e) from e
            except httpx2.RequestError as e:
                raise unreached(request, e) from e
            else:
                self._log(request, answer.status_code, time.perf_counter() - begun)
                if not claims and (claims := self._challenge(answer)):
                    yield self._close(answer)
                    continue  # at once, with a token that has what was asked for
                pause = self._pause(request, attempt, answer)
                if pause is None:
                    return answer
                yield self._close(answer)
            yield self._sleep(pause)
            attempt += 1

    def _exchanging(
        self, http: Any, sent: Any, signer: Signer | None, is_streamed: bool
    ) -> Steps[Any]:
        """The answer at the end of all redirects."""
        import httpx2

        for _ in range(_MOST_REDIRECTS):
            if signer:
                sent.extensions[EXTENSION] = signer
            is_counted = self._max_content is not None and not is_streamed
            answer = yield http.send(sent, stream=is_streamed or is_counted)
            if answer.next_request is None:
                return (yield from self._read(answer)) if is_counted else answer
            yield self._close(answer)
            sent, signer = self._redirected(answer, signer)
        raise httpx2.TooManyRedirects("too many redirects", request=sent)

    def _read(self, answer: Any) -> Steps[Any]:
        """The answer with its content, decompressed, which is not larger than the client allows."""
        import httpx2

        content, most = bytearray(), self._max_content
        pieces = self._pieces(answer)
        try:
            while (piece := (yield self._next(pieces, None))) is not None:
                content += piece
                if most is not None and len(content) > most:
                    reason = f"the content is larger than the {most} bytes of max_content"
                    method, url = answer.request.method, str(answer.request.url)
                    raise InvalidResponse(method, url, answer.status_code, reason)
        finally:
            yield self._close(answer)
        gone = ("content-encoding", "content-length", "transfer-encoding")
        headers = [pair for pair in answer.headers.multi_items() if pair[0].lower() not in gone]
        return httpx2.Response(
            answer.status_code, headers=headers, content=bytes(content), request=answer.request
        )

    def _signer(self, claims: str) -> Steps[Signer | None]:
        added: list[tuple[Auth, str]] = []
        for way in self._credentials:
            secret = way.secret(claims)
            if hasattr(secret, "__await__"):
                if not self.is_async:
                    secret.close()
                    raise TypeError("an asynchronous credential needs AsyncClient")
                secret = yield secret
            added.append((way, way.text(secret)))
        return Signer(added) if added else None


def _json(answer: Any) -> Any:
    """The JSON of a refusal, which may say when to ask again; None without any."""
    if answer.status_code != 429:
        return None
    from .codec import loads

    try:
        return loads(answer.content)
    except Exception:  # an item of a batch has none, and a streamed answer was not read yet
        return None


def _user_agent() -> str:
    from importlib import metadata

    import httpx2

    try:
        version = metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:  # a folder that nobody installed
        version = "0"
    return f"{_PACKAGE}/{version} httpx2/{httpx2.__version__}"


def unreached(request: Request[Any], fault: Exception) -> TransportError:
    import httpx2

    kind = Timeout if isinstance(fault, httpx2.TimeoutException) else TransportError
    return kind(request.method, request.url, f"{type(fault).__name__}: {fault}")


class SyncClient(_Client):
    """A client that answers at once. Use it with `with`, or close it."""

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection, which clients of `with_options` share."""
        if self._shared._http is not None:
            self._shared._http.close()

    def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` made; of a collection, this is one page."""
        result: T = self._send(request)
        return result

    @contextmanager
    def stream(self, request: Request[bytes]) -> Generator[Iterator[bytes], None, None]:
        """The content that a request gets, piece by piece: `with client.stream(request) as pieces`."""
        answer = self._run(self._streaming(request))
        try:
            yield answer.iter_bytes()
        finally:
            answer.close()

    def _connection(self) -> Any:
        import httpx2

        with self._opening:
            shared = self._shared
            if shared._http is None:
                shared._http = self._connect(httpx2.Client, httpx2.HTTPTransport)
        return shared._http

    def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        while True:
            try:
                result = steps.send(result)
            except StopIteration as end:
                return cast(T, end.value)

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _close(self, answer: Any) -> None:
        answer.close()

    def _pieces(self, answer: Any) -> Iterator[bytes]:
        pieces: Iterator[bytes] = answer.iter_bytes()
        return pieces

    _next = staticmethod(next)


class AsyncClientBase(_Client):
    """A client whose calls are awaited. Use it with `async with`, or close it."""

    is_async: ClassVar[bool] = True

    async def __aenter__(self: A) -> A:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connection, which clients of `with_options` share."""
        if self._shared._http is not None:
            await self._shared._http.aclose()

    async def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` made; of a collection, this is one page."""
        result: T = await self._send(request)
        return result

    @asynccontextmanager
    async def stream(self, request: Request[bytes]) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """The content that a request gets, piece by piece: `async with client.stream(request) as pieces`."""
        answer = await self._run(self._streaming(request))
        try:
            yield answer.aiter_bytes()
        finally:
            await answer.aclose()

    def _connection(self) -> Any:
        import httpx2

        shared = self._shared
        if shared._http is None:
            shared._http = self._connect(httpx2.AsyncClient, httpx2.AsyncHTTPTransport)
        return shared._http

    async def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        fault: Exception | None = None
        while True:
            try:
                step = steps.throw(fault) if fault else steps.send(result)
            except StopIteration as end:
                return cast(T, end.value)
            result = fault = None
            try:
                result = await step
            except Exception as error:
                fault = error

    def _sleep(self, seconds: float) -> Awaitable[None]:
        import asyncio

        return asyncio.sleep(seconds)

    def _close(self, answer: Any) -> Awaitable[None]:
        closing: Awaitable[None] = answer.aclose()
        return closing

    def _pieces(self, answer: Any) -> AsyncIterator[bytes]:
        pieces: AsyncIterator[bytes] = answer.aiter_bytes()
        return pieces

    _next = staticmethod(anext)
