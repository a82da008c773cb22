"""docs/codes.md is made from the codes."""

from __future__ import annotations

from pathlib import Path

from docgen.diagnostics.code_page import code_page

PAGE = Path(__file__).parents[2] / "docs" / "codes.md"


def test_the_page_has_what_the_codes_say():
    text = code_page()
    assert (
        PAGE.read_text("utf-8") == text
    ), "write docgen.diagnostics.code_page.code_page() to docs/codes.md"
