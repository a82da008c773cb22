"""An operation of an OpenAPI document as the blocks that readers know.

A Path Item and an Operation Object enter (3.1, 4.8.9 and 4.8.10; 2.0 too); tables, headings and samples leave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.blueprint.json_schema import Schemas, Shape
from docgen.reading.blueprint.members import Member, TypeWords
from docgen.reading.blueprint.structures import Structures
from docgen.reading.blueprint.tables import field_tables, schema_table, text_table
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph
from docgen.records import replace
from docgen.syntax.form_content import MULTIPART, URL_ENCODED
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.keyed_text import KeyedText

_REQUEST = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[ `*]+(?:https?:/)?/")
_WORD = re.compile(r"[^\W_]+")
_LEVEL = 6
_PLACES = ("path", "query", "header", "cookie")
_MOST_PARAMETERS = 300
_ACTIONS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Call(NamedTuple):
    """An operation as a document states it."""

    method: str
    path: str
    item: Mapping[str, Any]
    value: Mapping[str, Any]
    offset: int

    @property
    def title(self) -> str:
        said = self.value.get("summary") or self.value.get("operationId") or ""
        return " ".join(str(said).split())

    @property
    def response(self) -> str:
        """A name for what it answers, which no other operation has: "List lamps response"."""
        own = str(self.value.get("operationId") or f"{self.method.lower()} {self.path}")
        return f"{' '.join(_WORD.findall(own))} response"


class Content(NamedTuple):
    """What is sent or answered in one media type."""

    media_type: str
    schema: Any
    samples: tuple[Any, ...]


def prose(text: object) -> str:
    """A description on one line; a request in it, "see `GET /lamps`", is in no code, where it would state an operation."""
    line = " ".join(text.split()) if isinstance(text, str) else ""
    return line.replace("`", "").replace("*", "") if _REQUEST.search(line) else line


def calls_of(text: KeyedText) -> Iterator[Call]:
    """The operations of a document, in its order, and its webhooks, whose path is a name (3.1, 4.8.1)."""
    for key in ("paths", "webhooks"):
        listed = text.value.get(key)
        offset = text.find(key)
        for path, item in listed.items() if isinstance(listed, dict) else ():
            offset = text.find(str(path), offset)
            item = text.opened(item)
            for action, value in item.items():
                if action.lower() in _ACTIONS and isinstance(value, dict):
                    method = action.upper() if key == "paths" else WEBHOOK
                    yield Call(method, str(path), item, value, text.find(action, offset))


def operation_blocks(
    call: Call, schemas: Schemas, types: Structures, *, described: bool
) -> Iterator[Block]:
    """What is below the title of an operation; its description too, unless that is `described` already."""
    text = schemas.text
    at = text.span(call.offset)
    description = call.value.get("description")
    if isinstance(description, str) and description.strip() and not described:
        # The first paragraph; further ones may have headings and tables of their own.
        yield Paragraph(text=prose(description.strip().split("\n\n")[0]), span=at)
    if call.value.get("deprecated") is True:
        yield Paragraph(text="**Deprecated**", span=at)
    security = call.value.get("security")
    if isinstance(security, list) and not any(security):
        yield Paragraph(text="No authentication is required.", span=at)
    parameters, contents = _parameters(call, schemas)
    for place in _PLACES:
        members = parameters.get(place, [])
        yield from field_tables(members, types, {member.name: place for member in members})
    yield from _request(call, schemas, types, contents)
    if call.method != WEBHOOK:  # whose answers are the users' own
        yield from _responses(call, schemas, types)


def _parameters(
    call: Call, schemas: Schemas
) -> tuple[dict[str, list[Member]], list[tuple[str, Member, Any]]]:
    """The parameters by their places; and those of 2.0 that are of the content, with what they are."""
    text = schemas.text
    found: dict[tuple[str, str], Member] = {}
    contents: list[tuple[str, Member, Any]] = []
    for owner in (call.item, call.value):
        listed = owner.get("parameters")
        offset = text.find("parameters", call.offset if owner is call.value else 0)
        for each in listed[:_MOST_PARAMETERS] if isinstance(listed, list) else ():
            value = text.opened(each)
            name, place = str(value.get("name") or ""), str(value.get("in") or "")
            if not name:
                continue
            if value is each:
                offset = text.find("name", offset + 1)
            content = _content(text, value)
            schema = value.get("schema") or (content.schema if content else None) or value
            member = schemas.member(name, schema, offset, value.get("required") is True)
            about = prose(value.get("description")) or member.about
            if value.get("deprecated") is True and not about.startswith("Deprecated"):
                about = f"Deprecated. {about}".strip()
            member = replace(member, about=about)
            if place in _PLACES:
                member = replace(member, is_required=member.is_required or place == "path")
                found[place, name] = member
            else:
                contents.append((place, member, value.get("schema")))
    by_place: dict[str, list[Member]] = {}
    for (place, _), member in found.items():
        by_place.setdefault(place, []).append(member)
    return by_place, contents


def _request(
    call: Call, schemas: Schemas, types: Structures, contents: list[tuple[str, Member, Any]]
) -> Iterator[Block]:
    """What a request sends."""
    text = schemas.text
    body = text.opened(call.value.get("requestBody"))
    offset = text.find("requestBody", call.offset)
    if content := _content(text, body):
        yield _heading(f"Request body ({content.media_type})", text.span(offset))
        if about := prose(body.get("description")):
            yield Paragraph(text=about, span=text.span(offset))
        shape = _whole(schemas, content.schema, text.find("schema", offset))
        yield from _fields(shape, types, text.span(offset))
        yield from _samples(content, text.span(offset))
    for place, member, schema in contents:
        if place == "body":
            yield _heading("Request body", member.at)
            yield from _fields(_whole(schemas, schema, offset), types, member.at)
    if fields := [member for place, member, _ in contents if place == "formData"]:
        consumed = call.value.get("consumes") or schemas.text.value.get("consumes")
        is_file = any("binary" in name for m in fields for name in m.type.names)
        form = MULTIPART if is_file or consumed == [MULTIPART] else URL_ENCODED
        yield _heading(f"Request body ({form})", fields[0].at)
        yield from field_tables(fields, types)


def _responses(call: Call, schemas: Schemas, types: Structures) -> Iterator[Block]:
    """What is answered: the object or the sample of each status, and a table of all."""
    text = schemas.text
    responses = call.value.get("responses")
    if not isinstance(responses, dict):
        return
    offset = text.find("responses", call.offset)
    rows: list[tuple[tuple[str, str, str], Span]] = []
    for status, response in responses.items():
        offset = text.find(str(status), offset)
        at = text.span(offset, str(status))
        value = text.opened(response)
        about = prose(value.get("description"))
        phrase = ""
        if content := _content(text, value):
            shape = _whole(schemas, content.schema, text.find("schema", offset))
            phrase = types.phrase(shape.type) if content.schema else ""
            is_success = str(status).startswith("2")
            has_own = bool(shape.below) and is_success
            if has_own and any(map(types.refers, shape.below)):
                # With a name of its own, as the types in it have.
                name = types.named(call.response, shape.below, _heading("", at))
                shape = Shape(TypeWords(shape.type.kind, (name,)))
                phrase, has_own = types.phrase(shape.type), False
            samples = [*_samples(content, at)]
            if has_own or samples:
                yield _heading(f"Response {status}", at)
            if has_own:
                phrase = ""
                yield from _fields(shape, types, at)
            elif shape.below:
                name = types.named(f"{about or status} failure", shape.below, _heading("", at))
                phrase = types.phrase(TypeWords(shape.type.kind, (name,)))
            yield from samples
        # "Lamps of a room" beside one object would tell of many.
        is_told = not (value.get("content") or value.get("schema")) or not str(status).startswith(
            "2"
        )
        rows.append(((str(status), about if is_told else "", phrase), at))
    if rows:
        yield _heading("Responses", rows[0][1])
        yield text_table(("Status", "Description", "Schema"), rows)


def schema_blocks(text: KeyedText) -> Iterator[Block]:
    """The fields of a text that is a schema."""
    yield from _fields(_whole(Schemas(text), text.value, 0), Structures(), text.span(0))


def _whole(schemas: Schemas, node: Any, offset: int) -> Shape:
    """The type of a content; of several objects of which it is one, or an array has, what any has."""
    shape = schemas.shape(node, offset)
    kind, items = shape.type.kind, shape.type.items
    if kind == "array" and items and items[0].kind == "union":
        node, items = schemas.text.opened(node).get("items"), items[0].items
    elif kind != "union":
        return shape
    if any(words.kind or not words.names for words in items):
        return shape
    united = schemas.united(node, offset)
    words = TypeWords("array", united.type.names) if kind == "array" else united.type
    return united._replace(type=words) if united.below else shape


def _fields(shape: Shape, types: Structures, at: Span) -> Iterator[Block]:
    if not shape.below:
        yield schema_table(types.phrase(shape.type), at)
        return
    if shape.type.kind == "array":
        yield Paragraph(text="Array of:", span=at)
    yield from field_tables(shape.below, types)


def _content(text: KeyedText, value: Mapping[str, Any]) -> Content | None:
    """The content of a request or a response: JSON where that is one of several."""
    contents = value.get("content")
    if isinstance(contents, dict) and contents:
        media_type = next((m for m in contents if "json" in m.lower()), next(iter(contents)))
        inner = text.opened(contents[media_type])
        return Content(media_type, inner.get("schema"), tuple(_given(text, inner)))
    if isinstance(value.get("schema"), dict) and "in" not in value:  # 2.0
        examples = value.get("examples")
        samples = tuple(examples.values()) if isinstance(examples, dict) else ()
        return Content("application/json", value["schema"], samples[:1])
    return None


def _given(text: KeyedText, content: Mapping[str, Any]) -> Iterator[Any]:
    """The samples of a content."""
    if "example" in content:
        yield content["example"]
    examples = content.get("examples")
    for each in examples.values() if isinstance(examples, dict) else ():
        opened = text.opened(each)
        if "value" in opened:
            yield opened["value"]


def _samples(content: Content, at: Span) -> Iterator[Fence]:
    """The first sample, in one line, as its place is one."""
    for value in content.samples[:1] if "json" in content.media_type.lower() else ():
        written = (
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        )
        yield Fence(info="json", text=written.strip(), span=at)


def _heading(text: str, at: Span) -> Heading:
    return Heading(level=_LEVEL, text=text, slug=slug(text), span=at)
