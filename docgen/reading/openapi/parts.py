"""Fences that hold a part of an operation -> what readers know.

    {"method": "GET", "url": "/lamps/7", "query": {"at": 3}}           GET /lamps/7?at=3
    {"type": "object", "properties": {"color": {"type": "string"}}}    | Name | Type | ...
    type: object                                                       | Name | Type | ...

A `Document` enters; it leaves with HTTP in place of requests as objects, and tables in place of JSON Schemas, and of the
parts that components have. The text of a fence decides what it is, never its info string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from docgen.reading.blueprint.json_schema import Schemas
from docgen.reading.blueprint.structures import Structures
from docgen.reading.markdown.blocks import OPENAPI_PART
from docgen.reading.markdown.parser import Block, Document, Fence, Heading
from docgen.reading.openapi.operations import Call, operation_blocks, schema_blocks
from docgen.records import replace
from docgen.syntax.http_message import METHODS
from docgen.syntax.keyed_text import read_keyed
from docgen.syntax.lenient_json import Unreadable, read_json

_LONGEST = 100_000  # characters of a fence that is looked at
_TITLE = re.compile(r"^[ \t{]*[\"']?title[\"']?[ ]*:[ ]*[\"']?([^\"'\n]+)", re.MULTILINE)
# Mark-up in a fence is printed as such: `"[color](#color)": "string"`.
_LINKED_KEY = re.compile(r"\"\[([\w.$@-]+)\]\([^()\s\"]+\)\"(?=[ \t]*:)")
_OF_REQUESTS = frozenset({"method", "url", "baseUrl", "query", "headers", "body"})
_BEGINS_SCHEMA = re.compile(r"\s*(?:\{|(?:\$schema|description|properties|required|title|type):)")
# Of which each schema has one (JSON Schema 2020-12).
_OF_SCHEMAS = ("$ref", "allOf", "anyOf", "const", "enum", "items", "oneOf", "properties", "type")


def with_parts(document: Document) -> Document:
    """The document with blocks that readers know in place of such fences."""
    blocks: list[Block] = []
    for block in document.blocks:
        read = [*_read(block)] if isinstance(block, Fence) else [block]
        above = blocks[-1] if blocks else None
        if isinstance(above, Heading) and isinstance(block, Fence) and read != [block]:
            blocks[-1] = _as_type(above, block)
        blocks += read
    return replace(document, blocks=tuple(blocks)) if blocks != [*document.blocks] else document


def _as_type(heading: Heading, fence: Fence) -> Heading:
    """The heading of a schema; where that has it as its title, with a word that parts it from those of fields and errors."""
    titled = _TITLE.search(fence.text)
    is_title = titled is not None and titled[1].strip() == heading.text.strip()
    return replace(heading, text=f"{heading.text} object") if is_title else heading


def _read(fence: Fence) -> Iterator[Block]:
    if '"[' in fence.text:
        fence = replace(fence, text=_LINKED_KEY.sub(r'"\1"', fence.text))
    text = fence.text
    if fence.info == OPENAPI_PART:
        part = read_keyed(text, fence.span)
        call = Call("", "", {}, part.value, 0)
        yield from operation_blocks(call, Schemas(part), Structures(), described=True)
    elif len(text) > _LONGEST:
        yield fence
    elif '"method"' in text and '"url"' in text:
        message = _as_http(text)
        yield replace(fence, info="http", text=message) if message else fence
    elif "properties" in text and _BEGINS_SCHEMA.match(text):
        yield from _of_schema(fence)
    else:
        yield fence


def _as_http(text: str) -> str:
    """The request that an object describes as a message; "" for any other text."""
    try:
        value, _ = read_json(text)
    except Unreadable:
        return ""
    if not isinstance(value, dict) or not value.keys() <= _OF_REQUESTS:
        return ""
    method, url = str(value["method"]).upper(), f"{value.get('baseUrl') or ''}{value['url']}"
    if method not in METHODS or "/" not in url or re.search(r"\s", url):
        return ""
    query, headers, body = (value.get(key) for key in ("query", "headers", "body"))
    if isinstance(query, dict) and query:
        asked = {key: _text(item) for key, item in query.items()}
        url += f"?{urlencode(asked, quote_via=quote, safe='{}<>:,')}"
    fields = headers.items() if isinstance(headers, dict) else ()
    lines = [f"{method} {url} HTTP/1.1", *(f"{key}: {_text(item)}" for key, item in fields)]
    if body not in (None, ""):
        lines += ("", _text(body))
    return "\n".join(lines)


def _text(value: object) -> str:
    """A value as a message has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _of_schema(fence: Fence) -> Iterator[Block]:
    """The tables of a JSON Schema of an object or an array; any other fence as it is."""
    try:
        text = read_keyed(fence.text, fence.span.start())
    except ValueError:
        yield fence
        return
    if _is_schema(text.value):
        yield from schema_blocks(text)
    else:
        yield fence


def _is_schema(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") not in ("object", "array", None):
        return False
    items = value.get("items")
    if value.get("type") == "array":
        return isinstance(items, dict) and _is_schema(items)
    listed = value.get("properties")
    return (
        ("type" in value or "$schema" in value)
        and isinstance(listed, dict)
        and bool(listed)
        and all(
            isinstance(item, dict) and any(key in item for key in _OF_SCHEMAS)
            for item in listed.values()
        )
    )
