"""Objects around things: `LampList` around many, `LampResponse` around one, `LampEnvelope` where that is the thing.

Things and their types enter; a `Wrapper` leaves for each key that answers have a thing under.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from docgen.inference.resources import Part, Resource
from docgen.inference.shapes import Shape, merged
from docgen.records import Record, replace
from docgen.spec.remembered import Remembered
from docgen.spec.types import TypeUse, array_of


class Wrapper(Record, frozen=True, kw_only=True):
    """An object around a thing, or around many."""

    name: str
    key: str  # of what it holds
    use: TypeUse  # of what it holds
    shape: Shape
    operations: tuple[str, ...]


class _Around(Record, frozen=True, kw_only=True):
    """The answers that have a thing, or many, under one key of an object around it."""

    thing: str
    key: str
    is_list: bool
    parts: tuple[Part, ...]


def wrappers(
    things: Sequence[Resource],
    uses: Mapping[str, TypeUse],
    taken: Collection[str],
    remembered: Remembered,
    living: Collection[str],
) -> list[Wrapper]:
    """The objects around things. `taken` are the names of others, `living` those that stay, in lower case."""
    groups = list(_groups(things))
    known = _known(groups, taken, remembered)
    used = {*taken, *living, *(name.lower() for name in known.values())}
    found: list[Wrapper] = []
    for number, group in enumerate(groups):
        name = known.get(number, "")
        if not name:
            ending = "List" if group.is_list else "Response"
            name = free_name(group.thing, (ending, "Envelope"), used)
            used.add(name.lower())
        use = uses[group.thing]
        found.append(
            Wrapper(
                name=name,
                key=group.key,
                use=array_of(use) if group.is_list else use,
                shape=merged(part.content.around for part in group.parts),
                operations=tuple(part.answer.operation for part in group.parts),
            )
        )
    return found


def free_name(name: str, endings: Sequence[str], used: Collection[str]) -> str:
    """A name with the first of some endings that is not among the `used`, in lower case: "LampResponse".

    That of "LampResponse" is "LampEnvelope".
    """
    stem = name.removesuffix("Response")
    candidates = [(name if ending == "List" else stem) + ending for ending in endings]
    numbered = (f"{candidates[-1]}{n}" for n in range(2, len(used) + 3))
    return next(n for n in chain(candidates, numbered) if n.lower() not in used)


def _groups(things: Iterable[Resource]) -> Iterable[_Around]:
    for thing in things:
        around: dict[tuple[str, bool], list[Part]] = defaultdict(list)
        for part in thing.parts:
            if part.content.key:
                around[part.content.key, part.content.is_list].append(part)
        for (key, is_list), parts in sorted(around.items(), key=lambda item: item[0]):
            yield _Around(thing=thing.name, key=key, is_list=is_list, parts=tuple(parts))


def _known(
    groups: Sequence[_Around], taken: Collection[str], remembered: Remembered
) -> dict[int, str]:
    """The names that most answers of each group are remembered by, by the number of the group."""
    found: list[tuple[int, int, str]] = []
    for number, group in enumerate(groups):
        known = (remembered.answers.get(part.answer.operation) for part in group.parts)
        votes = Counter(a.around for a in known if a and a.around and a.path[-1:] == (group.key,))
        found += ((-count, number, name) for name, count in votes.most_common(1))
    names: dict[int, str] = {}
    used = set(taken)
    for _, number, name in sorted(found):
        if name.lower() not in used:
            used.add(name.lower())
            names[number] = name
    return names


def without_contents(own: Mapping[str, Shape], around: Sequence[Wrapper]) -> dict[str, Shape]:
    """The shapes whose parts need types; what an envelope holds has one."""
    shapes = dict(own)
    for wrapper in around:
        fields = {k: s for k, s in (wrapper.shape.fields or {}).items() if k != wrapper.key}
        shapes[wrapper.name] = replace(wrapper.shape, fields=fields)
    return shapes
