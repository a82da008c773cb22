"""JSON Pointers (RFC 6901): "/meta/next" is the value under `next` of what is under `meta`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def pointer(steps: Iterable[object]) -> str:
    """The pointer of keys and indexes, "" for the whole."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def pointer_steps(text: str) -> list[str]:
    """The keys and indexes of a pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def value_at(content: Any, steps: Iterable[str]) -> Any:
    """The value in objects at a pointer, None without one."""
    for step in steps:
        content = content.get(step) if isinstance(content, dict) else None
    return content
