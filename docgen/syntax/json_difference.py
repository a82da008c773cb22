"""The difference of two JSON values.

Two decoded values enter; the first place where they differ leaves, as words. The order of keys
means nothing; spellings of one moment, duration or byte string are equal.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from docgen.records import ExactNumber
from docgen.syntax.json_pointer import pointer

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?")
_TIME = re.compile(r"(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,7}))?")
_DURATION = re.compile(
    r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_UNITS = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_DIGITS = 6  # of a fraction of a second: what Python's datetime holds


def difference(actual: Any, documented: Any, place: str = "") -> str:
    """The first difference with its JSON pointer (RFC 6901), "" when there is none."""
    here = place or "the content"
    if isinstance(actual, dict) and isinstance(documented, dict):
        for key in documented:
            if key not in actual:
                return f'{here} lacks the documented key "{key}"'
        for key in actual:
            if key not in documented:
                return f'{here} has the key "{key}", which is not documented'
        differences = (
            difference(actual[k], documented[k], place + pointer([k])) for k in documented
        )
        return next(filter(None, differences), "")
    if isinstance(actual, list) and isinstance(documented, list):
        if len(actual) != len(documented):
            return f"{here} has {len(actual)} items, documented are {len(documented)}"
        pairs = enumerate(zip(actual, documented))
        return next(filter(None, (difference(a, b, f"{place}/{i}") for i, (a, b) in pairs)), "")
    if _same(actual, documented):
        return ""
    return f"{here} is {_short(actual)}, documented is {_short(documented)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _same(actual: Any, documented: Any) -> bool:
    if isinstance(actual, bool) or isinstance(documented, bool):
        return actual is documented
    if actual == documented:
        return True
    if isinstance(documented, ExactNumber) and isinstance(actual, (str, Decimal)):
        return _is_exact(str(actual), documented)
    if isinstance(actual, (int, float)) and isinstance(documented, float):
        return _is_rounded(actual, documented)
    if not isinstance(actual, str) or not isinstance(documented, str):
        return False
    for meaning in (_moment, _time_of_day, _seconds, _base64):
        value = meaning(actual)
        if value is not None and value == meaning(documented):
            return True
    return False


def _is_exact(actual: str, documented: ExactNumber) -> bool:
    """Whether the text of a number is a documented one: the SDK sends a Decimal as text."""
    try:
        return Decimal(actual) == Decimal(documented.text)
    except InvalidOperation:
        return False


def _is_rounded(actual: float, documented: float) -> bool:
    """Whether a number is a documented one of more digits than a float has."""
    try:
        return float(actual) == documented
    except OverflowError:
        return False


def _moment(text: str) -> datetime | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    date, time, fraction, zone = match.groups()
    digits = (fraction or "")[:_DIGITS].ljust(_DIGITS, "0")
    try:
        moment = datetime.fromisoformat(f"{date}T{time}{':00' if len(time) == 5 else ''}.{digits}")
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo if zone else None
    except ValueError:
        return None
    return moment.replace(tzinfo=offset or timezone.utc).astimezone(timezone.utc)


def _time_of_day(text: str) -> tuple[str, str] | None:
    match = _TIME.fullmatch(text)
    return (match[1] + (match[2] or ":00"), (match[3] or "").rstrip("0")) if match else None


def duration_parts(text: str) -> dict[str, int | float] | None:
    """Days, hours, minutes and seconds of an ISO 8601 duration, its sign left out; None for another text.

    Parts that the text does not name are left out.
    """
    match = _DURATION.fullmatch(text)
    if match is None or text in ("P", "-P"):
        return None
    parts = {name: float(group) for name, group in zip(_UNITS, match.groups()[1:]) if group}
    return {name: int(n) if n.is_integer() else n for name, n in parts.items()}


def _seconds(text: str) -> float | None:
    parts = duration_parts(text)
    if parts is None:
        return None
    total = sum(_UNITS[name] * number for name, number in parts.items())
    return round(-total if text.startswith("-") else total, _DIGITS)


def _base64(text: str) -> str | None:
    if not re.fullmatch(r"[\w+/-]+={0,2}", text):
        return None
    return text.rstrip("=").replace("-", "+").replace("_", "/")
