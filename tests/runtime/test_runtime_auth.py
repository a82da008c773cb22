"""Credentials: where they go, where they never go, and what never shows them."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx2
import pytest
from packages import HOST, answers, client, package

SECRET = "s3cr3t-0f-a-lamp"
LAMPS = [{"path": "/lamps", "responses": [{"status": 200, "content": [{"type": "any"}]}]}]
KINDS: dict[str, tuple[dict[str, str], str, str]] = {
    "bearer": ({"type": "http", "scheme": "bearer"}, "authorization", f"Bearer {SECRET}"),
    "bot": ({"type": "http", "scheme": "Bot"}, "authorization", f"Bot {SECRET}"),
    "key": ({"type": "apiKey", "location": "header", "parameter": "X-Key"}, "x-key", SECRET),
    "cookie": ({"type": "apiKey", "location": "cookie", "parameter": "sid"}, "cookie", f"sid={SECRET}"),
    "query": ({"type": "apiKey", "location": "query", "parameter": "api key"}, "", ""),
    "basic": (
        {"type": "http", "scheme": "basic"},
        "authorization",
        "Basic czNjcjN0LTBmLWEtbGFtcDo=",
    ),
}  # fmt: skip


def about(*names: str) -> dict[str, Any]:
    schemes = [{"name": name, **KINDS[name][0]} for name in names]
    return {"security_schemes": schemes, "security": [[{"scheme": name} for name in names]]}


def sent(request: httpx2.Request, kind: str) -> bool:
    """Whether a request has the credential of a kind."""
    _, header, text = KINDS[kind]
    if kind == "query":
        return f"api%20key={SECRET}" in str(request.url)
    return request.headers.get(header) == text


def test_a_cookie_that_the_service_sets_does_not_replace_the_key():
    answer = httpx2.Response(200, json={}, headers=[("Set-Cookie", "sid=a"), ("Set-Cookie", "b=1")])
    handle, seen = answers(answer, {})
    with package(LAMPS, **about("cookie")) as root:
        lamps = client(root, handle, SECRET).lamps
        lamps.get()
        lamps.get()
    assert seen[1].headers["cookie"] == f"b=1; sid={SECRET}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_documented_way_is_that_of_a_text(kind: str):
    handle, seen = answers({}, {}, {})
    with package(LAMPS, **about(kind)) as root:
        client(root, handle, SECRET).lamps.get()
        client(root, handle, lambda: SECRET).lamps.get()

        async def use() -> None:
            async def secret() -> str:
                return SECRET

            transport = httpx2.MockTransport(handle)
            async with root.AsyncClient(secret, transport=transport) as asynchronous:
                await asynchronous.lamps.get()

        asyncio.run(use())
    assert all(sent(request, kind) for request in seen) and len(seen) == 3


def test_another_way_is_written_out():
    handle, seen = answers(*[{}] * 6)
    schemes = [{"name": name, **about} for name, (about, _, _) in KINDS.items()]
    with package(LAMPS, **{**about("key"), "security_schemes": schemes}) as root:
        auth = root.auth
        for way in (
            auth.Bearer("a"), auth.Scheme("Bot", "b"), auth.Header("X-Other", "c"), auth.Cookie("s", "d"),
            auth.Query("k", "e&f"), [auth.Basic("me", "pass:word"), auth.Header("X-Two", "g")],
        ):  # fmt: skip
            client(root, handle, way).lamps.get()
    assert [request.headers.get("authorization") for request in seen] == [
        "Bearer a", "Bot b", None, None, None, "Basic bWU6cGFzczp3b3Jk",
    ]  # fmt: skip
    assert seen[2].headers["x-other"] == "c" and seen[3].headers["cookie"] == "s=d"
    assert str(seen[4].url) == f"{HOST}/lamps?k=e%26f" and seen[5].headers["x-two"] == "g"


def test_scopes_are_a_keyword_where_tokens_have_them():
    handle, _ = answers({})
    with package(LAMPS, **about("bearer")) as root:
        with pytest.raises(TypeError, match="has no keyword 'scopes'"):
            client(root, handle, SECRET, scopes=("a",))


def test_several_at_once():
    handle, seen = answers({})
    with package(LAMPS, **about("key", "bearer")) as root:
        client(root, handle, [SECRET, SECRET]).lamps.get()
        with pytest.raises(ValueError, match="all of these at once") as caught:
            client(root, handle, SECRET)
    assert sent(seen[0], "key") and sent(seen[0], "bearer")
    assert SECRET not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "location",
    [
        "https://evil.test/",
        "https://api.test:444/",
        "http://api.test/",
        "https://me:you@api.test/",
        "//evil.test/x",
    ],
)
def test_a_redirect_takes_nothing_to_another_host(kind: str, location: str):
    handle, seen = answers(httpx2.Response(307, headers={"Location": location}), {}, {})
    with package(LAMPS, **about(kind)) as root:
        api = client(root, handle, SECRET, headers={"X-Private": SECRET})
        api.lamps.get()
    assert sent(seen[0], kind) and len(seen) == 2
    assert SECRET not in f"{seen[1].url} {seen[1].headers.raw}"
    assert KINDS[kind][2] not in str(seen[1].headers.raw) or kind == "query"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_shows_a_credential(kind: str, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)

    def broken(request: httpx2.Request) -> httpx2.Response:
        if len(seen) < 1:
            seen.append(request)
            return httpx2.Response(404, json={"message": "none"})
        raise httpx2.ReadError("cut", request=request)

    seen: list[httpx2.Request] = []
    with package(LAMPS, **about(kind)) as root:
        api = client(root, broken, SECRET, retries=0)
        shown = [repr(api.lamps.get), repr(api._credentials), str(api.lamps.get.request())]
        for _ in range(2):
            with pytest.raises(Exception, match=r"404|cut") as caught:
                api.lamps.get()
            shown.append(repr(caught.value))
            outer = getattr(caught.value, "_request", None)
            if isinstance(outer, httpx2.Request):
                shown += [str(outer.url), str(outer.headers.raw), repr(outer.extensions)]
    assert sent(seen[0], kind)
    shown += [record.getMessage() for record in caplog.records]
    hidden = KINDS[kind][2] or SECRET
    assert not any(SECRET in text or hidden in text for text in shown)
    assert any("HTTP Request: GET https://api.test/lamps" in text for text in shown)  # of httpx2


def test_a_link_that_repeats_the_key_does_not_send_it_twice():
    operations = [{**LAMPS[0], "parameters": [{"name": "api key", "location": "query"}]}]
    handle, seen = answers({})
    with package(operations, **about("query")) as root:
        api = client(root, handle, SECRET)
        with pytest.raises(TypeError, match="no keyword 'api_key'"):
            api.lamps.get(api_key="x")
        api.send(root.Request("GET", f"{HOST}/lamps?page=2&api%20key={SECRET}"))
    assert str(seen[0].url) == f"{HOST}/lamps?page=2&api%20key={SECRET}"


@pytest.mark.parametrize("secret", ["", "a b\r\nX: y", "a\nb", "ä", 7])
def test_what_no_header_can_hold(secret: Any):
    with package(LAMPS, **about("key")) as root:
        handle, seen = answers({})
        with pytest.raises((TypeError, ValueError)) as caught:
            client(root, handle, lambda: secret).lamps.get()
    assert seen == [] and "\n" not in str(caught.value)


def test_http_is_for_this_computer_unless_it_is_allowed():
    handle, seen = answers({}, {})
    with package(LAMPS, **about("key")) as root:
        with pytest.raises(ValueError, match="https only"):
            client(root, handle, SECRET, base_url="http://lamps.internal")
        client(root, handle, SECRET, base_url="http://lamps.internal", allow_http=True).lamps.get()
        client(root, handle, SECRET, base_url="http://[::1]:8000/v1").lamps.get()
        with pytest.raises(ValueError, match="holds a password") as caught:
            client(root, handle, SECRET, base_url=f"https://me:{SECRET}@lamps.test")
        assert SECRET not in str(caught.value)
        with pytest.raises(TypeError, match="not a credential"):
            client(root, handle, 7)
    assert sent(seen[0], "key") and sent(seen[1], "key")
