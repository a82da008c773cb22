"""The clients: they hold the connection and the credential, and send what the tree builds.

httpx2 is the transport, imported with the first call. A token goes to the host of `base_url` over
https (or to a loopback address) and to no other.
"""

from __future__ import annotations

import re
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterator,
    Mapping,
)
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from typing import Any, ClassVar, TypeVar

from .model import Model
from .request import Accepted, Request, retry_after

M = TypeVar("M", bound=Model)
T = TypeVar("T")
S = TypeVar("S", bound="SyncClient")
A = TypeVar("A", bound="AsyncClientBase")

_LONGEST_PAUSE = 120.0  # seconds; a service that asks for more is not asked again
_EARLY = 300  # seconds before its end at which a token is renewed
_CLAIMS = re.compile(r'\bclaims\s*=\s*"?([A-Za-z0-9+/_-]+=*)', re.IGNORECASE)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
_RUNNING = ("unspecified", "notstarted", "waiting", "queued", "running", "inprogress")


class _Client:
    base_url: str = ""
    is_async: ClassVar[bool] = False

    def __init__(
        self,
        credential: Any = None,
        *,
        base_url: str | None = None,
        scopes: tuple[str, ...] | None = None,
        timeout: float = 100.0,
        retries: int = 3,
        transport: Any = None,
        headers: Mapping[str, str] | None = None,
        proxy: Any = None,
        event_hooks: Mapping[str, list[Callable[..., Any]]] | None = None,
    ) -> None:
        """`credential`: a token, a callable that gives one, or an object with `get_token(*scopes)`.

        `transport`, `headers`, `proxy` and `event_hooks` are those of httpx2's clients.
        """
        from threading import Lock
        from urllib.parse import urlsplit

        self.base_url = (base_url or type(self).base_url).rstrip("/")
        if not self.base_url:
            raise ValueError("base_url is needed: the documentation does not say where the API is")
        self._client = self
        self._path = ""
        origin = urlsplit(self.base_url)
        if credential and origin.scheme != "https" and origin.hostname not in _LOOPBACK:
            raise ValueError(f"a token is sent over https only, not to {self.base_url}")
        self._credential = credential
        self._scopes = scopes or (f"{origin.scheme}://{origin.netloc}/.default",)
        self._retries = retries
        self._options: dict[str, Any] = {
            "timeout": timeout,
            "transport": transport,
            "headers": headers,
            "proxy": proxy,
            "event_hooks": event_hooks,
        }
        self._http: Any = None
        self._opening = Lock()
        self._token: Any = None

    def _check(self, url: str) -> None:
        """Raises `ValueError` for a link that leads to another host."""
        import httpx2  # its reading of a link is the one that counts

        link = httpx2.URL(url)
        if link.origin != httpx2.URL(self.base_url).origin or link.userinfo:
            raise ValueError(f"the link leads to another host: {link.scheme}://{link.host}")

    def _known_token(self) -> str | None:
        if isinstance(self._credential, str):
            return self._credential
        if self._token is not None and self._token.expires_on - _EARLY > time.time():
            return str(self._token.token)
        return None

    def _challenge(self, answer: Any) -> str:
        """The claims that a 401 wants of a token (OpenID Connect, 5.5), "" when it wants none."""
        asked = str(answer.headers.get("WWW-Authenticate") or "")
        found = _CLAIMS.search(asked) if "insufficient_claims" in asked else None
        if answer.status_code != 401 or not found or not hasattr(self._credential, "get_token"):
            return ""
        from base64 import urlsafe_b64decode

        text = found[1].replace("+", "-").replace("/", "_").rstrip("=")
        try:
            return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
        except ValueError:
            return ""

    def _pause(self, request: Request[Any], attempt: int, answer: Any) -> float | None:
        """Seconds until the next attempt, None when there must not be one.

        `answer` is a response, or the fault that came in its place. What may have been applied
        already is not sent twice, unless sending it twice is the same as once.
        """
        import random

        import httpx2

        if attempt >= self._retries:
            return None
        is_repeatable = request.method in _REPEATABLE
        backoff = random.uniform(0, min(2.0**attempt, 30.0))
        if isinstance(answer, Exception):
            was_sent = not isinstance(
                answer, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
            )
            return None if was_sent and not is_repeatable else backoff
        if answer.status_code not in (429, 502, 503, 504):
            return None
        after = retry_after(answer.headers)
        is_refusal = answer.status_code == 429 or (answer.status_code == 503 and after is not None)
        if not is_repeatable and not is_refusal:
            return None
        if after is None:
            return backoff
        return after if after <= _LONGEST_PAUSE else None


def _bearer(token: object) -> dict[str, str]:
    """The header of a token. Nothing of a token that is none is in the error."""
    if not isinstance(token, str):
        raise TypeError(f"the credential gave {type(token).__name__}, where a token was expected")
    if not re.fullmatch("[!-~]+", token.strip()):
        raise ValueError("the credential gave a token that is empty or that no header can hold")
    return {"Authorization": f"Bearer {token.strip()}"}


def _pauses(first: float | None, timeout: float) -> Iterator[float]:
    """Seconds between two questions after long work. Raises `TimeoutError` at the end."""
    end = time.monotonic() + timeout
    for number in count():
        yield first if first and number == 0 else min(2.0**number, 30.0)
        if time.monotonic() >= end:
            raise TimeoutError(f"the work has not ended after {timeout:g} seconds")


def _has_ended(answer: Any) -> bool:
    if isinstance(answer, Accepted):
        return False
    return answer is None or str(answer.get("status")).lower() not in _RUNNING


class SyncClient(_Client):
    """A client that answers at once. Use it with `with`, or close it."""

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()

    def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` made; of a collection, this is one page."""
        return self._send(request)

    @contextmanager
    def stream(self, request: Request[bytes]) -> Generator[Iterator[bytes], None, None]:
        """The content that a request gets, piece by piece: `with client.stream(request) as pieces`."""
        answer = self._answer(request, is_streamed=True)
        try:
            if answer.status_code >= 400:
                request.decode(answer.status_code, answer.headers, answer.read())
            yield answer.iter_bytes()
        finally:
            answer.close()

    def _connection(self) -> Any:
        import httpx2

        with self._opening:
            if self._http is None:
                self._http = httpx2.Client(follow_redirects=True, **self._options)
        return self._http

    def _send(self, request: Request[T]) -> T:
        answer = self._answer(request)
        return request.decode(answer.status_code, answer.headers, answer.content)

    def _answer(self, request: Request[Any], is_streamed: bool = False) -> Any:
        """The last answer, with retries; of a streamed one the content has not been read yet."""
        import httpx2

        http = self._connection()
        self._check(request.url)
        attempt, claims = 0, ""
        while True:
            headers = {**request.headers, **self._authorization(claims)}
            content = request.content_bytes()
            sent = http.build_request(request.method, request.url, headers=headers, content=content)
            try:
                answer = http.send(sent, stream=is_streamed)
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError) as e:
                pause = self._pause(request, attempt, e)
                if pause is None:
                    raise
            else:
                if not claims and (claims := self._challenge(answer)):
                    answer.close()
                    continue  # at once, with a token that has what was asked for
                pause = self._pause(request, attempt, answer)
                if pause is None:
                    return answer
                answer.close()
            time.sleep(pause)
            attempt += 1

    def _wait(
        self, request: Request[Any], result: type[M], first: float | None, timeout: float
    ) -> M:
        pauses = _pauses(first, timeout)
        while True:
            time.sleep(next(pauses))
            answer = self._send(request)
            if _has_ended(answer):
                return result.from_dict(answer or {})

    def _authorization(self, claims: str) -> dict[str, str]:
        if not self._credential:
            return {}
        token: Any = None if claims else self._known_token()
        if token is None and hasattr(self._credential, "get_token"):
            asked = {"claims": claims} if claims else {}
            given = self._credential.get_token(*self._scopes, **asked)
            if hasattr(given, "__await__"):
                given.close()
                raise TypeError("an asynchronous credential needs AsyncClient")
            self._token = given
            token = given.token
        elif token is None:
            token = self._credential()
        return _bearer(token)


class AsyncClientBase(_Client):
    """A client whose calls are awaited. Use it with `async with`, or close it."""

    is_async: ClassVar[bool] = True

    async def __aenter__(self: A) -> A:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def send(self, request: Request[T]) -> T:
        """Sends a request that `.request(...)` made; of a collection, this is one page."""
        return await self._send(request)

    @asynccontextmanager
    async def stream(self, request: Request[bytes]) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """The content that a request gets, piece by piece: `async with client.stream(request) as pieces`."""
        answer = await self._answer(request, is_streamed=True)
        try:
            if answer.status_code >= 400:
                request.decode(answer.status_code, answer.headers, await answer.aread())
            yield answer.aiter_bytes()
        finally:
            await answer.aclose()

    def _connection(self) -> Any:
        import httpx2

        if self._http is None:
            self._http = httpx2.AsyncClient(follow_redirects=True, **self._options)
        return self._http

    async def _send(self, request: Request[T]) -> T:
        answer = await self._answer(request)
        return request.decode(answer.status_code, answer.headers, answer.content)

    async def _answer(self, request: Request[Any], is_streamed: bool = False) -> Any:
        """The last answer, with retries; of a streamed one the content has not been read yet."""
        import asyncio

        import httpx2

        http = self._connection()
        self._check(request.url)
        attempt, claims = 0, ""
        while True:
            headers = {**request.headers, **(await self._authorization(claims))}
            content = request.content_bytes()
            sent = http.build_request(request.method, request.url, headers=headers, content=content)
            try:
                answer = await http.send(sent, stream=is_streamed)
            except (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError) as e:
                pause = self._pause(request, attempt, e)
                if pause is None:
                    raise
            else:
                if not claims and (claims := self._challenge(answer)):
                    await answer.aclose()
                    continue
                pause = self._pause(request, attempt, answer)
                if pause is None:
                    return answer
                await answer.aclose()
            await asyncio.sleep(pause)
            attempt += 1

    async def _wait(
        self, request: Request[Any], result: type[M], first: float | None, timeout: float
    ) -> M:
        import asyncio

        pauses = _pauses(first, timeout)
        while True:
            await asyncio.sleep(next(pauses))
            answer = await self._send(request)
            if _has_ended(answer):
                return result.from_dict(answer or {})

    async def _authorization(self, claims: str) -> dict[str, str]:
        if not self._credential:
            return {}
        token: Any = None if claims else self._known_token()
        if token is None and hasattr(self._credential, "get_token"):
            asked = {"claims": claims} if claims else {}
            given: Any = self._credential.get_token(*self._scopes, **asked)
            self._token = await given if hasattr(given, "__await__") else given
            token = self._token.token
        elif token is None:
            token = self._credential()
            token = await token if hasattr(token, "__await__") else token
        return _bearer(token)
