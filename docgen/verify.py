"""Documented samples, replayed through the generated code.

A `Spec`, the files of its package and the plan's calls enter; a `Replay` for every documented
message leaves. Requests are built by the tree from typed models, responses are decoded and written
again; nothing is sent. It is the only room that runs generated code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal
from urllib.parse import quote, unquote

from docgen.diagnostics import Diagnostic, diagnose
from docgen.in_memory import imported
from docgen.json_difference import difference
from docgen.plan_records import Argument, Call
from docgen.source import Span
from docgen.spec import (
    ITEM_OPTIONS,
    QUERY_OPTIONS,
    TRANSPORT_HEADERS,
    Operation,
    Sample,
    SampleRequest,
    SampleResponse,
    Spec,
)
from docgen.url_path import path_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What became of one documented message."""

    operation: str  # its id: "GET /users/{user-id}"
    sample: str
    kind: Literal["request", "response"]
    difference: str  # "" when the message was replayed
    at: Span | None
    message: SampleRequest | SampleResponse | None = None  # as documented
    made: str = ""  # what the generated code sends instead, when it differs
    is_fault: bool = False  # the generated code raised what it never should

    def diagnostics(self) -> Iterator[Diagnostic]:
        """DG601 for a message that does not match."""
        if self.difference and self.at:
            yield diagnose(
                "DG601", self.at, kind=self.kind, name=self.sample, difference=self.difference
            )


class _Mismatch(Exception):
    """Why a sample cannot be replayed, in words for its author."""


def verify_package(
    spec: Spec, package: str, files: Mapping[str, str], calls: Mapping[str, Call]
) -> tuple[Replay, ...]:
    """Every documented request and response of the spec, in its order."""
    with imported(package, files) as root:
        player = _Player(spec, root)
        return tuple(
            replay
            for operation in spec.operations
            for sample in operation.samples
            for replay in player.replay(operation, sample, calls[operation.id])
        )


class _Player:
    def __init__(self, spec: Spec, root: ModuleType) -> None:
        self.base_url = spec.base_url or "https://api.invalid"  # RFC 6761: nobody's
        self.client: Any = root.Client(base_url=self.base_url)
        self.values: Any = _submodule(root, "_runtime.values")
        self.model: Any = _submodule(root, "_runtime.model")
        self.errors: Any = _submodule(root, "_runtime.errors")
        self.request: Any = _submodule(root, "_runtime.request")

    def replay(self, operation: Operation, sample: Sample, call: Call) -> Iterator[Replay]:
        """The request and the response of one sample."""
        for kind, message in (("request", sample.request), ("response", sample.response)):
            if message is None:
                continue
            made, is_fault = "", False
            try:
                if isinstance(message, SampleRequest):
                    request = self._request(operation, message, call)
                    found = self._differs(message, request)
                    made = _sent(request) if found else ""
                else:
                    found = self._response_difference(operation, message, call)
            except (_Mismatch, self.model.ConversionError) as error:
                found = str(error)
            # What generated code raises for a documented message is a finding, not a traceback.
            except (TypeError, ValueError, AttributeError, KeyError) as error:
                found = f"{type(error).__name__}: {error}"
                is_fault = not isinstance(error, ValueError)
            yield Replay(
                operation=operation.id,
                sample=sample.name,
                kind="request" if kind == "request" else "response",
                difference=found,
                at=message.at,
                message=message,
                made=made,
                is_fault=is_fault,
            )

    # Requests

    def _request(self, operation: Operation, sample: SampleRequest, call: Call) -> Any:
        """What the generated code sends for a documented request."""
        path, _, query = sample.target.partition("?")
        values = self._path_values(operation, path)
        builder: Any = self.client
        for step in call.steps:
            given = [next(values) for _ in step.arguments]
            if step.name == "__getitem__":
                builder = builder[given[0]]
            else:
                builder = getattr(builder, step.name)
                builder = builder(*given) if given else builder
        keywords = {
            **{
                a.name: _typed(a.annotation, next(values))
                for a in call.method.keywords
                if a.location == "path"
            },
            **self._query(call, dict(_options(query))),
            **self._keywords(call, "header", dict(_own_headers(sample.headers))),
        }
        positional = [self._content(a, sample) for a in call.method.positional]
        if not positional and sample.has_json:
            keywords |= self._parameters(call, sample)
        return getattr(builder, call.method.name).request(*positional, **keywords)

    def _path_values(self, operation: Operation, path: str) -> Iterator[str]:
        """The values in a path, in its order: places that operations share have one name only."""
        match = path_pattern(operation.path).fullmatch(path.rstrip("/"))
        if match is None:
            raise _Mismatch(f"{path} does not fit {operation.path}")
        return (unquote(value).replace("''", "'") for value in match.groups())

    def _query(self, call: Call, given: dict[str, str]) -> dict[str, Any]:
        """The keywords for query options: the system's, and those of the operation."""
        system: dict[str, Any] = {}
        for name in list(given):
            type_name = QUERY_OPTIONS.get("$" + name.lower().lstrip("$"))
            is_taken = (
                call.method.options == "ListOptions" or "$" + name.lstrip("$") in ITEM_OPTIONS
            )
            if type_name and call.method.options and is_taken:
                system[name.lower().lstrip("$")] = _typed(_OPTION_TYPES[type_name], given.pop(name))
        return {**system, **self._keywords(call, "query", given)}

    def _keywords(self, call: Call, location: str, given: dict[str, str]) -> dict[str, Any]:
        known = {
            a.wire_name.lower().lstrip("$"): a
            for a in call.method.keywords
            if a.location == location
        }
        keywords: dict[str, Any] = {}
        for name, text in given.items():
            argument = known.get(name.lower().lstrip("$"))
            if argument is None:
                what = "query option" if location == "query" else "header"
                raise _Mismatch(f'the {what} "{name}" is not documented for this operation')
            keywords[argument.name] = _typed(argument.annotation, text)
        return keywords

    def _content(self, argument: Argument, sample: SampleRequest) -> Any:
        if argument.annotation == "bytes":
            return sample.text.encode()
        if not sample.has_json:
            raise _Mismatch("the operation takes content, and the sample shows none")
        return self._built(argument, sample.json)

    def _parameters(self, call: Call, sample: SampleRequest) -> dict[str, Any]:
        known = {a.wire_name: a for a in call.method.keywords if a.location == "body"}
        if not isinstance(sample.json, dict):
            raise _Mismatch("the content of an action is an object")
        for name in sample.json:
            if name not in known:
                raise _Mismatch(f'the key "{name}" is not documented for this request')
        return {known[n].name: self._built(known[n], v) for n, v in sample.json.items()}

    def _built(self, argument: Argument, value: Any) -> Any:
        """A typed value made by constructors from a documented JSON value."""
        annotation = argument.annotation.replace("Sequence[", "list[")
        name, is_list = self.values.split_annotation(annotation)
        read = self.values.reader(name, "")
        value = deepcopy(value)
        if value is None or not is_list:
            return None if value is None else self._rebuilt(read(value))
        if not isinstance(value, list):
            raise _Mismatch(f"{argument.wire_name}: an array is documented")
        return [self._rebuilt(read(item)) for item in value]

    def _rebuilt(self, value: Any) -> Any:
        """The same value made anew: each attribute is read, and given to the constructor."""
        if isinstance(value, list):
            return [self._rebuilt(item) for item in value]
        if not isinstance(value, self.model.Model):
            return value
        attributes = {item.wire_name: name for name, item in type(value)._fields().items()}
        typed = {
            attributes[key]: self._rebuilt(getattr(value, attributes[key]))
            for key in value
            if key in attributes
        }
        made = type(value)(**typed)
        for key in value:
            if key not in attributes:
                made[key] = value[key]
        return made

    def _differs(self, sample: SampleRequest, made: Any) -> str:
        if made.method != sample.method:
            return f"the method is {made.method}, documented is {sample.method}"
        url, documented = _normal(made.url), _normal(self.base_url + sample.target)
        if url != documented:
            return f"the URL is {made.url}, documented is {self.base_url}{sample.target}"
        headers = {name.lower(): value for name, value in made.headers.items()}
        for name, value in _own_headers(sample.headers):
            if headers.get(name.lower()) != value:
                return f"the header {name} is {headers.get(name.lower())}, documented is {value}"
        if sample.has_json:
            sent = json.loads(made.content_bytes() or b"null")
            return difference(sent, sample.json)
        if sample.text and made.content_bytes() != sample.text.encode():
            return "the content differs"
        return ""

    # Responses

    def _response_difference(self, operation: Operation, sample: SampleResponse, call: Call) -> str:
        body = json.dumps(sample.json).encode() if sample.has_json else sample.text.encode()
        request = self.request.Request(
            operation.method,
            self.base_url,
            returns=call.method.returns,
        )
        if sample.status >= 400:
            try:
                request.decode(sample.status, dict(sample.headers), body)
            except self.errors.ApiError as error:
                return "" if error.status_code == sample.status else "the status was lost"
            return f"the status {sample.status} is no error"
        told = [response.status for response in operation.responses if not response.is_inferred]
        is_followed = sample.status == 200 and 302 in told  # what a client sees behind a redirect
        if sample.status not in told and not is_followed:
            return f"the status is {sample.status}, documented is {' or '.join(map(str, told))}"
        result = request.decode(sample.status, dict(sample.headers), body)
        if result is None:
            return "the content is not documented" if sample.has_json else ""
        if isinstance(result, self.request.Accepted):
            return ""
        if isinstance(result, bytes):
            return "" if result == body else "the content differs"
        return self._written_again(result, sample.json)

    def _written_again(self, result: Any, documented: Any) -> str:
        """Read through typed attributes and written again, a result equals what was documented."""
        if isinstance(result, self.request.Page):
            items = [self._plain(item) for item in result.value]
            kept = difference(result.to_dict(), documented)
            return kept or difference(items, documented.get("value"))
        if isinstance(result, self.model.Model):
            kept = difference(json.loads(result.to_json()), documented)
            if kept and isinstance(documented, dict) and "value" in documented:
                documented = documented["value"]
                kept = difference(json.loads(result.to_json()), documented)
            return kept or difference(self._plain(result), documented)
        plain = self._plain(result)
        if isinstance(documented, dict) and "value" in documented:
            return difference(plain, documented["value"]) and difference(plain, documented)
        return difference(plain, documented)

    def _plain(self, value: Any) -> Any:
        return self.values.wire_value(self._rebuilt(value))


def _submodule(root: ModuleType, name: str) -> Any:
    from importlib import import_module

    return import_module(f"{root.__name__}.{name}")


def _sent(request: Any) -> str:
    """A request of the generated code as text, its JSON spread out."""
    content = request.content_bytes() or b""
    try:
        text = json.dumps(json.loads(content), indent=2, ensure_ascii=False) if content else ""
    except ValueError:
        text = content.decode("utf-8", "replace")
    headers = (f"{name}: {value}" for name, value in request.headers.items())
    return "\n".join([f"{request.method} {request.url}", *headers, "", text]).rstrip()


def _options(query: str) -> Iterator[tuple[str, str]]:
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        yield unquote(name), unquote(value)


def _own_headers(headers: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if name.lower() not in TRANSPORT_HEADERS:
            yield name, value


_OPTION_TYPES = {
    "Collection(Edm.String)": "Sequence[str]",
    "Edm.Boolean": "bool",
    "Edm.Int32": "int",
    "Edm.String": "str",
}


def _typed(annotation: str, text: str) -> Any:
    """A query option or header as its argument takes it."""
    name = annotation.removesuffix(" | None")
    if name.startswith("Sequence["):
        return text.split(",")
    if name == "bool":
        return text.lower() == "true"
    return int(text) if name == "int" and text.lstrip("-").isdigit() else text


def _normal(url: str) -> tuple[str, list[tuple[str, str]]]:
    """A URL in the normal form of RFC 3986, section 6.2.2; its query options in any order."""
    path, _, query = url.partition("?")
    # OData 4.01: the "$" of a system query option may be left out.
    options = (
        (name if "$" + name not in QUERY_OPTIONS else "$" + name, v) for name, v in _options(query)
    )
    return quote(unquote(path.rstrip("/"))), sorted(options)
