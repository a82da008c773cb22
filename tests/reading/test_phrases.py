"""Phrases of a dialect, found whatever the case."""

from __future__ import annotations

import re

from hypothesis import given, strategies as st

from docgen.reading.dialects.dialect import dialect_names, load_dialect
from docgen.reading.dialects.phrases import phrases

KINDS = ("values", "no_values", "inherits", "inherited", "abstract", "open", "required", "no_body")
PATTERNS = [
    getattr(load_dialect(name), f"{kind}_phrases") for name in dialect_names() for kind in KINDS
]
WORDS = st.sampled_from(
    ["Possible", "values", "are", "IS", "one of", "inherits", "from the", "x", "ſ", "İ", "K", "ß", ":", "mögliche Werte"]
)  # fmt: skip


@given(st.sampled_from(PATTERNS), st.lists(WORDS).map(" ".join))
def test_they_are_found_where_re_finds_them(patterns: tuple[str, ...], text: str):
    pattern = re.compile("|".join(f"(?:{p})" for p in patterns) or "(?!)", re.IGNORECASE)
    places = [match.span() for match in pattern.finditer(text)]
    assert [match.span() for match in phrases(patterns).finditer(text)] == places
    first = phrases(patterns).search(text)
    assert (first and first.span()) == (places[0] if places else None)


def test_a_pattern_may_have_upper_case_and_escapes_of_it():
    assert phrases(("Possible Values",)).search("the possible values")
    assert phrases((r"one\Sof",)).search("One-Of") and not phrases((r"one\Sof",)).search("one of")
    assert phrases((r"[A-C]at",)).search("a CAT")


def test_none_finds_nothing():
    assert phrases(()).search("anything") is None
