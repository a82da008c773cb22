"""Corrections of docgen.toml: each kind, on a small folder of pages, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docgen.cli.main import main
from docgen.project.configuration import read_configuration
from docgen.project.usage import UsageError

PAGE = """# Lamps

## Get a lamp

`GET /lamps/{id}`

| Name | Type | Description |
|---|---|---|
| fresh | string | Whether the cache is passed by. |

```sh
curl "https://shop.example/lamps/7?fresh=true"
```

```json
{"id": 7, "color": "red"}
```

## Log in

`POST /auth/default/login`

| Name | Type | Description |
|---|---|---|
| code | string | The code. |

```json
{"token": "a"}
```

## Old things

`GET /things`

```json
{"size": 1}
```
"""


class Project:
    """A folder with one page, and what docgen makes of it with some corrections."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        (folder / "docs").mkdir()
        (folder / "docs/lamps.md").write_text(PAGE)

    def write(self, *corrections: str) -> None:
        text = '[api.shop]\npages = "docs"\nspec = "spec.json"\n'
        for correction in corrections:
            text += f'\n[[api.shop.corrections]]\nreason = "a test"\n{correction}\n'
        (self.folder / "docgen.toml").write_text(text)

    def spec(self, *corrections: str) -> dict[str, Any]:
        self.write(*corrections)
        assert main(["generate"]) == 0
        return json.loads((self.folder / "spec.json").read_text())

    def findings(self, *corrections: str) -> list[str]:
        self.write(*corrections)
        code = main(["lint"])
        printed = self.capsys.readouterr().out
        findings = [line for line in printed.split("\n") if "DG122" in line]
        assert code == (1 if findings else 0)
        return findings


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)


def operation(spec: dict[str, Any], id: str) -> dict[str, Any]:
    return next(o for o in spec["operations"] if f'{o["method"]} {o["path"]}' == id)


def test_an_operation_at_another_path_keeps_its_samples(project: Project):
    spec = project.spec('target = "GET /lamps/{id}"\nset.path = "/v2/lamps/{id}"')
    moved = operation(spec, "GET /v2/lamps/{id}")
    assert moved["samples"][0]["request"]["target"] == "/v2/lamps/7?fresh=true"
    assert len(spec["operations"]) == 3


def test_an_operation_is_left_out_with_its_samples(project: Project):
    spec = project.spec('target = "GET /things"\nskip = true')
    assert [o["path"] for o in spec["operations"]] == ["/auth/default/login", "/lamps/{id}"]
    assert "api.Thing" not in {item["name"] for item in spec["types"]}


def test_a_segment_is_a_parameter_with_a_default(project: Project):
    spec = project.spec(
        'target = "/auth/default"\nset = { parameter = "mount", default = "default" }'
    )
    mount, *_ = operation(spec, "POST /auth/{mount}/login")["parameters"]
    assert mount == {"name": "mount", "location": "path", "is_required": True, "default": "default"}


def test_a_parameter_has_another_type_place_and_name(project: Project):
    spec = project.spec(
        'target = "POST /auth/default/login code"\n'
        'set = { name = "otp", type = "integer", in = "query", required = true, values = ["1"] }'
    )
    login = operation(spec, "POST /auth/default/login")
    assert "request_body" not in login
    assert login["parameters"] == [
        {"name": "otp", "location": "query", "type": "integer", "is_required": True}
        | {"description": "The code.", "values": ["1"]}
    ]


def test_a_parameter_is_left_out(project: Project):
    spec = project.spec('target = "GET /lamps/{id} fresh"\nskip = true')
    parameters = operation(spec, "GET /lamps/{id}")["parameters"]
    assert [p["name"] for p in parameters] == ["id"]


def test_a_property_has_another_type(project: Project):
    spec = project.spec(
        'target = "Lamp.color"\nset = { type = "array of string", required = true, nullable = true }'
    )
    lamp = next(item for item in spec["types"] if item["name"] == "api.Lamp")
    color = next(p for p in lamp["properties"] if p["name"] == "color")
    assert color == {
        "name": "color",
        "type": {"array": "string", "is_nullable": True},
        "is_required": True,
    }


def test_a_type_has_another_name_and_further_corrections_know_it_by_that(project: Project):
    light = 'target = "Lamp"\nset.name = "Light"'
    spec = project.spec(light, 'target = "Light.color"\nset.required = true')
    types = {item["name"]: item for item in spec["types"]}
    assert types.keys() == {"api.Light", "api.Login", "api.Things"}
    assert [p.get("is_required") for p in types["api.Light"]["properties"]] == [None, True]
    (response,) = operation(spec, "GET /lamps/{id}")["responses"]
    assert response["content"][0]["type"] == "api.Light"
    assert project.spec(light)["types"] != spec["types"]
    assert not project.findings(light), "docgen.lock remembers the name that was corrected"


@pytest.mark.parametrize(
    "correction, why",
    [
        ('target = "GET /lamps"\nskip = true', "no page documents it"),
        ('target = "/auth/other"\nset.parameter = "mount"', "no page documents it"),
        ('target = "GET /lamps x"\nskip = true', "no page documents the operation"),
        ('target = "GET /lamps/{id} fresch"\nskip = true', 'no such parameter; did you mean "fresh"?'),
        ('target = "GET /lamps/{id} fresh"\nset.type = "string"', "the pages say the same"),
        ('target = "GET /lamps/{id} fresh"\nset.in = "path"', "the path has no {fresh}"),
        ('target = "GET /lamps/{id} id"\nset.name = "key"', "set the operation's path"),
        ('target = "Lampe.color"\nskip = true', "there is no type Lampe"),
        ('target = "Lampe"\nset.name = "Light"', 'there is no such type; did you mean "Lamp"?'),
        ('target = "Lamp"\nset.name = "Things"', "there is another type Things"),
        ('target = "Lamp"\nset.name = "Lamp"', "the pages say the same"),
        ('target = "Lamp.colour"\nskip = true', 'no such property; did you mean "color"?'),
        ('target = "Lamp.color"\nset.type = "strin"', '"strin" is neither a primitive nor a type'),
    ],
)  # fmt: skip
def test_one_that_does_not_apply_is_a_warning_with_its_line(
    correction: str, why: str, project: Project
):
    (finding,) = project.findings(correction)
    assert finding.startswith("docgen.toml:5:1: warning DG122: ") and why in finding


def test_those_that_apply_are_silent(project: Project):
    assert not project.findings('target = "GET /things"\nskip = true')


@pytest.mark.parametrize(
    "correction, message",
    [
        ('target = "the lamps"\nskip = true', '"the lamps" names nothing; write "GET /lamps"'),
        ('target = "Lamp"\nskip = true', "skip: a type is left out with the operations that have it"),
        ('target = "Lamp"\nset.name = "a lamp"', 'name must be the name of a type, e.g. name = "Lamp"'),
        ('target = "GET /lamps"', "must have either set = {...} or skip = true"),
        ('target = "GET /lamps"\nskip = true\nset.path = "/a"', "must have either set"),
        ('target = "GET /lamps"\nset.pat = "/a"', 'unknown key "pat"; did you mean "path"?'),
        ('target = "GET /lamps"\nset.path = "a"', 'set.path must begin with "/"'),
        ('target = "GET /lamps"\nset.path = 1', "set.path must be a string"),
        ('target = "/lamps"\nskip = true', 'skip: write the operation, e.g. target = "GET /lamps"'),
        ('target = "/lamps"\nset.default = "a"', "set.parameter must be the name of one"),
        ('target = "GET /lamps x"\nset.in = "boddy"', 'did you mean "body"?'),
        ('target = "Lamp.color"\nset.values = [1]', "set.values must be a list of strings"),
        ('target = "Lamp.color"\nset.required = "yes"', "set.required must be true or false"),
        ('tarjet = "GET /lamps"\nskip = true', 'unknown key "tarjet"; did you mean "target"?'),
    ],
)  # fmt: skip
def test_one_that_cannot_be_read_is_an_error(correction: str, message: str, project: Project):
    project.write(correction)
    with pytest.raises(UsageError) as raised:
        read_configuration(Path("docgen.toml"))
    assert message in str(raised.value)
    assert str(raised.value).startswith("docgen.toml: api.shop.corrections[0]")


def test_a_reason_is_required(project: Project):
    project.write('target = "GET /things"\nskip = true')
    text = Path("docgen.toml").read_text().replace('reason = "a test"\n', "")
    Path("docgen.toml").write_text(text)
    with pytest.raises(UsageError, match="corrections.0..reason must be a string"):
        read_configuration(Path("docgen.toml"))
