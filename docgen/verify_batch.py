"""Batches, replayed through the tree and the batch of the generated code.

OData 4.01, part 1, section 11.7: a `POST` to `$batch` holds requests, each for an operation of the API. Replays of such samples
enter; they leave without a difference when the generated code makes each request and sends them so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from docgen.binding import Mismatch, bind, own_headers
from docgen.in_memory import imported
from docgen.json_difference import difference
from docgen.plan_records import Call
from docgen.spec import Operation, SampleRequest, Spec
from docgen.url_path import fits, relative_target
from docgen.verify import Player, Replay, request_difference


def is_batch(replay: Replay) -> bool:
    """Whether a message is a request to `$batch`."""
    message = replay.message
    return isinstance(message, SampleRequest) and message.target.rstrip("/").endswith("/$batch")


def verify_batches(
    spec: Spec,
    package: str,
    files: Mapping[str, str],
    calls: Mapping[str, Call],
    replays: Iterable[Replay],
) -> tuple[Replay, ...]:
    """The replays, each with what is left of its difference."""
    with imported(package, files) as root:
        sender = _Sender(spec, root, calls)
        return tuple(replace(replay, difference=sender.left(replay)) for replay in replays)


class _Sender:
    def __init__(self, spec: Spec, root: ModuleType, calls: Mapping[str, Call]) -> None:
        self._spec, self._calls = spec, calls
        self._player = Player(spec, root)
        self._batch: Any = import_module(f"{root.__name__}._runtime.batch")

    def left(self, replay: Replay) -> str:
        """ "" when the generated code sends the batch of a message."""
        message = replay.message
        assert isinstance(message, SampleRequest), "a batch is a request"
        items: Any = message.json.get("requests") if isinstance(message.json, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return "the content of a batch is an object with requests"
        try:
            made = [self._made(item) for item in items]
            headers = dict(own_headers(message.headers))
            base_url = self._player.base_url
            sent = next(self._batch.steps(base_url, made, _needed(items), headers, None))
        except Mismatch as error:
            return str(error)
        # What generated code raises for a documented message is a finding, not a traceback.
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            return f"{type(error).__name__}: {error}"
        if missing := [name for name, value in headers.items() if sent.headers.get(name) != value]:
            return f"the header {missing[0]} is not sent"
        found = [_comparable(item) for item in sent.content["requests"]]
        return difference(
            found, [_comparable({**item, "id": str(n)}) for n, item in _numbered(items)]
        )

    def _made(self, item: Mapping[str, Any]) -> Any:
        """One request of a batch, made by the tree from typed models."""
        method, path = str(item.get("method")).upper(), "/" + str(item.get("url")).lstrip("/")
        operation = self._operation(method, relative_target(path))
        headers = item.get("headers")
        sample = SampleRequest(
            method=method,
            target=relative_target(path),
            headers=tuple(headers.items()) if isinstance(headers, dict) else (),
            json=item.get("body"),
            has_json="body" in item,
        )
        bound = bind(operation, sample, self._calls[operation.id])
        request = self._player.request_of(bound, sample)
        if told := request_difference(sample, request, self._player.base_url):
            raise Mismatch(told)
        return request

    def _operation(self, method: str, target: str) -> Operation:
        path = target.partition("?")[0].rstrip("/")
        fitting = [o for o in self._spec.operations if o.method == method and fits(o.path, path)]
        if not fitting:
            raise Mismatch(f"the batch holds what is no documented operation: {method} {target}")
        return min(fitting, key=lambda operation: operation.path.count("{"))


def _numbered(items: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """The requests with the numbers that the runtime gives them for ids, where ids are said too."""
    ids = {str(item.get("id")): str(number) for number, item in enumerate(items, 1)}
    return [(number, {**item, **_renamed(item, ids)}) for number, item in enumerate(items, 1)]


def _renamed(item: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    needed = item.get("dependsOn")
    return {"dependsOn": [ids.get(str(n), n) for n in needed]} if isinstance(needed, list) else {}


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
