"""OpenAPI documents are read: what docgen wrote as it was, others with their types and operations."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from docgen.cli.main import main
from docgen.diff.compare import wire_changes
from docgen.openapi.document import openapi_document, openapi_text
from docgen.openapi.read_document import is_openapi, read_openapi
from docgen.openapi.read_schemas import DocumentError
from docgen.records import replace
from docgen.spec.model import Operation, Parameter, Server, ServerVariable, Spec
from docgen.spec.spec_json import from_json

ROOT = Path(__file__).parents[2]
SPECS = sorted(ROOT.glob("specs/*/spec.json"))
DOCUMENTS = sorted(ROOT.glob("../shared/truth/widdershins/*.openapi.*"))

LAMPS = """
openapi: 3.0.3
info: {title: Lamps, version: "1"}
servers: [{url: https://shop.example/v1}]
paths:
  /lamps/{lamp_id}:
    parameters:
      - {name: lamp_id, in: path, required: true, schema: {type: integer}}
    get:
      responses:
        200: {description: A lamp, content: {application/json: {schema: {$ref: "#/components/schemas/Lamp"}}}}
        404: {description: No such lamp}
    x-list:
      responses: {"204": {description: None}}
  /lamps:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [on], properties: {on: {type: boolean}, tags: {type: array, items: {type: string}}}}
            encoding: {tags: {explode: false}}
      responses: {"201": {description: Made}}
components:
  schemas:
    Lamp:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64}
        made: {type: string, format: date, nullable: true}
        size: {type: object, properties: {height: {type: number}}}
        shade: {oneOf: [{type: string}, {$ref: "#/components/schemas/Shade"}]}
        labels: {type: object, additionalProperties: {type: string}}
        color: {$ref: "#/components/schemas/Color"}
    Shade: {type: object, properties: {inner: {$ref: "#/components/schemas/Lamp"}}}
    Color: {type: integer, enum: [1, 2], x-enum-varnames: [WARM, COLD]}
"""


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("version", ["3.1", "3.2"])
def test_what_docgen_writes_is_read_as_it_was(path: Path, version: str):
    spec = from_json(path.read_text("utf-8"))
    text = openapi_text(spec, version)
    again = read_openapi(text)
    assert openapi_text(again, version) == text
    assert list(wire_changes(again, spec)) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_of_others_are_stable_after_one_export(path: Path):
    text = openapi_text(read_openapi(path.read_text("utf-8")))
    assert openapi_text(read_openapi(text)) == text


def test_types_of_a_document():
    spec = read_openapi(LAMPS)
    lamp, size, shade = spec.types
    assert [f"{p.name}: {p.type}" for p in lamp.properties] == [
        "id: int64",
        "made: date or null",
        "size: api.LampSize",
        "shade: string or api.Shade",
        "labels: map of string",
        "color: api.Color",
    ]
    assert (size.name, shade.name) == ("api.LampSize", "api.Shade")
    assert [p.name for p in lamp.properties if p.is_required] == ["id"]
    (color,) = spec.enums
    assert (str(color.type), color.is_closed) == ("integer", True)
    assert [(m.name, m.value) for m in color.members] == [("WARM", "1"), ("COLD", "2")]


def test_operations_of_a_document():
    spec = read_openapi(LAMPS)
    post, get, listed = spec.operations
    assert [o.id for o in (post, get, listed)] == [
        "POST /lamps",
        "GET /lamps/{lamp_id}",
        "LIST /lamps/{lamp_id}",
    ]
    assert [error.status for error in get.errors] == ["404"]
    assert post.request_body and post.request_body.content[0].name.endswith("form-urlencoded")
    on, tags = post.request_body.properties
    assert (on.is_required, tags.is_required, tags.explode) == (True, False, False)


def test_a_method_of_another_specification_has_its_key_in_each_version():
    spec = read_openapi(LAMPS)
    path = openapi_document(spec, "3.1")["paths"]["/lamps/{lamp_id}"]
    assert path.keys() == {"get", "x-list"}
    path = openapi_document(spec, "3.2")["paths"]["/lamps/{lamp_id}"]
    assert path.keys() == {"get", "additionalOperations"}
    assert list(OpenAPIV31SpecValidator(openapi_document(spec)).iter_errors()) == []


@pytest.mark.parametrize(
    "text, message",
    [
        ('{"openapi": "3.0.0", ', "not JSON: "),
        ("openapi: 3.0.0\n\tpaths: {}", "not YAML: "),
        ('{"swagger": "2.0"}', 'its "openapi" is 2.0, and docgen reads 3.0, 3.1 and 3.2'),
        (LAMPS.replace('"#/components/schemas/Lamp"', "lamp.yaml"), '"lamp.yaml" leads out of the document'),
        (LAMPS.replace("schemas/Shade\"}]", "schemas/Shard\"}]"), '"#/components/schemas/Shard" refers to nothing'),
    ],
)  # fmt: skip
def test_a_wrong_document_is_one_line(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert is_openapi(text)
    with pytest.raises(DocumentError) as raised:
        read_openapi(text)
    assert message in str(raised.value)
    (tmp_path / "api.yaml").write_text(text, "utf-8")
    assert main(["diff", str(tmp_path / "api.yaml"), str(tmp_path / "api.yaml")]) == 2
    assert "is not an OpenAPI document: " in capsys.readouterr().err


PAGE = """# Lamps

## Get a lamp

```plaintext
GET /lamps/:lamp_id
```

| Attribute | Type    | Required | Description |
|-----------|---------|----------|-------------|
| `lamp_id` | integer | yes      | Its number. |
| `full`    | boolean | no       | With parts. |
"""


def test_a_difference_has_the_line_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docs/lamps.md").write_text(PAGE, "utf-8")
    Path("api.yaml").write_text(LAMPS, "utf-8")
    assert main(["diff", "api.yaml", "docs", "--dialect", "plain", "--fail-on", "breaking"]) == 1
    lines = capsys.readouterr().out.splitlines()
    added = next(i for i, line in enumerate(lines) if "parameter-added" in line)
    assert "full" in lines[added] and "docs/lamps.md:12" in lines[added + 1]
    removed = next(i for i, line in enumerate(lines) if "operation-removed" in line)
    assert lines[removed + 1] == "    likewise POST /lamps"


def test_the_own_export_does_not_differ_from_the_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    pages, file = str(ROOT / "specs/parcels/pages"), str(tmp_path / "api.json")
    assert main(["export", "openapi", pages, "--dialect", "plain", "-o", file]) == 0
    assert main(["diff", file, pages, "--dialect", "plain", "--fail-on", "any"]) == 0
    assert capsys.readouterr().out.startswith("no changes")


def test_variables_of_servers_without_a_default():
    variables = (ServerVariable(name="region", default="eu"), ServerVariable(name="shop"))
    server = Server(url="https://{region}.lamps.example/{shop}", variables=variables)
    spec = Spec(name="lamps", namespace="api", servers=(server,))
    OpenAPIV31SpecValidator(openapi_document(spec)).validate()
    assert read_openapi(openapi_text(spec)).servers == (server,)
    assert spec.base_url == "https://eu.lamps.example/shop"


def test_what_every_request_sends_is_listed_once():
    account = Parameter(name="X-Account", location="header", is_required=True)
    house = Parameter(name="filter[house]", location="query", description="Which one.")
    get = Operation(method="GET", path="/lamps", kind="get", parameters=(replace(house, name="a"),))
    delete = replace(get, method="DELETE", path="/lamps/all", kind="delete")
    head = {"name": "lamps", "namespace": "api", "operations": (get, delete)}
    spec = Spec(**head, parameters=(account, house))
    document = openapi_document(spec)
    OpenAPIV31SpecValidator(document).validate()
    of_paths = {tuple(r["$ref"] for r in p["parameters"]) for p in document["paths"].values()}
    begin = "#/components/parameters/"
    assert of_paths == {(f"{begin}header.X-Account", f"{begin}query.filter_house_")}
    back = read_openapi(openapi_text(spec))
    assert back.parameters == spec.parameters
    assert [o.parameters for o in back.operations] == [get.parameters, get.parameters]


def test_failures_of_any_operation_are_those_of_each():
    spec = from_json((ROOT / "specs/parcels/spec.json").read_text("utf-8"))
    document = openapi_document(spec)
    shared = document["components"]["responses"]
    assert list(shared) == ["400", "401", "404", "409", "422", "429"]
    assert shared["401"]["description"] == "The API key is missing or was revoked."
    for path in document["paths"].values():
        for operation in path.values():
            assert {*shared} <= operation["responses"].keys()
    again = read_openapi(openapi_text(spec))
    assert again.errors == spec.errors
    assert [o.errors for o in again.operations] == [o.errors for o in spec.operations]


# A status of a failure with a code and of one without; headers of no request.
CODES = """# Lamps

`GET /lamps`

#### 404 Not Found

| Status | Code | Description |
|--------|------|-------------|
| 404    | 201  | Never seen. |
"""
HEADERS_ALONE = """# Orders

### Headers

| Attribute | Type   | Description |
|-----------|--------|-------------|
| X-Shop    | string | Which shop. |
"""
# A row of two types, the values of one of them; a row without words in a table of what samples show; null in OData.
TWO_TYPES = """# Lamps

`GET /lamps`

| Parameter | Type    | Description               |
|-----------|---------|---------------------------|
| `count`   | integer | How many.                 |
| `count`   | string  | One of `few`, `many`.     |
"""
ROW_OF_A_SAMPLE = """# Lamps

`GET /lamps/{id}`

Returns `200` with:

| Property | Type    | Description |
|----------|---------|-------------|
| `glow`   | integer |             |

```json
{"data": {"glow": {}, "shades": []}}
```
"""
NULL = """Namespace: shop

# Dim a lamp

`PATCH /lamps/1`

| Name   | In    | Type   | Required | Description |
|--------|-------|--------|----------|-------------|
| color  | query | array  | No       | The colors. |
| » tone | query | ?string | Yes     | Its tone.   |
"""


@pytest.mark.parametrize("page", [TWO_TYPES, ROW_OF_A_SAMPLE, NULL, CODES])
@pytest.mark.parametrize("dialect", ["plain", "graph"])
def test_no_export_of_contradicting_pages_differs_from_them(
    page: str, dialect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "lamps.md").write_text(page, "utf-8")
    file, reading = str(tmp_path / "api.json"), ["--dialect", dialect]
    assert main(["export", "openapi", str(tmp_path), *reading, "-o", file]) == 0
    assert main(["diff", file, str(tmp_path), *reading, "--fail-on", "any"]) == 0
    assert capsys.readouterr().out.startswith("no changes")


def test_headers_without_an_operation_are_of_no_request(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "orders.md").write_text(HEADERS_ALONE, "utf-8")
    main(["export", "spec", str(tmp_path)])
    assert "X-Shop" not in capsys.readouterr().out
