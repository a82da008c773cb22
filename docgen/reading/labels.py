"""Labels: the words that say what the next blocks are, in a heading, above a list, or above a fence.

    ### Parameters        **Parameters**        The parameters are:        Status code **200**

A heading or a paragraph enters; its label leaves, "" where it is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Heading, Paragraph

# Each block below a label reads it again.
LONGEST_LABEL = 1_000
_BOLD_LABEL = re.compile(r"(?:[_*]{1,3})([^_*\n]+?):?[_*]{1,3}:?\s*\Z")
_COMBINING = {"allof", "anyof", "oneof", "not", "and", "or", "xor", "continued"}
# 101, or one from 200 on; `re` skips to the first digit.
STATUS = re.compile(r"[1-5](?:(?<=1)01|(?<!1)\d\d)(?<!\w\d\d\d)\b")
SENTENCE_END = re.compile(r"[.!?]\s")
_GOES_ON = re.compile(r"[\w,`)]\Z")  # the end of a line
# The meanings of a sentence that announces a list, whatever those before it say.
_LISTED = ("attributes", "body", "header", "parameters", "path", "query", "response")
# What a line without a mark says of what is below it: "Headers".
_ALONE = ("body", "error", "header", "parameters", "query", "response")


def label_text(block: Heading | Paragraph) -> str:
    """The words of a heading, or of the last line of a paragraph, that label the next blocks: the last 1,000 characters.

    With the lines above, where a sentence goes on: "If it fails, the answer\nsays why:".
    """
    return _last_lines(block.text)


@lru_cache(4096)  # each reader asks for the label of each block
def _last_lines(written: str) -> str:
    *above, text = written.strip()[-LONGEST_LABEL:].split("\n")
    while above and text[:1].islower() and _GOES_ON.search(above[-1]):
        text = f"{above.pop()} {text}"
    return text


def last_sentence(text: str) -> str:
    """The sentence that introduces what is below it, of a line of several: "Adds a lamp. For example:"."""
    ends = [*SENTENCE_END.finditer(text)] if text.endswith((":", "：")) else ()
    return text[ends[-1].end() :] if ends else text


def paragraph_label(paragraph: Paragraph, words: Vocabulary | None = None) -> str:
    """The words of a paragraph that heads the next blocks: bold alone, or with a colon after them.

    Or words that are known as a label's: "Returns" on a line of its own.
    """
    return _label_of(paragraph.text, words)


@lru_cache(4096)  # several readers ask for the label in each paragraph of a page
def _label_of(written: str, words: Vocabulary | None) -> str:
    last = written.strip().split("\n")[-1].strip()
    if (bold := _BOLD_LABEL.match(last)) and not last.endswith(("._", ".*")):
        return "" if bold[1].lower() in _COMBINING else bold[1][-LONGEST_LABEL:]
    text = plain(written)
    # "Status code **200**"
    is_status = len(text) < 30 and STATUS.search(text)
    if words and len(text) < 30 and text.replace(" ", "").isalpha() and words.is_part(text):
        return text if words.means(text, *_ALONE) else ""
    if not text.endswith((":", "：")):
        return text[-LONGEST_LABEL:] if is_status else ""
    last = last_sentence(text)  # "It returns 404 where there is none. The query parameters are:"
    return (last if words and words.means(last, *_LISTED) else text)[-LONGEST_LABEL:]
