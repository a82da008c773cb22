"""The use of a type by a property, a parameter or a content."""

from __future__ import annotations

from functools import cache
from typing import Literal

from docgen.records import Record
from docgen.spec.primitives import ANYTHING, PRIMITIVES


class TypeUse(Record, frozen=True):
    """A type as something is of it. Those of equal names are one object, where `use_of` and `array_of` make them."""

    kind: Literal["named", "primitive", "array", "map", "tuple", "union", "any"]
    # "microsoft.graph.user", "int32"; "" for what consists of others
    name: str = ""
    # One of an array or of the values of a map; each of a tuple or a union.
    items: tuple[TypeUse, ...] = ()
    is_nullable: bool = False  # null is stated to be a value

    @property
    def is_array(self) -> bool:
        return self.kind == "array"

    @property
    def may_be_array(self) -> bool:
        """Whether it is an array, or one of its alternatives is."""
        return self.is_array or self.kind == "union" and any(item.is_array for item in self.items)

    @property
    def item(self) -> TypeUse:
        """The type of the items of an array, and of those of an array in it; else the type itself."""
        use = self
        while use.kind == "array":
            use = use.items[0]
        return use

    @property
    def names(self) -> frozenset[str]:
        """The names of all types in it."""
        inside = (name for item in self.items for name in item.names)
        return frozenset((self.name, *inside) if self.name else inside)

    def __str__(self) -> str:
        match self.kind:
            case "array" | "map":
                text = f"{self.kind} of {self.items[0]}"
            case "tuple":
                text = f"tuple of {', '.join(map(str, self.items))}"
            case "union":
                text = " or ".join(map(str, self.items))
            case _:
                text = self.name
        return f"{text} or null" if self.is_nullable else text

    def __repr__(self) -> str:
        return repr(str(self))


@cache
def use_of(name: str) -> TypeUse:
    """The use of a primitive or of a named type, by its qualified name."""
    if name == ANYTHING:
        return TypeUse(kind="any", name=name)
    return TypeUse(kind="primitive" if name in PRIMITIVES else "named", name=name)


@cache
def array_of(item: TypeUse) -> TypeUse:
    """The use of an array."""
    return TypeUse(kind="array", items=(item,))


def is_composed(use: TypeUse) -> bool:
    """Whether a use is of a union, a map or a tuple, or of an array of them."""
    return use.kind in ("union", "map", "tuple") or any(map(is_composed, use.items))


ANY = use_of(ANYTHING)
STRING = use_of("string")
BOOLEAN = use_of("boolean")
OBJECT = TypeUse(kind="map", items=(ANY,))  # of which only that is known
INT32 = use_of("int32")
INT64 = use_of("int64")
BINARY = use_of("binary")
