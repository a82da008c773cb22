"""A package has those files of the runtime that its API uses, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from packages import files_of, runtime_files

LAMP = {"name": "api.lamp", "kind": "object", "properties": [{"name": "id", "type": "string"}]}
GET: dict[str, Any] = {
    "path": "/lamps/{id}",
    "kind": "get",
    "method": "GET",
    "responses": [{"status": 200, "content": [{"type": "api.lamp"}]}],
}
LIST: dict[str, Any] = {
    **{"path": "/lamps", "kind": "list", "method": "GET"},
    "parameters": [{"name": "offset", "location": "query", "type": "integer"}],
    "responses": [{"status": 200, "content": [{"type": {"array": "api.lamp"}}]}],
    "paging": {"style": "offset", "parameter": "offset"},
}
BEARER = {
    "security_schemes": [{"name": "token", "type": "http", "scheme": "bearer"}],
    "security": [[{"scheme": "token"}]],
}
MOST = 70_000  # bytes


def with_property(use: Any) -> dict[str, Any]:
    return {"types": [{**LAMP, "properties": [{"name": "a", "type": use}]}]}


def with_body(media_type: str) -> dict[str, Any]:
    field = {"name": "a", "location": "body", "type": "string"}
    return {"request_body": {"content": [{"name": media_type}], "properties": [field]}}


@pytest.mark.parametrize(
    ("operation", "about", "added"),
    [
        (LIST, {}, {"counting.py", "lists.py", "paging_offset.py"}),
        ({**LIST, "paging": {"style": "none"}}, {}, {"lists.py"}),
        ({**GET, "responses": [{"status": 202}]}, {}, {"accepted.py"}),
        ({**GET, "path": "/find('{id}')"}, {}, {"addressing.py"}),
        (GET, {"error_fields": {"code": "/code"}}, {"error_fields.py"}),
        (GET, with_property("duration"), {"durations.py"}),
        (GET, {"enums": [{"name": "api.color", "members": [{"name": "red"}]}]}, {"enum.py"}),
        (
            {**GET, "parameters": [{"name": "since", "location": "query", "type": "any"}]},
            {},
            {"query_values.py", "styles.py", "temporal.py"},
        ),
        ({**GET, **with_body("multipart/form-data")}, {}, {"forms.py", "styles.py"}),
    ],
    ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else "",
)
def test_files_of_what_an_api_uses(
    operation: dict[str, Any], about: dict[str, Any], added: set[str]
):
    plain = runtime_files([GET], types=[LAMP])
    used = runtime_files([operation], **{"types": [LAMP], **about})
    assert set(used) - set(plain) == added


def test_the_runtime_of_a_plain_api_is_small():
    files = runtime_files([GET, LIST], types=[LAMP], **BEARER)
    assert sum(len(text.encode()) for text in files.values()) < MOST


def test_the_readme_has_the_list_of_python():
    sizes = {"responses": [{"status": 200, "content": [{"type": {"array": "api.lamp"}}]}]}
    add = {"path": "/lamps", "kind": "create", "method": "POST", **sizes}
    files = files_of([LIST, add], types=[LAMP])
    assert "| `client.lamps.create()` | `list[models.Lamp]` | POST `/lamps` |" in files["README.md"]
    assert "-> Request[List[models.Lamp]]:" in files["requests/lamps.py"]


def test_the_readme_says_what_is_left_out_and_why():
    body = {"content": [{"name": "application/json", "type": "any"}, {"name": "application/xml"}]}
    post = {"path": "/lamps", "kind": "create", "method": "POST", "request_body": body}
    cookie = {**GET, "parameters": [{"name": "theme", "location": "cookie"}]}
    schemes = [{"name": "client certificate", "type": "mutualTLS"}]
    text = files_of([post, cookie], types=[LAMP], security_schemes=schemes)["README.md"]
    section = text.partition("## Left out\n\n")[2].partition("\n\n")[0].split("\n")
    assert [line.partition(":")[0] for line in section] == [
        "- Certificates of the client (`client certificate`)",
        "- Cookies (`theme`)",
        "- `POST /lamps` also takes `application/xml`",
    ]
    assert "## Left out" not in files_of([GET], types=[LAMP])["README.md"]
