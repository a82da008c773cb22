"""What the runtime does when it gets hard: much, slow, cut off, cancelled, and refused with a challenge."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from external_connectors import ApiError, AsyncClient, Client, Timeout, TransportError
from external_connectors.models import Acl, ExternalConnection, ExternalItem
from hypothesis import given, settings, strategies as st
from support import PATIENCE

# Sockets that answer what a test says


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A loopback port where each connection is served in a thread: the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        is_over = threading.Event()
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connection.settimeout(PATIENCE)
                thread = threading.Thread(target=answer, args=(connection,))
                thread.start()
                threads.append(thread)

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    serve(connection)
                except OSError:
                    pass

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            is_over.set()
            acceptor.join()
            for thread in threads:
                thread.join()


def asked(connection: socket.socket) -> bytes:
    """The head of the next request, b"" when the other side has closed."""
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(65536)
        if not piece:
            return b""
        found += piece
    return found


def http(value: Any) -> bytes:
    body = json.dumps(value).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@pytest.mark.slow
def test_a_thousand_pages_pass_in_flat_memory():
    def serve(connection: socket.socket) -> None:
        while head := asked(connection):
            line = head.split(b"\r\n")[0].decode()
            number = int(line.partition("skip=")[2].partition(" ")[0] or 0)
            host = connection.getsockname()
            link = f"http://{host[0]}:{host[1]}/external/connections?skip={number + 1}"
            items = [{"id": f"{number}-{i}", "description": "x" * 500} for i in range(20)]
            more = {"@odata.nextLink": link} if number < 999 else {}
            connection.sendall(http({"value": items, **more}))

    with listening(serve) as url, Client(base_url=url) as client:
        found = 0
        peaks: list[int] = []
        tracemalloc.start()
        try:
            for item in client.external.connections.list():
                assert item.id == f"{found // 20}-{found % 20}"
                found += 1
                if found % 4000 == 0:  # 200 pages of 11 kB
                    peaks.append(tracemalloc.get_traced_memory()[1])
                    tracemalloc.reset_peak()
        finally:
            tracemalloc.stop()
    assert found == 20_000
    # The links of 800 pages are kept, to find one that repeats; of what is on them, 9 MB, nothing is.
    assert peaks[-1] - peaks[0] < 500_000 and max(peaks) < 3_000_000, peaks


def test_a_slow_answer_ends_with_the_timeout():
    def serve(connection: socket.socket) -> None:
        asked(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        connection.recv(1)  # until the client gives up

    with listening(serve) as url, Client(base_url=url, timeout=0.2, retries=0) as client:
        with pytest.raises(Timeout):  # long before the server ends the connection
            client.external.connections["a"].get()


@pytest.mark.slow
def test_an_answer_that_is_cut_off_is_asked_for_again():
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", http({"id": "a"})]

    def serve(connection: socket.socket) -> None:
        asked(connection)
        connection.sendall(answers.pop(0))

    with listening(serve) as url, Client(base_url=url, retries=1) as client:
        assert client.external.connections["a"].get().id == "a"
    assert not answers


def test_a_change_whose_answer_is_cut_off_is_not_sent_again():
    count: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        count.append(asked(connection))
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")

    with listening(serve) as url, Client(base_url=url, retries=3) as client:
        with pytest.raises(TransportError):
            client.external.connections.create(ExternalConnection(id="a"))
    assert len(count) == 1


def test_a_cancelled_task_leaves_no_connection_open():
    closed = threading.Event()
    arrived = threading.Event()

    def serve(connection: socket.socket) -> None:
        asked(connection)
        arrived.set()
        assert connection.recv(1) == b""  # blocks until the client closes
        closed.set()

    async def use(url: str) -> None:
        async with AsyncClient(base_url=url) as client:
            task = asyncio.ensure_future(client.external.connections["a"].get())
            while not arrived.is_set():
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while not closed.is_set():  # although the client is still open
                await asyncio.sleep(0.01)

    with listening(serve) as url:
        asyncio.run(asyncio.wait_for(use(url), PATIENCE))


# Claims challenges


@dataclass
class Credential:
    asked: list[tuple[tuple[str, ...], str]] = field(default_factory=list[Any])

    def get_token(self, *scopes: str, claims: str = "") -> Any:
        self.asked.append((scopes, claims))
        return type("Token", (), {"token": f"t{len(self.asked)}", "expires_on": time.time() + 3600})


class AsyncCredential(Credential):
    async def get_token(self, *scopes: str, claims: str = "") -> Any:  # type: ignore[override]
        return super().get_token(*scopes, claims=claims)


CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
CHALLENGE = (
    'Bearer authorization_uri="https://login.test", error="insufficient_claims", '
    f'claims="{base64.b64encode(CLAIMS.encode()).decode()}"'
)


def answering(*challenges: str | None) -> tuple[httpx2.MockTransport, list[str | None]]:
    """401 with each challenge, and 200 for None; what `Authorization` each request had."""
    seen: list[str | None] = []
    left = list(challenges)

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("authorization"))
        challenge = left.pop(0)
        if challenge is None:
            return httpx2.Response(200, json={"id": "a"})
        return httpx2.Response(401, headers={"WWW-Authenticate": challenge}, json={"error": {}})

    return httpx2.MockTransport(answer), seen


def test_a_claims_challenge_is_answered_once_with_a_new_token():
    credential = Credential()
    transport, seen = answering(CHALLENGE, None, None)
    client = Client(credential, transport=transport)
    assert client.external.connections["a"].get().id == "a"
    client.external.connections["a"].get()  # the new token is kept
    assert seen == ["Bearer t1", "Bearer t2", "Bearer t2"]
    assert [claims for _, claims in credential.asked] == ["", CLAIMS]
    transport, seen = answering(CHALLENGE, CHALLENGE)
    with pytest.raises(ApiError) as refused:
        Client(Credential(), transport=transport).external.connections["a"].get()
    assert refused.value.status_code == 401 and len(seen) == 2


def test_an_async_client_answers_a_claims_challenge():
    credential = AsyncCredential()
    transport, seen = answering(CHALLENGE, None)

    async def use() -> None:
        async with AsyncClient(credential, transport=transport) as client:
            assert (await client.external.connections["a"].get()).id == "a"

    asyncio.run(use())
    assert seen == ["Bearer t1", "Bearer t2"] and credential.asked[1][1] == CLAIMS


@pytest.mark.parametrize(
    "challenge",
    [
        "Bearer",
        'Bearer error="invalid_token", claims="e30="',
        'Bearer error="insufficient_claims"',
        'Bearer error="insufficient_claims", claims="////"',
    ],
)
def test_other_challenges_are_errors(challenge: str):
    transport, seen = answering(challenge)
    with pytest.raises(ApiError):
        Client(Credential(), transport=transport).external.connections["a"].get()
    transport, _ = answering(CHALLENGE)
    with pytest.raises(ApiError):  # a token in text cannot be made anew
        Client("token", transport=transport).external.connections["a"].get()
    assert seen == ["Bearer t1"]


# Any edits


VALUES = st.none() | st.text(max_size=5)
NAMES = {"id": "id", "name": "name", "description": "description", "state": "state"}
EDITS = st.lists(
    st.tuples(st.sampled_from(["set", "delete", "wire"]), st.sampled_from(sorted(NAMES)), VALUES)
)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(sorted(NAMES.values())), VALUES), EDITS)
def test_edits_of_attributes_are_edits_of_the_object(
    start: dict[str, Any], edits: list[tuple[str, str, Any]]
):
    model, plain = ExternalConnection.from_dict(dict(start)), dict(start)
    touched: set[str] = set()
    for kind, name, value in edits:
        wire = NAMES[name]
        if kind == "delete":
            if wire in plain:
                del plain[wire]
                delattr(model, name)
                touched.discard(wire)
        else:
            plain[wire] = value
            touched.add(wire)
            if kind == "set":
                setattr(model, name, value)
            else:
                model[wire] = value
        assert model.to_dict() == plain
        assert getattr(model, name) == plain.get(wire)
    assert model.changes() == {name: plain[name] for name in plain if name in touched}
    assert json.loads(model.to_json()) == plain


@pytest.mark.slow
@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["append", "pop", "set", "edit", "clear", "reverse"]),
            st.integers(0, 4),
            st.text(max_size=3),
        )
    )
)
def test_edits_of_a_list_of_models_are_edits_of_the_array(edits: list[tuple[str, int, str]]):
    item = ExternalItem.from_dict({"id": "a", "acl": [{"value": "x"}]})
    plain: list[dict[str, Any]] = [{"value": "x"}]
    for kind, at, value in edits:
        acl = item.acl
        assert acl is not None
        match kind:
            case "append":
                acl.append(Acl(value=value))
                plain.append({"value": value})
            case "pop" if plain:
                acl.pop()
                plain.pop()
            case "set" if at < len(plain):
                acl[at] = Acl(value=value)
                plain[at] = {"value": value}
            case "edit" if at < len(plain):
                acl[at].value = value
                plain[at]["value"] = value
            case "clear":
                acl.clear()
                plain.clear()
            case "reverse":
                acl.reverse()
                plain.reverse()
            case _:
                pass
        assert item.to_dict() == {"id": "a", "acl": plain}
        assert [a.value for a in item.acl or ()] == [a["value"] for a in plain]
