"""A documented request bound to the call that makes it.

A sample's request, its operation and the plan's call enter; the value of each argument leaves, and the
parts of the request without an argument. Nothing is converted and nothing is run here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from docgen.python.annotations import BYTES, Annotation, sequence_of
from docgen.python.records import Argument, Call, Step
from docgen.spec.model import Operation, SampleRequest
from docgen.spec.odata import ITEM_OPTIONS, QUERY_OPTIONS
from docgen.spec.types import BOOLEAN, INT32, STRING, array_of
from docgen.syntax.headers import header, own_headers
from docgen.syntax.url_path import path_pattern


class Mismatch(Exception):
    """Why a request differs from its documentation, in words for its author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundArgument:
    """What a sample gives for an argument."""

    argument: Argument
    value: Any  # a JSON value; a text in a URL or a header as its annotation types it


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A call with all that a sample gives it."""

    steps: tuple[tuple[Step, tuple[str, ...]], ...]
    method: str
    keywords: tuple[BoundArgument, ...]
    content: (
        BoundArgument | None
    )  # None where the call takes no content as a whole, or the sample has none
    query: tuple[tuple[str, str], ...]  # options that no argument takes
    headers: tuple[tuple[str, str], ...]  # fields that no argument takes
    keys: tuple[str, ...]  # of the content, that no argument takes
    other: str  # content of another media type, which is sent in place of what the call takes
    is_content_missing: bool  # the call takes content, and the sample has none
    missing: tuple[str, ...]  # required arguments that a sample of an error leaves out


def bind(operation: Operation, sample: SampleRequest, call: Call) -> Binding:
    """The call that makes a sample's request. Raises `Mismatch` where the path does not fit."""
    path, _, query = sample.target.partition("?")
    texts = _path_values(operation, path)
    steps = tuple((step, tuple(next(texts) for _ in step.arguments)) for step in call.steps)
    in_path = [_bound(a, next(texts)) for a in call.method.keywords if a.location == "path"]
    options, other_options = _options(call, dict(query_options(query)))
    headers, other_headers = _taken(call, "header", dict(own_headers(sample.headers)))
    whole = next(iter(call.method.positional), None)
    content = _content(whole, sample) if whole else None
    other = sample.text if whole and not content and not _is_json(sample) else ""
    if other and whole:
        content = BoundArgument(argument=whole, value={})
    has_parameters = sample.has_json and not whole
    parameters, keys = _parameters(call, sample.json) if has_parameters else ([], ())
    keywords = [*in_path, *options, *headers, *parameters]
    names = {item.argument.name for item in keywords}
    required = (argument for argument in call.method.keywords if not argument.default)
    return Binding(
        steps=steps,
        method=call.method.name,
        keywords=tuple(keywords),
        content=content,
        query=other_options,
        headers=other_headers,
        keys=keys,
        other=other,
        is_content_missing=whole is not None and content is None,
        missing=tuple(argument.name for argument in required if argument.name not in names),
    )


def _is_json(sample: SampleRequest) -> bool:
    """Whether the content is JSON: without a Content-Type, with one of JSON, or when it begins like JSON."""
    content_type = header(sample.headers, "content-type").lower()
    return not content_type or "json" in content_type or sample.text.startswith(("{", "["))


def _path_values(operation: Operation, path: str) -> Iterator[str]:
    """The values in a path, in its order: places that operations share have one name only."""
    match = path_pattern(operation.path).fullmatch(path.rstrip("/"))
    if match is None:
        raise Mismatch(f"{path} does not fit {operation.path}")
    return (unquote(value).replace("''", "'") for value in match.groups())


def _options(
    call: Call, texts: dict[str, str]
) -> tuple[list[BoundArgument], tuple[tuple[str, str], ...]]:
    """What query options give: those of the system, and those of the operation."""
    system: list[BoundArgument] = []
    for wire_name in list(texts):
        name = wire_name.lower().lstrip("$")
        is_taken = (
            call.method.options == "ListOptions" or "$" + wire_name.lstrip("$") in ITEM_OPTIONS
        )
        if "$" + name in QUERY_OPTIONS and call.method.options and is_taken:
            annotation = _OPTION_TYPES[QUERY_OPTIONS["$" + name]]
            argument = Argument(
                name=name, annotation=annotation, location="query", wire_name="$" + name
            )
            system.append(_bound(argument, texts.pop(wire_name)))
    taken, left = _taken(call, "query", texts)
    return system + taken, left


def _taken(
    call: Call, location: str, texts: dict[str, str]
) -> tuple[list[BoundArgument], tuple[tuple[str, str], ...]]:
    """The texts for which the operation has a keyword, and the others by their names."""
    known = {
        a.wire_name.lower().lstrip("$"): a for a in call.method.keywords if a.location == location
    }
    arguments = {name: known.get(name.lower().lstrip("$")) for name in texts}
    taken = [_bound(argument, texts[name]) for name, argument in arguments.items() if argument]
    return taken, tuple((name, texts[name]) for name, argument in arguments.items() if not argument)


def _content(argument: Argument, sample: SampleRequest) -> BoundArgument | None:
    if argument.annotation == BYTES and not sample.has_json:
        return BoundArgument(argument=argument, value=sample.text)
    if is_empty_object(sample.text):
        return BoundArgument(argument=argument, value={})
    return BoundArgument(argument=argument, value=sample.json) if sample.has_json else None


def is_empty_object(text: str) -> bool:
    """Whether a sample has `{ }`, which is read as text: it often represents omitted content."""
    return "".join(text.split()) == "{}"


def content_bytes(value: Any) -> bytes:
    """What is sent for a content that may be anything: a text as it is written, else its JSON."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def _parameters(call: Call, content: Any) -> tuple[list[BoundArgument], tuple[str, ...]]:
    """The parameters of an action, and the keys that are none."""
    known = {a.wire_name: a for a in call.method.keywords if a.location == "body"}
    if not isinstance(content, dict):
        raise Mismatch("the content of an action is an object")
    taken = [BoundArgument(argument=known[n], value=v) for n, v in content.items() if n in known]
    return taken, tuple(name for name in content if name not in known)


_OPTION_TYPES = {
    array_of(STRING): sequence_of(Annotation("str")),
    BOOLEAN: Annotation("bool"),
    INT32: Annotation("int"),
    STRING: Annotation("str"),
}


def _bound(argument: Argument, text: str) -> BoundArgument:
    """A text in a URL or a header as its argument takes it; one that does not fit stays text."""
    annotation = argument.annotation
    value: Any = text
    if annotation.is_list:
        value = text.split(",")
    elif annotation.name == "bool" and text.lower() in ("true", "false"):
        value = text.lower() == "true"
    elif annotation.name == "int" and re.fullmatch(r"-?[0-9]{1,18}", text):
        value = int(text)
    return BoundArgument(argument=argument, value=value)


def query_options(query: str) -> Iterator[tuple[str, str]]:
    """The options after a "?", decoded."""
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        yield unquote(name), unquote(value)
