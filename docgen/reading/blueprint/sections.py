"""The bullets of an operation: its parameters, and what it sends and answers.

    + Parameters                          + Response 201 (application/json)
        + id: 1 (number) - The lamp's         + Attributes (Lamp)
    + Request (application/json)              + Body

`Item`s enter; headings, tables and fences leave, in the order of a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from docgen.diagnostics.position import Span
from docgen.reading.blueprint.items import Item
from docgen.reading.blueprint.json_schema import schema_shape
from docgen.reading.blueprint.members import Member, TypeWords, is_member, members_of, type_of
from docgen.reading.blueprint.resources import address_of, places_of
from docgen.reading.blueprint.structures import Structures
from docgen.reading.blueprint.tables import field_tables, header_table, schema_table, status_table
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph
from docgen.records import replace
from docgen.syntax.http_message import WITH_CONTENT
from docgen.syntax.url_path import parameter_key

_NAME = re.compile(
    r"(?:(parameters?|headers?|body|schema|relation\b.*)|(attributes?)[ \t]*(?:\((.*)\))?"
    r"|(request|response|model)\b[ \t]*([^()]*?)[ \t]*(?:\(([^()]*)\))?)[ \t]*:?[ \t]*\Z",
    re.I,
)
_STATUS = re.compile(r"[1-5]\d\d\b")
_LIKE_STATUS = re.compile(r"[1-5]\d+\b")
_PAYLOAD = re.compile(r"\s*[\[{]")  # right below the bullet, where an empty line is missing
_MODEL = re.compile(r"\s*\[([^\[\]\n]+)\](?:\[\])?\s*\Z")
_LEVEL = 6
_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_MOST_SHARED, _MOST_REPEATED = (
    30,
    5_000,
)  # parameters of a resource, and all that its operations have of it


@dataclass(slots=True)
class Content:
    """What a request or a response has."""

    kind: str  # "request", "response", "model"
    status: int = 0
    media_type: str = ""
    type: TypeWords = field(default_factory=lambda: TypeWords(""))
    members: tuple[Member, ...] = ()
    headers: list[Fence] = field(default_factory=list[Fence])
    named_headers: tuple[Member, ...] = ()
    fences: list[Fence] = field(default_factory=list[Fence])
    others: list[Block] = field(default_factory=list[Block])
    at: Span = field(default_factory=lambda: Span("", 1))


@dataclass(slots=True)
class Sections:
    """The bullets below a heading, by what they are."""

    parameters: list[Member] = field(default_factory=list[Member])
    attributes: Content | None = None
    headers: Content | None = None
    contents: list[Content] = field(default_factory=list[Content])

    def _take(self, item: Item, method: str) -> bool:
        members = members_of([item])
        if method not in WITH_CONTENT:
            self.parameters += members
        else:
            self.attributes = self.attributes or Content("request", at=item.at)
            self.attributes.members = (*self.attributes.members, *members)
        return True

    def add(self, item: Item, method: str) -> bool:
        """Adds a bullet; whether it is a section, or what a request of a method takes."""
        found = _NAME.match(item.text)
        if found is None:
            return bool(method) and is_member(item) and self._take(item, method)
        name = (found[1] or found[2] or found[4]).lower()
        if name.startswith("parameter"):
            self.parameters += members_of(item.below)
        elif name.startswith("attribute"):
            self.attributes = self.attributes or Content("request", at=item.at)
            _add_attributes(self.attributes, item, found[3] or "")
        elif name.startswith("header"):
            self.headers = self.headers or Content("request", at=item.at)
            _add_headers(self.headers, item)
        elif found[4]:
            self.contents.append(_content(name, item, found[5], found[6] or ""))
        elif name == "body" and item.code:
            self.contents.append(Content("request", fences=item.code, at=item.at))
        else:
            return name.startswith("relation")
        return True


def is_section(item: Item) -> bool:
    """Whether a bullet is a part of an operation: "Response 200", "Parameters"."""
    found = _NAME.match(item.text)
    if found is None or not (found[4] or found[2] or found[1]):
        return False
    is_response = (found[4] or "").lower() == "response"
    return bool(_STATUS.match(found[5] or "")) if is_response else bool(item.below)


def _content(name: str, item: Item, words: str, media_type: str) -> Content:
    status = _status(words) if name == "response" else 0
    content = Content(name, status, media_type.strip(), at=item.at)
    for each in item.below:
        found = _NAME.match(each.text)
        part = (found[1] or found[2] or "").lower() if found else ""
        if part.startswith("attribute") and found:
            _add_attributes(content, each, found[3] or "")
            content.fences += each.code
        elif part.startswith("header"):
            _add_headers(content, each)
        elif part == "body":
            content.fences += each.code
        elif part == "schema":
            _add_schema(content, each.code)
        else:
            content.others += each.written()
    content.others[:0] = [block for block in item.blocks if isinstance(block, Paragraph)]
    content.fences += (block for block in item.blocks if isinstance(block, Fence))
    if _PAYLOAD.match(item.rest) and not content.fences:
        content.fences += item.code
    elif item.rest.strip():
        rest = replace(item.block, text=item.rest.strip(), span=item.at.below(1))
        content.others.insert(0, rest)
    return content


def _status(words: str) -> int:
    """The status of a response; "5000" is one of a failure as well."""
    if _STATUS.match(words):
        return int(words[:3])
    return int(words[0]) * 100 if _LIKE_STATUS.match(words) else 200


def _add_attributes(content: Content, item: Item, attributes: str) -> None:
    words = type_of(attributes)
    content.type = words if words.names or words.kind else content.type
    content.members = (*content.members, *members_of(item.below))
    content.at = item.at


def _add_headers(content: Content, item: Item) -> None:
    content.headers += item.code
    content.named_headers = (*content.named_headers, *members_of(item.below))


def _add_schema(content: Content, fences: Sequence[Fence]) -> None:
    """What a JSON Schema says, where no attributes do."""
    for fence in fences:
        shape = None if content.members or content.type.names else schema_shape(fence)
        if shape:
            content.type, content.members, content.at = shape.type, shape.below, fence.span


def messages_of(
    sections: Sections, types: Structures, models: dict[str, Content], title: Heading
) -> Iterator[Block]:
    """What an operation sends and answers."""
    sent = [content for content in sections.contents if content.kind == "request"]
    alone = [c for c in (sections.attributes, sections.headers) if c]
    if sections.attributes and sent and not any(c.members or c.type.names for c in sent):
        first = sent[0]
        first.type, first.members = sections.attributes.type, sections.attributes.members
        alone = [sections.headers] if sections.headers else []
    for content in alone:
        yield from _request(content, types)
    rows: list[tuple[int, str, Span]] = []
    for content in sections.contents:
        _use_model(content, models)
        if content.kind == "request":
            yield from _request(content, types)
        else:
            yield from _response(content, types, rows, title)
    if rows:
        yield _heading("Responses", rows[0][2])
        yield status_table(rows)


def _use_model(content: Content, models: dict[str, Content]) -> None:
    """Gives a content the parts of the model that it refers to: "[Lamp][]"."""
    for block in (*content.others, *content.fences):
        found = _MODEL.match(block.text) if isinstance(block, (Paragraph, Fence)) else None
        model = models.get(found[1].lower()) if found else None
        if model is None:
            continue
        content.others = [other for other in content.others if other is not block]
        content.fences = [*(f for f in content.fences if f is not block), *model.fences]
        content.media_type = content.media_type or model.media_type
        if not (content.members or content.type.names):
            content.type, content.members = model.type, model.members
        return


def most_shared(operations: int) -> int:
    """How many parameters of a resource each of a number of operations has."""
    return min(_MOST_SHARED, _MOST_REPEATED // max(operations, 1))


def parameters_of(
    sections: Sections, target: str, shared: Sequence[Member], types: Structures
) -> Iterator[Block]:
    """The parameters of an operation, with those that are `shared` by all of its resource."""
    own = {parameter_key(member.name) for member in sections.parameters}
    above = [member for member in shared if parameter_key(member.name) not in own]
    members = [m for m in (*above, *sections.parameters) if m.name]
    if not members:
        return
    of_target = places_of(target)
    places = {m.name: of_target.get(parameter_key(m.name), "query") for m in members}
    yield from field_tables(members, types, places)


def parameters_not_shared(rest: Sequence[Member], types: Structures) -> Iterator[Block]:
    """The parameters of a resource that are too many for each of its operations; as a table of none, they are reported."""
    rest = [member for member in rest if member.name]
    return iter(field_tables(rest, types, {m.name: "query" for m in rest})) if rest else iter(())


def _request(content: Content, types: Structures) -> Iterator[Block]:
    headers = [*header_table(content.headers, content.named_headers)]
    if headers:
        yield _heading("Request headers", content.at)
        yield from headers
    has_content = bool(content.members or content.type.names or content.fences)
    text = f"Request body ({content.media_type})" if content.media_type else "Request body"
    yield _heading(text if has_content else "Request", content.at)
    yield from content.others
    if content.members or content.type.names:
        yield from _fields(content, types)
    yield from content.fences


def _response(
    content: Content, types: Structures, rows: list[tuple[int, str, Span]], title: Heading
) -> Iterator[Block]:
    yield _heading(f"Response {content.status}", content.at)
    yield from content.others
    yield from content.fences
    headers = [*header_table(content.headers, content.named_headers)]
    if headers:
        yield _heading("Response headers", content.at)
        yield from headers
    is_named = bool(content.type.names) and content.type.names[0].lower() != "object"
    if not is_named and content.members and not content.type.kind:
        name = _name_of(content, types, title)
        if name:
            is_named = True
            content.type, content.members = TypeWords("", (name,)), ()
    if is_named and not content.members:
        rows.append((content.status, types.phrase(content.type), content.at))
    elif content.members:
        yield _heading(f"Response {content.status}", content.at)
        yield from _fields(content, types)


def _name_of(content: Content, types: Structures, title: Heading) -> str:
    """The name of an object that has none: of a failure, and of one around a named type; "" for any other."""
    members = types.expanded(content.members)
    at = replace(title, span=content.at)
    if content.status >= 400:
        return types.named(_PHRASES.get(content.status, f"Failure {content.status}"), members, at)
    if not any(map(types.refers, members)):
        return ""
    address = address_of(title)
    return types.named(f"{address and address.title or title.text} response", members, at)


def _fields(content: Content, types: Structures) -> Iterator[Block]:
    """The members of a content, with those of the type that they add to."""
    base = types.all_members(content.type)
    if content.type.names and not content.members and not (base and content.type.kind):
        yield schema_table(types.phrase(content.type), content.at)
        return
    if content.type.kind == "array":
        yield Paragraph(text="Array of:", span=content.at)
    yield from field_tables(types.expanded((*base, *content.members)), types)


def _heading(text: str, at: Span) -> Heading:
    return Heading(level=_LEVEL, text=text, slug=slug(text), span=at)


def models_of(contents: Iterable[Content]) -> Iterator[Content]:
    """The contents that others refer to by the name of their resource."""
    return (content for content in contents if content.kind == "model")
