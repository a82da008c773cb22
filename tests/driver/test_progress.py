"""Progress: on a terminal and only there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = "# r{n} resource type\nNamespace: a\n\n## Properties\n|Property|Type|\n|:---|:---|\n|id|String|\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for n in range(220):
        (folder / f"r{n}.md").write_text(PAGE.format(n=n))
    return folder


def stderr_on_a_terminal(*arguments: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    given = {k: v for k, v in os.environ.items() if k != "CI"}
    command = [sys.executable, "-m", "docgen", *arguments]
    process = subprocess.Popen(
        command,
        env={**given, "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other side was closed
        pass
    os.close(ours)
    assert process.wait() == 0, shown
    return shown.decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_long_work_is_told_on_a_terminal(jobs: str, pages: Path, tmp_path: Path):
    given = ["--package", "sdk", "--output", str(tmp_path), "--no-cache", "--jobs", jobs]
    shown = stderr_on_a_terminal("generate", str(pages), *given)
    assert "220 of 220" in shown
    places = [shown.find(what) for what in ("reading pages", "linking", "writing Python")]
    assert -1 not in places and places == sorted(places)
    assert shown.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")  # the cursor is back, the bar is gone


def test_ci_and_short_work_are_quiet(pages: Path, tmp_path: Path):
    told = "dialect: graph (guessed)\r\n"
    assert stderr_on_a_terminal("lint", str(pages), "--no-cache", CI="true") == told
    (tmp_path / "a.md").write_text(PAGE.format(n=1))
    assert stderr_on_a_terminal("lint", str(tmp_path), "--no-cache") == told


def test_a_pipe_is_quiet(pages: Path):
    given = {k: v for k, v in os.environ.items() if k != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "docgen", "lint", str(pages), "--no-cache"],
        env={**given, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "dialect: graph (guessed)\n")
