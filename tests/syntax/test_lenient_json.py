"""JSON of samples that leaves something out."""

from __future__ import annotations

import pytest

from docgen.syntax.lenient_json import read_json


@pytest.mark.parametrize(
    "elision", ["...", "\u2026", "... and others", "... (8 hidden items) ...", "...,"]
)
def test_an_elision_stands_for_further_items(elision: str):
    value, found = read_json(f'[{{"id": 1}},\n {elision}\n {{"id": 2}}]')
    assert value == [{"id": 1}, {"id": 2}]
    assert "an ellipsis" in [leniency.what for leniency in found]
