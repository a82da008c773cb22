"""The code and the message of an error, at the keys that its API documents."""

from __future__ import annotations

import httpx2
import pytest
from parcels import Client, NotFound
from parcels._runtime.error_fields import error_fields


@pytest.mark.parametrize(
    "body, found",
    [
        (
            {"reason": {"kind": "a", "text": "b", "wait": 2.5}},
            {"code": "a", "message": "b", "retry_after": "2.5"},
        ),
        ({"reason": [{"kind": 7, "text": "b"}, {"text": "c"}]}, {"code": "7", "message": "b; c"}),
        ({"reason": {"text": ["b", "c"]}}, {"message": "b; c"}),
        ({"reason": "b"}, {}),
        ({"error": "a", "error_description": "b", "reason": {"kind": "c"}}, {}),
        *((body, {}) for body in (None, [], {}, "a", {"reason": None}, {"reason": {"kind": None}})),
    ],
)
def test_documented_keys_of_failures(body: object, found: dict[str, str]):
    read = error_fields(code="/reason/kind", message="/reason/text", retry_after="/reason/wait")
    many = error_fields(code="/reason/0/kind", message="/reason/0/text")
    is_many = isinstance(body, dict) and isinstance(body.get("reason"), list)
    assert (many if is_many else read)(body) == found


def test_an_error_has_what_is_at_the_documented_keys():
    content = {"error": {"code": "no_parcel", "message": "There is none.", "request_id": "r-1"}}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(404, json=content))
    with Client("a", transport=transport) as client, pytest.raises(NotFound) as raised:
        client.parcels["p"].get()
    error = raised.value
    assert (error.code, error.message, error.request_id) == ("no_parcel", "There is none.", "r-1")
