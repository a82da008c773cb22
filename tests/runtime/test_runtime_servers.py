"""Clients of an API whose address has variables."""

from __future__ import annotations

from importlib import import_module
from inspect import signature
from typing import Any

import pytest
from packages import files_of, package, runtime_files

GET: dict[str, Any] = {
    "path": "/lamps/{id}",
    "kind": "get",
    "responses": [{"status": 200, "content": [{"type": "any"}]}],
}
SERVER = {
    "url": "https://{region}.shop.example/{shop-id}/v1",
    "variables": [
        {"name": "region", "default": "eu", "values": ["eu", "us"], "description": "Where it is."},
        {"name": "shop-id"},
    ],
}


def test_variables_are_keywords_of_the_clients():
    with package([GET], servers=[SERVER]) as root:
        client = root.Client("token", shop_id="7", timeout=5)
        assert client.base_url == "https://eu.shop.example/7/v1"
        there = root.AsyncClient("token", region="us", shop_id="7")
        assert there.lamps[1].get.request().url == "https://us.shop.example/7/v1/lamps/1"
        assert client.with_options(retries=0).base_url == client.base_url
        assert root.Client("token", base_url="https://here").base_url == "https://here"


@pytest.mark.parametrize("value", ["7/..", "a@b", "", "a:b@c", "7?x", "7#x", "..", "a b", "\u00e9"])
def test_a_value_leads_nowhere_else(value: str):
    with package([GET], servers=[SERVER]) as root:
        with pytest.raises(ValueError, match="shop_id: no part of an address"):
            root.Client("token", shop_id=value)


def test_what_is_missing_and_what_is_unknown():
    with package([GET], servers=[SERVER]) as root:
        with pytest.raises(ValueError, match="shop_id is needed, or base_url: the API is at"):
            root.Client("token")
        with pytest.raises(TypeError, match="did you mean 'timeout'"):
            root.Client("token", shop_id="7", timeot=5)


@pytest.mark.parametrize(("protocol", "file"), [("http", "options"), ("odata", "odata_options")])
def test_other_keywords_are_those_of_every_client(protocol: str, file: str):
    with package([GET], servers=[SERVER], protocol=protocol) as root:
        options = import_module(f"{root.__name__}._runtime.{file}").Options
        known = signature(root.Client.__mro__[1].__init__).parameters
        others = {"self", "args", "kwargs", "credential", "base_url"}
        assert {*options.__required_keys__, *options.__optional_keys__} == {*known} - others


def test_files_and_words():
    files = files_of([GET], servers=[SERVER])
    assert 'region: Literal["eu", "us"] | str = "eu",' in files["client.py"]
    assert "region: Where it is." in files["client.py"]
    assert 'Client("...", shop_id="...")' in files["README.md"]
    assert "servers.py" in runtime_files([GET], servers=[SERVER])
    assert "servers.py" not in runtime_files([GET])
