"""What a misspelt word may have meant.

A word and the known ones enter; the nearest of these leave, or the end of a message that names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.position import Span
from docgen.records import Record

_LONGEST = 100  # characters of a word that is compared: the time grows with the square of them
_MOST_COMPARED = 1_000_000  # characters; three thousand pages of one API need a third


_TYPO = 0.85  # the similarity of two spellings of one word


class Near(Record, frozen=True):
    """The known word nearest to a misspelt one."""

    name: str = ""  # "" when none is near
    is_typo: bool = False  # the words differ in a letter or two, and no other is near

    def __bool__(self) -> bool:
        return bool(self.name)

    @property
    def hint(self) -> str:
        """The end of a message, "" when no word is near."""
        return did_you_mean(self.name)

    def edit(self, at: Span, old: str, new: str = "") -> Edit | None:
        """The edit that puts the word, or `new` which holds it, in the place of `old`."""
        if not self.name:
            return None
        return Edit(at=at, old=old, new=new or self.name, is_safe=self.is_typo)

    def renaming(self, at: Span, name: str) -> Edit | None:
        """The edit that puts the word in the place of a name that may be qualified."""
        space, dot, _ = name.rpartition(".")
        return self.edit(at, name, f"{space}{dot}{self.name}")


class Suggestions:
    """Suggestions for many words, each compared with all known ones: after some time there are none."""

    def __init__(self) -> None:
        self._left = _MOST_COMPARED

    def near(self, word: str, known: Iterable[str], cutoff: float = 0.6) -> Near:
        """The same as the function, but nothing is near any word when the time is up."""
        if self._left < 0:
            return Near()
        words = list(known)
        self._left -= len(word) * len(words) + sum(map(len, words))
        return near(word, words, cutoff)

    def nearest(self, word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
        """The nearest known word, "" as above."""
        return self.near(word, known, cutoff).name


def hint(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """`; did you mean "x"?`, to be put at the end of a message; "" when no known word is near."""
    return did_you_mean(nearest(word, known, cutoff))


def did_you_mean(name: str) -> str:
    """The hint for one known name; "" for ""."""
    return f'; did you mean "{name}"?' if name else ""


def near(word: str, known: Iterable[str], cutoff: float = 0.6) -> Near:
    """The known word nearest to a misspelt one. Words whose digits differ are no spellings of one word."""
    names = similar(word, known, 2, cutoff)
    if not names:
        return Near()
    is_typo = len(names) == 1 and _digits(word) == _digits(names[0])
    return Near(names[0], is_typo and bool(similar(word.lower(), [names[0].lower()], 1, _TYPO)))


def near_kind(word: str, kinds: Mapping[str, str], cutoff: float = 0.6) -> Near:
    """The known word nearest to a misspelt one, where all words of one kind mean the same."""
    best = near(word, kinds, cutoff)
    if not best or best.is_typo:
        return best
    others = (other for other in kinds if kinds[other] != kinds[best.name])
    return near(word, [best.name, *others], cutoff)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


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
