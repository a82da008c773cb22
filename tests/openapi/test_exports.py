"""What other tools read: OpenAPI, JSON Schema, SARIF, GitHub annotations; and baselines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from docgen.cli.main import main
from docgen.openapi.document import openapi_document, openapi_text
from docgen.openapi.read_document import read_openapi
from docgen.records import replace
from docgen.spec.model import Enum, Member, Property, Spec, Type
from docgen.spec.spec_json import from_json
from docgen.spec.types import STRING, array_of, use_of

ROOT = Path(__file__).parents[2]
PAGES = str(ROOT / "specs/external_connectors/pages")
CUP = """# cup resource type

Namespace: shop

## Properties

|Property|Type|Description|
|:---|:---|:---|
|odd|???|No type, with 100% cotton: a, b.|
"""


@pytest.fixture(scope="module")
def document():
    text = (ROOT / "specs/external_connectors/spec.json").read_text("utf-8")
    return openapi_document(from_json(text))


@pytest.mark.slow
def test_the_document_is_valid_openapi(document):
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_types_have_their_qualified_names_and_bases(document):
    schemas = document["components"]["schemas"]
    connection = schemas["microsoft.graph.externalConnectors.externalConnection"]
    assert connection["allOf"][0] == {"$ref": "#/components/schemas/microsoft.graph.entity"}
    state = connection["allOf"][1]["properties"]["state"]
    name = "microsoft.graph.externalConnectors.connectionState"
    assert state["anyOf"] == [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]
    assert schemas[name]["anyOf"][1] == {"type": "string"}  # open: any other text as well
    assert "ready" in schemas[name]["anyOf"][0]["enum"]


def test_an_operation_has_scopes_examples_and_absolute_links(document):
    create = document["paths"]["/external/connections"]["post"]
    assert create["security"] == [{"bearer": ["ExternalConnection.ReadWrite.OwnedBy"]}]
    assert "https://learn.microsoft.com/graph/api/resources/" in create["description"]
    (example,) = create["requestBody"]["content"]["application/json"]["examples"].values()
    assert example["value"]["id"] == "fernparts"
    assert "201" in create["responses"]


def test_every_documented_response_fits_its_schema(document):
    """Samples are valid under the schemas made from the same pages."""
    count = 0
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    schema = {**content["schema"], "components": document["components"]}
                    for example in content.get("examples", {}).values():
                        count += 1
                        errors = Draft202012Validator(schema).iter_errors(example["value"])
                        assert [error.message for error in errors] == []
    assert count >= 10


LAMP = """# lamp resource type

Namespace: {namespace}

## Properties

|Property|Type|Description|
|:---|:---|:---|
|color|lampColor|What it shines in.|

### lampColor values

|Member|Description|
|:---|:---|
|warm|As a candle.|
|cold||
"""
PHOTO = """# Get the photo of a lamp

Namespace: shop

## HTTP request

```http
GET /lamps/{id}/photo/$value
```

## Response

If successful, this method returns a `200 OK` response code and the binary data of the photo.

## Example

```http
GET https://shop.example/v1/lamps/a/photo/$value
```

```http
HTTP/1.1 200 OK
Content-Type: image/jpeg

Binary data for the image
```
"""


def test_what_other_generators_ask_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "lamp.md").write_text(LAMP.format(namespace="shop"), "utf-8")
    (tmp_path / "lab-lamp.md").write_text(LAMP.format(namespace="shop.lab"), "utf-8")
    (tmp_path / "photo.md").write_text(PHOTO, "utf-8")
    main(["export", "openapi", str(tmp_path), "--dialect", "graph"])
    document = json.loads(capsys.readouterr().out)
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    schemas = document["components"]["schemas"]
    titles = [schema["title"] for schema in schemas.values()]
    assert len(titles) == len(set(titles)) and "shop.lab.lamp" in titles
    known = next(s for name, s in schemas.items() if name.endswith("lampColor"))["anyOf"][0]
    assert known["enum"] == ["warm", "cold"]
    assert known["x-enum-descriptions"] == ["As a candle.", ""]
    ((_, path),) = document["paths"].items()
    octets = {"schema": {"type": "string", "format": "binary"}}
    assert path["get"]["responses"]["200"]["content"] == {"application/octet-stream": octets}


def test_values_that_are_the_same_constant_have_names_of_their_own():
    """Generators make constants of the values, and drop underscores at the end of a name."""
    values = ("dateTime", "datetime", "date-time", "asc", "=", "!=", "1")
    field = Property(name="order", type=STRING, values=("asc", "ASC", "-asc"))
    spec = Spec(
        name="api",
        namespace="shop",
        types=(Type(name="shop.lamp", kind="object", properties=(field,)),),
        enums=(
            Enum(name="shop.kind", members=tuple(Member(name=value) for value in values)),
            Enum(name="shop.tone", members=(Member(name="warm"), Member(name="cold"))),
        ),
    )
    document = openapi_document(spec)
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    schemas = document["components"]["schemas"]
    kind, order = schemas["shop.kind"], schemas["shop.lamp"]["properties"]["order"]
    names = ["DATE_TIME", "DATETIME", "DATE_TIME_2", "ASC", "VALUE_4", "VALUE_5", "VALUE_6"]
    assert kind["anyOf"][0]["enum"] == list(values)
    assert kind["anyOf"][0]["x-enum-varnames"] == names
    assert order["anyOf"][0]["x-enum-varnames"] == ["ASC", "ASC_2", "VALUE_2"]
    assert "x-enum-varnames" not in schemas["shop.tone"]["anyOf"][0]
    again = read_openapi(openapi_text(spec))
    assert (again.types, again.enums) == (spec.types, spec.enums)
    assert openapi_text(again) == openapi_text(spec)


def test_names_of_numbers_are_constants():
    """Generators write the names of `x-enum-varnames` as they are."""
    members = (Member(name="401 Unauthorized", value="401"), Member(name="is busy", value="409"))
    spec = Spec(
        name="api",
        namespace="shop",
        enums=(Enum(name="shop.fault", type=use_of("integer"), members=members),),
    )
    numbers = openapi_document(spec)["components"]["schemas"]["shop.fault"]["anyOf"][0]
    assert numbers["enum"] == [401, 409]
    assert numbers["x-enum-varnames"] == ["VALUE_0", "IS_BUSY"]
    assert numbers["x-enum-names"] == ["401 Unauthorized", "is busy"]
    assert read_openapi(openapi_text(spec)).enums == spec.enums


def test_json_schema_is_valid(capsys: pytest.CaptureFixture[str]):
    assert main(["export", "jsonschema", PAGES, "--dialect", "graph"]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert "microsoft.graph.externalConnectors.acl" in schema["$defs"]


def test_export_writes_the_same_bytes(tmp_path: Path):
    for name in ("a.json", "b.json"):
        assert main(["export", "openapi", PAGES, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    (tmp_path / "cup.md").write_text(CUP)
    return tmp_path


def test_sarif(cup: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["lint", str(cup), "--format", "sarif"]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "DG210"
    (location,) = result["locations"]
    assert location["physicalLocation"]["region"] == {
        "startLine": 9,
        "startColumn": 6,
        "endColumn": 9,
    }


def test_github_annotations(cup: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["lint", str(cup), "--format", "github"]) == 1
    line = capsys.readouterr().out
    assert line.startswith("::error file=") and ",line=9,col=6,title=DG210::" in line


def test_a_baseline_accepts_what_is_known(cup: Path, capsys: pytest.CaptureFixture[str]):
    baseline = str(cup / "accepted.txt")
    assert main(["lint", str(cup), "--baseline", baseline, "--update"]) == 0
    assert main(["lint", str(cup), "--baseline", baseline]) == 0
    # Lines move: still the same finding. A second one is new.
    (cup / "cup.md").write_text("\n\n" + CUP + "|other|!!!|New.|\n")
    capsys.readouterr()
    assert main(["lint", str(cup), "--baseline", baseline]) == 1
    told = capsys.readouterr().out
    assert told.count("DG210") == 1 and "other" in told
    (cup / "cup.md").write_text(CUP.replace("???", "String"))
    assert main(["lint", str(cup), "--baseline", baseline]) == 0
    assert "no longer found:" in capsys.readouterr().out


def test_where(capsys: pytest.CaptureFixture[str]):
    names = ["externalConnection.state", "GET /external/connections/{id}", "connectionState.ready"]
    for name in names:
        assert main(["where", name, PAGES]) == 0
        assert ".md:" in capsys.readouterr().out
    assert main(["where", "nothing", PAGES]) == 1


def test_values_of_an_array_that_may_be_null():
    use = replace(array_of(STRING), is_nullable=True)
    field = Property(name="modes", type=use, values=("warm",), is_required=True)
    spec = Spec(
        name="api",
        namespace="shop",
        protocol="http",
        types=(Type(name="shop.lamp", kind="object", properties=(field,)),),
    )
    again = read_openapi(openapi_text(spec))
    assert again.types == spec.types


def test_a_success_among_the_failures_is_no_response(tmp_path: Path):
    """A table of errors with 201, which docgen diff would read as a success."""
    (tmp_path / "lamps.md").write_text(
        "- **Method**: PATCH\n- **URL**: /lamps\n### Errors\nStatus|Code|Description\n-|-|-\n"
        "201|500|The key.\n429|000|How many.\n000|301|The name.\n"
    )
    output = tmp_path / "openapi.json"
    assert main(["export", "openapi", str(tmp_path), "--no-cache", "-o", str(output)]) == 0
    responses = json.loads(output.read_text())["paths"]["/lamps"]["patch"]["responses"]
    assert "429" in responses and "201" not in responses
