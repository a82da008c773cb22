"""The clients: they hold the connection and the credential, and send what the tree builds.

httpx2 is the transport, imported with the first call. A token goes to the host of `base_url` over
https (or to a loopback address) and to no other.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

from .request import Request

T = TypeVar("T")
S = TypeVar("S", bound="SyncClient")
A = TypeVar("A", bound="AsyncClientBase")

_LONGEST_PAUSE = 120.0  # seconds
_EARLY = 300  # seconds before its end at which a token is renewed
_REPEATABLE = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE")


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
    ) -> None:
        """`credential`: a token, a callable that gives one, or an object with `get_token(*scopes)`."""
        self.base_url = (base_url or type(self).base_url).rstrip("/")
        self._client = self
        self._path = ""
        origin = urlsplit(self.base_url)
        self._origin = (origin.scheme, origin.hostname, origin.port)
        if credential and origin.scheme != "https" and origin.hostname not in _LOOPBACK:
            raise ValueError(f"a token is sent over https only, not to {self.base_url}")
        self._credential = credential
        self._scopes = scopes or (f"{origin.scheme}://{origin.netloc}/.default",)
        self._retries = retries
        self._options: dict[str, Any] = {
            "timeout": timeout,
            "transport": transport,
            "headers": headers,
        }
        self._http: Any = None
        self._token: Any = None

    def _check(self, url: str) -> None:
        """Raises `ValueError` for a link that leads to another host."""
        parts = urlsplit(url)
        if (parts.scheme, parts.hostname, parts.port) != self._origin:
            raise ValueError(f"the link leads to another host: {parts.scheme}://{parts.netloc}")

    def _known_token(self) -> str | None:
        if isinstance(self._credential, str):
            return self._credential
        if self._token is not None and self._token.expires_on - _EARLY > time.time():
            return str(self._token.token)
        return None

    def _pause(self, request: Request[Any], attempt: int, answer: Any) -> float | None:
        """Seconds until the next attempt, None when there must not be one."""
        if attempt >= self._retries:
            return None
        backoff = random.uniform(0, min(2.0**attempt, 30.0))
        if answer is None:
            return backoff if request.method in _REPEATABLE else None
        if answer.status_code not in (429, 502, 503, 504):
            return None
        after = answer.headers.get("retry-after", "")
        if request.method not in _REPEATABLE and (answer.status_code != 429 and not after):
            return None  # it may have been applied
        if after.isdigit():
            return min(float(after), _LONGEST_PAUSE)
        return backoff


_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SyncClient(_Client):
    """A client that answers at once. Use it with `with`, or close it."""

    def __enter__(self: S) -> S:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()

    def _send(self, request: Request[T]) -> T:
        import httpx2

        if self._http is None:
            self._http = httpx2.Client(follow_redirects=True, **self._options)
        self._check(request.url)
        attempt = 0
        while True:
            answer = None
            try:
                answer = self._http.request(
                    request.method,
                    request.url,
                    headers={**request.headers, **self._authorization()},
                    content=request.content_bytes(),
                )
            except httpx2.TransportError:
                if (pause := self._pause(request, attempt, None)) is None:
                    raise
            else:
                if (pause := self._pause(request, attempt, answer)) is None:
                    return request.decode(answer.status_code, answer.headers, answer.content)
            time.sleep(pause)
            attempt += 1

    def _authorization(self) -> dict[str, str]:
        if not self._credential:
            return {}
        token = self._known_token()
        if token is None and hasattr(self._credential, "get_token"):
            self._token = self._credential.get_token(*self._scopes)
            token = self._token.token
        elif token is None:
            token = self._credential()
        return {"Authorization": f"Bearer {token}"}


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

    async def _send(self, request: Request[T]) -> T:
        import asyncio

        import httpx2

        if self._http is None:
            self._http = httpx2.AsyncClient(follow_redirects=True, **self._options)
        self._check(request.url)
        attempt = 0
        while True:
            answer = None
            try:
                answer = await self._http.request(
                    request.method,
                    request.url,
                    headers={**request.headers, **(await self._authorization())},
                    content=request.content_bytes(),
                )
            except httpx2.TransportError:
                if (pause := self._pause(request, attempt, None)) is None:
                    raise
            else:
                if (pause := self._pause(request, attempt, answer)) is None:
                    return request.decode(answer.status_code, answer.headers, answer.content)
            await asyncio.sleep(pause)
            attempt += 1

    async def _authorization(self) -> dict[str, str]:
        if not self._credential:
            return {}
        token: Any = self._known_token()
        if token is None and hasattr(self._credential, "get_token"):
            given: Any = self._credential.get_token(*self._scopes)
            self._token = await given if hasattr(given, "__await__") else given
            token = self._token.token
        elif token is None:
            token = self._credential()
            token = await token if hasattr(token, "__await__") else token
        return {"Authorization": f"Bearer {token}"}
