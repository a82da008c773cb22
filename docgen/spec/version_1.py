"""spec.json of version 1, which docgen wrote before, as one of version 2.

In: its JSON. Out: that of version 2 for the same API. Nothing is checked here.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from docgen.spec.model import JSON, OCTETS, TEXT
from docgen.spec.odata import EDM

_Json = dict[str, Any]


def from_version_1(spec: _Json) -> _Json:
    """The same API in version 2. Version 1 knew OData only, and APIs without its query options."""
    spec = {**spec, "version": 2}
    url = spec.pop("base_url")
    has_options = spec.pop("has_query_options", False)
    for name, change in (("types", _type), ("enums", dict), ("operations", _operation)):
        if name in spec:
            spec[name] = [change(item) for item in spec[name]]
    servers = {"servers": [{"url": url}]} if url else {}
    return {**({"protocol": "odata"} if has_options else {}), **servers, **spec}


def _use(text: str) -> Any:
    """The type that is written "Edm.Int32" or "Collection(shop.lamp)"."""
    if text.startswith("Collection(") and text.endswith(")"):
        return {"array": _use(text[len("Collection(") : -1])}
    return EDM.get(text, text)


def _typed(item: _Json) -> _Json:
    return {**item, "type": _use(item["type"])} if "type" in item else dict(item)


def _evidence(item: _Json, flag: str, evidence: str, key: str = "evidence") -> None:
    if item.pop(flag, False):
        item[key] = evidence


def _type(item: _Json) -> _Json:
    item = dict(item)
    _evidence(item, "is_base_inferred", "inferred", "base_evidence")
    match item["kind"]:
        case "complex":
            item["kind"] = "object"
        case "opaque":
            item |= {"kind": "alias", "type": "any"}
    if "properties" in item:
        item["properties"] = [_property(p) for p in item["properties"]]
    return item


def _property(item: _Json) -> _Json:
    item = _typed(item)
    _evidence(item, "is_inferred", "inferred")
    if not item.pop("is_nullable", True):
        item["is_never_null"] = True
    return item


def _operation(item: _Json) -> _Json:
    item = dict(item)
    _evidence(item, "is_inferred", "sampled")
    if "parameters" in item:
        item["parameters"] = [_typed(p) for p in item["parameters"]]
    if "request_body" in item:
        item["request_body"] = _request_body(item["request_body"])
    if "responses" in item:
        sampled = [sample.get("response", {}) for sample in item.get("samples", ())]
        in_json = {response["status"] for response in sampled if "json" in response}
        item["responses"] = [_response(r, in_json) for r in item["responses"]]
    return item


def _request_body(item: _Json) -> _Json:
    item = _with_content(item)
    if "properties" in item:
        item["properties"] = [_typed(p) for p in item["properties"]]
    return item


def _response(item: _Json, in_json: Container[int]) -> _Json:
    is_text = item.get("type") == "Edm.String" and item["status"] not in in_json
    item = _with_content(item, TEXT if is_text else JSON)
    _evidence(item, "is_inferred", "sampled")
    return item


def _with_content(item: _Json, media_type: str = JSON) -> _Json:
    item = dict(item)
    if "type" in item:
        use = _use(item.pop("type"))
        media_type = OCTETS if use == "binary" else media_type
        stated = {} if media_type == JSON else {"name": media_type}
        item["content"] = [{**stated, "type": use}]
    return item
