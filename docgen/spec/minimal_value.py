"""The least JSON value that fits a type.

In: a `Spec`, and the use of a type. Out: a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Enum, Spec, Type
from docgen.spec.primitives import PRIMITIVES
from docgen.spec.types import STRING, TypeUse

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_DEEPEST = 8  # types inside of types; a type may hold itself


class MinimalValues:
    """The minimal values of one spec."""

    def __init__(
        self, spec: Spec, *, has_scalars: bool = False, shown: Mapping[str, Any] = _NOTHING
    ) -> None:
        """`has_scalars`: an object of which nothing is always there has all that is no object and no array.

        `shown` are known values of types, by their names.
        """
        self._has_scalars = has_scalars
        self._shown = shown
        self._hierarchy = Hierarchy(spec.types)
        self._types = self._hierarchy.types
        self._enums = {item.name: item for item in spec.enums}
        self._concrete: dict[str, str] = {}  # base -> its first type that is not abstract
        for item in spec.types:
            if not item.is_abstract:
                self._concrete.setdefault(item.base, item.name)

    def of(self, type_use: TypeUse, *, key: str = "1", depth: int = 0) -> Any:
        """A value of a type: one item in an array, keys and what is never null in an object.

        `key` is the text of its key.
        """
        match type_use.kind:
            case "array" | "tuple":
                return [self.of(item, key=key, depth=depth) for item in type_use.items]
            case "map":
                return {}
            case "union":
                return self.of(type_use.items[0], key=key, depth=depth)
        if type_use.name in self._shown:
            return deepcopy(self._shown[type_use.name])
        if named := self._types.get(type_use.name):
            if named.type:
                is_deep = depth >= _DEEPEST
                return None if is_deep else self.of(named.type, key=key, depth=depth + 1)
            return self._object(named, key, depth)
        if enum := self._enums.get(type_use.name):
            return _first(enum)
        primitive = PRIMITIVES.get(type_use.name)
        return deepcopy(primitive.least) if primitive else ""

    def _object(self, item: Type, key: str, depth: int) -> dict[str, Any]:
        lineage = [self._types[name] for name in self._hierarchy.lineage(item.name)]
        value: dict[str, Any] = {}
        if item.is_abstract and item.name in self._concrete:
            value["@odata.type"] = f"#{self._concrete[item.name]}"
        keys = {name for each in lineage for name in each.key}
        for each in reversed(lineage):
            for member in each.properties:
                if member.name in keys and member.type == STRING:
                    value[member.name] = key
                elif member.name in keys or (member.is_never_null and not member.is_navigation):
                    is_deep = depth >= _DEEPEST
                    value[member.name] = (
                        [] if is_deep and member.type.is_array
                        else None if is_deep
                        else self.of(member.type, depth=depth + 1)
                    )  # fmt: skip
        if not value and self._has_scalars:
            members = [member for each in reversed(lineage) for member in each.properties]
            value = {m.name: self.of(m.type) for m in members if self._is_scalar(m.type)}
        return value

    def _is_scalar(self, use: TypeUse) -> bool:
        return use.kind == "primitive" or use.name in self._enums


def _first(enum: Enum) -> Any:
    """The first value of an enumeration, as it is on the wire."""
    if not enum.members:
        return ""
    return enum.members[0].name if enum.type == STRING else int(enum.members[0].value or 0)
