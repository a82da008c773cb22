"""The type of a field for which none is written.

A `Field` enters, with its default; the type leaves that its values, its default or the first words of its description have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.page import TypeRef
from docgen.reading.type_phrases import read_type
from docgen.reading.values.descriptions import shown_value, values_in
from docgen.records import replace

FIRST_WORDS = 40  # characters of a description
LONGEST = 1_000  # characters of a description that are looked at
NO_DEFAULTS = ("null", "none", "nil", "n/a", "-", "–", "—", "undefined")
TEXT = TypeRef(name="string", is_primitive=True)
MANY = TypeRef(name="any", is_primitive=True, is_collection=True)
# "An array of objects.", "Set a JSON array of names"; a list may be words in one string.
_ARRAY_OF = re.compile(
    r"(?:\([^()]*\)\s*)?(?:(?:[a-z]+\s+)?an?\s+(?:json\s+)?)?(arrays?)\s+of\s+[`*\[]{0,3}(\w+)",
    re.IGNORECASE,
)
# "Boolean indicating whether it shines", "(Optional) Integer for the order"; "String length" is a number.
_TYPE_FIRST = re.compile(
    r"\W*(?:\([^()]*\)\s*)?(boolean|integer|string)\s+(?:[a-z]+ing|as|for|of|that|to|which|with)\b",
    re.IGNORECASE,
)
_KINDS = {"double": "number", "int32": "integer", "int64": "integer"}  # JSON's
_INTEGER = re.compile(r"-?\d{1,18}")
_FRACTION = re.compile(r"`[\"']?\d+[.:]\d+[\"']?`")  # "Accepts `1.5` or `1:30`": no integer
_NUMBER = re.compile(r"-?\d+\.\d+")
_VERSION_LAST = re.compile(r"\d\.\d+\W*\Z")
_OBJECT = TypeRef(name="", kind="map", items=(replace(MANY, is_collection=False),))


def guessed_type(
    dialect: Dialect, item: Field, default: str, *, may_be_text: bool
) -> TypeRef | None:
    """The type of a field for which none is written, by its values, its default and its description."""
    guesses = (
        _of_many(dialect, item.about),
        _of_values(item.values, is_many="array" in item.shown),
        _of_default(default),
        _of_words(dialect, item.about),
        _of_described_values(dialect, item.about) if may_be_text else None,
        _of_default(shown_value(item.about, dialect)),
        TEXT if may_be_text and is_separated(dialect, item.about) else None,
    )
    return next((guess for guess in guesses if guess and _fits(guess, item.shown)), None)


def _of_values(values: Sequence[str], *, is_many: bool = False) -> TypeRef | None:
    """The type of the values that lines of their own list, where no type is stated; there may be many of them."""
    are_integers = all(map(_INTEGER.fullmatch, values))
    name = "integer" if are_integers else "string"
    return TypeRef(name=name, is_primitive=True, is_collection=is_many) if values else None


def _fits(ref: TypeRef, shown: frozenset[str]) -> bool:
    """Whether all values that samples have are of a type that was guessed from words."""
    if ref.is_collection or ref.kind == "array":
        return shown <= {"array"}
    kind = _KINDS.get(ref.name, ref.name)
    return shown <= ({kind, "integer"} if kind == "number" else {kind})


def _of_described_values(dialect: Dialect, about: str) -> TypeRef | None:
    """The type of the values that a description lists; not of one that tells of a change: "... came with 17.9."."""
    values = () if _VERSION_LAST.search(about[-FIRST_WORDS:]) else values_in(about, TEXT, dialect)
    return _of_values(values) if not any(value in NO_DEFAULTS for value in values) else None


def _of_default(value: str) -> TypeRef | None:
    """The type of a default, where no type is stated."""
    if not value or value[0] in "[{":
        return MANY if value[:1] == "[" else _OBJECT if value else None
    if value[0] in "\"'":
        name = "string"
    elif value in ("true", "false"):
        name = "boolean"
    elif _INTEGER.fullmatch(value):
        name = "integer"
    else:
        name = "double" if _NUMBER.fullmatch(value) else "string"
    return TypeRef(name=name, is_primitive=True)


def _of_many(dialect: Dialect, about: str) -> TypeRef | None:
    """The type of a description that begins with it: "An array of strings. Empty at first."."""
    found = _ARRAY_OF.match(about[:FIRST_WORDS])
    if found is None or found[1].lower() not in dialect.collection_words:
        return None
    items = read_type(f"array of {found[2]}", dialect)
    if items and (items.is_collection or items.kind == "array") and items.is_primitive:
        return items
    return MANY


def _of_words(dialect: Dialect, about: str) -> TypeRef | None:
    """The type by the first words of a description: "Whether it shines", "The number of lamps"; a count may be sent as text."""
    is_text = _FRACTION.search(about[:LONGEST]) is not None
    return None if is_text else _by_first_words(dialect, about[:FIRST_WORDS])


@lru_cache(4096)
def _by_first_words(dialect: Dialect, about: str) -> TypeRef | None:
    marks = marks_of(dialect)
    words = plain(about)
    if named := _TYPE_FIRST.match(words):
        return TypeRef(name=named[1].lower(), is_primitive=True)
    if marks.whether.search(words):
        return TypeRef(name="boolean", is_primitive=True)
    number = marks.number.search(words)
    # "The serial number of a lamp" is none.
    before = words[: number.start()].split() if number else ()
    is_number = number and all(dialect.vocabulary().means(word, "link") for word in before)
    return TypeRef(name="integer", is_primitive=True) if is_number else None


def is_separated(dialect: Dialect, about: str) -> bool:
    """Whether a description calls several values one text: "A comma-separated list of rooms"."""
    return marks_of(dialect).separated.search(about[:LONGEST]) is not None
