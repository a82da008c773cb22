"""Whole documentation sets: no traceback, nothing much missing, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.syntax.url_path import shape

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared/corpora"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CORPORA.is_dir() and not os.environ.get("CI"), reason=f"{CORPORA} is not here"
    ),
]
GRAPH, ONEDRIVE = "graph/v1.0", "onedrive/rest-api"
BUSINESS_CENTRAL = "business-central/api-reference/v2.0"


def generate(folder: str, output: Path, **environment: str) -> Path:
    command = [sys.executable, "-m", "docgen", "generate", str(CORPORA / folder)]
    done = subprocess.run(
        [*command, "--package", "sdk", "--output", str(output)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr  # the pages have errors of their own
    return output / "sdk"


def digest(package: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def imported(package: Path) -> dict[str, int]:
    """How many classes each part of the package has, when all of it is imported."""
    script = """
import importlib, json, pathlib
from sdk import Client, models
for path in sorted(pathlib.Path("sdk").rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
for space in (models, *(getattr(models, n) for n in dir(models) if n.islower() and n != "find")):
    for name in dir(space):
        item = getattr(space, name)
        for field in getattr(item, "_fields", dict)().values():
            field._prepare()
client = Client("token", base_url="https://x.test")
print(json.dumps({"models": len(dir(models))}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=package.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_graph(tmp_path: Path):
    package = generate(GRAPH, tmp_path)
    classes = sum(
        len(re.findall(r"^    wire_name = ", path.read_text(), re.MULTILINE))
        for path in (package / "models").rglob("*.py")
    )
    assert classes >= 900
    imported(package)
    files = [path for path in package.rglob("*") if path.is_file()]
    assert len([p for p in files if "__pycache__" not in p.parts]) < 2000
    assert max(len(path.relative_to(tmp_path).as_posix()) for path in package.rglob("*.py")) < 100
    lines = {path: path.read_text().count("\n") for path in package.rglob("*.py")}
    assert max(lines.values()) < 5000
    is_checked_by_pyright(tmp_path)
    assert operations_of_a_script(tmp_path) >= 60


def is_checked_by_pyright(folder: Path) -> None:
    """The whole package under basic rules, and a script of 300 lines under strict ones."""
    script = ROOT / "tests/typed_corpus/use_graph.py"
    (folder / script.name).write_text(script.read_text("utf-8"), "utf-8")
    (folder / "pyrightconfig.json").write_text('{"include": ["sdk", "use_graph.py"]}')
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "\n0 errors" in f"\n{done.stdout}", done.stdout[-3000:]


def operations_of_a_script(folder: Path) -> int:
    """How many methods of builders the script calls."""
    runner = """
import asyncio, contextlib, io, json, sys
import httpx2
from sdk import AsyncClient, Client
from sdk._runtime.odata_request import RequestBuilder
import use_graph
called = set()
build = RequestBuilder._request
def recorded(self, *given, **options):
    called.add((type(self).__name__, sys._getframe(1).f_code.co_name))
    return build(self, *given, **options)
RequestBuilder._request = recorded
answer = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"value": [], "responses": []}))
with contextlib.redirect_stdout(io.StringIO()):
    asyncio.run(use_graph.run(Client(transport=answer), AsyncClient(transport=answer)))
print(len(called))
"""
    command = [sys.executable, "-c", runner]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def test_graph_has_a_builder_for_nearly_every_documented_path():
    """Distinct method and path pairs of the request sections, found with a pattern of its own."""
    documented: set[tuple[str, str]] = set()
    for page in (CORPORA / GRAPH / "api").glob("*.md"):
        text = page.read_text("utf-8", "replace")
        section = re.search(r"^#+ *HTTP request\b(.*?)(?=^## |\Z)", text, re.M | re.S | re.I)
        for method, path in re.findall(
            r"^(GET|POST|PUT|PATCH|DELETE) +(/[^\s?]*)", section[1] if section else "", re.M
        ):
            path = re.sub(r"<[^>]*>|(?<=/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "{}", path)
            path = re.sub(r"='[^'{}]*'", "='{}'", re.sub(r"(?<==)\d+", "{}", path))
            documented.add((method, shape(path.rstrip("/"))))
    assert len(documented) > 2700
    from docgen.driver.workspace import read_folder

    spec = read_folder(CORPORA / GRAPH, "graph", name="sdk").built.spec
    assert len(spec.operations) >= 2900
    built = {(o.method, shape(o.path)) for o in spec.operations}
    missing = {pair for pair in documented if pair not in built and "..." not in pair[1]}
    assert len(missing) < 0.03 * len(documented), sorted(missing)[:40]


@pytest.mark.parametrize("folder", [ONEDRIVE, BUSINESS_CENTRAL])
def test_the_others_are_generated_and_imported(folder: str, tmp_path: Path):
    assert imported(generate(folder, tmp_path))["models"] > 50


def test_the_same_bytes_with_another_hash_seed_and_locale(tmp_path: Path):
    first = generate(ONEDRIVE, tmp_path / "a", PYTHONHASHSEED="0", LC_ALL="C.UTF-8")
    second = generate(ONEDRIVE, tmp_path / "b", PYTHONHASHSEED="4242", LC_ALL="C")
    assert digest(first) == digest(second)
