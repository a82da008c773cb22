"""Documented keys that no answer had, and kinds of values that none had.

What all answers had enters; a `Difference` for each key that never came, that has another name, or that is sampled with a
value of another kind leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docgen.diagnostics.position import Span
from docgen.verify.service.difference import Difference, article
from docgen.verify.service.documented import (
    Documented,
    Documents,
    JsonKind,
    Sampled,
    Section,
    is_said,
)
from docgen.verify.service.keys import other_name
from docgen.verify.service.names import join, last_key

Place = tuple[str, str]  # an operation and a place in its answers: "users[]"

# Keys that lead to another page of a list, which the last page has not.
_OF_PAGES = re.compile(
    r"(?i)^(next|prev|previous)|next_?(token|batch|page|link|cursor)$|^(end|start|offset|cursor)$"
)
_CONDITIONS = re.compile(
    r"(?i)\b(optional(ly)?|only|if|when|whenever|may|might|unless|otherwise|absent|omitted|null|none|empty|not always|"
    r"can be|where|while|depend\w*|some)\b"
)


@dataclass(slots=True)
class Seen:
    """What answers had, by operation and place."""

    objects: dict[Place, list[frozenset[str]]] = field(default_factory=dict)  # the keys of each
    expected: dict[Place, Documented] = field(default_factory=dict)  # of the objects
    unknown: dict[Place, dict[str, Difference]] = field(default_factory=dict)  # undocumented keys
    kinds: dict[Place, dict[JsonKind, str]] = field(
        default_factory=dict
    )  # of values, with one of each
    places: dict[Place, Documented] = field(default_factory=dict)  # of the values


def absent(
    seen: Seen, documents: Documents, sections: Mapping[str, Section]
) -> Iterator[Difference]:
    """The keys that have another name, those that never came, those that only the service has, and other kinds."""
    for place, documented in seen.expected.items():
        unknown = dict(seen.unknown.get(place, {}))
        if objects := seen.objects.get(place):
            missing = list(_absent(place, documented, objects, documents, sections[place[0]]))
            for name, inner, may_lack in missing:
                new = other_name(name, unknown, is_only=len(missing) == len(unknown) == 1)
                if new:
                    yield _renamed(place, inner, name, new, unknown.pop(new).evidence)
                elif swap := _swapped(place, documented, name, objects, seen):
                    yield swap
                elif not may_lack:
                    yield _never_came(place, inner, name, len(objects))
        yield from unknown.values()
    yield from _other_kinds(seen)


def _absent(
    place: Place,
    documented: Documented,
    objects: list[frozenset[str]],
    documents: Documents,
    section: Section,
) -> Iterator[tuple[str, Documented, bool]]:
    """Documented keys that no object had, and whether the page says that one may lack them."""
    properties = documents.properties(documented)
    sampled = documented.sampled
    came = frozenset[str]().union(*objects)
    for name in dict.fromkeys((*properties, *(sampled.keys if sampled else ()))):
        row = properties.get(name)
        inner = Documented(
            row=row,
            sampled=sampled.keys.get(name) if sampled else None,
            name=join(documented.name, name),
        )
        if name not in came and inner.at:
            is_required = row is not None and row.at is not None and row.is_required
            is_sampled = sampled is not None and bool(sampled.objects) and sampled.is_in_each(name)
            is_expected = (is_required or is_sampled) and not _OF_PAGES.search(name)
            yield name, inner, not is_expected or is_said(section, inner, _CONDITIONS)


def _renamed(
    place: Place, inner: Documented, name: str, new: str, evidence: str, at: Span | None = None
) -> Difference:
    where = at or inner.at
    assert where
    return Difference(
        code="DG615",
        at=where,
        operation=place[0],
        words={"key": inner.name, "other": join(place[1], new)},
        evidence=evidence,
        old=name,
        new=new,
    )


def _swapped(
    place: Place, documented: Documented, name: str, objects: list[frozenset[str]], seen: Seen
) -> Difference | None:
    """A key that a sample has in place of one that each answer has, and that the page documents elsewhere."""
    sampled: Sampled | None = documented.sampled
    always = frozenset.intersection(*objects)  # of these, keys that other samples document
    came = frozenset[str]().union(*objects)
    if sampled is None:
        return None
    for item in sampled.objects:
        missing = dict.fromkeys(sorted((always & sampled.keys.keys()) - item.keys()))
        extra = [key for key in item if key not in came]
        if name not in item or not missing:
            continue
        is_only = len(extra) == len(missing) == 1
        if new := other_name(name, missing, is_only=is_only):
            inner = Documented(name=join(place[1], name))
            kinds = seen.kinds.get((place[0], join(place[1], new)), {})
            value = next(iter(kinds.values()), "a value")
            return _renamed(place, inner, name, new, f'"{new}": {value}', item[name])
    return None


def _never_came(place: Place, inner: Documented, name: str, count: int) -> Difference:
    assert inner.at
    return Difference(
        code="DG607",
        at=inner.at,
        operation=place[0],
        words={"key": inner.name, "count": f"{count} object{'s' * (count > 1)}"},
        old=name,
        is_elsewhere=inner.is_stated and inner.sampled is not None,
    )


def _other_kinds(seen: Seen) -> Iterator[Difference]:
    """Samples that have another kind of value than other samples of the same key, which no answer had."""
    for place, came in seen.kinds.items():
        documented = seen.places[place]
        sampled = documented.sampled
        known = {k: at for k, at in sampled.kinds.items() if k != "null"} if sampled else {}
        present = came.keys() - {"null"}
        if len(known) < 2 or not present or not present <= known.keys() or not last_key(place[1]):
            continue
        for kind, at in known.items():
            if kind not in came and at and not place[1].endswith("[]"):
                actual = sorted(present)[0]
                yield Difference(
                    code="DG608",
                    at=at,
                    operation=place[0],
                    words={"key": place[1], "documented": article(kind), "kind": article(actual)},
                    evidence=came[actual],
                    old=kind,
                    new=actual,
                )
