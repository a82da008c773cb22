"""A type or an enumeration of another name.

A `Spec` enters with the qualified names; it leaves with the new one wherever the old one was.
"""

from __future__ import annotations

from typing import Any

from docgen.records import Record, replace
from docgen.spec.model import Discriminator, Enum, Sample, Spec, Type
from docgen.spec.types import TypeUse


def renamed(spec: Spec, old: str, new: str) -> Spec:
    """The spec with another name for a type or an enumeration."""
    changed = _renamed(spec, {old: new})
    types = sorted(changed.types, key=lambda item: item.name.lower())
    enums = sorted(changed.enums, key=lambda item: item.name.lower())
    return replace(changed, types=tuple(types), enums=tuple(enums))


def _renamed(item: Any, names: dict[str, str]) -> Any:
    match item:
        case tuple():
            found = tuple(_renamed(each, names) for each in item)
            return found if any(a is not b for a, b in zip(found, item)) else item
        case Discriminator():
            mapping = tuple((value, names.get(name, name)) for value, name in item.mapping)
            return replace(item, mapping=mapping)
        case Record() if not isinstance(item, Sample):
            own = {field: getattr(item, field) for field in type(item).__struct_fields__}
            changes = {f: new for f, old in own.items() if (new := _renamed(old, names)) is not old}
            # All other records have names of something else.
            for field in ("name", "base") if isinstance(item, (Type, Enum, TypeUse)) else ():
                if own.get(field) in names:
                    changes[field] = names[own[field]]
            return replace(item, **changes) if changes else item
        case _:
            return item
