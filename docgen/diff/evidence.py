"""What a change rests on: what pages state, or what their samples show.

Both sides of something enter; its `Change`s leave with the weaker evidence of the two. A sample that is shown no more
breaks no client: what only samples show is at most risky.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.diff.changes import Change, Direction, Places, change
from docgen.records import replace
from docgen.spec.model import Enum, Evidence, Operation, Parameter, Property, Response, Type
from docgen.spec.types import TypeUse

STATED: Evidence = "stated"
_WORDS: dict[Evidence, str] = {
    "stated": "stated",
    "sampled": "known from samples",
    "inferred": "known from other pages",
}


def of_property(owner: Type | None, item: Property) -> Evidence:
    """The evidence of a property: of a type that samples show, those with words of a page are stated."""
    is_in_words = bool(item.description or item.values or item.at)
    if item.evidence != STATED or owner is None or is_in_words:
        return item.evidence
    return owner.evidence


def of_response(item: Response, types: dict[str, Type]) -> Evidence:
    """The evidence of what a response holds."""
    return item.evidence if item.evidence != STATED else _of_use(item.type, types)


def _of_use(use: TypeUse | None, types: dict[str, Type]) -> Evidence:
    return _weakest(types[name].evidence for name in (use.names if use else ()) if name in types)


def _weakest(found: Iterable[Evidence]) -> Evidence:
    weakest: Evidence = "stated"
    for evidence in found:
        weakest = evidence if weakest == "stated" else weakest
    return weakest


def resting(changes: Iterable[Change], *sides: Evidence) -> Iterator[Change]:
    """The changes with the weakest evidence of the sides that they compare."""
    weakest = _weakest(sides)
    for item in changes:
        if weakest == STATED or item.evidence != STATED:
            yield item
        else:
            level = "risky" if item.level == "breaking" else item.level
            message = f"{item.message} ({_WORDS[weakest]})"
            yield replace(item, level=level, message=message, evidence=weakest)


def became(
    subject: str,
    use: Direction,
    old: Evidence,
    new: Evidence,
    at: Places,
    /,
    operation: str = "",
) -> Iterator[Change]:
    """Whether something is stated now that was not, or the other way round."""
    if (old == STATED) != (new == STATED):
        id = "became-stated" if new == STATED else "no-longer-stated"
        yield change(
            id, subject, use, at, before=_WORDS[old], after=_WORDS[new], operation=operation
        )


def of(item: Type | Enum | Operation | Parameter | None) -> Evidence:
    """The evidence of something that one side may lack."""
    return item.evidence if item else STATED
