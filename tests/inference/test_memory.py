"""Names that are remembered: any lock gives types with names of their own, and a second run changes nothing."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings, strategies as st

from docgen.inference.infer import Inferred, infer_types
from docgen.spec.model import Property, Type
from docgen.spec.remembered import Answered, Remembered
from docgen.spec.types import STRING
from tests.inference.test_infer import LAMP, THREE, operation

OWNER = {"name": "Ada", "age": 36, "address": {"street": "a", "city": "b"}}
OPERATIONS = (
    *THREE,
    operation("GET /lamps", {"lamps": [LAMP | {"owner": OWNER}], "total": 1}),
    operation("POST /lamps/{id}/repair", {"id": 1, "cost": 4, "owner": OWNER | {"since": 1}}),
    operation("GET /desks/{id}", {"width": 1, "owner": {"name": "Bob", "legs": 2}}),
    operation("GET /desks", [{"width": 1, "lamp": LAMP, "parent": {"width": 2}}]),
    operation("GET /users/{id}", OWNER),
)
STATED = Type(name="api.User", kind="object", properties=(Property(name="login", type=STRING),))
NAMES = ("Lamp", "LAMP", "User", "Owner", "LampList", "Address", "Desk", "Nobody")
PLACES = ("Lamp", "User", "Owner", "Desk", "LampList", "RepairOwner"), ("owner", "address", "lamps", "lamp")  # fmt: skip


def inferred(remembered: Remembered) -> Inferred:
    return infer_types((STATED,), (), OPERATIONS, "api", {}, {}, {}, remembered=remembered)


names = st.sampled_from(NAMES)
answers = st.one_of(
    st.builds(Answered, thing=names, path=st.sampled_from(((), ("data",), ("data", "lamps")))),
    st.builds(
        Answered,
        thing=names,
        path=st.sampled_from((("data",), ("lamps",), ("data", "lamps"))),
        around=names,
    ),
)


@pytest.mark.slow
@given(
    answers=st.dictionaries(st.sampled_from([o.id for o in OPERATIONS]), answers),
    parts=st.dictionaries(st.tuples(*map(st.sampled_from, PLACES)), st.sampled_from(NAMES)),
)
@settings(max_examples=200, deadline=None)
def test_any_lock_gives_types_with_names_of_their_own_and_a_second_run_is_as_the_first(
    answers: dict[str, Answered], parts: dict[tuple[str, str], str]
):
    first = inferred(Remembered(answers=answers, parts=parts))
    names = [item.name for item in first.types]
    assert len(names) == len(set(names))
    returned = {n for o in first.operations for r in o.responses for n in r.type.names if r.type}
    held = {n for t in first.types for p in t.properties for n in p.type.names}
    assert {n for n in returned | held if n.startswith("api.")} <= set(names)
    second = inferred(first.names)
    assert (second.types, second.operations) == (first.types, first.operations)


def test_without_a_lock_a_second_run_is_as_the_first():
    first = inferred(Remembered())
    assert inferred(first.names) == first


def seconds(count: int) -> float:
    """The processor's time for a second run over so many types, all of which are remembered."""
    operations = tuple(
        operation(f"GET /k{n}s/{{id}}", {"id": 1, f"a{n}": 2, "owner": {"name": "x", f"b{n}": 1}})
        for n in range(count)
    )
    first = infer_types((), (), operations, "api", {}, {}, {})
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        infer_types((), (), operations, "api", {}, {}, {}, remembered=first.names)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.growth
def test_time_grows_with_the_names_that_are_remembered():
    assert any(seconds(3200) <= 8 * seconds(800) for _ in range(4))
