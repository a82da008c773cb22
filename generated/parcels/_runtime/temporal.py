"""Dates, times and durations of JSON texts and back. Loaded when the first value of such a type is met."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

_FRACTION = re.compile(r"\.(\d+)")
# ISO 8601-2 allows a sign before each part, ISO 8601 a comma before the fraction.
_NUMBER = r"[-+]?[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"(?P<sign>[-+]?)P(?:(?P<weeks>{_NUMBER})W)?(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?"
)
_OF_MONTHS = re.compile(rf"[-+]?P(?:{_NUMBER}[YM]){{1,2}}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a string was expected")
    return value


def read_datetime(value: Any) -> datetime:
    """An aware datetime; more than six digits of a second are cut for reading, never on the wire."""
    text = _FRACTION.sub(lambda m: "." + m[1][:6].ljust(6, "0"), _text(value))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _time(value: Any) -> time:
    return time.fromisoformat(_FRACTION.sub(lambda m: "." + m[1][:6].ljust(6, "0"), _text(value)))


def read_duration(value: Any) -> timedelta:
    """The duration of an ISO 8601 text of weeks, days, hours, minutes and seconds."""
    text = _text(value)
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()[1:]) or text.endswith("T"):
        if _OF_MONTHS.match(text):
            raise ValueError("a duration of months has no fixed length")
        raise ValueError("an ISO 8601 duration was expected")
    groups = match.groupdict().items()
    parts = {k: float(v.replace(",", ".")) for k, v in groups if k != "sign" and v}
    found = timedelta(**parts)
    return -found if match["sign"] == "-" else found


def duration_text(value: timedelta) -> str:
    """The ISO 8601 text of a duration."""
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    clock = "".join(
        f"{number}{unit}"
        for number, unit in ((hours, "H"), (minutes, "M"), (f"{seconds}{fraction}", "S"))
        if number not in (0, "0")
    )
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}" + (f"T{clock}" if clock else "" if days else "T0S")


def _date(value: Any) -> date:
    return date.fromisoformat(_text(value))


READERS: dict[str, Any] = {
    "datetime": read_datetime,
    "date": _date,
    "time": _time,
    "timedelta": read_duration,
}


def wire_text(value: datetime | date | time | timedelta) -> str:
    """The text of a value on the wire."""
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime needs a time zone, e.g. datetime.now(timezone.utc)")
        text = value.isoformat()
        return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text
    return value.isoformat()
