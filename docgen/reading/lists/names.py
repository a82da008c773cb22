"""Names of fields as cells and bullets have them.

    **`color`** (optional)     <lamp ID>     ids[]     `color` or `colour`     **size** integer REQUIRED

The text of a cell enters; a name leaves, with its type and its marks where it has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.type_phrases import names_primitives
from docgen.syntax.plain_text import visible

# Signs of units, and accents as characters of their own.
NAME_SIGNS = "%°€£¥₹‰№\u0300-\u036f"
# Names begin with letters of any language, or with digits, as "2faEnabled" does; "4xx" is a class of statuses.
NAME_START = rf"(?:[^\W\d]|[{NAME_SIGNS}](?=\w)|\d++(?!xx\b)(?=[^\W\d]{{2}}))"
# What refers to a note below the table.
_NOTE = re.compile(
    r"<sup>(?:(?!<sup>).)*?</sup>|\[\^[^\[\]\s]+\]|(?:\[\d+\]|\s\\\[\d+\\\])$|(?<![\\*†‡])[\\*†‡]++$"
    r"|(?<![¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]++$"
)
# The name of a part in emphasis: "» **color**".
_IN_EMPHASIS = re.compile(r"^([»>↳└─\s-]+)(\*{1,2})([^*\s]+)\2$")
WIRE_NAME = re.compile(
    rf"[:*]?[@$]?{NAME_START}[\w.$@:{NAME_SIGNS}-]*+(?:\[[^\[\]]*\])*+(?:\.[\w\[\]]+)*+\Z"
)
_IN_BRACKETS = re.compile(r"[A-Za-z_]\w*+(?:\[[\w.:-]*\])++\Z")
_FURTHER = re.compile(r"<br\s*/?>|(?<!\s)\s+or\s+|(?<!\s)\s*+/\s*(?=`)")
# "<lamp>", "{lamp ID}"
_PLACEHOLDER = re.compile(r"[<{]([A-Za-z][\w -]*)[>}]")
_FIRST = re.compile(r"(`[^`\n]+`|\*\*[^*\n]+\*\*)(?:\s|<br\s*/?>)++(?=\S)")
# "color <br> string", "color _string_", "color (string)", "color: string"
_BARE_FIRST = re.compile(r"([A-Za-z_][\w.\[\]-]*+)(?:\s*<br\s*/?>\s*|\s++(?=[_*`(\[])|:\s++)(?=\S)")
# "size > width", "size->width"
_WAY = re.compile(r"[A-Za-z_][\w.\[\]-]*+(?:`?[ ]?-?>[ ]?`?[A-Za-z_][\w.\[\]]*+)++")
_STEP = re.compile(r"`?[ ]?-?>[ ]?`?")
_IN_CODE = re.compile(r"`([A-Za-z_][\w.\[\]-]*+)\??:\s*+([^`\n]++)`\Z")  # "`color: string`"
_TYPE_FIRST = re.compile(r"([A-Za-z][\w\[\]<>]*+) ([A-Za-z_][\w.\[\]-]*+)\Z")  # "string color"
_BREAK = re.compile(r"<br\s*/?>")
_LONGEST = 120  # characters of a cell with a type and marks in it
_LAST_BRACKET = re.compile(r"\(([^()]{1,20})\)\W*\Z")
PLACES = frozenset({"path", "query", "header", "body"})  # that words beside a type may name
_MOST_PARTS = 8  # between the colons of a name
WORDS_OF_PARAMETER = re.compile(r"[^\W_]+(?:_[^\W_]+)*")


# A few names are on most pages.
@lru_cache(4096)
def clean_name(text: str) -> str:
    """A cell's name without markup, links, references to notes, what no reader sees, and a trailing "(optional)" or remark."""
    text = visible(text).strip()
    if "*" in text:
        text = _IN_EMPHASIS.sub(r"\1\3", text)
    name = plain(_NOTE.sub("", text)).strip(" `*\"'")
    return re.sub(
        r"\s*\((?:optional|required|mandatory|deprecated|inherited)\)$|\s\([a-z][a-z -]*\)$",
        "",
        name,
        flags=re.IGNORECASE,
    )


_WITH_VALUE = re.compile(r"([A-Za-z_][\w.\[\]-]*)=[\w.,:%+-]*")  # "page=1"


# The names of one table are read several times.
@lru_cache(4096)
def bare_name(text: str) -> str:
    """A name's cell without markup, footnotes and further lines."""
    first = _FURTHER.split(text, maxsplit=1)[0]
    if _IN_BRACKETS.match(first):
        return first  # no reference link
    name = of_items(clean_name(first))
    if shown := _WITH_VALUE.fullmatch(name):
        return shown[1]
    if placeholder := _PLACEHOLDER.fullmatch(name):
        return "_".join(WORDS_OF_PARAMETER.findall(placeholder[1]))
    words = name.split(" ")
    return words[0] if len(words) > 1 and re.match(r"[(*_]", words[1]) else name


def of_items(name: str) -> str:
    """`lamps.*.color`, of each of an array, as `lamps[].color`; "size > width" as `size.width`."""
    if ">" in name and _WAY.fullmatch(name):
        name = _STEP.sub(".", name)
    return name.replace(".*", "[]") if ".*" in name and not name.endswith(".*.") else name


class TypedName(NamedTuple):
    """What the cell of a name says: "**color** string REQUIRED", "`size`<br>*integer*<br>optional, default is 1<br>(query)"."""

    name: str
    said: tuple[str, bool | None, str]  # the type, whether it is required, the place
    default: str


# The cells of one table are read twice.
@lru_cache(4096)
def typed_name(dialect: Dialect, text: str) -> TypedName | None:
    """The name in a cell with its type, and the marks beside it; None where it has other words.

    Without mark-up nothing else may be beside a name: "color (string)", "string color".
    """
    if len(text) >= _LONGEST or not dialect.vocabulary():
        return None
    for pattern, name, of_type in ((_TYPE_FIRST, 2, 1), (_IN_CODE, 1, 2)):
        pair = pattern.match(text)
        is_typed = pair is not None and names_primitives(pair[of_type], dialect)
        if pair and is_typed and not names_primitives(pair[name], dialect):
            return TypedName(pair[name], (pair[of_type], None, ""), "")
    marked = _FIRST.match(text)
    term = marked or _BARE_FIRST.match(text)
    if term is None:
        return None
    marks, rest = marks_of(dialect), plain(_BREAK.sub(" ", text[term.end() :]))
    default = marks.default.search(rest)
    rest = rest.replace(default[0], " ") if default else rest
    is_required = True if marks.required.search(rest) else None
    is_required = False if marks.optional.search(rest) else is_required
    for mark in (marks.required, marks.optional):
        rest = mark.without(rest)
    bracket, place = _LAST_BRACKET.search(rest), ""
    if bracket and (place := min(PLACES & dialect.vocabulary().meanings(bracket[1]), default="")):
        rest = rest[: bracket.start()]
    type_text = rest.strip(" \t,;:|*_\\-–—")
    if not names_primitives(type_text, dialect):
        type_text = type_text.strip(" \t,;:()[]|*_\\-–—")
    is_type = not type_text or names_primitives(type_text, dialect)
    if not (is_type or is_required is not None and type_text.isalpha()):
        return None
    if not type_text and (marked is None or text.startswith("(", term.end())):
        return None  # "color (optional)"
    value = next((group for group in default.groups() if group), "") if default else ""
    return TypedName(clean_name(term[1]), (type_text, is_required, place), value)


def dotted_names(names: Collection[str]) -> dict[str, str]:
    """`files:name` as `files.name`, beside `files`; `assets:links:url` so too, beside `assets:links`."""
    heads = {name: _heads(name) for name in names}
    owners = {head for above in heads.values() for head in above}
    return {
        name: name.replace(":", ".")
        for name, above in heads.items()
        if above and (name in owners or any(head in heads for head in above))
    }


def _heads(name: str) -> list[str]:
    """Of `assets:links:url`: `assets`, `assets:links`."""
    parts = name.split(":", _MOST_PARTS)
    is_path = 1 < len(parts) <= _MOST_PARTS
    return [":".join(parts[:n]) for n in range(1, len(parts))] if is_path else []
