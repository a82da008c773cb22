"""The linked spec: its JSON, its published schema, and its place in the house."""

import ast
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from docgen import spec as records
from docgen.spec import Spec, SpecError, from_json, json_schema, to_json

ROOT = Path(__file__).parents[1]
BUNDLED = (ROOT / "specs/external_connectors/spec.json").read_text("utf-8")
EMPTY = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}


def test_the_bundled_spec_is_valid_under_the_published_schema():
    schema = json.loads(json_schema())
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(json.loads(BUNDLED))) == []


def test_schema_and_records_have_the_same_fields():
    schema = json.loads(json_schema())
    for name, described in {"Spec": schema, **schema["$defs"]}.items():
        if name == "TypeName":
            continue
        fields = set(getattr(records, name).__struct_fields__)
        assert set(described["properties"]) == fields - {"at", "body", "has_json"}, name


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
        ({**EMPTY, "version": 2}, "version 2 is not the 1 that this docgen reads"),
        ({"version": 1}, 'spec: the key "name" is missing'),
        ({**EMPTY, "typs": []}, 'spec: unknown key "typs"'),
        ({**EMPTY, "types": {}}, "spec.types: an array was expected"),
        (type_with(kind="enum"), "spec.types[0].kind: one of entity, complex, opaque was expected"),
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


BEFORE = {"first_look", "source", "markdown", "dialect", "edm", "http_message", "lenient_json", "page", "read",
          "read_operation", "read_resource", "reading", "phrases", "sections", "values", "link", "link_types",
          "block_rules", "front_matter", "inline", "link_bases", "link_enums", "link_root", "linker", "read_samples",
          "read_targets", "link_checks", "link_inferred", "mutation", "link_operations", "link_required", "link_returned", "link_samples", "link_shown", "link_spelled", "resolve", "where"}  # fmt: skip
AFTER = {
    "answers",
    "answers_content",
    "binding",
    "changes",
    "diff",
    "diff_operations",
    "diff_pairs",
    "diff_python",
    "diff_prose",
    "diff_report",
    "diff_types",
    "drift",
    "lock",
    "symbols",
    "catalog",
    "coverage",
    "examples",
    "expressions",
    "injection",
    "outcomes",
    "placeholders",
    "verify_batch",
    "verify_elsewhere",
    "verify_report",
    "json_schema",
    "minimal_value",
    "openapi",
    "plan",
    "plan_models",
    "plan_records",
    "plan_requests",
    "plan_tree",
    "render",
    "server",
    "snippets",
    "spoken",
    "subset",
    "verify",
    "in_memory",
}
OUTSIDE = {
    "arguments",
    "cache",
    "cli",
    "completion",
    "configuration",
    "comparison",
    "executors",
    "generation",
    "last_run",
    "making",
    "memory",
    "packages",
    "packing",
    "page_reading",
    "progress",
    "pytest_plugin",
    "revision",
    "sources",
    "targets",
    "watching",
    "workspace",
}  # they read and write the disk
SHARED_LEAVES = {
    "lenient_json",
    "report",
    "sample_values",
    "source",
    "diagnostics",
    "message_id",
    "naming",
    "prose",
    "records",
    "url_path",
    "json_difference",
}


def imports(module: str) -> set[str]:
    tree = ast.parse((ROOT / f"docgen/{module}.py").read_text("utf-8"))
    return {
        (node.module or "").removeprefix("docgen.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("docgen.")
    }


@pytest.mark.parametrize("module", sorted(AFTER))
def test_nothing_after_the_spec_imports_what_stands_before_it(module: str):
    assert imports(module) <= AFTER | SHARED_LEAVES | {"spec"}


@pytest.mark.parametrize("module", sorted(BEFORE))
def test_nothing_before_the_spec_knows_python_code(module: str):
    assert imports(module) <= BEFORE | SHARED_LEAVES - {"prose"} | {"spec"}


def test_every_room_has_its_place():
    rooms = {path.stem for path in (ROOT / "docgen").glob("*.py")} - {"__init__", "__main__"}
    assert (
        rooms
        == BEFORE
        | AFTER
        | SHARED_LEAVES
        | {"spec", "build", "proof", "rewording", "self_test"}
        | OUTSIDE
    )


def test_only_the_commands_touch_the_disk():
    for path in (ROOT / "docgen").glob("*.py"):
        names = {
            n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)
        }
        assert path.stem in OUTSIDE or not names & {"open", "Path"}, path


def test_a_spec_is_frozen():
    with pytest.raises(AttributeError):
        Spec(name="", base_url="", namespace="").name = "x"  # type: ignore[misc]
