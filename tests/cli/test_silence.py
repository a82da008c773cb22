"""Nothing is lost in silence: request lines seen and operations made, and the exit codes of an empty result."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.cli.main import main

LAMPS = """# Lamps

## List lamps

`GET /v1/lamps`

```json
[{"id": 1}]
```

## Get a lamp

`GET /v1/lamps/{id}`

```
curl https://shop.example/v1/lamps/1
```

### Example

```http
GET /v1/lamps/2 HTTP/1.1
```
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lamps(here: Path) -> str:
    (here / "pages").mkdir()
    (here / "pages/lamps.md").write_text(LAMPS)
    return "pages"


SAW = "saw 3 request lines, made 2 operations\n"


def test_every_command_counts_request_lines_and_operations(
    lamps: str, capsys: pytest.CaptureFixture[str]
):
    commands = (
        (["generate", lamps, "--package", "shop", "--output", "out"], f"shop: {SAW}"),
        (["lint", lamps], SAW),
        (["verify", lamps], f"api: {SAW}"),
        (["init", lamps], f"requests:   {SAW}"),
    )
    for command, line in commands:
        assert main(command) == 0, command
        assert f"\n{line}" in capsys.readouterr().out


def test_request_lines_of_no_operation_are_named(
    here: Path, lamps: str, capsys: pytest.CaptureFixture[str]
):
    (here / "pages/lamps.md").write_text(f"{LAMPS}\n```http\nGET /v2/cups HTTP/1.1\n```\n")
    saw = "saw 4 request lines, made 2 operations; 1 request line is of none"
    main(["init", lamps])
    assert f"requests:   {saw}\n  pages/lamps.md:26: GET /v2/cups\n" in capsys.readouterr().out
    main(["lint", lamps])
    assert capsys.readouterr().out.endswith(f"{saw}\n")
    main(["lint", lamps, "-v", "--level", "note"])
    assert capsys.readouterr().out.endswith(f"{saw}\n  pages/lamps.md:26: GET /v2/cups\n")


def test_pages_of_one_subject_each_have_no_count(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "pages").mkdir()
    (here / "pages/lamp.md").write_text(
        "# lamp resource type\n\n## Properties\n\n|Property|Type|\n|-|-|\n|id|String|\n"
    )
    main(["lint", "pages", "--dialect", "graph"])
    assert "saw" not in capsys.readouterr().out


def test_pages_of_several_subjects_have_a_count_in_any_dialect(
    lamps: str, capsys: pytest.CaptureFixture[str]
):
    main(["lint", lamps, "--dialect", "graph"])
    assert SAW in capsys.readouterr().out


def test_nothing_made_is_exit_1(here: Path, capsys: pytest.CaptureFixture[str]):
    (here / "empty").mkdir()
    (here / "empty/a.md").write_text("# About\n\nWords.\n")
    commands = (
        (["generate", "empty", "--package", "shop", "--output", "out"], "nothing was made"),
        (["verify", "empty"], "0 of 0 documented requests replayed"),
        (["init", "empty"], "neither a type nor an operation"),
    )
    for command, words in commands:
        assert main(command) == 1, command
        assert words in capsys.readouterr().out
    # What was made before is known, and is as little.
    assert main(["generate", "empty", "--package", "shop", "--output", "out"]) == 1


def test_warnings_are_exit_1_with_strict_only(here: Path, lamps: str):
    (here / "pages/lamps.md").write_text(LAMPS + "\nSee [rooms](rooms.md).\n")
    command = ["generate", lamps, "--package", "shop", "--output", "out"]
    for _ in range(2):  # the second is of the cache
        assert main(command) == 0
        assert main([*command, "--strict"]) == 1


CUP = """# Get a cup

`GET /v1/cups/{id}`

## Response

| Name | Type |
|------|------|
| size | number string of |
"""


@pytest.mark.slow
def test_accepted_findings_are_exit_0(here: Path, lamps: str, capsys: pytest.CaptureFixture[str]):
    (here / "pages/cups.md").write_text(CUP)
    table = '[api.shop]\npages = "pages"\noutput = "out"\n'
    (here / "docgen.toml").write_text(table)
    assert main(["generate"]) == 1
    assert 'write baseline = "known.txt" in docgen.toml' in capsys.readouterr().out
    (here / "docgen.toml").write_text(f'{table}baseline = "known.txt"\n')
    assert main(["generate"]) == 2
    assert "known.txt: No such file" in capsys.readouterr().err
    assert main(["lint", "--update"]) == 0
    assert capsys.readouterr().out == "wrote known.txt: 1 accepted finding\n"
    for _ in range(2):  # the second is of the cache
        assert main(["generate", "--strict"]) == 0
        assert "error" not in capsys.readouterr().out
    assert main(["lint"]) == 0
    assert main(["check"]) == 0
    (here / "known.txt").write_text("")
    assert main(["check"]) == 0
    assert main(["generate"]) == 1
    assert "1 error, 0 warnings that known.txt does not list" in capsys.readouterr().out


def test_only_findings_about_what_is_made_count(here: Path, lamps: str):
    (here / "pages/cups.md").write_text(CUP)
    command = ["generate", lamps, "--package", "shop", "--output", "out"]
    assert main(command) == 1
    assert main([*command, "--exclude", "/cups/**"]) == 0
    assert main([*command, "--include", "/cups/**"]) == 1


def test_pages_without_samples_are_not_verified(here: Path):
    (here / "pages").mkdir()
    (here / "pages/a.md").write_text("# Get a lamp\n\n`GET /lamps/{id}`\n")
    assert main(["verify", "pages"]) == 1


def test_a_term_that_begins_with_a_colon_is_a_definition(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    (here / "pages").mkdir()
    page = "# Get a lamp\n\n`GET /lamps/:id`\n\n##### Path parameters\n\n:id\n: String. The key.\n"
    (here / "pages/a.md").write_text(page)
    assert main(["lint", "pages", "--level", "note"]) == 0
    assert "DG207" not in capsys.readouterr().out
    main(["export", "openapi", "pages"])
    assert "The key." in capsys.readouterr().out
