"""Batches, replayed through the tree and the batch of the generated code.

OData 4.01, part 1, section 11.7: a `POST` to `$batch` holds requests, each for an operation of the API, and its answer their answers.
Replays of such samples enter; they leave without a difference when the generated code makes each request and sends them so, and
reads each answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from docgen.python.records import Call
from docgen.records import replace
from docgen.spec.model import Operation, SampleRequest, SampleResponse, Spec
from docgen.spec.routes import Routes
from docgen.syntax.headers import own_headers
from docgen.syntax.json_difference import difference
from docgen.syntax.url_path import relative_target
from docgen.verify.binding import Mismatch, bind
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.replay import Player, Replay
from docgen.verify.request_difference import request_difference
from docgen.verify.runtime import RAISED


def is_batch(message: SampleRequest | SampleResponse | None) -> bool:
    """Whether a message is a request to `$batch`."""
    return isinstance(message, SampleRequest) and message.target.rstrip("/").endswith("/$batch")


def verify_batches(
    spec: Spec,
    package: GeneratedPackage,
    replays: Sequence[tuple[Replay, SampleRequest | None]],
) -> tuple[Replay, ...]:
    """The replays, a response with the request that it answers, each with what is left of its difference."""
    if not replays:
        return ()
    with imported(package.name, package.files) as root:
        sender = _Sender(spec, root, package.calls)
        return tuple(
            replace(replay, difference=sender.left(replay, request)) for replay, request in replays
        )


class _Sender:
    def __init__(self, spec: Spec, root: ModuleType, calls: Mapping[str, Call]) -> None:
        self._routes = Routes((o.method, o.path, o) for o in spec.operations)
        self._calls = calls
        self._player = Player.of(spec, root)

    def left(self, replay: Replay, request: SampleRequest | None) -> str:
        """ "" when the generated code sends the batch of a message, or reads its answers."""
        message = replay.message
        try:
            if isinstance(message, SampleRequest):
                return self._sent(message)
            if isinstance(message, SampleResponse) and request:
                return self._read(message, request)
        except Mismatch as error:
            return str(error)
        except RAISED as error:
            return f"{type(error).__name__}: {error}"
        return replay.difference

    def _sent(self, message: SampleRequest) -> str:
        items = _objects(message.json, "requests")
        requests = [self._built(item) for item in items]
        headers = dict(own_headers(message.headers))
        base_url = self._player.base_url
        sent = next(
            self._player.runtime.batch.steps(base_url, requests, _needed(items), headers, None)
        )
        if missing := [name for name, value in headers.items() if sent.headers.get(name) != value]:
            return f"the header {missing[0]} is not sent"
        written = [_comparable(item) for item in sent.content["requests"]]
        return difference(written, [_comparable(item) for item in _numbered(items)])

    def _read(self, message: SampleResponse, request: SampleRequest) -> str:
        """Each response, read as one of the operation that its request is for."""
        requests = {str(item.get("id")): item for item in _objects(request.json, "requests")}
        for answer in _objects(message.json, "responses"):
            item = requests.get(str(answer.get("id")))
            if item is None:
                return f"no request of the batch has the id {answer.get('id')}"
            operation = self._operation(*_method_and_target(item))
            headers, body = answer.get("headers"), answer.get("body")
            response = SampleResponse(
                status=int(answer.get("status", 0)),
                headers=tuple(headers.items()) if isinstance(headers, dict) else (),
                json=body,
                has_json=body is not None,
            )
            call = self._calls[operation.id]
            if lost := self._player.response_difference(operation, response, call):
                return lost
        return ""

    def _built(self, item: Mapping[str, Any]) -> Any:
        """One request of a batch, built by the tree from typed models."""
        method, target = _method_and_target(item)
        operation = self._operation(method, target)
        headers = item.get("headers")
        sample = SampleRequest(
            method=method,
            target=target,
            headers=tuple(headers.items()) if isinstance(headers, dict) else (),
            json=item.get("body"),
            has_json="body" in item,
        )
        bound = bind(operation, sample, self._calls[operation.id])
        request = self._player.request(bound, sample)
        if mismatch := request_difference(sample, request, self._player.base_url):
            raise Mismatch(mismatch)
        return request

    def _operation(self, method: str, target: str) -> Operation:
        operation = self._routes.find(method, target.partition("?")[0].rstrip("/"))
        if operation is None:
            raise Mismatch(
                f"the batch has a request for no documented operation: {method} {target}"
            )
        return operation


def _objects(value: Any, key: str) -> list[dict[str, Any]]:
    """The requests or responses of a batch. Raises `Mismatch` for JSON that has none."""
    items: Any = value.get(key) if isinstance(value, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Mismatch(f"the content of a batch is an object with {key}")
    return items


def _method_and_target(item: Mapping[str, Any]) -> tuple[str, str]:
    """The method and the target of a request in a batch."""
    return str(item.get("method")).upper(), relative_target("/" + str(item.get("url")).lstrip("/"))


def _numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests with the numbers that the runtime gives them for ids."""
    ids = {str(item.get("id")): str(number) for number, item in enumerate(items, 1)}
    numbered: list[dict[str, Any]] = []
    for item in items:
        needed = item.get("dependsOn")
        named = {"dependsOn": [ids.get(str(n), n) for n in needed]} if needed else {}
        numbered.append({**item, "id": ids[str(item.get("id"))], **named})
    return numbered


def _needed(items: list[dict[str, Any]]) -> dict[int, list[int]]:
    """Which requests wait for which, both counted from 0."""
    places = {str(item.get("id")): index for index, item in enumerate(items)}
    return {
        index: [places[str(n)] for n in needed if str(n) in places]
        for index, item in enumerate(items)
        if isinstance(needed := item.get("dependsOn"), list)
    }


def _comparable(item: Mapping[str, Any]) -> dict[str, Any]:
    """A request of a batch with its address and its fields as they are compared: without case and a leading slash."""
    headers = item.get("headers")
    fields = {str(n).lower(): v for n, v in headers.items()} if isinstance(headers, dict) else {}
    fields.pop("content-type", None)
    kept = {key: value for key, value in item.items() if key not in ("headers", "url")}
    return {**kept, "url": unquote(str(item.get("url"))).lstrip("/"), "headers": fields}
