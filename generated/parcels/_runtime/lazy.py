"""Packages of models, imported when they are used (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def namespace(
    package: str, *, classes: Mapping[str, str], subpackages: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package of models; `classes` is class -> module."""

    def __getattr__(name: str) -> Any:
        if name not in classes and name not in subpackages:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: Any = import_module(f"{package}.{classes.get(name, name)}")
        value = getattr(value, name) if name in classes else value
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__, lambda: sorted([*classes, *subpackages])
