"""JSON of samples that leaves something out."""

from __future__ import annotations

import pytest

from docgen.syntax.lenient_json import Unreadable, read_json


@pytest.mark.parametrize(
    "elision", ["...", "\u2026", "... and others", "... (8 hidden items) ...", "...,"]
)
def test_an_elision_stands_for_further_items(elision: str):
    value, found = read_json(f'[{{"id": 1}},\n {elision}\n {{"id": 2}}]')
    assert value == [{"id": 1}, {"id": 2}]
    assert "an ellipsis" in [leniency.what for leniency in found]


@pytest.mark.parametrize(
    ("text", "value", "what"),
    [
        ('{"id": 1},', {"id": 1}, "a comma after the value"),
        ('{"id": 1};\n', {"id": 1}, "a semicolon after the value"),
        ('{"id": 007}', {"id": 7}, "a number with a leading zero"),
        ("[-00]", [0], "a number with a leading zero"),
        ("[-.5]", [-0.5], "a number without a zero before the point"),
    ],
)
def test_what_a_program_leaves_behind_is_accepted(text: str, value: object, what: str):
    read, (leniency,) = read_json(text)
    assert (read, leniency.what) == (value, what)
    assert leniency.strict
    start = leniency.offset
    strict = text[:start] + leniency.strict.new + text[start + len(leniency.strict.old) :]
    assert read_json(strict) == (value, ())


@pytest.mark.parametrize("text", ['{"id": 1}, {"id": 2}', '{"id": 1}; print()', "[0.0.1]"])
def test_other_text_behind_a_value_is_not(text: str):
    with pytest.raises(Unreadable):
        read_json(text)


def test_a_comment_may_follow_a_placeholder():
    value, found = read_json('{"wait": <seconds>   // an integer\n}')
    assert value == {"wait": "<seconds>"}
    assert [leniency.what for leniency in found] == ["a placeholder", "a comment"]
