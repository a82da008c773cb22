"""Plurals and what they are one of."""

import pytest

from docgen.syntax.naming import singular

OF_MANY = {
    "lamps": "lamp",
    "batches": "batch",
    "boxes": "box",
    "buses": "bus",
    "buzzes": "buzz",
    "caches": "cache",
    "classes": "class",
    "entries": "entry",
    "movies": "movie",
    "sizes": "size",
    "Statuses": "Status",
}
OF_ONE = ("access", "bonus", "dns", "kerberos", "news", "redis", "series", "thesis")


@pytest.mark.parametrize("plural", OF_MANY)
def test_a_plural(plural: str) -> None:
    assert singular(plural) == OF_MANY[plural]


@pytest.mark.parametrize("word", OF_ONE)
def test_a_word_that_only_looks_like_a_plural(word: str) -> None:
    assert singular(word) == word
