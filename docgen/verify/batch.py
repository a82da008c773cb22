"""Batches, replayed through the tree and the batch of the generated code.

OData 4.01, part 1, section 11.7: a `POST` to `$batch` holds requests, each for an operation of the API, and its answer their answers.
Replays of such samples enter; they leave without a difference when the generated code makes each request and sends them so, and
reads each answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from docgen.python.records import Call
from docgen.records import replace
from docgen.spec.model import Operation, SampleRequest, SampleResponse, Spec
from docgen.syntax.headers import own_headers
from docgen.syntax.json_difference import difference
from docgen.syntax.url_path import fits, relative_target
from docgen.verify.binding import Mismatch, bind
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.replay import Player, Replay, request_difference


def is_batch(message: SampleRequest | SampleResponse | None) -> bool:
    """Whether a message is a request to `$batch`."""
    return isinstance(message, SampleRequest) and message.target.rstrip("/").endswith("/$batch")


def verify_batches(
    spec: Spec,
    package: GeneratedPackage,
    replays: Iterable[tuple[Replay, SampleRequest | None]],
) -> tuple[Replay, ...]:
    """The replays, a response with the request that it answers, each with what is left of its difference."""
    with imported(package.name, package.files) as root:
        sender = _Sender(spec, root, package.calls)
        return tuple(
            replace(replay, difference=sender.left(replay, request)) for replay, request in replays
        )


class _Sender:
    def __init__(self, spec: Spec, root: ModuleType, calls: Mapping[str, Call]) -> None:
        self._spec, self._calls = spec, calls
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
        # What generated code raises for a documented message is a finding, not a traceback.
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        return replay.difference

    def _sent(self, message: SampleRequest) -> str:
        items = _objects(message.json, "requests")
        made = [self._made(item) for item in items]
        headers = dict(own_headers(message.headers))
        base_url = self._player.base_url
        sent = next(self._player.runtime.batch.steps(base_url, made, _needed(items), headers, None))
        if missing := [name for name, value in headers.items() if sent.headers.get(name) != value]:
            return f"the header {missing[0]} is not sent"
        found = [_comparable(item) for item in sent.content["requests"]]
        return difference(found, [_comparable(item) for item in _numbered(items)])

    def _read(self, message: SampleResponse, request: SampleRequest) -> str:
        """Each response, read as one of the operation that its request is for."""
        requests = {str(item.get("id")): item for item in _objects(request.json, "requests")}
        for answer in _objects(message.json, "responses"):
            item = requests.get(str(answer.get("id")))
            if item is None:
                return f"no request of the batch has the id {answer.get('id')}"
            operation = self._operation(*_asked(item))
            headers, body = answer.get("headers"), answer.get("body")
            response = SampleResponse(
                status=int(answer.get("status", 0)),
                headers=tuple(headers.items()) if isinstance(headers, dict) else (),
                json=body,
                has_json=body is not None,
            )
            call = self._calls[operation.id]
            if found := self._player.response_difference(operation, response, call):
                return found
        return ""

    def _made(self, item: Mapping[str, Any]) -> Any:
        """One request of a batch, made by the tree from typed models."""
        method, target = _asked(item)
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
        if told := request_difference(sample, request, self._player.base_url):
            raise Mismatch(told)
        return request

    def _operation(self, method: str, target: str) -> Operation:
        path = target.partition("?")[0].rstrip("/")
        fitting = [o for o in self._spec.operations if o.method == method and fits(o.path, path)]
        if not fitting:
            raise Mismatch(f"the batch holds what is no documented operation: {method} {target}")
        return min(fitting, key=lambda operation: operation.path.count("{"))


def _objects(value: Any, key: str) -> list[dict[str, Any]]:
    """The requests or responses of a batch. Raises `Mismatch` for JSON that has none."""
    found: Any = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Mismatch(f"the content of a batch is an object with {key}")
    return found


def _asked(item: Mapping[str, Any]) -> tuple[str, str]:
    """The method and the target of a request in a batch."""
    return str(item.get("method")).upper(), relative_target("/" + str(item.get("url")).lstrip("/"))


def _numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests with the numbers that the runtime gives them for ids."""
    ids = {str(item.get("id")): str(number) for number, item in enumerate(items, 1)}
    found: list[dict[str, Any]] = []
    for item in items:
        needed = item.get("dependsOn")
        named = {"dependsOn": [ids.get(str(n), n) for n in needed]} if needed else {}
        found.append({**item, "id": ids[str(item.get("id"))], **named})
    return found


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
