"""Dates and times of JSON texts and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timezone
from typing import Any

from .values import text

_FRACTION = re.compile(r"\.(\d+)")


def _text(value: Any) -> str:
    """A text that Python reads: more than six digits of a second are cut for reading, never on the wire."""
    return _FRACTION.sub(lambda m: "." + m[1][:6].ljust(6, "0"), text(value))


def read_datetime(value: Any) -> datetime:
    """An aware datetime."""
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _date(value: Any) -> date:
    # Services also send a moment, of which this is the day.
    day, _, clock = _text(value).partition("T")
    return date.fromisoformat(day) if not clock else datetime.fromisoformat(f"{day}T{clock}").date()


def _time(value: Any) -> time:
    return time.fromisoformat(_text(value))


READERS: dict[str, Callable[[Any], Any]] = {"datetime": read_datetime, "date": _date, "time": _time}


def wire_form(value: datetime | date | time) -> str:
    """The text of a value on the wire."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise ValueError("a datetime needs a time zone, e.g. datetime.now(timezone.utc)")
    written = value.isoformat()
    return written.removesuffix("+00:00") + "Z" if written.endswith("+00:00") else written
