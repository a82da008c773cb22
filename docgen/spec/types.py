"""The use of a type by a property, a parameter or a content.

The text of a use, `Collection(Edm.String)`, is for spec.json and for messages; nothing parses it but
`spec_json`.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from docgen.records import Record
from docgen.spec.primitives import PRIMITIVES, UNTYPED


class TypeUse(Record, frozen=True, gc=False):
    """A type as something is of it. Those of equal names are one object, where `use_of` and `array_of` make them."""

    kind: Literal["named", "primitive", "array", "map", "tuple", "union", "any"]
    # "microsoft.graph.user", "Edm.String"; "" for what consists of others
    name: str = ""
    items: tuple[TypeUse, ...] = ()
    is_nullable: bool = False

    @property
    def is_array(self) -> bool:
        return self.kind == "array"

    @property
    def item(self) -> TypeUse:
        """The type of the items of an array, and of those of an array in it; else the type itself."""
        use = self
        while use.kind == "array":
            use = use.items[0]
        return use

    def __str__(self) -> str:
        return f"Collection({self.items[0]})" if self.kind == "array" else self.name

    def __repr__(self) -> str:
        return repr(str(self))


@cache
def use_of(name: str) -> TypeUse:
    """The use of a primitive or of a named type, by its qualified name."""
    if name == UNTYPED:
        return TypeUse(kind="any", name=name)
    return TypeUse(kind="primitive" if name in PRIMITIVES else "named", name=name)


@cache
def array_of(item: TypeUse) -> TypeUse:
    """The use of an array."""
    return TypeUse(kind="array", items=(item,))


ANY = use_of(UNTYPED)
STRING = use_of("Edm.String")
BOOLEAN = use_of("Edm.Boolean")
INT32 = use_of("Edm.Int32")
INT64 = use_of("Edm.Int64")
STREAM = use_of("Edm.Stream")
