"""spec.json of version 1 is read, and nothing that it says is lost: it can be written again from version 2.

`version_1.json` was written by docgen before version 2. `back` holds the map of each fact to where it is now.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from docgen.spec.odata import EDM
from docgen.spec.spec_json import from_json, to_json

EDM_NAMES = {name: edm for edm, name in EDM.items()}
# A folder with files of version 1 of the corpora, where there is one.
FOLDERS = (Path(__file__).parent, Path(os.environ.get("DOCGEN_VERSION_1", "/nowhere")))
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("*.json"))]
Json = dict[str, Any]


def back(spec: Json) -> Json:
    """A spec of version 2 as version 1 had it."""
    servers = spec.get("servers", [{"url": ""}])
    return {
        "version": 1,
        "name": spec["name"],
        "base_url": servers[0]["url"],
        "namespace": spec["namespace"],
        **({"has_query_options": True} if spec.get("protocol") == "odata" else {}),
        **{key: spec[key] for key in ("page_urls", "enums") if key in spec},
        **each(spec, "types", of_type),
        **each(spec, "operations", of_operation),
    }


def each(item: Json, key: str, change: Any) -> Json:
    return {key: [change(inner) for inner in item[key]]} if key in item else {}


def of_use(use: Any) -> str:
    return (
        f"Collection({of_use(use['array'])})" if isinstance(use, dict) else EDM_NAMES.get(use, use)
    )


def typed(item: Json) -> Json:
    return {**item, "type": of_use(item["type"])} if "type" in item else item


def of_type(item: Json) -> Json:
    kinds = {"object": "complex", "alias": "opaque"}
    item = {**item, "kind": kinds.get(item["kind"], item["kind"])}
    if item.pop("base_evidence", "") == "inferred":
        item["is_base_inferred"] = True
    if item["kind"] == "opaque":
        assert item.pop("type") == "any"
    return {**item, **each(item, "properties", of_property)}


def of_property(item: Json) -> Json:
    item = typed(item)
    if item.pop("evidence", "") == "inferred":
        item["is_inferred"] = True
    if item.pop("is_never_null", False):
        item["is_nullable"] = False
    return item


def of_operation(item: Json) -> Json:
    item = {**item, **each(item, "parameters", typed), **each(item, "responses", of_response)}
    if item.pop("evidence", "") == "sampled":
        item["is_inferred"] = True
    if "request_body" in item:
        body = of_content(item["request_body"])
        item["request_body"] = {**body, **each(body, "properties", typed)}
    return item


def of_response(item: Json) -> Json:
    item = of_content(item)
    if item.pop("evidence", "") == "sampled":
        item["is_inferred"] = True
    return item


def of_content(item: Json) -> Json:
    item = dict(item)
    if "content" in item:
        (content,) = item.pop("content")
        item["type"] = of_use(content["type"])
    return item


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_fact_of_version_1_is_in_version_2(path: Path):
    old = path.read_text("utf-8")
    assert back(json.loads(to_json(from_json(old)))) == json.loads(old)
