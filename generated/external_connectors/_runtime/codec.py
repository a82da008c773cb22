"""JSON texts to values and back: by orjson when it is installed, by the standard library otherwise.

orjson reads a whole number that needs more than 64 bits as a float; RFC 8259, 6 calls such numbers not interoperable.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

_fast: Any
try:
    _fast = import_module("orjson")
except ImportError:
    _fast = None


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError` for another text."""
    if _fast is not None:
        try:
            return _fast.loads(text)
        except ValueError:
            pass  # NaN and half a surrogate pair, which the standard library reads, or no JSON
    return json.loads(text, parse_float=_number)


def _number(text: str) -> float:
    """The number of a JSON text; infinity has no JSON form to be written again."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is larger than a float holds")
    return number


def dumps(value: Any) -> bytes:
    """The JSON text of a value, without spaces between its tokens."""
    if _fast is not None:
        try:
            return bytes(_fast.dumps(value))
        except TypeError:
            pass  # half a surrogate pair, or a number of more than 64 bits
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()  # half a pair has no UTF-8 form
