"""What a client does beyond one call: requests sent as values, and many in one batch."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from external_connectors import ApiError, AsyncClient, Client, TransportError
from external_connectors._runtime.request import Request
from external_connectors.models import ExternalConnection, ExternalItem

from docgen.driver.stages import build_package, build_plan
from docgen.project.templates import read_templates
from docgen.spec.spec_json import from_json
from docgen.verify.loader import imported

TOKEN = "s3cret-token"
BASE = "https://graph.microsoft.com/v1.0"
Handler = Callable[[httpx2.Request], httpx2.Response]


def client(handler: Handler, **options: Any) -> Client:
    return Client(TOKEN, transport=httpx2.MockTransport(handler), **options)


def async_client(handler: Handler, **options: Any) -> AsyncClient:
    return AsyncClient(TOKEN, transport=httpx2.MockTransport(handler), **options)


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
    assert (changed.content, changed.returns, changed.paging) == (
        request.content,
        request.returns,
        request.paging,
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


def test_content_of_a_call():
    request = CONNECTIONS.create.request(ExternalConnection(id="parts"))
    octets = request.with_headers({"Prefer": "x"}).with_content(b"hi")
    assert octets.headers == {"Prefer": "x", "Content-Type": "application/octet-stream"}
    assert octets.content_bytes() == b"hi" and octets.returns == request.returns
    connection = ExternalConnection(id="tools")
    changed = octets.with_content(connection)
    connection.id = "later"
    assert changed.headers["Content-Type"] == "application/json"
    assert changed.content == {"id": "tools"}
    assert request.with_content(None).headers == {}
    assert request.with_content(None).content_bytes() is None


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


def test_a_batch_has_headers_of_its_own():
    seen: list[str | None] = []

    def isolated(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("isolation"))
        items = json.loads(request.content)["requests"]
        return httpx2.Response(
            200, json={"responses": [{"id": i["id"], "status": 204} for i in items]}
        )

    client(isolated).batch(gets(2), headers={"Isolation": "snapshot"})
    assert seen == ["snapshot"]


def test_a_batch_takes_requests_of_its_own_service_only():
    with pytest.raises(ValueError, match="another service"):
        client(Batches(echo)).batch([Request("GET", "https://evil.test/v1.0/x")])


def test_places_called_like_the_clients_methods_are_reached_too():
    head = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}
    head |= {"has_query_options": True}
    paths = ("/batch/send", "/follow", "/send/{id}", "/upload")
    operations = [{"method": "GET", "path": path, "kind": "get"} for path in paths]
    spec = from_json(json.dumps({**head, "operations": operations}))
    planned = build_plan(spec, "x", read_templates())
    with imported("x", build_package(planned, read_templates())) as package:
        tree = package.Client()
        assert tree.batch_.send.get.request().url == "https://x.test/batch/send"
        assert tree.send_["1"].get.request().url == "https://x.test/send/1"
        assert tree.upload_.get.request().url == "https://x.test/upload"
        assert tree.batch([]) == []


# Delta


def delta_service(request: httpx2.Request) -> httpx2.Response:
    assert request.headers["prefer"] == "minimal" and request.headers["authorization"]
    token = parse_qs(urlsplit(str(request.url)).query).get("$deltatoken", ["first"])[0]
    pages = {
        "first": (["a", "b"], "nextLink", "second"),
        "second": (["c"], "deltaLink", "third"),
        "third": (["b"], "deltaLink", "fourth"),
    }
    names, kind, following = pages[token]
    link = f"{BASE}/external/connections?$deltatoken={following}"
    value = [{"id": name} for name in names]
    return httpx2.Response(200, json={"value": value, f"@odata.{kind}": link})


def test_a_delta_link_is_remembered_and_followed():
    asked = CONNECTIONS.list.request().with_headers({"Prefer": "minimal"})
    with client(delta_service) as api:
        items = api.follow(asked.url, like=asked)
        assert items.delta_link is None
        assert [item.id for item in items] == ["a", "b", "c"]
        assert items.delta_link == f"{BASE}/external/connections?$deltatoken=third"
        later = api.follow(items.delta_link, like=asked)
        assert [type(item) for item in later] == [ExternalConnection]
        assert later.delta_link and later.delta_link.endswith("fourth")
        with pytest.raises(ValueError, match="another host"):
            api.follow("https://evil.test/x", like=asked).first()


def test_a_delta_link_is_followed_with_an_async_client():
    asked = CONNECTIONS.list.request().with_headers({"Prefer": "minimal"})

    async def run() -> tuple[list[Any], str | None]:
        async with async_client(delta_service) as api:
            items = api.follow(asked.url, like=asked)
            return [item.id async for item in items], items.delta_link

    assert asyncio.run(run()) == (
        ["a", "b", "c"],
        f"{BASE}/external/connections?$deltatoken=third",
    )


# Uploads

UPLOAD = "https://files.test/session?tempauth=x"


class Session:
    """An upload session: keeps what arrives, wants what is missing. `faults` come first."""

    def __init__(self, size: int, *faults: str) -> None:
        self.size, self.faults, self.data = size, list(faults), b""
        self.seen: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert "authorization" not in request.headers and str(request.url) == UPLOAD
        begin = len(self.data)
        if request.method == "GET":
            self.seen.append("GET")
            return httpx2.Response(200, json={"nextExpectedRanges": [f"{begin}-"]})
        told = request.headers["content-range"]
        self.seen.append(told.removeprefix("bytes "))
        first, last, size = map(int, told.removeprefix("bytes ").replace("/", "-").split("-"))
        assert size == self.size and last - first + 1 == len(request.content)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "before":
            raise httpx2.ReadError("cut")
        if fault.isdecimal():
            return httpx2.Response(int(fault), headers={"Retry-After": "3"})
        assert first == begin
        self.data += request.content
        if fault == "after":
            raise httpx2.ReadTimeout("cut")
        if len(self.data) < self.size:
            return httpx2.Response(202, json={"nextExpectedRanges": [f"{len(self.data)}-"]})
        return httpx2.Response(201, json={"id": "done"})


CONTENT = bytes(range(250)) * 4  # 1,000 bytes
PARTS = ["0-399/1000", "400-799/1000", "800-999/1000"]


@pytest.mark.parametrize("content", [CONTENT, io.BytesIO(CONTENT)])
def test_an_upload_in_parts_without_the_token(content: Any):
    session = Session(1000)
    api = client(session, headers={"Authorization": "Bearer mine"})
    made = api.upload(UPLOAD, content, ExternalItem, part=400)
    assert type(made) is ExternalItem and made.id == "done"
    assert session.data == CONTENT and session.seen == PARTS


@pytest.mark.parametrize(
    ("faults", "seen", "waited"),
    [
        (["before"], [PARTS[0], "GET", *PARTS], [1.0]),
        (["after"], [PARTS[0], "GET", *PARTS[1:]], [1.0]),
        (["", "503"], [*PARTS[:2], "GET", *PARTS[1:]], [3.0]),
        (["", "416"], [*PARTS[:2], "GET", *PARTS[1:]], [3.0]),
        (
            ["before", "429", "", "after", "before"],
            [PARTS[0], "GET", PARTS[0], "GET", *PARTS[:2], "GET", PARTS[2], "GET", PARTS[2]],
            [1.0, 3.0, 1.0, 2.0],
        ),
    ],
)
def test_an_upload_goes_on_where_the_session_is(
    faults: list[str], seen: list[str], waited: list[float], pauses: list[float]
):
    session = Session(1000, *faults)
    made = client(session).upload(UPLOAD, CONTENT, ExternalItem, part=400)
    assert made and session.data == CONTENT
    assert (session.seen, pauses) == (seen, waited)


def test_an_upload_with_an_async_client(pauses: list[float]):
    session = Session(1000, "after")

    async def run() -> ExternalItem | None:
        async with async_client(session) as api:
            return await api.upload(UPLOAD, CONTENT, ExternalItem, part=400)

    made = asyncio.run(run())
    assert made and made.id == "done" and session.data == CONTENT


def test_an_upload_that_was_begun_before_is_resumed():
    session = Session(1000)
    session.data = CONTENT[:500]
    assert client(session).upload(UPLOAD, CONTENT, ExternalItem, part=400, resume=True)
    assert session.data == CONTENT and session.seen == ["GET", "500-899/1000", "900-999/1000"]
    with pytest.raises(ValueError, match="has all of the content"):
        client(session).upload(UPLOAD, CONTENT, ExternalItem, resume=True)


def test_an_upload_does_not_try_for_ever(pauses: list[float]):
    with pytest.raises(TransportError):
        client(Session(1000, *["before"] * 9)).upload(UPLOAD, CONTENT, ExternalItem)
    assert len(pauses) == 3
    for status, error in ((404, "404"), (409, "409"), (507, "507")):
        with pytest.raises(ApiError, match=error):
            client(Session(1000, str(status))).upload(UPLOAD, CONTENT, ExternalItem)


def test_what_cannot_be_uploaded():
    api = client(Session(0))
    with pytest.raises(ValueError, match="empty"):
        api.upload(UPLOAD, b"", ExternalItem)
    with pytest.raises(ValueError, match="https only"):
        api.upload("http://files.test/session", CONTENT, ExternalItem)
    moved = client(lambda request: httpx2.Response(302, headers={"Location": "https://evil.test"}))
    with pytest.raises(ApiError, match="302"):
        moved.upload(UPLOAD, CONTENT, ExternalItem)


PART_OF_FILE = Request("GET", UPLOAD, {"Range": "bytes=0-3"}, returns="bytes")
CANCEL: Request[None] = Request("DELETE", UPLOAD)


def test_an_address_with_its_own_authorization_gets_no_token():
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return (
            httpx2.Response(204)
            if request.method == "DELETE"
            else httpx2.Response(206, content=b"abcd")
        )

    api = client(answer, headers={"Authorization": "Bearer mine"})
    assert api.send_unsigned(PART_OF_FILE) == b"abcd" and api.send_unsigned(CANCEL) is None
    assert [(r.method, str(r.url), r.headers.get("range")) for r in seen] == [
        ("GET", UPLOAD, "bytes=0-3"),
        ("DELETE", UPLOAD, None),
    ]
    assert not any("authorization" in request.headers for request in seen)
    with pytest.raises(ValueError, match="https only"):
        api.send_unsigned(Request("GET", "http://files.test/session"))


def test_such_an_address_is_asked_with_an_async_client():
    async def run() -> Any:
        async with async_client(lambda _: httpx2.Response(200, content=b"abcd")) as api:
            return await api.send_unsigned(PART_OF_FILE)

    assert asyncio.run(run()) == b"abcd"


def test_such_an_address_is_asked_again_where_that_does_no_harm(pauses: list[float]):
    answers = [503, 429, 200]
    api = client(lambda _: httpx2.Response(answers.pop(0), headers={"Retry-After": "2"}))
    assert api.send_unsigned(PART_OF_FILE) == b"" and pauses == [2.0, 2.0]
    refused = client(lambda _: httpx2.Response(503))
    with pytest.raises(ApiError, match="503"):
        refused.send_unsigned(Request("POST", UPLOAD, {}, b"x"))
    with pytest.raises(ApiError, match="404"):
        client(lambda _: httpx2.Response(404)).send_unsigned(PART_OF_FILE)


@pytest.mark.slow
def test_an_upload_survives_a_cut_connection(pauses: list[float]):
    """On a real socket: the server reads half a part, keeps it, and hangs up."""
    data = bytearray()
    cuts = [150, 0]

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            assert "Authorization" not in self.headers
            first = int(self.headers["Content-Range"].removeprefix("bytes ").partition("-")[0])
            assert first == len(data)
            if cuts:
                data.extend(self.rfile.read(cuts.pop(0)))
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            data.extend(self.rfile.read(int(self.headers["Content-Length"])))
            done = len(data) == len(CONTENT)
            value = {"id": "x"} if done else {"nextExpectedRanges": [f"{len(data)}-"]}
            self.answer(201 if done else 202, value)

        def do_GET(self) -> None:
            self.answer(200, {"nextExpectedRanges": [f"{len(data)}-999"]})

        def answer(self, status: int, value: Any) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Client(TOKEN) as api:
            url = f"http://127.0.0.1:{server.server_port}/session"
            made = api.upload(url, CONTENT, ExternalItem, part=400)
    finally:
        server.shutdown()
        server.server_close()
    assert made and made.id == "x" and bytes(data) == CONTENT


# Downloads


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Content that comes piece by piece, and tells how much was taken and whether it was closed."""

    def __init__(self, count: int) -> None:
        self.count, self.taken, self.is_closed = count, 0, False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.count):
            self.taken += 1
            yield b"x" * 1000

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in iter(self.__iter__()):
            yield piece

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.is_closed = True


DOWNLOAD: Request[bytes] = Request("GET", f"{BASE}/files/1/content", returns="bytes")


def test_a_download_is_streamed():
    content = Pieces(1000)
    with client(lambda request: httpx2.Response(200, stream=content)) as api:
        with api.stream(DOWNLOAD) as pieces:
            assert len(next(pieces)) == 1000 and content.taken == 1
        assert content.is_closed and content.taken < 1000
        content = Pieces(3)
        with api.stream(DOWNLOAD) as pieces:
            assert b"".join(pieces) == b"x" * 3000


def test_a_download_is_streamed_with_an_async_client():
    content = Pieces(3)

    async def run() -> bytes:
        async with async_client(lambda request: httpx2.Response(200, stream=content)) as api:
            async with api.stream(DOWNLOAD) as pieces:
                return b"".join([piece async for piece in pieces])

    assert asyncio.run(run()) == b"x" * 3000 and content.is_closed


def test_a_refused_download_is_tried_again_and_told(pauses: list[float]):
    throttled, content = Pieces(1), Pieces(1)
    answers = [
        httpx2.Response(503, stream=throttled),
        httpx2.Response(200, stream=content),
        httpx2.Response(404, json={"error": {"code": "gone", "message": "no file"}}),
    ]
    api = client(lambda request: answers.pop(0))
    with api.stream(DOWNLOAD) as pieces:
        assert b"".join(pieces) == b"x" * 1000
    assert throttled.is_closed and len(pauses) == 1
    with pytest.raises(ApiError, match="404 gone no file"):
        with api.stream(DOWNLOAD):
            raise AssertionError
    with pytest.raises(ValueError, match="another host"):
        with api.stream(Request("GET", "https://evil.test/x", returns="bytes")):
            raise AssertionError


def test_a_text_is_read_as_it_is_and_a_number_as_one():
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    text = Request("GET", f"{BASE}/x", returns="str", envelope="/value")
    assert text.decode(200, headers, b"\xef\xbb\xbf12 lamps") == "12 lamps"
    assert text.decode(200, {"Content-Type": "application/json"}, b'{"value": "12"}') == "12"
    number = Request("GET", f"{BASE}/x/$count", returns="int")
    assert number.decode(200, headers, b"\xef\xbb\xbf12") == 12


@pytest.mark.parametrize(
    "content",
    [
        {"id": "a"},
        {"value": {"id": "a"}},
        {"@odata.context": "c", "value": {"id": "a"}},
        *({"id": "a", "value": value} for value in ([], "new", {"id": "b"})),
    ],
)
def test_an_object_is_alone_in_value_or_the_content_itself(content: dict[str, Any]):
    request = Request("GET", f"{BASE}/x", returns="models.ExternalConnection", envelope="/value")
    assert request.decode(200, {}, json.dumps(content).encode()).id == "a"


# What an operation says of itself


def test_an_operation_has_a_name_and_a_signature():
    create = CONNECTIONS.create
    assert repr(create) == "<ConnectionsRequestBuilder.create(body) /external/connections>"
    assert str(signature(create)) == (
        "(body: 'models.ExternalConnection') -> 'models.ExternalConnection'"
    )
    assert create.__name__ == "create"
    assert repr(CONNECTIONS.list) == (
        "<ConnectionsRequestBuilder.list(**options) /external/connections>"
    )
    assert signature(CONNECTIONS.list).return_annotation == "Items[models.ExternalConnection]"
    # Of the class it is that of its constructor.
    assert list(signature(type(create)).parameters) == ["described", "builder"]
    assert not hasattr(create, "other")
