"""Streams of events and of JSON lines, with both clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from packages import package

LAMP = {"name": "api.lamp", "kind": "object", "properties": [{"name": "id", "type": "string"}]}


def streaming(media_type: str, use: Any) -> dict[str, Any]:
    content = [{"name": media_type, "type": use}]
    return {"path": "/lamps/changes", "responses": [{"status": 200, "content": content}]}


EVENTS = streaming("text/event-stream", "string")
LINES = streaming("application/x-ndjson", "api.lamp")


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A content that arrives in pieces of some bytes."""

    def __init__(self, content: bytes, size: int) -> None:
        self._pieces = [content[at : at + size] for at in range(0, len(content), size)]
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


def read(root: Any, content: bytes, size: int, is_async: bool) -> list[Any]:
    """What a program gets from a service that sends pieces of this size."""
    pieces = Pieces(content, size)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=pieces))

    async def iterated() -> list[Any]:
        client = root.AsyncClient(transport=transport)
        return [item async for item in client.lamps.changes.get()]

    if is_async:
        found = asyncio.run(iterated())
    else:
        found = list(root.Client(transport=transport).lamps.changes.get())
    assert pieces.is_closed
    return found


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_events(size: int, is_async: bool):
    content = (
        "\ufeff: a comment\r\nevent: update\r\nid: 7\r\ndata: {\"a\":\r\ndata:  1}\r\n\r\n"
        "data:Grüße\u2028\n\nevent: nothing\n\nid: 8\rdata\r\rdata: never ends"
    ).encode()  # fmt: skip
    with package([EVENTS]) as root:
        first, *others = read(root, content, size, is_async)
        assert first == root.Event("update", '{"a":\n 1}', "7") and first.json() == {"a": 1}
        assert others == [("message", "Grüße\u2028", "7"), ("message", "", "8")]


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_lines(size: int, is_async: bool):
    with package([LINES], types=[LAMP]) as root:
        lamps = read(root, b'{"id": "a"}\n\r\n{"id": "\xc3\xa9"}', size, is_async)
        assert lamps == [root.models.Lamp(id="a"), root.models.Lamp(id="é")]


@pytest.mark.parametrize("line", [b"{", b"[1]", b"[" * 100_000])
def test_a_line_that_is_not_what_is_documented(line: bytes):
    with package([LINES], types=[LAMP]) as root:
        with pytest.raises(root.InvalidResponse, match="/lamps/changes: 200: a line is not"):
            read(root, b'{"id": "a"}\n' + line, 1000, False)


def test_a_refusal_is_an_error_before_the_first_event():
    with package([EVENTS]) as root:
        transport = httpx2.MockTransport(lambda _: httpx2.Response(403, json={"message": "no"}))
        with pytest.raises(root.Forbidden, match="no"):
            next(iter(root.Client(transport=transport).lamps.changes.get()))


class Cut(Pieces):
    """A content after whose first piece the connection is gone."""

    def __iter__(self) -> Iterator[bytes]:
        yield self._pieces[0]
        raise httpx2.ReadError("gone")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._pieces[0]
        raise httpx2.ReadError("gone")


def test_a_stream_that_is_cut_off():
    with package([EVENTS]) as root:
        cut = Cut(b"data: a\n\n", 100)
        transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=cut))
        events = iter(root.Client(transport=transport).lamps.changes.get())
        assert next(events).data == "a"
        with pytest.raises(root.TransportError, match="gone"):
            next(events)
        assert cut.is_closed


@pytest.mark.parametrize("is_async", [False, True])
def test_a_line_that_is_cut_in_the_middle(is_async: bool):
    with package([LINES], types=[LAMP]) as root:
        with pytest.raises(root.InvalidResponse, match="a line is not what is documented"):
            read(root, b'{"id": "a"}\n{"id": "b', 5, is_async)


def test_a_content_that_is_no_stream_of_events():
    with package([EVENTS]) as root:
        with pytest.raises(root.InvalidResponse, match="no events: .*<html>"):
            read(root, b"<html>\n<p>Log in</p>\n</html>", 4, False)
        assert read(root, b": nothing yet\nretry: 7\n\nid: 7\n\n", 4, False) == []
        # Others are ignored (HTML standard, 9.2.6).
        assert len(read(root, b"lamp: 7\ndata: a\n\nlamp: 8\n", 4, False)) == 1


def test_a_long_line_costs_as_much_as_short_ones():
    long, short = b'"' + b"a" * 4_000_000 + b'"', b'"' + b"a" * 998 + b'"\n'
    with package([streaming("application/x-ndjson", "string")]) as root:
        times: list[float] = []
        for content in (short * 4_000, long):
            begun = time.process_time()
            read(root, content, 1_000, False)
            times.append(time.process_time() - begun)
    assert times[1] < 5 * times[0] + 0.1


def zipped(content: bytes) -> httpx2.Response:
    return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=Pieces(content, 8))


@pytest.mark.parametrize("is_async", [False, True])
def test_a_content_that_cannot_be_decompressed(is_async: bool):
    answer = {"application/octet-stream": "binary", "text/event-stream": "string"}
    files = [{**streaming(name, use), "path": f"/{use}"} for name, use in answer.items()]
    with package(files) as root:
        transport = httpx2.MockTransport(lambda _: zipped(b"no gzip at all"))
        if is_async:
            client = root.AsyncClient(transport=transport, retries=0)

            async def use(download: bool) -> None:
                if not download:
                    assert [event async for event in client.string.get()]
                async with client.stream(client.binary.get.request()) as pieces:
                    assert [piece async for piece in pieces]

            ways: Any = [lambda: asyncio.run(use(True)), lambda: asyncio.run(use(False))]
        else:
            client = root.Client(transport=transport, retries=0)

            def downloaded() -> None:
                with client.stream(client.binary.get.request()) as pieces:
                    assert [*pieces]

            ways = [downloaded, lambda: [*client.string.get()], client.binary.get]
        for way in ways:
            with pytest.raises(root.TransportError, match="DecodingError"):
                way()


def test_a_download_that_is_cut_off():
    with package([streaming("application/octet-stream", "binary")]) as root:
        cut = Cut(b"abc", 100)
        transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=cut))
        client = root.Client(transport=transport)
        with pytest.raises(root.TransportError, match="gone"):
            with client.stream(client.lamps.changes.get.request()) as pieces:
                assert next(pieces) == b"abc"
                next(pieces)
        assert cut.is_closed


def test_it_is_named_by_what_it_gives():
    with package([EVENTS]) as root:
        method = root.Client().lamps.changes.get
        assert "Stream[Event]" in str(__import__("inspect").signature(method))
        assert method.request().method == "GET"
