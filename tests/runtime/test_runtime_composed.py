"""Attributes that are maps, or of several types."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from packages import files_of, package, runtime_files

TYPES: dict[str, Any] = {
    "labels": {"map": "string"},
    "size": {"union": ["int32", "string"]},
    "notes": {"array": {"map": "any"}},
    "parts": {"map": {"array": "int32"}},
    "rooms": {"map": "api.lamp"},
    "at": {"union": ["date-time", "string"]},
}
LAMP = {
    "name": "api.lamp",
    "kind": "object",
    "properties": [{"name": name, "type": use} for name, use in TYPES.items()],
}
GET = {"path": "/lamp", "responses": [{"status": 200, "content": [{"type": "api.lamp"}]}]}


def test_their_types_are_in_the_annotations():
    text = files_of([GET], types=[LAMP])["models/_lamp.py"]
    shown = [line.strip() for line in text.split("\n") if "field(" in line]
    assert shown == [
        'labels: dict[str, str] | None = field("labels")',
        'size: int | str | None = field("size")',
        'notes: list[dict[str, Any]] | None = field("notes")',
        'parts: dict[str, list[int]] | None = field("parts")',
        'rooms: MutableMapping[str, Lamp] | None = field("rooms")',
        'at: str | None = field("at")',
    ]


def test_their_values_are_checked_and_not_converted():
    wire = {
        **{"labels": {"a": "b"}, "size": "XL", "notes": [{"by": 1}], "parts": {"x": [1, 2]}},
        "at": "noon",
    }
    with package([GET], types=[LAMP]) as root:
        Lamp = import_module(f"{root.__name__}.models").Lamp
        lamp = Lamp.from_dict(wire)
        assert {name: getattr(lamp, name) for name in wire} == wire and lamp.validate() == []
        lamp.labels["c"] = "d"
        lamp.notes[0]["by"] = 2
        assert wire["labels"] == {"a": "b", "c": "d"} and wire["notes"] == [{"by": 2}]
        assert Lamp(size=3, labels={"a": None}).to_dict() == {"size": 3, "labels": {"a": None}}
        for name, wrong, reason in (
            ("labels", ["a"], "an object was expected"),
            ("labels", {"a": 1}, "a string was expected"),
            ("size", True, "a whole number was expected, or a string was expected"),
            ("parts", {"x": 1}, "an array was expected"),
            ("notes", {"by": 1}, "an array was expected"),
        ):
            with pytest.raises(ValueError, match=f"Lamp.{name}: cannot read .*: {reason}"):
                getattr(Lamp.from_dict({name: wrong}), name)


def test_maps_of_models():
    by_room = {
        "path": "/rooms",
        "responses": [{"status": 200, "content": [{"type": TYPES["rooms"]}]}],
    }
    by_name = {
        "path": "/names",
        "responses": [{"status": 200, "content": [{"type": TYPES["labels"]}]}],
    }
    with package([GET, by_room, by_name], types=[LAMP]) as root:
        lamp_type = import_module(f"{root.__name__}.models").Lamp
        wire = {"rooms": {"hall": {"size": 1}, "attic": None}}
        lamp = lamp_type.from_dict(wire)
        rooms = lamp.rooms
        assert rooms["hall"].size == 1 and rooms["attic"] is None and len(rooms) == 2
        assert rooms is lamp.rooms and rooms["hall"] is rooms["hall"] and lamp.changes() == {}
        assert repr(rooms) == repr(wire["rooms"]) and rooms == {
            "hall": rooms["hall"],
            "attic": None,
        }
        rooms["hall"].size = 2
        rooms["cellar"] = lamp_type(size=3)
        del rooms["attic"]
        changed = {"hall": {"size": 2}, "cellar": {"size": 3}}
        assert wire == {"rooms": changed} and lamp.changes() == wire
        assert lamp_type(rooms={"hall": lamp_type(size=1)}).rooms["hall"].size == 1
        faulty = lamp_type.from_dict({"rooms": {"hall": {"size": True}}})
        assert [str(fault).partition(":")[0] for fault in faulty.validate()] == ["Lamp.size"]
        mixed = lamp_type.from_dict({"rooms": {"hall": 7, "attic": None}})
        assert [str(fault).partition(":")[0] for fault in mixed.validate()] == ["ModelMap.hall"]
        with pytest.raises(
            ValueError, match="ModelMap.hall: cannot read 7: an object was expected"
        ):
            print(mixed.rooms["hall"])
        with pytest.raises(ValueError, match="Lamp.rooms: cannot read .*: an object was expected"):
            print(lamp_type.from_dict({"rooms": ["hall"]}).rooms)
        client = root.Client("token")
        request = client.rooms.get.request()
        answer = request.decode(200, {}, b'{"hall": {"size": 1}}')
        assert answer["hall"].size == 1 and request.returns == "MutableMapping[str, models.Lamp]"
        assert client.names.get.request().decode(200, {}, b'{"a": "b"}') == {"a": "b"}


def test_their_file_is_in_a_package_that_has_such_attributes():
    assert "composed.py" in runtime_files([GET], types=[LAMP])
    assert "maps.py" in runtime_files([GET], types=[LAMP])
    plain = {**LAMP, "properties": [{"name": "id", "type": "string"}]}
    assert not {"composed.py", "maps.py"} & {*runtime_files([GET], types=[plain])}


def test_unions_of_models():
    book = {
        "name": "api.book",
        "kind": "object",
        "properties": [{"name": n, "type": "string"} for n in ("title", "isbn")],
    }
    film = {
        "name": "api.film",
        "kind": "object",
        "properties": [{"name": n, "type": "string"} for n in ("title", "reel")],
    }
    item = {
        "name": "api.item",
        "kind": "object",
        "properties": [
            {"name": "work", "type": {"union": ["api.book", "api.film"]}},
            {"name": "works", "type": {"array": {"union": ["api.book", "api.film", "int32"]}}},
        ],
    }
    get = {"path": "/item", "responses": [{"status": 200, "content": [{"type": "api.item"}]}]}
    one = {
        "path": "/one",
        "responses": [{"status": 200, "content": [{"type": item["properties"][0]["type"]}]}],
    }
    text = files_of([get], types=[book, film, item])["models/_item.py"]
    assert 'work: Book | Film | None = field("work")' in text
    assert 'works: list[Book | Film | int] | None = field("works")' in text
    with package([get, one], types=[book, film, item]) as root:
        models = import_module(f"{root.__name__}.models")
        wire = {"work": {"title": "A", "reel": "3"}, "works": [{"isbn": "1"}, 7, {"reel": "2"}]}
        found = models.Item.from_dict(wire)
        assert isinstance(found.work, models.Film) and found.work is found.work
        assert [type(each) for each in found.works] == [models.Book, int, models.Film]
        found.work.reel = "4"
        assert wire["work"]["reel"] == "4" and found.changes() == {"work": wire["work"]}
        assert found.validate() == []
        assert models.Item(work=models.Book(title="B")).to_dict() == {"work": {"title": "B"}}
        assert isinstance(models.Item.from_dict({"work": {"other": 1}}).work, models.Book)
        with pytest.raises(ValueError, match="Item.work: cannot read 'x': an object was expected"):
            models.Item.from_dict({"work": "x"}).work
        with pytest.raises(
            ValueError, match="Item.works.*: an object was expected, or a whole number was expected"
        ):
            models.Item.from_dict({"works": ["x"]}).works
        request = root.Client("t", base_url="https://a.test").one.get.request()
        assert isinstance(request.decode(200, {}, b'{"isbn": "1"}'), models.Book)


def test_a_text_that_comes_as_a_whole_number_is_its_digits():
    uses = {"id": "string", "ids": {"array": "string"}, "made": "date", "on": "string"}
    properties = [{"name": name, "type": use} for name, use in uses.items()]
    wire = {"id": 7, "ids": [7, "8"], "made": 20260506, "on": True}
    with package([GET], types=[{**LAMP, "properties": properties}]) as root:
        lamp = import_module(f"{root.__name__}.models").Lamp.from_dict(wire)
        assert (lamp.id, lamp.ids, lamp.to_dict()) == ("7", ["7", "8"], wire)
        reasons = [str(fault).rpartition(": ")[2] for fault in lamp.validate()]
        assert reasons == ["a string was expected"] * 2
