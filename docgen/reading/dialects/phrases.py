"""A dialect's phrases, matched in a text regardless of case.

Patterns enter; `Phrases` that search for them leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache


class Phrases:
    """A search for any of some patterns. Of a match only the place is as in the text, not the case."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        joined = "|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)"
        self._in_any_case = re.compile(joined, re.IGNORECASE)
        # `re` skips to where a pattern can begin only when it is case-sensitive: a quarter of the time.
        bare = re.sub(r"\\.", "", joined)  # \S and \s differ
        self._in_lower_case = re.compile(joined) if bare == bare.lower() else None

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of a phrase."""
        if self._in_lower_case and text.isascii():
            return self._in_lower_case.search(text.lower())
        return self._in_any_case.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The places of phrases, in order."""
        if self._in_lower_case and text.isascii():
            return self._in_lower_case.finditer(text.lower())
        return self._in_any_case.finditer(text)


@cache
def phrases(patterns: tuple[str, ...]) -> Phrases:
    """The search for these patterns."""
    return Phrases(patterns)
