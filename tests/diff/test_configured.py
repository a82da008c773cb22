"""`docgen diff` reads pages as docgen.toml says, and compares a revision with the pages of today."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from docgen.cli.main import main

LAMP = "# lamp resource type\nNamespace: shop\n\nA lamp.\n\n## Properties\n|Property|Type|Description|\n|:-|:-|:-|\n|id|String|x|\n"
LIST = "# List lamps\nNamespace: shop\n\nList.\n\n## HTTP request\n```http\nGET /lamps\nGET /rooms/{id}\n```\n\n## Response\n`200 OK`\n"
CONFIG = """\
[api.shop]
pages = "docs"
output = "src"
dialect = "graph"
include = ["/lamps"]
"""


def git(*arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@shop.test"]
    subprocess.run(["git", *names, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "lamp.md").write_text(LAMP)
    (docs / "lamp-list.md").write_text(LIST)
    (tmp_path / "docgen.toml").write_text(CONFIG)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (docs / "lamp-list.md").write_text(
        LIST.replace("GET /lamps", "GET /lamps\nDELETE /lamps").replace("/rooms/{id}", "/rooms")
    )
    return tmp_path


@pytest.mark.parametrize("sides", [["HEAD"], ["HEAD:docs", "docs"], ["HEAD", "--api", "shop"]])
def test_the_configuration_says_what_is_compared(
    sides: list[str], repository: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["diff", *sides, "--format", "json"]) == 0
    printed = capsys.readouterr()
    changes = json.loads(printed.out)["changes"]
    # /rooms is not in the part, and no dialect is guessed.
    assert {item["operation"] for item in changes if item["id"] == "operation-added"} == {
        "DELETE /lamps"
    }
    assert not printed.err


@pytest.mark.parametrize("arguments", [["docs"], ["HEAD:docs"], ["HEAD", "--api", "other"]])
def test_one_side_alone_is_a_revision(
    arguments: list[str], repository: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["diff", *arguments]) == 2
    assert capsys.readouterr().err.startswith("docgen: give ")


def test_two_sides_without_operations(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "about.md").write_text("# About\n\nWords.\n")
    assert main(["diff", "a", "b", "--dialect", "plain"]) == 0
    assert capsys.readouterr().err == "docgen: neither a nor b documents an operation\n"


@pytest.mark.parametrize("command", ["lint", "verify", "export", "where"])
def test_a_folder_of_the_configuration_is_read_by_its_table(
    command: str, repository: Path, capsys: pytest.CaptureFixture[str]
):
    more = {"export": ["spec"], "where": ["lamp.id"]}.get(command, [])
    main([command, *more, "docs"])
    assert "guessed" not in capsys.readouterr().err


def test_the_hint_of_generate_leads_to_what_it_counted(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "docs" / "lamp.md").write_text(LAMP + "|color|colour|x|\n|2|3|4|\n")
    # Of a part of an API only the findings about the part are counted.
    (tmp_path / "docgen.toml").write_text(CONFIG.replace('include = ["/lamps"]\n', ""))
    for arguments in ([], ["docs", "--dialect", "plain", "--package", "p", "--output", "out"]):
        main(["generate", *arguments])
        counted, _, hint = capsys.readouterr().out.strip().rpartition("; see them with: docgen ")
        main(hint.split("\n")[0].split(" "))
        errors, warnings = counted.split(": ")[-1].split(", ")
        assert f": {errors}, {warnings}, " in capsys.readouterr().out
