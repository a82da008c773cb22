"""What a call returns, and the errors of answers that are not what is documented."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from typing import Any

import httpx2
import pytest
from packages import HOST, answers, client, package

NOW = 1_700_000_000
LAMP = {"name": "api.lamp", "kind": "object", "properties": [{"name": "id", "type": "string"}]}
ABOUT: dict[str, Any] = {"types": [LAMP]}


def lamp(use: Any = "api.lamp", method: str = "GET", **more: Any) -> dict[str, Any]:
    content = {"type": use, **({"name": more.pop("name")} if "name" in more else {})}
    kinds = {"GET": "get", "POST": "create", "DELETE": "delete"}
    return {
        "path": "/lamps/{id}",
        "method": method,
        "kind": kinds[method],
        "responses": [{"status": 200, "content": [content]}],
        **more,
    }


def answer(text: str | bytes, kind: str = "application/json", status: int = 200) -> httpx2.Response:
    content = text.encode() if isinstance(text, str) else text
    return httpx2.Response(status, headers={"Content-Type": kind}, content=content)


@pytest.mark.parametrize(
    ("operation", "given", "value"),
    [
        (lamp("string"), answer('"on"'), "on"),
        (lamp("int32"), answer("7"), 7),
        (lamp("boolean"), answer("true"), True),
        (lamp({"array": "string"}, "POST"), answer('["a", "b"]'), ["a", "b"]),
        (lamp({"array": {"array": "double"}}, "POST"), answer("[[1.5], []]"), [[1.5], []]),
        (lamp("string", name="text/plain"), answer('"on"', "text/plain"), '"on"'),
        (lamp("binary", name="image/png"), answer(b"\x89PNG", "image/png"), b"\x89PNG"),
        (lamp("any", name="*/*"), answer('{"a": 1}'), {"a": 1}),
        (lamp("any", name="*/*"), answer("on", "text/plain; charset=utf-8"), "on"),
        (lamp("any", name="*/*"), answer(b"\x00", "image/png"), b"\x00"),
        (lamp("any", name="*/*"), answer("", status=204), None),
        (lamp("any"), answer("[1]"), [1]),
        (lamp("string", envelope={"data": "/data/state"}), answer('{"data": {"state": "on"}}'), "on"),
        (lamp("string", envelope={"data": "/data"}), answer('"on"'), "on"),
    ],
)  # fmt: skip
def test_values(operation: dict[str, Any], given: httpx2.Response, value: Any):
    handle, _ = answers(given)
    with package([operation], **ABOUT) as root:
        place = client(root, handle).lamps["1"]
        assert (place.create if operation["method"] == "POST" else place.get)() == value


def test_nothing():
    handle, _ = answers(answer("", status=204), answer("", status=204))
    with package([lamp(method="DELETE", responses=[{"status": 204}]), lamp()], **ABOUT) as root:
        assert client(root, handle).lamps["1"].delete() is None
        assert client(root, handle).lamps["1"].get() is None


def test_the_whole_answer():
    def handle(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"X-Total": "2"}, json={"data": {"id": "a"}, "more": 1})

    with package([lamp(envelope={"data": "/data"})], **ABOUT) as root:
        response = client(root, handle).lamps["1"].get.response()
        assert (response.status_code, response.headers["x-total"]) == (200, "2")
        assert response.value.id == "a" and b'"more"' in response.content

        async def use() -> None:
            transport = httpx2.MockTransport(handle)
            async with root.AsyncClient(transport=transport) as asynchronous:
                assert (await asynchronous.lamps["1"].get.response()).value.id == "a"

        asyncio.run(use())


@pytest.mark.parametrize(
    ("operation", "given", "reason"),
    [
        (lamp(), answer(""), "the content is empty"),
        (lamp(), answer("<html>Log in", "text/html"), "'<html>Log in'"),
        (lamp(), answer("[" * 10_000 + "]" * 10_000), "nested too deeply|unexpected|recursion"),
        (lamp(), answer('{"id": '), "200"),
        (lamp(), answer("[]"), "an object was expected"),
        (lamp(), answer(b"\xff\xfe"), "200"),
        (lamp("int32"), answer('"x"'), "a whole number was expected"),
        (lamp({"array": "string"}, "POST"), answer("{}"), "an array was expected"),
        (lamp({"array": "api.lamp"}), answer("{}"), "an array of items was expected"),
        (lamp({"array": "api.lamp"}), answer("[1]"), "an object was expected"),
    ],
)
def test_answers_that_are_not_what_is_documented(
    operation: dict[str, Any], given: httpx2.Response, reason: str
):
    handle, _ = answers(given)
    with package([operation], **ABOUT) as root:
        place = client(root, handle).lamps["1"]
        with pytest.raises(root.InvalidResponse, match=reason) as caught:
            if operation["method"] == "POST":
                place.create()
            elif isinstance(operation["responses"][0]["content"][0]["type"], dict):
                list(place.list())
            else:
                place.get()
    error = caught.value
    assert (error.method, error.url) == (operation["method"], f"{HOST}/lamps/1")
    assert error.status_code == 200 and str(error).startswith(f"{error.method} {error.url}: 200: ")
    assert len(str(error)) < 600


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        ({"error": {"code": "lit", "message": "It is on."}}, "lit", "It is on."),
        ({"code": 50035, "message": "Invalid", "errors": {}}, "50035", "Invalid"),
        ({"error": "invalid_grant", "error_description": "Expired."}, "invalid_grant", "Expired."),
        ({"error": "Record not found"}, "", "Record not found"),
        ({"error": "not_found"}, "not_found", ""),
        ({"errors": ["one", {"message": "two"}]}, "", "one; two"),
        ({"message": {"title": ["is too short"]}}, "", '{"title":["is too short"]}'),
        ({"errors": {"color": ["is too dark"]}}, "", '{"color":["is too dark"]}'),
        ({"errors": [{"errors": [{"message": "deep"}]}]}, "", '{"errors":[{"message":"deep"}]}'),
        (
            {"type": "https://x.test/lit", "title": "Lit", "status": 409, "detail": "On."},
            "https://x.test/lit", "On.",
        ),
        ({"type": "about:blank", "title": "Conflict"}, "", "Conflict"),
        ([], "", ""),
    ],
)  # fmt: skip
def test_codes_and_messages_of_errors(content: Any, code: str, message: str):
    handle, _ = answers(httpx2.Response(409, json=content))
    with package([lamp()], **ABOUT) as root:
        with pytest.raises(root.Conflict) as caught:
            client(root, handle).lamps["1"].get()
    assert (caught.value.code, caught.value.message) == (code, message)
    assert caught.value.body == content


NESTED = [
    *('{"errors":[' * depth + "]}" * depth for depth in (300, 500)),
    *('{"message":' + "[" * depth + "]" * depth + "}" for depth in (990, 1000, 10_000)),
    *("[" * depth + "]" * depth for depth in (1000, 10_000)),
    *('[{"id":' + "[" * depth + "]" * depth + "}]" for depth in (1000, 10_000)),
]


@pytest.mark.slow
@pytest.mark.parametrize("status", [200, 400, 429])
@pytest.mark.parametrize("content", NESTED, ids=lambda text: f"{text[:11]}-{len(text)}")
def test_contents_that_are_nested_deeply(content: str, status: int):
    """Also those that the parser of JSON takes, and that are too deep for Python's own recursion."""
    listed = lamp({"array": "api.lamp"}, path="/lamps", kind="list", paging={"style": "none"})
    with package([listed, lamp()], **ABOUT) as root:
        known = client(root, lambda _: answer(content, status=status), retries=0)
        for use in (lambda: known.lamps.list().first().id, lambda: known.lamps["1"].get().id):
            try:
                use()
            except root.Error as error:
                assert str(error)


def test_a_text_is_the_message_of_an_error():
    handle, _ = answers(answer("no such lamp\n", "text/plain", 404))
    with package([lamp()], **ABOUT) as root:
        with pytest.raises(root.NotFound, match="404 no such lamp"):
            client(root, handle).lamps["1"].get()


@pytest.mark.parametrize(
    ("headers", "content", "seconds"),
    [
        ({"Retry-After": "7"}, {}, 7),
        ({}, {"message": "slow down", "retry_after": 0.25}, 0.25),
        ({"X-RateLimit-Reset-After": "1.5"}, {}, 1.5),
        ({"X-RateLimit-Reset": "4"}, {}, 4),
        ({"X-RateLimit-Reset": str(NOW + 60)}, {}, 60),
        # By the clock of the service, which is two hours late, or early.
        ({"X-RateLimit-Reset": str(NOW - 7140), "Date": formatdate(NOW - 7200)}, {}, 60),
        ({"Retry-After": formatdate(NOW + 7242), "Date": formatdate(NOW + 7200)}, {}, 42),
        ({"Retry-After": formatdate(NOW - 42), "Date": "yesterday"}, {}, 0),
        ({"Retry-After": str(NOW + 42)}, {}, 42),
    ],
)
def test_the_pause_that_a_service_asks_for(
    headers: dict[str, str],
    content: Any,
    seconds: float,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(time, "time", lambda: NOW)
    refused = httpx2.Response(429, headers=headers, json=content)
    handle, _ = answers(refused, {"id": "a"}, refused)
    with package([lamp()], **ABOUT) as root:
        assert client(root, handle).lamps["1"].get().id == "a"
        with pytest.raises(root.TooManyRequests) as caught:
            client(root, handle, retries=0).lamps["1"].get()
    assert pauses == [pytest.approx(seconds, rel=0.1)]
    assert caught.value.retry_after == pytest.approx(seconds, rel=0.1)


def test_a_documented_key_makes_a_post_repeatable(pauses: list[float]):
    key = {"name": "Idempotency-Key", "location": "header"}
    handle, seen = answers(httpx2.Response(503), {"id": "a"}, httpx2.Response(503))
    with package([lamp(method="POST", parameters=[key])], **ABOUT) as root:
        place = client(root, handle).lamps["1"]
        assert place.create(idempotency_key="k1").id == "a"
        with pytest.raises(root.ServiceUnavailable):
            place.create()
    assert [r.headers.get("idempotency-key") for r in seen] == ["k1", "k1", None]
