"""Samples with values in place of words: "datetime-value", "Boolean", "<later>".

A `Spec` and its `Placeholder`s enter; the `Spec` leaves with the least value of the documented type at each. The
text of the pages stays as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from docgen.diagnostics.position import Span
from docgen.records import replace
from docgen.spec.documented_messages import Placeholder
from docgen.spec.minimal_value import MinimalValues
from docgen.spec.model import Operation, Sample, SampleRequest, SampleResponse, Spec
from docgen.spec.types import TypeUse

_Message = TypeVar("_Message", SampleRequest, SampleResponse)
_ByBody = dict[Span, list[Placeholder]]  # by where the content begins that holds them


def with_values(spec: Spec, placeholders: Iterable[Placeholder]) -> Spec:
    """The spec with a value of the documented type, which a client can read, at each placeholder."""
    by_operation: dict[str, _ByBody] = {}
    for item in placeholders:
        by_body = by_operation.setdefault(item.operation, {})
        by_body.setdefault(item.body_at, []).append(item)
    if not by_operation:
        return spec
    least: Callable[[TypeUse], Any] = MinimalValues(spec).of
    operations = (
        (
            _with_values(operation, by_operation[operation.id], least)
            if operation.id in by_operation
            else operation
        )
        for operation in spec.operations
    )
    return replace(spec, operations=tuple(operations))


def _with_values(
    operation: Operation, by_body: _ByBody, least: Callable[[TypeUse], Any]
) -> Operation:
    def filled(message: _Message | None) -> _Message | None:
        placeholders = by_body.get(message.body.at, ()) if message and message.body else ()
        if message is None or not placeholders:
            return message
        return replace(message, json=_filled(message.json, placeholders, least))

    def sample(item: Sample) -> Sample:
        return replace(item, request=filled(item.request), response=filled(item.response))

    return replace(operation, samples=tuple(map(sample, operation.samples)))


def _filled(
    value: Any, placeholders: Sequence[Placeholder], least: Callable[[TypeUse], Any]
) -> Any:
    whole = {"": deepcopy(value)}
    for item in placeholders:
        holder: Any = whole
        steps: tuple[str | int, ...] = ("", *item.pointer)
        for step in steps[:-1]:
            holder = holder[step]
        holder[steps[-1]] = least(item.type)
    return whole[""]
