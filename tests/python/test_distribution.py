"""Distributions: what pip installs, and a README whose examples run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx2
import pytest

from docgen.cli.main import main
from docgen.driver.stages import build_distribution, build_package, build_plan
from docgen.project.templates import read_templates
from docgen.python.records import Distribution
from docgen.records import replace
from docgen.snippets.examples import find_examples, with_examples
from docgen.spec.model import Spec
from docgen.spec.spec_json import from_json
from docgen.verify.loader import imported

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "specs/external_connectors"
BUNDLED = from_json((CONNECTORS / "spec.json").read_text("utf-8"))


def generate(output: Path, *more: str) -> int:
    where = ["--package", "external_connectors", "--output", str(output), "--dialect", "graph"]
    return main(["generate", str(CONNECTORS / "pages"), *where, "--distribution", *more])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("out")
    assert generate(output) == 0
    return output / "external-connectors"


def programs(readme: str) -> list[str]:
    """The Python of the section of examples."""
    section = readme.partition("## Examples\n")[2].partition("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", section, re.DOTALL)


def test_what_is_in_the_project(project: Path):
    names = sorted(path.name for path in project.iterdir())
    assert names == [
        ".docgen-files",
        ".gitattributes",
        "README.md",
        "external_connectors",
        "pyproject.toml",
    ]
    package = project / "external_connectors"
    assert (package / "py.typed").is_file() and not (package / "README.md").exists()
    about = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    assert (about["name"], about["version"], about["license"]) == (
        "external-connectors",
        "0.1.0",
        "MIT",
    )
    assert about["dependencies"] == ["httpx2>=2.16"]


def test_the_readme_tells_all(project: Path):
    readme = (project / "README.md").read_text()
    for heading in ("Install", "Authenticate", "Use", "Examples", "Operations"):
        assert f"\n## {heading}\n" in readme
    assert "\n\n\n" not in readme and readme.endswith("|\n")
    assert len(re.findall(r"^\| .* \| [A-Z]+ \[`/external", readme, re.MULTILINE)) == 18


def test_the_examples_of_the_readme_run(project: Path):
    """Each sends the request that its page documents and reads the answer that it documents."""
    opening, *found = programs((project / "README.md").read_text())
    assert opening.startswith("from external_connectors import Client, models\n")
    assert len(found) == 5
    inside = project / "external_connectors"
    files = {path.relative_to(inside).as_posix(): path.read_text() for path in inside.rglob("*.py")}
    samples = [sample for o in BUNDLED.operations for sample in o.samples]
    for program in found:
        sent: list[httpx2.Request] = []

        def service(request: httpx2.Request) -> httpx2.Response:
            if "skiptoken" in str(request.url):  # the page behind the one that is shown
                return httpx2.Response(200, json={"value": []})
            sent.append(request)
            for sample in samples:
                asked, answer = sample.request, sample.response
                content = json.loads(request.content) if request.content else None
                if asked and answer and (asked.method, asked.json) == (request.method, content):
                    if str(request.url) == BUNDLED.base_url + asked.target:
                        body = json.dumps(answer.json) if answer.has_json else ""
                        return httpx2.Response(answer.status, content=body.encode())
            raise AssertionError(f"{request.method} {request.url} is not documented")

        transport = httpx2.MockTransport(service)
        opened = opening.replace('Client("...")', "Client('x', transport=transport)")
        printed: list[Any] = []
        with imported("external_connectors", files) as package:
            opened = opened.replace("from external_connectors", f"from {package.__name__}")
            exec(opened + program, {"transport": transport, "print": printed.append})
        assert len(sent) == 1 and bool(printed) == ("print" in program)


def example_spec(operation: dict[str, Any], *types: dict[str, Any]) -> Spec:
    head = {"version": 1, "name": "x", "base_url": "https://x.test", "namespace": "a"}
    return from_json(json.dumps({**head, "types": types, "operations": [operation]}))


def examples(spec: Spec) -> list[str]:
    planned = build_plan(spec, "x", read_templates())
    files = build_package(planned, read_templates())
    return [example.code for example in find_examples(spec, "x", planned.files, files)]


def test_values_are_written_as_a_person_would():
    lamp = {
        "name": "a.lamp",
        "kind": "entity",
        "properties": [
            {"name": "madeOf", "type": "Collection(a.part)"},
            {"name": "size", "type": "Edm.Int32"},
            {"name": "notes", "type": "Edm.Untyped"},
        ],
    }
    part = {
        "name": "a.part",
        "kind": "complex",
        "properties": [{"name": "n", "type": "Edm.String"}],
    }
    value = {"madeOf": [{"n": "a \"b\" 'c' \\"}], "size": 3, "notes": {"x": [True, None, 1.5]}}
    operation = {
        "method": "POST",
        "path": "/rooms/{room}/lamps",
        "kind": "create",
        "parameters": [
            {"name": "dry", "location": "query", "type": "Edm.Boolean"},
            {"name": "If-Match", "location": "header"},
        ],
        "request_body": {"type": "a.lamp"},
        "responses": [{"status": 201, "type": "a.lamp"}],
        "samples": [
            {
                "name": "s",
                "request": {
                    "method": "POST",
                    "target": "/rooms/a%20b/lamps?dry=true",
                    "headers": [["If-Match", "*"], ["Content-Type", "application/json"]],
                    "json": value,
                },
                "response": {"status": 201, "json": value},
            }
        ],
    }
    (code,) = examples(example_spec(operation, lamp, part))
    assert code == (
        'lamp = client.rooms["a b"].lamps.create(\n'
        "    models.Lamp(\n"
        "        made_of=[models.Part(n='a \"b\" \\'c\\' \\\\')],\n"
        "        size=3,\n"
        '        notes={"x": [True, None, 1.5]},\n'
        "    ),\n"
        "    dry=True,\n"
        '    if_match="*",\n'
        ")\n"
        "print(lamp)\n"
    ).replace("'a \"b\" \\'c\\' \\\\'", '"a \\"b\\" \'c\' \\\\"')


@pytest.mark.parametrize(
    "change",
    [
        {"target": "/rooms/1?else=1"},  # an option that is not documented
        {"target": "/floors/1"},
        {"method": "PUT"},
        {"json": {"unknown": 1}},
    ],
)
def test_a_sample_that_does_not_replay_is_no_example(change: dict[str, Any]):
    request = {"method": "GET", "target": "/rooms/1", **change}
    sample = {"name": "s", "request": request, "response": {"status": 200, "json": {}}}
    operation = {"method": "GET", "path": "/rooms/{id}", "kind": "get", "samples": [sample]}
    operation["responses"] = [{"status": 200, "type": "Edm.Untyped"}]
    assert examples(example_spec(operation)) == []
    sample["request"] = {"method": "GET", "target": "/rooms/1"}
    assert len(examples(example_spec(operation))) == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["one"], '"one" is not a version; write one such as 0.1.0'),
        (["1.0", "--license", "my own!"], '"my own!" is not an SPDX expression'),
    ],
)
def test_wrong_usage(more: list[str], message: str, tmp_path: Path, capsys: Any):
    assert generate(tmp_path, *more) == 2
    assert message in capsys.readouterr().err


def test_the_configuration_names_a_distribution(tmp_path: Path):
    config = tmp_path / "docgen.toml"
    table = f'[api.a_b]\npages = "{CONNECTORS}/pages"\noutput = "."\n'
    config.write_text(f'{table}distribution = "1.2.0"\nlicense = "Apache-2.0 OR MIT"\n')
    assert main(["generate", "--config", str(config)]) == 0
    about = tomllib.loads((tmp_path / "a-b/pyproject.toml").read_text())["project"]
    assert (about["version"], about["license"]) == ("1.2.0", "Apache-2.0 OR MIT")
    assert main(["check", "--config", str(config), "--no-cache"]) == 0
    (tmp_path / "a-b/README.md").write_text("changed")
    assert main(["check", "--config", str(config)]) == 1
    config.write_text(f"{table}distribution = true\n")
    assert main(["generate", "--config", str(config)]) == 0
    assert 'version = "0.1.0"' in (tmp_path / "a-b/pyproject.toml").read_text()
    config.write_text(f"{table}distribution = 1\n")
    assert main(["generate", "--config", str(config)]) == 2


@pytest.mark.slow
def test_it_is_built_and_installed_in_a_fresh_environment(project: Path, tmp_path: Path):
    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", "fresh")
    python = str(tmp_path / "fresh/bin/python")
    run(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", "wheels", str(project))
    (wheel,) = (tmp_path / "wheels").iterdir()
    assert wheel.name == "external_connectors-0.1.0-py3-none-any.whl"
    run(python, "-m", "pip", "install", "--quiet", str(wheel))
    script = (
        "import httpx2, importlib.metadata as m, importlib.resources as r\n"
        "import external_connectors as sdk\n"
        "assert m.metadata('external-connectors')['License-Expression'] == 'MIT'\n"
        "assert r.files(sdk).joinpath('py.typed').is_file()\n"
        "answer = lambda request: httpx2.Response(200, json={'id': 'x'})\n"
        "with sdk.Client('t', transport=httpx2.MockTransport(answer)) as client:\n"
        "    print(client.external.connections['x'].get().id)\n"
    )
    assert run(python, "-c", script) == "x\n"


def test_an_api_whose_pages_name_no_host():
    spec = replace(BUNDLED, servers=())
    planned = build_plan(spec, "x", read_templates())
    package = build_package(planned, read_templates())
    files = with_examples(spec, planned.package, planned.files, package)
    shown = replace(planned, files=files)
    about = Distribution(name="x", version="1", license="MIT")
    package = build_package(shown, read_templates())
    made = build_distribution(shown, package, about, read_templates())
    described = tomllib.loads(made["pyproject.toml"])["project"]["description"]
    assert described == "A typed Python client"
    assert len(programs(made["README.md"])) == 6
    calls = re.findall(r"^(?:with |client = )?Client\(.*", made["README.md"], re.MULTILINE)
    assert calls and all('base_url="https://..."' in call for call in calls)
