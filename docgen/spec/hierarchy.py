"""The base types of types, and the properties that they inherit.

Types enter; names and properties leave, in the order of inheritance. Documentation may state that types derive
from each other in a circle: every walk here names each type once and ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docgen.spec.model import Property, Type


def ancestors(name: str, bases: Mapping[str, str]) -> tuple[str, ...]:
    """The base type, its base type and so on, each once. A type in a circle is its own ancestor.

    `bases` holds base types by name, and nothing or "" for a type without one.
    """
    names: dict[str, None] = {}
    while (name := bases.get(name, "")) and name not in names:
        names[name] = None
    return tuple(names)


class Hierarchy:
    """Types by name, with what each inherits. A base type that is not among them is ignored."""

    def __init__(self, types: Iterable[Type]) -> None:
        self.types: dict[str, Type] = {item.name: item for item in types}
        self._bases = {n: item.base for n, item in self.types.items() if item.base in self.types}
        self._lineages: dict[str, tuple[str, ...]] = {}
        self._declarations: dict[str, dict[str, tuple[Property, str]]] = {}
        self._properties: dict[str, dict[str, Property]] = {}

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of the base types, nearest first; that of the type itself if it is in a circle."""
        return ancestors(name, self._bases)

    def lineage(self, name: str) -> tuple[str, ...]:
        """A type and its base types, nearest first, each once; empty for an unknown name."""
        if name not in self._lineages:
            names = dict.fromkeys((name, *self.ancestors(name))) if name in self.types else ()
            self._lineages[name] = tuple(names)
        return self._lineages[name]

    def declarations(self, name: str) -> Mapping[str, tuple[Property, str]]:
        """The properties of a type by name, inherited ones first, each with the type that declares it."""
        if name not in self._declarations:
            self._declarations[name] = {
                item.name: (item, owner)
                for owner in reversed(self.lineage(name))
                for item in self.types[owner].properties
            }
        return self._declarations[name]

    def properties(self, name: str) -> Mapping[str, Property]:
        """The properties of a type by name, inherited ones first."""
        if name not in self._properties:
            self._properties[name] = {k: item for k, (item, _) in self.declarations(name).items()}
        return self._properties[name]
