"""Base types and inherited properties."""

from __future__ import annotations

from docgen.spec.hierarchy import Hierarchy, ancestors
from docgen.spec.model import Property, Type
from docgen.spec.types import BOOLEAN, STRING, TypeUse


def a_type(type_name: str, base: str = "", /, **properties: TypeUse) -> Type:
    return Type(
        name=type_name,
        kind="object",
        base=base,
        properties=tuple(Property(name=key, type=use) for key, use in properties.items()),
    )


LAMP = a_type("lamp", "device", state=STRING, name=BOOLEAN)
DEVICE = a_type("device", "thing", name=STRING, id=STRING)
THING = a_type("thing")


def test_ancestors_are_named_nearest_first():
    hierarchy = Hierarchy([LAMP, DEVICE, THING])
    assert hierarchy.ancestors("lamp") == ("device", "thing")
    assert hierarchy.lineage("lamp") == ("lamp", "device", "thing")
    assert hierarchy.lineage("thing") == ("thing",)


def test_inherited_properties_come_first_and_own_ones_replace_them():
    hierarchy = Hierarchy([LAMP, DEVICE, THING])
    assert list(hierarchy.properties("lamp")) == ["name", "id", "state"]
    assert hierarchy.properties("lamp")["name"].type == BOOLEAN
    assert {n: owner for n, (_, owner) in hierarchy.declarations("lamp").items()} == {
        "name": "lamp",
        "id": "device",
        "state": "lamp",
    }


def test_unknown_names_have_nothing():
    hierarchy = Hierarchy([LAMP])
    assert hierarchy.ancestors("lamp") == ()
    assert hierarchy.lineage("x") == ()
    assert hierarchy.properties("x") == {}


def test_a_circle_names_each_type_once():
    hierarchy = Hierarchy(
        [a_type("a", "b", x=STRING), a_type("b", "a", y=STRING), a_type("c", "a")]
    )
    assert hierarchy.ancestors("a") == ("b", "a")
    assert hierarchy.lineage("a") == ("a", "b")
    assert hierarchy.lineage("c") == ("c", "a", "b")
    assert hierarchy.properties("c").keys() == {"x", "y"}
    assert ancestors("a", {"a": "a"}) == ("a",)
