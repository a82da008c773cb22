"""Options of a client and of single calls, what is logged, and names that are misspelt."""

from __future__ import annotations

import asyncio
import logging
from importlib import import_module
from inspect import signature
from typing import Any

import httpx2
import pytest
from packages import HOST, answers, client, package

LAMP = {"name": "api.lamp", "kind": "object", "properties": [{"name": "color", "type": "string"}]}
OPERATION = {
    "path": "/lamps/{id}",
    "parameters": [
        {"name": "color", "location": "query"},
        {"name": "X-Room", "location": "header"},
    ],
    "responses": [{"status": 200, "content": [{"type": "api.lamp"}]}],
}
ABOUT: dict[str, Any] = {"types": [LAMP]}


def test_options_of_single_calls(pauses: list[float]):
    handle, seen = answers(httpx2.Response(503), {}, {})
    with package([OPERATION], **ABOUT) as root:
        api = client(root, handle, headers={"X-All": "1"})
        quick = api.with_options(timeout=5, retries=0, headers={"X-Room": "r1"})
        with pytest.raises(root.ServiceUnavailable):
            quick.lamps["1"].get()
        quick.with_options(headers={"X-More": "2"}).lamps["1"].get(x_room="r2")
        api.lamps["1"].get()
    assert pauses == []
    rooms = [request.headers.get("x-room") for request in seen]
    assert rooms == ["r1", "r2", None] and seen[1].headers["x-more"] == "2"
    assert {request.headers["x-all"] for request in seen} == {"1"}
    assert seen[0].extensions["timeout"]["read"] == 5
    assert seen[2].extensions["timeout"]["read"] == 100


def opened(root: Any) -> Any:
    return import_module(f"{root.__name__}._runtime.connection").opened


def test_one_connection_for_all_options():
    async def use(root: Any) -> None:
        transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
        async with root.AsyncClient(transport=transport) as api:
            await api.with_options(retries=0).lamps["1"].get()
            assert opened(root)(api.with_options(timeout=1)) is opened(root)(api)

    with package([OPERATION], **ABOUT) as root:
        handle, _ = answers({})
        api = client(root, handle)
        api.with_options(retries=0).lamps["1"].get()
        assert opened(root)(api.with_options(timeout=1)) is opened(root)(api)
        asyncio.run(use(root))


def test_the_user_agent():
    handle, seen = answers({}, {}, {})
    with package([OPERATION], **ABOUT) as root:
        client(root, handle).lamps["1"].get()
        client(root, handle, user_agent="me/1").lamps["1"].get()
        client(root, handle, headers={"user-agent": "mine"}).lamps["1"].get()
        own = f"{root.__name__}/0 httpx2/{httpx2.__version__}"
    assert [request.headers["user-agent"] for request in seen] == [own, "me/1", "mine"]


def test_each_request_is_a_line_of_the_log(caplog: pytest.LogCaptureFixture, pauses: list[float]):
    handle, _ = answers(httpx2.Response(503), {})
    with package([OPERATION], **ABOUT) as root:
        caplog.set_level(logging.INFO, root.__name__)
        client(root, handle, "s3cret").lamps["1"].get(color="s3cret")
        lines = [r.getMessage() for r in caplog.records if r.name == root.__name__]
    assert [line.rpartition(" in ")[0] for line in lines] == [
        f"GET {HOST}/lamps/1: 503",
        f"GET {HOST}/lamps/1: 200",
    ]


@pytest.mark.parametrize(
    ("use", "kind", "message"),
    [
        (lambda root, api: api.lamps["1"].get(colour="x"), TypeError, "did you mean 'color'"),
        (
            lambda root, api: api.lamps["1"].get.response(colour="x"),
            TypeError, "did you mean 'color'",
        ),
        (
            lambda root, api: api.lamps["1"].get.request(colour="x"),
            TypeError, "did you mean 'color'",
        ),
        (lambda root, api: api.with_options(retires=1), TypeError, "did you mean 'retries'"),
        (
            lambda root, api: root.Client(credental="x"),
            TypeError, r"^Client.__init__\(\) has no keyword 'credental'; did you mean 'credential'",
        ),
        (
            lambda root, api: root.AsyncClient(time_out=1),
            TypeError, r"^AsyncClient.__init__\(\) .*; did you mean 'timeout'",
        ),
        (lambda root, api: root.Client("a", "b"), TypeError, r"^Client.__init__\(\) takes"),
        (
            lambda root, api: api.rooms.by_house_and_floor("1", flor="2"),
            TypeError, "by_house_and_floor.. has no keyword 'flor'; did you mean 'floor'",
        ),
        (
            lambda root, api: api.rooms.by_house_and_floor("1", "2").lamp,
            AttributeError, "did you mean 'lamps'",
        ),
        (lambda root, api: api.lamp, AttributeError, "did you mean 'lamps'"),
        (lambda root, api: api.lamps["1"].git, AttributeError, "did you mean 'get'"),
        (lambda root, api: root.models.Lamp(colour="x"), TypeError, "did you mean 'color'"),
        (lambda root, api: root.models.Lamp().colour, AttributeError, "did you mean 'color'"),
        (
            lambda root, api: setattr(root.models.Lamp(), "colour", 1),
            AttributeError, "did you mean 'color'",
        ),
    ],
)  # fmt: skip
def test_misspelt_names(use: Any, kind: type[Exception], message: str):
    handle, seen = answers({})
    of_a_floor = {"path": "/rooms/{house}-{floor}/lamps"}
    with package([OPERATION, of_a_floor], **ABOUT) as root:
        __import__(f"{root.__name__}.models")
        with pytest.raises(kind, match=message):
            use(root, client(root, handle))
    assert seen == []


@pytest.mark.parametrize(("name", "meant"), [("colour", "color"), ("selct", "select")])
def test_misspelt_names_beside_the_options_of_odata(name: str, meant: str):
    about = {**ABOUT, "protocol": "odata"}
    with package([OPERATION], **about) as root:
        with pytest.raises(
            TypeError, match=f"get.. has no keyword '{name}'; did you mean '{meant}'"
        ):
            root.Client("t").lamps["1"].get(**{name: "x"})


def test_signatures_name_every_keyword():
    with package([OPERATION], **ABOUT) as root:
        assert "retries: 'int' = 3" in str(signature(root.Client))
        api = root.Client()
        assert str(signature(api.with_options)).startswith("(*, timeout: 'float | None' = None")
        assert repr(api.lamps["1"].get).startswith(
            "<LampRequestBuilder.get(color=None, x_room=None) /lamps/1>"
        )
