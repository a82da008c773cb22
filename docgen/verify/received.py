"""Payloads of webhooks and examples of types, read through their classes as responses are.

A `Spec` and the files of its package enter; a `Replay` for each documented payload or object leaves. A payload that is a
form, which `from_json` does not read, is not supported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from docgen.python.records import Call
from docgen.records import replace
from docgen.spec.documented_messages import ObjectSample
from docgen.spec.model import Operation, Response, Sample, SampleResponse, Spec
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.naming import simple
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.replay import Player, Replay

_RECEIVED = 200  # what is sent is read as a success is


def received(webhook: Operation) -> Operation:
    """A webhook as an operation whose responses are what the service sends."""
    content = webhook.request_body.content if webhook.request_body else ()
    samples = (
        Sample(
            name=sample.name,
            response=SampleResponse(
                status=_RECEIVED,
                headers=sent.headers,
                json=sent.json,
                text=sent.text,
                has_json=sent.has_json,
                body=sent.body,
                at=sent.at,
            ),
        )
        for sample in webhook.samples
        if (sent := sample.request)
    )
    return replace(
        webhook,
        method=WEBHOOK,
        path=f"/{webhook.path}",
        request_body=None,
        responses=(Response(status=_RECEIVED, content=content),),
        samples=tuple(samples),
    )


def verify_webhooks(spec: Spec, package: GeneratedPackage) -> tuple[Replay, ...]:
    """Every documented payload of the spec, in its order."""
    if not spec.webhooks:
        return ()
    with imported(package.name, package.files) as root:
        receiver = _Receiver.of(spec, root)
        return tuple(
            replay
            for webhook in spec.webhooks
            for replay in receiver.payloads(webhook, package.payloads.get(webhook.path, "Any"))
        )


def verify_objects(
    spec: Spec, package: GeneratedPackage, objects: Iterable[ObjectSample]
) -> tuple[Replay, ...]:
    """Every object that is shown as an example of a type of the package, in their order."""
    known = [item for item in objects if item.type in package.models]
    if not known:
        return ()
    with imported(package.name, package.files) as root:
        receiver = _Receiver.of(spec, root)
        return tuple(
            replay for item in known for replay in receiver.example(item, package.models[item.type])
        )


class _Receiver(Player):
    """Reads payloads and objects by the annotation of their class."""

    _annotation, _envelope = "", ""

    def payloads(self, webhook: Operation, annotation: str) -> Iterator[Replay]:
        """The replays of the samples of one webhook."""
        self._annotation = annotation
        operation = received(webhook)
        self._envelope = operation.data_at(None)
        sent = [sample.request for sample in webhook.samples if sample.request]
        for sample, message in zip(operation.samples, sent):
            for replay in self.replay(operation, sample, cast(Call, None)):
                yield replace(replay, kind="payload", message=message)

    def example(self, shown: ObjectSample, annotation: str) -> Iterator[Replay]:
        """The replay of one object."""
        self._annotation, self._envelope = annotation, ""
        message = SampleResponse(
            status=_RECEIVED, json=shown.json, has_json=True, body=shown.body, at=shown.body.at
        )
        sample = Sample(name=simple(shown.type), response=message)
        operation = Operation(method="GET", path="/", kind="get")
        for replay in self.replay(operation, sample, cast(Call, None)):
            yield replace(replay, operation=shown.type, kind="object")

    def _described(self, call: Call) -> Any:
        return SimpleNamespace(returns=self._annotation, paging=None, envelope=self._envelope)
