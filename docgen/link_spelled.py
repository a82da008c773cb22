"""Keys as they are on the wire, where tables begin them with a capital.

Linked types and operations enter; the types leave with the spelling that samples show. It refuses to
read pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docgen.linker import Linker
from docgen.records import replace
from docgen.spec.model import Enum, Operation, Property, Type
from docgen.spec.sample_values import Walker, contents


def spell_as_shown(
    linker: Linker, types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> list[Type]:
    """The types with each property spelled as all samples that show it do (DG345): `Id` as `id`.

    A value below a key can be told of only when the key is known, so it is done again while it helps.
    """
    found = list(types)
    while renamed := _other_spellings(found, enums, operations):
        for properties in renamed.values():
            for item, shown in properties.items():
                if item.at:
                    place = "the samples"
                    linker.report("DG345", item.at, name=item.name, other=shown, place=place)
        found = [_respelled(item, renamed.get(item.name, {})) for item in found]
    return found


def _other_spellings(
    types: Sequence[Type], enums: Sequence[Enum], operations: Sequence[Operation]
) -> Mapping[str, Mapping[Property, str]]:
    """Type -> its properties with a capital that no sample shows as documented, and how they do."""
    titled = any(p.name[:1].isupper() for item in types for p in item.properties)
    if not titled:
        return {}
    walker = Walker(types, enums)
    unknown: dict[tuple[str, str], None] = {}
    known: set[tuple[str, str]] = set()
    for operation in operations:
        for content in contents(operation):
            for found in walker.walk(content):
                if found.key and not found.type and found.key[:1].islower():
                    unknown[found.owner, found.key] = None
                elif found.key:
                    known.add((found.owner, found.key))
    shown: dict[str, dict[Property, str]] = {}
    for owner, key in unknown:
        for name in walker.line(owner):
            for item in walker.types[name].properties:
                if not item.name[:1].isupper() or item.name.lower() != key.lower():
                    continue
                if (owner, item.name) not in known:
                    shown.setdefault(name, {}).setdefault(item, key)
    return shown


def _respelled(item: Type, names: Mapping[Property, str]) -> Type:
    if not names:
        return item
    spelled = {found.name: shown for found, shown in names.items()}
    return replace(
        item,
        key=tuple(spelled.get(name, name) for name in item.key),
        properties=tuple(replace(p, name=names[p]) if p in names else p for p in item.properties),
    )
