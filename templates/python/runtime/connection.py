"""What happens between a request and its answer: it is signed, sent, redirected, and sent again.

It is imported with the first call, and httpx2 with it.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.request import getproxies, proxy_bypass

from .auth import Auth
from .client import Steps
from .errors import InvalidLink, InvalidResponse, Timeout, TransportError, json_of, retry_after
from .request import Request
from .values import PACKAGE, part

try:
    import httpx2
except ModuleNotFoundError:
    needed = "httpx2, which sends requests, is not installed: pip install httpx2"
    raise ModuleNotFoundError(needed, name="httpx2") from None

_LONGEST_PAUSE = 120.0  # seconds
_MOST_REDIRECTS = 20
_HARMLESS = (
    "accept accept-encoding accept-language connection content-length content-type host if-match"
    " if-modified-since if-none-match prefer range transfer-encoding user-agent"
).split()
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "LIST", "SCAN")
# Faults after which a request may have been applied, and was not.
LOST = (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError)
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_SIGN = "sign"  # an extension of a request: what signs it
_opening = Lock()


class _SigningTransport:
    """The transport of the API's own host, after which nothing logs a request."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def _signed(self, request: Any) -> Any:
        sign = request.extensions.pop(_SIGN, None)
        return sign(request) if sign else request

    def handle_request(self, request: Any) -> Any:
        return self._inner.handle_request(self._signed(request))

    async def handle_async_request(self, request: Any) -> Any:
        return await self._inner.handle_async_request(self._signed(request))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def opened(client: Any) -> Any:
    """The client of httpx2, which clients of `with_options` share."""
    with _opening:
        if client._shared._http is None:
            client._shared._http = _open(client)
    return client._shared._http


def _open(client: Any) -> Any:
    kind: Any = httpx2.AsyncClient if client.is_async else httpx2.Client
    transport: Any = httpx2.AsyncHTTPTransport if client.is_async else httpx2.HTTPTransport
    own, options = httpx2.URL(client.base_url), dict(client._options)
    inner, proxy = options["transport"], options["proxy"]
    if inner is None:
        inner = transport(proxy=proxy or _proxy(own))
        # Certificates take long to load: without a proxy all hosts have one transport.
        options["transport"] = None if proxy or getproxies() else inner
    mounts = {f"{own.scheme}://{own.netloc.decode('ascii')}": _SigningTransport(inner)}
    http = kind(**options, mounts=mounts)
    if client._user_agent or "User-Agent" not in httpx2.Headers(options["headers"]):
        http.headers["User-Agent"] = client._user_agent or _user_agent()
    return http


def _proxy(url: httpx2.URL) -> str | None:
    """The proxy of the environment for a URL."""
    known = getproxies()
    proxy = known.get(url.scheme) or known.get("all")
    if not proxy or proxy_bypass(url.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _user_agent() -> str:
    from importlib import metadata

    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:  # a folder that nobody installed
        version = "0"
    return f"{PACKAGE}/{version} httpx2/{httpx2.__version__}"


def answering(client: Any, request: Request[Any], is_streamed: bool = False) -> Steps[Any]:
    """The last answer and its content; of a streamed one only if it is an error."""
    _check(client, request.url)
    attempt = 0
    while True:
        sign = yield from _signer(client)
        sent, begun = _built(client, request), time.perf_counter()
        try:
            answer = yield from _exchanging(client, sent, sign)
            if is_streamed and answer.status_code < 400:
                content = b""
            else:
                content = yield from _content(client, answer)
        except httpx2.RequestError as fault:
            _log(request, type(fault).__name__, begun)
            seconds = pause(client, request, attempt, fault)
            if seconds is None:
                raise unreached(request, fault) from fault
        else:
            _log(request, answer.status_code, begun)
            seconds = pause(client, request, attempt, answer, content)
            if seconds is None:
                return answer, content
        yield client._sleep(seconds)
        attempt += 1


def _check(client: Any, url: str) -> None:
    try:
        link = httpx2.URL(url)
    except httpx2.InvalidURL as fault:
        raise InvalidLink(f"no link: {fault}") from None
    if not _is_own(client, link):
        raise InvalidLink(f"the link leads to another host: {link.scheme}://{link.host}")


def _is_own(client: Any, url: httpx2.URL) -> bool:
    own = httpx2.URL(client.base_url).origin
    return bool(url.host and url.origin == own and not url.userinfo)


def _signer(client: Any) -> Steps[Callable[[httpx2.Request], httpx2.Request] | None]:
    """What adds the credential to a request; its `repr` shows none."""
    added: list[tuple[Auth, str]] = []
    for way in client._credentials:
        secret = way.secret()
        if hasattr(secret, "__await__"):
            if not client.is_async:
                secret.close()
                raise TypeError("an asynchronous credential needs AsyncClient")
            secret = yield secret
        added.append((way, way.text(secret)))

    def signed(request: httpx2.Request) -> httpx2.Request:
        headers, url = request.headers.copy(), str(request.url)
        for way, text in added:
            url = way.added(headers, url, text)
        others: Any = {"stream": request.stream, "extensions": request.extensions}
        return httpx2.Request(request.method, url, headers=headers, **others)

    return signed if added else None


def _built(client: Any, request: Request[Any]) -> Any:
    """The request of httpx2. What the call says counts more than options."""
    url = request.url
    headers = Request("", url, client._call_headers).with_headers(request.headers).headers
    for way in client._credentials:
        url = way.removed(url)
    content, timeout = request.content_bytes(), client._options["timeout"]
    build: Any = opened(client).build_request
    return build(request.method, url, headers=headers, content=content, timeout=timeout)


def _exchanging(client: Any, sent: Any, sign: Any) -> Steps[Any]:
    """The answer at the end of all redirects, without its content."""
    for _ in range(_MOST_REDIRECTS):
        if sign:
            sent.extensions[_SIGN] = sign
        answer = yield opened(client).send(sent, stream=True)
        if answer.next_request is None:
            return answer
        yield client._close(answer)
        sent = answer.next_request
        if not _is_own(client, sent.url):
            sign, length = None, sent.headers.get("content-length", "0")
            if length != "0" or "transfer-encoding" in sent.headers:
                to = f"the content of the request should go to another host, {sent.url.host}"
                raise _invalid(answer, to)
        if sign is None:
            keep_harmless(sent)
    raise httpx2.TooManyRedirects("too many redirects", request=sent)


def keep_harmless(sent: Any) -> None:
    """Removes the headers that another host may not see."""
    for name in [name for name in sent.headers if name.lower() not in _HARMLESS]:
        del sent.headers[name]


def _content(client: Any, answer: Any) -> Steps[bytes]:
    """The content of an answer, decompressed, if it is not too large."""
    content, most = bytearray(), client._max_content
    pieces: Any = answer.aiter_bytes() if client.is_async else answer.iter_bytes()
    following = anext if client.is_async else next
    while (piece := (yield following(pieces, None))) is not None:
        content += piece
        if most is not None and len(content) > most:
            yield client._close(answer)
            raise _invalid(answer, f"the content is larger than the {most} bytes of max_content")
    return bytes(content)


def _invalid(answer: Any, reason: str) -> InvalidResponse:
    sent = answer.request
    return InvalidResponse(sent.method, str(sent.url), answer.status_code, reason)


def pause(
    client: Any, request: Request[Any], attempt: int, answer: Any, content: bytes = b""
) -> float | None:
    """Seconds until the next attempt after an answer or a fault, None for no other attempt.

    What may have been applied is sent twice only if that is the same as once.
    """
    status: int = getattr(answer, "status_code", 0)
    if status == 401 and attempt <= client._retries and (tokens := part("tokens")):
        return 0.0 if tokens.are_renewed(client._credentials, answer) else None
    if attempt >= client._retries:
        return None
    has_key = any(name.lower() == "idempotency-key" for name in request.headers)
    is_repeatable = has_key or request.method in _REPEATABLE
    backoff = random.uniform(0, min(2.0**attempt, 30.0))
    if isinstance(answer, Exception):
        return backoff if isinstance(answer, LOST if is_repeatable else _UNSENT) else None
    if status not in (429, 502, 503, 504):
        return None
    after = retry_after(answer.headers, json_of(content) if status == 429 else None)
    is_refusal = status == 429 or (status == 503 and after is not None)
    if not is_repeatable and not is_refusal:
        return None
    if after is None:
        return backoff
    return after if after <= _LONGEST_PAUSE else None


def _log(request: Request[Any], result: object, begun: float) -> None:
    """One line, without what may hold secrets: query, headers, content."""
    url, seconds = request.url.partition("?")[0], time.perf_counter() - begun
    logging.getLogger(PACKAGE).info("%s %s: %s in %.3f s", request.method, url, result, seconds)


def unreached(request: Request[Any], fault: Exception) -> TransportError:
    """The error of this package for one of httpx2."""
    kind = Timeout if isinstance(fault, httpx2.TimeoutException) else TransportError
    return kind(request.method, request.url, f"{type(fault).__name__}: {fault}")
