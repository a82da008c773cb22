"""Results that are at a place inside of the content."""

from __future__ import annotations

from typing import Any

from .request import at_pointer
from .values import Reader


def unwrapped(content: Any, pointer: str, read: Reader) -> Any:
    """The value at a JSON Pointer, or the content where it is the result itself."""
    inner = at_pointer(content, pointer)
    # The reader of a model is a method of its class.
    model: Any = getattr(read, "__self__", None)
    is_result = getattr(model, "_is_data", None)
    return content if inner is None or (is_result and is_result(content)) else inner
