"""Arrays and objects in a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .request import text_of
from .values import is_array, is_object


def delimited(value: Any, delimiter: str = ",") -> Any:
    """The text of an array whose items are parted by a delimiter."""
    return delimiter.join(map(text_of, value)) if is_array(value) else value


def wire_pairs(name: str, value: Any, inside: bool = False) -> Iterator[tuple[str, str]]:
    """The names and texts of a value: an array is repeated, a key of an object is in brackets."""
    if is_object(value):
        for key, item in value.items():
            yield from wire_pairs(f"{name}[{key}]", item, True)
    elif is_array(value):
        for item in value:
            in_brackets = (inside or isinstance(item, dict)) and not name.endswith("[]")
            yield from wire_pairs(f"{name}[]" if in_brackets else name, item, True)
    elif value is not None:
        yield name, text_of(value)
