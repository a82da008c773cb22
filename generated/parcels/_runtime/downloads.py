"""Contents that are read piece by piece."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from .client import AsyncClientBase, Steps, SyncClient
from .request import Request


def opening(client: Any, request: Request[Any]) -> Steps[Any]:
    """The steps to an answer below 400 whose content has not been read yet."""
    from .connection import answering

    answer, content = yield from answering(client, request, is_streamed=True)
    if answer.status_code >= 400:
        request.decode(answer.status_code, answer.headers, content)
    return answer


def pieces(request: Request[Any], answer: Any) -> Iterator[bytes]:
    """The content of an answer. Raises `TransportError` where it is cut off, or cannot be decompressed."""
    import httpx2

    from .connection import unreached

    try:
        yield from answer.iter_bytes()
    except httpx2.RequestError as fault:
        raise unreached(request, fault) from fault


async def async_pieces(request: Request[Any], answer: Any) -> AsyncIterator[bytes]:
    """The same of an asynchronous client."""
    import httpx2

    from .connection import unreached

    try:
        async for piece in answer.aiter_bytes():
            yield piece
    except httpx2.RequestError as fault:
        raise unreached(request, fault) from fault


class Downloads(SyncClient):
    """A client that also reads a content piece by piece."""

    @contextmanager
    def stream(self, request: Request[bytes]) -> Generator[Iterator[bytes], None, None]:
        """The content that a request gets, piece by piece: `with client.stream(request) as pieces`."""
        answer = self._run(opening(self, request))
        try:
            yield pieces(request, answer)
        finally:
            answer.close()


class AsyncDownloads(AsyncClientBase):
    """A client that also reads a content piece by piece."""

    @asynccontextmanager
    async def stream(self, request: Request[bytes]) -> AsyncGenerator[AsyncIterator[bytes], None]:
        """The content that a request gets, piece by piece: `async with client.stream(request) as pieces`."""
        answer = await self._run(opening(self, request))
        try:
            yield async_pieces(request, answer)
        finally:
            await answer.aclose()
