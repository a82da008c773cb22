"""Contents and queries: what keywords become on the wire."""

from __future__ import annotations

import io
import json
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from packages import answers, client, files_of, package

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def field(name: str, use: Any = "string", location: str = "body", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": use, "location": location, **more}


def create(*properties: dict[str, Any], kind: str = "", use: Any = None) -> dict[str, Any]:
    media = {**({"name": kind} if kind else {}), **({"type": use} if use else {})}
    body = {"content": [media], "properties": list(properties)}
    return {"path": "/lamps", "method": "POST", "kind": "create", "request_body": body}


def search(*parameters: dict[str, Any]) -> dict[str, Any]:
    return {"path": "/lamps", "parameters": list(parameters)}


def sent(operation: dict[str, Any], *arguments: Any, **keywords: Any) -> Any:
    """The request that a call sends."""
    handle, seen = answers(*[{}] * 2)
    with package([operation]) as root:
        lamps = client(root, handle).lamps
        (lamps.create if operation.get("method") == "POST" else lamps.get)(*arguments, **keywords)
    return seen[0]


QUERIES: list[tuple[dict[str, Any], Any, str]] = [
    (field("ids", {"array": "int32"}), [1, 2], "ids=1&ids=2"),
    (field("ids[]", {"array": "int32"}), [1, 2], "ids[]=1&ids[]=2"),
    (field("match[]"), ["up", 'a{b="c&d"}'], 'match[]=up&match[]=a{b="c&d"}'),
    (field("ids", {"array": "int32"}, style="form", explode=False), [1, 2], "ids=1,2"),
    (field("ids", {"array": "int32"}, style="pipeDelimited"), [1, 2], "ids=1|2"),
    (field("ids", {"array": "int32"}, style="brackets"), [1, 2], "ids[]=1&ids[]=2"),
    (field("filter", {"map": "any"}), {"color": "red", "on": True}, "filter[color]=red&filter[on]=true"),
    (field("filter", {"map": "any"}), {"id": [1, 2]}, "filter[id][]=1&filter[id][]=2"),
    (field("rows", {"array": "any"}), [{"a": 1}, {"a": 2}], "rows[][a]=1&rows[][a]=2"),
    (field("since", "any"), date(2026, 5, 6), "since=2026-05-06"),
    (field("since", "any"), {"at": [1.5, True]}, "since[at][]=1.5&since[at][]=true"),
    (field("ids", {"array": "int32"}), [], ""),
    (field("ids", {"array": "int32"}), None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("parameter", "value", "query"), QUERIES)
def test_styles_of_a_query(parameter: dict[str, Any], value: Any, query: str):
    operation = search({**parameter, "location": "query"})
    name = parameter["name"].removesuffix("[]")
    request = sent(operation, **{name: value})
    assert unquote(request.url.query.decode()) == query


def test_a_form():
    operation = create(field("name"), field("ids[]", {"array": "int32"}), field("note"), kind=FORM)
    request = sent(operation, name="a b&c", ids=[1, 2])
    assert request.headers["content-type"] == FORM
    assert request.content == b"name=a+b%26c&ids%5B%5D=1&ids%5B%5D=2"
    assert sent(operation).content == b""


def test_files(tmp_path: Path):
    operation = create(field("name"), field("photo", "binary"), kind=MULTIPART)
    path = tmp_path / "lamp.png"
    path.write_bytes(b"\x89PNG")
    named = io.BytesIO(b"\x89PNG")
    named.name = "/x/lamp.png"
    for file, name, kind in (
        (path, "lamp.png", "image/png"),
        (named, "lamp.png", "image/png"),
        (b"\x89PNG", "file", "application/octet-stream"),
        (("l.gif", b"\x89PNG"), "l.gif", "image/gif"),
        (('a"\r\n.x', io.BytesIO(b"\x89PNG"), "x/y"), "a%22%0D%0A.x", "x/y"),
    ):
        request = sent(operation, name="über", photo=file)
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        first, second = message_from_bytes(head + request.content).get_payload()  # type: ignore[misc]
        assert first["Content-Disposition"] == 'form-data; name="name"'  # type: ignore[index]
        assert first.get_payload(decode=True) == "über".encode()  # type: ignore[union-attr]
        about = f'form-data; name="photo"; filename="{name}"'
        assert second["Content-Disposition"] == about and second.get_content_type() == kind  # type: ignore[index, union-attr]
        assert second.get_payload(decode=True) == b"\x89PNG"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("photos", "kind"),
    [
        (field("photos[]", "binary"), MULTIPART),
        (field("photos", {"array": "binary"}), MULTIPART),
        (field("photos", {"array": "binary"}), ""),
    ],
)
def test_several_files_are_a_part_each(photos: dict[str, Any], kind: str):
    operation = create(photos, kind=kind)
    assert ": Sequence[File] | None" in files_of([operation])["requests/lamps.py"]
    request = sent(operation, photos=[("a.png", b"1"), b"2"])
    for part in (
        f'name="{photos["name"]}"; filename="a.png"',
        f'name="{photos["name"]}"; filename="file"',
    ):
        assert part.encode() in request.content


def test_files_are_sent_in_parts_and_others_as_json():
    operation = create(field("name"), field("photo", "binary"))
    assert json.loads(sent(operation, name="a").content) == {"name": "a"}
    kind = sent(operation, name="a", photo=b"x").headers["content-type"]
    assert kind.startswith(f"{MULTIPART}; boundary=")


def test_names_with_brackets_are_objects_and_arrays_of_json():
    operation = create(
        field("name"), field("data[alerts][follow]", "boolean"), field("data[alerts][poll]", "boolean"),
        field("ids[]", {"array": "int32"}), field("rows[][a]", {"array": "int32"}),
        field("rows[][b]", {"array": "int32"}),
    )  # fmt: skip
    request = sent(
        operation, name="x", data_alerts_follow=True, data_alerts_poll=False, ids=[1], rows_a=[1, 2], rows_b=[3]
    )  # fmt: skip
    assert json.loads(request.content) == {
        "name": "x",
        "data": {"alerts": {"follow": True, "poll": False}},
        "ids": [1],
        "rows": [{"a": 1, "b": 3}, {"a": 2}],
    }


@pytest.mark.parametrize(
    ("kind", "use", "content"),
    [
        ("text/plain", "string", "on\n"),
        ("image/png", "binary", b"\x89PNG"),
        ("application/octet-stream", "binary", b"\x89PNG"),
    ],
)
def test_texts_and_octets(kind: str, use: str, content: Any):
    request = sent(create(kind=kind, use=use), content)
    assert request.headers["content-type"] == kind
    assert request.content == (content.encode() if isinstance(content, str) else content)


def test_another_media_type_of_json():
    request = sent(create(field("name"), kind="application/merge-patch+json"), name="x")
    assert request.headers["content-type"] == "application/merge-patch+json"
    assert json.loads(request.content) == {"name": "x"}


def test_none_is_left_out_and_null_is_null():
    nullable = {"type": "string", "is_nullable": True}
    operation = create(field("name", nullable), field("note", nullable), field("color"))
    handle, seen = answers({})
    with package([operation]) as root:
        client(root, handle).lamps.create(name=root.NULL, note=None, color="red")
        text = str(client(root, handle).lamps.create.request(name=root.NULL))
    assert json.loads(seen[0].content) == {"name": None, "color": "red"}
    assert '"name": null' in text


def test_what_is_no_content_is_a_type_error():
    with pytest.raises(TypeError, match="int is no content: bytes, a path or a file object"):
        sent(create(kind="image/png", use="binary"), 7)
