"""Arrays in a query that are one text."""

from __future__ import annotations

from typing import Any

from .request import text_of
from .values import is_array


def delimited(value: Any, delimiter: str = ",") -> Any:
    """The text of an array whose items are parted by a delimiter."""
    return delimiter.join(map(text_of, value)) if is_array(value) else value
