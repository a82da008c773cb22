"""Streams of events (HTML standard, 9.2) and of JSON lines, read while they arrive."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from .codec import loads
from .downloads import async_pieces, opening, pieces
from .errors import InvalidResponse
from .request import Bound, Operation, Request
from .values import reader

T = TypeVar("T")
P = ParamSpec("P")


class Event(NamedTuple):
    """One event of a stream."""

    event: str  # "message" where the service names none
    data: str
    id: str = ""

    def json(self) -> Any:
        """The data as JSON. Raises `ValueError` if it is not JSON."""
        return loads(self.data)


class _Lines:
    """The lines in the pieces of a text."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8-sig")("replace")
        self._begin, self._return = list[str](), ""  # of a line that has no end yet

    def of(self, piece: bytes, is_last: bool = False) -> list[str]:
        """The lines that end in a piece, of the last one all."""
        text = self._return + self._decoder.decode(piece, is_last)
        # A carriage return at the end of a piece may be half of a line's end.
        end = len(text) - 1 if text.endswith("\r") and not is_last else len(text)
        self._return = text[end:]
        first, *lines = re.split("\r\n|\r|\n", text[:end])
        self._begin.append(first)
        if lines or is_last:
            lines = ["".join(self._begin), *lines]
            self._begin = [] if is_last else [lines.pop()]
        return lines


class _Reader:
    """What a stream holds, piece after piece."""

    def __init__(self, request: Request[Any], item: str) -> None:
        self._request, self._item, self._lines = request, item, _Lines()
        self._event, self._data, self._id = "", list[str](), ""
        # The first line that is of no event; None once there was an event.
        self._strange: str | None = ""

    def items(self, piece: bytes, is_last: bool = False) -> Iterator[Any]:
        """The items that are complete with a piece. The end of the stream does not complete an event."""
        for line in self._lines.of(piece, is_last):
            if self._item == "Event":
                yield from self._events(line)
            elif line.strip():
                yield self._value(line)
        if is_last and self._strange:
            raise self._invalid("the content has no events", self._strange)

    def _events(self, line: str) -> Iterator[Event]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id":
            self._id = value
        elif not line:
            if self._data:
                yield Event(self._event or "message", "\n".join(self._data), self._id)
                self._strange = None
            self._event, self._data = "", []
        elif name not in ("", "retry") and self._strange == "":
            self._strange = line

    def _value(self, line: str) -> Any:
        try:
            return reader(self._item, "")(loads(line))
        except (ValueError, TypeError) as fault:
            raise self._invalid(f"a line is not what is documented: {fault}", line) from None

    def _invalid(self, reason: str, line: str) -> InvalidResponse:
        method, url = self._request.method, self._request.url
        return InvalidResponse(method, url, 200, reason, line.encode())


class Stream(Generic[T]):
    """The items of a stream. Iterating over it sends the request and yields each item as it arrives."""

    def __init__(self, client: Any, request: Request[Any], item: str) -> None:
        self._client, self._request, self._item = client, request, item

    def __iter__(self) -> Iterator[T]:
        answer = self._client._run(opening(self._client, self._request))
        found = _Reader(self._request, self._item)
        try:
            for piece in pieces(self._request, answer):
                yield from found.items(piece)
            yield from found.items(b"", is_last=True)
        finally:
            answer.close()


class AsyncStream(Generic[T]):
    """The items of a stream. Iterating over it sends the request and yields each item as it arrives."""

    def __init__(self, client: Any, request: Request[Any], item: str) -> None:
        self._client, self._request, self._item = client, request, item

    async def __aiter__(self) -> AsyncIterator[T]:
        answer = await self._client._run(opening(self._client, self._request))
        found = _Reader(self._request, self._item)
        try:
            async for piece in async_pieces(self._request, answer):
                for item in found.items(piece):
                    yield item
            for item in found.items(b"", is_last=True):
                yield item
        finally:
            await answer.aclose()


class _BoundStream(Bound[P, bytes, Any, Any]):
    """A stream of one builder."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        """The items of the stream, one after another."""
        kind: Any = AsyncStream if self._client.is_async else Stream
        return kind(self._client, self.request(*args, **kwargs), self._operation.item)

    @property
    def _result(self) -> str:
        return f"Stream[{self._operation.item}]"


class _Streamed(Operation[P, bytes, Stream[T], AsyncStream[T]]):
    """A documented operation whose response is a stream."""

    def __init__(self, build: Any, *, item: str) -> None:
        super().__init__(build, returns="bytes", bound=_BoundStream)
        self.item = item


def streamed(
    item: str,
) -> Callable[
    [Callable[Concatenate[Any, P], Request[Stream[T]]]],
    Operation[P, bytes, Stream[T], AsyncStream[T]],
]:
    """Turns a method that builds a `Request[Stream[T]]` into one that gives the items as they arrive."""

    def add(
        build: Callable[Concatenate[Any, P], Request[Stream[T]]],
    ) -> Operation[P, bytes, Stream[T], AsyncStream[T]]:
        made: _Streamed[P, T] = _Streamed(build, item=item)
        return made

    return add
