"""Phrases of a dialect, found whatever the case."""

from __future__ import annotations

import re
from re._parser import parse  # type: ignore
from typing import Any

import pytest
from hypothesis import given, strategies as st

from docgen.reading.dialects.dialect import Dialect, dialect_names, load_dialect, read_dialect
from docgen.reading.dialects.names import DialectError
from docgen.reading.dialects.phrases import Phrases, needed_words, phrases

KINDS = ("values", "no_values", "inherits", "inherited", "abstract", "open", "required", "no_body")
DIALECTS = [load_dialect(name) for name in dialect_names()]
PLAIN = load_dialect("plain")
OWN = read_dialect("own", 'extends = "plain"\nopen_phrases = ["(?:(?:a|aa|ab)+)+c", "opened"]\n')
WORDS = st.sampled_from(
    ["Possible", "values", "are", "IS", "one of", "inherits", "from the", "x", "ſ", "İ", "K", "ß", ":", "mögliche Werte"]
)  # fmt: skip


@given(st.sampled_from([*DIALECTS, OWN]), st.sampled_from(KINDS), st.lists(WORDS).map(" ".join))
def test_they_are_found_where_re_finds_them(dialect: Dialect, kind: str, text: str):
    patterns = getattr(dialect, f"{kind}_phrases")
    pattern = re.compile("|".join(f"(?:{p})" for p in patterns) or "(?!)", re.IGNORECASE)
    places = [match.span() for match in pattern.finditer(text)]
    assert [match.span() for match in phrases(dialect, kind).finditer(text)] == places
    first = phrases(dialect, kind).search(text)
    assert (first and first.span()) == (places[0] if places else None)


def test_a_pattern_may_have_upper_case_and_escapes_of_it():
    assert Phrases(("Possible Values",), PLAIN).search("the possible values")
    one = Phrases((r"one\Sof",), PLAIN)
    assert one.search("One-Of") and not one.search("one of")
    assert Phrases((r"[A-C]at",), PLAIN).search("a CAT")


PATTERNS_OF_ALL = sorted(
    {
        pattern
        for dialect in DIALECTS
        for key in dir(dialect)
        if key.endswith("_phrases")
        for pattern in getattr(dialect, key)
    }
)
PATTERNS = [pattern for pattern in PATTERNS_OF_ALL if needed_words(pattern)]


@given(st.data())
def test_each_match_has_a_word_that_is_looked_for_first(data: st.DataObject):
    pattern = data.draw(st.sampled_from(PATTERNS))
    match = re.search(pattern, data.draw(st.from_regex(pattern)))
    assert match and any(word in match[0] for word in needed_words(pattern))


@pytest.mark.parametrize(
    "pattern, words",
    [
        (r"\b(?:will )?returns?\b", "return"),
        (r"e\.g\.", "e"),
        (r"not? (?:need|require)", "need require"),
        (r"[A-C]at{0}s", "a"),
        (r"der Körper(?! der)", "körper"),
        (r"one|two", "one two"),
        (r"\b(?:one|two(?:fold)?)\b", "one two"),
        (r"(?:the (?:answer|reply)|returns?) is", "answer reply return"),
        (r"(?:lamp|lights?)+ (?:on|off)?", "lamp light"),
        (r"is(?<!this is)(?=lit)", "is"),
        (r"one|\w+", ""),
        (r"(?:one|two)?(?:a|\d)", ""),
        (r"\w+", ""),
    ],
)
def test_the_words_of_which_each_match_has_one(pattern: str, words: str):
    assert " ".join(needed_words(pattern)) == words


def test_none_finds_nothing():
    assert Phrases((), PLAIN).search("anything") is None


@pytest.mark.slow
def test_a_pattern_of_a_users_dialect_has_a_limit_of_time():
    assert phrases(OWN, "open").search("the door is opened")
    with pytest.raises(DialectError, match=r"takes longer than 1 s with .*repeats inside"):
        phrases(OWN, "open").search("a" * 60 + "b c")


def needs_letters_beyond_ascii(tree: Any) -> bool:
    """Whether each match of a parsed pattern has one."""
    return any(_needs(str(op), value) for op, value in tree)


def _needs(op: str, value: Any) -> bool:
    match op:
        case "LITERAL":
            return value > 127
        case "BRANCH":
            return all(map(needs_letters_beyond_ascii, value[1]))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return value[0] > 0 and needs_letters_beyond_ascii(value[2])
        case "SUBPATTERN":
            return needs_letters_beyond_ascii(value[3])
        case "IN":
            return all(
                str(kind) == "LITERAL" and member > 127 or str(kind) == "RANGE" and member[0] > 127
                for kind, member in value
            )
        case _:
            return False


def test_no_pattern_with_other_letters_is_found_without_them():
    # In a text of ASCII letters such patterns are not looked for.
    others = [pattern for pattern in PATTERNS_OF_ALL if not pattern.isascii()]
    assert others
    assert [p for p in others if not needs_letters_beyond_ascii(parse(p))] == []
