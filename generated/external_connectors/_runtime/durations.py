"""Durations of JSON texts and back, as ISO 8601 writes them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from .values import text

# ISO 8601-2 allows a sign before each part, ISO 8601 a comma before the fraction.
_NUMBER = r"[-+]?[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"(?P<sign>[-+]?)P(?:(?P<weeks>{_NUMBER})W)?(?:(?P<days>{_NUMBER})D)?"
    rf"(?:T(?:(?P<hours>{_NUMBER})H)?(?:(?P<minutes>{_NUMBER})M)?(?:(?P<seconds>{_NUMBER})S)?)?"
)
_OF_MONTHS = re.compile(rf"[-+]?P(?:{_NUMBER}[YM]){{1,2}}")


def read_duration(value: Any) -> timedelta:
    """The duration of a text of weeks, days, hours, minutes and seconds."""
    match = _DURATION.fullmatch(text(value))
    if match is None or not any(match.groups()[1:]) or value.endswith("T"):
        if _OF_MONTHS.match(value):
            raise ValueError("a duration of months has no fixed length")
        raise ValueError("an ISO 8601 duration was expected")
    groups = match.groupdict().items()
    parts = {k: float(v.replace(",", ".")) for k, v in groups if k != "sign" and v}
    found = timedelta(**parts)
    return -found if match["sign"] == "-" else found


READERS = {"timedelta": read_duration}


def wire_form(value: timedelta) -> str:
    """The text of a duration."""
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
