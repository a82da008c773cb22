"""The linked spec: its JSON, its published schema, and its place in the house."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from docgen.spec import model as records
from docgen.spec.model import Spec
from docgen.spec.spec_json import SpecError, from_json, json_schema, to_json

ROOT = Path(__file__).parents[2]
BUNDLED = (ROOT / "specs/external_connectors/spec.json").read_text("utf-8")
EMPTY = {"version": 2, "name": "x", "namespace": "a"}


def test_the_bundled_spec_is_valid_under_the_published_schema():
    schema = json.loads(json_schema())
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(BUNDLED))) == []


def test_schema_and_records_have_the_same_fields():
    schema = json.loads(json_schema())
    for name, described in {"Spec": schema, **schema["$defs"]}.items():
        if name == "TypeUse":
            continue
        fields = set(getattr(records, name).__struct_fields__)
        assert set(described["properties"]) == fields - {"at", "body", "root", "has_json"}, name


def test_reading_and_writing_give_the_same_text():
    assert to_json(from_json(BUNDLED)) == BUNDLED


def test_the_text_has_no_line_numbers_and_a_stable_order():
    spec = from_json(BUNDLED)
    assert '"line"' not in BUNDLED and '"at"' not in BUNDLED
    assert list(spec.types) == sorted(spec.types, key=lambda t: t.name)
    assert [o.path for o in spec.operations] == sorted(o.path for o in spec.operations)


def type_with(**fields: object):
    return {**EMPTY, "types": [{"name": "a.b", "kind": "entity", **fields}]}


@pytest.mark.parametrize(
    "value, message",
    [
        ([], "spec: an object was expected"),
        ({**EMPTY, "version": 3}, "version 3 is not the 2 that this docgen reads"),
        ({"version": 2}, 'spec: the key "name" is missing'),
        ({"version": 1}, "not a spec.json of version 1, as docgen wrote it"),
        ({**EMPTY, "typs": []}, 'spec: unknown key "typs"'),
        ({**EMPTY, "types": {}}, "spec.types: an array was expected"),
        (type_with(kind="enum"), "spec.types[0].kind: one of object, entity, alias was expected"),
        (type_with(is_open="yes"), "spec.types[0].is_open: bool was expected"),
        (type_with(at=None), 'spec.types[0]: unknown key "at"'),
        (
            {**EMPTY, "operations": [{"method": "GET", "path": "/", "kind": "get",
                                      "responses": [{"status": True}]}]},
            "spec.operations[0].responses[0].status: int was expected",
        ),
    ],
)  # fmt: skip
def test_a_wrong_spec_says_where(value: object, message: str):
    with pytest.raises(SpecError) as raised:
        from_json(json.dumps(value))
    assert str(raised.value) == message


def test_json_null_and_no_json_differ():
    sample = {"name": "s", "response": {"status": 200, "json": None}}
    operation = {"method": "GET", "path": "/a", "kind": "get", "samples": [sample]}
    text = json.dumps({**EMPTY, "operations": [operation]})
    response = from_json(text).operations[0].samples[0].response
    assert response and response.has_json and response.json is None
    assert '"json": null' in to_json(from_json(text))


def test_a_spec_is_frozen():
    with pytest.raises(AttributeError):
        Spec(name="", namespace="").name = "x"  # type: ignore[misc]
