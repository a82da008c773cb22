"""The prefix of paths that is no step of calls: decided once, or said in docgen.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.cli.main import main

CONFIG = '[api.shop]\npages = "docs"\noutput = "src"\n'


def page(*paths: str) -> str:
    return "# Shop\n" + "".join(f"\n## List {path}\n\n`GET {path}`\n" for path in paths)


def calls(folder: Path) -> set[str]:
    readme = (folder / "src/shop/README.md").read_text()
    return {line.split("`")[1] for line in readme.splitlines() if "| GET `" in line}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docgen.toml").write_text(CONFIG)
    (tmp_path / "docs/shop.md").write_text(page("/api/v1/lamps", "/api/v1/rooms", "/api/v1/keys"))
    assert main(["generate"]) == 0
    return tmp_path


def test_what_nearly_all_paths_begin_with(shop: Path):
    assert calls(shop) == {"client.lamps.get()", "client.rooms.get()", "client.keys.get()"}


def test_further_pages_do_not_change_it(shop: Path):
    (shop / "docs/others.md").write_text(page(*(f"/others/{name}" for name in "abcdefgh")))
    assert main(["generate"]) == 0
    assert {"client.lamps.get()", "client.others.a.get()"} < calls(shop)
    assert main(["check"]) == 0


def test_the_configuration_says_another_one(shop: Path):
    (shop / "docgen.toml").write_text(CONFIG + 'path_prefix = ""\n')
    assert main(["generate"]) == 0
    assert "client.api.v1.lamps.get()" in calls(shop)
    (shop / "docgen.toml").write_text(CONFIG + 'path_prefix = "/api"\n')
    assert main(["generate"]) == 0
    assert "client.v1.lamps.get()" in calls(shop)


def test_a_lock_of_an_earlier_version_has_none(shop: Path):
    lock = shop / "docgen.lock"
    lines = lock.read_text().splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if "path_prefix" not in line))
    assert main(["generate"]) == 0
    assert "client.api.v1.lamps.get()" in calls(shop)
