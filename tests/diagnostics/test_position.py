"""Offsets to places."""

from __future__ import annotations

import pytest

from docgen.diagnostics.position import Lines, Span

TEXT = "ab\n\ncd\n"
PLACES = [
    (0, (7, 5)),
    (1, (7, 6)),
    (2, (7, 7)),
    (3, (8, 1)),
    (4, (9, 1)),
    (6, (9, 3)),
    (7, (10, 1)),
]


@pytest.mark.parametrize(("offset", "place"), PLACES)
def test_a_text_that_begins_within_a_line(offset: int, place: tuple[int, int]):
    at = Span("lamp.md", 7, 5)
    expected = Span("lamp.md", *place, 2)
    assert at.at_offset(TEXT, offset, 2) == Lines(TEXT, at).span(offset, 2) == expected
