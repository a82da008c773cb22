"""Numbers that a float would round: each is a Decimal.

JSON has no limit to digits, and services send money with more than 16.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .values import finite

_LONGEST = 4000  # digits of a whole number; Python writes no more than 4,300
_DIGITS = bytes(ord("0") if chr(code) in "0123456789." else 32 for code in range(256))
# Digits; each float and whole number of 64 bits has fewer, and orjson rounds others.
_LONG = b"0" * 17
_BEFORE = b":,[- \t\r\n"  # a number; before an identifier is a quotation mark


def may_round(content: bytes) -> bool:
    """Whether a JSON text may have a number with more digits than orjson keeps."""
    # Of 17 digits four are at every fourth place, which most texts are without.
    if b"0000" not in content[::4].translate(_DIGITS):
        return False
    digits = content.translate(_DIGITS)
    at = digits.find(_LONG)
    while at > 0 and content[at - 1] not in _BEFORE:
        end = digits.find(b" ", at)
        at = digits.find(_LONG, end) if end > 0 else -1
    return at >= 0


def number(text: str) -> float | Decimal:
    """The number of a JSON text."""
    rounded = finite(text)
    if len(text) <= 16:
        return rounded
    exact = Decimal(text)
    return rounded if Decimal(repr(rounded)) == exact else exact


def _read(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError("a number was expected")
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise ValueError("a number was expected") from None


READERS = {"Decimal": _read}


def wire_form(value: Decimal) -> int | float | str:
    """A number, or its text where a float would lose digits; services read both (OData JSON 4.01, 3.2)."""
    if not value.is_finite():
        raise ValueError(f"{value} has no JSON form")
    if value == value.to_integral_value() and value.adjusted() < _LONGEST:
        return int(value)
    rounded = float(value)
    return rounded if type(value)(repr(rounded)) == value else str(value)


def wire_text(value: object) -> str:
    """The text of a Decimal that was read, and is sent again."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
