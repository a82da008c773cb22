"""The dialect of pages, by the words that they use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from docgen.reading.dialects.dialect import dialect_names, load_dialect


def guess_dialect(texts: Iterable[str]) -> tuple[str, Mapping[str, int]]:
    """The dialect that most of the pages look like, and how many pages look like each."""
    rules = {
        name: [re.compile(p, re.MULTILINE) for p in load_dialect(name).detect]
        for name in dialect_names()
    }
    votes = dict.fromkeys(rules, 0)
    for text in texts:
        for name, patterns in rules.items():
            votes[name] += all(pattern.search(text) for pattern in patterns)
    best = max(votes, key=lambda name: (votes[name], name == "graph"))
    if not votes[best]:
        best = "plain"  # which names no host: a token must not go to a guess
    return best, votes
