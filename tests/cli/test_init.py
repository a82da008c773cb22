"""`docgen init`: what it finds, what it writes, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlparse

import pytest
from jsonschema import Draft202012Validator

from docgen.cli import options as arguments
from docgen.cli.commands import init
from docgen.cli.main import main
from docgen.project.configuration import read_configuration

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "specs/external_connectors/pages"
SHARED = ROOT.parent / "shared"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and not os.environ.get("CI"), reason=f"{SHARED} is not here"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written() -> tuple[str, dict[str, str]]:
    """The package and the keys of the one API of docgen.toml, which its own schema finds valid."""
    text = Path("docgen.toml").read_text("utf-8")
    head = text.splitlines()[0]
    assert head.startswith("#:schema file://"), head
    schema = json.loads(Path(unquote(urlparse(head.split()[1]).path)).read_text("utf-8"))
    tables = tomllib.loads(text)
    assert list(Draft202012Validator(schema).iter_errors(tables)) == []
    ((name, keys),) = tables["api"].items()
    return name, keys


def test_the_bundled_pages(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(BUNDLED, here / "docs/api")
    assert main(["init", "docs/api"]) == 0
    assert capsys.readouterr().out == (
        "pages:     35 in docs/api/\n"
        "dialect:   graph (35 of 35 pages match it)\n"
        "base URL:  https://graph.microsoft.com/v1.0 (20 samples use it)\n"
        "namespace: microsoft.graph.externalConnectors\n"
        "package:   external_connectors\n"
        "found:     14 types, 9 enums, 18 operations; 0 errors, 0 warnings\n"
        "wrote docgen.toml; next: docgen generate\n"
    )
    assert written() == (
        "external_connectors",
        {
            "pages": "docs/api",
            "output": "generated",
            "dialect": "graph",
            "base_url": "https://graph.microsoft.com/v1.0",
        },
    )
    assert main(["generate"]) == main(["check"]) == 0
    assert (here / "generated/external_connectors/client.py").is_file()


def test_pages_of_an_api_that_no_dialect_is_of(here: Path):
    case = ROOT / "tests/cases/another-shop-and-its-words-for-types"
    shutil.copytree(case, here / "lamp-shop")
    assert main(["init", "lamp-shop"]) == 0
    assert written() == (
        "lamp_shop",
        {
            "pages": "lamp-shop",
            "output": "generated",
            "dialect": "plain",
            # all paths begin with /api, which names no thing
            "base_url": "https://shop.example/api",
        },
    )
    assert main(["generate"]) == main(["verify"]) == 0


def test_its_comments_are_keys_that_work(here: Path):
    shutil.copytree(BUNDLED, here / "docs")
    assert main(["init", "docs"]) == 0
    config = here / "docgen.toml"
    config.write_text(config.read_text().replace("\n# ", "\n"))
    text = config.read_text()
    config.write_text("\n".join(line for line in text.split("\n") if "The APIs that" not in line))
    (api,) = read_configuration(config)
    assert (api.include, api.distribution) == (("/a/**",), "0.1.0")
    assert api.templates and {"spec", "openapi"} <= api.exports.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder, package, dialect, base_url",
    [
        ("corpora/graph/v1.0", "graph", "graph", "https://graph.microsoft.com/v1.0"),
        ("corpora/onedrive/rest-api", "onedrive", "onedrive", "https://graph.microsoft.com/v1.0"),
        (
            "corpora/business-central/api-reference/v2.0",
            "business_central",
            "business-central",
            "https://api.businesscentral.dynamics.com/v2.0/production/api/v2.0",
        ),
        ("seed", "external_connectors", "graph", "https://graph.microsoft.com/beta"),
    ],
)
@needs_shared
def test_whole_documentation_sets(folder: str, package: str, dialect: str, base_url: str):
    assert main(["init", str(SHARED / folder)]) == 0
    name, keys = written()
    assert (name, keys["dialect"], keys["base_url"]) == (package, dialect, base_url)
    (api,) = read_configuration(Path("docgen.toml"))
    assert api.pages.resolve() == (SHARED / folder).resolve()


PAGE = """# lamp resource type

{namespace}

A lamp.

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key.|
"""


@pytest.mark.parametrize(
    "folder, namespace, package",
    [
        ("docs", "Namespace: my.shop", "shop"),
        ("docs", "Namespace: my.json", "json_api"),
        ("docs", "Namespace: my.import", "import_"),
        ("лампы", "", "лампы"),
        ("Lamp docs", "", "lamp_docs"),
        ('a "quoted" \\ folder\x7f', "", "a_quoted_folder"),
        ("1", "", "n1"),
    ],
)
def test_the_package_gets_a_name_that_can_be_imported(
    here: Path, folder: str, namespace: str, package: str
):
    (here / folder).mkdir()
    (here / folder / "lamp.md").write_text(PAGE.format(namespace=namespace))
    assert main(["init", folder]) == 0
    name, keys = written()
    assert (name, keys["pages"]) == (package, folder)
    assert main(["generate"]) == 0
    assert (here / "generated" / package / "client.py").is_file()


def test_without_a_base_url_its_key_waits_as_a_comment(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    (here / "docs/lamp.md").write_text(PAGE.format(namespace="Namespace: shop"))
    assert main(["init", "docs"]) == 0
    assert (
        "base URL:  none (the address of the API; the samples do not contain it)\n"
        in capsys.readouterr().out
    )
    assert "base_url" not in written()[1]
    assert '\n# base_url = "https://..."' in Path("docgen.toml").read_text()


def test_paths_are_relative_to_the_file_and_src_is_used(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(BUNDLED, here / "docs")
    (here / "sdk/src").mkdir(parents=True)
    assert main(["init", "docs", "--config", "sdk/docgen.toml", "--dialect", "onedrive"]) == 0
    told = capsys.readouterr().out
    assert "next: docgen generate --config sdk/docgen.toml" in told
    assert "dialect:   onedrive (as requested)" in told
    (api,) = read_configuration(here / "sdk/docgen.toml")
    assert api.pages.resolve() == here / "docs"
    assert api.output and api.output.resolve() == here / "sdk/src"


def test_an_environment_inside_the_project_is_named_by_a_path(
    here: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(BUNDLED, here / "docs")
    (here / ".venv/docgen").mkdir(parents=True)
    schema = here / ".venv/docgen/configuration.schema.json"
    schema.write_text("{}")
    monkeypatch.setattr(init, "resources", SimpleNamespace(files=lambda _: here / ".venv/docgen"))
    init.run(arguments.command_parser().parse_args(["init", "docs", "--dialect", "graph"]))
    first = Path("docgen.toml").read_text().splitlines()[0]
    assert first == "#:schema ./.venv/docgen/configuration.schema.json"


@pytest.mark.parametrize(
    "given, told",
    [
        ({"docgen.toml": ""}, "docgen.toml already exists; edit it"),
        ({"pyproject.toml": "[tool.docgen]\n"}, "pyproject.toml already has [tool.docgen]; edit"),
        ({"pyproject.toml": "tool ="}, "pyproject.toml is not TOML"),
        ({"docs/lamp.md": None}, "docs contains no .md or .mdx files; name the folder that does"),
        ({"docs": None}, "docs is not a folder; name the one that contains the .md or .mdx files"),
    ],
)
def test_what_is_refused(
    here: Path, given: dict[str, str | None], told: str, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(BUNDLED, here / "docs")
    for name, text in given.items():
        if text is not None:
            (here / name).write_text(text)
        else:
            shutil.rmtree(here / "docs")
            if name != "docs":
                (here / "docs").mkdir()
    before = sorted(here.rglob("*"))
    assert main(["init", "docs"]) == 2
    shown = capsys.readouterr()
    assert (
        shown.out == "" and shown.err.startswith(f"docgen: {told}") and shown.err.count("\n") == 1
    )
    assert sorted(here.rglob("*")) == before


def test_a_pyproject_of_others_is_no_hindrance(here: Path):
    shutil.copytree(BUNDLED, here / "docs")
    (here / "pyproject.toml").write_text("[tool.black]\nline-length = 100\n")
    assert main(["init", "docs"]) == 0
