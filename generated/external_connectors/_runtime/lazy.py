"""Packages of models whose modules are imported when a name of theirs is first used (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def namespace(
    package: str,
    *,
    wire_name: str,
    classes: Mapping[str, tuple[str, str]],
    subpackages: Sequence[str] = (),
) -> tuple[Callable[[str], Any], Callable[[], list[str]], Callable[[str], Any]]:
    """`__getattr__`, `__dir__` and `find` of a package of models.

    `classes` is class -> (module, simple wire name). `find` gives the class of a qualified wire
    name, in any case, with or without a leading "#", or None.
    """
    by_wire_name: dict[str, str] = {}

    def __getattr__(name: str) -> Any:
        if name not in classes and name not in subpackages:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: Any = import_module(f"{package}.{classes[name][0] if name in classes else name}")
        value = getattr(value, name) if name in classes else value
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted([*classes, *subpackages, "find"])

    def find(name: str) -> Any:
        space, _, simple = name.lstrip("#").lower().rpartition(".")
        if space == wire_name.lower():
            if not by_wire_name:
                by_wire_name.update({wire.lower(): cls for cls, (_, wire) in classes.items()})
            if simple in by_wire_name:
                return __getattr__(by_wire_name[simple])
        for subpackage in subpackages:
            if found := __getattr__(subpackage).find(name):
                return found
        return None

    return __getattr__, __dir__, find
