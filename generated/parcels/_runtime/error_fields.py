"""What the content of a failure has, by the keys that the API documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .errors import as_text
from .values import is_list, is_object


def error_fields(**pointers: str) -> Callable[[Any], dict[str, str]]:
    """Reads attributes of an `ApiError` at their JSON Pointers (RFC 6901), of a list those of each item."""
    ways = {name: _steps(pointer) for name, pointer in pointers.items()}

    def read(body: Any) -> dict[str, str]:
        if is_object(body) and "error_description" in body:
            return {}  # of OAuth (RFC 6749, 5.2), which each API has as it is
        found: dict[str, str] = {}
        for name, steps in ways.items():
            values = [as_text(value) for value in _values(body, steps) if value not in (None, "")]
            if values:
                found[name] = as_text("; ".join(values)) if name == "message" else values[0]
        return found

    return read


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _values(value: Any, steps: list[str]) -> Iterator[Any]:
    """What is at a pointer; a first item stands for each."""
    if is_list(value) and steps[:1] in ([], ["0"]):
        for item in value:
            yield from _values(item, steps[1:])
    elif not steps:
        yield value
    elif is_object(value) and steps[0] in value:
        yield from _values(value[steps[0]], steps[1:])
