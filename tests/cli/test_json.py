"""The JSON of every command is described by docgen/output.schema.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

import docgen
from docgen import __version__
from docgen.cli.main import main
from docgen.cli.options import command_parser
from docgen.verify.outcomes import VERDICTS
from tests.support import valid_report

CASES = Path(__file__).parents[1] / "cases"
PAGES = CASES / "fault-unknown-types"
SAMPLES = CASES / "fault-samples"
COMMANDS = {
    "lint": ["lint", str(SAMPLES), "--level", "note"],
    "check": ["check"],
    "verify": ["verify", str(SAMPLES)],
    "diff": ["diff", str(PAGES), str(SAMPLES)],
    "where": ["where", "cup", str(PAGES)],
    "survey": ["survey", str(PAGES)],
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("docgen.toml").write_text(f'[api.shop]\npages = "{PAGES}"\noutput = "src"\n')


@pytest.mark.parametrize("command", COMMANDS)
def test_each_report_is_valid(command: str, project: None, capsys: pytest.CaptureFixture[str]):
    assert main([*COMMANDS[command], "--format", "json"]) in (0, 1)
    report = valid_report(capsys.readouterr().out)
    assert (report["version"], report["docgen"]) == (1, __version__)
    assert report["command"] == command
    assert any(report[key] for key in report.keys() - {"version", "docgen", "command", "counts"})


def test_every_command_with_json_is_tried():
    commands = next(
        action.choices
        for action in command_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    for command in commands.values():
        command.complete()
    with_json = {
        name
        for name, command in commands.items()
        for action in command._actions
        if "json" in (action.choices or ()) and action.dest == "format"
    }
    assert with_json == COMMANDS.keys()


def test_the_verdicts_of_the_schema_are_all():
    schema = json.loads((Path(docgen.__file__).parent / "output.schema.json").read_text("utf-8"))
    assert schema["$defs"]["message"]["properties"]["verdict"]["enum"] == list(VERDICTS)
    assert schema["$defs"]["verdicts"]["required"] == list(VERDICTS)


def test_several_apis_are_one_report(project: None, capsys: pytest.CaptureFixture[str]):
    with Path("docgen.toml").open("a") as config:
        config.write(f'[api.other]\npages = "{SAMPLES}"\noutput = "src"\n')
    main(["lint", "--format", "json"])
    folders = {
        Path(row["path"]).parent for row in valid_report(capsys.readouterr().out)["findings"]
    }
    assert folders == {PAGES, SAMPLES}
