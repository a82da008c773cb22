"""The OData features of the clients: batches, links to follow, upload sessions, and pre-authenticated URLs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from . import client as base
from .downloads import AsyncDownloads, Downloads
from .odata_request import AsyncItems, Items, Page, following
from .request import Request, suggesting

if TYPE_CHECKING:
    from .batch import BatchResults
    from .client import Steps
    from .model import Model
    from .upload import Answer, Unsigned

M = TypeVar("M", bound="Model")
T = TypeVar("T")


class Client(base.Client):
    """What both clients share."""

    @suggesting
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
        """`credential`: also an object with `get_token(*scopes)`, as azure-identity has them.

        `scopes` are those of its tokens, by default all of the service. The others are those of every client.
        """
        if hasattr(credential, "get_token"):
            from .tokens import Tokens

            scheme, _, rest = (base_url or type(self).base_url).partition("://")
            usual = f"{scheme}://{rest.partition('/')[0]}/.default"
            way = type(self)._security[0]
            credential = Tokens(way, credential, scopes or (usual,))
        super().__init__(
            credential,
            base_url=base_url,
            allow_http=allow_http,
            user_agent=user_agent,
            timeout=timeout,
            retries=retries,
            transport=transport,
            headers=headers,
            proxy=proxy,
            max_content=max_content,
            event_hooks=event_hooks,
        )

    def _taking(self, running: Generator[Request[Any] | Unsigned | float, Any, T]) -> Steps[T]:
        """Takes what batches and uploads yield: a request to send, or seconds to wait."""
        answer: Any = None
        fault: Exception | None = None
        while True:
            try:
                step = running.throw(fault) if fault else running.send(answer)
            except StopIteration as end:
                return cast(T, end.value)
            answer = fault = None
            try:
                if isinstance(step, Request):
                    answer = yield from self._sending(step)
                elif isinstance(step, (int, float)):
                    yield self._sleep(step)
                else:
                    answer = yield from self._unsigned(step.request)
            except Exception as error:
                fault = error

    def _unsigned(self, request: Request[Any]) -> Steps[Answer]:
        """One attempt without a token; a fault of the connection is an answer too."""
        from .connection import LOST, keep_harmless, opened, unreached
        from .upload import Answer

        http = opened(self)
        try:
            sent = http.build_request(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.content_bytes(),
                timeout=self._options["timeout"],
            )
            keep_harmless(sent)
            sent.headers.update(request.headers)
            answer = yield http.send(sent, follow_redirects=False)
        except LOST as fault:
            return Answer(0, {}, b"", unreached(request, fault))
        headers = {name.lower(): text for name, text in answer.headers.items()}
        return Answer(answer.status_code, headers, answer.content)


class SyncClient(Client, Downloads):
    """A synchronous client. Use it in a `with` statement, or close it."""

    def batch(
        self,
        requests: Sequence[Request[T]],
        *,
        depends_on: Mapping[int, Sequence[int]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> BatchResults[T]:
        """Sends requests in batches of 20 and returns their results or `ApiError`s, in order.

        `depends_on={2: [0, 1]}`: the third is sent when the first two have succeeded. `headers` are
        those of each batch.
        """
        from .batch import steps
        from .connection import pause

        pausing = partial(pause, self)
        running = steps(self.base_url, requests, depends_on or {}, headers or {}, pausing)
        return self._run(self._taking(running))

    def follow(self, link: str, like: Request[Page[T]]) -> Items[T]:
        """The items at a `next_link` or `delta_link`; `like` is the request whose response had the link."""
        return Items(self, following(like, link))

    def upload(
        self,
        url: str,
        content: bytes | BinaryIO,
        result: type[M],
        *,
        part: int = 32 * 320 * 1024,
        resume: bool = False,
    ) -> M | None:
        """Uploads large content to the `uploadUrl` of a session, without a token, and returns the new item.

        Sends `part` bytes at a time; some services require a multiple of 320 KiB. After a failure it continues
        where the session is; `resume=True` continues a session that was begun before.
        """
        from .upload import steps

        return self._run(self._taking(steps(url, content, result, part, self._retries, resume)))

    def send_unsigned(self, request: Request[T]) -> T:
        """Sends a request without a token, to a pre-authenticated URL.

        `Request("GET", url, {"Range": "bytes=0-99"}, returns="bytes")` reads a part of a download,
        `Request("DELETE", url)` cancels an upload session. Redirects are not followed.
        """
        from .upload import unsigned

        return self._run(self._taking(unsigned(request, self._retries)))


class AsyncClientBase(Client, AsyncDownloads):
    """An asynchronous client. Use it in an `async with` statement, or close it."""

    async def batch(
        self,
        requests: Sequence[Request[T]],
        *,
        depends_on: Mapping[int, Sequence[int]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> BatchResults[T]:
        """Sends requests in batches of 20 and returns their results or `ApiError`s, in order.

        `depends_on={2: [0, 1]}`: the third is sent when the first two have succeeded. `headers` are
        those of each batch.
        """
        from .batch import steps
        from .connection import pause

        pausing = partial(pause, self)
        running = steps(self.base_url, requests, depends_on or {}, headers or {}, pausing)
        return await self._run(self._taking(running))

    def follow(self, link: str, like: Request[Page[T]]) -> AsyncItems[T]:
        """The items at a `next_link` or `delta_link`; `like` is the request whose response had the link."""
        return AsyncItems(self, following(like, link))

    async def upload(
        self,
        url: str,
        content: bytes | BinaryIO,
        result: type[M],
        *,
        part: int = 32 * 320 * 1024,
        resume: bool = False,
    ) -> M | None:
        """Uploads large content to the `uploadUrl` of a session, without a token, and returns the new item.

        Sends `part` bytes at a time; some services require a multiple of 320 KiB. After a failure it continues
        where the session is; `resume=True` continues a session that was begun before.
        """
        from .upload import steps

        return await self._run(
            self._taking(steps(url, content, result, part, self._retries, resume))
        )

    async def send_unsigned(self, request: Request[T]) -> T:
        """Sends a request without a token, to a pre-authenticated URL.

        `Request("GET", url, {"Range": "bytes=0-99"}, returns="bytes")` reads a part of a download,
        `Request("DELETE", url)` cancels an upload session. Redirects are not followed.
        """
        from .upload import unsigned

        return await self._run(self._taking(unsigned(request, self._retries)))
