"""The dialect of pages, by the words that they use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from docgen.reading.dialects.dialect import dialect_names, load_dialect


def guess_dialect(texts: Iterable[str]) -> tuple[str, Mapping[str, int]]:
    """The dialect that most of the pages look like, and how many pages look like each."""
    rules = {
        name: (_searches(dialect.detect), _searches(dialect.detect_none))
        for name, dialect in ((name, load_dialect(name)) for name in dialect_names())
    }
    votes = dict.fromkeys(rules, 0)
    for text in texts:
        text = f"\n{text}"  # `re` skips to "\n", but not to the beginning of a line
        for name, (needed, excluded) in rules.items():
            votes[name] += all(search(text) for search in needed) and not any(
                search(text) for search in excluded
            )
    best = max(votes, key=lambda name: (votes[name], name == "graph"))
    if not votes[best]:
        best = "plain"  # which names no host: a token must not go to a guess
    return best, votes


def _searches(patterns: Iterable[str]) -> list[Callable[[str], object]]:
    return [re.compile(pattern, re.MULTILINE).search for pattern in patterns]
