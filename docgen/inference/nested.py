"""Objects inside of the things that responses are about: each with a name of its own.

Named shapes enter; the names of their parts leave. Parts under the same key are one type where they share half of
their keys; one that has hardly a key that a thing of that name lacks is that thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from docgen.inference.nouns import noun
from docgen.inference.shapes import NOTHING, Shape, likeness, likeness_within, merge, merged
from docgen.records import Record
from docgen.syntax.naming import pascal_case

_SAME = 0.8  # of all keys of both, before two objects are one
_SAME_THING = 0.75  # before an object is the thing of its name

# Keys that any object may have for a part of its own.
_ANY_PART = frozenset(
    "attribute config content data detail field info item link list meta metadata object option record relationship"
    " result row setting state stat status total value".split()
)

KeyPath = tuple[
    str, ...
]  # the keys that lead to an object; lists and maps have no step of their own


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

    names: Mapping[tuple[str, KeyPath], str]  # by owner and path
    shapes: Mapping[str, Shape]  # of the types that are made of parts, by name
    joined: Mapping[str, Shape]  # of the parts that are one of the named shapes, by its name
    # Of those types, the part that has the type of a field's objects, by name and field.
    places: Mapping[tuple[str, str], tuple[str, KeyPath]]

    def named(self, owner: str, key: str) -> str:
        """The type of the objects in a field of a named shape, "" for one without."""
        place = self.places.get((owner, key), (owner, (key,)))
        return self.names.get(place, "")


def nested(things: Mapping[str, Shape], taken: frozenset[str]) -> Nested:
    """The types of the objects inside of named shapes; `taken` are names of others, in lower case."""
    by_key: dict[str, list[Part]] = defaultdict(list)
    for owner, shape in things.items():
        for part in _parts(owner, (), shape):
            by_key[part.key].append(part)
    names: dict[tuple[str, KeyPath], str] = {}
    shapes: dict[str, Shape] = {}
    joined: dict[str, Shape] = {}
    members: dict[str, list[Part]] = {}
    used = {*taken, *(name.lower() for name in things)}
    resources = {name.lower(): (name, shape) for name, shape in things.items()}
    for key in sorted(by_key):
        for number, cluster in enumerate(_clusters(by_key[key])):
            shape = merged(part.shape for part in cluster)
            name = _resource(key, shape, resources) or _free_name(key, cluster, number, used)
            used.add(name.lower())
            names |= {(part.owner, part.path): name for part in cluster}
            if name in things:
                joined[name] = merge(joined.get(name, NOTHING), shape)
            else:
                shapes[name] = shape
                members[name] = cluster
    places = {
        (name, key): (part.owner, (*part.path, key))
        for name, cluster in members.items()
        for part in reversed(cluster)
        for key in part.shape.fields or ()
        if (part.owner, (*part.path, key)) in names
    }
    return Nested(names=names, shapes=shapes, joined=joined, places=places)


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


def _clusters(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of one key, united where they share half of their keys; the one of most things first."""
    clusters: list[tuple[Shape, list[Part]]] = []
    for part in sorted(parts, key=lambda p: (-len(p.shape.keys), p.owner, p.path)):
        near = [(likeness_within(part.shape, c[0]), n) for n, c in enumerate(clusters)]
        share, best = max(near, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
        if share >= _SAME:
            shape, members = clusters[best]
            clusters[best] = (merge(shape, part.shape), [*members, part])
        else:
            clusters.append((part.shape, [part]))
    found = [members for _, members in clusters]
    return sorted(found, key=lambda c: (-len({p.owner for p in c}), min(p.owner for p in c)))


def _resource(key: str, shape: Shape, resources: Mapping[str, tuple[str, Shape]]) -> str:
    """The thing of that name, where an object has hardly a key that it lacks."""
    name, other = resources.get(pascal_case(key).lower(), ("", Shape()))
    keys = shape.keys
    return name if likeness(keys, other.keys) >= _SAME_THING else ""


def _free_name(key: str, cluster: Sequence[Part], number: int, used: set[str]) -> str:
    """`Author` for most; `IssueAuthor`, after the object that it is in, for others; `StorageItem` of many below `storage`."""
    if all(part.is_one for part in cluster):
        key = min(part.path[-1] for part in cluster)  # "settings" of one object
    plain = pascal_case(key)
    is_telling = len({part.owner for part in cluster}) > 1 or noun(key) not in _ANY_PART
    if not number and is_telling and plain.lower() not in used:
        return plain
    first = min(cluster, key=lambda part: (part.owner, part.path))
    candidate = first.owner
    for step in (*first.path[:-1], key):
        is_again = candidate.endswith(pascal_case(step)) and not first.is_one
        candidate += "Item" if is_again else pascal_case(step)
    name, count = candidate, 2
    while name.lower() in used:
        name, count = f"{candidate}{count}", count + 1
    return name
