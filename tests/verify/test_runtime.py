"""A runtime of a user's templates that lacks something that verification uses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docgen.cli.main import main

ROOT = Path(__file__).parents[2]
CONNECTORS = ROOT / "specs/external_connectors/pages"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["verify", "snippets"])
@pytest.mark.parametrize(
    ("module", "line", "problem"),
    [
        ("upload", "del unsigned", "unsigned is missing; verification needs it"),
        ("client", "del SyncClient.send", "SyncClient.send is missing; verification needs it"),
    ],
)
def test_what_it_lacks_is_a_fault_of_the_template(
    command: str,
    module: str,
    line: str,
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    own = tmp_path / "own"
    (own / "runtime").mkdir(parents=True)
    path = own / f"runtime/{module}.py"
    shutil.copy(ROOT / f"templates/python/runtime/{module}.py", path)
    path.write_text(f"{path.read_text()}\n\n{line}\n")
    config = tmp_path / "docgen.toml"
    config.write_text(
        f'[api.sdk]\npages = "{CONNECTORS}"\noutput = "out"\ndialect = "graph"\ntemplates = "own"\n'
    )
    arguments = ["--output", str(tmp_path / "made")] if command == "snippets" else []
    assert main([command, "--config", str(config), *arguments]) == 2
    assert f"{path}: {problem}" in capsys.readouterr().err
