"""Dates and times of JSON texts and back. Loaded when the first value of such a type is met."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timezone
from typing import Any

_FRACTION = re.compile(r"\.(\d+)")


def _text(value: Any) -> str:
    """A text that Python reads: more than six digits of a second are cut for reading, never on the wire."""
    if not isinstance(value, str):
        raise ValueError("a string was expected")
    return _FRACTION.sub(lambda m: "." + m[1][:6].ljust(6, "0"), value)


def read_datetime(value: Any) -> datetime:
    """An aware datetime."""
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _date(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _time(value: Any) -> time:
    return time.fromisoformat(_text(value))


READERS: dict[str, Callable[[Any], Any]] = {"datetime": read_datetime, "date": _date, "time": _time}


def wire_text(value: datetime | date | time) -> str:
    """The text of a value on the wire."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError("a datetime needs a time zone, e.g. datetime.now(timezone.utc)")
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
