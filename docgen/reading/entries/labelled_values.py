"""Values beside labels, or alone below them: those that may be a method or an address.

    * **URL** : `/lamps`        **Method** POST        a label and its value in one line
    URL                                                or above it, also above a fence
    `/lamps`
    > URL: `/lamps`                                    also in a quotation
    Method: POST                                       or in the lines of a fence, each with its label
    URL: /lamps

A block enters; a label and a `Value` leave for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declaration import METHODS_IN_WORDS, VERB
from docgen.reading.entries.declarations import ITEM
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Document, Fence, Heading, Paragraph
from docgen.syntax.path_spellings import with_named_host

# What the label of an address means.
ADDRESS_LABELS = ("endpoint", "api", "path", "request")
# "POST", "GET or POST", "POST (HTTPS)", "HTTP POST"
METHOD = re.compile(rf"(?:HTTP[ \t]+)?({METHODS_IN_WORDS})(?:[ \t]*[(（][^()（）]*[)）])?")
# "GET", "GET: all lamps", "List all lamps [GET]"
METHOD_FIRST = re.compile(rf"({METHODS_IN_WORDS})(?:(?:[ ]?:|[ ][–—-])[ ]\S.*)?")
METHOD_LAST = re.compile(rf"\S.*[ ][\[(]({METHODS_IN_WORDS})[\])]")
# "GET endpoints", "POST requests"
_METHOD_OF_CHAPTER = re.compile(rf"({METHODS_IN_WORDS})[ \t]+([^\W\d_]+(?:[ \t][^\W\d_]+)?)")
ADDRESS = re.compile(
    r"(?:https?://[^\s/]+/|/|(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?/|\{\{?[\w.-]+\}?\}/|<[\w.-]+>/|:[\w-]+/)\S*"
)
_WORDS = r"[^\W\d_][^\W_]*(?:[ -][^\W_]+){0,4}"
_BEFORE = r"[ \t>]*(?:[-*+][ \t]+)?[*_]{0,3}"
# "* **URL** : `/lamps`"
LABELLED_LINE = re.compile(rf"{_BEFORE}({_WORDS})[ \t]*[*_]{{0,3}}[ \t]*[:：](?!//)[ \t*_]*(\S.*)")
# "**Method** GET"
_BOLD_LABEL = re.compile(rf"[ \t>]*(?:[-*+][ \t]+)?(\*\*|__)({_WORDS})\1[ \t]+(\S.*)")
_LABEL = re.compile(rf"{_BEFORE}({_WORDS})[ \t]*[:：]?[*_]{{0,3}}[ \t]*[:：]?[ \t]*")
_LINK_AFTER = re.compile(r"(?<=[\w}`/])\[[^\[\]]*\]\([^()\s]*\)[ \t]*\Z")
MANY_LINES = 8  # of a fence with a request line in two of them
LONGEST = 2_000  # characters of a line that is looked at


class Value(NamedTuple):
    """Methods or an address."""

    text: str
    at: Span
    block: int  # its number
    label: int  # the number of the block with its label


def values(block: Block, number: int, label: str) -> Iterator[tuple[str, Value]]:
    """The values of a block, each with its label, which may be above the block."""
    match block:
        case Paragraph():
            lines = block.text.split("\n")
            for place, line in enumerate(lines):
                if len(line) > LONGEST:
                    continue
                at = block.span.below(place) if place else block.span
                may_be_labelled = ":" in line or "：" in line
                if match := LABELLED_LINE.fullmatch(line) if may_be_labelled else None:
                    yield match[1], Value(_bare(match[2]), at, number, number)
                elif match := _BOLD_LABEL.fullmatch(line):
                    yield match[2], Value(_bare(match[3]), at, number, number)
                elif len(lines) == 1 or line.strip()[:1] == "`":
                    yield label, Value(_bare(line), at, number, max(number - 1, 0))
                elif alone := _LABEL.fullmatch(line.rstrip("\\")):
                    label = alone[1]  # of the lines below it
        case Fence():
            text = block.text.strip()
            lines = text.split("\n")
            if labelled := _lines_of_fence(lines):
                for line, name, text in labelled:
                    yield name, Value(_bare(text), block.span.start(line), number, number)
                return
            # A sample may be below an address.
            if len(text) < LONGEST and all(ADDRESS.fullmatch(line.strip()) for line in lines):
                text = lines[0].rstrip()
            if "\n" not in text and len(text) < LONGEST:
                yield label, Value(text, block.span, number, max(number - 1, 0))
        case _:
            pass


def _lines_of_fence(lines: Sequence[str]) -> list[tuple[int, str, str]]:
    """The labelled values of a fence that has nothing else, where methods are among them, with their lines."""
    if not 1 < len(lines) < MANY_LINES or any(len(line) > LONGEST for line in lines):
        return []
    found = [(n, match) for n, line in enumerate(lines) if (match := LABELLED_LINE.fullmatch(line))]
    is_whole = all(_LABEL.fullmatch(line) or LABELLED_LINE.fullmatch(line) for line in lines)
    has_methods = any(METHOD.fullmatch(match[2]) for _, match in found)
    return [(n, match[1], match[2]) for n, match in found] if is_whole and has_methods else []


def _bare(text: str) -> str:
    """A value without markup, and without a link after it."""
    text = text.lstrip("> \t")
    item = ITEM.match(text)
    text = text[item.end() :] if item else text
    if "](" in text:
        text = _LINK_AFTER.sub("", text)
    return plain(with_named_host(text).removesuffix("\\")).strip(" \t*_`\"'")


def label_of(block: Block) -> str:
    """The label at the end of a block; "" where there is none."""
    if not isinstance(block, Paragraph) or len(block.text) > LONGEST:
        return ""
    match = _LABEL.fullmatch(block.text.rpartition("\n")[2].rstrip("\\"))
    return match[1] if match else ""


def labelled_methods(heading: Heading, number: int) -> Value | None:
    """The methods of a heading that is a label with its value, "Method: GET"."""
    match = LABELLED_LINE.fullmatch(heading.text[:LONGEST])
    is_methods = match and METHOD.fullmatch(match[2]) and not METHOD.fullmatch(match[1])
    return Value(match[2], heading.span, number, number) if match and is_methods else None


def labelled_address(heading: Heading, number: int, words: Vocabulary) -> Value | None:
    """The address of a heading that is a label with its value, "Route: `/lamps`"."""
    match = LABELLED_LINE.fullmatch(heading.text[:LONGEST]) if "/" in heading.text else None
    is_label = match and words.means(match[1], *ADDRESS_LABELS)
    text = _bare(match[2]) if match and is_label else ""
    return Value(text, heading.span, number, number) if ADDRESS.fullmatch(text) else None


def addresses_beside(blocks: Sequence[Block], words: Vocabulary) -> Iterator[Value]:
    """The addresses that are beside labels of one, in lines of their own: "Route: `/lamps/:color`"."""
    for number, block in enumerate(blocks):
        for label, value in values(block, number, ""):
            if words.means(label, *ADDRESS_LABELS) and ADDRESS.fullmatch(value.text):
                yield value


def methods_of_title(text: str) -> list[str]:
    """The methods that a title begins or ends with: "GET", "GET: all lamps", "List all lamps [GET]"."""
    text = text[:LONGEST].strip()
    match = METHOD_FIRST.fullmatch(text) or METHOD_LAST.fullmatch(text)
    return re.findall(VERB, match[1]) if match else []


def methods_of_chapter(text: str, dialect: Dialect) -> str:
    """The methods of all that is below a heading, "" for any other."""
    match = _METHOD_OF_CHAPTER.fullmatch(text[:LONGEST].strip())
    is_of_all = match and dialect.vocabulary().means(match[2], *ADDRESS_LABELS)
    return match[1] if match and is_of_all else ""


def has_title(document: Document, dialect: Dialect) -> bool:
    """Whether a heading is more than a label of what is below it."""
    words = dialect.vocabulary()
    return any(isinstance(b, Heading) and not words.is_part(b.text) for b in document.blocks)
