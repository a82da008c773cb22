"""What a misspelt word may have meant.

A word and the known ones enter; the nearest of these leave, or the end of a message that names one.
"""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100  # characters of a word that is compared: the time grows with the square of them
_MOST_COMPARED = 1_000_000  # characters; all pages of Microsoft Graph need a third


class Suggestions:
    """Suggestions for many words, each compared with all known ones: after some time there are none."""

    def __init__(self) -> None:
        self._left = _MOST_COMPARED

    def nearest(self, word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
        """The same as the function, but "" for any word when the time is up."""
        if self._left < 0:
            return ""
        words = list(known)
        self._left -= len(word) * len(words) + sum(map(len, words))
        return nearest(word, words, cutoff)

    def hint(self, word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
        """The end of a message, "" as above."""
        return did_you_mean(self.nearest(word, known, cutoff))


def hint(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`; did you mean "x"?`, to be put at the end of a message; "" when no known word is near."""
    return did_you_mean(nearest(word, known, cutoff))


def did_you_mean(name: str) -> str:
    """The hint for one known name; "" for ""."""
    return f'; did you mean "{name}"?' if name else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word nearest to a misspelt one; "" when none has at least the similarity `cutoff` (0 to 1)."""
    return next(iter(similar(word, known, 1, cutoff)), "")


def similar(word: str, known: Iterable[str], limit: int, cutoff: float = 0.6) -> list[str]:
    """Up to `limit` known words, the nearest first."""
    # Imported for a misspelt word only: most runs have none.
    from difflib import get_close_matches

    if len(word) > _LONGEST:
        return []
    short = [other for other in known if len(other) <= _LONGEST]
    return get_close_matches(word, short, limit, cutoff)
