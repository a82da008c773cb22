"""Documented samples, replayed through the generated code.

A `Spec`, the files of its package and the plan's calls enter; a `Replay` for every documented
message leaves. Requests are built by the tree from typed models, responses are decoded and written
again; nothing is sent. It is the only module that runs generated code.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, MutableMapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from email import message_from_string
from types import ModuleType
from typing import Any, Literal, Self

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.python.annotations import BYTES, FILE
from docgen.python.records import Call, Step
from docgen.python.requests import common_values
from docgen.records import replace
from docgen.spec.model import (
    Operation,
    Sample,
    SampleRequest,
    SampleResponse,
    Spec,
)
from docgen.syntax.form_content import is_form
from docgen.syntax.headers import header
from docgen.syntax.json_difference import difference
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.verify.binding import (
    Binding,
    BoundArgument,
    Mismatch,
    bind,
    content_bytes,
    documented_places,
    file_bytes,
    is_empty_object,
    sample_content,
    sent_by_client,
)
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.request_difference import request_difference, sent_text
from docgen.verify.runtime import RAISED, Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The replay of one documented message."""

    operation: str  # its id: "GET /users/{user-id}"; of an object its type
    sample: str
    kind: Literal["request", "response", "payload", "object"]  # of a webhook; an example of a type
    difference: str  # "" when the message was replayed
    at: Span | None
    message: SampleRequest | SampleResponse | None = None  # as documented
    sent: str = ""  # what the generated code sends instead, when it differs, as text
    is_fault: bool = False  # the generated code raised what it never should
    remarks: tuple[str, ...] = ()  # parts that the page does not document
    # A successful response of which no documented value was read: its replay proves nothing.
    reads_nothing: bool = False

    def diagnostics(self) -> Iterator[Diagnostic]:
        """DG601 for a message that does not match, DG602 for each remark on it."""
        if not self.at:
            return
        if self.difference:
            yield diagnose(
                "DG601", self.at, kind=self.kind, name=self.sample, difference=self.difference
            )
        for remark in self.remarks:
            yield diagnose("DG602", self.at, kind=self.kind, name=self.sample, remark=remark)


def verify_package(spec: Spec, package: GeneratedPackage) -> tuple[Replay, ...]:
    """Every documented request and response of the spec, in its order."""
    with imported(package.name, package.files) as root:
        player = Player.of(spec, root)
        return tuple(
            replay
            for operation in spec.operations
            for sample in operation.samples
            for replay in player.replay(operation, sample, package.calls[operation.id])
        )


def verify_responses(
    spec: Spec, package: GeneratedPackage, replays: Sequence[tuple[Replay, Operation]]
) -> tuple[Replay, ...]:
    """Responses whose requests fit no operation, replayed as those of an operation that they belong to.

    One that does not match keeps its difference: the fault of its request is more precise.
    """
    with imported(package.name, package.files) as root:
        player = Player.of(spec, root)
        results: list[Replay] = []
        for replay, operation in replays:
            assert isinstance(replay.message, SampleResponse)
            sample = Sample(name=replay.sample, response=replay.message)
            (read,) = player.replay(operation, sample, package.calls[operation.id])
            found = {"difference": "", "reads_nothing": read.reads_nothing}
            results.append(replay if read.difference else replace(replay, **found))
        return tuple(results)


class Player:
    """Builds documented requests with a client of an imported package, and reads its answers."""

    def __init__(
        self, root: ModuleType, client: Any, hidden: Collection[tuple[str, str]] = ()
    ) -> None:
        self._hidden = hidden  # what the client sends beside what operations document
        self.client, self.base_url = client, str(client.base_url)
        self.runtime = Runtime(root)
        # By model, wire name -> attribute: a list may hold thousands of one.
        self._attributes: dict[type, dict[str, str]] = {}
        self._objects = self._values = 0  # of models that were read since the last message

    @classmethod
    def of(cls, spec: Spec, root: ModuleType) -> Self:
        """One whose client sends nothing."""
        url = spec.base_url or "https://api.invalid"  # RFC 6761: nobody's
        return cls(root, root.Client(base_url=url, **common_values(spec)), sent_by_client(spec))

    def replay(self, operation: Operation, sample: Sample, call: Call) -> Iterator[Replay]:
        """The request and the response of one sample."""
        for kind, message in (("request", sample.request), ("response", sample.response)):
            if message is None:
                continue
            sent, is_fault, reads_nothing = "", False, False
            remarks: tuple[str, ...] = ()
            try:
                if isinstance(message, SampleRequest):
                    message = documented_places(message, call, self._hidden)
                    bound = bind(operation, message, call)
                    remarks = _not_documented(bound)
                    request = self.request(bound, message)
                    problem = request_difference(message, request, self.base_url)
                    sent = sent_text(request, message, self.base_url) if problem else ""
                else:
                    remarks = _other_status(operation, message)
                    self._objects = self._values = 0
                    problem = self.response_difference(operation, message, call)
                    if self._objects and not self._values:
                        remarks += ("none of its keys is documented",)
                    reads_nothing = message.status < 400 and not self._is_read(message, call)
            except (Mismatch, self.runtime.errors.Error) as error:
                problem = getattr(error, "reason", "") or str(error)
            except RAISED as error:
                problem = f"{type(error).__name__}: {error}"
                is_fault = not isinstance(error, ValueError)
            except RecursionError:
                problem = "it is nested too deeply"
            yield Replay(
                operation=operation.id,
                sample=sample.name,
                kind="request" if kind == "request" else "response",
                difference=problem,
                at=message.at,
                message=message,
                sent=sent,
                is_fault=is_fault,
                remarks=remarks,
                reads_nothing=reads_nothing,
            )

    # Requests

    def request(self, bound: Binding, sample: SampleRequest) -> Any:
        """What the generated code sends for a documented request. Raises `Mismatch`, or what that code does."""
        if bound.is_content_missing:
            raise Mismatch("the operation takes content, and the sample shows none")
        builder = self._builder(bound.steps)
        content = [self._built(bound.content)] if bound.content else []
        keywords = dict.fromkeys(bound.missing)
        for item in bound.keywords:
            is_in_body = item.argument.location == "body"
            keywords[item.argument.name] = self._built(item) if is_in_body else item.value
        request = getattr(builder, bound.method).request(*content, **keywords)
        media_type = header(sample.headers, "content-type")
        if media_type.lower().startswith("multipart/"):
            self._read_parts(bound, media_type, sample.text)
        if media_type.startswith("text/") and sample.text and not (sample.has_json or content):
            request = request.with_content(sample.text.encode())
        if bound.other:
            request = request.with_content(bound.other.encode())
            request = request.with_headers({"Content-Type": media_type})
        # A keyword that is None is left out; a null is set like a key without a keyword.
        nulls = [(g.argument.wire_name, None) for g in bound.keywords if _is_null(g)]
        if untyped := [*bound.keys, *nulls]:
            if is_form(request.headers.get("Content-Type", "")):
                raise Mismatch(f"the form has {untyped[0][0]}, which the page does not list")
            typed = json.loads(request.content_bytes() or b"{}")
            request = request.with_content(typed | dict(untyped))
        if bound.query:
            request = request.with_query(dict(bound.query))
        return request.with_headers(dict(bound.headers)) if bound.headers else request

    def _builder(self, steps: Iterable[tuple[Step, Sequence[str]]]) -> Any:
        """The builder that steps with values lead to."""
        builder: Any = self.client
        for step, values in steps:
            if step.name == "__getitem__":
                builder = builder[values[0]]
            else:
                builder = getattr(builder, step.name)
                builder = builder(*values) if values else builder
        return builder

    def _read_parts(self, bound: Binding, media_type: str, text: str) -> None:
        """Reads multipart content; JSON in it is what the call takes. Raises `Mismatch`.

        RFC 2046, section 5.1.1: parts are between lines with the boundary, the last of which closes.
        """
        message = message_from_string(f"Content-Type: {media_type}\n\n{text}")
        if any(part.defects for part in message.walk()):
            raise Mismatch("the parts are not separated by the boundary of the content type")
        given = bound.content
        whole = given if given and given.argument.annotation != BYTES else None
        for part in message.walk():
            if part.get_content_type() != "application/json" or not whole:
                continue
            try:
                value, _ = read_json(str(part.get_payload()))
            except Unreadable as error:
                raise Mismatch(f"a part is not JSON: expected {error.expected}") from None
            built = self._built(replace(whole, value=value))
            if problem := difference(self.runtime.values.wire_value(built), value):
                raise Mismatch(problem)

    def _built(self, bound: BoundArgument) -> Any:
        """A typed value, built by constructors from a documented JSON value."""
        annotation = bound.argument.annotation
        if annotation.required() == BYTES or annotation.item.required() == FILE:
            return file_bytes(bound.value) if annotation.is_list else content_bytes(bound.value)
        read = self.runtime.values.reader(annotation.item.name, "")
        value = deepcopy(bound.value)
        if value is None or not annotation.is_list:
            return None if value is None else self._rebuilt(read(value))
        if not isinstance(value, list):
            raise Mismatch(f"{bound.argument.wire_name}: an array is documented")
        return [self._rebuilt(read(item)) for item in value]

    def _rebuilt(self, value: Any) -> Any:
        """The same value built again: each attribute is read, and passed to the constructor."""
        if isinstance(value, list):
            return [self._rebuilt(item) for item in value]
        if isinstance(value, MutableMapping) and not isinstance(value, dict):
            return {key: self._rebuilt(item) for key, item in value.items()}
        if not isinstance(value, self.runtime.model.Model):
            return value
        model = type(value)
        if model not in self._attributes:
            fields = self.runtime.fields(model).items()
            self._attributes[model] = {item.wire_name: name for name, item in fields}
        attributes = self._attributes[model]
        # Annotations of OData are of no type.
        self._objects += any(not key.startswith("@") for key in value)
        self._values += sum(key in attributes for key in value)
        typed = {
            attributes[key]: self._rebuilt(getattr(value, attributes[key]))
            for key in value
            if key in attributes
        }
        copy = type(value)(**typed)
        for key in value:
            if key not in attributes:
                copy[key] = value[key]
        return copy

    # Responses

    def response_difference(self, operation: Operation, sample: SampleResponse, call: Call) -> str:
        """How a response changes when it is read and written again, "" if it does not."""
        body = sample_content(sample)
        described = self._described(call)
        request = self.runtime.request.Request(
            operation.method,
            self.base_url,
            returns=described.returns,
            paging=described.paging,
            envelope=described.envelope,
        )
        if sample.status >= 400:
            try:
                request.decode(sample.status, dict(sample.headers), body)
            except self.runtime.errors.ApiError as error:
                return "" if error.status_code == sample.status else "the status was lost"
            return f"the status {sample.status} is no error"
        if not body:  # the page shows the status only
            return ""
        if described.paging and _is_item(sample.json, described.paging.items):
            # One item in place of a list: "users of another plan also see".
            sample = replace(sample, json=[sample.json])
            body = sample_content(sample)
        result = request.decode(sample.status, dict(sample.headers), body)
        if described.envelope and not described.paging:
            sample = replace(sample, json=_opened(sample.json, described.envelope))
        problem = self.result_difference(result, sample)
        inner = _wrapped(sample.json)
        if inner and not self._values and isinstance(result, self.runtime.model.Model):
            self._rebuilt(type(result).from_dict(inner))
        return problem

    def _is_read(self, sample: SampleResponse, call: Call) -> bool:
        """Whether a documented value of a response was read: a property of a model, or content of a stated type."""
        if not (sample.has_json or sample.text):  # only a status
            return False
        return self._values > 0 if self._objects else "Any" not in self._described(call).returns

    def _described(self, call: Call) -> Any:
        """The operation of the generated code: the types that it returns, its paging and its envelope."""
        builder = self._builder((step, ["x"] * len(step.arguments)) for step in call.steps)
        return getattr(type(builder), call.method.name)

    def result_difference(self, result: Any, sample: SampleResponse) -> str:
        """Where a decoded answer is not the documented one, "" when it is."""
        if result is None:
            return "the content is not documented" if sample.has_json else ""
        if self.runtime.accepted and isinstance(result, self.runtime.accepted.Accepted):
            return ""
        if isinstance(result, bytes):
            content = sample_content(sample)
            return "" if result == content else "the content differs"
        return self._written_again(result, sample)

    def _written_again(self, result: Any, sample: SampleResponse) -> str:
        """Read through typed attributes and written again, a result equals what was documented."""
        documented = {} if is_empty_object(sample.text) else sample.json
        if self.runtime.lists and isinstance(result, self.runtime.lists.Page):
            items = [self._plain(item) for item in result.value]
            if isinstance(documented, list):
                return difference(items, documented)
            problem = difference(result.content, documented)
            return problem or difference(items, result.wire_items)
        if isinstance(result, self.runtime.model.Model):
            problem = difference(json.loads(result.to_json()), documented)
            if problem and isinstance(documented, dict) and "value" in documented:
                documented = documented["value"]
                problem = difference(json.loads(result.to_json()), documented)
            return problem or difference(self._plain(result), documented)
        plain = self._plain(result)
        if not (sample.has_json or is_empty_object(sample.text)):
            return "" if str(plain) == sample.text else "the content differs"
        if isinstance(documented, dict) and "value" in documented:
            return difference(plain, documented["value"]) and difference(plain, documented)
        return difference(plain, documented)

    def _plain(self, value: Any) -> Any:
        return self.runtime.values.wire_value(self._rebuilt(value))


def _opened(value: Any, data: str) -> Any:
    """What an envelope has at a JSON Pointer; the whole where it has nothing there."""
    inner = value
    for step in pointer_steps(data):
        inner = inner.get(step) if isinstance(inner, dict) else None
    return value if inner is None else inner


def _is_item(value: Any, items: str) -> bool:
    """Whether the content of a list that is an array is an object: `items` is the JSON Pointer to its items."""
    return isinstance(value, dict) and not items


def _wrapped(value: Any) -> Any:
    """The object that is alone in the `value` of another, as some services wrap one; None for anything else."""
    inner = value.get("value") if isinstance(value, dict) and value.keys() == {"value"} else None
    return inner if isinstance(inner, dict) else None


def _is_null(bound: BoundArgument) -> bool:
    return bound.argument.location == "body" and bound.value is None


def _not_documented(bound: Binding) -> tuple[str, ...]:
    """The parts of a request for which its operation has no argument."""
    options = [f'the query option "{name}"' for name, _ in bound.query]
    headers = [f'the header "{name}"' for name, _ in bound.headers]
    keys = [f'the key "{name}"' for name, _ in bound.keys]
    return tuple(f"{what} is not documented for it" for what in (*options, *headers, *keys))


def _other_status(operation: Operation, sample: SampleResponse) -> tuple[str, ...]:
    """The status of a response, when its page documents others only."""
    documented = [r.status for r in operation.responses if r.evidence == "stated"]
    # The response that a client gets after a redirect.
    is_followed = sample.status == 200 and 302 in documented
    if sample.status >= 400 or not documented or sample.status in documented or is_followed:
        return ()
    return (f"the status is {sample.status}, documented is {' or '.join(map(str, documented))}",)
