"""Samples with values where words stand for them: "datetime-value", "Boolean", "<later>".

A `Spec` and the places of such words (DG336) enter; the `Spec` leaves with the least value of the
documented type at each. The text of the pages stays as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import deepcopy
from typing import Any, TypeVar

from docgen.diagnostics.position import Span
from docgen.records import replace
from docgen.spec.minimal_value import MinimalValues
from docgen.spec.model import Body, Operation, Sample, SampleRequest, SampleResponse, Spec
from docgen.spec.sample_values import Content, Walker, contents
from docgen.spec.types import TypeUse
from docgen.syntax.lenient_json import place_of

_Message = TypeVar("_Message", SampleRequest, SampleResponse)


def with_values(spec: Spec, places: Collection[Span]) -> Spec:
    """The spec with a value at each of the places, which are those of words in JSON."""
    lines: dict[str, set[tuple[int, int]]] = {}
    for at in places:
        lines.setdefault(at.path, set()).add((at.line, at.column))
    if not lines:
        return spec
    filler = _Filler(spec, lines)
    return replace(spec, operations=tuple(map(filler.operation, spec.operations)))


class _Filler:
    def __init__(self, spec: Spec, lines: dict[str, set[tuple[int, int]]]) -> None:
        self._walker = Walker(spec.types, spec.enums)
        self._least: Callable[[TypeUse], Any] = MinimalValues(spec).of
        self._lines = lines

    def operation(self, operation: Operation) -> Operation:
        found = {id(c.body): c for c in contents(operation) if c.body and self._has_word(c.body)}
        if not found:
            return operation
        samples = tuple(self._sample(sample, found) for sample in operation.samples)
        return replace(operation, samples=samples)

    def _has_word(self, body: Body) -> bool:
        last = body.at.line + body.text.count("\n")
        words = self._lines.get(body.at.path, ())
        return any(body.at.line <= line <= last for line, _ in words)

    def _sample(self, sample: Sample, found: dict[int, Content]) -> Sample:
        def filled(message: _Message | None) -> _Message | None:
            if message is None or (content := found.get(id(message.body))) is None:
                return message
            return replace(message, json=self._json(message, content))

        return replace(sample, request=filled(sample.request), response=filled(sample.response))

    def _json(self, message: SampleRequest | SampleResponse, content: Content) -> Any:
        assert content.body
        made = {"": deepcopy(message.json)}
        for item in self._walker.walk(content):
            if isinstance(item.value, str) and self._is_word(content.body, item.at):
                holder: Any = made
                steps: tuple[str | int, ...] = ("", *item.at)
                for step in steps[:-1]:
                    holder = holder[step]
                holder[steps[-1]] = self._least(item.type) if item.type else ""
        return made[""]

    def _is_word(self, body: Body, pointer: tuple[str | int, ...]) -> bool:
        offset = place_of(body.text, pointer)
        at = Span(body.at.path, body.at.line).at_offset(body.text, offset)
        return (at.line, at.column) in self._lines[at.path]
