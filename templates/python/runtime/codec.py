"""JSON texts to values and back: by orjson when it is installed, by the standard library otherwise.

A number that a float would round is a Decimal. JSON has no limit to digits, and services send money with more than 16.
"""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

_fast: Any
try:
    _fast = import_module("orjson")
except ImportError:
    _fast = None

_DIGITS = bytes(ord("0") if chr(code) in "0123456789." else 32 for code in range(256))
_LONG = (
    b"0" * 17
)  # digits; each float and whole number of 64 bits has fewer, and orjson rounds others
_BEFORE = b":,[- \t\r\n"  # a number; before an identifier is a quotation mark


def _may_round(content: bytes) -> bool:
    """Whether a number may have more digits than orjson keeps."""
    # Of 17 digits four are at every fourth place, which most texts are without.
    if b"0000" not in content[::4].translate(_DIGITS):
        return False
    digits = content.translate(_DIGITS)
    at = digits.find(_LONG)
    while at > 0 and content[at - 1] not in _BEFORE:
        end = digits.find(b" ", at)
        at = digits.find(_LONG, end) if end > 0 else -1
    return at >= 0


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError` for another text."""
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if _fast is not None and not _may_round(content):
        try:
            return _fast.loads(content)
        except ValueError:
            pass  # NaN and half a surrogate pair, which the standard library reads, or no JSON
    return json.loads(text, parse_float=_number)


def _number(text: str) -> float | Decimal:
    """The number of a JSON text; infinity has no JSON form to be written again."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is larger than a float holds")
    if len(text) > 16:
        from decimal import Decimal

        exact = Decimal(text)
        return number if Decimal(repr(number)) == exact else exact
    return number


def dumps(value: Any) -> bytes:
    """The JSON text of a value, without spaces between its tokens."""
    if _fast is not None:
        try:
            return bytes(_fast.dumps(value, default=_wire_text))
        except TypeError:
            pass  # half a surrogate pair, or a number of more than 64 bits
    try:
        return _dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _dumps(value).encode()  # half a pair has no UTF-8 form


def _wire_text(value: object) -> str:
    """The text of a number with more digits than a float has; services read both (OData JSON 4.01, 3.2)."""
    if type(value).__name__ == "Decimal":
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


_dumps = partial(json.dumps, separators=(",", ":"), default=_wire_text)
