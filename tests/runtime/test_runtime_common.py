"""Headers and options that every request sends: keywords of the clients."""

from __future__ import annotations

import logging
from typing import Any

import httpx2
import pytest
from packages import HOST, answers, client, files_of, package, runtime_files

LAMPS = {"path": "/lamps", "responses": [{"status": 200, "content": [{"type": "any"}]}]}
ACCOUNT = {"name": "X-Account", "location": "header", "is_required": True, "description": "Whose."}
VERSION = {"name": "X-Api-Version", "location": "header", "is_required": True, "default": "2"}
HOUSE = {"name": "house", "location": "query", "type": "integer"}
COMMON: dict[str, Any] = {"parameters": [VERSION, ACCOUNT, HOUSE]}


def test_each_request_sends_them():
    handle, seen = answers({}, {}, {})
    with package([LAMPS], **COMMON) as root:
        lamps = client(root, handle, account="acc 1", house=7).lamps
        lamps.get()
        with pytest.raises(TypeError, match="account"):
            root.Client("token")
        given = client(root, handle, account="acc_1")
        given.with_options(headers={"x-account": "acc_2"}).lamps.get()
        given.send(
            given.lamps.get.request().with_query({"house": 8}).with_headers({"X-Api-Version": "3"})
        )
        assert "acc" not in str(given.lamps.get.request())
    assert [r.headers["X-Account"] for r in seen] == ["acc 1", "acc_2", "acc_1"]
    assert [r.headers["X-Api-Version"] for r in seen] == ["2", "2", "3"]
    assert [r.url.query for r in seen] == [b"house=7", b"", b"house=8"]


@pytest.mark.parametrize(
    ("misspelt", "meant"), [("acount", "account"), ("hous", "house"), ("timeot", "timeout")]
)
def test_a_misspelt_keyword(misspelt: str, meant: str):
    with package([LAMPS], **COMMON) as root:
        for kind in (root.Client, root.AsyncClient):
            with pytest.raises(TypeError, match=f"Client.__init__.* did you mean '{meant}'"):
                kind("token", **{misspelt: "acc_1"})
            with pytest.raises(TypeError, match=f"did you mean '{meant}'"):
                kind("token", account="acc_1", **{misspelt: "acc_1"})


@pytest.mark.parametrize("to", ["https://elsewhere.test/lamps", "http://api.test/lamps", "https://api.test:8443/lamps"])  # fmt: skip
def test_no_other_host_gets_them(to: str, caplog: pytest.LogCaptureFixture):
    moved = httpx2.Response(302, headers={"location": to})
    handle, seen = answers(
        moved, {}, httpx2.Response(302, headers={"location": f"{HOST}/lamps?a=1"}), {}
    )
    with package([LAMPS], **COMMON) as root, caplog.at_level(logging.DEBUG):
        lamps = client(root, handle, "token", account="acc_1", house=7).lamps
        lamps.get()
        lamps.get()
    first, there, _, here = seen
    assert first.headers["X-Account"] == here.headers["X-Account"] == "acc_1"
    assert "X-Account" not in there.headers and not there.url.query
    assert here.url.query == b"a=1&house=7"
    assert "acc_1" not in caplog.text


@pytest.mark.parametrize("value", ["", "a\nb", "ä"])
def test_what_no_header_can_hold(value: str):
    with package([LAMPS], **COMMON) as root:
        with pytest.raises(ValueError, match="X-Account: no header can hold"):
            root.Client("token", account=value)


def test_files_and_words():
    files = files_of([LAMPS], **COMMON)
    assert "        account: str,\n" in files["client.py"]
    assert (
        '        api_version: str = "2",\n        house: int | None = None,\n' in files["client.py"]
    )
    assert "            account: Whose.\n" in files["client.py"]
    assert 'Client("...", account="...")' in files["README.md"]
    assert {"common.py", "options.py"} < runtime_files([LAMPS], **COMMON).keys()
    assert not {"common.py", "options.py"} & runtime_files([LAMPS]).keys()
    # Beside the variables of an address.
    server = {"url": "https://{house}.shop.example", "variables": [{"name": "house"}]}
    both = files_of([LAMPS], **COMMON, servers=[server])["client.py"]
    assert "house_: str | None = None" in both or "house2: str | None = None" in both
