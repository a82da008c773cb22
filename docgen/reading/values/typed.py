"""Values in the phrase of a type, or in place of one.

    enum (on, off)      string: `on` or `off`      string, one of on, off      string (on, off)      `on` or `off`
    "on" | "off"        asc | desc                 enum: on, off

The phrase enters; the values leave, () where it is a type and nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.page import TypeRef
from docgen.reading.values.phrases import AND_OR

_LONGEST = 300  # characters of a phrase
# "enum (on, off)", "string: ", "string, one of ", "text (on / off)"
_KIND = re.compile(
    r"(?:[`*_]{0,3}((?:\w+[ ])?enum(?:eration)?|[A-Za-z]{3,12})\b[`*_]{0,3}(?!`))?[ ]*([(\[<:,=]|(?=`)|(?=\w+ of\b))[ ]*",
    re.I,
)
_ENUM = re.compile(r"\benum", re.I)
_IN_ENUM = re.compile(r"\benum\s*[(\[]([^()\[\]]*[,|][^()\[\]]*)[)\]]", re.I)
_VALUE = r"(?:`[^`\n]{1,60}`|\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[A-Za-z0-9][\w.+-]{0,40})"
_NEXT = rf"(?:[ ]*(?:\\?\||[,/]|<br ?/?>)[ ]*(?:(?:{AND_OR})[ ]+)?|[ ]+(?:{AND_OR})[ ]+)"
_LIST = re.compile(rf"({_VALUE}(?:{_NEXT}{_VALUE})+)[ ]*[)\]>.]?[ ]*(?:;[^\n]*)?[)\]]?")
_EACH = re.compile(rf"{_VALUE}(?={_NEXT}|\Z)")
_ASSIGNED = re.compile(r"[A-Za-z]\w{2,20}[ ]*=[ ]*([\w.\"'-]{1,40})")  # "integer = 5"
# "asc | desc", "asc/desc", "one of `asc`, `desc`", "`asc`, `desc` or `none`", "`asc` / `desc`"
_ALTERNATIVES = re.compile(
    r"\||\A\W*one\s+of\b|\A`[^`]+`(?:(?:,? (?:[^\W\d_]{1,4} )?|\s*/\s*)`[^`]+`)+\Z|\A[\w-]+(?:\s*/\s*[\w-]+)+\Z",
    re.I,
)
# "`\"asc\"` | `\"desc\"`", without the marks of code
_LITERALS = re.compile(
    r"(?:\"[^\"|]{1,80}\"|'[^'|]{1,80}'|null)(?:\s*(?:\\?\||[,/]|\b[^\W\d_]{1,4}\b)\s*(?:\"[^\"|]{1,80}\"|'[^'|]{1,80}'|null))*"
)
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")


# A few phrases are in most cells.
@lru_cache(4096)
def values_in_type(text: str, dialect: Dialect) -> tuple[str, ...]:
    """The values of texts that a phrase lists: in brackets behind the type, after a colon, after "one of"."""
    kind = _KIND.match(text) if len(text) <= _LONGEST and dialect.vocabulary() else None
    if kind is None or "](" in text:
        return ()
    is_enum = kind[1] is not None and _ENUM.search(kind[1]) is not None
    is_text = kind[1] is not None and dialect.primitive(kind[1]) == "string"
    rest = text[kind.end() :]
    lead = phrases(dialect, "values").search(rest)
    is_announced = lead is not None and lead.start() == 0
    rest = rest[lead.end() :].lstrip(" :") if lead and is_announced else rest
    found = _LIST.fullmatch(rest)
    if found is None or not (is_enum or is_text or kind[1] is None and rest[:1] == "`"):
        return ()
    written = _EACH.findall(found[1])
    values = tuple(dict.fromkeys(value.strip("`\"'") for value in written))
    are_marked = all(value[0] in "`\"'" for value in written)
    # "`Lamp` or `Room`" are types.
    is_sure = is_enum or is_announced or are_marked and (is_text or all(map(str.islower, values)))
    is_free = kind[2] in ("(", "[") and not any(_is_word(dialect, value) for value in values)
    is_told = is_enum or is_announced and are_marked  # "one of `long`, `short`"
    is_type = any(map(dialect.primitive, values)) and not is_told
    return () if is_type or len(values) < 2 or not (is_sure or is_free) else values


def _is_word(dialect: Dialect, value: str) -> bool:
    """Whether a word says something of a type, as no value does: "required", "uuid", "query", "v2"."""
    marks = marks_of(dialect)
    others = (marks.required, marks.optional, marks.nullable, marks.deprecated, marks.default)
    is_mark = any(mark.search(value) for mark in others) or value.lower() in dialect.facets
    is_mark = is_mark or is_enum(value) or phrases(dialect, "values").search(value) is not None
    return is_mark or bool(dialect.vocabulary().meanings(value)) or not value.isalpha()


def literals_in_type(text: str) -> tuple[str, ...]:
    """The values of a type that is texts in quotes, empty for any other."""
    bare = text.replace("`", "").strip()
    if not _LITERALS.fullmatch(bare):
        return ()
    return tuple(double or single for double, single in _LITERAL.findall(bare))


def is_of_null(text: str) -> bool:
    """Whether a type that is texts in quotes has null beside them."""
    return "null" in _LITERAL.sub("", text)


def words_in_type(ref: TypeRef, text: str) -> tuple[str, ...]:
    """The alternatives of a phrase such as `asc | desc` or "one of `asc`, `desc`", which are words in lower case without a link: values, no types."""
    are_words = ref.kind == "union" and all(
        not item.is_primitive and not item.target and item.name and item.name.islower()
        for item in ref.items
    )
    is_list = are_words and _ALTERNATIVES.search(text) is not None
    return tuple(item.name for item in ref.items) if is_list else ()


def listed_alone(text: str, *, is_enum: bool) -> tuple[str, ...]:
    """The values that are all of a description: "red | green", "`red|green`", "RED, GREEN or BLUE"; of an enumeration of any form."""
    found = _LIST.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    bars = plain(text).replace("\\|", "|").strip(" .")
    if found is None and "|" in bars and text.strip(" .")[:1] == "`":
        found = _LIST.fullmatch(bars)  # code as a whole
    if found is None:
        return ()
    values = tuple(dict.fromkeys(value.strip("`\"'") for value in _EACH.findall(found[1])))
    are_names = all(value.isupper() and len(value) > 1 for value in values)
    return values if len(values) > 1 and (is_enum or are_names or "|" in found[1]) else ()


def values_of_enum(text: str) -> tuple[str, ...]:
    """The values behind "enum" in a phrase: "array of enum (on, off)"."""
    listed = _IN_ENUM.search(text)
    return tuple(v.strip(" `\"'") for v in re.split(r"[,|]", listed[1])) if listed else ()


def is_enum(text: str) -> bool:
    """Whether a phrase says that it is an enumeration."""
    return _ENUM.search(text) is not None


def default_in_type(dialect: Dialect, text: str) -> str:
    """The default beside a type, "" for none: "int (default 5)", "integer = 5"."""
    if not text or text[-1] in "`>" or len(text) > _LONGEST:
        return ""
    stated = marks_of(dialect).default.search(text)
    assigned = _ASSIGNED.fullmatch(text)
    said = next(filter(None, stated.groups()), "") if stated else assigned[1] if assigned else ""
    return said.strip("\"' ")
