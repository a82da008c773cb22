"""The least JSON value that fits a type.

A `Spec` and the name of a type enter; a value leaves. It knows neither operations nor samples.
"""

from __future__ import annotations

from typing import Any

from docgen.spec.model import Spec, Type

_PRIMITIVES: dict[str, Any] = {
    "Edm.Boolean": False,
    "Edm.DateTimeOffset": "1970-01-01T00:00:00Z",
    "Edm.Date": "1970-01-01",
    "Edm.TimeOfDay": "00:00:00",
    "Edm.Duration": "PT0S",
    "Edm.Guid": "00000000-0000-0000-0000-000000000000",
    "Edm.Binary": "",
    "Edm.Untyped": {},
}
_NUMBERS = ("Byte", "SByte", "Int16", "Int32", "Int64", "Single", "Double", "Decimal")
_DEEPEST = 8  # types inside of types; a type may hold itself


class MinimalValues:
    """The minimal values of one spec."""

    def __init__(self, spec: Spec) -> None:
        self._types = {item.name: item for item in spec.types}
        self._enums = {item.name: item for item in spec.enums}
        self._made: dict[str, str] = {}  # base -> its first type that is not abstract
        for item in spec.types:
            if not item.is_abstract:
                self._made.setdefault(item.base, item.name)

    def of(self, type_name: str, *, key: str = "1", depth: int = 0) -> Any:
        """A value of a type by its name: one item in a collection, keys and what is never null in
        an object. `key` is the text of its key.
        """
        if type_name.startswith("Collection("):
            return [self.of(type_name[11:-1], key=key, depth=depth)]
        if type_name in self._types:
            return self._object(self._types[type_name], key, depth)
        if type_name in self._enums:
            members = self._enums[type_name].members
            return members[0].name if members else ""
        if type_name.removeprefix("Edm.") in _NUMBERS:
            return 0
        return _PRIMITIVES.get(type_name, "")

    def _object(self, item: Type, key: str, depth: int) -> dict[str, Any]:
        lineage = self._lineage(item)
        value: dict[str, Any] = {}
        if item.is_abstract and item.name in self._made:
            value["@odata.type"] = f"#{self._made[item.name]}"
        keys = {name for each in lineage for name in each.key}
        for each in reversed(lineage):
            for member in each.properties:
                if member.name in keys and member.type == "Edm.String":
                    value[member.name] = key
                elif member.name in keys or not (member.is_nullable or member.is_navigation):
                    is_deep = depth >= _DEEPEST
                    value[member.name] = (
                        [] if is_deep and "(" in member.type
                        else None if is_deep
                        else self.of(member.type, depth=depth + 1)
                    )  # fmt: skip
        return value

    def _lineage(self, item: Type) -> list[Type]:
        """A type and its bases, each once: documentation may say that two are each other's base."""
        found = [item]
        while found[-1].base in self._types and self._types[found[-1].base] not in found:
            found.append(self._types[found[-1].base])
        return found
