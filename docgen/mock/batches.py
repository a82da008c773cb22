"""A batch of requests, each answered by itself.

OData JSON Format 4.01, section 19: a `POST` to `$batch` holds requests as JSON, and its response their responses. The content
of a batch and what answers one request enter; the response leaves.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docgen.mock.messages import (
    ORIGIN,
    Refusal,
    Request,
    Response,
    json_response,
    normal_path,
)
from docgen.mock.validation import cut, json_value
from docgen.syntax.headers import header
from docgen.syntax.strict_json import json_text

BATCH = "/$batch"  # relative to the base URL

# Of the batch itself, and of no request in it.
_OF_CONTENT = ("content-type", "content-length", "content-encoding", "accept")


def batch_response(batch: Request, prefix: str, respond: Callable[[Request], Response]) -> Response:
    """The responses to all requests of a batch, in its order. Raises `Refusal` where it is none.

    `prefix` is the path that URLs in it begin after.
    """
    answered: dict[str, dict[str, Any]] = {}
    for item in _items(batch.content):
        needed = item.get("dependsOn", [])
        if unknown := [name for name in needed if name not in answered]:
            raise Refusal(400, f"dependsOn: no request before it has the id {unknown[0]}")
        if any(answered[name]["status"] >= 400 for name in needed):
            failed = Refusal(424, "a request that it depends on has failed").response()
            answered[item["id"]] = _written(item["id"], failed)
        else:
            request = _request(batch, prefix, item)
            answered[item["id"]] = _written(item["id"], respond(request))
    return json_response(200, {"responses": [*answered.values()]})


def _items(content: bytes) -> Sequence[Mapping[str, Any]]:
    """The requests of a batch, each with what it must have."""
    value = json_value(content)
    if isinstance(value, Exception):
        raise Refusal(400, f"the content is not JSON: {cut(str(value))}")
    items = value.get("requests") if isinstance(value, dict) else None
    if not isinstance(items, list) or not items:
        raise Refusal(400, "an object with an array of requests expected")
    for number, item in enumerate(items, 1):
        if fault := _fault(item):
            raise Refusal(400, f"request {number}: {fault}")
    ids = [item["id"] for item in items]
    if len({*ids}) < len(ids):
        raise Refusal(400, "each request needs an id of its own")
    return items


def _fault(item: Any) -> str:
    """What is wrong with one request of a batch, "" for nothing."""
    if not isinstance(item, dict):
        return "an object expected"
    for name in ("id", "method", "url"):
        if not isinstance(item.get(name), str) or not item[name]:
            return f"a text expected as its {name}"
    if not isinstance(item.get("headers", {}), dict):
        return "an object expected as its headers"
    needed = item.get("dependsOn", [])
    if not isinstance(needed, list) or not all(isinstance(name, str) for name in needed):
        return "an array of ids expected as its dependsOn"
    return ""


def _request(batch: Request, prefix: str, item: Mapping[str, Any]) -> Request:
    """One request of a batch; what it does not state of itself, as credentials, is that of the batch."""
    path = ORIGIN.sub("", item["url"])
    if normal_path(path.partition("?")[0]).endswith(BATCH):
        raise Refusal(400, f"{item['id']}: a batch holds no batch")
    if not (prefix and f"{path}/".startswith(f"{prefix}/")):
        path = f"{prefix}/{path.lstrip('/')}"
    headers = {str(name): str(value) for name, value in item.get("headers", {}).items()}
    own = {name.lower() for name in headers}
    others = (
        h for h in batch.headers if h[0].lower() not in own and h[0].lower() not in _OF_CONTENT
    )
    fields = (*others, *headers.items())
    return Request(
        method=item["method"].upper(),
        target=path,
        headers=fields,
        content=b"".join(_content(item, header(fields, "content-type"))),
        origin=batch.origin,
    )


def _content(item: Mapping[str, Any], media_type: str) -> Iterator[bytes]:
    """The content of a request: JSON, or what a text has in base64."""
    body = item.get("body")
    if body is None:
        return
    if isinstance(body, str) and media_type and "json" not in media_type.lower():
        try:
            yield b64decode(body, validate=True)
        except (Error, ValueError):
            yield body.encode("utf-8", "surrogatepass")
    else:
        yield json_text(body).encode()


def _written(id: str, response: Response) -> dict[str, Any]:
    """One response as it is in that of the batch."""
    written: dict[str, Any] = {"id": id, "status": response.status}
    if response.headers:
        written["headers"] = dict(response.headers)
    if response.content:
        value = json_value(response.content)
        is_json = "json" in header(response.headers, "content-type").lower()
        is_json = is_json and not isinstance(value, Exception)
        written["body"] = value if is_json else b64encode(response.content).decode()
    return written
