"""JSON (RFC 8259) that every program can read: a text to its value and back.

In: a text. Out: its value, or a `ValueError` with the reason.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec

from docgen.records import ExactNumber

# The walks over a value call themselves for each level.
DEEPEST = 64
DEEPEST_DOCUMENT = 100  # of a document around a value

# Half of a surrogate pair is no character and has no UTF-8.
_HALF = re.compile(r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]..")

Pairs = Callable[[list[tuple[str, Any]]], Any]
_Values = type({}.values())


def load_json(text: str, pairs: Pairs | None = None, deepest: int = DEEPEST) -> Any:
    """The value of a JSON text; half of a surrogate pair becomes U+FFFD.

    `pairs` makes the value of an object. Raises `ValueError` for a text that is no JSON, a number beyond those
    of a double (RFC 8259, 6) and arrays and objects in each other deeper than `deepest`.
    """
    try:
        value = _decoder(pairs).decode(without_halves(text))
    except RecursionError:
        raise ValueError(f"more than {deepest} levels") from None
    if text.count("{") + text.count("[") > deepest and _is_deeper(value, deepest):
        raise ValueError(f"more than {deepest} levels")
    return value


def without_halves(text: str) -> str:
    """A JSON text with U+FFFD for each half of a surrogate pair."""
    return _HALF.sub(r"\\ufffd", text) if "\\u" in text else text


@cache
def _decoder(pairs: Pairs | None) -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=pairs, parse_constant=_refused, parse_float=finite)


def finite(text: str) -> float:
    """The number of a text, with all its digits. Raises `ValueError` for one that a double holds as infinity only."""
    if math.isinf(number := float(text)):
        raise ValueError(f"{text} is larger than a double holds")
    # Each number of 15 digits is a double's.
    if len(text) > 16 and Decimal(repr(number)) != Decimal(text):
        return ExactNumber(text)
    return number


def json_text(value: Any, *, indent: int = 0) -> str:
    """A value as JSON, each number with all its digits; with an indent, an item a line."""
    content = _encoder().encode(value)
    return str(msgspec.json.format(content, indent=indent) if indent else content, "utf-8")


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder(enc_hook=_decimal, decimal_format="number")


def _decimal(value: object) -> Decimal:
    if isinstance(value, ExactNumber):
        return Decimal(value.text)
    raise NotImplementedError(f"{type(value).__name__} is not JSON")


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _is_deeper(value: Any, deepest: int) -> bool:
    """Whether arrays and objects are in each other more often than `deepest`, without recursion."""
    level = [value]
    for _ in range(deepest + 1):
        lists = (item.values() if isinstance(item, dict) else item for item in level)
        level = [item for items in lists if isinstance(items, (list, _Values)) for item in items]
        if not level:
            return False
    return True
