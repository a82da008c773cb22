"""Documented requests as examples in docstrings: each makes what it stands for, and text stays text."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import black
import external_connectors
import httpx2
import pytest

from docgen.cli.main import main
from docgen.driver.stages import build_package, build_plan
from docgen.project.templates import read_templates
from docgen.records import replace
from docgen.snippets.examples import with_examples
from docgen.spec.model import Spec
from docgen.spec.spec_json import from_json
from docgen.verify.loader import imported

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "specs/external_connectors/pages"
BUNDLED = from_json((ROOT / "specs/external_connectors/spec.json").read_text("utf-8"))


def package(spec: Spec) -> dict[str, str]:
    """The files of a package with examples."""
    planned = build_plan(spec, "sdk", read_templates())
    bare = build_package(planned, read_templates())
    files = with_examples(spec, planned.package, planned.files, bare)
    return build_package(replace(planned, files=files), read_templates())


def examples(files: Mapping[str, str]) -> dict[str, str]:
    """Class and method -> the code in its docstring."""
    return {
        name: textwrap.dedent(doc.partition("\nExample:\n\n")[2]) + "\n"
        for name, doc in docstrings(files)
        if "\nExample:\n" in doc
    }


def docstrings(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path, text in files.items():
        if path.startswith("requests/") or path == "client.py":
            for made in ast.parse(text).body:
                for item in made.body if isinstance(made, ast.ClassDef) else ():
                    if isinstance(item, ast.FunctionDef) and (doc := ast.get_docstring(item)):
                        assert isinstance(made, ast.ClassDef)
                        yield f"{made.name}.{item.name}", doc


def sent(root: Any, code: str) -> list[httpx2.Request]:
    """The requests that the code of an example sends."""
    requests: list[httpx2.Request] = []

    def service(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={"value": []})

    client = root.Client("token", transport=httpx2.MockTransport(service))
    models = import_module(f"{root.__name__}.models")
    exec(code, {"client": client, "models": models, "print": lambda *_: None})
    return requests


def test_the_bundled_package_shows_what_is_documented():
    folder = ROOT / "generated/external_connectors"
    files = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.py")}
    found = examples(files)
    assert len(found) >= 13
    documented = [
        (r.method, BUNDLED.base_url + r.target, r.json)
        for operation in BUNDLED.operations
        for r in [sample.request for sample in operation.samples]
        if r
    ]
    for name, code in found.items():
        assert code.count("\n") <= 8, name
        (request,) = sent(external_connectors, code)
        content = json.loads(request.content) if request.content else None
        assert (request.method, str(request.url).replace("%2C", ","), content) in documented, name


def lamps(target: str, content: Any = None, **more: Any) -> Spec:
    """An API with one sample, of POST when it has content."""
    method, kind = ("POST", "create") if content else ("GET", "get")
    request = {"method": method, "target": target, **({"json": content} if content else {})}
    operation = {
        "method": method,
        "path": "/rooms/{room-id}/lamps",
        "kind": kind,
        "parameters": [{"name": "note", "location": "query"}],
        "responses": [{"status": 200, "type": "Edm.Untyped"}],
        "samples": [{"name": "s", "request": request}],
        **({"request_body": {"type": "Edm.Untyped"}} if content else {}),
        **more,
    }
    return api(operation)


def api(*operations: dict[str, Any]) -> Spec:
    head = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}
    return from_json(json.dumps({**head, "operations": operations}))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        '"""',
        'a"""',
        '"',
        "''' \"\"\"; import os #",
        "\\",
        '\\"""',
        "\\N{BULLET} \\x00 \\u0041 {x} {{ y }} {% z %}",
        "one\ntwo\r\n\tthree",
        "\u2028\u202e\x00\x1f\ufeff",
        "Example:\n\n    evil()",
    ],
)
def test_a_text_in_an_example_never_becomes_code(text: str):
    spec = lamps("/rooms/1/lamps", {"a": text})
    files = package(spec)
    (code,) = examples(files).values()
    with imported("sdk", files) as root:
        (request,) = sent(root, code)
    assert json.loads(request.content) == {"a": text}
    for path, made in files.items():
        if path.startswith("requests/"):
            assert black.format_str(made, mode=black.Mode(line_length=100)) == made


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        lamps("/rooms/1/lamps?other=2"),  # what the page does not document
        lamps("/floors/1/lamps"),
        lamps(f"/rooms/{'1' * 90}/lamps"),  # no line of a docstring
        lamps("/rooms/1/lamps", {str(n): "a value " * 5 for n in range(10)}),
    ],
)
def test_a_request_without_a_short_call_has_no_example(spec: Spec):
    assert examples(package(spec)) == {}
    assert examples(package(lamps("/rooms/1/lamps?note=2"))) != {}


def test_a_sample_with_values_comes_before_one_with_placeholders():
    samples = [
        {"name": name, "request": {"method": "GET", "target": f"/rooms/{key}/lamps"}}
        for name, key in (("a", "{id}"), ("b", "7"), ("c", "8"))
    ]
    (code,) = examples(package(lamps("", samples=samples))).values()
    assert code == 'client.rooms["7"].lamps.get()\n'


def test_a_class_of_several_places_shows_the_sample_of_any():
    other = {"method": "GET", "path": "/a/lamps", "kind": "get"}
    sample = {"name": "s", "request": {"method": "GET", "target": "/b/lamps"}}
    files = package(api(other, {**other, "path": "/b/lamps", "samples": [sample]}))
    assert list(examples(files).values()) == ["client.b.lamps.get()\n"]


def test_examples_are_asked_for(tmp_path: Path):
    given = ["generate", str(PAGES), "--dialect", "graph", "--package", "sdk", "--output"]
    for name, more in (("plain", []), ("shown", ["--examples"])):
        assert main([*given, str(tmp_path / name), *more]) == 0
    both = {
        name: {
            p.relative_to(tmp_path / name / "sdk").as_posix(): p.read_text()
            for p in (tmp_path / name / "sdk").rglob("*.*")
            if p.suffix in (".py", ".md")
        }
        for name in ("plain", "shown")
    }
    assert examples(both["plain"]) == {} and "## Examples" not in both["plain"]["README.md"]
    assert examples(both["shown"]) and "## Examples" in both["shown"]["README.md"]
    changed = {p for p, text in both["plain"].items() if text != both["shown"][p]}
    assert {p.partition("/")[0] for p in changed} == {"README.md", "requests"}
