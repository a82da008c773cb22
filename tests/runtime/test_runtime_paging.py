"""Lists of HTTP APIs: every style of pages, against a service of seven lamps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from packages import HOST, answers, client, package

LAMPS = [{"id": f"l{number}"} for number in range(7)]
LAMP = {
    "name": "api.lamp",
    "kind": "object",
    "properties": [{"name": "id", "type": "string"}],
}
LIST = {
    "name": "api.lamps",
    "kind": "object",
    "properties": [
        {"name": "data", "type": {"array": "api.lamp"}},
        {"name": "next", "type": "any"},
        {"name": "meta", "type": "api.meta"},
    ],
}
META = {"name": "api.meta", "kind": "object", "properties": [{"name": "total", "type": "integer"}]}
ABOUT: dict[str, Any] = {"types": [LAMP, LIST, META]}


def listing(
    paging: dict[str, Any], *, method: str = "GET", at_root: bool = False
) -> dict[str, Any]:
    names = [name for name in (paging.get("parameter"),) if name]
    fields = [{"name": name, "location": "query", "type": "any"} for name in names]
    body = {"request_body": {"properties": [{**each, "location": "body"} for each in fields]}}
    used = {"array": "api.lamp"} if at_root else "api.lamps"
    return {
        "path": "/lamps",
        "method": method,
        "kind": "action" if method == "POST" else "get",
        **(body if method == "POST" else {"parameters": fields}),
        "responses": [{"status": 200, "content": [{"type": used}]}],
        "paging": paging,
    }


def asked(request: httpx2.Request, name: str, default: int = 0) -> int:
    content = json.loads(request.content or b"{}")
    return int(content.get(name, request.url.params.get(name, default)))


def by_link_header(request: httpx2.Request) -> httpx2.Response:
    start = asked(request, "start")
    more = f'<{HOST}/lamps?start={start + 3}>; rel="next", <{HOST}/lamps>; rel="first"'
    headers = {"Link": more} if start + 3 < 7 else {"Link": f'<{HOST}/lamps>; rel="first"'}
    return httpx2.Response(200, json=LAMPS[start : start + 3], headers=headers)


def enveloped(start: int, following: object) -> httpx2.Response:
    content = {"data": LAMPS[start : start + 3], "next": following, "meta": {"total": 7}}
    return httpx2.Response(200, json=content)


def by_link_in_the_content(request: httpx2.Request) -> httpx2.Response:
    start = asked(request, "start")
    return enveloped(start, f"/lamps?start={start + 3}" if start + 3 < 7 else None)


def by_number(request: httpx2.Request) -> httpx2.Response:
    return enveloped((asked(request, "page", 1) - 1) * 3, None)


def by_offset(request: httpx2.Request) -> httpx2.Response:
    return enveloped(asked(request, "offset"), None)


def by_cursor(request: httpx2.Request) -> httpx2.Response:
    start = asked(request, "cursor")
    return enveloped(start, str(start + 3) if start + 3 < 7 else "")


def by_last_id(request: httpx2.Request) -> httpx2.Response:
    after = request.url.params.get("after")
    start = int(after[1:]) + 1 if after else 0
    return httpx2.Response(200, json=LAMPS[start : start + 3])


STYLES: dict[str, tuple[dict[str, Any], Callable[[httpx2.Request], httpx2.Response], int]] = {
    "link in the header": (listing({"style": "link"}, at_root=True), by_link_header, 3),
    "link in the content": (
        listing({"style": "link", "items": "/data", "next": "/next"}), by_link_in_the_content, 3,
    ),
    "number": (listing({"style": "page", "items": "/data", "parameter": "page"}), by_number, 4),
    "offset": (listing({"style": "offset", "items": "/data", "parameter": "offset"}), by_offset, 4),
    "cursor": (
        listing({"style": "cursor", "items": "/data", "next": "/next", "parameter": "cursor"}), by_cursor, 3,
    ),
    "cursor in the body": (
        listing(
            {"style": "cursor", "items": "/data", "next": "/next", "parameter": "cursor"}, method="POST"
        ),
        by_cursor, 3,
    ),
    "last id": (listing({"style": "after", "parameter": "after"}, at_root=True), by_last_id, 4),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_iterating_is_all_pages(style: str):
    operation, service, requests = STYLES[style]
    seen: list[httpx2.Request] = []

    def counted(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return service(request)

    with package([operation], **ABOUT) as root:
        api = client(root, counted)
        items = api.lamps() if operation["method"] == "POST" else api.lamps.list()
        assert [lamp.id for lamp in items] == [lamp["id"] for lamp in LAMPS]
        assert len(seen) == requests
        assert {request.method for request in seen} == {operation["method"]}
        assert items.first().id == "l0"
        assert [len(page) for page in items.pages()][:3] == [3, 3, 1]
        is_told = "header" not in style and style != "last id"
        assert items.total() == 7 if is_told else not hasattr(items, "total")

        async def use() -> list[str]:
            transport = httpx2.MockTransport(service)
            async with root.AsyncClient(transport=transport) as asynchronous:
                tree = asynchronous.lamps
                many = tree() if operation["method"] == "POST" else tree.list()
                assert (await many.first()).id == "l0"
                return [lamp.id async for lamp in many]

        assert asyncio.run(use()) == [lamp["id"] for lamp in LAMPS]


def test_a_page_begins_where_the_call_says():
    with package([STYLES["number"][0]], **ABOUT) as root:
        items = client(root, by_number).lamps.list(page=2)
        assert [lamp.id for lamp in items] == ["l3", "l4", "l5", "l6"]


@pytest.mark.parametrize(
    ("style", "content"),
    [
        ("link in the content", {"data": LAMPS, "next": "/lamps"}),
        ("cursor", {"data": LAMPS, "next": "same"}),
        ("number", {"data": LAMPS}),
        ("offset", {"data": LAMPS}),
        ("last id", LAMPS),
    ],
)
def test_a_page_that_repeats_is_an_error(style: str, content: Any):
    handle, seen = answers(*[content] * 9)
    with package([STYLES[style][0]], **ABOUT) as root:
        with pytest.raises(root.InvalidResponse, match="read before"):
            list(client(root, handle).lamps.list())
    assert len(seen) < 4


@pytest.mark.parametrize(
    ("style", "content", "reason"),
    [
        ("link in the content", {"data": LAMPS, "next": 7}, "the link at /next is not a string"),
        ("link in the content", {"data": LAMPS, "next": "http://["}, "Invalid IPv6 URL"),
        ("cursor", {"data": LAMPS, "next": {}}, "the cursor at /next is not a string"),
        ("last id", [{"name": "x"}], "the last item has no 'id'"),
        ("last id", ["x"], "the last item has no 'id'"),
    ],
)
def test_a_page_that_nothing_follows_from(style: str, content: Any, reason: str):
    handle, _ = answers(content)
    with package([STYLES[style][0]], **ABOUT) as root:
        pages = client(root, handle).lamps.list().pages()
        next(pages)
        with pytest.raises(root.InvalidResponse, match=reason):
            next(pages)


def test_a_package_has_the_style_that_its_api_uses():
    with package([STYLES["cursor"][0]], **ABOUT) as root:
        names = {name for name in root.__spec__.loader.files if "paging" in name}
    assert names == {"_runtime/paging_cursor.py"}
