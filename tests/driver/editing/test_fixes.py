"""`docgen lint --fix`: which edits are made, and that all else stays as it was."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.fixes import edited
from docgen.diagnostics.position import Span
from docgen.driver.editing.fixes import fixed
from docgen.driver.editing.open_folder import OpenFolder, open_folder
from docgen.project.configuration import Api

CASES = Path(__file__).parents[2] / "cases"
FAULTS = sorted(path.name for path in CASES.iterdir() if path.name.startswith("fault-"))
ROOM = """# room resource type

Namespace: shop

A place for lamps. See the [lamp](lampp.md).

## Properties

|Property|Type|Description|
|:---|:---|
|id|Strng|The key of the room.|
|lamps|[lamp](lamp.md) collection|What shines in it.|

## JSON representation

<!-- { "blockType": "resource", "@odata.type": "shop.room", } -->
```json
{ "id": "String" "lamps": [] }
```
"""
LAMP = """# lamp resource type

Namespace: shop

A lamp.

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|The key of the lamp.|
"""
FIXED = (
    ROOM.replace("lampp.md", "lamp.md")
    .replace("|:---|:---|\n", "|:---|:---|:---|\n")
    .replace("Strng", "string")
    .replace('"shop.room", }', '"shop.room" }')
    .replace('"String" "lamps"', '"String", "lamps"')
)


def folder_with(tmp_path: Path, room: bytes) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "room.md").write_bytes(room)
    (folder / "lamp.md").write_text(LAMP)
    return folder


def test_what_has_one_right_answer_is_fixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = folder_with(tmp_path, ROOM.encode())
    assert main(["lint", str(folder), "--dialect", "graph", "--level", "note"]) == 1
    assert "5 can be fixed with --fix" in capsys.readouterr().out
    assert main(["lint", str(folder), "--dialect", "graph", "--fix", "--level", "note"]) == 0
    assert "made 5 edits" in capsys.readouterr().out
    assert (folder / "room.md").read_text() == FIXED
    assert (folder / "lamp.md").read_text() == LAMP


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_bytes_that_are_not_edited_stay(line_break: str, tmp_path: Path):
    """Ends of lines, also a few other ones, the byte order mark, the mode and the target of a link."""
    text = "\ufeff" + ROOM.replace("\n", line_break).replace(f"lamps.{line_break}", "lamps.\n")
    folder = folder_with(tmp_path, text.encode())
    (folder / "room.md").chmod(0o640)
    main(["lint", str(folder), "--dialect", "graph", "--fix"])
    expected = "\ufeff" + FIXED.replace("\n", line_break).replace(f"lamps.{line_break}", "lamps.\n")
    assert (folder / "room.md").read_bytes() == expected.encode()
    assert (folder / "room.md").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["lamp.md", "room.md"]


def test_a_diff_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = folder_with(tmp_path, ROOM.encode())
    assert main(["lint", str(folder), "--dialect", "graph", "--diff"]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(f"--- {folder}/room.md\n+++ {folder}/room.md\n@@")
    assert "\n-|id|Strng|The key of the room.|\n" in printed
    assert "\n+|id|string|The key of the room.|\n" in printed
    assert (folder / "room.md").read_text() == ROOM
    main(["lint", str(folder), "--dialect", "graph", "--fix"])
    assert main(["lint", str(folder), "--dialect", "graph", "--diff"]) == 0


def test_only_named_pages_are_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder_with(tmp_path, ROOM.encode())
    shutil.copy(tmp_path / "pages" / "room.md", tmp_path / "pages" / "other.md")
    (tmp_path / "docgen.toml").write_text('[api.shop]\npages = "pages"\nspec = "spec.json"\n')
    monkeypatch.chdir(tmp_path)
    main(["lint", "--fix", "pages/room.md"])
    assert (tmp_path / "pages" / "room.md").read_text() == FIXED
    assert (tmp_path / "pages" / "other.md").read_text() == ROOM
    capsys.readouterr()
    assert main(["lint", "pages/lamp.md", "--format", "json"]) == 0
    assert main(["lint", "pages/lamp.md", "pages/missing.md"]) == 2
    assert main(["lint", "docgen.toml"]) == 1  # all pages, as a hook names it
    assert "pages/other.md" in capsys.readouterr().out


def test_hooks_name_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder_with(tmp_path, ROOM.encode())
    (tmp_path / "README.md").write_text("# Shop\n")
    (tmp_path / "docgen.toml").write_text('[api.shop]\npages = "pages"\nspec = "spec.json"\n')
    monkeypatch.chdir(tmp_path)
    assert main(["lint", "README.md"]) == 2
    assert "--ignore-unknown" in capsys.readouterr().err
    assert main(["lint", "--ignore-unknown", "README.md"]) == 0
    assert not capsys.readouterr().out
    assert main(["lint", "--ignore-unknown", "README.md", "pages/room.md"]) == 1
    assert "pages/room.md" in capsys.readouterr().out


def test_a_page_outside_of_the_folder_is_not_written(tmp_path: Path):
    folder = folder_with(tmp_path, ROOM.encode())
    outside = tmp_path / "room.md"
    (folder / "room.md").rename(outside)
    os.symlink(outside, folder / "room.md")
    assert main(["lint", str(folder), "--dialect", "graph", "--fix"]) == 1  # DG120
    assert outside.read_text() == ROOM


def test_tools_get_the_edit(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = folder_with(tmp_path, ROOM.encode())
    for format in ("json", "sarif"):
        main(["lint", str(folder), "--dialect", "graph", "--format", format])
        printed = json.loads(capsys.readouterr().out)
        if format == "json":
            edit = next(d["edit"] for d in printed["findings"] if d["code"] == "DG303")
            assert (edit["line"], edit["column"], edit["old"], edit["new"]) == (
                11,
                5,
                "Strng",
                "string",
            )
        else:
            results = printed["runs"][0]["results"]
            (fix,) = next(r["fixes"] for r in results if r["ruleId"] == "DG303")
            (change,) = fix["artifactChanges"]
            (replacement,) = change["replacements"]
            assert replacement == {
                "deletedRegion": {"startLine": 11, "startColumn": 5, "endColumn": 10},
                "insertedContent": {"text": "string"},
            }


def test_of_two_edits_of_one_place_one_is_made():
    def edit(column: int, old: str, new: str) -> Edit:
        return Edit(at=Span("a.md", 2, column, len(old)), old=old, new=new)

    edits = [edit(1, "abc", "x"), edit(2, "b", "y"), edit(4, "", ","), edit(4, "", ";")]
    text, made = edited("\ufeffone\r\nabcd\r\n", edits)
    assert text == "\ufeffone\r\nx,d\r\n"
    assert made == (edits[0], edits[2])


def check_fixed(before: OpenFolder, *, with_unsafe: bool) -> int:
    """No finding is new, those of the edits are gone, no other byte changed, nothing is left. Returns the edits made."""
    result = fixed(before, before.source_files.texts, with_unsafe=with_unsafe)
    made = [edit for edits_of in result.passes for edits in edits_of.values() for edit in edits]
    counts = [
        Counter((d.at.path, d.code) for d in folder.findings) for folder in (before, result.folder)
    ]
    assert not counts[1] - counts[0]
    assert len(result.folder.findings) <= len(before.findings) - len(made)
    for path, text in before.source_files.texts.items():
        assert result.text(path, text) == result.folder.source_files.texts[path]
    again = fixed(result.folder, before.source_files.texts, with_unsafe=with_unsafe)
    assert not again.passes
    return len(made)


@pytest.mark.slow
@pytest.mark.parametrize("with_unsafe", [False, True])
@pytest.mark.parametrize("case", FAULTS)
def test_fixing_causes_no_finding_and_leaves_nothing(case: str, with_unsafe: bool):
    check_fixed(open_folder(Api(pages=CASES / case)), with_unsafe=with_unsafe)
