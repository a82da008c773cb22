"""What JSON values have in common: the shape of one, and of many.

JSON enters; a `Shape` leaves. Merging is associative and does not depend on an order of the values, but for the order
of an object's fields, which is that of their first sight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, TypeVar

from docgen.records import Record
from docgen.syntax.naming import words

_Key = TypeVar("_Key", str, tuple[str, ...])

_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d| UTC)?"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Keys that are values: numbers, UUIDs, hashes, dates, paths, addresses, signs, placeholders, names with dots, IDs
# such as cus_9s6XKzkNRiz8i3.
_VALUE_KEY = re.compile(
    r"-?\d+(?:\.\d+)*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){3,}|\d{4}-\d\d-\d\d.*|<[^<>]+>|\{[^{}]+\}"
    r"|[^@\s]+@[^@\s]+\.\w+|https?://.*|(?:[@!#][^\s:]+:[\w.-]+)|[^\s/]*/\S+"
    r"|[a-z_]*\d\w*:\S+|[\w-]+(?:\.[\w-]+)+(?::\d+)?|[^\w\s]+"
    r"|[a-z]{2,6}_[a-z]*\d+[a-z]+\d[0-9a-z]{6,}",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z]+(?:_[a-z]+|[A-Z][a-z]+)*")
# Names of objects whose keys are the user's: the last word of them.
_OF_USERS = frozenset("annotations headers labels metadata".split())
_OF_ONE_SHAPE = 0.8  # of the keys of the values of a map
DEEPEST = 12  # objects in objects


class Shape(Record, frozen=True, kw_only=True):
    """What some values have in common. Without any kind it tells nothing: only nulls and empty things were seen."""

    kinds: frozenset[str] = (
        frozenset()
    )  # of scalars: "boolean", "integer", "number", "string", "date", "date-time"
    # Of objects: None where none was seen, empty where those that were are.
    fields: Mapping[str, Shape] | None = None
    items: Shape | None = None  # of arrays; None where none was seen
    values: Shape | None = None  # of objects whose keys are values
    is_nullable: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything but null and empty things was seen."""
        return bool(self.kinds or self.fields or self.items or self.values)

    @property
    def is_object(self) -> bool:
        return bool(self.fields) and not self.kinds

    @property
    def is_array_of_objects(self) -> bool:
        return self.items is not None and self.items.is_object and not self.fields

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self.fields or ())

    def leaves(self, opened: frozenset[str]) -> frozenset[tuple[str, ...]]:
        """The keys; of the opened ones that hold an object those in it.

        Resources of JSON:API (1.1, section 7.2) have the same keys, and differ in their attributes.
        """
        return frozenset(
            (key, inner) if inner else (key,)
            for key, shape in (self.fields or {}).items()
            for inner in (shape.fields or ("",) if key in opened and shape.is_object else ("",))
        )


NOTHING = Shape()
# Most values are scalars: one record for each kind, so that two of a kind are merged at once.
_NULL = Shape(is_nullable=True)
_EMPTY = Shape(fields={})
_SCALARS = {
    kind: Shape(kinds=frozenset({kind}))
    for kind in ("boolean", "integer", "number", "string", "date", "date-time")
}


# How code spells types, which a template has in place of values: `"id": "<int64>"`, `"id": "integer"`. The words that a
# dialect has for types are too many here: `"kind": "file"` is a value.
_SPELLINGS = {
    "boolean": "bool boolean",
    "integer": "int int8 int16 int32 int64 integer long uint uint8 uint16 uint32 uint64",
    "number": "decimal double float float32 float64 number",
    "string": "str string text",
    "date": "date",
    "date-time": "date-time datetime",
}
_KINDS = {word: kind for kind, spellings in _SPELLINGS.items() for word in spellings.split()}
_LONGEST_WORD = 12
_OF_SCHEMAS = frozenset({"format", "type"})  # keys whose values are types


def sample_shape(value: Any) -> Shape:
    """The shape of a JSON value that a sample shows; of one with nothing but types in place of values, theirs."""
    words: list[str] = []
    template = _template(value, words)
    # Texts alone may be values: `{"sort": "date", "as": "text"}`.
    is_typed = len(words) > 1 and not {"boolean", "integer", "number"}.isdisjoint(words)
    return template if template and is_typed else shape_of(value)


def _template(value: Any, words: list[str]) -> Shape | None:
    """The shape that the types in a value state, of which `words` gets the kinds; None where it has anything else."""
    match value:
        case str() if len(value) <= _LONGEST_WORD and (
            kind := _KINDS.get(value.lower().strip("<>"))
        ):
            words.append(kind)
            return _SCALARS[kind]
        case [item] if items := _template(item, words):
            return Shape(items=items)
        case dict() if value and _OF_SCHEMAS.isdisjoint(value):
            fields: dict[str, Shape] = {}
            for key, item in value.items():
                if not _is_name(key) or (shape := _template(item, words)) is None:
                    return None
                fields[key] = shape
            return Shape(fields=fields)
        case _:
            return None


def shape_of(value: Any, depth: int = 0) -> Shape:
    """The shape of one JSON value."""
    match value:
        case None:
            return _NULL
        case bool():
            return _SCALARS["boolean"]
        case int():
            return _SCALARS["integer"]
        case float():
            return _SCALARS["number"]
        case str():
            return _SCALARS[_kind_of_text(value)]
        case list():
            return Shape(items=merged(shape_of(item, depth + 1) for item in value))
        case dict() if depth > DEEPEST:
            return NOTHING
        case dict() if not value:
            return _EMPTY
        case dict() if _is_map(value):
            return Shape(values=merged(shape_of(item, depth + 1) for item in value.values()))
        case dict():
            fields = {key: _field(key, item, depth + 1) for key, item in value.items()}
            return Shape(fields={key: shape for key, shape in fields.items() if _is_name(key)})
        case _:
            return NOTHING


def _field(key: str, value: Any, depth: int) -> Shape:
    """The shape of the value of a key. Texts below `labels` are a map: what a sample has there are a user's own keys."""
    if isinstance(value, dict) and value and words(key)[-1].lower() in _OF_USERS:
        kinds = {_kind_of_text(text) if isinstance(text, str) else "" for text in value.values()}
        if kinds == {"string"}:
            return Shape(values=_SCALARS["string"])
    return shape_of(value, depth)


def _kind_of_text(text: str) -> str:
    if text[:1] == "<" and text[-1:] == ">":
        return _KINDS.get(text[1:-1].lower(), "string")
    if not text[:4].isdigit():
        return "string"
    if _DATE_TIME.fullmatch(text):
        return "date-time"
    return "date" if _DATE.fullmatch(text) else "string"


def _is_map(value: Mapping[str, Any]) -> bool:
    """Whether the keys of an object are values, not names: by their form, or by objects of one shape below them."""
    if all(_VALUE_KEY.fullmatch(key) for key in value):
        return True
    if len(value) < 2 or not all(isinstance(item, dict) for item in value.values()):
        return False
    # "pickup" and "dropoff", "from" and "to" are names of two alike; "en" and "nl" are values.
    if len(value) == 2 and all(map(_WORDS.fullmatch, value)) and any(len(key) > 2 for key in value):
        return False
    keys = [frozenset(item) for item in value.values()]
    return all(len(key) > 1 and likeness(key, keys[0]) >= _OF_ONE_SHAPE for key in keys)


def _is_name(key: str) -> bool:
    """Whether a key is a property's name; "..." stands for what a sample leaves out."""
    return bool(key.strip(". …")) and len(key) < 200


def merged(shapes: Iterable[Shape]) -> Shape:
    """What all the values of some shapes have in common."""
    return reduce(merge, shapes, NOTHING)


def merge(a: Shape, b: Shape) -> Shape:
    """What the values of two shapes have in common."""
    if a is NOTHING or b is NOTHING:
        return b if a is NOTHING else a
    if a is b:
        return a
    return Shape(
        kinds=_widened(a.kinds | b.kinds),
        fields=_merged_fields(a.fields, b.fields),
        items=merge(a.items, b.items) if a.items and b.items else a.items or b.items,
        values=merge(a.values, b.values) if a.values and b.values else a.values or b.values,
        is_nullable=a.is_nullable or b.is_nullable,
    )


def _widened(kinds: frozenset[str]) -> frozenset[str]:
    if "number" in kinds:
        kinds -= {"integer"}
    if "string" in kinds or {"date", "date-time"} <= kinds:
        kinds = kinds - {"date", "date-time"} | {"string"}
    return kinds


def _merged_fields(
    a: Mapping[str, Shape] | None, b: Mapping[str, Shape] | None
) -> Mapping[str, Shape] | None:
    if a is None or b is None:
        return b if a is None else a
    return {**a, **{key: merge(a[key], shape) if key in a else shape for key, shape in b.items()}}


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of the smaller set of keys the other has, 0 to 1."""
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0


def likeness(a: frozenset[_Key], b: frozenset[_Key]) -> float:
    """The share of all keys that both have, 0 to 1 (Jaccard)."""
    return len(a & b) / len(a | b) if a or b else 0.0


def likeness_within(a: Shape, b: Shape) -> float:
    """The likeness of two objects by the keys in the objects that both have."""
    both = frozenset(k for k, shape in (a.fields or {}).items() if shape.is_object)
    both &= frozenset(k for k, shape in (b.fields or {}).items() if shape.is_object)
    return likeness(a.leaves(both), b.leaves(both))
