"""What a bracket behind a name says, or begins a description with.

    (body; one of `warm`, `cold`; default `warm`)
    (string: <required>)     (integer, optional)     (path, integer)     (string: "warm")     (string, deprecated)     (Number `7`)

The text in a bracket enters; a `Bracket` leaves. So does the type that words behind a name begin with:

    - wait: integer, seconds     - name - string - the name     - limit (int, max 100)
    - tags: string[] (required) - the tags     - sort: new | top
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.lists.columns import place_in_words
from docgen.reading.lists.marks import Marks, marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.type_phrases import CONTAINERS, names_primitives, read_type
from docgen.reading.values.typed import values_in_type
from docgen.syntax.plain_text import half_width

BRACKET = re.compile(r"[ \t]*[`*_]?\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)[`*_]?")
_SQUARE = re.compile(r"[ \t]+\[([^\[\]\n]{1,40})\](?![(\[])")  # "`color` [string]: Its color"
_ANGLES = re.compile(r"\A<([^<>]*)>\Z")
# "Number `7`": the default beside a type
_TYPE_AND_VALUE = re.compile(r"([^\W\d_][\w ]{1,40}?)[ \t]+`([^`\n]{1,60})`")
_ALTERNATIVE = re.compile(
    r"(?:[\"\]}\d]|\b(?:nil|null|true|false))(,|,?\s+or)\s+([a-z][\w <>|\[\]-]*?)\s*(?=:|\Z)"
)
# "*string*, its color", of a description.
_TYPE_FIRST = re.compile(
    r"(?:(\*{1,2})([^*`\n]{1,40})\1|_([^_`\n]{1,40})_|`([^`\n]{1,40})`)[ \t]*(?:[,.;:–—-]|$)"
)
# "Its color (string)", "Its color (string, optional)"
_TYPE_LAST = re.compile(
    r"(?<=\w)[ ]?\(([^\W\d][^()\n]{1,40})\)(?=[ \t]*(?:[,.;:–—-]|$))", re.MULTILINE
)
# "string - Its color", "optional string. Its color", "string, optional", of a description.
_TYPE_WORDS = re.compile(
    r"(?!(?i:the)\b)([^\W\d_][\w \t,]{1,40}?)(?:(?:[ \t]+[-–—]|\.)[ \t]+(?=\S)|\.?[ \t]*\Z)"
)
# "string[] (required) - Its tags"
_TYPE_AND_MARK = re.compile(
    r"([^\W\d_][\w<>\[\] ]{0,39}?)[ \t]*\(([^()\n]{1,80})\)[ \t]*(?:(?:[-–—][ \t]|[:,.;])[ \t]*|\Z)"
)
# "new | top", values
_BARS = re.compile(
    r"([a-z][\w-]{0,39}(?:[ \t]?\|[ \t]?[a-z][\w-]{0,39})+)(?:[ \t]*[,.;][ \t]+|[ \t]+[-–—][ \t]+|[ \t]*\Z)"
)
# "`\"new\" | \"top\"`"
_QUOTED_BARS = re.compile(
    r"`?(\"[^\"`|\n]{1,80}\"(?:[ \t]?\|[ \t]?(?:\"[^\"`|\n]{1,80}\"|null)){1,50})(?:`|(?=[ \t]*(?:[(,.;–—-]|\Z)))"
)
# "_string_ (required)", "string | required |", "**required** - string -": what a description begins with, each by itself
_PART = re.compile(
    r"[ \t]*+(?:\*{1,2}([^*\n]{1,40})\*{1,2}|_([^_\n]{1,40})_|`<?([^`<>\n]{1,40})>?`|\(([^()\n]{1,60})\)"
    r"|<([^<>\n]{1,40})>|\{([^{}\n]{1,40})\}|\[([^\[\]\n]{1,40})\](?![(\[])"
    r"|([^\W\d_][\w\[\]<>]{0,30}+(?:[ ][^\W\d_][\w\[\]<>]{0,30}+){0,3})(?=[ \t]*(?:[|–—]|[-:,;.](?:[ \t]|\Z)|\Z)))"
    r"(?:[ \t]*[|–—:,;.-]++(?=[ \t]|\Z))?+"
)
_SEPARATORS = " \t|–—:,;.-"
_MOST_FIRST = 4  # parts before a description
_TYPE_ALONE = re.compile(r"[\w<>\[\]|`*, ]{1,30}")
# "(int, max 100)", ": integer, seconds", " - string - the name"
_BEHIND_NAME = re.compile(
    r"[ \t]*(?:\(([^()\n]{1,80})\)|[:–—=-][ \t]+([^\W\d_][^\s,;.|(]{0,30}(?:[ \t][^\s,;.|(–—-][^\s,;.|(]{0,30})?)[ \t]*(?:[,;.|(–—-]|\Z))"
)
_MANY_FIRST = re.compile(r"(?:an?[ ]+)?(?:array|list)s?[ ]+of[ ]", re.I)
_LONGEST_TYPE = 40  # characters
_MOST_PARTS = 5  # between the commas of a description
_LONGEST_ABOUT = 200  # characters of a description before a type in brackets
_OR = re.compile(r"or\s+(\S.*)")


class Bracket(NamedTuple):
    """What a bracket behind a name says."""

    type_text: str = ""
    is_required: bool | None = None
    location: str = ""
    is_of_many: bool = False  # the place is an array of objects with such a field: "response array"
    default: str = ""
    is_deprecated: bool = False


# "string: <optional>" is after most names.
@lru_cache(4096)
def of_bracket(inner: str, dialect: Dialect) -> Bracket:
    """What is said in "string: <required>", "integer, optional", "required", "path, integer"."""
    if not inner:
        return Bracket()
    marks = marks_of(dialect)
    given = _TYPE_AND_VALUE.fullmatch(inner)
    if given and names_primitives(given[1], dialect):
        return Bracket(type_text=given[1], is_required=False, default=given[2])
    words = [
        part
        for group in inner.removeprefix("type:").split(";")
        for word in _words_of(group, dialect)
        for part in _with_mark(_ANGLES.sub(r"\1", word), marks)
    ]
    is_required: bool | None = None
    if any(marks.required.fullmatch(word) for word in words):
        is_required = True
    elif any(marks.optional.fullmatch(word) for word in words) or ":" in inner:
        is_required = False
    known = (marks.required, marks.optional, marks.deprecated)
    # "`warm` (Default): ...", of a value
    said = ("", *dialect.marks["default"])
    rest = [w for w in words if w.lower() not in said and not any(m.fullmatch(w) for m in known)]
    places = [] if ":" in inner else [(w, place) for w in rest if (place := _place(w, dialect))]
    if places:
        rest.remove(places[0][0])
    # "integer: 0 or string: ""; "text: "", list: []": each alternative with its default.
    others = [
        found[2].strip()
        for found in _ALTERNATIVE.finditer(inner)
        if found.start() and (found[1].strip() != "," or names_primitives(found[2], dialect))
    ]
    # "text with commas, or array of text: <optional>"
    while (
        len(rest) > 1 and (further := _OR.match(rest[1])) and names_primitives(further[1], dialect)
    ):
        others.append(further[1])
        del rest[1]
    location = places[0][1] if places else ""
    default = rest[1] if ":" in inner and len(rest) == 2 and not others else ""
    if stated := marks.default.search(inner):
        rest = [word for word in rest if not inner.startswith(word, stated.start())]
        default = next(filter(None, stated.groups()))
    return Bracket(
        type_text=" or ".join([*rest[:1], *others]),
        is_required=is_required,
        location=location,
        is_of_many=any(
            word in dialect.collection_words
            for word, _ in places[:1]
            for word in word.lower().split()
        ),
        default=default,
        is_deprecated=any(map(marks.deprecated.fullmatch, words)),
    )


def _words_of(group: str, dialect: Dialect) -> Sequence[str]:
    """The words of a part of a bracket, one where it lists values: "string, one of `on`, `off`"."""
    text = group.strip()
    if values_in_type(text, dialect):
        return (text,)
    parts = [text] if phrases(dialect, "values").search(text) else re.split(r"[,:]", text)
    return [part.strip(' `"') for part in parts]


def without_remark(type_text: str, inner: str, about: str, dialect: Dialect) -> tuple[str, str]:
    """The type in a bracket, and the description with what the bracket has in place of one: "(optional, at most 20)"."""
    if names_primitives(type_text, dialect) or _lists_values(type_text, dialect):
        return type_text, about
    if not about and len(type_text.split()) > 2:
        return "", inner  # "`id` (of the lamp to add)"
    is_remark = " " in type_text and type_text != inner and not _QUOTED_BARS.match(type_text)
    if is_remark and read_type(type_text, dialect) is None:
        return "", f"{about.rstrip(' .')}. {type_text}" if about else type_text
    return type_text, about


def _lists_values(text: str, dialect: Dialect) -> bool:
    """Whether a text announces values in code: "one of `warm`, `cold`"."""
    is_told = text.count("`") > 3 and phrases(dialect, "values").search(text) is not None
    return is_told or bool(values_in_type(text, dialect))


def is_of_type(inner: str, dialect: Dialect) -> bool:
    """Whether a bracket that begins a description has a type: "(optional string)", not "(see below)"."""
    said = of_bracket(inner, dialect)
    is_marked = said.is_required is not None or said.location
    return names_primitives(said.type_text, dialect) or bool(not said.type_text and is_marked)


def bracket_behind(text: str, start: int, dialect: Dialect) -> re.Match[str] | None:
    """The bracket behind a name."""
    if bracket := BRACKET.match(text, start):
        # "(see [colors](https://lamps.example/colors))" leads to no type
        return None if "](http" in bracket[1] else bracket
    square = _SQUARE.match(text, start)
    return square if square and is_of_type(square[1], dialect) else None


def _place(word: str, dialect: Dialect) -> str:
    """The place that one word of a bracket names, "response array" too; "" for a type such as "json"."""
    vocabulary = dialect.vocabulary()
    bare = " ".join(w for w in word.split() if w.lower() not in dialect.collection_words)
    is_place = vocabulary.is_part(bare) and not names_primitives(bare, dialect)
    return place_in_words(dialect, bare) if is_place else ""


def _with_mark(word: str, marks: Marks) -> tuple[str, ...]:
    """The mark and the type of "optional string"; any other word as it is."""
    mark = marks.optional.match(word) or marks.required.match(word)
    rest = word[mark.end() :].strip() if mark else ""
    return (mark[0], rest) if mark and rest else (word,)


def heads_below(about: str) -> bool:
    """Whether a description without a sign before it heads what is below: "is `warm`:"; "array of lamps, with `size`:" is one."""
    return about.endswith((":", "：")) and "`" in about and not _MANY_FIRST.match(about)


def type_first(about: str, dialect: Dialect) -> str:
    """The primitive that a description is, begins with in mark-up, or has in brackets behind its words; "" without one.

    "*string* Its color", "Its color (string)", "Its color (string) - since 1.4".
    """
    # A union leaves out what is no type: "string, its color".
    parts = [about] if "<" in about else about.split(",")
    if _TYPE_ALONE.fullmatch(about) and all(names_primitives(p.strip(), dialect) for p in parts):
        return about
    match = _TYPE_FIRST.match(about)
    text = next((g for g in match.groups()[1:] if g), "") if match else ""
    if text.lower() in CONTAINERS:
        return text
    if not match and (last := _TYPE_LAST.search(about[:_LONGEST_ABOUT])):
        text = of_bracket(last[1], dialect).type_text
    return text if names_primitives(text, dialect) else ""


def of_words(about: str, dialect: Dialect) -> tuple[str, bool | None, str]:
    """The type that a description begins with as words of their own, whether the field is required, and the rest."""
    words, marks = _TYPE_WORDS.match(about), marks_of(dialect)
    others = [part.strip() for part in words[1].split(",")[1:]] if words else []
    if words and all(marks.required.fullmatch(o) or marks.optional.fullmatch(o) for o in others):
        said = of_bracket(words[1], dialect)
        if names_primitives(said.type_text, dialect):
            return said.type_text, said.is_required, about[words.end() :]
    if (marked := _TYPE_AND_MARK.match(about)) and names_primitives(marked[1], dialect):
        said, rest = of_bracket(marked[2], dialect), about[marked.end() :]
        if said.is_required is not None:
            more = said.type_text and f"{said.type_text}. "  # "string (required, at most 20)"
            return marked[1], said.is_required, f"{more}{rest}".strip()
    if quoted := _QUOTED_BARS.match(about):
        return quoted[1], None, about[quoted.end() :].lstrip(" \t-–—:,.;")
    if bars := _BARS.match(about):
        return bars[1], None, about[bars.end() :]
    first, comma, _ = about[:_LONGEST_TYPE].partition(",")
    if comma and names_primitives(first.strip(), dialect):
        return first.strip(), None, about[len(first) + 1 :].strip()  # "integer, seconds"
    parts = [part.strip() for part in about.split(",", _MOST_PARTS)]
    of_marks = [p for p in parts if marks.required.fullmatch(p) or marks.optional.fullmatch(p)]
    types = [part for part in parts if names_primitives(part, dialect)] if of_marks else ()
    if len(types) == 1:  # "its color, string, required"
        return types[0], marks.optional.fullmatch(of_marks[0]) is None, about
    return _of_parts(about, dialect)


def _of_parts(about: str, dialect: Dialect) -> tuple[str, bool | None, str]:
    """The type among the parts that a description begins with, whether the field is required, and the rest.

    "_string_ (required) Its color", "| string | required | Its color"; a description without a type is as it was.
    """
    marks, type_text, is_required = marks_of(dialect), "", None
    end = len(about) - len(about.lstrip(_SEPARATORS))
    for _ in range(_MOST_FIRST):
        part = _PART.match(about, end)
        text = next(filter(None, part.groups()), "").strip() if part else ""
        said = of_bracket(text, dialect)
        # "`text/html` or `text/plain`" are values.
        may_be = not type_text and "/" not in text
        is_type = may_be and names_primitives(said.type_text, dialect)
        if part is None or not (is_type or said.is_required is not None and not said.type_text):
            break
        type_text = said.type_text if is_type else type_text
        is_required = said.is_required if is_required is None else is_required
        end = part.end()
    if not type_text:
        return "", None, about
    is_optional = is_required is None and marks.optional.match(about[end:])
    return type_text, False if is_optional else is_required, about[end:].lstrip(_SEPARATORS)


def of_description(about: str, dialect: Dialect) -> tuple[Bracket, str]:
    """What a description says before its words, and these: "(string, required) Its color", "*string* - Its color"."""
    bracket = BRACKET.match(about)
    if bracket and is_of_type(bracket[1], dialect):
        return of_bracket(bracket[1], dialect), about[bracket.end() :].lstrip(_SEPARATORS)
    type_text, is_required, rest = of_words(about, dialect)
    if not type_text and (type_text := type_first(about, dialect)):
        rest = "" if about == type_text else about
    return Bracket(type_text=type_text, is_required=is_required), rest


def is_type(dialect: Dialect, text: str) -> bool:
    """Whether a text is a type with its marks and nothing else: "string, required", "*string*", "(integer, optional)"."""
    words = plain(text).strip("() .")
    if len(words) > _LONGEST_TYPE or "\n" in text:
        return False
    marks, parts = marks_of(dialect), [part.strip() for part in words.split(",")]
    others = [p for p in parts if not (marks.required.fullmatch(p) or marks.optional.fullmatch(p))]
    return len(others) == 1 and names_primitives(others[0], dialect)


def begins_with_type(rest: str, dialect: Dialect) -> bool:
    """Whether what is behind a bare name begins with a primitive or with values, as no sentence does.

    "(int, max 100)", ": integer, seconds", ": `\"new\" | \"top\"`".
    """
    if _QUOTED_BARS.match(rest.lstrip(" \t:–—-")):
        return True
    said = _BEHIND_NAME.match(half_width(rest[:1].replace("：", ": ") + rest[1:]))
    text = next(filter(None, said.groups()), "") if said else ""
    return names_primitives(of_bracket(text.strip(), dialect).type_text, dialect)
