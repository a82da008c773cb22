"""Inline Markdown: links, code spans, and text without markup.

A piece of a page's text enters; its parts leave, with places for an editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from docgen.diagnostics.position import Lines, Span
from docgen.records import Record
from docgen.syntax.plain_text import unescape, without_escapes, without_markup, without_notes

ANCHOR = re.compile(
    r"<a\s+(?:name|id)\s*=\s*[\"']?([\w.-]+)[\"']?(?:\s+class\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))?\s*/?>(?:\s*</a>)?",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(!?)\[([^\[\]\n]*+(?:\[[^\[\]\n]*+\][^\[\]\n]*+)*+)\]"
    r"(?:\(\s*+<?([^()\s<>]*+(?:\([^()\s]*+\)[^()\s]*+)*+)>?[^()\n]*+\)|\[([^\[\]\n]*+)\])"
)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)([^`]+(?:(?!\1(?!`))`+[^`]+)*)\1(?!`)")
_RUN = re.compile(r"`+")
_MARKUP = re.compile(r"[`<\[*_\\&~]")
STRUCK = re.compile(r"~~(?=[^\s~])([^~\n]*)~~")  # GFM 6.5
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"(?<!\\)</?[a-zA-Z][^<>]*>")
_HTML_LINK = re.compile(r"<a\s+href=[\"'](#[^\"'<>\s]+)[\"'][^<>]*>([^<>\[\]\n]+)</a>")
_HTML_CODE = re.compile(
    r"((?:<(?:b|strong)\b[^<>\n]*>)<code>|<code>(?:<(?:b|strong)>))([^<>`\n]+)(?:</(?:code|b|strong)>){2}"
)
# A text in a colour or another font.
_STYLED = re.compile(
    r"(<(span|font)(?:\s+(?:style|color|face|size)=(?:\"[^\"<>]*\"|'[^'<>]*'|[\w#-]+))+\s*>)([^<>]*)(</\2>)"
)
_MARKED = re.compile(r"(\*\*|__)(.+?)\1")
_EMPHASIZED = re.compile(r"([*_]{1,3})(?=[^\s*_])(?!.*\1\s)([^*`\n]*[^\s*_])\1")
_EMPHASIS_OPENS = re.compile(r"(?=(?<![\w*\\])[*_]\S)")
_WORDS = re.compile(r"[*_](\S(?:.*?[^\s\\])??)[*_](?![\w*])")
_NOT_IN_SLUG = re.compile(r"[^\w\s-]+")
# A page that was translated by a machine may keep each text beside its translation, in which names of properties and
# types are often translated as well.
_TRANSLATED = re.compile(
    r'<span data-ttu-id="[^"]*">[^<]*(?:<(?!/?span\b)[^<]*)*</span>\s*'
    r'<span class="sxs-lookup"><span data-stu-id="[^"]*">([^<]*(?:<(?!/?span\b)[^<]*)*)</span></span>'
)
# "2. ", "4.1 ", "3) " before the words of a heading
NUMBERING = re.compile(
    r"\A(?:\d{1,3}(?:\.\d{1,3})+[.)]?[ \t]+|\d{1,3}(?:[.)][ \t]+|、[ \t]*))(?=\S)"
)


class Link(Record, frozen=True, kw_only=True):
    text: str
    target: str  # as written; a reference link's target comes from its definition
    span: Span
    is_image: bool = False


def links(text: str, at: Span, references: Mapping[str, str]) -> Iterator[Link]:
    """The links of a piece of inline Markdown, inline and by reference.

    A shortcut `[x]` counts only when the page defines `x`.
    """
    # Without a definition a link has a target, or another label for one.
    if "[" not in text or not (references or "](" in text):
        return
    lines = Lines(text, at)
    for match in _LINK.finditer(text):
        label, target = match[2], match[3]
        if target is None:
            target = references.get((match[4] or label).strip().lower())
            if target is None:
                continue
        yield Link(
            text=plain(label),
            target=unescape(target),
            span=lines.span(match.start(), len(match[0])),
            is_image=bool(match[1]),
        )


def as_markdown(text: str) -> str:
    """A text with links of HTML into its page, `<a href="#lamp">Lamp</a>`, and code in bold, as Markdown has them.

    What is in a colour or another font is as if it were not.
    """
    if "<a " in text:
        text = _HTML_LINK.sub(r"[\2](\1)", text)
    # With spaces, so that what is beside it stays where it is.
    if "</span>" in text or "</font>" in text:
        text = _STYLED.sub(lambda html: f"{' ' * len(html[1])}{html[3]}{' ' * len(html[4])}", text)
    return _HTML_CODE.sub(_code, text) if "<code>" in text else text


def _code(html: re.Match[str]) -> str:
    before, after = html.end(1) - html.start(), html.end() - html.start(2) - len(html[2])
    return f"{' ' * (before - 1)}`{html[2]}`{' ' * (after - 1)}"


def code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and content of each code span."""
    runs = _RUN.findall(text)
    if len(set(runs)) == len(runs):
        return  # nothing closes a run; looking for each takes longer than the text
    for match in _CODE_SPAN.finditer(text):
        yield match.start(), match.end(), match[2].strip()


# Headers of tables and of sections recur, and several readers ask for each text of a page.
@lru_cache(16_384)
def plain(text: str) -> str:
    """The text of inline Markdown: links become their text, code spans their content, as it is."""
    if not _MARKUP.search(text):
        return " ".join(text.split())
    codes: list[str] = []
    if "`" in text:
        # What is between, the backticks and the code, in turn.
        between = _CODE_SPAN.split(text)
        codes = [code.strip() for code in between[2::3]]
        text = "\0".join(between[::3])  # which no page holds (DG103)
    if "<" in text:
        text = ANCHOR.sub("", text)
    if "[" in text:
        text = _LINK.sub(lambda m: m[2], without_notes(text))
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "~~" in text:
        text = STRUCK.sub(r"\1", text)
    if "**" in text or "__" in text:
        text = _MARKED.sub(r"\2", text)
    if "*" in text or "_" in text:
        text = without_markup(text, _EMPHASIS_OPENS, _WORDS)
    text = without_escapes(text)
    if codes:
        between = text.split("\0")
        text = "".join(part for pair in zip(between, (*codes, "")) for part in pair)
    return " ".join(unescape(text).split())


def without_emphasis(text: str) -> str:
    """A text on one line, without the emphasis of all of it: "_Adds a lamp._"."""
    text = " ".join(text.split())
    whole = _EMPHASIZED.fullmatch(text)
    return whole[2] if whole else text


@lru_cache(4096)  # headings recur
def slug(heading: str) -> str:
    """The anchor a docs site makes of a heading's text."""
    return "-".join(_NOT_IN_SLUG.sub("", heading.lower()).split())


def original(text: str) -> str:
    """Inline Markdown in the language it was written in, without a translation beside it."""
    return _TRANSLATED.sub(r"\1", text) if "sxs-lookup" in text else text
