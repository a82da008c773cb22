"""`docgen init`: what it finds, what it writes, and what it refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from pathlib import Path

import pre_commit.clientlib
import pytest
import yaml
from jsonschema import Draft202012Validator

from docgen import __version__
from docgen.cli.main import main
from docgen.project.configuration import read_configuration
from docgen.reading.first_look import host_name

pytestmark = pytest.mark.slow

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
    assert "file://" not in text and str(Path.home()) not in text
    schema = json.loads((ROOT / "docgen/configuration.schema.json").read_text("utf-8"))
    tables = tomllib.loads(text)
    assert list(Draft202012Validator(schema).iter_errors(tables)) == []
    ((name, keys),) = tables["api"].items()
    return name, keys


def test_the_bundled_pages(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(BUNDLED, here / "docs/api")
    assert main(["init", "docs/api"]) == 0
    assert capsys.readouterr().out == (
        "pages:      35 in docs/api/\n"
        "dialect:    graph (35 of 35 pages match it)\n"
        "base URL:   https://graph.microsoft.com/v1.0 (20 samples use it)\n"
        "namespace:  microsoft.graph.externalConnectors\n"
        "package:    external_connectors\n"
        "calls:      as follows; what these tables say in docgen.toml is used in place of what is found\n"
        "  [api.external_connectors.security.bearer]  # from samples, docs/api/api/external-post-connections.md:89\n"
        '  type = "http"\n'
        '  scheme = "bearer"\n'
        "made:       14 types, 9 enums, 18 operations; 0 errors, 0 warnings\n"
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
        "shop",
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
    (api,) = read_configuration(config)
    assert (api.include, api.distribution) == (("/a/**",), "0.1.0")
    assert api.templates and {"spec", "openapi"} <= api.exports.keys()


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
    printed = capsys.readouterr().out
    assert "base URL:   none (the address of the API; the samples do not contain it)\n" in printed
    assert '\n  base_url = "https://..."  # the samples contain no address\n' in printed
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
    assert "dialect:    onedrive (as requested)" in told
    (api,) = read_configuration(here / "sdk/docgen.toml")
    assert api.pages.resolve() == here / "docs"
    assert api.output and api.output.resolve() == here / "sdk/src"


@pytest.mark.parametrize(
    "url, name",
    [
        ("https://api.shop.com/v1", "shop"),
        ("https://shop.co.uk", "shop"),
        ("https://lamps.example", "lamps"),
        ("https://gitlab.example.com/api/v4", "gitlab"),
        ("https://3.lampsapi.com/$ACCOUNT", "lamps"),
        ("https://eu.api.lamp-shop.io:8443/", "lamp-shop"),
        ("http://127.0.0.1:8200/v1", ""),
        ("http://localhost:9090", ""),
        ("https://{instance}/api", ""),
        ("https://www.example.com", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_the_name_that_a_host_has(url: str, name: str):
    assert host_name(url) == name


@pytest.mark.parametrize(
    "folder", ["docs/api/reference", "Docs/REST/v2.0", "website/content/en-US"]
)
def test_no_package_has_the_name_of_a_folder_for_any_documentation(here: Path, folder: str):
    (here / "Lamp Shop" / folder).mkdir(parents=True)
    (here / "Lamp Shop" / folder / "lamp.md").write_text("# Get a lamp\n\n`GET /lamps/{id}`\n")
    assert main(["init", f"Lamp Shop/{folder}"]) == 0
    assert written()[0] == "lamp_shop"


def test_what_is_known_of_the_protocol_has_its_place(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(ROOT / "tests/cases/reference-protocols", here / "pages")
    with (here / "pages/general.md").open("a") as page:
        page.write("\n## Limits\n\nEach response has `X-RateLimit-Remaining`.\n")
    assert main(["init", "pages"]) == 0
    printed = capsys.readouterr().out
    lines = (here / "pages/general.md").read_text().splitlines()
    for begin, place in (
        ("[api.lamps.security.X-Home-Key]  # from samples, ", "X-Home-Key:"),
        ("[api.lamps.paging]  # inferred, ", "Link:"),
        ("rate limit: X-RateLimit-Remaining (", "X-RateLimit"),
    ):
        number = next(n for n, line in enumerate(lines, 1) if place in line)
        assert f"{begin}pages/general.md:{number}" in printed


def test_the_tables_that_are_printed_state_the_same(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(ROOT / "tests/cases/reference-protocols", here / "pages")
    assert main(["init", "pages"]) == main(["export", "spec", "-o", "found.json"]) == 0
    printed = capsys.readouterr().out
    tables = [line for line in printed.split("\n") if line.startswith("  ")]
    assert len(tables) == 7
    config = here / "docgen.toml"
    config.write_text(config.read_text() + "\n".join(tables) + "\n")
    assert (
        main(["lint", "--level", "warning"]) == main(["export", "spec", "-o", "stated.json"]) == 0
    )
    found, stated = (
        json.loads((here / name).read_text()) for name in ("found.json", "stated.json")
    )
    for spec in (found, stated):
        spec["paging"].pop("evidence", "")
        spec["security_schemes"][0].pop("evidence", "")
        for operation in spec["operations"]:
            operation.get("paging", {}).pop("evidence", "")
    assert found == stated


OWN = """# One {thing}

`GET https://api.lampworks.io/v2/{thing}s/{{id}}`

### You may send

| Key | Kind | Needed | Says |
|-----|------|------|---------|
| page | whole number | no | Which page of them. |
| only | string | yes | A word to look for. |

### You get

| Key | Kind | Says |
|-----|------|---------|
| id | string | The key of it. |
| watts | whole number | What it takes. |

```json
{{"id": "l1", "page": 1, "watts": 5}}
```
"""


def test_a_line_that_reads_pages_of_an_own_style(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "docs").mkdir()
    for thing in ("lamp", "room"):
        (here / f"docs/{thing}.md").write_text(OWN.format(thing=thing))
    assert main(["init", "docs"]) == 0
    words = (
        'columns = { description = ["+", "says"], name = ["+", "key"], type = ["+", "kind"], required = ["+", "needed"] }',
        'labels = { response = ["+", "you get"], parameters = ["+", "you may send"] }',
        'primitives = { integer = ["+", "whole number"] }',
    )
    line = f'dialect = {{ extends = "plain", {", ".join(words)} }}'
    assert f"1 line of docgen.toml would help most:\n  {line}  # " in capsys.readouterr().out
    config = here / "docgen.toml"
    config.write_text(re.sub(r'\ndialect = "plain".*\n# dialect', "\ndialect", config.read_text()))
    assert main(["generate"]) == main(["lint"]) == main(["verify"]) == 0
    capsys.readouterr()
    main(["export", "spec"])
    assert '"type": "integer"' in capsys.readouterr().out


PUT = """# Edit a {thing}

`PUT /{thing}s/{{id}}`

### Body parameters

| Name | Type |
|------|------|
| color | string |
| watts | integer |

```
curl -X PUT https://lamps.io/{thing}s/1 -H "Content-Type: application/json" -d '{body}'
```
"""


def test_what_a_put_means_is_decided_by_what_samples_send(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    part, whole = '{"watts": 5}', '{"watts": 5, "color": "red"}'
    (here / "docs/lamp.md").write_text(PUT.format(thing="lamp", body=part))
    assert main(["init", "docs"]) == 0
    reason = "1 sample sends a part of the documented keys"
    assert f"\nput:        update ({reason}; first docs/lamp.md:13)\n" in capsys.readouterr().out
    assert re.search(
        rf'\nput = "update" +# what a PUT is called: {reason}\n', (here / "docgen.toml").read_text()
    )
    (here / "docs/room.md").write_text(PUT.format(thing="room", body=whole))
    (here / "docgen.toml").unlink()
    assert main(["init", "docs"]) == 0
    reason += ", 1 sample sends all documented keys"
    assert f"\nput:        replace ({reason}; first docs/room.md:13)\n" in capsys.readouterr().out
    assert "\nput" not in (here / "docgen.toml").read_text()


WHOLE = """# Get a lamp

`GET /lamps/{id}`

### Response

| Name | Type |
|------|------|
| watts | whole |
| hours | whole |
| owner | keeper |

```json
{"watts": 5, "hours": 2, "owner": {"id": 1}}
```
"""


def test_a_word_is_advised_before_its_errors_are_accepted(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    (here / "docs/lamp.md").write_text(WHOLE)
    assert main(["init", "docs"]) == 0
    assert capsys.readouterr().out.partition("3 lines of docgen.toml would help most:\n")[2] == (
        '  dialect = { extends = "plain", primitives = { integer = ["+", "whole"] } }'
        "  # in place of dialect: 2 errors fewer\n"
        '  base_url = "https://..."  # the samples contain no address\n'
        '  baseline = "known.txt"  # accepts 3 errors, with: docgen lint --update\n'
        "wrote docgen.toml; next: docgen generate\n"
    )


def test_no_line_for_words_that_give_nothing(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "docs").mkdir()
    page = "# Get a lamp\n\n`GET https://lamps.io/lamps/{id}`\n\n## Colors\n\n|Hue|Kind|\n|-|-|\n|warm|string|\n"
    (here / "docs/lamp.md").write_text(page)
    assert main(["init", "docs"]) == 0
    assert "would help" not in capsys.readouterr().out


TITLES = """# {thing}

## Create

`POST /{thing}s`

| Header | Value |
|-|-|
| X-Room | kitchen |

| Field | Kind |
|-|-|
| color | string |
| watt | integer |

```json
{{"id": 7}}
```

## Stored

| Field | Kind |
|-|-|
| id | integer |
| color | string |

| Hue | Of |
|-|-|
| warm | {thing} |
"""


def test_titles_of_operations_and_of_single_sections_are_no_labels(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    for thing in ("lamp", "room"):
        text = TITLES.format(thing=thing).replace("Stored", f"Stored {thing}s")
        (here / f"docs/{thing}.md").write_text(text)
    assert main(["init", "docs"]) == 0
    printed = capsys.readouterr().out
    assert '"kind"' in printed
    assert "labels" not in printed


def test_findings_and_the_next_command(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(ROOT / "tests/cases/fault-unknown-types", here / "docs")
    assert main(["init", "docs"]) == 0
    printed = capsys.readouterr().out
    assert '     2 DG303 unknown type "<name>", first docs/cup.md:' in printed
    assert '\n  baseline = "known.txt"  # accepts 2 errors, with: docgen lint --update\n' in printed


def test_pages_that_give_nothing_have_a_next_command(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    (here / "docs/lamp.md").write_text("# About\n\nWords.\n")
    assert main(["init", "docs"]) == 1
    assert "next: docgen survey docs, " in capsys.readouterr().out


def test_files_for_hooks_and_ci(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(BUNDLED, here / "docs")
    assert main(["init", "docs", "--with", "pre-commit,github, gitlab"]) == 0
    files = (".pre-commit-config.yaml", ".github/workflows/docgen.yml", ".gitlab-ci.yml")
    for file in files:
        assert f"wrote {file}\n" in capsys.readouterr().out or file != files[0]
        assert "docgen-sdk==" + __version__ in (here / file).read_text()
        assert yaml.safe_load((here / file).read_text())
    assert pre_commit.clientlib.load_config(files[0])["repos"][0]["hooks"][0]["id"] == "docgen-lint"


def test_files_of_tools_beside_a_configuration(here: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copytree(BUNDLED, here / "docs")
    (here / "docgen.toml").write_text("# mine\n")
    assert main(["init", "docs", "--with", "pre-commit"]) == 0
    assert capsys.readouterr().out == "wrote .pre-commit-config.yaml\n"
    assert (here / "docgen.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    "options, told",
    [
        (["--with", "jenkins"], '"jenkins" is not one of pre-commit, github, gitlab'),
        (["--with", "gitlab"], ".gitlab-ci.yml already exists; leave gitlab out"),
        (["--with", "github", "--config", "a.toml"], "--with needs a file named docgen.toml"),
    ],
)
def test_no_file_of_a_tool_is_overwritten(
    here: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(BUNDLED, here / "docs")
    (here / ".gitlab-ci.yml").write_text("")
    try:
        assert main(["init", "docs", *options]) == 2
    except SystemExit as wrong:
        assert wrong.code == 2
    assert told in capsys.readouterr().err
    assert not (here / "docgen.toml").exists() and not (here / ".github").exists()


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


def test_pages_whose_operations_are_not_read_are_counted(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "docs").mkdir()
    (here / "docs/lamps.md").write_text("# Lamps\n\n## List lamps\n\n`GET /lamps`\n")
    for name in ("rooms", "halls"):
        (here / f"docs/{name}.md").write_text(f"# All {name}\n\nAsk for {name} at /{name}.\n")
    assert main(["init", "docs"]) == 0
    assert "2 of 3 pages document no operation and no type; if they" in capsys.readouterr().out


def test_sections_without_a_request_line_that_is_read_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    rows = "".join(f"| `p{number}` | string |\n" for number in range(12))
    table = f"| Name | Type |\n|---|---|\n{rows}"
    (here / "docs").mkdir()
    (here / "docs/lamps.md").write_text(
        f"# Lamps\n\n## List\n\n`GET /lamps`\n\n## Add\n\nPOST ~> lamps\n\n{table}\n"
        f"## Dim\n\nPOST ~> lamps/dim\n\n{table}"
    )
    assert main(["init", "docs"]) == 0
    told = capsys.readouterr().out
    assert (
        "24 rows are in sections without a request line that docgen reads, first docs/lamps.md:11; "
        in told
    )
    assert "docgen explain DG206 shows how one may be written" in told
