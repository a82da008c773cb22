"""The scopes of operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

O = TypeVar("O")


def scopes(*names: str) -> Callable[[O], O]:
    """Adds to an operation the scopes that its documentation lists, least privileged first."""

    def add(described: O) -> O:
        setattr(described, "scopes", names)
        return described

    return add
