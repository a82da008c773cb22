"""The clients: they hold the connection and the credential, and send the requests of the builders.

httpx2 is imported with the first call. A credential goes to the origin of `base_url` and to no other.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import wraps
from typing import Any, ClassVar, Self, TypeVar, cast

from .auth import EXTENSION, Auth, Bearer, SigningTransport, credentials, proxy_of, signer
from .errors import InvalidLink, InvalidResponse, Timeout, TransportError, json_of, retry_after
from .request import Request, Response, check_keywords

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

# Each step is yielded as httpx2 gave it and goes on with its result, which an AsyncClient awaits.
Steps = Generator[Any, Any, T]

_PACKAGE = __name__.partition("._runtime")[0]
_LONGEST_PAUSE = 120.0  # seconds; a service that asks for more is not asked again
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MOST_REDIRECTS = 20
# The headers that another host may see.
_HARMLESS = (
    "accept accept-encoding accept-language connection content-length content-type host if-match"
    " if-modified-since if-none-match prefer range transfer-encoding user-agent"
).split()
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "LIST", "SCAN")


def suggesting(function: F) -> F:
    """The same function; its error for an unknown keyword suggests a similar one."""

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

    @suggesting
    def __init__(
        self,
        credential: Any = None,
        *,
        base_url: str | None = None,
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

        `allow_http` lets it go over http to another computer; `max_content` is the most bytes that an
        answer may have once it is decompressed, which streamed ones are not counted for. `transport`,
        `headers`, `proxy` and `event_hooks` are those of httpx2's clients.
        """
        from threading import Lock
        from urllib.parse import urlsplit

        self.base_url = (base_url or type(self).base_url).rstrip("/")
        if not self.base_url:
            raise ValueError("base_url is needed: the documentation does not say where the API is")
        origin = urlsplit(self.base_url)
        if origin.username or origin.password:
            raise ValueError("base_url holds a password; it is the credential: auth.Basic(...)")
        is_private = origin.scheme == "https" or origin.hostname in _LOOPBACK
        if credential and not is_private and not allow_http:
            raise ValueError(f"a token is sent over https only, not to {self.base_url}")
        self._credentials = credentials(credential, type(self)._security)
        self._client, self._path = self, ""  # as every place in the API has them
        self._retries, self._max_content, self._user_agent = retries, max_content, user_agent
        self._call_headers: Mapping[str, str] = {}
        self._call_options: dict[str, Any] = {}
        self._options: dict[str, Any] = {
            "timeout": timeout,
            "transport": transport,
            "headers": headers,
            "proxy": proxy,
            "event_hooks": event_hooks,
        }
        self._shared = self  # the client that has the connection
        self._http: Any = None
        self._opening = Lock()

    def _connect(self) -> Any:
        """A client of httpx2. What goes to the API's own host passes the transport that signs."""
        from urllib.request import getproxies

        import httpx2

        client: Any = httpx2.AsyncClient if self.is_async else httpx2.Client
        transport: Any = httpx2.AsyncHTTPTransport if self.is_async else httpx2.HTTPTransport
        own, options = httpx2.URL(self.base_url), dict(self._options)
        inner = options["transport"]
        if inner is None:
            inner = transport(proxy=options["proxy"] or proxy_of(own))
            # Certificates take as long to load as everything else: one transport is for all hosts, if no proxy is.
            options["transport"] = None if options["proxy"] or getproxies() else inner
        mounts = {f"{own.scheme}://{own.netloc.decode('ascii')}": SigningTransport(inner)}
        http = client(**options, mounts=mounts)
        if self._user_agent or "User-Agent" not in httpx2.Headers(self._options["headers"]):
            http.headers["User-Agent"] = self._user_agent or _user_agent()
        return http

    @suggesting
    def with_options(
        self,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The same client, with one connection and credential, and other options: `headers` are added."""
        from copy import copy

        other = copy(self)
        other._client = other
        if timeout is not None:
            other._call_options = {"timeout": timeout}
        other._retries = self._retries if retries is None else retries
        other._call_headers = {**self._call_headers, **(headers or {})}
        return other

    def _built(self, http: Any, request: Request[Any]) -> Any:
        """The request of httpx2. What the call itself says counts more than options."""
        url = request.url
        headers = Request("", url, self._call_headers).with_headers(request.headers).headers
        for way in self._credentials:
            url = way.removed(url)
        content, options = request.content_bytes(), self._call_options
        return http.build_request(request.method, url, headers=headers, content=content, **options)

    def _log(self, request: Request[Any], result: object, begun: float) -> None:
        """One line a request: never its query, headers or content, which may hold secrets."""
        from logging import getLogger

        url, seconds = request.url.partition("?")[0], time.perf_counter() - begun
        getLogger(_PACKAGE).info("%s %s: %s in %.3f s", request.method, url, result, seconds)

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

    def _redirected(self, answer: Any, sign: Any) -> tuple[Any, Any]:
        """The request that a redirect leads to, and what signs it."""
        sent = answer.next_request
        if not self._is_own(sent.url):
            sign, length = None, sent.headers.get("content-length", "0")
            if length != "0" or "transfer-encoding" in sent.headers:
                reason = f"the content of the request should go to another host, {sent.url.host}"
                url = str(answer.request.url)
                raise InvalidResponse(sent.method, url, answer.status_code, reason)
        if sign is None:
            self._keep_harmless(sent)
        return sent, sign

    @staticmethod
    def _keep_harmless(sent: Any, own: Iterable[str] = ()) -> None:
        """Removes the headers that another host must not see; its `own` stay."""
        kept = {*_HARMLESS, *(name.lower() for name in own)}
        for name in [name for name in sent.headers if name.lower() not in kept]:
            del sent.headers[name]

    def _pause(self, request: Request[Any], attempt: int, answer: Any) -> float | None:
        """Seconds until the next attempt, None when there must not be one.

        `answer` may be a fault. What may have been applied is sent twice only if that is the same as once.
        """
        import random

        import httpx2

        if attempt >= self._retries:
            return None
        has_key = any(name.lower() == "idempotency-key" for name in request.headers)
        is_repeatable = has_key or request.method in _REPEATABLE
        backoff = random.uniform(0, min(2.0**attempt, 30.0))
        if isinstance(answer, Exception):
            unsent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
            return backoff if is_repeatable or isinstance(answer, unsent) else None
        status = answer.status_code
        if status not in (429, 502, 503, 504):
            return None
        # An item of a batch has no content, and that of a streamed answer was not read yet.
        content = getattr(answer, "_content", b"") if status == 429 else b""
        after = retry_after(answer.headers, json_of(content))
        is_refusal = status == 429 or (status == 503 and after is not None)
        if not is_repeatable and not is_refusal:
            return None
        if after is None:
            return backoff
        return after if after <= _LONGEST_PAUSE else None

    _run: Callable[[Steps[Any]], Any]  # by the two clients

    def _sleep(self, seconds: float) -> Any:
        if not self.is_async:
            return time.sleep(seconds)
        import asyncio

        return asyncio.sleep(seconds)

    def _close(self, answer: Any) -> Any:
        return answer.aclose() if self.is_async else answer.close()

    def _connection(self) -> Any:
        with self._opening:
            shared = self._shared
            if shared._http is None:
                shared._http = self._connect()
        return shared._http

    def _send(self, request: Request[Any]) -> Any:
        return self._run(self._sending(request))

    def _respond(self, request: Request[Any]) -> Any:
        return self._run(self._responding(request))

    def _sending(self, request: Request[T]) -> Steps[T]:
        response = yield from self._responding(request)
        return response.value

    def _responding(self, request: Request[T]) -> Steps[Response[T]]:
        answer = yield from self._answering(request)
        value = request.decode(answer.status_code, answer.headers, answer.content)
        return Response(answer.status_code, answer.headers, answer.content, value)

    def _answering(self, request: Request[Any], is_streamed: bool = False) -> Steps[Any]:
        """The last answer, with retries; of a streamed one the content has not been read yet."""
        import httpx2

        http = self._connection()
        self._check(request.url)
        attempt, claims = 0, ""
        while True:
            sign = yield from self._signer(claims)
            sent, begun = self._built(http, request), time.perf_counter()
            try:
                answer = yield from self._exchanging(http, sent, sign, is_streamed)
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError) as e:
                self._log(request, type(e).__name__, begun)
                pause = self._pause(request, attempt, e)
                if pause is None:
                    raise unreached(request, e) from e
            except httpx2.RequestError as e:
                raise unreached(request, e) from e
            else:
                self._log(request, answer.status_code, begun)
                if not claims and (claims := self._challenge(answer)):
                    yield self._close(answer)
                    continue  # at once, with a token that has what was asked for
                pause = self._pause(request, attempt, answer)
                if pause is None:
                    return answer
                yield self._close(answer)
            yield self._sleep(pause)
            attempt += 1

    def _exchanging(self, http: Any, sent: Any, sign: Any, is_streamed: bool) -> Steps[Any]:
        """The answer at the end of all redirects."""
        import httpx2

        is_counted = self._max_content is not None and not is_streamed
        for _ in range(_MOST_REDIRECTS):
            if sign:
                sent.extensions[EXTENSION] = sign
            answer = yield http.send(sent, stream=is_streamed or is_counted)
            if answer.next_request is None:
                return (yield from self._read(answer)) if is_counted else answer
            yield self._close(answer)
            sent, sign = self._redirected(answer, sign)
        raise httpx2.TooManyRedirects("too many redirects", request=sent)

    def _read(self, answer: Any) -> Steps[Any]:
        """The answer with its content, decompressed, which is not larger than the client allows."""
        import httpx2

        request, status, content = answer.request, answer.status_code, bytearray()
        pieces: Any = answer.aiter_bytes() if self.is_async else answer.iter_bytes()
        following, most = anext if self.is_async else next, self._max_content
        try:
            while (piece := (yield following(pieces, None))) is not None:
                content += piece
                if most is not None and len(content) > most:
                    reason = f"the content is larger than the {most} bytes of max_content"
                    raise InvalidResponse(request.method, str(request.url), status, reason)
        finally:
            yield self._close(answer)
        gone = ("content-encoding", "content-length", "transfer-encoding")
        headers = [pair for pair in answer.headers.multi_items() if pair[0].lower() not in gone]
        return httpx2.Response(status, headers=headers, content=bytes(content), request=request)

    def _challenge(self, answer: Any) -> str:
        """The claims that a 401 wants of a token, "" when it wants none."""
        return next((c for way in self._credentials if (c := way.challenge(answer))), "")

    def _signer(self, claims: str) -> Steps[Any]:
        added: list[tuple[Auth, str]] = []
        for way in self._credentials:
            secret = way.secret(claims)
            if hasattr(secret, "__await__"):
                if not self.is_async:
                    secret.close()
                    raise TypeError("an asynchronous credential needs AsyncClient")
                secret = yield secret
            added.append((way, way.text(secret)))
        return signer(added) if added else None


def _user_agent() -> str:
    from importlib import metadata

    import httpx2

    try:
        version = metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:  # a folder that nobody installed
        version = "0"
    return f"{_PACKAGE}/{version} httpx2/{httpx2.__version__}"


def unreached(request: Request[Any], fault: Exception) -> TransportError:
    """The error of this package for one of httpx2."""
    import httpx2

    kind = Timeout if isinstance(fault, httpx2.TimeoutException) else TransportError
    return kind(request.method, request.url, f"{type(fault).__name__}: {fault}")


class SyncClient(_Client):
    """A synchronous client. Use it in a `with` statement, or close it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection, which is shared with the clients of `with_options`."""
        if self._shared._http is not None:
            self._shared._http.close()

    def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` built. The result of a list is one page."""
        result: T = self._send(request)
        return result

    def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        while True:
            try:
                result = steps.send(result)
            except StopIteration as end:
                return cast(T, end.value)


class AsyncClientBase(_Client):
    """An asynchronous client. Use it in an `async with` statement, or close it."""

    is_async: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connection, which is shared with the clients of `with_options`."""
        if self._shared._http is not None:
            await self._shared._http.aclose()

    async def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` built. The result of a list is one page."""
        result: T = await self._send(request)
        return result

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
