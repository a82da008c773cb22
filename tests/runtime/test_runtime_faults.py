"""Answers of a service that is broken or hostile: each is an error of the SDK, and nothing secret leaves for another host."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import Any

import httpx2
import pytest
from external_connectors import AsyncClient, Client, Error, InvalidResponse
from external_connectors._runtime.codec import loads
from external_connectors._runtime.durations import read_duration
from external_connectors._runtime.request import Request
from external_connectors.models import ExternalConnection
from packages import package

BODY: dict[str, Any] = {
    "kind": "create",
    "request_body": {"content": [{"name": "application/json", "type": "api.lamp"}]},
}
BASE = "https://graph.microsoft.com/v1.0"
Answer = httpx2.Response | Callable[[httpx2.Request], httpx2.Response]


def client(answer: Answer, **options: Any) -> Client:
    transport = httpx2.MockTransport(answer if callable(answer) else lambda _: answer)
    return Client("secret", transport=transport, retries=0, **options)


def page(content: Any) -> httpx2.Response:
    return httpx2.Response(200, json=content)


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx2.Response(204), page([]), page({}), page({"value": None}), page({"value": []})),
    ],
)
def test_no_items(answer: httpx2.Response):
    assert list(client(answer).external.connections.list()) == []


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx2.Response(200), httpx2.Response(200, content=b" \n")),
        *(httpx2.Response(200, content=b"<html>"), httpx2.Response(200, content=b"\xff")),
        *(page("a"), page(1), page({"value": [1]}), page({"value": [None]}), page({"value": [[]]})),
        *(page({"value": [{"id": "a"}], "@odata.nextLink": x}) for x in (5, {"a": 1}, [1])),
        httpx2.Response(200, content=b"[" * 100_000),
        httpx2.Response(200, content=b'{"value": [{"id": 1e999}]}'),
    ],
)
def test_a_page_that_is_none(answer: httpx2.Response):
    with pytest.raises(Error):
        list(client(answer).external.connections.list())


@pytest.mark.parametrize(
    "answer",
    [
        *(None, [], "a", {}, {"responses": None}, {"responses": {}}, {"responses": "a"}),
        *({"responses": [x]} for x in (1, None, {}, {"id": "1"}, {"id": "1", "status": "x"})),
        {"responses": [{"id": "1", "status": 200, "headers": [1], "body": "no object"}]},
        {"responses": [{"id": "1", "status": -1, "headers": {"a": None}, "body": []}]},
    ],
)
def test_a_batch_that_is_none(answer: Any):
    """The batch as a whole raises, or its request has an error."""
    with pytest.raises(Error):
        known = client(page(answer))
        request = known.external.connections["a"].get.request()
        known.batch([request]).of(request)


@pytest.mark.parametrize("ranges", [5, {"a": 1}, "x", [None], ["x-"], ["9" * 400]])
def test_an_upload_session_that_is_none(ranges: Any):
    session = client(httpx2.Response(202, json={"nextExpectedRanges": ranges}))
    try:
        session.upload("https://upload.test/s", b"content", ExternalConnection)
    except Error:
        pass


def test_an_upload_session_with_an_answer_that_is_nested_deeply():
    deep = client(httpx2.Response(202, content=b"[" * 100_000))
    assert deep.upload("https://upload.test/s", b"content", ExternalConnection) is None


def test_a_file_that_becomes_shorter_during_its_upload():
    class Shorter(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"" if self.tell() else super().read(size)

    session = client(httpx2.Response(202, json={"nextExpectedRanges": ["4-"]}))
    with pytest.raises(ValueError, match="the content ends before its 7 bytes, at 4"):
        session.upload("https://upload.test/s", Shorter(b"content"), ExternalConnection)


@pytest.mark.parametrize("status", [[], "a", 1])
def test_a_status_that_is_none(status: Any):
    def answer(request: httpx2.Request) -> httpx2.Response:
        is_first = request.method == "POST"
        headers = {"Location": f"{BASE}/status"}
        return httpx2.Response(202, headers=headers) if is_first else page(status)

    known = client(answer)
    accepted: Any = known.send(Request("POST", f"{BASE}/x", returns="Accepted"))
    with pytest.raises(Error):
        accepted.wait(known, ExternalConnection, timeout=0)


def redirecting(status: int, seen: list[httpx2.Request]) -> Client:
    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        if request.url.host != "graph.microsoft.com":
            return httpx2.Response(200, json={"id": "a"})
        return httpx2.Response(status, headers={"Location": "https://evil.test/x"})

    return client(answer, headers={"X-Api-Key": "secret"})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_no_credential_to_another_host(status: int):
    seen: list[httpx2.Request] = []
    request = Request(
        "GET", f"{BASE}/x", {"X-Token": "secret", "Cookie": "a=secret"}, returns="Any"
    )
    redirecting(status, seen).send(request)
    assert [request.url.host for request in seen] == ["graph.microsoft.com", "evil.test"]
    assert "secret" in str(seen[0].headers.raw) and "secret" not in str(seen[1].headers.raw)


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_takes_no_content_to_another_host(status: int):
    seen: list[httpx2.Request] = []
    request = Request("POST", f"{BASE}/x", content={"password": "secret"}, returns="Any")
    with pytest.raises(InvalidResponse, match="should go to another host, evil.test"):
        redirecting(status, seen).send(request)
    assert len(seen) == 1


@pytest.mark.slow
def test_a_limit_for_what_is_decompressed():
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(InvalidResponse, match="larger than the 1000000 bytes of max_content"):
        list(client(answer, max_content=1_000_000).external.connections.list())
    small = page({"value": [{"id": "a"}]})
    assert [c.id for c in client(small, max_content=1000).external.connections.list()] == ["a"]

    async def use() -> None:
        transport = httpx2.MockTransport(answer)
        async with AsyncClient("secret", transport=transport, max_content=1_000_000) as known:
            with pytest.raises(InvalidResponse):
                await known.external.connections["a"].get()

    asyncio.run(use())


def test_a_header_is_sent_once():
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return page({"responses": []})

    known = client(answer)
    known.batch([known.external.connections["a"].get.request()], headers={"content-type": "a/b"})
    builder: Any = known.external.connections
    made = builder._request("POST", headers={"content-type": "a/b"}, content={"a": 1})
    known.send(made._replace(returns="Any"))
    for request in seen:
        names = [name.lower() for name, _ in request.headers.raw]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("P1W", 604800), ("PT-60S", -60), ("P-1D", -86400), ("PT6H-30M", 19800)),
        *(("PT1,5S", 1.5), ("-P1W2D", -777600), ("P1.5D", 129600), ("PT0S", 0)),
    ],
)
def test_durations(text: str, seconds: float):
    assert read_duration(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["P1M", "P1Y", "P1Y2M3DT4H", "-P2M"])
def test_durations_of_months(text: str):
    with pytest.raises(ValueError, match="months has no fixed length"):
        read_duration(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "1D", "P1H", "PT1D", "P1D2W", "PT1.S"])
def test_texts_that_are_no_durations(text: str):
    with pytest.raises(ValueError, match="an ISO 8601 duration was expected"):
        read_duration(text)


def test_no_depth_is_a_fault_of_python():
    lamp = {
        "name": "api.lamp",
        "kind": "object",
        "properties": [
            {"name": "next", "type": "api.lamp"},
            {"name": "parts", "type": {"array": "api.lamp"}},
            {"name": "by_room", "type": {"map": "api.lamp"}},
            {"name": "size", "type": "integer"},
        ],
    }
    with package([{"path": "/lamps", "method": "POST", **BODY}], types=[lamp]) as root:
        models = import_module(f"{root.__name__}.models")
        wire: Any = {"size": "big"}
        for number in range(9_000):
            wire = ({"next": wire}, {"parts": [wire]}, {"by_room": {"hall": wire}})[number % 3]
        model = models.Lamp.from_dict(wire)
        assert [str(fault).partition(":")[0] for fault in model.validate()] == ["Lamp.size"]
        itself = models.Lamp(size=1)
        itself.next = itself
        assert itself.validate() == []
        with pytest.raises(ValueError, match="nested too deeply"):
            root.Client("t").lamps.create.request(model.to_dict())
        for text in ("[" * 9_000, '{"next":' * 9_000):
            with pytest.raises(ValueError, match="nested too deeply"):
                models.Lamp.from_json(text)


def test_a_number_that_json_does_not_have_is_a_text_in_odata_only():
    create = [{"path": "/lamps", "method": "POST", **BODY}]
    lamp = {
        **{"name": "api.lamp", "kind": "object"},
        "properties": [{"name": "size", "type": "double"}],
    }
    with package(create, types=[lamp]) as root:
        models = import_module(f"{root.__name__}.models")
        with pytest.raises(TypeError, match="float has no JSON form"):
            models.Lamp(size=float("nan"))
        with pytest.raises(ValueError, match="a number was expected"):
            print(models.Lamp.from_dict({"size": "INF"}).size)
    with package(create, types=[lamp], protocol="odata") as root:
        models = import_module(f"{root.__name__}.models")
        assert models.Lamp(size=float("inf")).to_dict() == {"size": "INF"}


def test_infinity_is_never_written():
    with pytest.raises(ValueError, match="larger than a float holds"):
        loads('{"a": 1e999}')
