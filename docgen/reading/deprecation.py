"""What a page says of releases: what should no longer be used, and with which one a thing came.

    `color` (deprecated)      ~~color~~      List lamps {{%deprecated%}}      List lamps ⚠️ Deprecated
    **Deprecated** since 2.0. Use `shade`.      [DEPRECATED!] The color.      This endpoint is deprecated.
    Added in 2.3.      List lamps (since v2.3)      2.3.0 - added      [Introduced](#) in the product 2.3      2.3 で追加

Texts enter; whether they say so leaves, and the release.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.dialects.vocabulary import AnyWord, WordPattern, word_pattern
from docgen.reading.markdown.inline import STRUCK
from docgen.syntax.plain_text import without_links

_FLAG = re.compile(r"\{\{[<%]?\s*(?:deprecated|removed)\s*[>%]?\}\}", re.I)
_DIGIT = re.compile(r"\d")
_LONGEST = 1_000  # characters of a description that are looked at
_RELEASE = r"v?(\d{1,9}(?:\.\d{1,9}){1,2}(?:-[a-z]\w{0,15}(?:\.\d{1,9})?)?)(?![A-Za-z0-9_%]|\.\d)"


class _Words(NamedTuple):
    anywhere: AnyWord
    first: re.Pattern[str]  # of a text
    sentence: re.Pattern[str]  # a sentence that is the word, or goes on with its reason
    change: re.Pattern[str]  # a line "4.3.0 - deprecated"
    closing: re.Pattern[str]  # a bracket at the end of a text, but behind no code, which is a value
    apart: re.Pattern[str]  # in brackets or emphasis, but no link
    last: re.Pattern[str]  # of a title, behind a sign
    mark: re.Pattern[str]  # the whole of such a mark


@lru_cache(16)
def _words(dialect: Dialect) -> _Words:
    word = word_pattern(dialect.marks["deprecated"])
    link = word_pattern(dialect.labels["link"])
    reason = rf"{word}(?:\s+{link}|\s*[^\w\s`]|\s*$)"
    return _Words(
        AnyWord(dialect.marks["deprecated"]),
        re.compile(rf"[^\w`\"']*{word}", re.I),
        re.compile(rf"[.!?。]\s*[*_(\[]*{reason}", re.I),
        re.compile(rf"^\W*v?\d+(?:\.\d+)+(?:-[\w.]+)?\s*[-–—:]\s*{reason}", re.I | re.M),
        re.compile(rf"[^`]\s[*_]{{0,2}}[(\[]\s*{word}[^()\[\]]*[)\]][\W_]*\Z", re.I),
        re.compile(rf"[(\[*_]\s*{word}(?=\s*[)\]*_.!,;:–—-]|\s*\Z)(?!\]\()", re.I),
        re.compile(rf"[^\w\s`\"']\s*{word}\W*\Z", re.I),
        re.compile(rf"[(\[]{word}[^()\[\]]*[)\]]|(?:[^\w\s`\"']\s*)+{word}\W*\Z", re.I),
    )


def is_named_deprecated(dialect: Dialect, name: str) -> bool:
    """Whether the cell of a name, or a title, has a mark that says so: brackets, a flag, a line through it."""
    is_struck = "~~" in name and STRUCK.match(name.lstrip(" *`")) is not None
    return is_struck or _has_mark(dialect, name)


# Names and titles recur on every page.
@lru_cache(4096)
def _has_mark(dialect: Dialect, name: str) -> bool:
    words = _words(dialect)
    if not words.anywhere.is_in(name):
        return _FLAG.search(name) is not None
    return bool(_FLAG.search(name) or words.apart.search(name) or words.last.search(name))


def is_described_deprecated(dialect: Dialect, about: str) -> bool:
    """Whether a description calls what it is about deprecated: first, last in brackets, or in a sentence of its own."""
    text = about[:_LONGEST]
    return says_deprecated(dialect, text) or bool(_words(dialect).closing.search(text))


def without_deprecation(dialect: Dialect, title: str) -> str:
    """A title without the mark."""
    words = _words(dialect)
    if len(title) > _LONGEST or not (_FLAG.search(title) or words.anywhere.is_in(title)):
        return title
    return " ".join(words.mark.sub(" ", _FLAG.sub(" ", title)).split())


def says_deprecated(dialect: Dialect, paragraph: str) -> bool:
    """Whether a paragraph calls what it stands below deprecated, not a part of that."""
    text, words = paragraph[:_LONGEST], _words(dialect)
    return words.anywhere.is_in(text) and bool(
        words.first.match(text)
        or words.sentence.search(text)
        or words.change.search(text)
        or phrases(dialect, "deprecated").search(text)
    )


@lru_cache(16)
def _added(dialect: Dialect) -> WordPattern:
    """The words for a thing that came with a release beside one: first on a line, in a sentence or a bracket."""
    words = dialect.marks["added"]
    word = word_pattern(words)
    before = rf"{word}(?:[^\w\n`]{{1,3}}[^\W\d]{{1,15}}){{0,3}}[^\w\n`]{{1,3}}{_RELEASE}"
    after = rf"(?:[^\W\d]{{1,2}}\s?)?{_RELEASE}[^\w\n`]{{0,4}}(?:[^\W\d]{{1,8}}?\s?)?{word}"
    # A bracket behind code is about that value.
    start = r"(?m:^|[.!?。]|(?<!`\s)[(\[])[ \t*_>(\[\-]{0,8}"
    return WordPattern(words, rf"{start}(?:{before}|{after})")


def since(dialect: Dialect, text: str) -> str:
    """The release with which a text says that a thing came, "2.3"; "" for none."""
    text = without_links(text[:_LONGEST])
    found = _added(dialect).search(text) if _DIGIT.search(text) else None
    return (found[1] or found[2]) if found else ""
