"""The clients: they have the options and the credential, and send requests."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from typing import Any, ClassVar, Self, TypeVar, cast

from .auth import Auth, Bearer, credentials
from .request import Request, Response, suggesting

T = TypeVar("T")

# Each step is yielded as httpx2 gave it, and goes on with its result.
Steps = Generator[Any, Any, T]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Client:
    """What both clients share."""

    base_url: str = ""
    is_async: ClassVar[bool] = False
    _security: ClassVar[tuple[Auth, ...]] = (Bearer(),)  # as documented

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
        answer may have, decompressed and not streamed. The others are those of httpx2's clients.
        """
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
        self._options: dict[str, Any] = {"timeout": timeout, "transport": transport}
        self._options |= {"headers": headers, "proxy": proxy, "event_hooks": event_hooks}
        self._shared = self  # the client that has the connection
        self._http: Any = None

    @suggesting
    def with_options(
        self,
        *,
        timeout: float | None = None,
        retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The same client and connection with other options. `headers` are added."""
        from copy import copy

        other = copy(self)
        other._client = other
        if timeout is not None:
            other._options = {**self._options, "timeout": timeout}
        other._retries = self._retries if retries is None else retries
        other._call_headers = {**self._call_headers, **(headers or {})}
        return other

    _run: Callable[[Steps[Any]], Any]  # by the two clients

    def _sleep(self, seconds: float) -> Any:
        if not self.is_async:
            return time.sleep(seconds)
        import asyncio

        return asyncio.sleep(seconds)

    def _close(self, answer: Any) -> Any:
        return answer.aclose() if self.is_async else answer.close()

    def _sending(self, request: Request[T]) -> Steps[T]:
        response = yield from self._responding(request)
        return response.value

    def _responding(self, request: Request[T]) -> Steps[Response[T]]:
        from .connection import answering  # and with it httpx2

        answer, content = yield from answering(self, request)
        value = request.decode(answer.status_code, answer.headers, content)
        return Response(answer.status_code, answer.headers, content, value)


class SyncClient(Client):
    """A synchronous client, for a `with` statement."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection, also that of `with_options`."""
        if self._shared._http is not None:
            self._shared._http.close()

    def send(self, request: Request[T]) -> T:
        """Sends what `.request(...)` built; of a list, one page is the result."""
        return self._run(self._sending(request))

    def _run(self, steps: Steps[T]) -> T:
        result: Any = None
        try:
            while True:
                result = steps.send(result)
        except StopIteration as end:
            return cast(T, end.value)


class AsyncClientBase(Client):
    """An asynchronous client, for an `async with` statement."""

    is_async: ClassVar[bool] = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connection, also that of `with_options`."""
        if self._shared._http is not None:
            await self._shared._http.aclose()

    async def send(self, request: Request[T]) -> T:
        """Sends what `.request(...)` built; of a list, one page is the result."""
        return await self._run(self._sending(request))

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
