"""The keys of objects: those of a user's choice, those of many types, and those with another name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from docgen.verify.service.documented import Sampled, kind_of

_FEW = 3  # objects that may differ by chance
_NEAR = 0.73  # of difflib


def is_map(names: Mapping[str, Any], value: Mapping[str, Any], sampled: Sampled | None) -> bool:
    """Whether an object has keys of a user's choice: values of one kind, and more other keys than documented ones."""
    if sampled is None or not value:
        return False
    others = [key for key in value if key not in names]
    kinds = {kind_of(item) for item in value.values()}
    documented = {kind for item in sampled.keys.values() for kind in item.kinds}
    is_uniform = len(kinds) == 1 and documented <= kinds
    is_many = len(others) > len(names) or len(others) == len(value) > 0
    # Keys of one style are an API's: "__address__" beside "job" are labels.
    styles = {key.startswith("_") for key in names}
    return is_uniform and (is_many or kinds == {"string"} and len(styles) > 1)


def are_of_many_kinds(objects: Sequence[frozenset[str]]) -> bool:
    """Whether objects at one place have no key in common, as the contents of events of many types."""
    return len(objects) >= _FEW and not frozenset.intersection(*objects) and len(set(objects)) > 1


def chosen_in(answers: Iterable[Sampled]) -> frozenset[str]:
    """The keys whose objects have keys of a user's choice: those of all samples are texts, and no key is in each."""
    objects: dict[str, list[frozenset[str]]] = {}
    kinds: dict[str, set[str]] = {}
    for name, sampled in (found for answer in answers for found in _below(answer)):
        objects.setdefault(name, []).extend(frozenset(item) for item in sampled.objects if item)
        for value in sampled.keys.values():
            kinds.setdefault(name, set()).update(value.kinds)
    return frozenset(
        name
        for name, found in objects.items()
        if kinds.get(name) == {"string"} and are_of_many_kinds(found)
    )


def _below(sampled: Sampled) -> Iterator[tuple[str, Sampled]]:
    """Everything that has a key, with it."""
    for name, value in sampled.keys.items():
        yield name, value
        yield from _below(value)
    if sampled.item:
        yield from _below(sampled.item)


def other_name(name: str, unknown: Mapping[str, object], *, is_only: bool) -> str:
    """The undocumented key that came in place of a documented one: one like it, or the only one. "" for none."""
    near = get_close_matches(name, unknown, 1, _NEAR)
    return near[0] if near else next(iter(unknown)) if is_only else ""
