"""Numbers that JSON does not have, as texts (OData JSON Format 4.01, section 7.1)."""

from __future__ import annotations

from typing import Any


def read(value: Any) -> float:
    """The number of a text. Raises `ValueError` for another one."""
    if value not in ("INF", "-INF", "NaN"):
        raise ValueError("a number was expected")
    return float(value)


def wire_form(value: float) -> str:
    """The text of an infinite number, or of none."""
    if value != value:
        return "NaN"
    return "INF" if value > 0 else "-INF"
