"""docs/codes.md is made from the codes, and its examples are true."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.diagnostics.code_page import code_page, example, example_pages, example_session
from docgen.diagnostics.diagnostic import codes
from docgen.driver.editing.open_folder import lint_findings
from docgen.driver.workspace import read_api
from docgen.project.configuration import Api, read_configuration

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"
# A line of 100,000 characters, 1,000 headings, and a hundred types in a row.
WITHOUT_EXAMPLE = {"DG104", "DG125", "DG351"}
WITH_SESSION = [code for code in codes() if code > "DG7"]
WITH_EXAMPLE = [code for code in codes() if code not in {*WITHOUT_EXAMPLE, *WITH_SESSION}]


def test_the_page_has_what_the_codes_say():
    assert PAGE.read_text("utf-8") == code_page(), "run: docgen explain > docs/codes.md"


def test_every_code_but_three_has_an_example():
    assert {code for code in codes() if example(code)} == set(WITH_EXAMPLE)
    assert {code for code in codes() if example_session(code)} == set(WITH_SESSION)


def bytes_of(text: str) -> bytes:
    """A text of an example in UTF-8; `\\xNN` is the byte with this number."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), text.encode())


def written(pages: Mapping[str, str], folder: Path) -> None:
    """The pages of an example on the disk; `a.md -> b.md` is a symbolic link."""
    for path, text in pages.items():
        name, _, target = path.partition(" -> ")
        file = folder / os.fsdecode(bytes_of(name))
        file.parent.mkdir(parents=True, exist_ok=True)
        if target:
            file.symlink_to(target)
        else:
            file.write_bytes(bytes_of(text) if text.strip() else b"")


def found(pages: Mapping[str, str], folder: Path, *, is_verified: bool) -> set[str]:
    """The codes that `docgen lint` reports, or `docgen verify`, with the answers of a service where the example has some."""
    written(pages, folder)
    if not is_verified:
        config = folder / "docgen.toml"
        api = read_configuration(config)[0] if config.exists() else Api(pages=folder)
        return {finding.code for finding in lint_findings(read_api(api))}
    report, recording = folder.with_suffix(".txt"), folder / "recording"
    replay = ["--replay", str(recording)] if recording.is_dir() else []
    main(["verify", str(folder), "--no-cache", "-o", str(report), *replay])
    return set(re.findall(r"\bDG\d+", report.read_text("utf-8")))


@pytest.mark.slow
@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_wrong_page_is_reported_and_the_right_one_is_not(code: str, tmp_path: Path):
    text, is_verified = example(code), code.startswith("DG6")
    assert code in found(example_pages(text, "-"), tmp_path / "wrong", is_verified=is_verified)
    right = found(example_pages(text, "+"), tmp_path / "right", is_verified=is_verified)
    assert code not in right
    assert {codes()[other].level for other in right} <= {"note"}


@pytest.fixture(scope="session", name="project")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with docgen.toml, two pages and what is generated from them."""
    folder = tmp_path_factory.mktemp("sessions") / "project"
    toml = '[api.shop]\npages = "docs"\noutput = "src"\n'
    page = '# Lamps\n\n## List lamps\n\n`GET /lamps`\n\n```json\n[{"id": "1", "watts": 9}]\n```\n'
    rooms = page.replace("Lamp", "Room").replace("lamp", "room").replace("watts", "size")
    written({"docgen.toml": toml, "docs/lamps.md": page, "docs/rooms.md": rooms}, folder)
    in_folder(folder, "docgen generate")
    return folder


def in_folder(folder: Path, commands: str) -> str:
    """What commands print, with a `docgen` that has this interpreter."""
    docgen = f'docgen() {{ "{sys.executable}" -m docgen "$@" --no-cache; }}\n'
    done = subprocess.run(
        ["bash", "-c", docgen + commands], cwd=folder, capture_output=True, text=True
    )
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("code", WITH_SESSION)
def test_the_commands_cause_the_finding_and_correct_it(code: str, project: Path, tmp_path: Path):
    shutil.copytree(project, tmp_path / "project")
    before, check, after = re.split(
        r"^(docgen check.*\n)", example_session(code), flags=re.MULTILINE
    )
    assert f" {code}: " in in_folder(tmp_path / "project", before + check)
    left = in_folder(tmp_path / "project", after + check)
    assert "generated files are up to date" in left and code not in left
