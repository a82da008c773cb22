"""A dialect of the user's own: used wherever a dialect is named, and strict."""

from __future__ import annotations

import pickle
import re
import tomllib
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.dialect import Dialect, dialect_names, load_dialect, read_dialect
from docgen.reading.dialects.names import DialectError

OWN = """extends = "graph"
description = "Pages of the lamp shop"
base_url = "https://shop.example/v1"
base_namespace = "shop"

[headings]
properties = ["+", "fields*"]

[columns]
name = ["+", "feld"]
"""
PAGE = """# lamp resource type

A lamp.

## Fields of a lamp

|Feld|Type|Description|
|:---|:---|:---|
|color|String|Its color.|
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/lamp.md").write_text(PAGE)
    (tmp_path / "shop.toml").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_line_takes_a_file(project: Path):
    given = ["generate", "docs", "--package", "sdk", "--output", "src"]
    assert main([*given, "--dialect", "graph"]) == 0
    assert "Its color." not in (project / "src/sdk/models/_lamp.py").read_text()
    assert main([*given, "--dialect", "shop.toml"]) == 0
    assert "Its color." in (project / "src/sdk/models/_lamp.py").read_text()


def test_the_configuration_takes_a_file_beside_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
):
    config = project / "docgen.toml"
    config.write_text('[api.sdk]\npages = "docs"\noutput = "src"\ndialect = "shop.toml"\n')
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    for command in ("generate", "check", "lint", "generate"):
        assert main([command, "--config", str(config)]) == 0
    assert main(["verify", "--config", str(config)]) == 1  # its one page has no sample
    assert 'wire_name = "shop.lamp"' in (project / "src/sdk/models/_lamp.py").read_text()


@pytest.mark.slow
def test_a_changed_dialect_generates_anew(project: Path):
    config = project / "docgen.toml"
    config.write_text('[api.sdk]\npages = "docs"\noutput = "src"\ndialect = "shop.toml"\n')
    assert main(["generate"]) == main(["check"]) == 0
    (project / "shop.toml").write_text(OWN.replace('"shop"', '"store"'))
    assert main(["check"]) == 1
    assert main(["generate"]) == main(["check"]) == 0
    assert 'wire_name = "store.lamp"' in (project / "src/sdk/models/_lamp.py").read_text()


def test_init_writes_it_down(project: Path):
    (project / "sub").mkdir()
    assert main(["init", "docs", "--dialect", "shop.toml", "--config", "sub/docgen.toml"]) == 0
    text = (project / "sub/docgen.toml").read_text()
    assert 'dialect = "../shop.toml"' in text and "[api.shop]" in text
    assert main(["generate", "--config", "sub/docgen.toml"]) == 0


def test_a_word_moves_to_the_list_that_names_it():
    own = read_dialect("own", 'extends = "graph"\n[headings]\nproperties = ["+", "notes*"]\n')
    graph = load_dialect("graph")
    assert (graph.role("notes"), own.role("notes")) == ("remarks", "properties")
    assert own.role("properties") == "properties"


def test_any_dialect_of_the_package_may_be_extended():
    own = read_dialect("own", 'extends = "business-central"\n')
    theirs = load_dialect("business-central")
    assert (own.base_url, own.headings) == (theirs.base_url, theirs.headings)
    assert repr(pickle.loads(pickle.dumps(own))) == repr(own)  # it is sent to other processes


GRAPH = 'extends = "graph"\n'


@pytest.mark.parametrize(
    "text, told",
    [
        ("a = ", "own.toml: not TOML"),
        ('extends = "grahp"', 'unknown dialect "grahp"; known: business-central, graph, onedrive, plain'),
        ("base_url = ''", 'own.toml: missing abstract_phrases, annotation_keys, base_namespace'),
        (GRAPH + "base_uri = ''", 'own.toml: unknown key "base_uri"; did you mean "base_url"?'),
        (GRAPH + "base_url = 3", "own.toml: base_url must be a string"),
        (GRAPH + "detect = 'x'", "own.toml: detect must be a list of strings"),
        (GRAPH + "detect = [1]", "own.toml: detect must be a list of strings"),
        (GRAPH + "headings = ['x']", "own.toml: headings must be a table"),
        (GRAPH + "protocol = 'soap'", "own.toml: protocol must be one of http, odata"),
        (GRAPH + "[headings]\nproperty = ['x']", 'did you mean "properties"?'),
        (GRAPH + "[headings]\nproperties = 'x'", "headings.properties must be a list of strings"),
        (GRAPH + "[primitives]\nstrin = ['x']", 'did you mean "string"?'),
        (GRAPH + "[page_urls]\napi = ['x']", "page_urls.api must be a string"),
        (GRAPH + "open_phrases = ['+', '(']", 'open_phrases: "(" is not a regular expression'),
        (GRAPH + "values_phrases = ['+', '(?i)one of']", "write a flag as (?i:...)"),
        (GRAPH + "inherits_phrases = ['(is|be) a ']", "write (?:...) in place of (...)"),
        (GRAPH + "open_phrases = ['a{99999999999}']", "is not a regular expression"),
    ],
)  # fmt: skip
def test_a_wrong_file_tells_the_key_and_the_fix(text: str, told: str):
    with pytest.raises(DialectError) as raised:
        read_dialect("own", text, "own.toml")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "name, told",
    [
        ("nope.toml", "cannot read the dialect nope.toml"),
        ("latin.toml", "cannot read the dialect latin.toml"),
        ("wrong.toml", "wrong.toml: not TOML"),
        ("nope", "or a .toml file of your own"),
    ],
)
def test_a_file_that_cannot_be_used(
    name: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    (project / "latin.toml").write_bytes(b"description = '\xe4'")
    (project / "wrong.toml").write_text("a =")
    assert main(["lint", "docs", "--dialect", name]) == 2
    assert told in capsys.readouterr().err


def test_pages_like_no_others_call_no_host():
    name, votes = guess_dialect(["# Notes\n\nAbout lamps.\n"])
    assert (name, set(votes.values())) == ("plain", {0})
    assert load_dialect(name).base_url == ""


@pytest.mark.parametrize("name", dialect_names())
def test_each_dialect_of_the_package_is_right(name: str):
    text = (Path(__file__).parents[2] / f"docgen/reading/dialects/{name}.toml").read_text("utf-8")
    assert asdict(read_dialect(name, text)) == asdict(load_dialect(name)) | {"is_own": True}


DIALECTS = Path(__file__).parents[2] / "docgen/reading/dialects"
LANGUAGES = sorted((DIALECTS / "languages").glob("*.toml"))


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_each_language_has_words_that_dialects_know(path: Path):
    read_dialect("own", f'extends = "graph"\nlanguages = ["{path.stem}"]\n')
    read_dialect("own", GRAPH + path.read_text("utf-8"))
    assert path.stem in load_dialect("plain").languages


def test_an_unknown_language_is_an_error():
    with pytest.raises(DialectError) as raised:
        read_dialect("own", 'extends = "graph"\nlanguages = ["grman"]\n')
    assert 'unknown language "grman"; known: chinese' in str(raised.value)


MANUAL = Path(__file__).parents[2] / "docs/dialects.md"


def _rows(heading: str) -> dict[str, list[str]]:
    """The rows of a table of the manual: the first cell, and the others."""
    table = MANUAL.read_text("utf-8").partition(heading)[2].strip().split("\n\n")[0]
    cells = [
        [cell.strip() for cell in row.strip("|").split(" | ")] for row in table.split("\n")[2:]
    ]
    return {first.strip(" `"): rest for first, *rest in cells}


@pytest.mark.slow
def test_the_manual_has_each_key_with_an_example_that_can_be_read():
    rows = _rows("## All keys\n")
    assert set(rows) == {field.name for field in fields(Dialect)} - {"name", "is_own"} | {"extends"}
    graph = asdict(load_dialect("graph"))
    for key, (_, example) in rows.items():
        text = example.strip("` |")
        is_table = isinstance(graph.get(key), dict)
        written = f"[{key}]\n{text}\n" if is_table else f"{key} = {text}\n"
        read_dialect("own", ("" if key == "extends" else GRAPH) + written)


def test_the_manual_has_the_keys_of_each_fixed_table():
    tables = tomllib.loads((DIALECTS / "graph.toml").read_text("utf-8"))
    for key, (names, *_) in _rows("Tables whose keys are fixed:\n").items():
        assert re.findall(r"`(\w[\w-]*)`", names) == list(tables[key])


def test_words_of_docgen_toml_are_added_to_the_guessed_dialect(project: Path):
    config = project / "docgen.toml"
    config.write_text(
        '[api.sdk]\npages = "docs"\noutput = "src"\n[api.sdk.dialect]\nextends = "graph"\n'
        'headings.properties = ["+", "fields*"]\ncolumns.name = ["+", "feld"]\n'
    )
    assert main(["generate"]) == main(["check"]) == 0
    assert "Its color." in (project / "src/sdk/models/_lamp.py").read_text()
    config.write_text(config.read_text().replace("fields*", "values*"))
    assert main(["check"]) == 1


@pytest.mark.parametrize(
    "table, message",
    [
        ('extends = "shop.toml"', "docgen.toml: api.sdk.dialect.extends must be one of business-central"),
        ('colums.name = ["x"]', 'docgen.toml: api.sdk.dialect: unknown key "colums"; did you mean "columns"?'),
        ('columns.nam = ["x"]', 'docgen.toml: api.sdk.dialect: columns: unknown key "nam"'),
        ("open_phrases = ['+', '(']", "docgen.toml: api.sdk.dialect: open_phrases: "),
    ],
)  # fmt: skip
def test_wrong_words_of_docgen_toml_are_errors(
    table: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
):
    config = f'[api.sdk]\npages = "docs"\noutput = "src"\n[api.sdk.dialect]\n{table}\n'
    (project / "docgen.toml").write_text(config)
    assert main(["lint"]) == 2
    assert message in capsys.readouterr().err
