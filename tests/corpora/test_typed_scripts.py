"""SDKs of references of four services: clean under two type checkers at their strictest, and so is a script that uses each.

The scripts are run against `docgen serve`, which answers with the samples of the same pages.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared/corpora"
SCRIPTS = ROOT / "tests/typed_corpus"
FOLDERS = {
    "gitlab": "gitlab/doc",
    "mastodon": "mastodon/content",
    "discord": "discord/developers",
    "openbao": "openbao/website",
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CORPORA.is_dir() and not os.environ.get("CI"), reason=f"{CORPORA} is not here"
    ),
]
RUNNER = """
import asyncio, sys
from urllib.parse import urlsplit
from {name}_api import AsyncClient, Client
from use_{name} import run
base = sys.argv[1] + urlsplit(Client.base_url).path
asyncio.run(run(Client("token", base_url=base), AsyncClient("token", base_url=base)))
"""


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


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package and its script."""
    name = request.param
    made = tmp_path_factory.mktemp(name)
    command = ["generate", CORPORA / FOLDERS[name], "--package", f"{name}_api", "--output", made]
    done = subprocess.run(
        [sys.executable, "-m", "docgen", *map(str, command)], capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr  # the pages have errors of their own
    script = SCRIPTS / f"use_{name}.py"
    (made / script.name).write_text(script.read_text("utf-8"), "utf-8")
    return made


def name_of(folder: Path) -> str:
    return next(folder.glob("use_*.py")).stem.removeprefix("use_")


def test_pyright_finds_nothing(folder: Path):
    settings = '{"typeCheckingMode": "strict", "pythonVersion": "3.11"}'
    (folder / "pyrightconfig.json").write_text(settings)
    told = output("-m", "pyright", "--pythonpath", sys.executable, "-p", folder, folder=folder)
    assert "\n0 errors" in f"\n{told}"


def test_mypy_finds_nothing(folder: Path):
    name = name_of(folder)
    told = output("-m", "mypy", "--strict", f"{name}_api", f"use_{name}.py", folder=folder)
    assert told.startswith("Success")


@contextmanager
def served(pages: Path) -> Iterator[str]:
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


def test_a_script_runs_against_the_server(folder: Path):
    name = name_of(folder)
    with served(CORPORA / FOLDERS[name]) as address:
        assert output("-c", RUNNER.format(name=name), address, folder=folder)


def test_a_package_is_small(folder: Path):
    package = folder / f"{name_of(folder)}_api"
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < 1_500_000
