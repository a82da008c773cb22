"""Pages that are deleted, renamed and written while docgen reads them: what is gone is told, and nothing else goes wrong."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from docgen.cli.main import main

PAGE = '# Lamp {n}\n\n## Get lamp {n}\n\n`GET /lamps{n}/{{id}}`\n\n```json\n{{"id": {n}}}\n```\n'
FOLDERS, PAGES = 6, 20


@contextmanager
def shaken(docs: Path) -> Iterator[None]:
    """Somebody who changes files and folders all the time."""
    chance, is_over = random.Random(1), threading.Event()

    def change() -> None:
        folder = docs / f"d{chance.randrange(FOLDERS)}"
        match chance.randrange(4):
            case 0:
                (folder / f"p{chance.randrange(PAGES)}.md").unlink()
            case 1:
                (folder / f"p{chance.randrange(PAGES)}.md").write_text(PAGE.format(n=7))
            case 2:
                away = folder.with_name(f"x{folder.name}")
                folder.rename(away) if folder.exists() else away.rename(folder)
            case _:
                shutil.rmtree(folder)
                folder.mkdir()

    def work() -> None:
        while not is_over.wait(0.001):
            with suppress(OSError):
                change()

    somebody = threading.Thread(target=work)
    somebody.start()
    try:
        yield
    finally:
        is_over.set()
        somebody.join()


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path / f"docs/d{n}" for n in range(FOLDERS)):
        folder.mkdir(parents=True)
        for n in range(PAGES):
            (folder / f"p{n}.md").write_text(PAGE.format(n=n))
    config = '[api.lamps]\npages = "docs"\noutput = "src"\ndialect = "plain"\nspec = "spec.json"\n'
    (tmp_path / "docgen.toml").write_text(config)
    return tmp_path / "docs"


@pytest.mark.slow
def test_pages_that_change_while_they_are_read(docs: Path, capsys: pytest.CaptureFixture[str]):
    with shaken(docs):
        for command in ["lint", "generate", "verify", "check"] * 6:
            assert main([command, "--jobs", "1"]) in (0, 1, 2), capsys.readouterr().err
    told = capsys.readouterr().err
    assert "Traceback" not in told and "bug in docgen" not in told
    assert main(["generate", "--no-cache"]) in (0, 2)
    assert [path.name for path in (docs.parent / "src").iterdir()] == ["lamps"]


def session(folder: Path, test: str) -> str:
    """What pytest prints of a file with one test, with the plugin that an installation has."""
    (folder / "test_lamps.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_lamps.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_server_of_a_folder_that_changes(docs: Path):
    """It serves what it read, or the test fails with a sentence."""
    test = (
        "import httpx2\n"
        "def test(docgen_server):\n"
        "    at = docgen_server('docs', dialect='plain').url\n"
        "    assert httpx2.get(f'{at}/lamps7/1').status_code in (200, 404)\n"
    )
    with shaken(docs):
        for _ in range(4):
            told = session(docs.parent, test)
            reasons = (f"cannot read {docs}", f"{docs} contains no .md or .mdx files")
            assert "1 passed" in told or any(reason in told for reason in reasons), told
            assert "Traceback" not in told and "INTERNALERROR" not in told


@pytest.mark.slow
def test_a_server_whose_folder_is_gone_goes_on(docs: Path):
    told = session(
        docs.parent,
        "import httpx2, shutil\n"
        "def test(docgen_server):\n"
        "    at = docgen_server('docs', dialect='plain').url\n"
        "    shutil.rmtree('docs')\n"
        "    assert httpx2.get(f'{at}/lamps7/1').json() == {'id': 7}\n"
        "    assert docgen_server('docs', dialect='plain').url == at\n",
    )
    assert "1 passed" in told


@pytest.mark.slow
def test_a_session_ends_although_clients_hold_half_a_message(docs: Path):
    told = session(
        docs.parent,
        "import socket\n"
        "from urllib.parse import urlsplit\n"
        "held = []\n"
        "def test(docgen_server):\n"
        "    at = urlsplit(docgen_server('docs', dialect='plain').url)\n"
        "    for part in (b'', b'GET /lam', b'POST /a HTTP/1.1\\r\\nContent-Length: 9\\r\\n\\r\\n{'):\n"
        "        held.append(socket.create_connection((at.hostname, at.port)))\n"
        "        held[-1].sendall(part)\n",
    )
    assert "1 passed" in told
