"""What no page states, but several show: base types and relationships.

Linked types and operations enter; the types leave with what follows from samples, cast segments,
repeated properties and paths, each marked as inferred and told. It refuses to read pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from docgen.linking.base_types import settle_bases
from docgen.linking.context import Linker
from docgen.linking.names import ancestors
from docgen.linking.relationships import (
    properties_with_inherited,
    returned_types,
    with_relationships,
)
from docgen.records import replace
from docgen.spec.model import Operation, Property, Type
from docgen.spec.types import TypeUse
from docgen.syntax.naming import simple, words
from docgen.syntax.url_path import shape

_LEAST_REPEATED = 2  # properties, the key apart, that a subtype's page repeats of its base type

_LEAST_HEIRS = 2  # stated ones, before a type without more than a key is a base type for all


def infer_types(
    linker: Linker, types: Sequence[Type], operations: Sequence[Operation]
) -> list[Type]:
    """The types with inferred base types (DG329) and relationships (DG330, DG331)."""
    known = {item.name: item for item in types}
    known = with_relationships(linker, known, operations)
    bases = {name: item.base for name, item in known.items()}
    found: dict[str, str] = {}
    for name, base in (
        *_shown(known, operations),
        *_repeated(known, operations),
        *_named_after(known, operations),
        *_universal(known, operations),
    ):
        if bases[name] or name in (base, *ancestors(base, bases)):
            continue
        bases[name] = found[name] = base
        at = known[name].at
        if at:
            linker.report("DG329", at, name=simple(name), base=simple(base))
    settled = settle_bases(linker, known, bases)
    return [replace(item, is_base_inferred=item.name in found) for item in settled]


def _shown(types: Mapping[str, Type], operations: Sequence[Operation]) -> Iterator[tuple[str, str]]:
    """Subtypes that a sample's "@odata.type" or a cast segment names where a base type is documented.

    The base type must be one: abstract, with other heirs, or with nothing that the subtype lacks.
    """
    heirs = {item.base for item in types.values()}
    votes: dict[str, Counter[str]] = {}
    for name, base in (*_in_samples(types, operations), *_in_casts(types, operations)):
        votes.setdefault(name, Counter())[base] += 1
    for name, counts in sorted(votes.items()):
        own = properties_with_inherited(name, types).keys()
        fitting = [
            base
            for base in sorted(counts, key=lambda b: (-counts[b], b))
            if types[base].is_abstract
            or base in heirs
            or properties_with_inherited(base, types).keys() <= own
        ]
        if fitting:
            yield name, fitting[0]


def _in_samples(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    names = {name.lower(): name for name in types}
    properties_of = cache(lambda name: properties_with_inherited(name, types))

    def walk(value: Any, declared: TypeUse) -> Iterator[tuple[str, str]]:
        item = declared.item.name
        if isinstance(value, list):
            for one in value:
                yield from walk(one, declared.item)
            return
        if not isinstance(value, dict) or item not in types:
            return
        given = value.get("@odata.type")
        stated = names.get(given.lstrip("#").lower(), "") if isinstance(given, str) else ""
        if stated and stated != item:
            yield stated, item
        properties = properties_of(stated or item)
        for key, inner in value.items():
            if key.lower() in properties and isinstance(inner, (dict, list)):
                yield from walk(inner, properties[key.lower()].type)

    for operation in operations:
        returned = next((r.type for r in operation.responses if r.type), None)
        body = operation.request_body
        for sample in operation.samples:
            if sample.request and sample.request.has_json and body and body.type:
                yield from walk(sample.request.json, body.type)
            if sample.response and sample.response.status < 400 and returned:
                value = sample.response.json
                if returned.is_array and isinstance(value, dict):
                    value = value.get("value")
                yield from walk(value, returned)


def _in_casts(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    names = {name.lower(): name for name in types}
    returned = returned_types(operations)
    for operation in operations:
        for match in re.finditer(r"/([A-Za-z]\w*(?:\.\w+)+)(?=/|$)", operation.path):
            before = returned.get(shape(operation.path[: match.start()]))
            base = before.item.name if before else ""
            name = names.get(match[1].lower())
            if name and base in types and name != base:
                yield name, base


def _repeated(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    """Types whose page repeats all of a base type whose name ends with the same word.

    A type is a base type when it has heirs, is abstract, or when several repeat it. Types that
    something holds or that a GET reads are alike by chance more often than not.
    """
    held = {p.type.item.name for item in types.values() for p in item.properties}
    read = {returned.item.name for returned in returned_types(operations).values()}
    alone = types.keys() - held - read
    heirs = Counter(item.base for item in types.values())
    all_properties = {name: properties_with_inherited(name, types) for name in types}
    by_word: dict[str, list[str]] = {}
    for name in types:
        by_word.setdefault(_family(name), []).append(name)
    for family in by_word.values():
        repeating: dict[str, list[str]] = {}
        for base in family:
            wanted = all_properties[base]
            if len(wanted.keys() - {"id"}) >= _LEAST_REPEATED:
                repeating[base] = [
                    name
                    for name in family
                    if name != base
                    and name in alone
                    and not types[name].base
                    and all(_is_repeated(p, all_properties[name]) for p in wanted.values())
                ]
        ranks = {
            base: (
                types[base].is_abstract or heirs[base] > 0,
                types[base].kind == "entity",
                len(all_properties[base]),
                -len(words(simple(base))),
                base,
            )
            for base, names in repeating.items()
            if types[base].is_abstract or heirs[base] or len(names) >= _LEAST_HEIRS
        }
        for name in family:
            fitting = [base for base in ranks if name in repeating[base]]
            best = max(fitting, key=lambda base: ranks[base], default="")
            if best and ranks[best] > ranks.get(name, (False,)):
                yield name, best


def _family(name: str) -> str:
    """The last word of a name, the one before in `policyBase`."""
    parts = [word.lower() for word in words(simple(name))]
    return parts[-2] if parts[-1] == "base" and len(parts) > 1 else parts[-1]


def _is_repeated(item: Property, others: Mapping[str, Property]) -> bool:
    found = others.get(item.name.lower())
    return found is not None and found.type == item.type


def _named_after(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    """`educationWordResource` after `educationResource`, when only the shorter is a type of something."""
    held = {p.type.item.name for item in types.values() for p in item.properties}
    read = {returned.item.name for returned in returned_types(operations).values()}
    used = held | {r.type.item.name for o in operations for r in o.responses if r.type}
    bodies = (o.request_body for o in operations if o.request_body)
    used |= {body.type.item.name for body in bodies if body.type}
    by_ends: dict[tuple[str, str], list[tuple[list[str], str]]] = {}
    for name in types:
        parts = words(simple(name))
        by_ends.setdefault((parts[0], parts[-1]), []).append((parts, name))
    for name, item in types.items():
        parts = words(simple(name))
        if item.base or name in held | read:
            continue
        fitting = [
            (len(shorter), base)
            for shorter, base in by_ends[parts[0], parts[-1]]
            if len(shorter) > 1 and base in used and _is_within(shorter, parts)
        ]
        if fitting:
            yield name, max(fitting)[1]


def _is_within(shorter: list[str], parts: list[str]) -> bool:
    """Whether a name is another with words put into its middle."""
    extra = len(parts) - len(shorter)
    return extra > 0 and any(
        parts[:at] == shorter[:at] and parts[at + extra :] == shorter[at:]
        for at in range(1, len(shorter))
    )


def _universal(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    """Types with the key that one type holds alone, for which others state it as their base.

    They are entity types, or a GET reads them at a path of their own.
    """
    read = {
        response.type.item.name
        for operation in operations
        if operation.method == "GET" and operation.kind in ("get", "list")
        for response in operation.responses
        if response.type
    }
    heirs = Counter(item.base for item in types.values() if item.base)
    roots = [
        name
        for name, item in types.items()
        if heirs[name] >= _LEAST_HEIRS
        and not item.base
        and item.key
        and [p.name for p in item.properties] == list(item.key)
    ]
    if not roots:
        return
    root = max(sorted(roots), key=lambda name: heirs[name])
    key = types[root].properties[0]
    for name, item in types.items():
        if name != root and not item.base and (item.kind == "entity" or name in read):
            if item.key == types[root].key or any(
                p.name == key.name and p.type == key.type for p in item.properties
            ):
                yield name, root
