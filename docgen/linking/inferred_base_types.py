"""Base types that no page states: samples, cast segments, repeated properties, names and keys show them.

OData has them everywhere, other APIs where samples show an object with the keys of two types of one page.

In: linked types and operations. Out: the types, each inferred base marked as such; a finding for each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.inference.relationships import returned_types
from docgen.linking.base_types import settle_bases
from docgen.records import Record, replace
from docgen.spec.hierarchy import Hierarchy, ancestors
from docgen.spec.model import Operation, Property, Type
from docgen.spec.sample_values import STATED_TYPE, Walker, contents
from docgen.spec.types import TypeUse
from docgen.syntax.naming import simple, words
from docgen.syntax.url_path import shape

# Properties, the key apart, that a subtype's page repeats of its base type.
_LEAST_REPEATED = 2

# Stated ones, before a type without more than a key is a base type for all.
_LEAST_HEIRS = 2


# Keys of another type, before samples show that it is the base type.
_MANY_KEYS = 3


class _Api(Record, frozen=True, kw_only=True):
    """What base types are inferred from."""

    types: Mapping[str, Type]
    operations: Sequence[Operation]
    # Type -> its properties and the inherited ones, by name in lower case.
    properties: Mapping[str, Mapping[str, Property]]
    # Shape of a path -> what a GET returns.
    returned: Mapping[str, TypeUse]
    # Names of the types that properties are of, and of those that a GET returns.
    held: Set[str]
    read: Set[str]


def infer_base_types(
    types: Sequence[Type], operations: Sequence[Operation]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types with the base types that samples, paths, properties or names show (DG329)."""
    known = {item.name: item for item in types}
    hierarchy = Hierarchy(types)
    returned = returned_types(operations)
    api = _Api(
        types=known,
        operations=operations,
        properties={
            name: {p.name.lower(): p for p in hierarchy.properties(name).values()} for name in known
        },
        returned=returned,
        held={p.type.item.name for item in types for p in item.properties},
        read={use.item.name for use in returned.values()},
    )
    evidence = (_of_samples_and_casts, _of_repeated, _of_names, _of_keys)
    return _with_bases(known, chain.from_iterable(found(api) for found in evidence))


def infer_extensions(
    types: Sequence[Type], operations: Sequence[Operation]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types of an API without OData, those on which samples show that they are based (DG329)."""
    known = {item.name: item for item in types}
    return _with_bases(known, _of_sampled_keys(known, operations))


def _with_bases(
    known: Mapping[str, Type], pairs: Iterable[tuple[str, str]]
) -> tuple[list[Type], list[Diagnostic]]:
    """The types with these base types, where they have none and it leads in no circle."""
    bases = {name: item.base for name, item in known.items()}
    inferred: set[str] = set()
    findings: list[Diagnostic] = []
    for name, base in pairs:
        if bases[name] or name in (base, *ancestors(base, bases)):
            continue
        bases[name] = base
        inferred.add(name)
        if at := known[name].at:
            findings.append(diagnose("DG329", at, name=simple(name), base=simple(base)))
    settled, of_properties = settle_bases(known, bases)
    marked = [
        replace(item, base_evidence="inferred" if item.name in inferred else "stated")
        for item in settled
    ]
    return marked, [*findings, *of_properties]


def _of_sampled_keys(
    types: Mapping[str, Type], operations: Sequence[Operation]
) -> Iterator[tuple[str, str]]:
    """Types whose samples have, beside their own keys, mostly those of the first type of their page."""
    walker = Walker(types.values(), ())
    shown: dict[str, set[str]] = {}
    for content in (content for operation in operations for content in contents(operation)):
        for item in walker.walk(content):
            if item.object_type:
                shown.setdefault(item.object_type, set()).update(item.value)
    first: dict[str, tuple[int, str]] = {}  # by page: its line and its name
    for item in types.values():
        if at := item.at:
            first[at.path] = min(first.get(at.path, (at.line, item.name)), (at.line, item.name))
    for name, keys in sorted(shown.items()):
        at = types[name].at
        base = first[at.path][1] if at else name
        own = walker.hierarchy.properties(name).keys()
        rest = keys - own
        common = rest & walker.hierarchy.properties(base).keys()
        if base != name and len(common) >= _MANY_KEYS and 2 * len(common) > len(rest):
            yield name, base


def _of_samples_and_casts(api: _Api) -> Iterator[tuple[str, str]]:
    """Subtypes that a sample's "@odata.type" or a cast segment names where a base type is documented.

    The base type must be one: abstract, with other heirs, or with nothing that the subtype lacks.
    """
    heirs = {item.base for item in api.types.values()}
    votes: dict[str, Counter[str]] = {}
    for name, base in (*_in_samples(api), *_in_casts(api)):
        votes.setdefault(name, Counter())[base] += 1
    for name, counts in sorted(votes.items()):
        own = api.properties[name].keys()
        fitting = [
            base
            for base in sorted(counts, key=lambda b: (-counts[b], b))
            if api.types[base].is_abstract or base in heirs or api.properties[base].keys() <= own
        ]
        if fitting:
            yield name, fitting[0]


def _in_samples(api: _Api) -> Iterator[tuple[str, str]]:
    walker = Walker(api.types.values(), ())
    for operation in api.operations:
        for content in contents(operation):
            # Else every type is the documented one.
            states_type = content.body and STATED_TYPE in content.body.text
            for item in walker.walk(content) if states_type else ():
                documented = item.type.name if item.type else ""
                if documented in api.types and item.object_type not in ("", documented):
                    yield item.object_type, documented


def _in_casts(api: _Api) -> Iterator[tuple[str, str]]:
    names = {name.lower(): name for name in api.types}
    for operation in api.operations:
        for match in re.finditer(r"/([A-Za-z]\w*(?:\.\w+)+)(?=/|$)", operation.path):
            before = api.returned.get(shape(operation.path[: match.start()]))
            base = before.item.name if before else ""
            name = names.get(match[1].lower())
            if name and base in api.types and name != base:
                yield name, base


def _of_repeated(api: _Api) -> Iterator[tuple[str, str]]:
    """Types whose page repeats all of a base type whose name ends with the same word.

    A type is a base type when it has heirs, is abstract, or when several repeat it. Types that
    something holds or that a GET reads are alike by chance more often than not.
    """
    by_word: dict[str, list[str]] = {}
    for name in api.types:
        by_word.setdefault(_family(name), []).append(name)
    heirs = Counter(item.base for item in api.types.values())
    for family in by_word.values():
        repeating = dict(_repeating(family, api))
        ranks = {
            base: (
                api.types[base].is_abstract or heirs[base] > 0,
                api.types[base].kind == "entity",
                len(api.properties[base]),
                -len(words(simple(base))),
                base,
            )
            for base, names in repeating.items()
            if api.types[base].is_abstract or heirs[base] or len(names) >= _LEAST_HEIRS
        }
        for name in family:
            fitting = [base for base in ranks if name in repeating[base]]
            best = max(fitting, key=lambda base: ranks[base], default="")
            if best and ranks[best] > ranks.get(name, (False,)):
                yield name, best


def _repeating(family: Sequence[str], api: _Api) -> Iterator[tuple[str, list[str]]]:
    """Each type of a family with the types without a base that repeat all of its properties."""
    alone = [
        name
        for name in family
        if name not in api.held and name not in api.read and not api.types[name].base
    ]
    for base in family:
        repeated = api.properties[base]
        if len(repeated.keys() - {"id"}) >= _LEAST_REPEATED:
            yield base, [
                name
                for name in alone
                if name != base
                and all(_is_repeated(p, api.properties[name]) for p in repeated.values())
            ]


def _family(name: str) -> str:
    """The last word of a name, the one before in `policyBase`."""
    parts = [word.lower() for word in words(simple(name))]
    return parts[-2] if parts[-1] == "base" and len(parts) > 1 else parts[-1]


def _is_repeated(item: Property, others: Mapping[str, Property]) -> bool:
    other = others.get(item.name.lower())
    return other is not None and other.type == item.type


def _of_names(api: _Api) -> Iterator[tuple[str, str]]:
    """`educationWordResource` after `educationResource`, when only the shorter is a type of something."""
    used = api.held | {r.type.item.name for o in api.operations for r in o.responses if r.type}
    bodies = (o.request_body for o in api.operations if o.request_body)
    used |= {body.type.item.name for body in bodies if body.type}
    by_ends: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for name in api.types:
        parts = words(simple(name))
        by_ends.setdefault((parts[0], parts[-1]), []).append((parts, name))
    for name, item in api.types.items():
        parts = words(simple(name))
        if item.base or name in api.held or name in api.read:
            continue
        fitting = [
            (len(shorter), base)
            for shorter, base in by_ends[parts[0], parts[-1]]
            if len(shorter) > 1 and base in used and _is_within(shorter, parts)
        ]
        if fitting:
            yield name, max(fitting)[1]


def _is_within(shorter: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a name is another with words put into its middle."""
    extra = len(parts) - len(shorter)
    return extra > 0 and any(
        parts[:at] == shorter[:at] and parts[at + extra :] == shorter[at:]
        for at in range(1, len(shorter))
    )


def _of_keys(api: _Api) -> Iterator[tuple[str, str]]:
    """Types with the key that one type holds alone, for which others state it as their base.

    They are entity types, or a GET reads them at a path of their own.
    """
    read = {
        response.type.item.name
        for operation in api.operations
        if operation.method == "GET" and operation.kind in ("get", "list")
        for response in operation.responses
        if response.type
    }
    heirs = Counter(item.base for item in api.types.values() if item.base)
    roots = [
        name
        for name, item in api.types.items()
        if heirs[name] >= _LEAST_HEIRS
        and not item.base
        and item.key
        and [p.name for p in item.properties] == list(item.key)
    ]
    if not roots:
        return
    root = max(sorted(roots), key=lambda name: heirs[name])
    key = api.types[root].properties[0]
    for name, item in api.types.items():
        if name != root and not item.base and (item.kind == "entity" or name in read):
            if item.key == api.types[root].key or any(
                p.name == key.name and p.type == key.type for p in item.properties
            ):
                yield name, root
