"""Text as a Python string literal, and lists on as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterable

LINE_LENGTH = 100


def fit(
    items: Iterable[object], before: str, after: str, indent: int, width: int = LINE_LENGTH
) -> str:
    """`before`, the items with commas and `after` on one line, or each item on a line of its own.

    The lines after the first begin with the indent; without items there is one line.
    """
    texts = list(map(str, items))
    one_line = f"{before}{', '.join(texts)}{after}"
    if not texts or (indent + len(one_line) <= width and "\n" not in one_line):
        return one_line
    margin = " " * indent
    rows = "".join(f"{margin}    {text},\n" for text in texts)
    return f"{before}\n{rows}{margin}{after}"


def text_literal(text: str) -> str:
    """A Python string literal, in the quotes that need fewer backslashes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{escaped(text, quote)}{quote}"


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(text: str, quote: str) -> str:
    if text.isprintable() and "\\" not in text and quote not in text:
        return text
    return "".join(f"\\{c}" if c == quote else _ESCAPES.get(c) or _visible(c) for c in text)


def _visible(c: str) -> str:
    if c.isprintable():
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
