"""Packages of models that find a class by the qualified wire name of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import lazy


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
    modules = {name: module for name, (module, _) in classes.items()}
    of_name, names = lazy.namespace(package, classes=modules, subpackages=subpackages)
    by_wire_name: dict[str, str] = {}

    def find(name: str) -> Any:
        space, _, simple = name.lstrip("#").lower().rpartition(".")
        if space == wire_name.lower():
            if not by_wire_name:
                by_wire_name.update({wire.lower(): cls for cls, (_, wire) in classes.items()})
            if simple in by_wire_name:
                return of_name(by_wire_name[simple])
        for subpackage in subpackages:
            if found := of_name(subpackage).find(name):
                return found
        return None

    return of_name, lambda: sorted([*names(), "find"]), find
