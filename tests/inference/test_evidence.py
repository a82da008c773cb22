"""A type that samples show is no evidence for the sample that it was made from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from docgen.inference.evidence import Evidence, _common, _conflict, _others, leave_one_out
from docgen.inference.infer import infer_types
from docgen.inference.shapes import merged, shape_of
from docgen.spec.model import Operation, Response, Sample, SampleResponse, content_of
from docgen.spec.types import ANY


def operation(id: str, *contents: Any) -> Operation:
    method, _, path = id.partition(" ")
    samples = (
        Sample(name=f"{n}", response=SampleResponse(status=200, json=content, has_json=True))
        for n, content in enumerate(contents)
    )
    return Operation(
        method=method,
        path=path,
        kind="get",
        page="lamps.md",
        responses=(Response(status=200, content=content_of(ANY)),),
        samples=tuple(samples),
    )


def evidence(*operations: Operation) -> dict[str, Evidence]:
    """By operation and number, what other samples say of each."""
    inferred = infer_types((), (), operations, "api", {}, {}, {}, None)
    found = leave_one_out(inferred.types, inferred.operations)
    return {f"{id} {name}": item for (id, name), item in found.items()}


def test_the_sample_of_a_list_is_evidence_for_that_of_an_item():
    found = evidence(
        operation("GET /lamps", [{"id": 1, "color": "red"}]),
        operation("GET /lamps/{id}", {"id": 2, "color": "green", "watts": 5}),
    )
    assert found["GET /lamps/{id} 0"] == Evidence(keys=3, known=2, difference="")
    assert found["GET /lamps 0"] == Evidence(keys=2, known=2, difference="")


def test_a_sample_alone_is_the_only_evidence():
    found = evidence(operation("GET /lamps/{id}", {"id": 1}), operation("GET /rooms", [{"no": 2}]))
    assert [item.known for item in found.values()] == [0, 0]


def test_a_value_of_another_kind_is_a_difference():
    found = evidence(
        operation("GET /lamps", [{"id": 1, "plug": {"volts": 230}}]),
        operation("GET /lamps/{id}", {"id": 1, "plug": {"volts": "230 V"}}),
    )
    assert (
        found["GET /lamps/{id} 0"].difference == "/plug/volts is string, in other samples integer"
    )


def test_whole_numbers_and_dates_fit_what_is_wider():
    found = evidence(
        operation("GET /lamps", [{"watts": 1.5, "made": "May"}]),
        operation("GET /lamps/{id}", {"watts": 2, "made": "2026-05-01"}),
    )
    assert found["GET /lamps/{id} 0"].difference == ""
    assert "number, in other samples integer" in found["GET /lamps 0"].difference


def test_an_envelope_is_no_evidence_of_what_is_in_it():
    found = evidence(
        operation("GET /lamps/{id}", {"data": {"id": 1, "color": "red"}, "took": 2}),
        operation("GET /rooms/{id}", {"data": {"floor": 1}, "took": 2}),
        operation("GET /plugs/{id}", {"data": {"volts": 1}, "took": 2}),
    )
    assert [item.known for item in found.values()] == [0, 0, 0]


def test_one_message_that_answers_two_requests_is_one_sample():
    lamp = operation("GET /lamps/{id}", {"id": 1})
    twice = (lamp.samples[0], Sample(name="1", response=lamp.samples[0].response))
    found = evidence(
        Operation(**{**{f: getattr(lamp, f) for f in lamp.__struct_fields__}, "samples": twice})
    )
    assert [item.known for item in found.values()] == [0, 0]


VALUES = st.recursive(
    st.sampled_from([None, True, 1, 1.5, "a", "2026-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_the_others_of_a_sample_are_all_but_itself(values: list[Any]):
    shapes = dict(enumerate(map(shape_of, values)))
    others = _others(shapes)
    for at, shape in shapes.items():
        rest = merged(other for key, other in shapes.items() if key != at)
        assert _common(shape, others[at]) == _common(shape, rest)
        assert _conflict(shape, others[at], "") == _conflict(shape, rest, "")
