"""Values that a description lists: code spans after words such as "one of", or in a row with nothing else between them.

    One of `warm`, `cold` (like ice) or `none`.     The mood: `calm` / `bright`     `1` = like fire
    0: off, 1: on     01 = standard, 02 = express     1-文件 2-包裹                  numbers, each with its meaning

A description and its type enter; the values leave, in order, () without any. One value is no list. A field enters, and
the link leaves that may lead to its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import code_spans, links
from docgen.reading.page import TypeMention, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.type_words import type_name
from docgen.reading.values.phrases import AND_OR, listed_numbers, listed_values
from docgen.syntax.naming import words
from docgen.syntax.plain_text import sentence_start, sentences, unescape, without_links

_LINK_FIRST = re.compile(r"(?:\A|[.;:]\s)\W{0,5}((?:[^\W\d_]+\s+){0,4})\[[^\[\]]+\]\([^()\s]*#")
_BETWEEN = re.compile(
    rf"(?:\s|[,;|/&]|\b(?:{AND_OR})\b|[、，；和或と]|および|または|<br\s*/?>|</?li>|</?ul>"
    r"|\((?:[^()`]|`[^`]*`)*\)|<sup>[^<>]{0,20}</sup>|\[\^\w{1,20}\])*+\Z",
    re.I,
)
# "`warm` for evenings or `cold`", "`warm`: of evenings</li><li>`cold`": what is said of a value, up to the next one.
_PURPOSE = re.compile(
    r"(?:\s*\([^()`]*\))?\s+(?:for|to|means|if|when)\s[^`.;]{1,80}?(?:,|\b(?:and|or))\s+\Z"
    r"|[^`<>]{1,120}</li>\s*<li>\s*\Z",
    re.I,
)
_WITH = re.compile(r"\bwith\b", re.I)
_LAST_WORD = re.compile(r"([^\W\d_]+)[\s:(（：]*\Z")
# "`all` lamps, or just those that are `lit`"
_OTHERS = re.compile(
    r"\)?\s+(?:[\w-]+,?\s+){0,3}or\s+(?:just|only)\s+(?:those|the\s+ones)\s+(?:that|which)\s+are\s+\Z",
    re.I,
)
# What a value means, up to the next one: " = like fire".
_MEANING = re.compile(r"\s*=\s")
_MEMBER = re.compile(r"[\w+#@*-][\w .#+/&':*-]{0,80}\Z")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?\Z")
_INTEGER = re.compile(r"-?\d{1,18}\Z")
_NUMBERED = re.compile(
    r"(?<![\w.:/<-])(?<!<< )`?(\d{1,3})`?[ \t]?(?:[-–=:：(]|for\b)[ \t]?([^\W\d_]+)"
)
# "`warm`: Like fire<br>`cold`: Like ice", "<li>`warm`: Like fire</li>", "`warm`: Like fire, `cold`: Like ice"
_GLOSSED = re.compile(
    r"(?:\A|[.:;,)]\s++|<br\s*/?>\s*+|<li>\s*+|\n\s*+)(?:[-*•]\s+)?`([^`\n]{1,60})`\s*+(?::|=|[-–—])\s+(?=[^\s`])"
)
_ITEM = re.compile(r"<li>\s*+`?([\w.+-]{1,40})`?\s*+</li>")
_NO_VALUES = frozenset(("true", "false", "null", "nil", "none", "undefined"))
_BOOLEANS = ("true", "false")
# No "X-Total: 2". Bare ones are numbers, but "007", and words that JSON has, or in quotes.
_EXAMPLE = re.compile(
    r"([^\W\d_]{2,20})[ \t]*:[ \t]*(?:`(?![\w-]+:[ ])([^`\n]{1,80})`\W*"
    r"|(-?(?:0|[1-9]\d{0,17})|true|false|\"[^\"\n]{1,80}\"|\[[^\[\]\n]{0,80}\])\.?)\Z"
)
_FRACTION = re.compile(r"-?\d+\.\d+")
_LAST = 150  # characters of a description that may have an example
_LONGEST = 2_000  # characters of a description that is looked through
_LONGEST_ANNOUNCEMENT = 80  # characters before values
_NUMBERS = ("integer", "int32", "int64", "number", "double")


def values_in(
    description: str, ref: TypeRef | None, dialect: Dialect, name: str = ""
) -> tuple[str, ...]:
    """The values of a field with this description, type and name; integers are in their decimal form."""
    if ref and (ref.kind or not ref.is_primitive or ref.name == "boolean"):
        return ()
    noun = next(iter(words(name)[-1:]), "").lower()
    return _values(
        description[:_LONGEST],
        bool(ref and ref.name in _NUMBERS),
        dialect,
        noun if noun in description.lower() else "",
    )


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def shown_value(description: str, dialect: Dialect) -> str:
    """A literal that a description shows of the field itself, "" without.

    "If `true`, it shines", "Set to `low` to dim it"; and at the end, as that of a column beside it, "Example: `low`".
    """
    set_to = marks_of(dialect).set_to
    for sentence in sentences(description[:_LONGEST]) if "`" in description else ():
        codes = [*code_spans(sentence)]
        for start, _, code in codes:
            if set_to.search(sentence[:start]):
                return code.strip("\"'")
        # "Only if `is_lit` is `true`" is of another one.
        if codes and all(code in _BOOLEANS for _, _, code in codes):
            return codes[0][2]
    last = description[-_LAST:]
    example = _EXAMPLE.search(last) if ":" in last else None
    if example is None or not dialect.vocabulary().means(example[1], "sample"):
        return ""
    value = example[2] or example[3]
    # A fraction may be a text: "1700000000.1"; what is in quotes is one, also "7".
    return "" if _FRACTION.fullmatch(value) else value


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def _values(description: str, are_numbers: bool, dialect: Dialect, noun: str) -> tuple[str, ...]:
    text = without_links(unescape(description).replace("\u00a0", " "))
    if text.count("`") >= 4:
        runs = [run for run in _runs(text) if _may_list(text, run, dialect, noun)]
        announced = [run for run in runs if _is_announced(text, run, dialect)]
        for run in (*announced, *runs):
            is_sure = run in announced or all(_has_gloss(text, end) for _, end, _ in run)
            if members := _members(run, are_numbers, is_sure):
                return members
    if dialect.vocabulary() and (numbered := _numbered(text)):
        return numbered
    if glossed := _glossed(text, are_numbers, dialect):
        return glossed
    listed = (listed_numbers if are_numbers else listed_values)(description, dialect)
    return () if _NO_VALUES.issuperset(map(str.lower, listed)) else listed


def _numbered(text: str) -> tuple[str, ...]:
    """Numbers in a row from 0 or 1 on, each with a meaning of its own behind it: "0: off, 1: on"."""
    found = [*_NUMBERED.finditer(text)]
    numbers = [int(match[1]) for match in found]
    meanings = {match[2].lower() for match in found}  # "1-day or 2-day" are no values
    is_row = numbers[:1] in ([0], [1]) and numbers == [
        *range(numbers[0], numbers[0] + len(numbers))
    ]
    is_list = is_row and 1 < len(numbers) == len(meanings)
    return tuple(match[1] for match in found) if is_list else ()


def _glossed(text: str, are_numbers: bool, dialect: Dialect) -> tuple[str, ...]:
    """The values of which each is at the beginning of what is said of it, or is all of an item of a list."""
    found = [*_GLOSSED.finditer(text)] if text.count("`") > 3 else []
    items = _ITEM.findall(text)
    if items and len(items) == text.count("<li>"):
        values = items
    elif len(found) > 1 and len([*code_spans(text[: found[0].start()])]) == 0:
        values = [match[1].strip("\"'") for match in found]
    else:
        return ()
    before = text[: found[0].start()] if found else text[: text.find("<li>")]
    are_values = len(values) > 1 and not _NO_VALUES.issuperset(map(str.lower, values))
    are_values &= all(map((_INTEGER if are_numbers else _MEMBER).match, values))
    is_other = phrases(dialect, "no_list").search(before[sentence_start(before, len(before)) :])
    return tuple(dict.fromkeys(values)) if are_values and not is_other else ()


_Run = Sequence[tuple[int, int, str]]  # start, end and content of each code span


def _runs(text: str) -> Iterator[_Run]:
    """Code spans with nothing but separators between them, or each with its meaning or its purpose after it."""
    run: list[tuple[int, int, str]] = []
    for span in code_spans(text):
        between = text[run[-1][1] : span[0]] if run else ""
        follows = _BETWEEN.match(between) or _PURPOSE.match(between) or _OTHERS.match(between)
        if not follows and _MEANING.match(between) and _MEANING.match(text, span[1]):
            follows = _MEANING.match(between)
        if run and not follows:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _may_list(text: str, run: _Run, dialect: Dialect, noun: str) -> bool:
    if len(run) < 2:
        return False
    before = text[sentence_start(text, run[0][0]) : run[0][0]]
    if marks_of(dialect).set_to.search(before):
        return True  # "When set to `low` or `high`"
    after = re.match(r"[\s,]*(\w+)", text[run[-1][1] :])
    if after and dialect.vocabulary().means(after[1], "parameters", "header", "endpoint"):
        return False
    if after and re.search(rf"\bother {after[1]}\b", text[run[-1][1] :], re.I):
        return False  # "Supports `a` and `b` lamps; other lamps are ignored."
    pairs = zip(run, run[1:])
    if before.strip() and any(_PURPOSE.match(text[a[1] : b[0]]) for a, b in pairs):
        return _is_announced(text, run, dialect)
    last = _LAST_WORD.search(before)
    is_of_values = last is not None and _means_values(dialect, last[1])
    if is_of_values or (noun and after and after[1].lower() == noun):
        # "Lamps with one of the values (`low`, `high`)", "Lamps with `low` or `high` brightness"
        before = _WITH.sub("", before)
    return not phrases(dialect, "no_list").search(before)


def _means_values(dialect: Dialect, word: str) -> bool:
    vocabulary = dialect.vocabulary()
    return vocabulary.means(word, "values") or vocabulary.means(f"{word}s", "values")


def _is_announced(text: str, run: _Run, dialect: Dialect) -> bool:
    """Whether words such as "one of" are before a list."""
    at = run[0][0]
    before = text[max(sentence_start(text, at), at - _LONGEST_ANNOUNCEMENT) : at]
    return phrases(dialect, "values").search(before) is not None


def _has_gloss(text: str, at: int) -> bool:
    return re.match(r"\s*[(=]", text[at:]) is not None


def _members(run: _Run, are_numbers: bool, is_sure: bool) -> tuple[str, ...]:
    parts = [part for _, _, content in run for part in re.split(r",\s|\|", content)]
    members = [part.strip().strip("\"'") for part in parts]
    members = [m for m in dict.fromkeys(members) if _MEMBER.match(m)]
    known = [m for m in members if m.lower() not in _NO_VALUES]
    if len(known) < 2:
        return ()
    # Beside two others `none` is a text as well.
    members = [m for m in members if m in known or m.lower() == "none"]
    if are_numbers:
        return tuple(members) if is_sure and all(map(_INTEGER.match, members)) else ()
    if all(map(_NUMBER.match, members)):
        return tuple(members) if is_sure and len(members) > 2 else ()
    return tuple(members)


def linked_in(page: PageReader, item: Field, ref: TypeRef | None) -> TypeMention | None:
    """The link of a description that may lead to the values of a string or an integer, or to what an object is.

    A link to the latter is one of the first words of a sentence: "A [lamp](#lamp) to dim".
    """
    is_open = ref is not None and (ref.kind == "map" or ref.name == "any")
    if ref is None or not (ref.is_primitive or is_open) or "#" not in item.about:
        return None
    # "An object mapping [lamps](#lamp) to rooms" is no lamp.
    first = _LINK_FIRST.search(item.about[:_LONGEST]) if is_open else None
    words = (first[1].lower().split() or [""]) if first else [""]
    if is_open and (not first or words[-1] in page.dialect.map_words):
        return None
    for link in links(item.about, item.at, page.references):
        if "#" in link.target and not link.is_image and "://" not in link.target:
            linked = TypeRef(name=type_name(link.text), target=link.target)
            return TypeMention(ref=linked, at=item.at)
    return None
