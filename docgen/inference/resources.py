"""Which responses are about the same thing: the clusters of their contents, each with a name.

Contents enter; `Resource`s leave. Responses of a noun are united over all pages where they share half of their keys;
the part with an item's own GET has the plain name, others have that of their owner before it. What an earlier run named
comes first, and keeps its name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from docgen.inference.envelopes import READS, Content
from docgen.inference.memory import kept, living
from docgen.inference.nested import is_same_thing, known_parts
from docgen.inference.nouns import ANYTHING, Place, noun
from docgen.inference.samples import Answer
from docgen.inference.shapes import Shape, likeness, merged, overlap
from docgen.records import Record
from docgen.spec.remembered import Remembered
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.naming import pascal_case

_DEEPEST = 1_000  # nouns of a path
_SAME = 0.5  # of the keys of the smaller
_FEWEST = 2  # keys that an action's response and a thing above it both have
_ENOUGH = 4  # keys, before nearly all of them are enough for what has another owner
_NEARLY_ALL = 0.8
_ALIKE = 0.6  # of all keys, for what has another noun
# Of the things that have a noun: "shared", "closes".
_WHICH = re.compile(r"(?:ed|s)\Z")
_KINDS = {"boolean": "boolean", "integer": "number", "number": "number"}  # other scalars are texts
# What a write does, in the name of an answer that is not the thing itself.
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}


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

    def __init__(self, first: Part, name: str = "") -> None:
        self.name = name  # that is remembered
        self.parts = [first]
        self.keys = first.content.shape.keys
        self.kinds = _kinds(first)
        self.owners = {first.answer.place.owner}

    def add(self, part: Part) -> None:
        self.parts.append(part)
        self.keys |= part.content.shape.keys
        self.kinds |= _kinds(part)
        self.owners.add(part.answer.place.owner)

    @property
    def above(self) -> tuple[str, ...]:
        """The nouns that several actions are below, if all answer so: "/lamps/{id}/repair", "/lamps/{id}/move"."""
        places = [part.answer.place.nouns for part in self.parts]
        actions = {nouns[-1].rpartition("_")[2] for nouns in places if nouns}
        is_read = any(part.answer.method in READS for part in self.parts)
        are_beside = len({nouns[:-1] for nouns in places}) == 1
        return places[0][:-1] if len(actions) > 1 and are_beside and not is_read else ()

    def first(self, own: Collection[tuple[str, ...]]) -> Part:
        """The part that it is named by, of the noun that most have, or are of; `own` are the places whose item has a GET.

        "/rooms/{id}/lamp" and "/lamps/{id}/repair" answer with a lamp.
        """
        nouns = [part.answer.place.noun for part in self.parts]
        owners = (part.answer.place.owner for part in self.parts)
        counts = Counter([*nouns, *(owner for owner in owners if owner in nouns)])
        return min(
            self.parts,
            key=lambda p: (
                not p.is_own,
                -counts[p.answer.place.noun],
                p.answer.place.nouns not in own,
                len(p.answer.place.nouns),
                *_order(p.answer),
            ),
        )

    def rank(self, own: Collection[tuple[str, ...]]) -> tuple[bool, bool, int, bool, str]:
        """Reads of a place whose item has a GET first, those of an outer place before those of an inner one."""
        first = self.first(own)
        answer, nouns = first.answer, first.answer.place.nouns
        is_read = answer.method in READS
        return nouns not in own, not is_read, len(nouns), not first.is_own, answer.operation


def _order(answer: Answer) -> tuple[int, str]:
    """Reads before writes, and what creates before what deletes."""
    methods = (*READS, *_VERBS)
    return (
        methods.index(answer.method) if answer.method in methods else len(methods),
        answer.operation,
    )


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
    remembered: Remembered = Remembered(),
) -> list[Resource]:
    """The things that responses with objects are about, by name.

    `places` has the id, the method and the place of all operations, also of those without a sample: neither what a thing
    is called nor what an action's response belongs to depends on which samples there are.
    """
    parts = [Part(answer=a, content=c) for a, c in zip(answers, opened) if c.shape.is_object]
    parts.sort(key=lambda part: part.answer.operation)
    read = {part.answer.place.nouns for part in parts if part.answer.method in READS}
    read |= {about.nouns for _, method, about in places if method in READS}
    known, new = _known(parts, remembered)
    by_noun: dict[str, list[Part]] = defaultdict(list)
    known_by_noun: dict[str, list[_Cluster]] = defaultdict(list)
    calls: list[Part] = []
    # Whether one action answers with a thing does not depend on what others answer.
    others: list[_Cluster] = []
    for cluster in known:
        nouns = [p.answer.place.noun for p in cluster.parts if not _is_call(p.answer, read)]
        where = known_by_noun[Counter(nouns).most_common(1)[0][0]] if nouns else others
        where.append(cluster)
    for part in new:
        if _is_call(part.answer, read):
            calls.append(part)
        else:
            by_noun[part.answer.place.noun].append(part)
    nouns = dict.fromkeys(p.answer.place.noun for p in parts if not _is_call(p.answer, read))
    clusters = _joined({n: _clusters(by_noun[n], known_by_noun[n]) for n in nouns})
    everything = [cluster for same in clusters.values() for cluster in same]
    homes = [(_home(part, clusters, everything), part) for part in calls]
    for home, part in homes:
        if home or (home := _like(part, others)[0]):
            home.add(part)
        else:
            others.append(_Cluster(part))
    named = _named([*everything, *others], places, remembered)
    return sorted(named, key=lambda resource: resource.name)


def _known(parts: Sequence[Part], remembered: Remembered) -> tuple[list[_Cluster], Sequence[Part]]:
    """The clusters that have a name already, and the parts that are in none of them."""
    if not remembered.answers:
        return [], parts
    ordered = sorted(parts, key=lambda p: -len(p.content.shape.keys))
    names = {id: answer.thing for id, answer in remembered.answers.items()}
    groups, new = kept(ordered, lambda p: names.get(p.answer.operation, ""), _facts)
    clusters: list[_Cluster] = []
    for name, (first, *rest) in groups.items():
        cluster = _Cluster(first, name)
        for part in rest:
            cluster.add(part)
        clusters.append(cluster)
    return clusters, new


def _facts(part: Part) -> frozenset[Hashable]:
    """What parts of one thing have in common: keys, or the place."""
    return part.content.shape.keys | {part.answer.place.nouns}


def _is_call(answer: Answer, read: Collection[tuple[str, ...]]) -> bool:
    """Whether it may be what an action returns: a write to a place below others, or what is taken from there.

    `read` are the places that are read.
    """
    is_action = answer.method == "DELETE" or not answer.place.is_item
    is_below = is_action and len(answer.place.nouns) > 1
    return answer.method not in READS and is_below and answer.place.nouns not in read


def _clusters(parts: Sequence[Part], known: Sequence[_Cluster]) -> list[_Cluster]:
    """The parts of one noun, united where they share half of their keys; the item's own GET comes first."""
    clusters = [*known]
    for part in sorted(parts, key=lambda p: (not p.is_own, -len(p.content.shape.keys))):
        near = [(_nearness(part, cluster), cluster) for cluster in clusters]
        share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share > _SAME:
            best.add(part)
        else:
            clusters.append(_Cluster(part))
    return clusters


def _joined(clusters: dict[str, list[_Cluster]]) -> dict[str, list[_Cluster]]:
    """The clusters by noun; "shared_lamps" that are like lamps are such, and "desk_lamps" are not."""
    for name in sorted(clusters, key=lambda name: -name.count("_")):
        which, _, head = name.partition("_")
        for cluster in list(clusters[name]) if head in clusters and _WHICH.search(which) else ():
            if cluster.name:
                continue
            near = [(likeness(cluster.keys, other.keys), other) for other in clusters[head]]
            share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
            if best is not None and share >= _ALIKE:
                clusters[name].remove(cluster)
                for part in cluster.parts:
                    best.add(part)
    return clusters


def _nearness(part: Part, cluster: _Cluster) -> float:
    """The share of keys that a part has in common with a cluster, 0 to 1.

    Of the smaller for what is of the same owner: a list has a few keys of an item, as a sample has of all. Links of
    an issue and those of a release have an id and a URL in common, and are two things.
    """
    keys = part.content.shape.keys
    if part.answer.method == "DELETE" and len(keys & cluster.keys) < _FEWEST:
        return 0.0  # `{"action": {}}` is no lamp that was created with an action
    if part.answer.place.owner in cluster.owners:
        return overlap(keys, cluster.keys)
    least = min(len(keys), len(cluster.keys))
    is_part = least >= _ENOUGH and overlap(keys, cluster.keys) >= _NEARLY_ALL
    share = likeness(keys, cluster.keys)
    return 1.0 if is_part else share if share > _SAME else 0.0


def _home(
    part: Part, clusters: dict[str, list[_Cluster]], everything: Sequence[_Cluster]
) -> _Cluster | None:
    """The cluster that an action's response belongs to: that of a noun above it, or of one with more like keys."""
    keys = part.content.shape.keys
    kept = [c for c in everything if any(p.answer.method != "DELETE" for p in c.parts)]
    other, share = _like(part, kept)
    for above in reversed(part.answer.place.nouns[:-1]):
        for cluster in clusters.get(above, ()):
            common = len(keys & cluster.keys)
            # `{"image_url": ""}` alone is no lamp; "/lamps/{id}/repairs" makes a repair, unless that is a lamp.
            least = _NEARLY_ALL if part.answer.place.is_plural else _SAME
            if common >= _FEWEST and common > max(least, share) * len(keys):
                return cluster
    return other


def _like(part: Part, clusters: Sequence[_Cluster]) -> tuple[_Cluster | None, float]:
    """The cluster whose keys are most like those of a part, and how much; None and 0 where no keys are."""
    near = [(_likeness(part, cluster), cluster) for cluster in clusters]
    share, best = max(near, key=lambda pair: pair[0], default=(0.0, None))
    return (best, share) if share >= _ALIKE else (None, 0.0)


def _likeness(part: Part, cluster: _Cluster) -> float:
    """The share of all keys that both have; one with an object here and `true` there is two keys."""
    keys = part.content.shape.keys
    share = likeness(keys, cluster.keys)
    if share < _ALIKE:
        return share  # kinds make it less
    kinds = _kinds(part)
    known = {key for key, _ in kinds} & {key for key, _ in cluster.kinds}
    unlike = len(known - {key for key, _ in kinds & cluster.kinds})
    both, either = len(keys & cluster.keys) - unlike, len(keys | cluster.keys) + unlike
    return both / either


def _kinds(part: Part) -> frozenset[tuple[str, str]]:
    """The keys of a part with what their values are, where more than null is known of them."""
    fields = (part.content.shape.fields or {}).items()
    scalars = {(key, _KINDS.get(kind, "text")) for key, shape in fields for kind in shape.kinds}
    return frozenset({*scalars, *((key, "object") for key, shape in fields if shape.fields)})


class _Places(Record, frozen=True, kw_only=True):
    """What all operations say of places, those without a sample too."""

    own: frozenset[tuple[str, ...]]  # those whose item has a GET
    read: frozenset[tuple[str, ...]]
    holders: Mapping[
        str, str
    ]  # the owner of the place that gives a noun its plain name, by the noun


def _named(
    clusters: Sequence[_Cluster],
    operations: Sequence[tuple[str, str, Place]],
    remembered: Remembered,
) -> Iterator[Resource]:
    """The clusters with names of their own: `Issue`, else `ProjectIssue`, else `CreateIssueResponse`."""
    own = {about.nouns for _, method, about in operations if method == "GET" and about.is_item}
    own |= {part.answer.place.nouns for c in clusters for part in c.parts if part.is_own}
    places = _Places(
        own=frozenset(own),
        read=frozenset(about.nouns for _, method, about in operations if method in READS),
        holders=_holders(operations),
    )
    answers = [part.answer for c in clusters for part in c.parts if part.answer.method != "DELETE"]
    known = {(answer.place.noun, answer.place.owner) for answer in answers}
    taken = {cluster.name.lower() for cluster in clusters}
    of_parts = _of_parts(clusters, remembered)
    for cluster in sorted(clusters, key=lambda c: c.rank(own)):
        place = cluster.first(own).answer.place
        # "ArtifactTree" has its owner already.
        holder = places.holders.get(place.noun, place.owner)
        # Where the holder of a plain name has no sample, what several others have in common keeps it, and what is
        # also at the root: "/kites/{id}", of which "/shops/{id}/kites" lists some.
        is_shared = len(cluster.owners) > 1 or not holder
        is_plain = holder in cluster.owners or (is_shared and (place.noun, holder) not in known)
        candidates = _candidates(cluster, places, is_plain)
        numbered = (f"{candidates[-1]}{n}" for n in range(2, len(clusters) + 3))
        name = cluster.name or next(
            n
            for n in chain(candidates, numbered)
            if n.lower() not in taken and _may_have(cluster.keys, of_parts.get(n.lower()))
        )
        taken.add(name.lower())
        parts = sorted(cluster.parts, key=lambda part: (not part.is_own, part.answer.operation))
        yield Resource(name=name, parts=tuple(parts))


def _of_parts(clusters: Sequence[_Cluster], remembered: Remembered) -> dict[str, frozenset[str]]:
    """The other names that stay, in lower case, with the keys of the objects in properties that have them."""
    parts = (part for c in clusters if c.name for part in c.parts)
    names = living(remembered, {p.answer.operation: p.content.own_path for p in parts})
    shapes = {c.name: merged(p.content.shape for p in c.parts) for c in clusters if c.name}
    keys = known_parts(shapes, remembered.parts) if names else {}
    return {name: keys.get(name, frozenset()) for name in names}


def _may_have(keys: frozenset[str], others: frozenset[str] | None) -> bool:
    """Whether a thing with some keys may have the name of the objects in properties that have others: it is such an object."""
    return others is None or is_same_thing(keys, others)


def _candidates(cluster: _Cluster, places: _Places, is_plain: bool) -> list[str]:
    """The names that a cluster may have, the best one first; `is_plain` says that no other thing has its noun."""
    first = cluster.first(places.own)
    place, method = first.answer.place, first.answer.method
    # "search" is no name of what it lists.
    is_thing = place.nouns in places.own or place.is_plural or not first.content.is_list
    depths = range(len(place.nouns) - (1 if is_thing else 2), -1, -1)
    # The one object at `/settings` is called as the path is; a POST there creates one of many.
    is_one = not any(
        p.answer.place.is_item or p.content.is_list or p.answer.method in ("POST", WEBHOOK)
        for p in cluster.parts
    )
    nouns = (*place.nouns[:-1], place.written) if is_one and place.nouns else place.nouns
    names = ["_".join(nouns[at:]) for at in depths]
    # What "/lamps/{id}/repair" answers needs no verb.
    is_action = method == "POST" and place.noun not in places.holders
    # "encrypt" is no name of what it answers with.
    is_verb = first.answer.is_verb and (method in READS or place.nouns not in places.read)
    verb = "" if is_action or is_verb else _VERBS.get(method, "")
    of_read = "result" if first.content.is_list else "response"  # one of many is no response
    ending = "payload" if method == WEBHOOK else of_read
    last = ending if is_thing else "result"
    answers = [*(f"{verb}_{name}_{ending}" for name in names), f"{verb}_{'_'.join(nouns)}_{last}"]
    if method == "DELETE":
        names = []  # `{"deleted": true}` is no lamp
    elif is_thing and not is_plain:
        names = [*names[1:], *names[:1]]
    elif method not in READS and place.nouns in places.read:
        names = names[:1]  # what else is answered where lamps are read is none of them
    key = noun(first.content.path[-1]) if first.content.path else ""
    of_key = [key] if key and key not in ANYTHING else []
    if not is_thing:
        names = [*of_key, *names]  # `{"lamps": []}` of a search
    above = cluster.above if cluster.above in places.own else ()
    of_above = [f"{'_'.join(above[at:])}_response" for at in range(len(above) - 1, -1, -1)]
    # `{"desk": {}}` of "/change"
    of_verb = [*of_key, *(f"{place.noun}_{key}" for key in of_key if first.content.key)]
    own = (*of_verb, *answers, *names) if is_verb else (*names, *answers)
    return [pascal_case(name) for name in (*of_above, *own)]
