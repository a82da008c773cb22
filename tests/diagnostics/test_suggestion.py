"""Misspelt words and what they may have meant."""

from __future__ import annotations

from docgen.diagnostics.suggestion import did_you_mean, hint, nearest, similar

KNOWN = ("output", "pages", "package")


def test_the_end_of_a_message():
    assert hint("outptu", KNOWN) == did_you_mean("output") == '; did you mean "output"?'
    assert hint("zzz", KNOWN) == did_you_mean("") == ""


def test_the_nearest_come_first():
    assert similar("packages", KNOWN, 3) == ["package", "pages"]
    assert nearest("page", KNOWN) == "pages"
    assert nearest("page", KNOWN, 0.95) == ""
