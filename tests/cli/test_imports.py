"""No command but `docgen lsp` loads what only `docgen lsp` needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.options import COMMANDS

PAGES = Path(__file__).parents[1] / "cases" / "fault-samples"
ARGUMENTS = {
    "init": [PAGES],
    "survey": [PAGES],
    "generate": [],
    "check": [],
    "lint": ["--fix", "--diff"],
    "verify": [],
    "export": ["openapi"],
    "report": ["-o", "report.html"],
    "snippets": ["-o", "build"],
    "where": ["shop.lamp"],
    "diff": [PAGES, PAGES],
    "explain": ["DG210"],
}
PROGRAM = """
import sys
from docgen.cli.main import main
code = main(sys.argv[1:])
print(code, *sorted({"pygls", "lsprotocol"} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.slow
def test_no_command_loads_the_protocol_of_editors(tmp_path: Path):
    # serve waits for requests, and lsp is the one that loads it.
    assert ARGUMENTS.keys() == COMMANDS.keys() - {"serve", "lsp"}
    for command, options in ARGUMENTS.items():
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, command, *map(str, options)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.stderr.split("\n")[-2] in ("0", "1"), (command, done.stderr)
