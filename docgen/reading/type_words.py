"""The words of a dialect in type phrases, as patterns; and formats that have a length: "an..35", "n8,2", "X(20)".

A dialect enters; `Words` leave. The text of a format enters; the primitive that it is of leaves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import word_pattern

_COUNT = r"(?:(?:(?:up\s+to|at\s+(?:most|least)|exactly|one\s+or\s+more|zero\s+or\s+more)\s+)?(?:\d+|one|two|three|four)?\s+)?"
# As ISO 9735 (EDIFACT) has them: letters, digits or both, up to a length or of one, with decimals after a comma.
_FORMAT = re.compile(r"((?i:an?|n)(?=[ .])|an?|n)(?:[ ]?\.\.|[ ])?\d{1,6}([,.]\d{1,3})?")
# As COBOL and banks have them: "X(20)", "A(35)", "N(10)", "9(5)v99"
_ENDS = frozenset("0123456789)")
_PICTURE = re.compile(r"([axn9])\(\d{1,6}\)(v9{1,9}|,\d{1,3})?", re.I)


class Words(NamedTuple):
    """The patterns that a dialect's words make."""

    array_of: re.Pattern[str]
    array_in: re.Pattern[str]
    array_after: re.Pattern[str]
    map_of: re.Pattern[str]
    map_keys: re.Pattern[str]
    map_in: re.Pattern[str]
    suffix: re.Pattern[str]


@lru_cache(16)
def words_of(dialect: Dialect) -> Words:
    of_arrays = (*dialect.collection_words, "set", "sets", "list")
    array = word_pattern(tuple(dict.fromkeys(of_arrays)))
    # A "lamp page" is one of a manual.
    with_pages = word_pattern(tuple(dict.fromkeys((*of_arrays, "page", "pages"))))
    a_map = word_pattern(dialect.map_words)
    return Words(
        # "array of strings", "массив строк"
        re.compile(
            rf"(?:\S+\s+)??{with_pages}(?:\s+(?:of|de|di|von)|(?<=[^\x00-\x7f]))\s+{_COUNT}(?=\S)",
            re.I,
        ),
        re.compile(rf"{array}\s*[<\[(](.+)[>\])]$", re.I),
        re.compile(rf"(.+?)[ の-]?{array}$", re.I),
        re.compile(rf"{a_map}\s+(?:of|from)\s+(.+)$", re.I),
        re.compile(
            rf"{a_map}\s+with\s+(?:\S+\s+){{0,2}}?keys?\b(?:.*?\bvalues?\s+(?:of|in|being|are)\s+(.+))?",
            re.I,
        ),
        re.compile(rf"{a_map}\s*(?:<\s*[^<>,|:¦]+[,|:¦]\s*(.+)>|\[[^\[\]]*\]\s*(.+))$", re.I),
        re.compile(rf"\s+{word_pattern(dialect.type_suffixes)}$", re.I),
    )


def kind_with_length(text: str) -> str:
    """The primitive of a format with a length, "" for any other text; digits without decimals may begin with a zero."""
    if text[-1:] not in _ENDS:
        return ""
    found = _FORMAT.fullmatch(text) or _PICTURE.fullmatch(text)
    is_number = found and found[1].lower() in ("n", "9") and found[2]
    return "" if found is None else "double" if is_number else "string"
