"""Lists of enumeration members in prose.

A description enters; the members it lists leave.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import Phrases, phrases
from docgen.reading.dialects.vocabulary import WordPattern
from docgen.reading.markdown.inline import code_spans, plain
from docgen.syntax.plain_text import SENTENCE_END, sentence_start, unescape

AND_OR = "and|or|und|oder|y|o|e|ou|et|и|или"  # between two values
_BETWEEN = re.compile(
    rf"^(?:\s|,|;|\||&|/|\.|\b(?:{AND_OR})\b|[、，；和或と]|および|または|\((?:[^()]|\([^()]*\))*\)|<br\s*/?>|</?li>|</?ul>|[-*]|\b\d+\s*[-=:])*+$",
    re.IGNORECASE,
)
# A list has code spans, or quoted words, or words with something between them.
_LISTS = re.compile(r"[`\"'’”&,|]|\b(?:or|and)\b")
_QUOTED = re.compile(
    r"\"([^\"]{1,60})\"|“([^”]{1,60})”|‘([^’]{1,60})’|(?<!\w)'([^'\n]{1,60})'(?!\w)"
)
_MEMBER = re.compile(r"(?:(?:[\w#@]|[+-](?=\w))[\w .,#+/&'()-]{0,80}|[=<>!~^*+%-]{1,3})$")
# One value is a list where the words before it say that there are no others.
_ALL_VALUES = re.compile(r"\b(?:possible|only|supported|allowed|valid|permitted)\s+values?\b", re.I)
_PLAIN_LIST = re.compile(
    r"[:\s]*+((?:[A-Za-z_]\w*+\s*+(?:,|\bor\b|\band\b|\|)++\s*+(?:or\s+|and\s+)?+)++[A-Za-z_]\w*+)\s*+(?:\.|$)"
)
_FLAGS = WordPattern(
    ("bit", "combin", "flag", "multi"),
    r"\bflags?\s+enum|\bflagged\s+enum|\bmulti-?valued?\s+enum|\bbit\s?(?:mask|flag)s?\b|\bcan\s+be\s+combined\b"
    r"|\bcombinations?\s+of\s+(?:the\s+)?(?:flags|values|members)\b|\ballows?\s+(?:for\s+)?multiple\s+(?:values|members)\b",
)
_MOST_LEADS = 50  # phrases or colons of one description that a list may follow
_NUMBER = re.compile(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?$")
_NUMBERS = re.compile(
    r"[\s:*_]*+(?:are[\s:]++)?`?-?\d{1,9}`?(?:\s*+(?:,|/|\||or\b|and\b)(?:\s*+(?:or|and)\b)?\s*+`?-?\d{1,9}`?)++(?=\s*+(?:[.;)(<]|\Z))"
)
_EACH_NUMBER = re.compile(r"-?\d+")
_ENDS = re.compile(r"\s*(?:[.!]|$)")


def tells_of_flags(description: str) -> bool:
    """Whether the description of a property says that its values may be combined."""
    return _FLAGS.search(description) is not None


# A property has one description where it is read, created and updated.
@lru_cache(4096)
def listed_values(description: str, dialect: Dialect) -> tuple[str, ...]:
    """The members that a description lists, in order; () when it lists none.

    What counts is a run of two or more code spans, or quoted words, after a phrase such as
    "possible values are"; not "Supports `$filter` (`eq`, `ne`)", and not a range of numbers. One alone counts after
    "possible value is" and the like, with nothing but the end of the sentence after it.
    """
    if not _LISTS.search(description):
        return ()
    text = unescape(description).replace("\u00a0", " ")
    excluded = phrases(dialect, "no_values")
    for phrase in islice(phrases(dialect, "values").finditer(text), _MOST_LEADS):
        before = text[sentence_start(text, phrase.start()) : phrase.start()]
        if excluded.search(before) or excluded.search(phrase[0]):
            continue
        is_all = _ALL_VALUES.match(phrase[0]) is not None
        if members := _run(text[phrase.end() :], excluded, may_be_one=is_all):
            return members
    return ()


def listed_numbers(description: str, dialect: Dialect) -> tuple[str, ...]:
    """The integers that a description lists after a phrase, without a meaning of their own: "One of 1, 2 or 3."."""
    text, excluded = unescape(description), phrases(dialect, "no_values")
    for phrase in islice(phrases(dialect, "values").finditer(text), _MOST_LEADS):
        found = _NUMBERS.match(text, phrase.end())
        if found and not excluded.search(text[sentence_start(text, phrase.start()) : phrase.end()]):
            return tuple(dict.fromkeys(_EACH_NUMBER.findall(found[0])))
    return ()


def bare_values(description: str, dialect: Dialect) -> tuple[str, ...]:
    """The members after a colon, in any language: for a property whose type nothing else describes."""
    text = unescape(description).replace("\u00a0", " ")
    excluded = phrases(dialect, "no_values")
    for colon in islice(re.finditer(r"[:：]", text), _MOST_LEADS):
        if not excluded.search(text[sentence_start(text, colon.start()) : colon.start()]):
            if members := _run(text[colon.end() :], excluded):
                return members
    return ()


def _run(text: str, excluded: Phrases, *, may_be_one: bool = False) -> tuple[str, ...]:
    """The members directly after a phrase: a run of code spans, of quoted words, or bare words."""
    spans = [(start, end, content) for start, end, content in code_spans(text)]
    separators = r",|\|" if spans else r"\|"
    if not spans:
        spans = [(m.start(), m.end(), m[m.lastindex or 0]) for m in _QUOTED.finditer(text)]
    if not spans:
        match = _PLAIN_LIST.match(plain(text).lstrip(": "))
        words = re.split(r"\s*(?:,|\bor\b|\band\b|\|)+\s*", match[1]) if match else []
        return tuple(dict.fromkeys(w for w in words if w)) if len(words) > 1 else ()
    lead = text[: spans[0][0]]
    if len(lead) > 60 or SENTENCE_END.search(lead) or excluded.search(lead):
        return ()
    members: list[str] = []
    end = spans[0][0]
    for start, stop, content in spans:
        if not _BETWEEN.match(text[end:start]):
            break
        members += [part.strip().strip("\"'") for part in re.split(separators, content)]
        end = stop
    members = [m for m in dict.fromkeys(members) if _MEMBER.match(m)]
    if may_be_one and len(members) == 1 and not _ENDS.match(text, end):
        return ()
    if len(members) < 2 - may_be_one or all(_NUMBER.match(m) for m in members):
        return ()
    return tuple(members)
