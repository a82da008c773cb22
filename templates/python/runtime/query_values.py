"""What a query parameter of which no page states a type may be."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

# An array is repeated, a key of an object is in brackets; of a `datetime`, a date too, the time zone is sent.
QueryValue: TypeAlias = (
    str | int | float | bool | date | Sequence["QueryValue"] | Mapping[str, "QueryValue"]
)
