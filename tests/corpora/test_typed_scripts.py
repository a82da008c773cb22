"""SDKs of references of four services: clean under two type checkers at their strictest, and so is a script that uses each.

The scripts are run against `docgen serve`, which answers with the samples of the same pages.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from scripts import CORPORA, SCRIPTS, errors_of_pyright, make_package, output, served

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


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package and its script."""
    name = request.param
    made = tmp_path_factory.mktemp(name)
    make_package(CORPORA / FOLDERS[name], f"{name}_api", made)
    script = SCRIPTS / f"use_{name}.py"
    (made / script.name).write_text(script.read_text("utf-8"), "utf-8")
    return made


def name_of(folder: Path) -> str:
    return next(folder.glob("use_*.py")).stem.removeprefix("use_")


def test_pyright_finds_nothing(folder: Path):
    assert "\n0 errors" in f"\n{errors_of_pyright(folder)}"


def test_mypy_finds_nothing(folder: Path):
    name = name_of(folder)
    told = output("-m", "mypy", "--strict", f"{name}_api", f"use_{name}.py", folder=folder)
    assert told.startswith("Success")


def test_a_script_runs_against_the_server(folder: Path):
    name = name_of(folder)
    with served(CORPORA / FOLDERS[name]) as address:
        assert output("-c", RUNNER.format(name=name), address, folder=folder)


def test_a_package_is_small(folder: Path):
    package = folder / f"{name_of(folder)}_api"
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(path.stat().st_size for path in files) < 1_500_000
