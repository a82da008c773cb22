"""An edited sentence is put into the files that show it, and gives what a fresh run gives."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.driver import products

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[2] / "specs/external_connectors/pages"
CONFIG = '[api.sdk]\npages = "pages"\noutput = "out"\n'
PAGE = "pages/resources/externalitem.md"


class Project:
    """A folder with pages, and another one with the same pages that is always generated anew."""

    def __init__(self, folder: Path) -> None:
        self.here, self.anew, self.cache = folder / "here", folder / "anew", folder / "cache"
        for place in (self.here, self.anew):
            shutil.copytree(PAGES, place / "pages")
            (place / "docgen.toml").write_text(CONFIG)

    def generate(self) -> int:
        config = str(self.here / "docgen.toml")
        return main(["generate", "--config", config, "--cache-dir", str(self.cache)])

    def files(self, place: Path) -> dict[str, bytes]:
        """What was generated, docgen.lock too."""
        paths = (p for p in place.rglob("*") if p.is_file() and "pages" not in p.parts)
        return {p.relative_to(place).as_posix(): p.read_bytes() for p in paths}

    def is_as_anew(self) -> bool:
        shutil.rmtree(self.anew / "pages")
        shutil.copytree(self.here / "pages", self.anew / "pages")
        main(["generate", "--config", str(self.anew / "docgen.toml"), "--no-cache"])
        return self.files(self.here) == self.files(self.anew)

    def edit(self, page: str, old: str, new: str) -> None:
        path = self.here / page
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    assert made.generate() == 0
    return made


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows by one with every run that links and plans."""
    runs: list[bool] = []
    build = products.build_products

    def counted(*given: object):
        runs.append(True)
        return build(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(products, "build_products", counted)
    return runs


@pytest.mark.parametrize(
    "old, new",
    [
        ("The text of the item, which is searched word by word.", "The words of the item."),
        (
            "The text of the item, which is searched word by word.",
            'The text.<br>A `` ` `` \\""" {{ 7 * 7 }} of the item.',
        ),
        (
            "The text of the item, which is searched word by word.",
            "The text. " + "Many words. " * 40,
        ),
        ("\n## Properties", "\nMore words behind the first paragraph.\n\n## Properties"),
    ],
)
def test_a_sentence_is_put_in_without_linking(
    project: Project, linked: list[bool], old: str, new: str
):
    before = project.files(project.here)
    inodes = {path: (project.here / path).stat().st_ino for path in before}
    project.edit(PAGE, old, new)
    assert project.generate() == 0
    assert not linked and project.is_as_anew()
    changed = {path for path, data in project.files(project.here).items() if before[path] != data}
    assert changed <= {"out/sdk/models/_external_item.py", "docgen.lock"}
    kept = before.keys() - changed - {"out/sdk/.docgen-files"}
    assert all(
        (project.here / path).stat().st_ino == inodes[path] for path in kept - {"docgen.lock"}
    )


@pytest.mark.parametrize(
    "old, new",
    [
        ("[externalItemContent](externalitemcontent.md)|The text", "String|The text"),
        ("|The text of the item, which is searched word by word. Optional.", "|"),
        (
            "The text of the item, which is searched word by word.",
            "The possible values are: `a`, `b`.",
        ),
        (
            "The text of the item, which is searched word by word.",
            "The text of the [item](nowhere.md).",
        ),
        ("|id|String|", "|key|String|"),
    ],
)
def test_more_than_a_sentence_is_linked(project: Project, linked: list[bool], old: str, new: str):
    project.edit(PAGE, old, new)
    project.generate()
    assert linked and project.is_as_anew()


def test_random_edits_give_what_a_fresh_run_gives(project: Project):
    chance = random.Random(7)
    words = re.compile(r"(?<=[a-z] )[a-z]{4,}(?= [a-z])")
    pages = sorted((project.here / "pages").rglob("*.md"))
    edits: list[Callable[[str], str]] = [
        lambda text: words.sub(lambda m: m[0][::-1] if chance.random() < 0.1 else m[0], text),
        lambda text: text.replace("\n\n", "\n\nA new paragraph.\n\n", chance.randrange(4)),
        lambda text: text.replace("|String|", "|Boolean|", 1),
        lambda text: text[: chance.randrange(len(text))],
        lambda text: text.replace("externalItem", "externalThing"),
    ]
    for number in range(25):
        for page in chance.sample(pages, 1 + number % 3):
            edit = edits[0] if number % 2 else chance.choice(edits)
            page.write_text(edit(page.read_text("utf-8")), "utf-8")
        project.generate()
        assert project.is_as_anew(), number
        if number % 5 == 4:
            shutil.rmtree(project.here / "pages")
            shutil.copytree(PAGES, project.here / "pages")
            project.generate()


def test_a_file_edited_by_hand_is_mended(project: Project, linked: list[bool]):
    model = project.here / "out/sdk/models/_external_item.py"
    model.write_text(model.read_text() + "# mine\n")
    project.edit(PAGE, "The text of the item, which is searched word by word.", "The text.")
    project.generate()
    assert linked and project.is_as_anew()


def test_a_cache_from_elsewhere_brings_no_code_in(project: Project, linked: list[bool]):
    (database,) = project.cache.glob("*.sqlite")
    with sqlite3.connect(database) as opened:
        ((data,),) = opened.execute("select run from last_runs").fetchall()
        changed = data.replace(b"ExternalItemContent", b"evil_and_what_is+[]")
        assert changed != data
        opened.execute("update last_runs set run = ?", (changed,))
    project.edit(PAGE, "The text of the item, which is searched word by word.", "The text.")
    project.generate()
    assert linked and project.is_as_anew()
    assert b"evil" not in b"".join(project.files(project.here).values())


@pytest.mark.parametrize("data", [b"", b"\x80", b"\xc1" * 50])
def test_a_broken_memory_costs_time_and_nothing_else(
    project: Project, linked: list[bool], data: bytes
):
    (database,) = project.cache.glob("*.sqlite")
    with sqlite3.connect(database) as opened:
        opened.execute("update last_runs set run = ?", (data,))
    project.edit(PAGE, "The text of the item, which is searched word by word.", "The text.")
    project.generate()
    assert linked and project.is_as_anew()


def test_the_description_of_a_failure_is_beside_its_code(tmp_path: Path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "lamps.md").write_text(
        "# Lamps\n\n## Light a lamp\n\n`POST /lamps`\n\n### Errors\n\n"
        "| Status | Code | Description |\n|---|---|---|\n| 409 | too_bright | Dim it. |\n"
    )
    (tmp_path / "docgen.toml").write_text(CONFIG)
    assert main(["generate", "--config", str(tmp_path / "docgen.toml"), "--no-cache"]) == 0
    files = [path.read_text() for path in (tmp_path / "out").rglob("*.py")]
    assert any("Conflict: too_bright: Dim it." in text for text in files)
