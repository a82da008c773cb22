"""The words of a documentation by what they mean: of a heading, of a line above a list, of a cell.

    response = ["response*", "looks like", "応答"]
    word     = a word in lower case, with * at either end for any rest ("antwort*" has "antwortbeispiel")
             | words with spaces
             | a word of a script that puts no spaces between words, which is found inside of longer ones

A table meaning -> words enters; a `Vocabulary` leaves, which takes the same time however many languages it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from http import HTTPStatus

_OF_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
# "URL参数" is two words.
_TOKEN = re.compile(rf"[{_OF_UNSPACED}]+|[^\W_{_OF_UNSPACED}]+")
_ADDRESS = re.compile(r"https?://[^\s`)>\]]++")
_NAME = re.compile(r"[a-z][A-Z]")  # in "QueryOptions"
_UNSPACED = re.compile(rf"[{_OF_UNSPACED}]+")
_REMARK = re.compile(r"(?<=\w)[ ]+\([^()]{1,80}\)\s*\Z")
_LONGEST = 500  # characters that are looked at, from the end: a label ends in the words that count
_NONE = frozenset[str]()
# Words of these do not make a heading a part of what is above it: "Post", "Create", "General" may be titles.
_OF_TITLES = frozenset(
    "action api before_name common environment paging production selecting sending thing".split()
)


class Vocabulary:
    """Meanings of words."""

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._meanings: dict[str, frozenset[str]] = {}
        for meaning, words in table.items():
            for word in words:
                self._meanings[word] = self._meanings.get(word, _NONE) | {meaning}
        self._longest = max(map(len, self._meanings), default=0)
        self._phrases: dict[str, list[list[str]]] = {}  # by their first words
        for words in (word.split(" ") for word in self._meanings if " " in word):
            self._phrases.setdefault(words[0], []).append(words)
        unspaced = [word for word in self._meanings if _UNSPACED.fullmatch(word)]
        self._unspaced = re.compile(_either(unspaced))
        self._parts = re.compile(_either(w for w in unspaced if self._meanings[w] - _OF_TITLES))
        # Labels recur on every page.
        self.meanings = lru_cache(8192)(self._of_text)
        self._is_part = lru_cache(8192)(self._has_parts_only)
        self._of_token = lru_cache(8192)(self._of_word)

    def __bool__(self) -> bool:
        """Whether there are any words."""
        return bool(self._meanings)

    def means(self, text: str, *meanings: str) -> bool:
        """Whether a word of the text has one of the meanings."""
        return not self.meanings(text).isdisjoint(meanings)

    def is_part(self, title: str) -> bool:
        """Whether a heading has only words that name a part of what is above it: "request", "parameters", "example"."""
        return self._is_part(title)

    def _has_parts_only(self, title: str) -> bool:
        if title.startswith(("/", "`/")):
            return False  # an address is no words
        head, colon, _ = title.partition(": ")
        if colon and self._has_parts_only(head):
            return True  # "Example request: Add a lamp", "Response: 200 OK"
        if bracket := _REMARK.search(title):
            title = title[: bracket.start()]  # "Body (application/json)"
        tokens = _TOKEN.findall(_reason().sub(lambda status: status[1], title))
        of_tokens = [self._part_of_title(token) for token in tokens]
        if any(meanings & {"parameters", "body"} for meanings in of_tokens):
            # "POST parameters"; "Post a message" is a title.
            of_tokens = [m or self._of_token(t) & {"sending"} for m, t in zip(of_tokens, tokens)]
        return all(of_tokens) and any(meanings != {"link"} for meanings in of_tokens)

    def is_action(self, title: str) -> bool:
        """Whether the first or last word of a heading says that something is done: "Create a lamp"."""
        tokens = _TOKEN.findall(title)
        return any("action" in self._of_token(token) for token in (*tokens[:1], *tokens[-1:]))

    def _part_of_title(self, token: str) -> frozenset[str]:
        if token.isdigit():
            return frozenset({"number"})
        is_mixed = _UNSPACED.search(token) and _UNSPACED.search(self._parts.sub("", token))
        return _NONE if is_mixed else self._of_token(token) - _OF_TITLES

    def _of_text(self, text: str) -> frozenset[str]:
        """The meanings of all words of a text."""
        # The host of "Base URL: https://api.example.com" is no word.
        text = _ADDRESS.sub(" ", text[-_LONGEST:]) if "://" in text else text[-_LONGEST:]
        tokens = _TOKEN.findall(text)
        phrases = self._of_phrases([token.lower() for token in tokens])
        return _NONE.union(*map(self._of_token, tokens), *phrases)

    def _of_word(self, word: str) -> frozenset[str]:
        """The meanings of one word; "QueryOptions" is the name of something, and not a longer form of a word."""
        token = word.lower()
        if token in self._meanings or _NAME.search(word):
            return self._meanings.get(token, _NONE)
        meanings = _NONE
        for size in range(1, min(len(token), self._longest) + 1):
            meanings |= self._meanings.get(f"{token[:size]}*", _NONE)
            meanings |= self._meanings.get(f"*{token[-size:]}", _NONE)
        for word in self._unspaced.findall(token):
            meanings |= self._meanings[word]
        return meanings

    def _of_phrases(self, tokens: list[str]) -> Iterator[frozenset[str]]:
        if self._phrases.keys().isdisjoint(tokens):
            return
        for number, token in enumerate(tokens):
            for phrase in self._phrases.get(token, ()):
                if tokens[number : number + len(phrase)] == phrase:
                    yield self._meanings[" ".join(phrase)]


@cache
def _reason() -> re.Pattern[str]:
    """A status with its phrase (RFC 9110, 15): "200 OK". A run in which nothing changed needs none."""
    phrases = "|".join(re.escape(status.phrase) for status in HTTPStatus)
    # `re` skips to a digit, not to the beginning of a word.
    return re.compile(rf"([1-5]\d\d)(?<!\w\d\d\d)[ `*:-]+(?:{phrases})\b", re.IGNORECASE)


@cache
def word_pattern(words: tuple[str, ...]) -> str:
    """A regular expression for any of the words as whole ones, inside of others in scripts without spaces."""
    spaced = [word for word in words if not _UNSPACED.search(word)]
    unspaced = [word for word in words if _UNSPACED.search(word)]
    return rf"(?:(?<![^\W_]){_either(spaced)}(?![^\W_])|{_either(unspaced)})"


class AnyWord:
    """Whether a text has one of some words anywhere, in any case."""

    def __init__(self, words: Iterable[str]) -> None:
        known = sorted({word.lower() for word in words}, key=len)
        # A word with another one in it tells no more than that.
        least = [w for n, w in enumerate(known) if not any(other in w for other in known[:n])]
        self._words = tuple(least)
        self._latin = tuple(filter(str.isascii, least))

    def is_in(self, text: str) -> bool:
        """Whether the text has one, also inside of a longer word."""
        text = text.lower()
        for word in self._latin if text.isascii() else self._words:
            if word in text:
                return True
        return False


class WordPattern:
    """A regular expression in any case that has one of some words in each match.

    To look for the words takes a tenth of the time of a search, and most texts have none of them.
    """

    def __init__(self, words: tuple[str, ...], pattern: str = "") -> None:
        self._has_word = AnyWord(words).is_in
        self._pattern = re.compile(pattern or word_pattern(words), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self._pattern.search(text) if self._has_word(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """The match at the beginning."""
        return self._pattern.match(text) if self._has_word(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is all of the text."""
        return self._pattern.fullmatch(text) if self._has_word(text) else None

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """The matches, in order."""
        return self._pattern.finditer(text) if self._has_word(text) else ()

    def without(self, text: str) -> str:
        """The text with a space in place of each match."""
        return self._pattern.sub(" ", text) if self._has_word(text) else text


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered)) or '(?!)'})"
