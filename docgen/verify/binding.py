"""A documented request bound to the call that makes it.

A sample's request, its operation and the plan's call enter; the value of each argument leaves, and the
parts of the request without an argument. Nothing is converted and nothing is run here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from urllib.parse import quote, unquote

from docgen.python.annotations import BYTES, Annotation, sequence_of
from docgen.python.records import Argument, Call, Step
from docgen.records import replace
from docgen.spec.model import Operation, SampleRequest, SampleResponse, Spec
from docgen.spec.odata import ITEM_OPTIONS, QUERY_OPTIONS
from docgen.spec.types import BOOLEAN, INT32, STRING, array_of
from docgen.syntax.form_content import URL_ENCODED, FormField, form_fields, form_value, is_form
from docgen.syntax.headers import header, own_headers
from docgen.syntax.strict_json import json_text
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
    keys: tuple[tuple[str, Any], ...]  # of the content, that no argument takes
    other: str  # content of another media type, which is sent in place of what the call takes
    is_content_missing: bool  # the call takes content, and the sample has none
    missing: tuple[str, ...]  # required arguments that a sample of an error leaves out


def sent_by_client(spec: Spec) -> frozenset[tuple[str, str]]:
    """What no operation documents again, by place and name: keys as credentials, and what every request sends."""
    keys = ((s.location, s.parameter) for s in spec.security_schemes if s.type == "apiKey")
    every = ((item.location, item.name) for item in spec.parameters)
    return frozenset((place, name.lower()) for place, name in (*keys, *every))


def documented_places(
    sample: SampleRequest, call: Call, hidden: Collection[tuple[str, str]]
) -> SampleRequest:
    """A sample's request without what the client sends, and each parameter where the operation documents it.

    Some services take a parameter of the content in the query as well, and pages show it so.
    """
    target, _, query = sample.target.partition("?")
    options = [o for o in query.split("&") if ("query", _folded(o)) not in hidden]
    media_type = header(sample.headers, "content-type")
    is_movable = sample.has_json is False and not call.method.positional
    fields = _fields(sample) if is_movable and (not sample.text or is_form(media_type)) else None
    if fields is not None and (fields or query):
        known = {place: _names(call, place) for place in ("query", "body")}
        moved = [o for o in options if _folded(o) in known["body"] - known["query"]]
        in_query = [f for f in fields if _base(f.name) in known["query"] - known["body"]]
        if moved or in_query:
            options = [o for o in options if o not in moved]
            options += [f"{quote(f.name)}={quote(f.text)}" for f in in_query]
            fields = [f for f in fields if f not in in_query] + [
                *form_fields(URL_ENCODED, "&".join(moved))
            ]
            text = "&".join(f"{quote(f.name)}={quote(f.text)}" for f in fields)
            kept = tuple(h for h in sample.headers if h[0].lower() != "content-type")
            headers = (*kept, ("Content-Type", URL_ENCODED)) if text else kept
            sample = replace(sample, text=text, headers=headers)
    return replace(
        sample,
        target="?".join(filter(None, (target, "&".join(options)))),
        headers=tuple(h for h in sample.headers if ("header", h[0].lower()) not in hidden),
    )


def _names(call: Call, location: str) -> set[str]:
    """The names of a method's keywords in one location, as they are compared."""
    return {_base(a.wire_name) for a in call.method.keywords if a.location == location}


def _folded(option: str) -> str:
    """The name of a query option, as it is compared."""
    return _base(unquote(option.partition("=")[0]))


def _base(name: str) -> str:
    """A name without brackets, a `$` or case: `labels[]` is `labels`."""
    return name.partition("[")[0].lower().lstrip("$")


def _fields(sample: SampleRequest) -> list[FormField]:
    """The fields of a sample's form. Raises `Mismatch` where its parts have no boundary."""
    try:
        return [*form_fields(header(sample.headers, "content-type"), sample.text)]
    except ValueError as error:
        raise Mismatch(str(error)) from None


def bind(operation: Operation, sample: SampleRequest, call: Call) -> Binding:
    """The call that makes a sample's request. Raises `Mismatch` where the path does not fit."""
    path, _, query = sample.target.partition("?")
    texts = _path_values(operation, path)
    steps = tuple((step, tuple(next(texts) for _ in step.arguments)) for step in call.steps)
    required = [*takewhile(lambda argument: not argument.default, call.method.keywords)]
    in_path = [_bound(a, [next(texts)]) for a in required if a.location == "path"]
    options, other_options = _options(call, _several(query_options(query)))
    fields = _several(own_headers(sample.headers))
    headers, other_headers = _taken(call, "header", fields)
    whole = next(iter(call.method.positional), None)
    content = _content(whole, sample) if whole else None
    other = sample.text if whole and not content and not _is_json(sample) else ""
    if other and whole:
        content = BoundArgument(argument=whole, value={})
    parameters: list[BoundArgument] = []
    keys: tuple[tuple[str, Any], ...] = ()
    if sample.has_json and not whole:
        parameters, keys = _parameters(call, sample.json)
    elif is_form(header(sample.headers, "content-type")) and not whole:
        parameters, keys = _form_parameters(call, _fields(sample))
    keywords = [*in_path, *options, *headers, *parameters]
    names = {item.argument.name for item in keywords}
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


def _several(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each name."""
    several: dict[str, list[str]] = {}
    for name, value in pairs:
        several.setdefault(name, []).append(value)
    return several


def _options(
    call: Call, texts: dict[str, list[str]]
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
    call: Call, location: str, texts: dict[str, list[str]]
) -> tuple[list[BoundArgument], tuple[tuple[str, str], ...]]:
    """The texts for which the operation has a keyword, and the others by their names."""
    known: dict[str, Argument] = {}
    for argument in call.method.keywords if texts else ():
        if argument.location == location:
            name = argument.wire_name.lower().lstrip("$")
            known |= {name: argument, name.removesuffix("[]"): argument}
    folded = {name: name.lower().lstrip("$") for name in texts}
    arguments = {
        name: known.get(text) or known.get(text.removesuffix("[]")) for name, text in folded.items()
    }
    taken = [_bound(argument, texts[name]) for name, argument in arguments.items() if argument]
    left = [(name, text) for name, a in arguments.items() if not a for text in texts[name]]
    return taken, tuple(left)


def _content(argument: Argument, sample: SampleRequest) -> BoundArgument | None:
    if argument.annotation == BYTES and not sample.has_json:
        return BoundArgument(argument=argument, value=sample.text)
    if is_empty_object(sample.text):
        return BoundArgument(argument=argument, value={})
    return BoundArgument(argument=argument, value=sample.json) if sample.has_json else None


def is_empty_object(text: str) -> bool:
    """Whether a sample has `{ }`, which is read as text: it often represents omitted content."""
    return "".join(text.split()) == "{}"


def sample_content(sample: SampleResponse) -> bytes:
    """The content of a documented response."""
    return json_text(sample.json).encode() if sample.has_json else sample.text.encode()


def content_bytes(value: Any) -> bytes:
    """What is sent for a content that may be anything: a text as it is written, else its JSON."""
    return value.encode() if isinstance(value, str) else json_text(value).encode()


def file_bytes(value: Any) -> list[bytes]:
    """What is sent for several files, of which a sample may have one."""
    return [content_bytes(each) for each in (value if isinstance(value, list) else [value])]


def _parameters(
    call: Call, content: Any
) -> tuple[list[BoundArgument], tuple[tuple[str, Any], ...]]:
    """The parameters of an action, and the keys that are none."""
    known = {a.wire_name: a for a in call.method.keywords if a.location == "body"}
    if not isinstance(content, dict):
        raise Mismatch("the content of an action is an object")
    taken = [BoundArgument(argument=known[n], value=v) for n, v in content.items() if n in known]
    return taken, tuple((name, value) for name, value in content.items() if name not in known)


def _form_parameters(
    call: Call, fields: Sequence[FormField]
) -> tuple[list[BoundArgument], tuple[tuple[str, Any], ...]]:
    """The parameters of an action in a form; a key in brackets is of an object, where one is documented."""
    texts = _several(field[:2] for field in fields)
    taken, _ = _taken(call, "body", texts)
    names = {_base(item.argument.wire_name) for item in taken}
    whole = form_value(field for field in fields if _base(field.name) not in names)
    nested, keys = _parameters(call, whole)
    return [*taken, *nested], keys


_OPTION_TYPES = {
    array_of(STRING): sequence_of(Annotation("str")),
    BOOLEAN: Annotation("bool"),
    INT32: Annotation("int"),
    STRING: Annotation("str"),
}


def _bound(argument: Argument, texts: Sequence[str]) -> BoundArgument:
    """Texts in a URL, a header or a form as their argument takes them; one that does not fit stays text."""
    annotation = argument.annotation
    text = texts[-1]
    value: Any = text
    if annotation.is_list:
        value = text.split(",") if len(texts) == 1 else [*texts]
    elif annotation.name == "Any" and len(texts) > 1:
        value = [*texts]  # a string or an array
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
