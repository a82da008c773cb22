"""Payloads of webhooks, read through their classes as responses are.

A `Spec` and the files of its package enter; a `Replay` for each documented payload leaves. One that is a form, which
`from_json` does not read, is not supported.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

from docgen.python.records import Call
from docgen.records import replace
from docgen.spec.model import Operation, Response, Sample, SampleResponse, Spec
from docgen.syntax.http_message import WEBHOOK
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


class _Receiver(Player):
    """Reads payloads by the annotation of their class."""

    _annotation = ""

    def payloads(self, webhook: Operation, annotation: str) -> Iterator[Replay]:
        """The replays of the samples of one webhook."""
        self._annotation = annotation
        operation = received(webhook)
        self._envelope = operation.data_at(None)
        sent = [sample.request for sample in webhook.samples if sample.request]
        for sample, message in zip(operation.samples, sent):
            for replay in self.replay(operation, sample, cast(Call, None)):
                yield replace(replay, kind="payload", message=message)

    def _described(self, call: Call) -> Any:
        return SimpleNamespace(returns=self._annotation, paging=None, envelope=self._envelope)
