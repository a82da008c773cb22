"""Requests as values, and the clients that send them: over MockTransport and over real sockets."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx2
import pytest
from external_connectors import ApiError, AsyncClient, Client
from external_connectors._runtime import errors
from external_connectors._runtime.accepted import Accepted
from external_connectors._runtime.addressing import literal, quote_path
from external_connectors._runtime.errors import retry_after
from external_connectors._runtime.model import ConversionError
from external_connectors._runtime.request import RequestBuilder, quote
from external_connectors.models import (
    Acl,
    AclType,
    ConnectionOperation,
    ExternalConnection,
    ExternalGroup,
    ExternalGroupMember,
    ExternalItem,
    Schema,
)
from hypothesis import given, settings, strategies as st

TOKEN = "s3cret-token"
HOST = "https://graph.microsoft.com"
BASE = f"{HOST}/v1.0"
NOW = 1_700_000_000.0


class Service:
    """Answers in order, and remembers what it was asked. An exception is raised in place of an answer."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, credential: Any = TOKEN, **options: Any) -> Client:
        return Client(credential, transport=httpx2.MockTransport(self), **options)

    def async_client(self, credential: Any = TOKEN, **options: Any) -> AsyncClient:
        return AsyncClient(credential, transport=httpx2.MockTransport(self), **options)

    @property
    def tokens(self) -> list[str | None]:
        return [request.headers.get("authorization") for request in self.requests]


def answer(status: int = 200, value: Any = None, **headers: str) -> httpx2.Response:
    content = b"" if value is None else json.dumps(value).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx2.Response(status, headers=named, content=content)


def page(*names: str, next_link: str | None = None) -> httpx2.Response:
    link = {"@odata.nextLink": next_link} if next_link else {}
    return answer(value={"value": [{"id": name} for name in names], **link})


def get(client: Client) -> ExternalConnection:
    return client.external.connections["parts"].get()


def create(client: Client) -> ExternalConnection:
    return client.external.connections.create(ExternalConnection(id="parts"))


# Requests as values


def test_a_request_is_a_value():
    connection = ExternalConnection(id="parts", name=None)
    request = Client(TOKEN).external.connections.create.request(connection)
    assert (request.method, request.url) == ("POST", f"{BASE}/external/connections")
    assert request.headers == {"Content-Type": "application/json"}
    assert request.content_bytes() == b'{"id":"parts","name":null}'
    connection.id = "changed later"
    assert request.content == {"id": "parts", "name": None}
    assert pickle.loads(pickle.dumps(request)) == copy.deepcopy(request) == request
    assert request.decode(201, {}, b'{"id": "x"}') == ExternalConnection(id="x")


def test_a_request_prints_as_http():
    client = Client(TOKEN, headers={"User-Agent": "tests"})
    item = ExternalItem(acl=[Acl(type=AclType.USER, value="Änne")])
    assert str(client.external.connections["parts"].items["1"].replace.request(item)) == (
        f"PUT {BASE}/external/connections/parts/items/1\n"
        "Content-Type: application/json\n"
        "\n"
        '{\n  "acl": [\n    {\n      "type": "user",\n      "value": "Änne"\n    }\n  ]\n}'
    )
    assert str(client.external.connections.list.request()) == f"GET {BASE}/external/connections"


def test_an_async_client_builds_the_same_requests():
    for path in (
        lambda client: client.external.connections["a"].get,
        lambda client: client.external.connections["a"].items.list,
    ):
        asynchronous = path(AsyncClient(TOKEN))
        assert asynchronous.request() == path(Client(TOKEN)).request()
        assert asynchronous.scopes == path(Client(TOKEN)).scopes != ()
        assert "https://learn.microsoft.com/" in asynchronous.__doc__


def test_a_text_that_was_cut_in_a_surrogate_pair_can_be_sent():
    request = Client().external.connections.create.request(ExternalConnection(name="\ud83d"))
    assert json.loads(request.content_bytes() or b"") == {"name": "\ud83d"}


SEGMENTS = ["a/b", "a\\b", "%2e", "%2e%2e", "%2F", "..a", "...", "o'brien", "ä/ß", "a b", "?x=1"]
SEGMENTS += ["#x", "a&b=c", "a;b", "+", "\r\nHost: x", "\0", "//evil.test", "https://evil.test/"]
SEGMENTS += ["@evil.test", ":80", "~", "*", "日本", "$value", "microsoft.graph.x()"]


def sent_segment(value: str) -> str:
    """The segment as a server sees it, when it splits the path first and decodes it then."""
    service = Service(answer(204))
    service.client().external.connections["c"].items[value].delete()
    (request,) = service.requests
    target = request.url.raw_path.decode("ascii")
    assert request.url.host == "graph.microsoft.com" and "?" not in target
    assert target.startswith("/v1.0/external/connections/c/items/") and target.count("/") == 6
    return unquote(target.rpartition("/")[2])


@pytest.mark.parametrize("value", SEGMENTS)
def test_a_value_never_leaves_its_segment(value: str):
    assert sent_segment(value) == value


@settings(max_examples=60)
@given(st.text(min_size=1) | st.text("./\\%?#@:2eEfF", min_size=1, max_size=6))
def test_no_text_leaves_its_segment(value: str):
    if value in (".", ".."):
        return
    assert sent_segment(value) == value


@pytest.mark.parametrize("value", ["", ".", "..", None, "\ud83d"])
def test_a_value_that_is_no_segment_is_refused(value: Any):
    with pytest.raises(ValueError):
        Client().external.connections[value]


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (quote, True, "true"),
        (quote, 7, "7"),
        (quote, AclType.USER, "user"),
        (literal, "o'brien", "o''brien"),
        (literal, "", ""),
        (literal, "..", ".."),
        (literal, "a/b'", "a%2Fb''"),
        (quote_path, "/a b/c.txt", "a%20b/c.txt"),
    ],
)
def test_values_in_paths(write: Callable[[Any], str], value: Any, expected: str):
    assert write(value) == expected


@pytest.mark.parametrize("value", ["", "/", "a/../b", "./a", "a//b"])
def test_a_file_path_cannot_lead_upwards(value: str):
    with pytest.raises(ValueError, match="not a path segment"):
        quote_path(value)


def test_query_options():
    items = Client().external.connections["parts"].items
    assert items.list.request().url == f"{BASE}/external/connections/parts/items"
    url = items.list.request(select=["id", "acl"], top=50).url
    assert url == f"{BASE}/external/connections/parts/items?$select=id,acl&$top=50"
    url = items.list.request(select=["a&b=c", "d+e%20", "#ü"]).url
    assert parse_qs(urlsplit(url).query, strict_parsing=True) == {"$select": ["a&b=c,d+e%20,#ü"]}


def test_other_query_options_and_headers_are_written_by_their_type():
    builder: Any = RequestBuilder(Client(), "/x")
    made = builder._request(
        "GET",
        query={"$count": True, "$filter": "name eq 'o''b'", "$skip": None, "kind": AclType.USER},
        headers={"If-Match": '"1"', "Prefer": ["a", "b"], "Flag": False, "Absent": None},
    )
    assert made.url == f"{BASE}/x?$count=true&$filter=name%20eq%20'o''b'&kind=user"
    assert made.headers == {"If-Match": '"1"', "Prefer": "a,b", "Flag": "false"}


def test_scopes_are_data():
    names = Client().external.connections["parts"].items.list.scopes
    assert names == ("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")


# Calls


def test_get():
    service = Service(answer(value={"id": "parts", "state": "ready", "later": 1}))
    connection = get(service.client())
    assert type(connection) is ExternalConnection and connection.state == "ready"
    (request,) = service.requests
    assert (request.method, str(request.url)) == ("GET", f"{BASE}/external/connections/parts")
    assert service.tokens == [f"Bearer {TOKEN}"]


def test_create_update_delete():
    service = Service(answer(201, {"id": "parts", "name": "Parts"}), answer(204), answer(204))
    with service.client() as client:
        connection = create(client)
        connection.name = None
        assert client.external.connections["parts"].update(connection) is None
        assert client.external.connections["parts"].delete() is None
    assert [request.method for request in service.requests] == ["POST", "PATCH", "DELETE"]
    assert service.requests[1].content == b'{"name":null}'  # what changed, and nothing else
    assert service.requests[1].headers["content-type"] == "application/json"
    assert service.requests[2].content == b""


def test_accepted():
    service = Service(answer(202, location=f"{BASE}/operations/1", retry_after="30"))
    accepted = service.client().external.connections["parts"].schema.create(Schema())
    assert accepted == Accepted(202, f"{BASE}/operations/1", 30.0)
    assert pickle.loads(pickle.dumps(accepted)) == accepted


def test_accepted_work_can_be_waited_for(pauses: list[float]):
    location = f"{BASE}/external/connections/parts/operations/1"
    service = Service(
        answer(value={"id": "1", "status": "inprogress"}),
        answer(202, retry_after="7"),
        answer(202),
        answer(value={"id": "1", "status": "completed"}),
    )
    done = Accepted(202, location, 5.0).wait(service.client(), ConnectionOperation)
    assert type(done) is ConnectionOperation and done.status == "completed"
    assert pauses == [5.0, 2.0, 7.0, 8.0]
    assert [str(request.url) for request in service.requests] == [location] * 4


def test_accepted_work_can_be_awaited(pauses: list[float]):
    service = Service(
        answer(value={"status": "inprogress"}),
        answer(value={"status": "failed", "error": {"code": "busy"}}),
    )

    async def use() -> None:
        accepted = Accepted(202, "/v1.0/operations/1", None)
        done = await accepted.wait(service.async_client(), ConnectionOperation)
        assert done.error and done.error.code == "busy"

    asyncio.run(use())
    assert str(service.requests[0].url) == f"{BASE}/operations/1"
    assert pauses == [1.0, 2.0]


def test_waiting_has_an_end_and_stays_at_home(pauses: list[float]):
    running = [answer(value={"status": "inprogress"})]
    with pytest.raises(TimeoutError, match="after 0 seconds"):
        Accepted(202, f"{BASE}/x", 1.0).wait(
            Service(*running).client(), ConnectionOperation, timeout=0
        )
    assert pauses == [0]
    with pytest.raises(TimeoutError, match="after 0.01 seconds"):
        Accepted(202, f"{BASE}/x", 86_400.0).wait(
            Service(*running * 9_999).client(), ConnectionOperation, timeout=0.01
        )
    assert max(pauses) <= 0.01
    with pytest.raises(ValueError, match="did not say"):
        Accepted(202, "", None).wait(Service().client(), ConnectionOperation)
    elsewhere = Service()
    with pytest.raises(ValueError, match="another host"):
        Accepted(202, "https://evil.test/x", None).wait(elsewhere.client(), ConnectionOperation)
    assert elsewhere.requests == []


def test_a_collection_is_all_pages():
    link = f"{BASE}/external/connections?$skiptoken=a%2Fb"
    service = Service(page("a", "b", next_link=link), page(next_link=f"{link}2"), page("c"))
    connections = service.client().external.connections.list()
    assert service.requests == []  # nothing is sent before an item is asked for
    assert [connection.id for connection in connections] == ["a", "b", "c"]
    assert [str(request.url) for request in service.requests[1:]] == [link, f"{link}2"]
    assert service.tokens == [f"Bearer {TOKEN}"] * 3


def test_pages_and_first():
    link = "/v1.0/external/connections?$skiptoken=2"  # a link may be relative
    service = Service(page("a", next_link=link), page("b"))
    pages = list(service.client().external.connections.list().pages())
    assert [[item.id for item in page] for page in pages] == [["a"], ["b"]]
    assert pages[0].next_link == link and pages[1].next_link is None
    assert str(service.requests[1].url) == HOST + link

    pages[0].value[0].name = "kept"
    assert pages[0].value[0].changes() == {"name": "kept"}
    assert pages[0].to_dict()["value"] == [{"id": "a", "name": "kept"}]

    service = Service(page("a", next_link=link))
    first = service.client().external.connections.list().first()
    assert first == ExternalConnection(id="a") and len(service.requests) == 1
    assert Service(page()).client().external.connections.list().first() is None


@pytest.mark.parametrize("name", ["@odata.nextLink", "@nextLink", "nextLink"])
def test_the_next_link_may_lack_its_prefix_and_sign(name: str):
    first = answer(value={"value": [{"id": "a"}], name: f"{BASE}/external/connections?page=2"})
    service = Service(first, page("b"))
    assert [item.id for item in service.client().external.connections.list()] == ["a", "b"]


def test_async_calls_have_the_same_names():
    link = f"{BASE}/external/connections?$skiptoken=2"
    service = Service(
        answer(value={"id": "parts"}),
        answer(201, {"id": "parts", "name": "Parts"}),
        answer(204),
        answer(204),
        answer(202, location="here"),
        page("a", next_link=link),
        page("b"),
        page("a"),
        page("a", next_link=link),
        page("b"),
    )

    async def use() -> None:
        async with service.async_client() as client:
            connections = client.external.connections
            assert await connections["parts"].get() == ExternalConnection(id="parts")
            made = await connections.create(ExternalConnection(id="parts"))
            made.name = "New"
            assert await connections["parts"].update(made) is None
            assert await connections["parts"].delete() is None
            accepted = await connections["parts"].schema.create(Schema())
            assert accepted.location == "here"
            assert [each.id async for each in connections.list()] == ["a", "b"]
            first = await connections.list().first()
            assert first and first.id == "a"
            assert [len(page.value) async for page in connections.list().pages()] == [1, 1]

    asyncio.run(use())
    assert service.requests[2].content == b'{"name":"New"}'
    assert service.answers == [] and set(service.tokens) == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("body", [b"[]", b"7", b'{"id": 7.5}'])
def test_an_answer_that_is_not_what_is_documented(body: bytes):
    client = Service(httpx2.Response(200, content=body)).client()
    with pytest.raises(errors.Error) as caught:
        get(client).id
    assert isinstance(caught.value, (ConversionError, errors.InvalidResponse))


def test_an_array_is_a_page():
    client = Service(httpx2.Response(200, content=b'[{"id": "a"}]')).client()
    assert [item.id for item in client.external.connections.list()] == ["a"]


@pytest.mark.parametrize("body", [b"7", b'{"value": 7}', b'{"value": {"id": "a"}}'])
def test_an_answer_that_is_no_page(body: bytes):
    client = Service(httpx2.Response(200, content=body)).client()
    expected = (
        r"^GET \S+/external/connections: 200: .*an array, or an object with one, was expected"
    )
    with pytest.raises(errors.InvalidResponse, match=expected):
        list(client.external.connections.list())


# Errors

CLASSES = {
    400: errors.BadRequest,
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    412: errors.PreconditionFailed,
    418: ApiError,
    429: errors.TooManyRequests,
    500: errors.InternalServerError,
    503: errors.ServiceUnavailable,
    507: errors.ServerError,
}


@pytest.mark.parametrize(("status", "cls"), CLASSES.items())
def test_errors_are_typed_by_status(status: int, cls: type[ApiError]):
    body = {"error": {"code": "busy", "message": "Later.", "innerError": {"request-id": "r1"}}}
    with pytest.raises(ApiError) as caught:
        get(Service(answer(status, body)).client(retries=0))
    error = caught.value
    assert type(error) is cls and str(error) == f"{status} busy Later."
    assert (error.status_code, error.code, error.message) == (status, "busy", "Later.")
    assert error.request_id == "r1"
    for made in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(made) is cls and vars(made) == vars(error) and str(made) == str(error)
    assert TOKEN not in repr(vars(error))


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"[]", b'{"error": 7}', b'{"error": {"code": null}}', b"\xff"]
)
def test_an_error_without_a_readable_body(content: bytes):
    headers = {"Request-Id": "r2"}
    with pytest.raises(errors.NotFound) as caught:
        get(Service(httpx2.Response(404, headers=headers, content=content)).client())
    assert (caught.value.code, caught.value.message) == ("", "")
    assert (caught.value.request_id, caught.value.content) == ("r2", content)


# Retries


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr("external_connectors._runtime.errors.time.time", lambda: NOW)
    return NOW


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        (formatdate(NOW + 42, usegmt=True), 42.0),
        (formatdate(NOW - 42, usegmt=True), 0.0),
        ("soon", None),
        ("-1", None),
        ("²", None),
        ("", None),
        ("nan", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None, now: float):
    assert retry_after({"retry-after": text}) == seconds


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("after", ["42", formatdate(NOW + 42, usegmt=True)])
@pytest.mark.parametrize("call", [get, create])
def test_a_refusal_is_repeated_when_the_service_says(
    status: int, after: str, call: Callable[[Client], Any], pauses: list[float], now: float
):
    service = Service(answer(status, retry_after=after), answer(value={"id": "parts"}))
    assert call(service.client()).id == "parts"
    assert pauses == [42.0] and len(service.requests) == 2


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_fault_is_repeated_with_jitter(status: int, pauses: list[float]):
    service = Service(*[answer(status)] * 3, answer(value={"id": "parts"}))
    assert get(service.client()).id == "parts"
    assert len(pauses) == 3
    assert all(0 <= pause <= 2**attempt for attempt, pause in enumerate(pauses))


def test_connection_faults_are_repeated(pauses: list[float]):
    faults = [httpx2.ConnectError("x"), httpx2.ReadTimeout("x"), httpx2.RemoteProtocolError("x")]
    service = Service(*faults, answer(value={"id": "parts"}))
    assert get(service.client()).id == "parts"
    assert len(service.requests) == 4


@pytest.mark.parametrize("retries", [0, 2])
def test_attempts_are_limited(retries: int, pauses: list[float]):
    service = Service(*[answer(503)] * 9)
    with pytest.raises(errors.ServerError):
        get(service.client(retries=retries))
    assert len(service.requests) == retries + 1 and len(pauses) == retries

    service = Service(*[httpx2.ReadError("x")] * 9)
    with pytest.raises(errors.TransportError, match="ReadError"):
        get(service.client(retries=retries))
    assert len(service.requests) == retries + 1


def test_a_service_that_asks_for_a_long_pause_is_left_alone(pauses: list[float]):
    service = Service(answer(429, retry_after="3600"))
    with pytest.raises(errors.TooManyRequests) as caught:
        get(service.client())
    assert retry_after(caught.value.headers) == 3600 and pauses == []


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500, 501])
def test_other_errors_are_not_repeated(status: int, pauses: list[float]):
    service = Service(answer(status, retry_after="1"))
    with pytest.raises(ApiError):
        get(service.client())
    assert len(service.requests) == 1 and pauses == []


@pytest.mark.parametrize(
    "fault",
    [
        answer(502),
        answer(503),
        answer(504),
        answer(504, retry_after="1"),  # a gateway that passed the request on
        httpx2.ReadTimeout("x"),
        httpx2.ReadError("x"),
        httpx2.WriteError("x"),
        httpx2.RemoteProtocolError("x"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_may_have_been_applied_is_not_sent_again(fault: Any, method: str, pauses: list[float]):
    service = Service(fault)
    with pytest.raises((ApiError, errors.TransportError)):
        if method == "POST":
            create(service.client())
        else:
            service.client().external.connections["a"].update(ExternalConnection(name="x"))
    assert len(service.requests) == 1 and pauses == []


@pytest.mark.parametrize("fault", [httpx2.ConnectError("x"), httpx2.ConnectTimeout("x")])
def test_what_never_left_is_sent_again(fault: Exception, pauses: list[float]):
    service = Service(fault, answer(201, {"id": "parts"}))
    assert create(service.client()).id == "parts"
    assert service.requests[0].content == service.requests[1].content == b'{"id":"parts"}'


def test_async_calls_are_repeated_too(pauses: list[float]):
    service = Service(answer(429, retry_after="9"), httpx2.ReadError("x"), page("a"))

    async def use() -> None:
        async with service.async_client() as client:
            assert [each.id async for each in client.external.connections.list()] == ["a"]

    asyncio.run(use())
    assert pauses[0] == 9.0 and len(pauses) == 2


def test_a_fault_of_ours_is_not_repeated(pauses: list[float]):
    service = Service(httpx2.LocalProtocolError("x"))
    with pytest.raises(errors.TransportError, match="LocalProtocolError"):
        get(service.client())
    assert pauses == []


# Where a token goes

ELSEWHERE = [
    "https://evil.test/v1.0/x",
    "https://graph.microsoft.com.evil.test/",
    "https://graph.microsoft.com@evil.test/",
    "https://graph.microsoft.com:444/",
    "http://graph.microsoft.com/v1.0/x",
    "https://evil.test\\@graph.microsoft.com/",
    "https://graph.microsoft.com\\@evil.test/",
    "https://user:password@graph.microsoft.com/",
    "//evil.test/x",
    "\\\\evil.test/x",
    "https:evil.test",
    "ftp://graph.microsoft.com/",
    "https:///x",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("link", ELSEWHERE)
def test_a_next_link_to_another_host_is_refused(link: str):
    service = Service(page("a", next_link=link), page("b"))
    items = service.client().external.connections.list()
    try:
        list(items)
    except errors.InvalidLink:
        pass
    for request in service.requests:  # nothing went elsewhere
        assert request.url.host == "graph.microsoft.com" and request.url.scheme == "https"
        assert request.url.port is None and request.headers["authorization"] == f"Bearer {TOKEN}"

    async def use() -> None:
        asynchronous = Service(page("a", next_link=link), page("b"))
        try:
            [item async for item in asynchronous.async_client().external.connections.list()]
        except errors.InvalidLink:
            pass
        assert all(each.url.host == "graph.microsoft.com" for each in asynchronous.requests)

    asyncio.run(use())


def test_a_link_with_the_default_port_is_followed():
    service = Service(page("a", next_link="https://GRAPH.microsoft.com:443/v1.0/x"), page("b"))
    assert len(list(service.client().external.connections.list())) == 2


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (f"{HOST}/v1.0/moved", f"Bearer {TOKEN}"),
        ("/v1.0/moved", f"Bearer {TOKEN}"),
        ("https://evil.test/", None),
        ("https://graph.microsoft.com:444/", None),
        ("http://graph.microsoft.com/", None),
    ],
)
def test_a_redirect_takes_the_token_to_no_other_host(location: str, expected: str | None):
    service = Service(answer(302, location=location), answer(value={"id": "x"}))
    assert get(service.client()).id == "x"
    assert service.tokens == [f"Bearer {TOKEN}", expected]

    async def use() -> None:
        moved = Service(answer(307, location=location), answer(value={"id": "x"}))
        await moved.async_client().external.connections["x"].get()
        assert moved.tokens == [f"Bearer {TOKEN}", expected]

    asyncio.run(use())


def test_a_token_does_not_come_back_after_a_detour():
    service = Service(
        answer(302, location="https://evil.test/"),
        answer(302, location=f"{HOST}/v1.0/x"),
        answer(value={}),
    )
    get(service.client())
    assert service.tokens == [f"Bearer {TOKEN}", None, None]


@pytest.mark.parametrize("base_url", ["http://graph.microsoft.com", "http://127.0.0.1.evil.test"])
@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_token_is_sent_over_https_only(make: Any, base_url: str):
    with pytest.raises(ValueError, match="https only") as caught:
        make(TOKEN, base_url=base_url)
    assert TOKEN not in str(caught.value)
    make(None, base_url=base_url)  # without a token it may be
    for loopback in ("http://localhost:8080", "http://127.0.0.1", "http://[::1]:80"):
        make(TOKEN, base_url=loopback)


def test_without_a_credential_nothing_is_sent():
    service = Service(answer(value={}))
    get(service.client(None))
    assert service.tokens == [None]


def test_a_token_is_never_shown(caplog: pytest.LogCaptureFixture, capsys: Any):
    caplog.set_level(logging.DEBUG)
    with serving(lambda request: (404, {}, b"{}")) as (base_url, _):
        client = Client(TOKEN, base_url=base_url)
        with pytest.raises(ApiError) as caught:
            get(client)
    shown = [client, client.external, client.external.connections["x"].get]
    shown += [client.external.connections.list(), caught.value, vars(caught.value)]
    request = client.external.connections["x"].get.request()
    assert not [each for each in (*shown, request) if TOKEN in f"{each!r} {each}"]
    assert caplog.records and TOKEN not in caplog.text
    assert TOKEN not in "".join(capsys.readouterr())


@pytest.mark.parametrize("token", [f"{TOKEN}\nHost: x", f"{TOKEN} x", f"{TOKEN}é", " ", None, 7])
def test_a_token_that_is_none_is_refused_and_not_shown(token: Any):
    service = Service()
    with pytest.raises((ValueError, TypeError), match="the credential gave") as caught:
        get(service.client(lambda: token))
    assert TOKEN not in repr(caught.value) and service.requests == []


def test_a_newline_behind_a_token_is_left_out():
    service = Service(answer(value={}))
    get(service.client(f"{TOKEN}\n"))  # as read from a file
    assert service.tokens == [f"Bearer {TOKEN}"]


# Credentials


def test_a_callable_is_asked_for_each_request():
    tokens = iter(["t1", "t2"])
    service = Service(page("a", next_link=f"{BASE}/x"), page("b"))
    list(service.client(lambda: next(tokens)).external.connections.list())
    assert service.tokens == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize("is_async", [True, False])
def test_an_async_client_takes_callables_of_both_kinds(is_async: bool):
    async def asynchronous() -> str:
        return "t1"

    async def use() -> None:
        await service.async_client(asynchronous if is_async else lambda: "t1").external.connections[
            "x"
        ].get()

    service = Service(answer(value={}))
    asyncio.run(use())
    assert service.tokens == ["Bearer t1"]


class Credential:
    """Like those of azure-identity: a new token with each call, valid for an hour."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def get_token(self, *scopes: str) -> Any:
        self.asked.append(scopes)
        return SimpleNamespace(token=f"t{len(self.asked)}", expires_on=int(time.time()) + 3600)


class AsyncCredential(Credential):
    async def get_token(self, *scopes: str) -> Any:
        return super().get_token(*scopes)


@pytest.mark.parametrize("credential", [Credential(), AsyncCredential()])
@pytest.mark.parametrize("is_async", [True, False])
def test_a_token_is_kept_until_five_minutes_before_its_end(
    credential: Credential, is_async: bool, monkeypatch: pytest.MonkeyPatch
):
    clock = [NOW]
    monkeypatch.setattr("external_connectors._runtime.client.time.time", lambda: clock[0])
    credential.asked.clear()
    service = Service(*[answer(value={})] * 4)
    times = [NOW, NOW + 3299, NOW + 3300, NOW + 3301]

    def use() -> None:
        client = service.client(credential)
        for clock[0] in times:
            get(client)

    async def use_async() -> None:
        client = service.async_client(credential)
        for clock[0] in times:
            await client.external.connections["x"].get()

    if is_async:
        asyncio.run(use_async())
    elif isinstance(credential, AsyncCredential):
        with pytest.raises(TypeError, match="AsyncClient"):
            use()
        return
    else:
        use()
    assert service.tokens == ["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2"]
    assert credential.asked == [(f"{HOST}/.default",)] * 2


def test_scopes_can_be_given():
    credential = Credential()
    get(Service(answer(value={})).client(credential, scopes=("a", "b")))
    assert credential.asked == [("a", "b")]


def test_a_fault_of_a_credential_is_shown_as_it_is():
    def refuse() -> str:
        raise PermissionError("sign in first")

    service = Service()
    with pytest.raises(PermissionError, match="sign in first"):
        get(service.client(refuse))
    assert service.requests == []


# Real sockets

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def serving(
    reply: Callable[[BaseHTTPRequestHandler], Answer],
) -> Iterator[tuple[str, list[tuple[str, str, dict[str, str], bytes]]]]:
    """A server on a loopback port: its base URL, and what it was asked."""
    seen: list[tuple[str, str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen.append((self.command, self.path, headers, content))
            status, given, body = reply(self)
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer

        def log_message(self, format: str, *args: Any) -> None: ...

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1.0", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def small_service(request: BaseHTTPRequestHandler) -> Answer:
    method, path = request.command, urlsplit(request.path).path.removeprefix("/v1.0/external")
    origin = f"http://{request.headers['Host']}"
    if method == "GET" and path == "/connections":
        if "skiptoken" in request.path:
            return 200, {}, b'{"value": [{"id": "c"}]}'
        link = f"{origin}{request.path}?$skiptoken=2"
        return 200, {}, json.dumps({"value": [{"id": "a"}], "@odata.nextLink": link}).encode()
    if method == "GET":
        return 200, {}, json.dumps({"id": unquote(path.rpartition("/")[2])}).encode()
    if method == "POST" and path.endswith("/schema"):
        return 202, {"Location": f"{origin}/v1.0/operations/1"}, b""
    if method == "POST":
        return 201, {}, b'{"id": "made"}'
    return 204, {}, b""


def test_calls_over_a_socket():
    with serving(small_service) as (base_url, seen), Client(TOKEN, base_url=base_url) as client:
        connections = client.external.connections
        assert connections["ä/b"].get().id == "ä/b"
        assert [each.id for each in connections.list()] == ["a", "c"]
        group = connections["x"].groups.create(ExternalGroup(id="made"))
        group.display_name = "New"
        connections["x"].groups["g"].members.create(ExternalGroupMember(id="m"))
        connections["x"].update(ExternalConnection(name=None))
        connections["x"].items["1"].delete()
        accepted = connections["x"].schema.create(Schema())
        assert accepted.location.endswith("/v1.0/operations/1")
    assert [(method, path) for method, path, _, _ in seen][:3] == [
        ("GET", "/v1.0/external/connections/%C3%A4%2Fb"),
        ("GET", "/v1.0/external/connections"),
        ("GET", "/v1.0/external/connections?$skiptoken=2"),
    ]
    assert seen[5][3] == b'{"name":null}'
    assert {headers["authorization"] for _, _, headers, _ in seen} == {f"Bearer {TOKEN}"}


def test_async_calls_over_a_socket():
    async def use(base_url: str) -> None:
        async with AsyncClient(TOKEN, base_url=base_url) as client:
            connections = client.external.connections
            some = await asyncio.gather(*(connections[str(n)].get() for n in range(8)))
            assert [each.id for each in some] == [str(n) for n in range(8)]
            assert [each.id async for each in connections.list()] == ["a", "c"]
            await connections["x"].delete()

    with serving(small_service) as (base_url, seen):
        asyncio.run(use(base_url))
        assert seen[-1][0] == "DELETE"


def test_a_client_can_be_used_from_many_threads():
    with serving(small_service) as (base_url, _), Client(TOKEN, base_url=base_url) as client:
        found: list[str | None] = []

        def use(name: str) -> None:
            found.append(client.external.connections[name].get().id)

        threads = [threading.Thread(target=use, args=(str(n),)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(each or "" for each in found) == [str(n) for n in range(8)]


def test_a_redirect_over_sockets_takes_the_token_to_no_other_port():
    with serving(lambda _: (200, {}, b'{"id": "elsewhere"}')) as (elsewhere, seen):
        moved = lambda _: (302, {"Location": f"{elsewhere}/x"}, b"")
        with serving(moved) as (base_url, first), Client(TOKEN, base_url=base_url) as client:
            assert get(client).id == "elsewhere"
            assert first[0][2]["authorization"] == f"Bearer {TOKEN}"
        ((_, _, headers, _),) = seen
        assert "authorization" not in headers and TOKEN not in repr(headers)


def test_a_server_that_is_not_there(pauses: list[float]):
    with serving(small_service) as (base_url, _):
        pass
    with pytest.raises(errors.TransportError, match="ConnectError") as caught:
        create(Client(TOKEN, base_url=base_url, retries=2))
    assert len(pauses) == 2 and TOKEN not in repr(caught.value)
