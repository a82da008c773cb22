"""Subsets: which operations a pattern means, and which types are needed then."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.driver.stages import build_package, build_plan, generated_package
from docgen.project.templates import read_templates
from docgen.spec.model import Spec
from docgen.spec.spec_json import from_json, to_json
from docgen.spec.subset import SubsetError, left_out, subset
from docgen.verify.pipeline import replay_samples

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "specs/external_connectors"
BUNDLED = from_json((CONNECTORS / "spec.json").read_text("utf-8"))


def entity(name: str, base: str = "", *properties: tuple[str, str], **more: object):
    listed = [{"name": n, "type": t.lstrip("~")} for n, t in properties]
    for item, (_, type_name) in zip(listed, properties):
        if type_name.startswith("~"):
            item["is_navigation"] = True  # type: ignore[assignment]
    given = {"name": f"a.{name}", "kind": "entity", "properties": listed, **more}
    return {**given, **({"base": f"a.{base}"} if base else {})}


def operation(method: str, path: str, returns: str = "", **more: object):
    kind = {"GET": "get", "POST": "create", "DELETE": "delete"}[method]
    responses = [{"status": 200, **({"type": returns} if returns else {})}]
    return {"method": method, "path": path, "kind": kind, "responses": responses, **more}


def answered(value: object) -> list[object]:
    return [{"name": "s", "response": {"status": 200, "json": value}}]


TYPES = [
    entity("base", "", ("id", "Edm.String"), is_abstract=True),
    entity("user", "base", ("address", "a.address"), ("boss", "~a.user"), ("files", "~a.file")),
    entity("guest", "user", ("until", "a.day")),
    entity("file", "base", ("parts", "Collection(a.part)"), ("owner", "~a.user")),
    entity("part", "", ("whole", "a.file")),
    entity("address", "", ("kind", "a.addressKind"), kind="complex"),
    entity("pet", "base", ("legs", "Edm.Int32"), is_abstract=True),
    entity("cat", "pet", ("toy", "a.toy")),
    entity("lion", "cat"),
    entity("toy"),
    entity("day"),
    entity("other.thing"),
]
OPERATIONS = [
    operation("GET", "/files({id})", "a.file"),
    operation("GET", "/pets", "Collection(a.pet)"),
    operation("GET", "/root:/{path}:/content", "Edm.Stream"),
    operation("GET", "/users", "Collection(a.user)"),
    operation("GET", "/users/{user-id}", "a.user"),
    operation("DELETE", "/users/{user-id}"),
    operation("GET", "/users/{user-id}/Messages/{message-id}", "Edm.String"),
    operation("GET", "/usersettings", "Edm.String"),
]
ENUMS = [{"name": "a.addressKind", "members": [{"name": "home"}]}, {"name": "a.unused"}]


def spec(operations: list[object] | None = None) -> Spec:
    head = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}
    made = {"types": TYPES, "enums": ENUMS, "operations": operations or OPERATIONS}
    return from_json(json.dumps({**head, **made}))


def ids(found: Spec) -> list[str]:
    return [operation.id for operation in found.operations]


def names(found: Spec) -> set[str]:
    return {item.name.removeprefix("a.") for item in (*found.types, *found.enums)}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/users", ["GET /users"]),
        ("/users/", ["GET /users"]),
        ("users", ["GET /users"]),
        ("/USERS/{x}", ["GET /users/{user-id}", "DELETE /users/{user-id}"]),
        ("get /users/*", ["GET /users/{user-id}"]),
        ("/users/**", ids(spec())[3:7]),
        ("/users**", ids(spec())[3:]),
        ("/**/messages/**", ["GET /users/{user-id}/Messages/{message-id}"]),
        ("/users/*/*/{id}", ["GET /users/{user-id}/Messages/{message-id}"]),
        ("/*", ["GET /files({id})", "GET /pets", "GET /users", "GET /usersettings"]),
        ("/files/**", ["GET /files({id})"]),
        ("/root/**", ["GET /root:/{path}:/content"]),
        ("**", ids(spec())),
        ("DELETE **", ["DELETE /users/{user-id}"]),
    ],
)
def test_a_pattern_means_operations(pattern: str, expected: list[str]):
    assert ids(subset(spec(), [pattern])) == expected


def test_what_is_excluded_is_not_there():
    assert ids(subset(spec(), ["/users/**"], ["DELETE **", "/**/messages/**"])) == ids(spec())[3:5]
    assert ids(subset(spec(), (), ["/users/**"])) == ids(spec())[:3] + ids(spec())[7:]
    assert subset(spec()).operations == spec().operations


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((["/user/**"],), '"/user/**" matches no operation; similar: /users/**'),
        ((["/users"], ["/pet"]), '"/pet" matches no operation; similar: /pets'),
        ((["/users/{x}/mesages/{y}"],), "similar: /users/{user-id}/Messages/{message-id}"),
        ((["POST /users"],), "documented for this path: GET /users"),
        ((["/zzzz"],), "patterns look like /users/**"),
        (([], [], ["usr"]), 'no type is named "usr"; similar: a.user'),
        (([], [], ["qqqqqq"]), 'no type is named "qqqqqq"; no name is similar'),
        ((["/users"], ["/users/**"]), "--exclude leaves nothing"),
    ],
)
def test_what_matches_nothing_is_told(asked: tuple[list[str], ...], message: str):
    with pytest.raises(SubsetError) as raised:
        subset(spec(), *asked)
    assert message in str(raised.value)


def test_structural_types_and_bases_are_kept_and_navigation_is_cut():
    found = subset(spec(), ["/users/{id}"])
    assert names(found) == {"base", "user", "address", "addressKind"}
    (user,) = (item for item in found.types if item.name == "a.user")
    assert [item.name for item in user.properties] == ["address", "boss"]  # of its own type
    assert names(subset(spec(), ["/files/**"])) == {"base", "file", "part"}
    both = subset(spec(), ["/users", "/files/**"])
    (user,) = (item for item in both.types if item.name == "a.user")
    assert [item.name for item in user.properties] == ["address", "boss", "files"]


def test_subtypes_of_an_abstract_type_are_kept_and_no_others():
    assert names(subset(spec(), ["/pets"])) == {"base", "pet", "cat", "toy"}
    assert "guest" not in names(subset(spec(), ["/users"]))
    # What all entity types have in common is no reason to keep them all.
    assert names(subset(spec(), (), (), ["base"])) == {"base"}


def test_what_samples_show_is_kept():
    of_a_guest = answered({"value": [{"@odata.type": "#A.guest"}]})
    found = subset(spec([operation("GET", "/u", "Collection(a.user)", samples=of_a_guest)]))
    assert {"user", "guest", "day"} <= names(found)
    with_files = answered({"boss": {"files": [{"id": "1"}]}})
    assert "file" in names(subset(spec([operation("GET", "/u", "a.user", samples=with_files)])))
    without = answered({"boss": {"files": []}, "unknown": {"files": [1]}})
    assert "file" not in names(subset(spec([operation("GET", "/u", "a.user", samples=without)])))


def test_contents_of_requests_are_kept():
    body = {"properties": [{"name": "to", "location": "body", "type": "Collection(a.address)"}]}
    shown = [{"name": "s", "request": {"method": "POST", "target": "/u",
                                       "json": {"to": [{"@odata.type": "a.toy"}]}}}]  # fmt: skip
    made = operation("POST", "/u", request_body=body, samples=shown)
    assert names(subset(spec([made]))) == {"address", "addressKind", "toy"}
    assert names(subset(spec([operation("POST", "/u", request_body={"type": "a.part"})]))) == {
        *("part", "file", "base")
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.toy", {"toy"}),
        ("TOY", {"toy"}),
        ("addressKind", {"addressKind"}),
        ("other.*", {"other.thing"}),
        ("*oy", {"toy"}),
        ("guest", {"guest", "user", "base", "day", "address", "addressKind"}),
    ],
)
def test_types_are_named(name: str, expected: set[str]):
    found = subset(spec(), (), (), [name])
    assert names(found) == expected and not found.operations


def test_a_subset_is_whole_in_itself_and_the_order_stays():
    found = subset(spec(), ["/users/**"])
    assert subset(found) == found == from_json(to_json(found))
    omitted = left_out(spec(), found, ["/users/**"], [], [])
    assert (omitted.operation_count, omitted.type_count, omitted.enum_count) == (4, 9, 1)
    assert omitted.navigation_count == 1
    assert omitted.places == ("/files", "/pets", "/root", "/usersettings")


@pytest.mark.parametrize("pattern", ["/external/connections", "/**/items/**", "PATCH **", "GET **"])
def test_the_samples_of_a_subset_still_replay(pattern: str):
    part = subset(BUNDLED, [pattern])
    planned = build_plan(part, "part", read_templates())
    files = build_package(planned, read_templates())
    replays = replay_samples(part, generated_package(planned, files))
    assert replays and [r.difference for r in replays if r.difference] == []


# The commands


def run(tmp_path: Path, *asked: str) -> int:
    where = ["--package", "part", "--output", str(tmp_path), "--dialect", "graph"]
    return main(["generate", str(CONNECTORS / "pages"), *where, *asked])


def test_generate_makes_a_part_and_its_readme_tells(tmp_path: Path):
    asked = ["--include", "/external/connections", "--exclude", "POST **", "--types", "acl, label"]
    assert run(tmp_path, *asked) == 0
    package = tmp_path / "part"
    assert (package / "models/_acl.py").is_file() and not (package / "models/_schema.py").exists()
    told = (package / "README.md").read_text()
    assert "include `/external/connections`; exclude `POST **`; types `acl`, `label`" in told
    assert "Left out are 17 operations (below `/external`)" in told
    script = "from part import Client; print(Client().external.connections.list.request())"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True)
    assert b"GET https://graph.microsoft.com/v1.0/external/connections" in done.stdout


def test_a_pattern_that_matches_nothing_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(tmp_path, "--include", "/external/conections/**") == 2
    told = capsys.readouterr().err
    assert 'part: "/external/conections/**" matches no operation; similar: /external/conn' in told
    assert not (tmp_path / "part").exists()
    assert main(["generate", "--include", "/x"]) == 2


def test_the_configuration_names_a_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    config = tmp_path / "docgen.toml"
    table = f'[api.part]\npages = "{CONNECTORS}/pages"\noutput = "."\nspec = "part.json"\n'
    config.write_text(f'{table}include = ["GET /**/items/**"]\ntypes = ["acl"]\n')
    assert main(["generate", "--config", str(config)]) == 0
    assert len(from_json((tmp_path / "part.json").read_text()).operations) == 2
    assert main(["check", "--config", str(config)]) == 0
    assert main(["verify", "--config", str(config)]) == 0
    config.write_text(f'{table}include = "/**"\n')
    assert main(["generate", "--config", str(config)]) == 2
    assert 'api.part.include must be a list of strings, e.g. include = ["..."]' in (
        capsys.readouterr().err
    )
