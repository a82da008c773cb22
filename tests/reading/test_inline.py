"""The text of inline Markdown."""

from __future__ import annotations

import pytest

from docgen.reading.markdown.inline import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"array\<string\>", "array<string>"),
        (r"\*a\* \_b\_", "*a* _b_"),
        ("*y* _z_ *long*", "y z long"),
        ("a <b>lamp</b>, 2*3*4 and a_b_c", "a lamp, 2*3*4 and a_b_c"),
        ("`array<string>` of [lamps](lamp.md)", "array<string> of lamps"),
    ],
)
def test_escaped_characters_are_no_markup(text: str, expected: str):
    assert plain(text) == expected
