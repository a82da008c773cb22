"""Which responses are about the same thing: the clusters of their contents, each with a name.

Contents enter; `Resource`s leave. Responses of a noun are united over all pages where they share half of their keys;
the part with an item's own GET has the plain name, others have that of their owner before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from docgen.inference.envelopes import READS, Answer, Content
from docgen.inference.nouns import Place
from docgen.inference.shapes import Shape, likeness, merged, overlap
from docgen.records import Record
from docgen.syntax.naming import pascal_case

_DEEPEST = 1_000  # nouns of a path
_SAME = 0.5  # of the keys of the smaller
_ENOUGH = 4  # keys, before nearly all of them are enough for what has another owner
_NEARLY_ALL = 0.8
_ALIKE = 0.6  # of all keys, for what has another noun


class Part(Record, frozen=True, kw_only=True):
    """The content of one operation's response."""

    answer: Answer
    content: Content

    @property
    def is_own(self) -> bool:
        """Whether it is the thing itself, read by its path."""
        place = self.answer.place
        return self.answer.method == "GET" and place.is_item and not self.content.is_list


class Resource(Record, frozen=True, kw_only=True):
    """A thing that responses are about."""

    name: str  # "Issue"
    parts: tuple[Part, ...]

    @property
    def shape(self) -> Shape:
        return merged(part.content.shape for part in self.parts)


class _Cluster:
    """Parts that are about the same thing, while they are collected."""

    def __init__(self, first: Part) -> None:
        self.parts = [first]
        self.keys = first.content.shape.keys
        self.owners = {first.answer.place.owner}

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.keys |= part.content.shape.keys
        self.owners.add(part.answer.place.owner)

    def first(self, own: Collection[tuple[str, ...]]) -> Part:
        """The part that it is named by; `own` are the places whose item has a GET."""
        return min(
            self.parts,
            key=lambda p: (not p.is_own, p.answer.place.nouns not in own, p.answer.operation),
        )

    def rank(self, own: Collection[tuple[str, ...]]) -> tuple[bool, int, str]:
        """Those of a place whose item has a GET first, those of an outer place before those of an inner one."""
        answer = self.first(own).answer
        return answer.place.nouns not in own, len(answer.place.nouns), answer.operation


def _holders(operations: Iterable[tuple[str, str, Place]]) -> dict[str, str]:
    """The owner of the place that gives a noun its plain name, by the noun."""
    best: dict[str, tuple[bool, int, str]] = {}
    owners: dict[str, str] = {}
    for id, method, about in operations:
        rank = (not (method == "GET" and about.is_item), len(about.nouns), id)
        if method in READS and rank < best.get(about.noun, (True, _DEEPEST, "")):
            best[about.noun], owners[about.noun] = rank, about.owner
    return owners


def resources(
    answers: Sequence[Answer],
    opened: Sequence[Content],
    places: Sequence[tuple[str, str, Place]] = (),
) -> list[Resource]:
    """The things that responses with objects are about, by name.

    `places` has the id, the method and the place of all operations, also of those without a sample: neither what a thing
    is called nor what an action's response belongs to depends on which samples there are.
    """
    parts = [Part(answer=a, content=c) for a, c in zip(answers, opened) if c.shape.is_object]
    parts.sort(key=lambda part: part.answer.operation)
    read = {part.answer.place.nouns for part in parts if part.answer.method in READS}
    read |= {about.nouns for _, method, about in places if method in READS}
    by_noun: dict[str, list[Part]] = defaultdict(list)
    calls: list[Part] = []
    for part in parts:
        if _is_call(part.answer) and part.answer.place.nouns not in read:
            calls.append(part)
        else:
            by_noun[part.answer.place.noun].append(part)
    clusters = {noun: _clusters(same) for noun, same in by_noun.items()}
    everything = [cluster for same in clusters.values() for cluster in same]
    for part in calls:
        if home := _home(part, clusters, everything):
            home.add(part)
        else:
            everything.append(_Cluster(part))
    return sorted(_named(everything, places), key=lambda resource: resource.name)


def _is_call(answer: Answer) -> bool:
    """Whether it may be what an action returns: a write to a place below others."""
    return answer.method not in READS and not answer.place.is_item and len(answer.place.nouns) > 1


def _clusters(parts: Sequence[Part]) -> list[_Cluster]:
    """The parts of one noun, united where they share half of their keys; the item's own GET comes first."""
    clusters: list[_Cluster] = []
    for part in sorted(parts, key=lambda p: (not p.is_own, -len(p.content.shape.keys))):
        near = [(_nearness(part, cluster), cluster) for cluster in clusters]
        share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share >= _SAME:
            best.add(part)
        else:
            clusters.append(_Cluster(part))
    return clusters


def _nearness(part: Part, cluster: _Cluster) -> float:
    """The share of keys that a part has in common with a cluster, 0 to 1.

    Of the smaller for what is of the same owner: a list has a few keys of an item, as a sample has of all. Links of
    an issue and those of a release have an id and a URL in common, and are two things.
    """
    keys = part.content.shape.keys
    if part.answer.place.owner in cluster.owners:
        return overlap(keys, cluster.keys)
    least = min(len(keys), len(cluster.keys))
    is_part = least >= _ENOUGH and overlap(keys, cluster.keys) >= _NEARLY_ALL
    share = likeness(keys, cluster.keys)
    return 1.0 if is_part else share if share > _SAME else 0.0


def _home(
    part: Part, clusters: dict[str, list[_Cluster]], everything: Sequence[_Cluster]
) -> _Cluster | None:
    """The cluster that an action's response belongs to: that of a noun above it, or of one with like keys."""
    keys = part.content.shape.keys
    for noun in reversed(part.answer.place.nouns[:-1]):
        for cluster in clusters.get(noun, ()):
            if len(keys & cluster.keys) > _SAME * len(keys):
                return cluster
    near = [(likeness(keys, cluster.keys), cluster) for cluster in everything]
    share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= _ALIKE else None


def _named(
    clusters: Sequence[_Cluster], places: Sequence[tuple[str, str, Place]]
) -> Iterator[Resource]:
    """The clusters with names of their own: `Issue`, else `ProjectIssue`, else with the method before it."""
    taken: set[str] = set()
    owners = _holders(places)
    own = {about.nouns for _, method, about in places if method == "GET" and about.is_item}
    own |= {part.answer.place.nouns for c in clusters for part in c.parts if part.is_own}
    # Where the holder of a plain name has no sample, what several others have in common keeps it.
    known = {
        (part.answer.place.noun, part.answer.place.owner) for c in clusters for part in c.parts
    }
    for cluster in sorted(clusters, key=lambda c: c.rank(own)):
        first = cluster.first(own)
        place = first.answer.place
        # "all" of `/runners/all` and "search" are no names of what they list.
        is_thing = place.nouns in own or place.is_plural or not first.content.is_list
        depths = range(len(place.nouns) - (1 if is_thing else 2), -1, -1)
        # The one object at `/settings` is called as the path is; a POST there creates one of many.
        is_one = not any(
            p.answer.place.is_item or p.content.is_list or p.answer.method == "POST"
            for p in cluster.parts
        )
        nouns = (*place.nouns[:-1], place.written) if is_one and place.nouns else place.nouns
        whole = "_".join(nouns) or "response"
        # "ArtifactTree" has its owner already.
        holder = owners.get(place.noun, place.owner)
        is_shared = len(cluster.owners) > 1 and (place.noun, holder) not in known
        is_plain = not is_thing or holder in cluster.owners or is_shared
        candidates = [
            *(pascal_case("_".join(nouns[at:])) for at in (depths if is_plain else depths[1:])),
            pascal_case(f"{first.answer.method.lower()}_{whole}"),
        ]
        numbered = (f"{candidates[-1]}{n}" for n in range(2, len(clusters) + 3))
        name = next(n for n in chain(candidates, numbered) if n.lower() not in taken)
        taken.add(name.lower())
        parts = sorted(cluster.parts, key=lambda part: (not part.is_own, part.answer.operation))
        yield Resource(name=name, parts=tuple(parts))
