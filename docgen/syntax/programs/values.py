"""Values that a program writes down, and their JSON.

What only a run would show is `Unknown`, as is a value that is larger or deeper than a message may be: names repeat values.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from docgen.syntax.strict_json import DEEPEST

LARGEST = 20_000  # characters of a value
_LONGEST_INNER = 500  # of a text in another one
_MOST_PAIRS = 100  # of a dictionary that a program fills one by one
CONSTANTS = {"true": "true", "false": "false", "null": "null", "none": "null", "nil": "null"}
CONSTANTS |= {"undefined": "null", "nan": "null"}


class Text(NamedTuple):
    """A text; what is unknown in it stands in braces: `https://lamps.example/lamps/{id}`."""

    text: str
    line: int
    size: int = 0
    depth: int = 0
    is_foreign: bool = False  # not in JSON's quotation marks


class Scalar(NamedTuple):
    """A number or a constant."""

    json: str
    line: int
    size: int = 8
    depth: int = 0


class Pair(NamedTuple):
    key: str
    value: Value
    line: int
    is_json: bool  # as JSON has it: `"key": `


class Mapping(NamedTuple):
    """An object, a dictionary, a hash or an associative array."""

    pairs: tuple[Pair, ...]
    line: int
    end: int = 0
    size: int = 0
    depth: int = 1

    def get(self, key: str) -> Value | None:
        return next((pair.value for pair in self.pairs if pair.key == key), None)


class Items(NamedTuple):
    """An array, a list or a tuple."""

    items: tuple[Value, ...]
    line: int
    end: int = 0
    size: int = 0
    depth: int = 1


class Encoded(NamedTuple):
    """A value that the program writes as JSON, or as a form."""

    value: Value
    is_form: bool
    line: int
    size: int = 0
    depth: int = 1


class Unknown(NamedTuple):
    """What the program does not write down: a name, or a call with its arguments."""

    name: str
    line: int
    arguments: tuple[Value, ...] = ()
    is_odd: bool = False  # no single expression
    size: int = 4
    depth: int = 0


Value = Text | Scalar | Mapping | Items | Encoded | Unknown


def text_of(text: str, line: int) -> Text:
    return Text(text, line, len(text))


def is_large(value: Value) -> bool:
    """Whether a value is more than a name, or a word: an object, or the text of one."""
    return isinstance(value, (Mapping, Items)) or (
        isinstance(value, Text) and value.text.lstrip()[:1] in ("{", "[")
    )


def encoded(value: Value, is_form: bool, line: int) -> Value:
    size = 2 * value.size + 2  # with a backslash before each quotation mark
    if size > LARGEST or value.depth >= DEEPEST:
        return Unknown("", line)
    return Encoded(value, is_form, line, size, value.depth + 1)


def name_of(value: Value) -> str:
    return value.name if isinstance(value, Unknown) else ""


def shown_text(value: Value | None) -> str:
    match value:
        case Text(text):
            return text if len(text) <= _LONGEST_INNER else ""
        case Scalar(text) if text not in CONSTANTS:
            return text
        case Encoded(Mapping(pairs), True) if value.size <= _LONGEST_INNER:
            return query_text(pairs)
        case _:
            return ""


def sized(value: Mapping | Items, inner: Sequence[Value]) -> Value:
    keys = sum(len(pair.key) + 6 for pair in value.pairs) if isinstance(value, Mapping) else 0
    size = 2 + keys + sum(item.size for item in inner)
    depth = 1 + max((item.depth for item in inner), default=0)
    if size > LARGEST or depth > DEEPEST:
        return Unknown("", value.line, is_odd=True)
    return value._replace(size=size, depth=depth)


def shown(value: Value) -> str:
    """A value as a text in a URL or a field: what is not known in braces."""
    match value:
        case Text(text) | Scalar(text):
            return text
        case Unknown(name):
            return f"{{{name or 'value'}}}"
        case _:
            return ""


def query_text(pairs: Sequence[Pair]) -> str:
    """The query of a URL."""
    fields: list[str] = []
    for pair in pairs[:_MOST_PAIRS]:
        items = pair.value.items if isinstance(pair.value, Items) else (pair.value,)
        for item in items[:_MOST_PAIRS]:
            fields.append(f"{quote(pair.key, safe='[]$.')}={quote(shown(item), safe='{},:')}")
    return "&".join(fields)


def with_pair(value: Mapping, pair: Pair) -> Value:
    """A dictionary with one more pair, unknown where it is larger than a message may be."""
    others = [each for each in value.pairs[:_MOST_PAIRS] if each.key != pair.key]
    pairs = (*others, pair)
    return sized(value._replace(pairs=pairs), [each.value for each in pairs])


def json_of(value: Value) -> str:
    """The JSON of a value, each member on the line it has in the program; null for what is unknown."""
    parts: list[str] = []
    _write(value, parts, value.line)
    return "".join(parts)


def _write(value: Value, parts: list[str], line: int) -> int:
    match value:
        case Mapping(pairs, _, end):
            inner: list[tuple[str, Value, int]] = [
                (f"{json.dumps(p.key, ensure_ascii=False)}: ", p.value, p.line) for p in pairs
            ]
            return _write_all("{}", inner, end, parts, line)
        case Items(items, _, end):
            return _write_all("[]", [("", item, item.line) for item in items], end, parts, line)
        case Text(text):
            parts.append(json.dumps(text, ensure_ascii=False))
        case Scalar(text):
            parts.append(text)
        case Encoded(held):
            # JSON in JSON is a text.
            parts.append("null" if isinstance(held, Unknown) else json.dumps(json_of(held)))
        case Unknown():
            parts.append("null")
    return line


def _write_all(
    brackets: str, inner: Sequence[tuple[str, Value, int]], end: int, parts: list[str], line: int
) -> int:
    parts.append(brackets[0])
    for number, (key, value, at) in enumerate(inner):
        parts.append(", " if number else "")
        parts.append("\n" * (at - line))
        line = max(line, at)
        parts.append(key)
        line = _write(value, parts, line)
    parts.append("\n" * (end - line) + brackets[1])
    return max(line, end)
