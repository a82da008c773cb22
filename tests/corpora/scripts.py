"""Packages of references, and scripts that use them against `docgen serve`, which answers with the samples of the same pages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared/corpora"
SCRIPTS = ROOT / "tests/typed_corpus"


def output(*command: object, folder: Path, **environment: str) -> str:
    """What a command prints. It must succeed."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def make_package(pages: Path, package: str, folder: Path) -> None:
    command = ["generate", pages, "--package", package, "--output", folder]
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *map(str, command)], capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr  # the pages have errors of their own


def errors_of_pyright(folder: Path, *files: str) -> str:
    """What pyright says at its strictest, of all files or of these."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    included = {"include": files} if files else {}
    (folder / "pyrightconfig.json").write_text(json.dumps({**settings, **included}))
    return output("-m", "pyright", "--pythonpath", sys.executable, "-p", folder, folder=folder)


@contextmanager
def served(pages: Path) -> Iterator[str]:
    """The address of a server of these pages."""
    command = [sys.executable, "-m", "docgen", "serve", str(pages), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout
        found = (re.search(r"http://[\d.]+:\d+", line) for line in server.stdout)
        try:
            yield next(match[0] for match in found if match)
        finally:
            server.terminate()
