"""Models and enumerations of a generated SDK: what a user can do with them without a client."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from external_connectors import models
from external_connectors._runtime import codec
from external_connectors._runtime.arrays import ValueList
from external_connectors._runtime.durations import read_duration, wire_form
from external_connectors._runtime.enum import FlagsEnum, OpenEnum
from external_connectors._runtime.model import ConversionError
from external_connectors._runtime.odata_model import Model, OpenModel, field
from external_connectors.models import (
    Acl,
    AclType,
    Configuration,
    ConnectionOperation,
    ExternalConnection,
    ExternalGroup,
    ExternalGroupMember,
    ExternalItem,
    Label,
    Properties,
    Property,
    PropertyType,
    Schema,
)
from external_connectors.models.graph import Entity
from hypothesis import given, settings, strategies as st

GENERATED = Path(__file__).parents[2] / "generated"


class Everything(Model):
    """One attribute of each kind of value."""

    text: str | None = field("text")
    is_on: bool | None = field("isOn")
    number: int | None = field("number")
    ratio: float | None = field("ratio")
    at: datetime | None = field("at")
    day: date | None = field("day")
    clock: time | None = field("clock")
    span: timedelta | None = field("span")
    data: bytes | None = field("data")
    key: UUID | None = field("key")
    anything: Any | None = field("anything")
    moments: list[datetime] | None = field("moments")
    from_: str | None = field("from")
    class_: str | None = field("class")


class Abilities(FlagsEnum):
    READ = "read"
    WRITE = "write"
    READ_ALL = "readAll"


class Odd(OpenEnum):
    EMPTY = ""
    ZERO = "0"
    FALSE = "false"
    SPACE = "a b"
    MRO = "mro"


def a_connection() -> ExternalConnection:
    return ExternalConnection.from_dict(
        {
            "id": "parts",
            "name": "Parts",
            "configuration": {"authorizedAppIds": ["a", "b"]},
            "groups": [
                {"id": "g1", "members": [{"id": "m1"}]},
                {"id": "g2", "displayName": "Two"},
            ],
            "customKey": [1, {"x": None}],
        }
    )


def in_new_process(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=GENERATED, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


# Decoding and encoding

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)  # JSON has no other
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["id", "acl", "content", "properties", "name", "type", "value", "labels", "@odata.type", "ä"]
)
OBJECTS = st.dictionaries(
    KEYS | st.text(),
    JSON | st.lists(st.dictionaries(KEYS, JSON, max_size=3), max_size=2),
    max_size=5,
)
CLASSES = st.sampled_from([ExternalItem, Property, Schema, Properties, Configuration, Acl])


@pytest.mark.slow
@settings(max_examples=80)
@given(CLASSES, OBJECTS)
def test_decoding_then_encoding_is_the_identity(cls: type[Model], data: dict[str, Any]):
    text = json.dumps(data)
    model = cls.from_json(text)
    for name in cls._fields():  # what is read changes nothing either
        try:
            getattr(model, name)
        except ConversionError:
            pass
    model.validate()
    assert json.dumps(json.loads(model.to_json())) == text
    assert json.dumps(cls.from_json(text.encode()).to_dict()) == text
    assert model.changes() == {}


@settings(max_examples=50)
@given(OBJECTS)
def test_copies_and_pickles_are_equal_and_share_nothing(data: dict[str, Any]):
    model = ExternalItem.from_dict(data)
    text = model.to_json()
    for made in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert made == model and type(made) is type(model)
        made.to_dict().clear()
        made.id = "changed"
        assert model.to_json() == text


def test_what_the_service_sent_is_kept_to_the_last_digit():
    text = '{"at": "2024-01-01T10:00:00.1234567Z", "moments": ["2024-01-01T10:00:00.7654321Z"]}'
    model = Everything.from_json(text)
    assert model.at == datetime(2024, 1, 1, 10, 0, 0, 123456, timezone.utc)
    assert model.moments
    model.moments.append(datetime(2025, 1, 1, tzinfo=timezone.utc))
    assert model["moments"] == ["2024-01-01T10:00:00.7654321Z", "2025-01-01T00:00:00Z"]


def test_a_text_that_was_cut_in_a_surrogate_pair_survives():
    assert json.loads(Everything.from_json(r'{"text": "\ud83d"}').to_json()) == {"text": "\ud83d"}


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text(),
    "is_on": st.booleans(),
    "number": st.integers(-(2**63), 2**63 - 1),
    "ratio": st.floats(allow_nan=False),
    "at": st.datetimes(timezones=OFFSETS),
    "day": st.dates(),
    "clock": st.times(),
    "span": st.timedeltas(),
    "data": st.binary(),
    "key": st.uuids(),
    "moments": st.lists(st.datetimes(timezones=OFFSETS), max_size=3),
    "from_": st.text(),
    "class_": st.text(),
}


@pytest.mark.slow
@settings(max_examples=100)
@given(st.fixed_dictionaries({}, optional=KINDS))
def test_every_kind_of_value_comes_back_from_json(values: dict[str, Any]):
    made = Everything(**values)
    read = Everything.from_json(made.to_json())
    assert read == made
    assert {name: getattr(read, name) for name in values} == values
    assert read.validate() == []


@pytest.mark.parametrize(
    ("name", "wire", "value"),
    [
        ("number", "9007199254740993", 9007199254740993),  # Int64 as text, IEEE754Compatible
        ("ratio", "INF", float("inf")),
        ("ratio", "-INF", float("-inf")),
        ("ratio", 3, 3.0),
        ("at", "2024-01-01T10:00:00", datetime(2024, 1, 1, 10, tzinfo=timezone.utc)),
        ("at", "2024-01-01T10:00:00.5+02:00", datetime.fromisoformat("2024-01-01T08:00:00.5Z")),
        ("at", "0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=timezone.utc)),
        ("day", "2024-01-31T23:30:00.25+02:00", date(2024, 1, 31)),
        ("clock", "08:30:00.0000000", time(8, 30)),
        ("span", "-P1DT2H3M4.5S", -timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("span", "PT0S", timedelta(0)),
        ("data", "-_8", b"\xfb\xff"),  # base64url without padding
        ("data", "+/8=", b"\xfb\xff"),
    ],
)
def test_other_spellings_are_read(name: str, wire: Any, value: Any):
    model = Everything.from_dict({name: wire})
    assert getattr(model, name) == value
    assert model.to_dict() == {name: wire}


def test_nan_is_read_and_written():
    assert str(Everything.from_dict({"ratio": "NaN"}).ratio) == "nan"
    assert Everything(ratio=float("nan")).to_dict() == {"ratio": "NaN"}
    assert Everything(ratio=float("-inf")).to_dict() == {"ratio": "-INF"}


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("text", 1.5),
        ("is_on", "true"),
        ("number", 1.5),
        ("number", True),
        ("number", "1_000"),
        ("ratio", "much"),
        ("at", "yesterday"),
        ("day", "2024-13-01"),
        ("day", "2024-01-01Tnoon"),
        ("clock", "25:00"),
        ("span", "P"),
        ("span", "PT"),
        ("span", "P1Y"),
        ("span", "P99999999999D"),
        ("data", "a?b!"),
        ("data", "a"),
        ("key", "no-uuid"),
        ("moments", "2024-01-01T10:00:00Z"),
        ("moments", {"a": 1}),
    ],
)
def test_a_wrong_value_raises_when_it_is_read(name: str, wire: Any):
    key = Everything._fields()[name].wire_name
    model = Everything.from_dict({key: wire})
    with pytest.raises(ConversionError) as caught:
        getattr(model, name)
    assert f"Everything.{name}: cannot read {wire!r}" in str(caught.value)
    assert [str(fault) for fault in model.validate()] == [str(caught.value)]
    assert model.to_dict() == {key: wire}


@pytest.mark.parametrize("value", [datetime(2024, 1, 1), {1, 2}, object(), [datetime(2024, 1, 1)]])
def test_a_value_without_a_json_form_is_refused_when_it_is_set(value: Any):
    model = Everything(text="kept")
    with pytest.raises((ValueError, TypeError)):
        model.anything = value
    assert model.to_dict() == {"text": "kept"}


def test_validate_lists_every_fault():
    item = ExternalItem.from_dict(
        {
            "id": 7.5,
            "acl": [{"type": "user"}, {"type": 1, "value": 2.5}, "no object", None],
            "content": {"value": ["x"]},
            "properties": [],
        }
    )
    assert [str(fault).partition(":")[0] for fault in item.validate()] == [
        "ExternalItem.id",
        "ExternalItem.acl[2]",
        "ExternalItem.properties",
        "Acl.type",
        "Acl.value",
        "ExternalItemContent.value",
    ]


def test_a_conversion_error_is_short_and_can_be_pickled():
    with pytest.raises(ConversionError) as caught:
        Everything.from_dict({"isOn": "x" * 10_000}).is_on
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value) and len(str(again)) < 300


@pytest.mark.parametrize("text", ["[]", "1", "null", '"x"'])
def test_only_an_object_is_a_model(text: str):
    with pytest.raises(ValueError, match="an object was expected"):
        ExternalItem.from_json(text)


@settings(max_examples=100)
@given(st.timedeltas())
def test_durations_are_written_as_they_are_read(value: timedelta):
    assert read_duration(wire_form(value)) == value


# Setting


def test_null_and_missing_read_as_none_and_stay_apart():
    sent = ExternalConnection.from_dict({"name": None})
    assert sent.name is None and sent.description is None
    assert "name" in sent and "description" not in sent

    made = ExternalConnection(id="parts", name=None)
    assert made.to_json() == '{"id":"parts","name":null}'
    del made.name
    assert made.to_dict() == made.changes() == {"id": "parts"}
    del made.description  # not there, and not there afterwards


def test_a_model_states_its_type_where_it_is_told_to():
    item = ExternalItem(odata_type="#microsoft.graph.externalConnectors.externalItem", id="1")
    assert item.to_dict() == {"@odata.type": f"#{ExternalItem.wire_name}", "id": "1"}
    assert item.odata_type == item["@odata.type"] and ExternalItem(id="1").odata_type is None


def test_changes_are_what_was_set():
    connection = a_connection()
    assert connection.changes() == {}
    connection.name = None
    connection["customKey"] = 1
    assert connection.changes() == {"name": None, "customKey": 1}
    assert ExternalConnection(name="New").changes() == {"name": "New"}


def test_changes_see_nested_models():
    connection = a_connection()
    assert connection.groups and connection.groups[0].members
    connection.groups[0].members[0].id = "m2"
    assert connection.groups[0].changes() == {"members": [{"id": "m2"}]}
    assert list(connection.changes()) == ["groups"]
    assert connection.to_dict()["groups"][0]["members"] == [{"id": "m2"}]


def do_slice(values: list[Any]) -> None:
    values[0:1] = ["x", "y"]


def do_step(values: list[Any]) -> None:
    values[::2] = ["x", "y"]


def do_delete(values: list[Any]) -> None:
    del values[1:]


def do_add(values: list[Any]) -> None:
    values += ["x"]


def do_times(values: list[Any]) -> None:
    values *= 2


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values.append("x"),
        lambda values: values.extend(iter(["x", "y"])),
        lambda values: values.insert(-1, "x"),
        lambda values: values.pop(),
        lambda values: values.pop(0),
        lambda values: values.remove("a"),
        lambda values: values.clear(),
        lambda values: values.reverse(),
        lambda values: values.sort(),
        lambda values: values.sort(key=lambda text: -ord(text), reverse=True),
        lambda values: values.__setitem__(-1, "x"),
        do_slice,
        do_step,
        do_delete,
        do_add,
        do_times,
    ],
)
def test_a_list_is_written_through(change: Any):
    plain = ["c", "a", "b"]
    configuration = Configuration.from_dict({"authorizedAppIds": list(plain)})
    read: Any = configuration.authorized_app_ids
    change(plain)
    change(read)
    assert read == plain == configuration.authorized_app_ids
    assert configuration.to_dict() == configuration.changes() == {"authorizedAppIds": plain}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda values: values.append(datetime(2024, 1, 1)), ValueError),  # no time zone
        (lambda values: values.pop(5), IndexError),
        (lambda values: values.remove("z"), ValueError),
        (lambda values: values.__setitem__(slice(None, None, 2), [1]), ValueError),
    ],
)
def test_a_list_change_that_fails_changes_nothing(change: Any, error: type[Exception]):
    configuration = Configuration.from_dict({"authorizedAppIds": ["a", "b", "c"]})
    read = configuration.authorized_app_ids
    with pytest.raises(error):
        change(read)
    assert read == configuration["authorizedAppIds"] == ["a", "b", "c"]
    assert configuration.changes() == {}


def test_items_added_to_a_list_stay_connected():
    connection = a_connection()
    group = ExternalGroup(id="g3")
    assert connection.groups
    connection.groups.append(group)
    connection.groups.sort(key=lambda each: each.id or "", reverse=True)
    group.display_name = "Three"
    assert connection["groups"][0] == {"id": "g3", "displayName": "Three"}

    schema = Schema(properties=[Property(name="title")])
    assert schema.properties
    schema.properties[0].labels = [Label.TITLE]
    schema.properties[0].labels.append(Label.URL)
    assert schema.to_dict() == {"properties": [{"name": "title", "labels": ["title", "url"]}]}


def test_a_list_of_models_that_is_set_holds_these_models():
    members = [ExternalGroupMember(id="m1")]
    group = ExternalGroup(members=members)
    assert group.members is not None and group.members[0] is members[0]
    members[0].id = "m2"
    assert group.to_dict() == {"members": [{"id": "m2"}]}


def test_a_model_assigned_from_one_object_to_another_is_one_model():
    first, second = a_connection(), ExternalConnection(id="other")
    second.configuration, second.groups = first.configuration, first.groups
    assert second.configuration is first.configuration and second.groups is first.groups
    assert second.groups and second.configuration and second.configuration.authorized_app_ids
    second.groups.pop(0)
    second.configuration.authorized_app_ids.append("c")
    for connection in (first, second):
        assert connection.groups == second.groups
        assert connection["groups"] == [{"id": "g2", "displayName": "Two"}]
        assert connection["configuration"] == {"authorizedAppIds": ["a", "b", "c"]}
        assert set(connection.changes()) >= {"groups", "configuration"}


def test_a_list_that_was_replaced_is_no_longer_connected():
    configuration = Configuration(authorized_app_ids=["a"])
    old = configuration.authorized_app_ids
    configuration.authorized_app_ids = ["b"]
    assert old is not None
    old.append("c")
    assert configuration.to_dict() == {"authorizedAppIds": ["b"]}


def test_setting_values_reads_them_back_typed():
    made = Property(labels=["title", "ours"], type="string")  # type: ignore
    assert made.labels and made.labels[0] is Label.TITLE and not made.labels[1].is_known
    assert made.type is PropertyType.STRING


def test_misspelt_attributes_are_found():
    with pytest.raises(TypeError, match="Acl has no attribute 'acess_type'"):
        Acl(acess_type=None)  # type: ignore
    with pytest.raises(TypeError):
        Acl("user")  # type: ignore
    with pytest.raises(AttributeError, match="'displayName'"):
        ExternalGroup().displayName = "lost"  # type: ignore


def test_names_that_python_reserves_have_an_underscore():
    model = Everything(from_="here", class_="first")
    assert model.to_dict() == {"from": "here", "class": "first"}
    assert (model.from_, model.class_) == ("here", "first")


def test_keys_that_no_attribute_covers():
    properties = Properties.from_dict({"title": "x", "tags@odata.type": "Collection(String)"})
    properties["tags"] = ["a", UUID(int=0)]
    assert properties.additional() == {
        "title": "x",
        "tags": ["a", "00000000-0000-0000-0000-000000000000"],
    }
    assert isinstance(properties, OpenModel) and list(properties)[0] == "title"
    del properties["title"]
    assert "title" not in properties and len(properties) == 2


# Comparing, printing, copying


def test_equal_is_same_class_and_same_json():
    assert a_connection() == a_connection()
    assert a_connection() != ExternalConnection()
    assert Entity(id="x") != ExternalGroup(id="x")
    assert ExternalGroup() != {}
    assert bool(ExternalGroup())


def test_models_are_not_hashable():
    with pytest.raises(TypeError, match="unhashable"):
        hash(Acl())


def test_repr_is_short():
    assert repr(Acl(type=AclType.USER, value="x")) == "Acl(type='user', value='x')"
    long = ExternalItem.from_dict({f"key{i}": "x" * 1000 for i in range(50)})
    assert len(repr(long)) < 250 and repr(long).endswith("…, …)")


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
@pytest.mark.parametrize("is_read", [True, False])
def test_a_copy_is_independent_at_every_depth(copied: Any, is_read: bool):
    connection = a_connection()
    if is_read:
        assert connection.groups and connection.groups[0].members
    made = copied(connection)
    made.groups[0].members.append(ExternalGroupMember(id="m9"))
    made.groups[1].display_name = "Changed"
    made.configuration.authorized_app_ids.clear()
    made["customKey"].append(2)
    assert connection == a_connection() and connection.changes() == {}
    assert connection.groups == a_connection().groups
    assert set(made.changes()) == {"groups", "configuration"}
    assert made["groups"][0]["members"] == [{"id": "m1"}, {"id": "m9"}]


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
def test_a_copy_knows_what_was_changed(copied: Any):
    connection = a_connection()
    assert connection.groups and connection.configuration
    connection.groups[0].display_name = "One"
    connection.configuration.authorized_app_ids = []
    made = copied(connection)
    assert made.changes() == connection.changes()
    assert made.groups[0].changes() == {"displayName": "One"}


def test_copies_of_a_list_are_plain_or_independent():
    connection = a_connection()
    assert connection.groups is not None
    assert type(copy.copy(connection.groups)) is type(connection.groups[:]) is list
    for made in (copy.deepcopy(connection.groups), pickle.loads(pickle.dumps(connection.groups))):
        assert made == connection.groups and isinstance(made, ValueList)
        made[0].id = "changed"
        made.pop()
    assert connection == a_connection()


def test_match_statements():
    def kind(value: object) -> str:
        match value:
            case Acl(type=AclType.EVERYONE):
                return "all"
            case Acl(type=AclType.USER, value=str(name)):
                return name
            case ConnectionOperation(error=models.graph.PublicError(code="busy")):
                return "busy"
            case Entity(id=None):
                return "unnamed"
            case Model():
                return "other"
            case _:
                return "nothing"

    assert kind(Acl(type=AclType.EVERYONE)) == "all"
    assert kind(Acl(type=AclType.USER, value="ann")) == "ann"
    assert kind(Acl(type=AclType.USER)) == "other"
    assert kind(ConnectionOperation.from_dict({"error": {"code": "busy"}})) == "busy"
    assert kind(ExternalItem()) == "unnamed"
    assert kind({}) == "nothing"


# Enumerations


def test_an_unknown_value_is_a_member_that_remembers_its_text():
    acl = Acl.from_dict({"type": "robot"})
    assert acl.type is not None and isinstance(acl.type, AclType)
    assert (acl.type, acl.type.value, str(acl.type)) == ("robot", "robot", "robot")
    assert not acl.type.is_known and AclType.USER.is_known
    assert acl.type == AclType("robot") != AclType.USER
    assert hash(acl.type) == hash("robot")
    assert Acl(type=acl.type).to_json() == '{"type":"robot"}'
    assert AclType("robot") not in list(AclType)


@pytest.mark.parametrize(
    "member", [AclType.USER, AclType("robot"), Odd.EMPTY, Odd(" "), Abilities("read,x")]
)
def test_members_can_be_pickled_and_copied(member: OpenEnum):
    for made in (pickle.loads(pickle.dumps(member)), copy.copy(member), copy.deepcopy(member)):
        assert made == member and type(made) is type(member)
        assert made.is_known == member.is_known
        assert not member.is_known or isinstance(member, Abilities) or made is member


@pytest.mark.parametrize("value", ["", "0", "false", "a b", "mro"])
def test_falsy_and_odd_members_are_known(value: str):
    assert Odd(value).is_known and Odd(value) == value and Odd(value) in list(Odd)


@settings(max_examples=50)
@given(st.text())
def test_any_text_is_a_member(text: str):
    assert AclType(text) == text and AclType(text).value == text
    assert Acl(type=AclType(text)).type == text


@pytest.mark.parametrize("value", [1, None, True, ["user"]])
def test_only_text_is_a_member(value: Any):
    with pytest.raises(ValueError):
        AclType(value)


def test_flags_stand_together():
    both = Abilities("write, read")
    assert both.is_known and both.has(Abilities.READ) and both.has("read,write")
    assert Abilities.READ in both and Abilities.READ_ALL not in both
    assert "read" not in Abilities.READ_ALL  # no part of a text
    assert list(both.flags()) == [Abilities.WRITE, Abilities.READ]
    assert Abilities.READ | Abilities.WRITE | Abilities("read,write") == "read,write"
    assert str(both) == "write, read"  # as it was sent

    later = Abilities("read,fly")
    assert not later.is_known and [flag.is_known for flag in later.flags()] == [True, False]


# Types by name


@pytest.mark.parametrize(
    "name",
    [
        "microsoft.graph.externalConnectors.schema",
        "#microsoft.graph.externalConnectors.schema",
        "#MICROSOFT.GRAPH.EXTERNALCONNECTORS.SCHEMA",
        "Microsoft.Graph.ExternalConnectors.Schema",
    ],
)
def test_find_takes_any_case_and_a_leading_hash(name: str):
    assert models.find(name) is Schema


@pytest.mark.parametrize("name", ["", "#", "schema", "microsoft.graph.schema", "a.b", "..", "find"])
def test_find_gives_none_for_other_names(name: str):
    assert models.find(name) is None


def test_find_looks_into_subpackages():
    assert models.find("#microsoft.graph.entity") is models.graph.Entity
    assert models.graph.find("microsoft.graph.publicError") is models.graph.PublicError


def test_every_class_is_found_by_its_wire_name():
    for package in (models, models.graph):
        for name in dir(package):
            found = getattr(package, name)
            if isinstance(found, type) and issubclass(found, Model):
                assert models.find(found.wire_name) is found
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        models.Nothing  # type: ignore


def test_a_subtype_is_found_by_its_odata_type():
    read = Entity.from_dict({"@odata.type": "#microsoft.graph.externalConnectors.externalItem"})
    assert type(read) is ExternalItem
    assert read.to_dict() == {"@odata.type": "#microsoft.graph.externalConnectors.externalItem"}


@pytest.mark.parametrize(
    "stated",
    [
        "#microsoft.graph.externalConnectors.acl",  # no subtype
        "#microsoft.graph.externalConnectors.label",  # no model
        "#microsoft.graph.somethingNew",
        "#contoso.item",
        "",
        "#",
        7,
        None,
    ],
)
def test_an_unknown_subtype_keeps_its_data_in_the_base_type(stated: Any):
    data = {"@odata.type": stated, "id": "x", "later": [1]}
    read = ExternalItem.from_dict(data)
    assert type(read) is ExternalItem and read.id == "x" and read["later"] == [1]
    assert read.to_dict() == data


def test_a_subtype_is_found_although_its_module_was_never_imported():
    code = """
import sys
from external_connectors.models.graph import Entity
module = "external_connectors.models._external_group"
before = module in sys.modules
model = Entity.from_json('{"@odata.type": "#microsoft.graph.externalconnectors.EXTERNALGROUP"}')
print(before, type(model).__name__, module in sys.modules)
"""
    assert in_new_process(code) == "False ExternalGroup True"


def test_a_pickle_finds_a_class_that_was_never_imported():
    code = f"import pickle; print(pickle.loads({pickle.dumps(a_connection())!r}))"
    assert in_new_process(code) == repr(a_connection())


def test_types_can_be_used_first_from_many_threads():
    code = """
import sys, threading
sys.setswitchinterval(1e-6)
from external_connectors import models

data = {"properties": [{"labels": ["title"], "type": "string", "isQueryable": True}]}
barrier, seen, faults = threading.Barrier(16), set(), []

def use():
    try:
        barrier.wait()
        schema = models.graph.Entity.from_dict(
            {"@odata.type": "#microsoft.graph.externalConnectors.schema", **data}
        )
        item = models.ExternalItem.from_dict({"acl": [{"type": "user", "accessType": "grant"}]})
        seen.add((type(schema), schema.properties[0].labels[0], item.acl[0].access_type,
                  type(schema.properties[0]), models.find("microsoft.graph.publicerror")))
    except BaseException as error:
        faults.append(repr(error))

threads = [threading.Thread(target=use) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(len(seen), faults)
"""
    assert in_new_process(code) == "1 []"


def test_importing_the_package_loads_no_model_and_no_transport():
    code = """
import sys
import external_connectors, external_connectors.models
external_connectors.Client
print([name for name in sys.modules if ".models." in name or name.startswith("httpx")])
"""
    assert in_new_process(code) == "[]"


# Other libraries


def test_pydantic_reads_and_writes_models():
    pydantic = pytest.importorskip("pydantic")
    adapter = pydantic.TypeAdapter(list[ExternalItem])
    data = [{"id": "x", "acl": [{"type": "robot"}], "later": 1}]
    (item,) = adapter.validate_python(data)
    assert type(item) is ExternalItem and adapter.dump_python([item]) == data
    assert json.loads(adapter.dump_json([item])) == data
    assert adapter.validate_json(adapter.dump_json([item])) == [item]
    with pytest.raises(pydantic.ValidationError, match="Acl.type: cannot read 1"):
        adapter.validate_python([{"acl": [{"type": 1}]}])
    assert adapter.json_schema()["items"]["type"] == "object"


@pytest.mark.parametrize("fast", [True, False], ids=["orjson", "standard library"])
def test_both_codecs_read_and_write_the_same(fast: bool, monkeypatch: pytest.MonkeyPatch):
    if fast:
        pytest.importorskip("orjson")
    else:
        monkeypatch.setattr(codec, "_fast", None)
    value = {"é": [1, -2.5, None, True, "\U0001f600", 2**64 - 1, -(2**63)], "": {"a": "\u2028"}}
    assert codec.loads(codec.dumps(value)) == value
    assert codec.dumps({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()
    assert (
        codec.dumps({"a": "\ud800"}) == b'{"a":"\\ud800"}'
    )  # half a pair, as in a text that was cut
    assert codec.loads(b'{"a":"\\ud800"}') == {"a": "\ud800"}
    assert codec.dumps(2**70) == str(2**70).encode()
    for text in (b"", b"{", b"\xff", b"nil"):
        with pytest.raises(ValueError):
            codec.loads(text)


class Calendar(Model):
    weeks: list[list[date]] | None = field("weeks")


def test_arrays_of_arrays_are_read_and_sent():
    wire = {"weeks": [["2026-01-05", "2026-01-06"], None, []]}
    calendar = Calendar.from_dict(copy.deepcopy(wire))
    assert calendar.weeks == [[date(2026, 1, 5), date(2026, 1, 6)], None, []]
    assert json.loads(calendar.to_json()) == wire
    assert Calendar(weeks=[[date(2026, 1, 5)]]).to_dict() == {"weeks": [["2026-01-05"]]}
    with pytest.raises(ConversionError, match=r"weeks\[0\]"):
        Calendar.from_dict({"weeks": ["2026-01-05"]}).weeks
