"""What a client does beyond one call: requests sent as values, and many in one batch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from docgen.build import build_package, build_plan
from docgen.in_memory import imported
from docgen.spec import from_json
from docgen.workspace import read_templates
from external_connectors import ApiError, AsyncClient, Client
from external_connectors._runtime.request import Request
from external_connectors.models import ExternalConnection

TOKEN = "s3cret-token"
BASE = "https://graph.microsoft.com/v1.0"
Handler = Callable[[httpx2.Request], httpx2.Response]


def client(handler: Handler, **options: Any) -> Client:
    return Client(TOKEN, transport=httpx2.MockTransport(handler), **options)


def async_client(handler: Handler, **options: Any) -> AsyncClient:
    return AsyncClient(TOKEN, transport=httpx2.MockTransport(handler), **options)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were asked for; none is made."""
    asked: list[float] = []

    async def pause(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr("external_connectors._runtime.client.time.sleep", asked.append)
    monkeypatch.setattr(asyncio, "sleep", pause)
    return asked


CONNECTIONS = Client().external.connections


# Requests as values


def test_headers_of_a_call():
    request = CONNECTIONS.create.request(ExternalConnection(id="a"))
    changed = request.with_headers({"content-type": "application/json; x=1", "Prefer": "p"})
    assert changed.headers == {"content-type": "application/json; x=1", "Prefer": "p"}
    assert changed.with_headers({"PREFER": None}).headers == {
        "content-type": "application/json; x=1"
    }
    assert request.headers == {"Content-Type": "application/json"}
    assert (changed.content, changed.returns, changed.module) == (
        request.content,
        request.returns,
        request.module,
    )


def test_query_of_a_call():
    request = CONNECTIONS.list.request(top=5)
    assert request.with_query({"$filter": "a eq 'b&c'"}).url == (
        f"{BASE}/external/connections?$top=5&$filter=a%20eq%20'b%26c'"
    )
    assert request.with_query({"$top": 7, "$count": True}).url == (
        f"{BASE}/external/connections?$top=7&$count=true"
    )
    assert request.with_query({"$top": None}).url == f"{BASE}/external/connections"
    assert request.with_query("?$skiptoken=a%20b").url.endswith("?$top=5&$skiptoken=a%20b")
    assert request.with_query("").url == request.with_query({}).url == request.url


def test_a_request_is_sent():
    def service(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        return httpx2.Response(200, json={"value": [{"id": request.headers["prefer"]}]})

    request = CONNECTIONS.list.request().with_headers({"Prefer": "x"})
    assert [item.id for item in client(service).send(request)] == ["x"]
    assert [item.id for item in asyncio.run(async_client(service).send(request))] == ["x"]
    elsewhere = Request("GET", "https://evil.test/v1.0/me", returns="Any")
    with pytest.raises(ValueError, match="another host"):
        client(service).send(elsewhere)


# Batches


class Batches:
    """A service that takes batches; `answers` gives each item's status, headers and body."""

    def __init__(
        self, answers: Callable[[dict[str, Any]], tuple[int, dict[str, str], Any]]
    ) -> None:
        self.answers = answers
        self.batches: list[list[dict[str, Any]]] = []
        self.single: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if not str(request.url).endswith("/v1.0/$batch"):
            self.single.append(str(request.url))
            return httpx2.Response(200, content=b"followed")
        assert request.method == "POST" and request.headers["authorization"] == f"Bearer {TOKEN}"
        items = json.loads(request.content)["requests"]
        self.batches.append(items)
        assert len(items) <= 20 and len({item["id"] for item in items}) == len(items)
        told: dict[str, int] = {}
        responses: list[dict[str, Any]] = []
        for item in items:
            status, headers, body = self.answers(item)
            if any(told[needed] >= 400 for needed in item.get("dependsOn", ())):
                status, headers, body = 424, {}, {"error": {"code": "failedDependency"}}
            told[item["id"]] = status
            responses.append({"id": item["id"], "status": status, "headers": headers, "body": body})
        return httpx2.Response(200, json={"responses": responses[::-1]})

    @property
    def ids(self) -> list[list[str]]:
        return [[item["id"] for item in items] for items in self.batches]


def echo(item: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    return 200, {"Content-Type": "application/json"}, {"id": item["url"].rpartition("/")[2]}


def gets(count: int) -> list[Request[ExternalConnection]]:
    return [CONNECTIONS[f"c{number}"].get.request() for number in range(count)]


def test_a_batch_gives_typed_results_and_errors_in_order():
    def answers(item: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if item["url"].endswith("/c1"):
            return 404, {"request-id": "r"}, {"error": {"code": "no", "message": "none"}}
        return (204, {}, None) if item["method"] == "DELETE" else echo(item)

    service = Batches(answers)
    first, second = gets(2)
    third = CONNECTIONS["c2"].delete.request()
    results = client(service).batch([first, second, third])
    assert isinstance(results[0], ExternalConnection) and results[0].id == "c0"
    assert isinstance(results[1], ApiError) and results[1].status_code == 404
    assert (results[1].code, results[1].request_id) == ("no", "r")
    assert results[2] is None and len(results) == 3
    assert results.of(first).id == "c0" and results.of(third) is None
    with pytest.raises(ApiError, match="404 no none"):
        results.of(second)
    with pytest.raises(ValueError, match="not in this batch"):
        results.of(CONNECTIONS["c0"].get.request())
    assert service.batches[0][0] == {
        "id": "1",
        "method": "GET",
        "url": "/external/connections/c0",
    }


def test_contents_and_pages_in_a_batch():
    def answers(item: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if item["method"] == "POST":
            assert item["headers"] == {"Content-Type": "application/json"}
            return 201, {}, item["body"]
        if item["method"] == "PUT":
            assert item["body"] == "AAE="
            return 200, {}, "AQI="
        return 200, {}, {"value": [{"id": "x"}]}

    made = CONNECTIONS.create.request(ExternalConnection(id="new"))
    listed = CONNECTIONS.list.request(top=1)
    content = Request("PUT", f"{BASE}/x/content", {}, b"\0\1", "bytes")
    results = client(Batches(answers)).batch([made, listed, content])
    assert results.of(made).id == "new" and [i.id for i in results.of(listed)] == ["x"]
    assert results.of(content) == b"\1\2"


@pytest.mark.parametrize("count", [0, 1, 20, 21, 65])
def test_twenty_to_a_batch(count: int):
    service = Batches(echo)
    results = client(service).batch(gets(count))
    assert [r.id for r in results if isinstance(r, ExternalConnection)] == [
        f"c{number}" for number in range(count)
    ]
    assert len(service.batches) == -(-count // 20)


def throttled(*ids: str, after: str = "7", times: int = 1):
    left = dict.fromkeys(ids, times)

    def answers(item: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if left.get(item["id"], 0):
            left[item["id"]] -= 1
            return 429, {"Retry-After": after}, {"error": {"code": "throttled"}}
        return echo(item)

    return answers


def test_throttled_items_are_sent_again_after_the_longest_pause(pauses: list[float]):
    service = Batches(throttled("2", "3"))
    results = client(service).batch(gets(4))
    assert [r.id for r in results if isinstance(r, ExternalConnection)] == ["c0", "c1", "c2", "c3"]
    assert service.ids == [["1", "2", "3", "4"], ["2", "3"]] and pauses == [7.0]


def test_an_async_client_batches(pauses: list[float]):
    service = Batches(throttled("2"))

    async def run() -> list[Any]:
        async with async_client(service) as asynchronous:
            return await asynchronous.batch(gets(2))

    assert [r.id for r in asyncio.run(run())] == ["c0", "c1"]
    assert service.ids == [["1", "2"], ["2"]] and pauses == [7.0]


def test_items_are_not_sent_again_for_ever(pauses: list[float]):
    service = Batches(throttled("1", times=99))
    (result,) = client(service, retries=2).batch(gets(1))
    assert isinstance(result, ApiError) and result.status_code == 429
    assert len(service.batches) == 3 and len(pauses) == 2
    service = Batches(throttled("1", after="1000"))
    (result,) = client(service).batch(gets(1))
    assert isinstance(result, ApiError) and len(service.batches) == 1


def test_a_refused_change_is_sent_again_and_a_failed_one_is_not(pauses: list[float]):
    service = Batches(lambda item: (502, {}, None))
    made = CONNECTIONS.create.request(ExternalConnection(id="a"))
    results = client(service, retries=1).batch([made, *gets(1)])
    assert [r.status_code for r in results if isinstance(r, ApiError)] == [502, 502]
    assert service.ids == [["1", "2"], ["2"]]


def test_what_others_depend_on_comes_first(pauses: list[float]):
    service = Batches(throttled("1"))
    results = client(service).batch(gets(3), depends_on={1: [0], 2: [0, 1]})
    assert [r.id for r in results if isinstance(r, ExternalConnection)] == ["c0", "c1", "c2"]
    assert service.ids == [["1", "2", "3"], ["1", "2", "3"]]
    assert [item.get("dependsOn") for item in service.batches[0]] == [None, ["1"], ["1", "2"]]


def test_what_depends_on_a_failure_is_not_sent():
    def answers(item: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        return (400, {}, {"error": {"code": "bad"}}) if item["id"] == "1" else echo(item)

    service = Batches(answers)
    results = client(service).batch(gets(22), depends_on={1: [0], 20: [0], 21: [2]})
    failed = {i: r.status_code for i, r in enumerate(results) if isinstance(r, ApiError)}
    assert failed == {0: 400, 1: 424, 20: 424}
    assert service.ids[1] == ["22"] and "dependsOn" not in service.batches[1][0]


@pytest.mark.parametrize("depends_on", [{0: [0]}, {0: [1]}, {2: [0]}, {1: [-1]}])
def test_a_request_depends_on_earlier_ones_only(depends_on: dict[int, list[int]]):
    with pytest.raises(ValueError, match="can depend only on requests before it"):
        client(Batches(echo)).batch(gets(2), depends_on=depends_on)


def test_an_item_that_is_redirected_is_sent_by_itself():
    service = Batches(lambda item: (302, {"Location": "https://files.test/x"}, None))
    content = Request("GET", f"{BASE}/x/content", {}, None, "bytes")
    assert client(service).batch([content]) == [b"followed"]
    assert service.single == [f"{BASE}/x/content"]


def test_an_item_without_an_answer_is_an_error(pauses: list[float]):
    def service(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"responses": []})

    (result,) = client(service).batch([CONNECTIONS.create.request(ExternalConnection())])
    assert isinstance(result, ApiError) and result.status_code == 502


def test_a_batch_that_is_refused_as_a_whole_raises():
    with pytest.raises(ApiError, match="401"):
        client(lambda request: httpx2.Response(401)).batch(gets(2))


def test_a_batch_takes_requests_of_its_own_service_only():
    with pytest.raises(ValueError, match="another service"):
        client(Batches(echo)).batch([Request("GET", "https://evil.test/v1.0/x")])


def test_places_called_like_the_clients_methods_are_reached_too():
    head = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}
    paths = ("/batch/send", "/send/{id}")
    operations = [{"method": "GET", "path": path, "kind": "get"} for path in paths]
    spec = from_json(json.dumps({**head, "operations": operations}))
    planned = build_plan(spec, "x", read_templates())
    with imported("x", build_package(planned, read_templates())) as package:
        tree = package.Client()
        assert tree.batch_.send.get.request().url == "https://x.test/batch/send"
        assert tree.send_["1"].get.request().url == "https://x.test/send/1"
        assert tree.batch([]) == []
