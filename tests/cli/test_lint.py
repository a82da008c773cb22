"""`docgen lint` over small folders of pages, broken ones too."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from support import HOSTILE

from docgen.cli.main import main
from docgen.diagnostics.diagnostic import codes
from docgen.diagnostics.position import Source
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.read import read_page
from docgen.reading.type_phrases import read_type
from docgen.syntax.http_message import read_message
from docgen.syntax.lenient_json import Unreadable, read_json
from docgen.syntax.url_path import path_template

SHARED = Path(__file__).parents[3] / "shared"
PAGE = """# widget resource type
Namespace: a.b

A widget.

## Properties
|Property|Type|Description|
|:---|:---|:---|
|id|String|Its key. Inherited from [entity](entity.md)|
|parts|[part](part.md) collection|Its parts.|
|state|String|Possible values are: `on`, `off`, and `lost`.|
|odd|???|Not a type.|

<!-- { "blockType": "resource", "@odata.type": "a.b.widget", "openType": true, } -->
```json
{"id": "String (identifier)"}
```
"""


def page(text: str):
    return read_page(Source(path="widget.md", text=text), load_dialect("graph"))


def test_a_resource_page_is_read():
    resource = page(PAGE).resources[0]
    assert (resource.name, resource.namespace, resource.is_open) == ("a.b.widget", "a.b", True)
    assert [(row.name, str(row.type)) for row in resource.properties] == [
        ("id", "string"),
        ("parts", "array of part"),
        ("state", "string"),
        ("odd", "None"),
    ]
    assert resource.properties[2].values == ("on", "off", "lost")
    inherited = resource.properties[0].inherited_from
    assert inherited is not None and inherited.ref.name == "entity"


def test_a_finding_has_its_line_column_and_help(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "widget.md").write_text(PAGE)
    assert main(["lint", str(tmp_path), "--format", "json", "--dialect", "graph"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(d["code"], d["line"], d["column"]) for d in found] == [
        ("DG301", 9, 36),
        ("DG305", 9, 36),
        ("DG301", 10, 8),
        ("DG303", 10, 8),
        ("DG210", 12, 6),
    ]
    assert all(d["help"] for d in found)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_page_takes_the_run_down(name: str, tmp_path: Path):
    (tmp_path / "page.md").write_bytes(HOSTILE[name])
    assert main(["lint", str(tmp_path)]) in (0, 1)


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
def test_a_page_whose_name_is_no_utf8_is_told(format: str, tmp_path: Path, capsys: Any):
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/lamp\xff.md")).write_text(PAGE)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert main(["lint", str(tmp_path), "--format", format]) == 1
    told = capsys.readouterr().out
    assert "DG115" in told and "xff.md" in told


def test_wrong_usage_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["lint", str(tmp_path / "missing")]) == 2
    assert main(["explain", "DG999"]) == 2
    assert main(["lint", str(tmp_path)]) == 2
    assert all(line.startswith("docgen: ") for line in capsys.readouterr().err.splitlines())


def test_what_docgen_check_tells_is_explained_in_words(capsys: pytest.CaptureFixture[str]):
    assert main(["explain", "DG701"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("DG701 (error): <kind> <name> <change>\n")
    assert "\nhelp: run: docgen generate\n" in told
    assert told.endswith("docgen check    # DG701\ndocgen generate\n")


@pytest.mark.slow
def test_every_code_is_explained(capsys: pytest.CaptureFixture[str]):
    for code in codes():
        assert main(["explain", code]) == 0
    told = capsys.readouterr().out
    assert 'DG210 (error): cannot read a type for <name> from "<text>"\n' in told
    assert "help: link an existing page\n" in told  # the hint of DG301 depends on the page
    assert not re.search(r"\{\{|(?<!/)\{\w+\}", told)  # `/users/{id}` is a path


@pytest.mark.parametrize(
    "text, value, forgiven",
    [
        ('{"a": 1,}', {"a": 1}, ["a trailing comma"]),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}, ["a missing comma"]),
        ("{a: 1}", {"a": 1}, ["an unquoted key"]),
        ('{"a": "x\ny"}', {"a": "x\ny"}, ["a raw control character"]),
        ('{"a": 1 /* c */}', {"a": 1}, ["a comment"]),
        ("[1, ...]", [1], ["a trailing comma", "an ellipsis"]),
        ('{"a": 1,\n... other fields ...\n}', {"a": 1}, ["a trailing comma", "an ellipsis"]),
    ],
)
def test_lenient_json(text: str, value: object, forgiven: list[str]):
    read_value, leniencies = read_json(text)
    assert read_value == value
    assert sorted(f.what for f in leniencies) == forgiven


@pytest.mark.parametrize("text", ["", "{", '{"a"', "{}{}", '"', "nul", "[" * 100])
def test_what_is_not_json_is_refused(text: str):
    with pytest.raises(Unreadable):
        read_json(text)


@pytest.mark.parametrize(
    "cell, type",
    [
        ("String", "string"),
        ("`string`", "string"),
        ("String (timestamp)", "date-time"),
        ("[recipient](recipient.md) collection", "array of recipient"),
        ("Collection(a.b.x)", "array of a.b.x"),
        ("Edm.Stream", "binary"),
        ("Int32 collection", "array of int32"),
    ],
)
def test_type_cells(cell: str, type: str):
    assert str(read_type(cell, load_dialect("graph"))) == type


def test_path_parameters_are_unique():
    template = path_template("/groups/{id}/members/{id}?$top=5")
    assert template.path == "/groups/{group-id}/members/{member-id}"
    assert template.query == (("$top", "5"),)


def test_a_blank_line_before_the_headers_is_read():
    message = read_message("POST /x/assign\n\nContent-type: application/json\n\n{}")
    assert message is not None
    assert (message.headers, message.body) == ((("Content-type", "application/json"),), "{}")


@pytest.mark.skipif(
    not SHARED.is_dir() and not os.environ.get("CI"), reason="../shared is not there"
)
def test_the_seed_page():
    text = (SHARED / "seed" / "externalconnectors-post-connections.md").read_text("utf-8")
    seed = page(text)
    (operation,) = seed.operations
    assert [(t.method, t.target) for t in operation.targets] == [("POST", "/connections")]
    rows = {row.name: row for row in operation.body_parameters}
    assert list(rows) == ["id", "configuration", "description", "name", "state"]
    assert rows["id"].inherited_from is not None
    assert rows["state"].values == (
        "draft",
        "ready",
        "obsolete",
        "limitExceeded",
        "unknownFutureValue",
    )
    assert operation.statuses == (201,)
    assert operation.returns is not None and operation.returns.ref.name == "externalConnection"
    assert [(s.message.method, s.message.status, s.has_value) for s in seed.samples] == [
        ("POST", 0, True),
        ("", 201, True),
    ]
