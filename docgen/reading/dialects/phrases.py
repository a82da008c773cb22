"""A dialect's phrases, matched in a text regardless of case.

Patterns enter; `Phrases` that search for them leave. The patterns of a dialect of the user's own have a limit of time,
which `re` has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.names import DialectError
from docgen.reading.dialects.vocabulary import AnyWord
from docgen.syntax.plain_text import SENTENCE_END

_SECONDS = 1.0  # of the processor, for one text
_MOST_SHOWN = 80  # characters of a pattern
_LONGEST_REST = 400  # characters of a sentence after a phrase


def compiled(pattern: str, flags: re.RegexFlag, dialect: Dialect) -> re.Pattern[str]:
    """A pattern that is made of a dialect's. One of the user's own raises `DialectError` when a text takes too long."""
    return _OwnPattern(pattern, flags, dialect) if dialect.is_own else re.compile(pattern, flags)  # type: ignore


class _OwnPattern:
    """A pattern with a limit of time, with the methods of `re.Pattern` that readers call."""

    def __init__(self, pattern: str, flags: re.RegexFlag, dialect: Dialect) -> None:
        # Imported for a dialect of one's own only.
        import regex

        self._pattern = regex.compile(pattern, int(flags))
        self._name = dialect.name

    def search(self, text: str) -> Any:
        return self._limited(self._pattern.search, text)

    def findall(self, text: str) -> Any:
        return self._limited(self._pattern.findall, text)

    def finditer(self, text: str) -> Iterator[Any]:
        return iter(self._limited(lambda *a, **k: [*self._pattern.finditer(*a, **k)], text))

    def _limited(self, method: Any, text: str) -> Any:
        try:
            return method(text, timeout=_SECONDS)
        except TimeoutError:
            # What a dialect adds to another's phrases is at the end.
            written = self._pattern.pattern[-_MOST_SHOWN:]
            raise DialectError(
                f"dialect {self._name}: a text of {len(text)} characters takes longer than {_SECONDS:.0f} s with"
                f' "...{written}"; write it without repeats inside of repeats'
            ) from None


class Phrases:
    """A search for any of some patterns. Of a match only the place is as in the text, not the case."""

    def __init__(self, patterns: tuple[str, ...], dialect: Dialect) -> None:
        words = [*map(needed_words, patterns)]
        self._may_be_in = AnyWord(chain(*words)).is_in if all(words) else None
        self._in_any_case = compiled(_joined(patterns), re.IGNORECASE, dialect)
        # `re` skips to where a pattern can begin only when it is case-sensitive: a quarter of the time. None of
        # docgen's own patterns with a letter outside of ASCII matches a text without.
        latin = _joined([p for p in patterns if p.isascii() or dialect.is_own])
        bare = re.sub(r"\\.", "", latin)  # \S and \s differ
        is_lower = bare == bare.lower()
        self._in_lower_case = compiled(latin, re.NOFLAG, dialect) if is_lower else None

    def search(self, text: str) -> re.Match[str] | None:
        """The first place of a phrase."""
        pattern, text = self._pattern_for(text)
        return pattern.search(text) if pattern else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The places of phrases, in order."""
        pattern, text = self._pattern_for(text)
        return pattern.finditer(text) if pattern else iter(())

    def _pattern_for(self, text: str) -> tuple[re.Pattern[str] | None, str]:
        """The pattern that finds phrases in a text, None where there are none, and the text for it."""
        if self._may_be_in and not self._may_be_in(text):
            return None, text
        if self._in_lower_case and text.isascii():
            return self._in_lower_case, text.lower()
        return self._in_any_case, text


_NOT_NEEDED = re.compile(
    r"""\\.                                   # a class such as \b
    |\[(?:[^\]\\]|\\.)*+\](?:[?*+]|\{[^}]*\})?  # one in brackets
    |[^()](?:[?*]|\{[^}]*\})                # what may be absent""",
    re.VERBOSE | re.DOTALL,
)
# Of a look-around nothing is in the match, and of a group that may be absent nothing is certain.
_GROUP = re.compile(r"\((\?:)?([^()]*+)\)([?*+]|\{[^}]*\})?")
_LETTERS = re.compile(r"\0\d+\0|[^\W\d_]+")  # or the number of a group


def needed_words(pattern: str) -> tuple[str, ...]:
    """Words in lower case of which each match of a pattern has one, none where no word is certain."""
    groups: list[tuple[str, ...]] = []

    def words_of(bare: str) -> tuple[str, ...]:
        """Of each alternative the longest word, or the words of a group that are longer."""
        found = [_least_words(part, groups) for part in bare.split("|")]
        return tuple(dict.fromkeys(chain(*found))) if all(found) else ()

    def numbered(group: re.Match[str]) -> str:
        is_certain = group[1] or not group[2].startswith("?")
        words = words_of(group[2]) if is_certain and group[3] in (None, "+") else ()
        groups.append(words)
        return f" \0{len(groups) - 1}\0 " if words else " "

    bare, count = _NOT_NEEDED.sub(" ", pattern), 1
    while count:
        bare, count = _GROUP.subn(numbered, bare)
    return words_of(bare)


def _least_words(bare: str, groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The words that tell most of a pattern without alternatives: those of which the shortest is the longest."""
    parts = _LETTERS.findall(bare)
    found = [groups[int(part[1:-1])] if part[0] == "\0" else (part.lower(),) for part in parts]
    return max(found, key=lambda words: min(map(len, words)), default=())


def _joined(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)"


@cache
def phrases(dialect: Dialect, kind: str) -> Phrases:
    """The search for the phrases of a kind: "inherits", "no_body", ..."""
    return Phrases(getattr(dialect, f"{kind}_phrases"), dialect)


def rests(dialect: Dialect, kind: str, text: str) -> Iterator[tuple[int, str]]:
    """What follows each phrase of a kind in its sentence, with the offset."""
    for phrase in phrases(dialect, kind).finditer(text):
        longest = phrase.end() + _LONGEST_REST
        end = SENTENCE_END.search(text, phrase.end(), longest)
        yield phrase.end(), text[phrase.end() : end.start() if end else longest]
