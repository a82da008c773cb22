"""Names that stay: what an earlier run called the types that samples show.

Names follow from what samples there are, so that a sample less would give others to what is left. docgen.lock remembers
them, and these rules hold:

- An operation is of the type that it is remembered by as long as it is at the place of another of that type, or its
  samples have a key in common with one; so is an object in a property by its keys. The rules of resources.py and
  nested.py make no type of which that is not true, so that a second run changes nothing.
- A type has the name that it is remembered by. What is new joins a type, or makes one, by those rules, and takes no name
  of another.
- What is under a key of an envelope, or is not, stays so.
- A name that no operation has any more is free. Its lines stay until something else is called so: what is added back
  has its name again.
- A name that a page now states for something else gives way; DG353 tells so.

A person forgets a name by deleting its lines in docgen.lock, and states another one by a correction.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from docgen.spec.remembered import Remembered

T = TypeVar("T")
KeyPath = tuple[
    str, ...
]  # the keys to what is in a content; lists and maps have no step of their own


def kept(
    items: Sequence[T],
    name_of: Callable[[T], str],
    facts_of: Callable[[T], frozenset[Hashable]],
    beside: Mapping[str, frozenset[str]] = {},
) -> tuple[dict[str, list[T]], list[T]]:
    """The groups of items that stay together, by the name that they are remembered by, and all other items.

    `name_of` is "" for a new one. One stays that has a fact in common with another of its group, as a key; the first, which
    has the most keys, stays in any case. `beside` has facts of some groups by name.
    """
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(name_of(item), []).append(item)
    others = groups.pop("", [])
    for name, group in groups.items():
        counts = Counter(fact for item in group for fact in facts_of(item))
        counts.update(beside.get(name, ()))
        is_fixed = [
            (not n and name not in beside) or any(counts[fact] > 1 for fact in facts_of(item))
            for n, item in enumerate(group)
        ]
        others += [item for item, stays in zip(group, is_fixed) if not stays]
        groups[name] = [item for item, stays in zip(group, is_fixed) if stays]
    return {name: group for name, group in groups.items() if group}, others


def living(remembered: Remembered, paths: Mapping[str, KeyPath]) -> frozenset[str]:
    """The remembered names of what operations answer with, and of all that is in it; in lower case.

    `paths` has, by operation, the keys to what it answers with in an object of its own, or none.
    """
    inner: dict[str, list[str]] = {}
    for (owner, _), name in remembered.parts.items():
        inner.setdefault(owner, []).append(name)
    known = [(remembered.answers[id], at) for id, at in paths.items() if id in remembered.answers]
    waiting = deque(answer.thing for answer, _ in known)
    waiting += (a.around for a, path in known if a.around and a.path == path)
    found: set[str] = set()
    while waiting:
        name = waiting.popleft()
        if name not in found:
            found.add(name)
            waiting += inner.get(name, ())
    return frozenset(name.lower() for name in found)


def given_way(
    before: Remembered, after: Remembered, taken: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """The remembered names that something else now has, which pages state, each with the one instead.

    `taken` are the names that pages state, in lower case.
    """
    pairs: Iterable[tuple[str, str]] = [
        *((before.parts[at], name) for at, name in after.parts.items() if at in before.parts),
        *(
            pair
            for id, now in after.answers.items()
            if (was := before.answers.get(id))
            for pair in ((was.thing, now.thing), (was.around, now.around))
        ),
    ]
    changed = {was: now for was, now in pairs if was != now and was.lower() in taken}
    return tuple(sorted(changed.items()))


def with_older(after: Remembered, before: Remembered, shown: Collection[str]) -> Remembered:
    """The names of now, with those of what is gone, where nothing else is called so by now.

    `shown` are the operations with samples: a table tells nothing of an envelope.
    """
    stayed = {name for at, name in after.parts.items() if before.parts.get(at) == name}
    stayed |= {a.thing for id, a in after.answers.items() if _thing(before, id) == a.thing}
    given = {*after.parts.values(), *(a.thing for a in after.answers.values())} - stayed
    new = {id: answer for id, answer in after.answers.items() if id in shown}
    older = {id: answer for id, answer in before.answers.items() if answer.thing not in given}
    parts = {at: name for at, name in before.parts.items() if name not in given}
    return Remembered(answers={**after.answers, **older, **new}, parts={**parts, **after.parts})


def _thing(names: Remembered, id: str) -> str:
    return names.answers[id].thing if id in names.answers else ""
