"""The words of a dialect in type phrases, as patterns; formats that have a length; and types as languages spell them.

    an..35, n8,2, X(20)                                            string, double, string
    Option<String>, Optional[str], Pointer to string, *string      string
    { [key: string]: int; }, [String: Int], {String: Number}       map<string, Int>
    array<string,int>, Record<string, int>, Dict{String, Int64}    map<string, int>
    int | None                                                     int | null
    Vector{Lamp}                                                   Vector<Lamp>
    \\Shop\\Model\\Lamp[]                                             Lamp[]

A dialect enters; `Words` leave. The text of a format enters; the primitive that it is of leaves. The text of a phrase enters; the
same leaves, where it has no such spelling.
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

QUALIFIER = r"(?:[A-Za-z_]\w*(?:\.|::))*"  # of a name: `java.time.`, `std::`
_QUALIFIED = re.compile(rf"{QUALIFIER}(?=\w+\Z)")
_OPTION = re.compile(rf"{QUALIFIER}(?:option|optional|maybe)\s*(?:<(.+)>|\[(.+)\])", re.I)
_POINTER = re.compile(r"(?:pointer\s+to\s+|[*&](?=[\w.\[]))", re.I)
_NAMESPACE = re.compile(
    r"(?<![\w\\])\\?(?:[A-Za-z_]\w*\\)+(?=[A-Za-z_])|(?<![\w\\])\\(?=[A-Za-z_]\w*)"
)
_BRACES = re.compile(r"([A-Za-z]\w*)\{([^{}]+)\}")
_KEY = r"(?:string|str|int|int32|int64|integer|number|symbol)"
_KEYED = re.compile(
    rf"\{{\s*\[\s*\w+\s*:\s*{_KEY}\s*\]\s*:\s*([^{{}};]+);?\s*\}}"
    rf"|\{{\s*{_KEY}\s*:\s*([^{{}}]+)\}}|\[\s*{_KEY}\s*:\s*([^\[\]]+)\]|(?:array|record)\s*<\s*{_KEY}\s*,\s*(.+)>",
    re.I,
)


_NO_VALUE = re.compile(r"\|\s*(?:None|nil|undefined)\b")


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
        re.compile(rf"{QUALIFIER}{array}\s*[<\[(](.+)[>\])]$", re.I),
        re.compile(rf"(.+?)[ の-]?{array}$", re.I),
        re.compile(rf"{a_map}\s+(?:of|from)\s+(.+)$", re.I),
        re.compile(
            rf"{a_map}\s+with\s+(?:\S+\s+){{0,2}}?keys?\b(?:.*?\bvalues?\s+(?:of|in|being|are)\s+(.+))?",
            re.I,
        ),
        re.compile(
            rf"{QUALIFIER}{a_map}\s*(?:[<\[]\s*[^<>\[\],|:¦]+[,|:¦]\s*(.+)[>\]]|\[[^\[\]]*\]\s*(.+))$",
            re.I,
        ),
        re.compile(rf"\s+{word_pattern(dialect.type_suffixes)}$", re.I),
    )


def kind_with_length(text: str) -> str:
    """The primitive of a format with a length, "" for any other text; digits without decimals may begin with a zero."""
    if text[-1:] not in _ENDS:
        return ""
    found = _FORMAT.fullmatch(text) or _PICTURE.fullmatch(text)
    is_number = found and found[1].lower() in ("n", "9") and found[2]
    return "" if found is None else "double" if is_number else "string"


def in_words(phrase: str) -> str:
    """The phrase without what a language has around a type, its maps as `map<string, T>`."""
    if "\\" in phrase:
        phrase = _NAMESPACE.sub("", phrase)
    if pointer := _POINTER.match(phrase):
        phrase = phrase[pointer.end() :]
    if option := _OPTION.fullmatch(phrase):
        phrase = (option[1] or option[2]).strip()
    if "{" in phrase:
        phrase = _BRACES.sub(r"\1<\2>", phrase)
    if keyed := _KEYED.fullmatch(phrase):
        phrase = f"map<string, {next(filter(None, keyed.groups())).strip()}>"
    if "|" in phrase:
        phrase = _NO_VALUE.sub("| null", phrase)
    half = (len(phrase) - 1) // 2
    # "**File****File**": the type and its link, printed one behind the other
    return phrase[:half] if half > 0 and phrase[:half] == phrase[half + 1 :] else phrase


def unqualified(name: str) -> str:
    """The last part of a name: `Instant` of `java.time.Instant`."""
    return _QUALIFIED.sub("", name, count=1)


def type_name(words: str) -> str:
    """The name of a type by its words: "lamp shade" and "LAMP SHADE" as LampShade, one word as it is; `::` parts namespaces."""
    parts = re.findall(r"[\w:.]+", words)
    if len(parts) > 1:
        parts = [p[:1].upper() + (p[1:].lower() if words.isupper() else p[1:]) for p in parts]
    return "".join(parts).replace("::", ".").strip(".:")
