"""Names in cells."""

from __future__ import annotations

import pytest

from docgen.reading.lists.names import clean_name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("**id**", "id"),
        ("`color` (optional)", "color"),
        ("[lamp](lamp.md)", "lamp"),
        ("size\u00a0(Required)", "size"),
        ("@odata.type", "@odata.type"),
        ("snake_case_name", "snake_case_name"),
        (r"author \[1\]", "author"),
        (r"ids\[1\]", "ids[1]"),
    ],
)
def test_a_name_without_its_marks(cell: str, name: str):
    assert clean_name(cell) == name
