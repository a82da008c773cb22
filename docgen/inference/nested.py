"""Objects inside of the things that responses are about: each with a name of its own.

Named shapes enter; the names of their parts leave, and what makes types of them. Parts under the same key are one type where they share nearly all of
their keys; one that has hardly a key that a thing of that name lacks is that thing, and one whose keys a page states of a type of
that name is of that type. What an earlier run named keeps its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from docgen.inference.memory import KeyPath, kept
from docgen.inference.nouns import noun
from docgen.inference.shapes import (
    DEEPEST,
    NOTHING,
    Shape,
    likeness,
    likeness_within,
    merge,
    merged,
)
from docgen.records import Record
from docgen.spec.model import Property, Type
from docgen.spec.types import ANY, OBJECT, TypeUse, array_of, use_of
from docgen.syntax.naming import pascal_case, words

_PRIMITIVES = (
    "boolean",
    "integer",
    "number",
    "string",
    "date",
    "date-time",
)  # in the order of a union
_SAME = 0.8  # of all keys of both, before two objects are one
_MOST_WORDS = 3  # of the name of a type that a longer key ends with
_FEWEST = 2  # keys of objects under several keys that are one type
_SAME_THING = 0.75  # before an object is the thing of its name

# Keys that any object may have for a part of its own.
_ANY_PART = frozenset(
    "arg argument attribute by config content data detail entry error field from info input item link list meta metadata name"
    " next object option output param parameter previous property record relationship request response result row setting"
    " source state stat status target to total type value".split()
)
_OF_ANSWERS = frozenset(("Response", "Result", "Request", "List", "Envelope"))
_SOMEONE = "by"  # `closed_by` says who did what
_LISTED = "list"  # the key of many things, and no name of one

Place = tuple[str, str]  # a type and a property of it


class Part(Record, frozen=True, kw_only=True):
    """An object inside of a named shape."""

    owner: str  # the name
    path: KeyPath
    shape: Shape
    is_one: bool  # not in a list or a map

    @property
    def key(self) -> str:
        """The last key, that of many in the singular."""
        return noun(self.path[-1])


class Nested(Record, frozen=True, kw_only=True):
    """The types of all parts."""

    names: Mapping[Place, str]  # by type and property
    shapes: Mapping[str, Shape]  # of the types that are made of parts, by name
    joined: Mapping[str, Shape]  # of the parts that are one of the named shapes, by its name


def nested(
    things: Mapping[str, Shape],
    taken: frozenset[str],
    remembered: Mapping[Place, str] = {},
    stated: Mapping[str, frozenset[str]] = {},
) -> Nested:
    """The types of the objects inside of named shapes.

    `taken` are names of others, in lower case; `remembered` has those that an earlier run gave; `stated` the keys of the
    types that pages state, by name.
    """
    of_pages = {name.lower(): (name, keys) for name, keys in stated.items()}
    parts = [part for owner, shape in things.items() for part in _parts(owner, (), shape)]
    known, found, groups = remembered, dict[Place, str](), dict[str, list[Part]]()
    for _ in range(DEEPEST):
        last = found
        groups = _named(parts, things, taken, known, of_pages)
        names = {(part.owner, part.path): name for name, group in groups.items() for part in group}
        found = _places(groups, names)
        if found.items() <= known.items() or found == last:
            break
        # What two types have in a property is one type where the two are one: found again, level by level.
        known = {**remembered, **found}
    shapes = {name: merged(part.shape for part in group) for name, group in groups.items()}
    return Nested(
        names=found,
        shapes={n: shape for n, shape in shapes.items() if n not in things and n not in stated},
        joined={name: shape for name, shape in shapes.items() if name in things},
    )


def _named(
    parts: Sequence[Part],
    things: Mapping[str, Shape],
    taken: frozenset[str],
    known: Mapping[Place, str],
    stated: Mapping[str, tuple[str, frozenset[str]]],
) -> dict[str, list[Part]]:
    """The parts by the names of their types; `stated` has the names of those that pages state, and their keys."""
    groups, new = _known(parts, things, taken, known)
    by_key: dict[str, list[Part]] = defaultdict(list)
    for part in new:
        by_key[part.key].append(part)
    known_by_key: dict[str, list[list[Part]]] = defaultdict(list)
    for name, group in groups.items():
        if name not in things:
            known_by_key[group[0].key].append(group)
    used = {*taken, *(name.lower() for name in (*things, *groups))}
    resources = {name.lower(): (name, shape) for name, shape in things.items()}
    clusters = _of_heads(
        [c for key in sorted(by_key) for c in _clusters(by_key[key], known_by_key[key])], used
    )
    rest: list[list[Part]] = []
    for cluster in clusters:
        shape = merged(part.shape for part in cluster)
        key = cluster[0].key
        name = _resource(key, shape, resources) or _stated(key, shape, stated)
        name = name or _plain_name(cluster, used)
        if not name:
            rest.append(cluster)
            continue
        used.add(name.lower())
        groups.setdefault(name, []).extend(cluster)
    names = {(part.owner, part.path): name for name, group in groups.items() for part in group}
    # The objects around others first: the names of those begin with theirs.
    for cluster in sorted(rest, key=lambda c: min(len(part.path) for part in c)):
        name = _longer_name(cluster, names, used)
        used.add(name.lower())
        names |= {(part.owner, part.path): name for part in cluster}
        groups[name] = cluster
    for group in groups.values():
        group.sort(key=_order)
    return groups


def _places(
    groups: Mapping[str, Sequence[Part]], names: Mapping[tuple[str, KeyPath], str]
) -> dict[Place, str]:
    """The type of the objects in each property of a type."""
    found: dict[Place, str] = {}
    for name, group in groups.items():
        for part in group:
            *outer, key = part.path
            owner = names[part.owner, tuple(outer)] if outer else part.owner
            found.setdefault((owner, key), name)
    return found


def known_parts(
    things: Mapping[str, Shape], known: Mapping[Place, str]
) -> dict[str, frozenset[str]]:
    """The keys of the objects inside of named shapes that have a name already, by that name in lower case."""
    keys: dict[str, frozenset[str]] = {}
    for owner, shape in things.items():
        for part in _parts(owner, (), shape):
            name = _known_name(part, known).lower()
            keys[name] = keys.get(name, frozenset()) | part.shape.keys
    return keys


def _known(
    parts: Sequence[Part],
    things: Mapping[str, Shape],
    taken: frozenset[str],
    known: Mapping[Place, str],
) -> tuple[dict[str, list[Part]], Sequence[Part]]:
    """The parts that have a name already, by name, and all others."""
    if not known:
        return {}, parts

    def name_of(part: Part) -> str:
        name = _known_name(part, known)
        return "" if name.lower() in taken - lower.keys() else lower.get(name.lower(), name)

    lower = {name.lower(): name for name in things}
    keys = {name: shape.keys for name, shape in things.items()}
    return kept(sorted(parts, key=_order), name_of, lambda part: part.shape.keys, keys)


def _known_name(part: Part, known: Mapping[Place, str]) -> str:
    name = part.owner
    for step in part.path:
        name = known.get((name, step), "")
    return name


def _order(part: Part) -> tuple[int, str, KeyPath]:
    """Those with the most keys first."""
    return -len(part.shape.keys), part.owner, part.path


def inner_object(shape: Shape) -> Shape | None:
    """The object that a value is, or that a list or map of such values holds; None for anything else."""
    while not shape.is_object:
        inner = shape.items or shape.values
        if inner is None or shape.kinds or shape.fields:
            return None
        shape = inner
    return shape


def _parts(owner: str, path: KeyPath, shape: Shape) -> Iterator[Part]:
    for key, field in (shape.fields or {}).items():
        if inner := inner_object(field):
            yield Part(owner=owner, path=(*path, key), shape=inner, is_one=inner is field)
            yield from _parts(owner, (*path, key), inner)


def _clusters(parts: Sequence[Part], known: Sequence[list[Part]]) -> list[list[Part]]:
    """The parts of one key, united where they share nearly all of their keys; the one of most things first.

    A part that is like a `known` group is added to that.
    """
    clusters = [(merged(part.shape for part in group), group) for group in known]
    for part in sorted(parts, key=_order):
        near = [(likeness_within(part.shape, c[0]), n) for n, c in enumerate(clusters)]
        share, best = max(near, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
        if share >= _SAME:
            shape, members = clusters[best]
            members.append(part)
            clusters[best] = (merge(shape, part.shape), members)
        else:
            clusters.append((part.shape, [part]))
    found = [members for _, members in clusters[len(known) :]]
    return sorted(found, key=lambda c: (-len({p.owner for p in c}), min(p.owner for p in c)))


def _of_heads(clusters: Sequence[list[Part]], used: Collection[str]) -> list[list[Part]]:
    """The clusters; those with the same keys are one where theirs end with one noun: a `home_address`, a `work_address`.

    Not where something else, one of the `used` names in lower case, is called so.
    """
    found: dict[tuple[str, frozenset[str]] | int, list[Part]] = {}
    for number, cluster in enumerate(clusters):
        head = noun(_last_word(cluster[0].key))
        keys = merged(part.shape for part in cluster).keys
        is_name = head not in _ANY_PART and head not in used and len(keys) >= _FEWEST
        found.setdefault((head, keys) if is_name else number, []).extend(cluster)
    return [*found.values()]


def _last_word(key: str) -> str:
    return (words(key) or [""])[-1].lower()


def _resource(key: str, shape: Shape, resources: Mapping[str, tuple[str, Shape]]) -> str:
    """The thing of that name, where an object has hardly a key that it lacks: a lamp under `lamp` and `next_lamp`."""
    known = (resources[name] for name in _names_of(key, shape) if name in resources)
    return next((name for name, other in known if is_same_thing(shape.keys, other.keys)), "")


def _stated(key: str, shape: Shape, stated: Mapping[str, tuple[str, frozenset[str]]]) -> str:
    """The stated type of that name, where it has all keys of an object."""
    known = (stated[name] for name in _names_of(key, shape) if name in stated)
    return next((name for name, keys in known if shape.keys <= keys), "")


def _names_of(key: str, shape: Shape) -> Iterator[str]:
    """The names of what may be under a key, in lower case: "nextlamp" and, of an object with more than a key, "lamp"."""
    yield pascal_case(key).lower()
    last = words(key)[-_MOST_WORDS:] if len(shape.keys) >= _FEWEST else []
    yield from ("".join(last[at:]).lower() for at in range(len(last)))


def is_same_thing(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether an object with some keys is a thing with others."""
    return likeness(a, b) >= _SAME_THING


def _key(cluster: Sequence[Part]) -> str:
    """The key of objects, in the singular unless each is one: "settings" of one object."""
    is_one = all(part.is_one for part in cluster)
    keys = {part.path[-1] if is_one else part.key for part in cluster}
    return min(keys) if len(keys) == 1 else _ending([*map(pascal_case, sorted(keys))]) or min(keys)


def _plain_name(cluster: Sequence[Part], used: set[str]) -> str:
    """`Author`; "" where another has that name, and for what says nothing without the object that it is in."""
    key = _key(cluster)
    is_said = noun(key) not in _ANY_PART and _last_word(key) != _SOMEONE
    is_telling = is_said or len({part.owner for part in cluster}) > 1
    return pascal_case(key) if is_telling and pascal_case(key).lower() not in used else ""


def _longer_name(
    cluster: Sequence[Part], names: Mapping[tuple[str, KeyPath], str], used: set[str]
) -> str:
    """`IssueAuthor`, after the object that it is in; `StorageItem` of many below `storage`."""
    plain, is_one = pascal_case(_key(cluster)), all(part.is_one for part in cluster)
    plain = plain if is_one or plain.lower() != _LISTED else "Item"
    around = {(part.owner, part.path[:-1]) for part in cluster}
    holders = sorted({names.get(at, "") if at[1] else at[0] for at in around} - {""})
    outer = min(part.owner for part in cluster)
    ending = _ending(holders)
    first = holders[0] if ending in _OF_ANSWERS else ending or holders[0]
    candidates = [
        holder + (plain if is_one or not holder.endswith(plain) else "Item")
        for holder in (first, *holders, first if first.startswith(outer) else outer + first)
    ]
    candidates += [plain] if plain.lower() not in _ANY_PART else []
    numbered = (f"{candidates[0]}{n}" for n in range(2, len(used) + 3))
    return next(name for name in chain(candidates, numbered) if name.lower() not in used)


def _ending(names: Sequence[str]) -> str:
    """The words that names in Pascal case end with: "Lamp" of "DeskLamp" and "FloorLamp"; "" for none."""
    found: list[str] = []
    for same in zip(*(reversed(words(name)) for name in names)):
        if len(set(same)) > 1:
            break
        found.insert(0, same[0])
    return "".join(found)


@dataclass(frozen=True, kw_only=True)
class Emitter:
    """Makes types of shapes."""

    namespace: str
    parts: Nested
    held: Mapping[tuple[str, str], TypeUse]  # by envelope and key

    def type(self, name: str, shape: Shape, page: str) -> Type:
        elsewhere = self.parts.joined.get(name, NOTHING).fields or {}
        return Type(
            name=f"{self.namespace}.{name}",
            kind="object",
            evidence="sampled",
            page=page,
            properties=tuple(
                Property(
                    name=key,
                    type=self.held.get((name, key))
                    or self.use(name, key, merge(field, elsewhere.get(key, NOTHING))),
                )
                for key, field in (shape.fields or {}).items()
            ),
        )

    def use(self, owner: str, key: str, shape: Shape) -> TypeUse:
        """The type of a field of a named shape."""
        named = self.parts.names.get((owner, key), "") if inner_object(shape) else ""
        return use_of_shape(shape, use_of(f"{self.namespace}.{named}") if named else OBJECT)


def use_of_shape(shape: Shape, inner: TypeUse) -> TypeUse:
    """The type of values of a shape; `inner` is that of the objects in it."""
    kinds = [use_of(kind) for kind in _PRIMITIVES if kind in shape.kinds]
    if shape.items is not None:
        kinds.append(array_of(use_of_shape(shape.items, inner)))
    if shape.values is not None:
        kinds.append(TypeUse(kind="map", items=(use_of_shape(shape.values, inner),)))
    # Beside values, parts of which nothing is known may be the values that a page lists.
    if shape.fields and (not kinds or any(field.is_known for field in shape.fields.values())):
        kinds.append(inner)
    if not kinds:
        return ANY if shape.fields is None else OBJECT
    use = kinds[0] if len(kinds) == 1 else TypeUse(kind="union", items=tuple(kinds))
    return ANY if ANY in use.items and use.kind == "union" else use
