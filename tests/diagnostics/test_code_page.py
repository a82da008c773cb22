"""docs/codes.md is made from the codes, and its examples are true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from docgen.cli.main import main
from docgen.diagnostics.code_page import code_page, example, example_pages
from docgen.diagnostics.diagnostic import codes
from docgen.driver.editing.open_folder import lint_findings
from docgen.driver.workspace import read_api
from docgen.project.configuration import Api

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"
# Bytes, a long line, names of files and links on the disk, docgen.toml, a hundred types; services; generated files.
WITHOUT_EXAMPLE = {
    *("DG102", "DG103", "DG104", "DG115", "DG120", "DG121", "DG122", "DG351"),
    *(code for code in codes() if code > "DG602"),
}
WITH_EXAMPLE = [code for code in codes() if code not in WITHOUT_EXAMPLE]


def test_the_page_has_what_the_codes_say():
    assert PAGE.read_text("utf-8") == code_page(), "run: docgen explain > docs/codes.md"


def test_every_code_about_a_page_has_an_example():
    assert {code for code in codes() if example(code)} == set(WITH_EXAMPLE)


def found(pages: Mapping[str, str], folder: Path, *, is_verified: bool) -> set[str]:
    """The codes that `docgen lint` reports, or `docgen verify`."""
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if text.strip() else "")
    if not is_verified:
        return {finding.code for finding in lint_findings(read_api(Api(pages=folder)))}
    report = folder.with_suffix(".txt")
    main(["verify", str(folder), "--no-cache", "-o", str(report)])
    return set(re.findall(r"\bDG\d+", report.read_text("utf-8")))


@pytest.mark.parametrize("code", WITH_EXAMPLE)
def test_the_wrong_page_is_reported_and_the_right_one_is_not(code: str, tmp_path: Path):
    text, is_verified = example(code), code.startswith("DG6")
    assert code in found(example_pages(text, "-"), tmp_path / "wrong", is_verified=is_verified)
    right = found(example_pages(text, "+"), tmp_path / "right", is_verified=is_verified)
    assert code not in right
    assert {codes()[other].level for other in right} <= {"note"}
