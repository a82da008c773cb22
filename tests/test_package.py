"""What a move of a file could break in silence: the hash of the code, files found by place, entry points, public paths."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import metadata, resources
from pathlib import Path

import pytest

import docgen

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PACKAGE = Path(docgen.__file__).parent


def hash_of_code(root: Path) -> str:
    """What a copy of docgen below `root` takes as the hash of its own code."""
    (module,) = (
        path for path in (root / "docgen").rglob("*.py") if "def own_code" in path.read_text()
    )
    name = ".".join(module.relative_to(root).with_suffix("").parts)
    program = f"import {name} as m; print(m.own_code())"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, root / "docgen", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def test_another_version_of_any_file_is_other_code(copy: Path):
    """A page that old code read is never taken from the cache: every module and table is in the hash."""
    before = hash_of_code(copy)
    assert hash_of_code(copy) == before
    folders = {
        path.parent for path in (copy / "docgen").rglob("*") if path.suffix in (".py", ".toml")
    }
    for folder in sorted(folders):
        for ending in (".py", ".toml"):
            added = folder / f"added{ending}"
            added.write_text("")
            assert hash_of_code(copy) != before, added
            added.unlink()
    (copy / "docgen/nested/deeper").mkdir(parents=True)
    (copy / "docgen/nested/deeper/added.py").write_text("")
    first = hash_of_code(copy)
    assert first != before
    (copy / "docgen/nested/deeper/added.py").rename(copy / "docgen/nested/added.py")
    assert hash_of_code(copy) not in (first, before)


def test_entry_points_are_there():
    points = metadata.distribution("docgen-sdk").entry_points
    assert {(point.group, point.name) for point in points} == {
        ("console_scripts", "docgen"),
        ("pytest11", "docgen"),
    }
    for point in points:
        assert point.load()


def test_the_schema_of_the_configuration_is_where_editors_look_for_it():
    """docs/configuration.md and the first line of each docgen.toml that `docgen init` wrote name this path."""
    schema = json.loads(
        (resources.files("docgen") / "configuration.schema.json").read_text("utf-8")
    )
    assert schema["title"].startswith("docgen.toml")
    assert "docgen/configuration.schema.json" in (ROOT / "docs/configuration.md").read_text("utf-8")


def test_an_installed_docgen_finds_all_its_files(tmp_path: Path):
    """Tables, dialects, schemas, templates and commands, from a wheel in a folder without the checkout."""
    built = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(built, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    where = tmp_path / "installed"
    shutil.unpack_archive(wheel, where, "zip")
    for path in PACKAGE.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert (where / "docgen" / path.relative_to(PACKAGE)).is_file(), path
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy(ROOT / "specs/external_connectors/pages/resources/acl.md", pages)
    for command in (
        ["generate", "pages", "--package", "shop", "--output", "out", "--dialect", "graph"],
        ["explain", "DG303"],
        ["report", "pages", "--dialect", "graph", "-o", "report.html"],
        ["export", "openapi", "pages", "--dialect", "graph", "-o", "openapi.json"],
        ["diff", "pages", "pages", "--dialect", "graph"],
        ["where", "acl", "pages", "--dialect", "graph"],
    ):
        program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from docgen.__main__ import run; run()"
        done = subprocess.run(
            [sys.executable, "-c", program, str(where), *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode in (0, 1), (command, done.stderr)
        assert "fault of docgen" not in done.stderr


def test_the_address_of_the_repository_has_one_place(tmp_path: Path):
    """`make repository` writes it wherever it is named, and writes it again after a move."""
    sys.path.insert(0, str(ROOT / "tools"))
    from repository import account_and_name, is_known, write_address

    (tmp_path / "docs").mkdir()
    for name in (
        "pyproject.toml",
        "README.md",
        *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
    ):
        shutil.copy(ROOT / name, tmp_path / name)
    old = account_and_name((ROOT / "pyproject.toml").read_text("utf-8"))
    first = write_address("https://github.com/acme/docgen", tmp_path)
    texts = {path.name: path.read_text("utf-8") for path in first}
    assert {"pyproject.toml", "ci.md"} <= texts.keys() and is_known(tmp_path)
    assert not any(re.search(rf"\b{re.escape(old)}\b", text) for text in texts.values())
    assert (
        "uses: acme/docgen@" in texts["ci.md"]
        and "githubusercontent.com/acme/docgen/" in texts["pyproject.toml"]
    )
    assert write_address("https://github.com/acme/docgen.git", tmp_path) == []
    assert write_address("https://github.com/other/tool", tmp_path) == first
    with pytest.raises(ValueError, match="is not like"):
        write_address("github.com/acme", tmp_path)
