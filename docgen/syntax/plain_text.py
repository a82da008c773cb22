"""The words of a line of Markdown."""

from __future__ import annotations

import html
import re

_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?")

_INCLUDE = re.compile(r"\[!INCLUDE\s*(\[[^\[\]]*\]\([^()]*\))\s*\]", re.IGNORECASE)

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # CommonMark 2.4

_CODE = re.compile(r"(`[^`]*`)")

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")

_MARKUP = re.compile(r"[\[<&\\*_`]")

_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def on_one_line(text: str) -> str:
    """The text without line breaks, so that a diff of spec.json shows words and not wrapping."""
    return " ".join(text.split())


def plain_text(markdown: str) -> str:
    """The words of one line of Markdown, code spans kept in their backticks."""
    if not _MARKUP.search(markdown) and markdown.isprintable():
        return on_one_line(markdown)
    # Business Central's pages include their product's name, from a file that is no page.
    text = _LINK.sub(r"\1", _INCLUDE.sub(r"\1", markdown))
    text = "".join(
        part if part.startswith("`") else _STRONG.sub(r"\2", _TAG.sub(" ", part))
        for part in _CODE.split(text)
    )
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return on_one_line(text)
