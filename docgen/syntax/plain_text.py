"""The words of a line of Markdown."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

_LINK = r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?"

_INCLUDE = re.compile(r"\[!INCLUDE\s*(\[[^\[\]]*\]\([^()]*\))\s*\]", re.IGNORECASE)

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark 2.4: any ASCII punctuation

_PLAIN_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")

_CODE = re.compile(r"(`[^`]*`)")

# "`[\"*\"]`" is no link.
_CODE_OR_LINK = re.compile(rf"(`[^`]*`)|{_LINK}")

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")

_MARKUP = re.compile(r"[\[<&\\*_`]")

_STRONG_OPENS = re.compile(r"(?=(\*\*|__)\S)")

_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")

# 4,300 digits are the most that Python reads as a number; no character has more than seven.
_LONG_REFERENCE = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")


# What no reader sees: soft hyphens, zero-width spaces, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")

# A reference to a footnote; a class of characters in a pattern is followed by how often it may come.
_NOTE = re.compile(r"\[\^\w{1,40}\](?![*+?{(:])|\[\[\d{1,3}\]\]\(#[^()\s]{1,100}\)")


# Signs of Chinese and Japanese, each as wide as a letter.
_WIDE = str.maketrans("：，、；（）", ":,,;()")


def half_width(text: str) -> str:
    """The text with signs of Chinese and Japanese as those of other languages: as long, and read by the same patterns."""
    return text if text.isascii() else text.translate(_WIDE)


def visible(text: str) -> str:
    """The text without characters that no reader sees, for names: a site shows a long one with places to break it."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def without_notes(text: str) -> str:
    """Markdown without references to footnotes, which nothing is below of where the text is printed."""
    if "[^" not in text and "[[" not in text:
        return text
    return "".join(
        part if part.startswith("`") else _NOTE.sub("", part) for part in _CODE.split(text)
    )


# "e.g. `warm`" goes on.
SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)(?<!e\.g\.)(?<!i\.e\.)|。")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, without what ends them."""
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield text[start : end.start()].strip()
        start = end.end()
    if rest := text[start:].strip():
        yield rest


def sentence_start(text: str, at: int) -> int:
    """Where the sentence begins that holds a place of a text."""
    return max((end.end() for end in SENTENCE_END.finditer(text, 0, at)), default=0)


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    end = SENTENCE_END.search(text)
    return text[: end.start()] if end else text


def on_one_line(text: str) -> str:
    """The text without line breaks, so that a diff of spec.json has words and not wrapping."""
    return " ".join(text.split())


@lru_cache(256)
def plain_text(markdown: str) -> str:
    """The words of one line of Markdown, code spans kept in their backticks.

    A title may describe thousands of operations.
    """
    if not _MARKUP.search(markdown) and markdown.isprintable():
        return on_one_line(markdown)
    # A product's name may be included from a file that is no page.
    text = _INCLUDE.sub(r"\1", without_notes(markdown))
    text = _CODE_OR_LINK.sub(lambda m: m[1] or m[2] or "", text)
    text = "".join(
        (
            part
            if part.startswith("`")
            else without_markup(_TAG.sub(" ", part), _STRONG_OPENS, _STRONG)
        )
        for part in _CODE.split(text)
    )
    text = unescape(without_escapes(text))
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return on_one_line(text)


def without_escapes(text: str) -> str:
    """A text without the backslashes before punctuation."""
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def without_links(text: str) -> str:
    """A text with the words of each link in its place, as it is in code too."""
    return _PLAIN_LINK.sub(r"\1", text) if "](" in text else text


def unescape(text: str) -> str:
    """A text with its character references as characters; U+FFFD for one that no character has."""
    if "&" not in text:
        return text
    return html.unescape(without_long_references(text))


def without_long_references(text: str) -> str:
    """A text whose numeric character references Python can read."""
    return _LONG_REFERENCE.sub("\ufffd", text)


def without_markup(text: str, opens: re.Pattern[str], pattern: re.Pattern[str]) -> str:
    """A text with the last group of each `marked` in its place, in time that grows with the text.

    `opens` matches, with no width, where `pattern` may begin; its first group, if any, distinguishes kinds of delimiters.
    Where no delimiter closes one, none closes later ones of its kind on the same line.
    """
    parts: list[str] = []
    end = 0
    unclosed: dict[str, int] = {}
    for opening in opens.finditer(text):
        start = opening.start()
        kind = opening[opening.lastindex or 0]
        if start < max(end, unclosed.get(kind, 0)):
            continue
        if match := pattern.match(text, start):
            parts += (text[end:start], match[match.re.groups])
            end = match.end()
        else:
            line_end = text.find("\n", start)
            unclosed[kind] = line_end if line_end >= 0 else len(text)
    return "".join((*parts, text[end:]))
