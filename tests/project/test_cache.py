"""A cached page is the page that would be read; a broken cache costs time and nothing else."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.diagnostics.position import Source
from docgen.driver.read_pages import read_pages
from docgen.driver.workers import open_workers
from docgen.project import cache, cache_keys
from docgen.project.cache import Cache
from docgen.project.cache_keys import keys
from docgen.project.sources import read_sources
from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.page import Page

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[2] / "specs/external_connectors/pages"
GRAPH = load_dialect("graph")


@pytest.fixture
def sources() -> list[Source]:
    return read_sources(PAGES).sources


def whole(pages: list[Page]) -> list[str]:
    """All that pages hold; pages are equal whatever their sentences say and wherever they stand."""
    return [repr(page) for page in pages]


def test_cached_pages_are_equal_to_fresh_ones(sources: list[Source], tmp_path: Path):
    fresh = whole(read_pages(sources, GRAPH))
    for _ in range(2):
        with Cache(tmp_path) as known:
            assert whole(read_pages(sources, GRAPH, cache=known)) == fresh
    with Cache(tmp_path) as known:
        assert len(known.load(keys(sources, GRAPH))) == len(sources)


def test_random_edits_give_what_a_fresh_run_gives(sources: list[Source], tmp_path: Path):
    chance = random.Random(3)
    for _ in range(12):
        at = chance.randrange(len(sources))
        text = sources[at].text
        cut = chance.randrange(len(text))
        edited = text[:cut] + chance.choice(["|x|String|New.|\n", "#", "```", ""]) + text[cut + 3 :]
        sources[at] = Source(path=sources[at].path, text=edited)
        with Cache(tmp_path) as known:
            assert whole(read_pages(sources, GRAPH, cache=known)) == whole(
                read_pages(sources, GRAPH)
            )


def test_keys_depend_on_path_text_dialect_and_version(
    sources: list[Source], monkeypatch: pytest.MonkeyPatch
):
    one = sources[:1]
    other_path = [Source(path="x.md", text=one[0].text)]
    other_text = [Source(path=one[0].path, text=one[0].text + " ")]
    found = [keys(s, GRAPH) for s in (one, other_path, other_text)]
    found.append(keys(one, load_dialect("onedrive")))
    monkeypatch.setattr(cache_keys, "own_code", lambda: "another version")
    found.append(keys(one, GRAPH))
    assert len({key for (key,) in found}) == 5


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "folder"])
def test_a_broken_file_is_made_anew(damage: str, sources: list[Source], tmp_path: Path):
    fresh = whole(read_pages(sources, GRAPH))
    with Cache(tmp_path) as known:
        read_pages(sources, GRAPH, cache=known)
    (path,) = tmp_path.glob("*.sqlite")
    data = path.read_bytes()
    for other in tmp_path.glob("*.sqlite-*"):
        other.unlink()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes(
            {"cut": data[: len(data) // 2], "noise": os.urandom(5000), "empty": b""}[damage]
        )
    for _ in range(2):
        with Cache(tmp_path) as known:
            assert whole(read_pages(sources, GRAPH, cache=known)) == fresh


def test_a_hostile_entry_does_not_run(sources: list[Source], tmp_path: Path):
    class Evil:
        def __reduce__(self):
            return os.system, ("touch " + str(tmp_path / "pwned"),)

    with Cache(tmp_path) as known:
        read_pages(sources, GRAPH, cache=known)
    (path,) = tmp_path.glob("*.sqlite")
    with sqlite3.connect(path) as database:
        database.execute("update pages set page = ?", (pickle.dumps(Evil()),))
    with Cache(tmp_path) as known:
        assert whole(read_pages(sources, GRAPH, cache=known)) == whole(read_pages(sources, GRAPH))
    assert not (tmp_path / "pwned").exists()


def test_it_is_bounded(sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "_LARGEST", 20_000)
    with Cache(tmp_path) as known:
        read_pages(sources, GRAPH, cache=known)
        left = known.load(keys(sources, GRAPH))
    assert 0 < len(left) < len(sources)


def test_a_kill_and_runs_at_once_do_no_harm(sources: list[Source], tmp_path: Path):
    script = f"""
import sys
from pathlib import Path
from docgen.project.cache import Cache
from docgen.reading.dialects.dialect import load_dialect
from docgen.project.sources import read_sources
from docgen.driver.read_pages import read_pages
from docgen.records import replace
sources = read_sources(Path({str(PAGES)!r})).sources
while True:
    sources = [replace(source, text=source.text + " ") for source in sources]
    with Cache(Path({str(tmp_path)!r})) as known:
        read_pages(sources, load_dialect("graph"), cache=known)
    print("x", flush=True)
"""
    runs = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(2)
    ]
    for run in runs:
        assert run.stdout and run.stdout.readline() == b"x\n"
        run.kill()
        run.wait()
    with Cache(tmp_path) as known:
        assert whole(read_pages(sources, GRAPH, cache=known)) == whole(read_pages(sources, GRAPH))


def test_several_processes_read_the_same(sources: list[Source]):
    many = [
        Source(path=f"{n}/{source.path}", text=source.text) for n in range(8) for source in sources
    ]
    with open_workers(2) as workers:
        assert whole(read_pages(many, GRAPH, workers=workers)) == whole(read_pages(many, GRAPH))


def test_a_folder_that_cannot_be_written_is_done_without(sources: list[Source], tmp_path: Path):
    (tmp_path / "file").write_text("")
    with Cache(tmp_path / "file") as known:
        assert whole(read_pages(sources, GRAPH, cache=known)) == whole(read_pages(sources, GRAPH))


def test_nothing_is_written_when_nothing_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    shutil.copytree(PAGES, tmp_path / "pages")
    command = ["generate", str(tmp_path / "pages"), "--package", "sdk", "--output", str(tmp_path)]

    def told() -> str:
        assert main(command) == 0
        return capsys.readouterr().out

    first = told()
    client = tmp_path / "sdk/client.py"
    written = client.stat().st_mtime_ns
    assert told() == first and client.stat().st_mtime_ns == written
    # A file edited by hand, one that is gone, and a changed page: each is noticed.
    text = client.read_text()
    client.write_text(text + "# mine\n")
    assert told() == first and client.read_text() == text
    client.unlink()
    assert told() == first and client.read_text() == text
    page = tmp_path / "pages/resources/acl.md"
    page.write_text(page.read_text().replace("An ", "One ", 1))
    before = {p: p.read_bytes() for p in (tmp_path / "sdk").rglob("*.py")}
    told()
    changed = [p.name for p, data in before.items() if p.read_bytes() != data]
    assert changed in ([], ["_acl.py"])
    (tmp_path / "pages/more.md").write_text(
        "# gadget resource type\n\nNamespace: a\n\n## Properties\n"
    )
    assert told() != first


def test_where_reads_and_links_nothing_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def ask() -> str:
        assert main(["where", "acl.type", str(PAGES), "--cache-dir", str(tmp_path)]) == 0
        return capsys.readouterr().out

    first = ask()
    assert "resources/acl.md:" in first
    monkeypatch.delattr("docgen.reading.read.read_page")
    monkeypatch.delattr("docgen.driver.workspace.build_linked")
    assert ask() == first
