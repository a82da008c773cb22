"""The samples that a server answers with, and how much each is like a request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from docgen.mock.messages import Request
from docgen.mock.validation import json_value
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import SampleRequest, SampleResponse, Spec
from docgen.spec.odata import NEXT_LINKS
from docgen.spec.sample_values import contents
from docgen.syntax.json_difference import difference

Pairs = tuple[tuple[str, str], ...]  # query options
Fields = frozenset[tuple[str, str]]

FOLLOWS = ("$skiptoken", "skiptoken", "$skip")  # query options of a page behind the first, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A sample with a response, its request taken apart."""

    request: SampleRequest | None
    response: SampleResponse
    path: str  # normal; "" without a request
    options: Pairs  # sorted
    traits: Fields  # options and headers that choose what is answered
    is_of_page: bool  # it is on the page about the operation
    size: int  # how many values its content has
    fields: Fields  # that it sends

    @property
    def is_success(self) -> bool:
        return 200 <= self.response.status < 400

    @property
    def has_more(self) -> bool:
        content = self.response.json
        return isinstance(content, dict) and any(name in content for name in NEXT_LINKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The requested place, with its options."""

    request: Request
    prefix: str  # the base URL's own path, when the request has it as well
    path: str  # normal, relative to the base URL
    options: Pairs  # sorted
    traits: Fields
    fields: Fields  # of its content

    @property
    def is_following(self) -> bool:
        return any(name.lower() in FOLLOWS for name, _ in self.options)


def size_of(value: Any) -> int:
    """How many values JSON has: the richest sample tells most. More than one item of a list tells nothing new."""
    if isinstance(value, dict):
        return 1 + sum(map(size_of, value.values()))
    return (
        max(map(size_of, value), default=0) + len(value)
        if isinstance(value, list)
        else value is not None
    )


def shown_values(spec: Spec) -> dict[str, Any]:
    """The richest object that samples show of each type, by its name."""
    types = Hierarchy(spec.types)
    found: dict[str, Any] = {}
    waiting = [
        (content.type, content.value)
        for operation in spec.operations
        for content in contents(operation, spec.envelope)
        if content.type
    ]
    for use, value in waiting:  # which grows
        if use.kind == "array" and isinstance(value, list):
            waiting += ((use.items[0], item) for item in value)
        elif use.kind == "named" and isinstance(value, dict) and use.name in types.types:
            if size_of(value) > size_of(found.get(use.name)):
                found[use.name] = value
            of = types.properties(use.name)
            waiting += ((of[key].type, each) for key, each in value.items() if key in of)
    return found


def likeness(recording: Recording, place: Place) -> tuple[int, ...]:
    """How much a sample is like a request: the greatest is answered, of equal ones the first."""
    return (
        not (place.is_following and recording.has_more),
        recording.path == place.path,
        has_content(recording, place.request.content),
        len(recording.fields & place.fields),
        len(recording.traits & place.traits),
        -len(recording.traits - place.traits),
        recording.is_of_page,
        recording.size,
    )


def has_content(recording: Recording, content: bytes) -> bool:
    """Whether the content of a request says what that of a sample says, as JSON when it is JSON."""
    request = recording.request
    if request is None:
        return False
    if request.has_json:
        return bool(content) and not difference(json_value(content), request.json)
    return content == request.text.encode()


def fields_of(value: Any) -> Fields:
    """The keys of a JSON object with their values as text."""
    items = value.items() if isinstance(value, dict) else ()
    return frozenset((str(key), _text(item)) for key, item in items)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
