"""Types from samples: which there are, what they are called, and what operations return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from docgen.inference.infer import Inferred, infer_types
from docgen.inference.shapes import merge, shape_of
from docgen.inference.stated_types import with_sampled
from docgen.records import replace
from docgen.spec.model import (
    Operation,
    Property,
    Response,
    Sample,
    SampleResponse,
    Type,
    content_of,
)
from docgen.spec.types import ANY, STRING, array_of, use_of
from docgen.syntax.naming import simple


def operation(id: str, *contents: Any, status: int = 200) -> Operation:
    """An operation, "GET /lamps/{id}", with a sample response for each of some contents."""
    method, _, path = id.partition(" ")
    return Operation(
        method=method,
        path=path,
        kind="get",
        page="lamps.md",
        responses=(Response(status=status, content=content_of(ANY)),),
        samples=tuple(
            Sample(
                name=f"{n}",
                response=SampleResponse(status=status, json=content, has_json=True),
            )
            for n, content in enumerate(contents)
        ),
    )


def inferred(
    *operations: Operation, types: tuple[Type, ...] = (), sections: Mapping[str, str] | None = None
) -> Inferred:
    return infer_types(types, (), operations, "api", sections or {}, {}, {})


def text_of(result: Inferred) -> list[str]:
    """The types and what operations return, each on a line."""
    types = (
        f"{simple(t.name)}: {', '.join(f'{p.name} {p.type}' for p in t.properties)}"
        for t in result.types
    )
    returned = (f"{o.id} -> {o.responses[0].type}" for o in result.operations)
    return [line.replace("api.", "") for line in (*types, *returned)]


LAMP = {"id": 1, "name": "Desk", "color": "red", "is_on": True}


def test_a_thing_is_named_by_its_path_and_has_the_keys_of_all_its_samples():
    result = inferred(
        operation("GET /lamps", [{"id": 1, "name": "Desk"}, {"id": 2, "name": None, "watts": 4.5}]),
        operation("GET /lamps/{id}", LAMP),
        operation("POST /lamps", LAMP, status=201),
    )
    assert text_of(result) == [
        "Lamp: id integer, name string, color string, is_on boolean, watts number",
        "GET /lamps -> array of Lamp",
        "GET /lamps/{id} -> Lamp",
        "POST /lamps -> Lamp",
    ]


def test_what_has_the_same_noun_and_other_keys_is_another_thing():
    result = inferred(
        operation("GET /issues/{id}/links", [{"link_id": 1, "source": "a", "target": "b"}]),
        operation("GET /releases/{tag}/links", [{"name": "x", "url": "http://a", "size": 3}]),
    )
    assert [simple(t.name) for t in result.types] == ["Link", "ReleaseLink"]


def test_an_action_returns_the_thing_that_it_is_called_on():
    result = inferred(
        operation("GET /lamps/{id}", LAMP),
        operation("POST /lamps/{id}/toggle", {"id": 1, "is_on": False}),
        operation("POST /lamps/{id}/measure", {"watts": 4, "volts": 230}),
    )
    assert text_of(result)[-2:] == [
        "POST /lamps/{id}/toggle -> Lamp",
        "POST /lamps/{id}/measure -> Measure",
    ]


def test_a_list_in_an_envelope():
    result = inferred(
        operation("GET /lamps", {"lamps": [LAMP], "total": 1, "next_page": None}),
        operation("GET /lamps/{id}", {"lamp": LAMP}),
    )
    assert text_of(result) == [
        "Lamp: id integer, name string, color string, is_on boolean",
        "LampList: lamps array of Lamp, total integer, next_page any",
        "LampResponse: lamp Lamp",
        "GET /lamps -> LampList",
        "GET /lamps/{id} -> LampResponse",
    ]


THREE = (
    operation("GET /lamps/{id}", {"request": "a", "data": LAMP}),
    operation("GET /rooms/{id}", {"request": "b", "data": {"floor": 1, "doors": 2}}),
    operation("GET /keys/{id}", {"request": "c", "data": {"pem": "x"}}),
)


def test_a_key_that_holds_many_things_is_an_envelope():
    result = inferred(
        *THREE,
        operation("GET /usage", {"hours": 1, "watts": 2}),
        operation("GET /names", {"data": ["a"]}),
        operation("DELETE /lamps/{id}", "ok"),
    )
    assert [simple(t.name) for t in result.types] == ["Key", "Lamp", "Room", "Usage"]
    assert text_of(result)[4:] == [
        "GET /lamps/{id} -> Lamp",
        "GET /rooms/{id} -> Room",
        "GET /keys/{id} -> Key",
        "GET /usage -> Usage",
        "GET /names -> array of string",
        "DELETE /lamps/{id} -> string",
    ]
    assert result.envelope and result.envelope.data == "/data"
    others = [o.envelope.data for o in result.operations if o.envelope]
    assert others == ["", ""], "the usage and the string have none"


def test_an_envelope_is_around_what_is_of_a_stated_type():
    lamp = Type(
        name="api.lamp",
        kind="object",
        properties=(Property(name="id", type=STRING), Property(name="name", type=STRING)),
    )
    first, *others = THREE
    response = replace(first.responses[0], content=content_of(use_of("api.lamp")))
    result = inferred(replace(first, responses=(response,)), *others, types=(lamp,))
    assert result.envelope and result.envelope.data == "/data"
    assert all(o.envelope is None for o in result.operations)


def test_operations_of_a_section_answer_alike():
    result = inferred(
        operation("GET /lamps/{id}", LAMP),
        operation("GET /rooms/{id}/lamps/{lamp}"),
        operation("GET /rooms/{id}/keys"),
        sections={"GET /lamps/{id}": "a", "GET /rooms/{id}/lamps/{lamp}": "a"},
    )
    assert text_of(result)[1:] == [
        "GET /lamps/{id} -> Lamp",
        "GET /rooms/{id}/lamps/{lamp} -> Lamp",
        "GET /rooms/{id}/keys -> any",
    ]


def test_objects_inside_are_named_by_their_key_and_shared_where_they_are_alike():
    owner = {"id": 7, "email": "a@b.example"}
    result = inferred(
        operation("GET /lamps/{id}", {"id": 1, "name": "x", "owner": owner, "tags": ["a"]}),
        operation("GET /rooms/{id}", {"floor": 1, "doors": 2, "owner": owner, "lamps": [LAMP]}),
    )
    assert text_of(result)[:4] == [
        "Lamp: id integer, name string, owner Owner, tags array of string",
        "Owner: id integer, email string",
        "Room: floor integer, doors integer, owner Owner, lamps array of RoomLamp",
        "RoomLamp: id integer, name string, color string, is_on boolean",
    ]


def test_an_object_with_the_keys_of_a_thing_of_its_name_is_that_thing():
    result = inferred(
        operation("GET /lamps/{id}", LAMP),
        operation("GET /rooms/{id}", {"floor": 1, "doors": 2, "lamps": [LAMP]}),
    )
    assert text_of(result)[1] == "Room: floor integer, doors integer, lamps array of Lamp"


def test_keys_that_are_values_make_no_properties():
    result = inferred(
        operation("GET /usage", {"2026-01-01": {"watts": 1}, "2026-01-02": {"watts": 2}}),
        operation("GET /homes/{id}", {"name": "x", "rooms": {"a": LAMP, "b": LAMP}}),
    )
    assert text_of(result) == [
        "Home: name string, rooms map of Room",
        "Room: id integer, name string, color string, is_on boolean",
        "GET /usage -> map of any",
        "GET /homes/{id} -> Home",
    ]


def test_dates_are_dates_only_where_all_samples_agree():
    result = inferred(
        operation(
            "GET /a/{id}", {"at": "2026-01-01T10:00:00Z", "on": "2026-01-01", "by": "2026-01-01"}
        ),
        operation("PUT /a/{id}", {"at": "2026-01-01T10:00:00Z", "on": "2026-01-02", "by": "noon"}),
    )
    assert text_of(result)[0] == "A: at date-time, on date, by string"


def test_a_stated_type_of_that_name_with_these_keys_is_meant():
    lamp = Type(
        name="api.lamp",
        kind="object",
        properties=(Property(name="id", type=STRING), Property(name="name", type=STRING)),
    )
    result = inferred(operation("GET /lamps/{id}", {"id": "1", "name": "x"}), types=(lamp,))
    assert text_of(result) == ["lamp: id string, name string", "GET /lamps/{id} -> lamp"]


def test_names_do_not_depend_on_the_order_of_operations():
    operations = (
        operation("GET /lamps", [LAMP]),
        operation("GET /rooms/{id}/lamps/{lamp}", {"x": 1, "y": 2, "z": 3}),
        operation("GET /rooms", [{"lamps": [LAMP], "id": 1}]),
    )
    forwards, backwards = inferred(*operations), inferred(*reversed(operations))
    assert forwards.types == backwards.types


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "lamp", "2026-01-01", "..."]), inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.slow
@given(JSON, JSON, JSON)
def test_shapes_merge_in_any_grouping(a: Any, b: Any, c: Any):
    x, y, z = shape_of(a), shape_of(b), shape_of(c)
    assert merge(merge(x, y), z) == merge(x, merge(y, z))


PATHS = st.sampled_from(
    ["/lamps", "/lamps/{id}", "/rooms/{id}/lamps", "/lamps/{id}/toggle", "/", "/all"]
)


@pytest.mark.slow
@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(["GET", "POST", "DELETE"]), PATHS, JSON), max_size=6))
def test_any_samples_give_types_that_are_all_there(calls: list[tuple[str, str, Any]]):
    operations = {f"{m} {p}": operation(f"{m} {p}", content) for m, p, content in calls}
    result = inferred(*operations.values())
    names = {t.name for t in result.types}
    assert len(names) == len(result.types) == len({name.lower() for name in names})
    used = [p.type.item for t in result.types for p in t.properties]
    used += [r.type.item for o in result.operations for r in o.responses if r.type]
    assert {use.name for use in used if use.kind == "named"} <= names


ROOM = {"id": 2, "floor": 1, "owner": {"id": 7, "email": "a@b.example"}}
SHOP = (
    operation("GET /lamps", [LAMP], [{"id": 2, "name": None, "watts": 4.5}]),
    operation("GET /lamps/{id}", LAMP, {**LAMP, "room": ROOM}),
    operation("POST /lamps", LAMP, status=201),
    operation("POST /lamps/{id}/toggle", {"id": 1, "is_on": False}),
    operation("GET /rooms", [ROOM]),
    operation("GET /rooms/{id}", ROOM, {**ROOM, "name": "Study"}),
    operation("GET /rooms/{id}/lamps", [LAMP]),
    operation("GET /issues/{id}/links", [{"link_id": 1, "source": "a", "target": "b"}]),
    operation("GET /releases/{tag}/links", [{"name": "x", "url": "http://a", "size": 3}]),
)


@given(st.sampled_from(SHOP), st.integers(0, 1))
@settings(max_examples=200)
def test_a_sample_less_changes_only_what_its_own_operation_returns(less: Operation, number: int):
    samples = tuple(sample for n, sample in enumerate(less.samples) if n != number)
    cut = tuple(replace(o, samples=samples) if o is less else o for o in SHOP)
    before = {o.id: str(o.returned) for o in inferred(*SHOP).operations if o.id != less.id}
    after = {o.id: str(o.returned) for o in inferred(*cut).operations if o.id != less.id}
    assert after == before


def _returned(result: Inferred) -> dict[str, str]:
    return {o.id: str(o.returned).replace("api.", "") for o in result.operations}


DISCUSSION = {"id": 1, "notes": [{"text": "a"}], "is_single": True}


@pytest.mark.parametrize(
    "first, others",
    [
        # The place that holds the plain name, which others have in common.
        (
            operation("GET /epics/{id}/discussions/{key}", DISCUSSION),
            (
                operation("GET /issues/{id}/discussions", [DISCUSSION]),
                operation("GET /merges/{id}/discussions", [DISCUSSION]),
            ),
        ),
        # What an action makes is what its place lists.
        (
            operation("GET /merges/{id}/blocks", [{"id": 1, "title": "a", "state": "b"}]),
            (
                operation("GET /merges/{id}", {"id": 1, "title": "a", "state": "b"}),
                operation("POST /merges/{id}/blocks", {"id": 1, "title": "a", "state": "b"}),
            ),
        ),
        # A name with its owner needs no other.
        (
            operation("GET /groups/{id}/groups/shared", [{"id": 1, "path": "a", "size": 3}]),
            (operation("GET /groups/{id}/projects/shared", [{"color": "a", "lamp": 2}]),),
        ),
    ],
)
def test_a_sample_that_is_taken_away_renames_nothing(
    first: Operation, others: tuple[Operation, ...]
):
    before = _returned(inferred(first, *others))
    after = _returned(inferred(replace(first, samples=()), *others))
    assert {o.id: after[o.id] for o in others} == {o.id: before[o.id] for o in others}


def test_an_extension_is_no_noun():
    result = inferred(operation("GET /lamps/{id}.json", LAMP))
    assert [simple(t.name) for t in result.types] == ["Lamp"]


def test_what_a_page_states_of_a_property_is_kept_beside_samples():
    known = Property(name="count", type=array_of(STRING), values=("a", "b"))
    open_one = Property(name="more", type=ANY)
    stated = Type(name="api.item", kind="object", properties=(known, open_one))
    shown = replace(stated, properties=(Property(name="count", type=ANY), replace(open_one, type=STRING)))  # fmt: skip
    assert [p.type for p in with_sampled(stated, shown).properties] == [known.type, STRING]
    assert with_sampled(stated, shown).properties[0].values == known.values
