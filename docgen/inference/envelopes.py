"""What a response wraps: `{"data": {...}}`, `{"lamps": [...], "total": 3}`.

Contents of responses enter; what is in each leaves, with the key that it is under. An envelope is known by evidence:
many responses of different things have the same key, the key is the name of the thing, or all beside it tells of pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from docgen.inference.nouns import Place, noun
from docgen.inference.shapes import Shape, likeness, merge, overlap
from docgen.records import Record, replace
from docgen.spec.model import Envelope, Operation, Type
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.json_pointer import pointer, pointer_steps
from docgen.syntax.page_parameters import is_of_pages

_FEWEST = 3  # responses of different things before a key that they share is an envelope's
_MOST_BESIDE = 10  # other keys of the responses with that envelope
_RARE = 0.05  # of those responses, before one of their keys counts
_UNLIKE = 0.5
_SAME = 0.5  # of the keys of what is under a key and those of the stated type, before it is of that type
READS = ("GET", "LIST", "HEAD")
# What JSON APIs have beside a list: of its pages, and of the response as such.
_OF_PAGES = re.compile(
    r"_?(?:total_\w+|num_\w+|has_\w+|\w+_count|count|total|page|pages|per_?page|page_?size|size|next|prev|previous|first|last|current|has_?(?:more|next)|more|limit"
    r"|offset|cursors?|start|end|after|before|links?|meta|metadata|paging|pagination|paging_?info|object|type|kind|url|status"
    r"|success|ok|code|message|took|time|timestamp|version|request_?id|warnings?|errors?|info|included|jsonapi|self)"
    r"(?:_?(?:count|pages?|items|results|token|cursor|url|uri|link|page|id|number|key|size|data))*_?",
    re.IGNORECASE,
)


class Answer(Record, frozen=True, kw_only=True):
    """The content of an operation's successful response."""

    operation: str  # the id
    method: str
    place: Place
    shape: Shape


class Content(Record, frozen=True, kw_only=True):
    """What an answer has: one thing or many, as a whole or under a key."""

    shape: Shape  # of one thing
    key: str  # "" for the whole content
    is_list: bool
    is_shared: bool = False  # the key is that of an envelope around things of any kind

    @property
    def data(self) -> str:
        """The JSON Pointer to it, where it is in such an envelope; else ""."""
        return pointer([self.key]) if self.is_shared else ""

    @property
    def own_key(self) -> str:
        """The key in an object that is around this thing only; else ""."""
        return "" if self.is_shared else self.key


def keys_of_data(
    operations: Sequence[Operation],
    envelope: Envelope | None,
    answers: Sequence[Answer],
    remembered: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[str]]:
    """The keys that responses of each operation may have their data under.

    Those of a stated envelope, else those that are `remembered`, else the shared ones.
    """
    found = _shared_keys(answers).union(*remembered.values())
    # An object that no other response has beside its data is a part of the response, which is more than an envelope then.
    objects = {
        a.operation: [k for k, s in (a.shape.fields or {}).items() if s.fields] for a in answers
    }
    counts = Counter(key for held in objects.values() for key in held)
    whole = {
        id: frozenset[str]()
        for id, held in objects.items()
        if any(counts[k] == 1 and k not in found and not _OF_PAGES.fullmatch(k) for k in held)
    }
    remembered = {**whole, **remembered}
    keys = {o.id: envelope and pointer_steps(envelope.data) for o in operations}
    keys |= {o.id: pointer_steps(o.envelope.data) for o in operations if o.envelope}
    return {
        id: remembered.get(id, found) if own is None else frozenset(own) for id, own in keys.items()
    }


def contents(answers: Sequence[Answer], shared: Mapping[str, frozenset[str]]) -> list[Content]:
    """What each answer has; `shared` are the keys that the envelope of an operation has its data under."""
    return [_content(answer, shared[answer.operation]) for answer in answers]


def _content(answer: Answer, shared: frozenset[str]) -> Content:
    shape = answer.shape
    if shape.items and shape.items.is_object:
        # Some pages continue with "users of another plan also see" and a part of one thing, or the reverse.
        inner = merge(replace(shape, items=None), shape.items)
        is_one = answer.place.is_item or answer.method not in READS
        return Content(shape=inner, key="", is_list=not (shape.fields and is_one))
    key = _envelope_key(answer, shared) if shape.is_object else ""
    inner = (shape.fields or {}).get(key)
    if inner is None:
        return Content(shape=shape, key="", is_list=False)
    if inner.is_array_of_objects and inner.items:
        return Content(shape=inner.items, key=key, is_list=True)
    return Content(shape=inner, key=key, is_list=False, is_shared=key in shared)


def _envelope_key(answer: Answer, shared: frozenset[str]) -> str:
    """The key of the envelope of an answer that is an object, "" where it has none."""
    fields = answer.shape.fields or {}
    wraps = [key for key, inner in fields.items() if inner.is_object or inner.is_array_of_objects]
    if held := [key for key, inner in fields.items() if key in shared and inner.is_known]:
        return held[0]
    beside = {key: [other for other in fields if other != key] for key in wraps}
    of_pages = [key for key in wraps if all(_OF_PAGES.fullmatch(other) for other in beside[key])]
    lists = [key for key in of_pages if fields[key].is_array_of_objects]
    named = [key for key in of_pages if noun(key) in (answer.place.noun, answer.place.owner)]
    if named:
        return named[0]
    if len(lists) == 1 and not answer.place.is_item:
        return lists[0]
    return ""


def data_of(
    answer: Answer | None,
    returned: TypeUse | None,
    members: Mapping[str, frozenset[str]],
    shared: frozenset[str],
) -> str:
    """The JSON Pointer to what is of the stated type of an operation in its answer, "" for the whole."""
    own = members.get(returned.item.name, frozenset[str]()) if returned else frozenset[str]()
    for key, shape in (answer.shape.fields or {}).items() if answer else ():
        inner = shape.items or shape
        if key in shared and key not in own and overlap(inner.keys, own) >= _SAME:
            return pointer([key])
    if answer and returned and returned.is_array:
        # Of one list the page says what is in it, and the sample that it is under a key.
        fields = answer.shape.fields or {}
        lists = [k for k, s in fields.items() if s.items and overlap(s.items.keys, own) >= _SAME]
        if len(lists) == 1:
            return pointer(lists)
    return ""


def of_same_pages(
    operations: Sequence[Operation], data: Mapping[str, str], answers: Mapping[str, Answer]
) -> dict[str, str]:
    """The JSON Pointers to the items of lists that no sample shows: where all lists with the same parameters have them.

    `data` has the pointers of lists with answers.
    """
    lists = [o for o in operations if o.returned and o.returned.is_array and _of_pages(o)]
    known: dict[frozenset[str], set[str]] = defaultdict(set)
    for operation in lists:
        if operation.id in answers and operation.id in data:
            known[_of_pages(operation)].add(data[operation.id])
    return {
        o.id: next(iter(known[_of_pages(o)]))
        for o in lists
        if o.id not in answers and len(known[_of_pages(o)]) == 1
    }


def _of_pages(operation: Operation) -> frozenset[str]:
    """The names of the parameters that page through a list."""
    names = (p.name for p in operation.parameters if p.location == "query")
    return frozenset(name for name in names if is_of_pages(name))


def with_envelopes(
    operations: Sequence[Operation],
    data: Mapping[str, str],
    shown: Mapping[str, str],
    stated: Envelope | None,
) -> tuple[list[Operation], Envelope | None]:
    """The operations with their envelopes, and that of most of them, which holds for all, or the stated one.

    `data` has the JSON Pointer for each operation of which the content is known, "" without an envelope; `shown` has
    those of responses that a sample shows. An operation with an envelope keeps it.
    """
    content = {o.id: o.returned for o in operations if o.returned}
    counts = Counter(data[id] for id, use in content.items() if use != ANY and id in data)
    usual = max(counts, key=lambda found: (counts[found], found), default="")
    own = {o.id: data.get(o.id, "") for o in operations if o.id in content and not o.envelope}
    if stated:
        usual = stated.data
        # One that no sample shows has its type as those that show this.
        of_types = {content[id]: shown[id] for id in own if id in shown and content[id] != ANY}
        known = {id: shown.get(id, of_types.get(content[id])) for id in own}
        own = {id: data_at for id, data_at in known.items() if data_at is not None}
    return [
        (
            replace(o, envelope=Envelope(data=own[o.id], evidence="sampled"))
            if own.get(o.id, usual) != usual
            else o
        )
        for o in operations
    ], (Envelope(data=usual, evidence="sampled") if usual else None)


def list_key(item: Type) -> str:
    """The key that a stated type has many things under, with nothing beside them but what tells of pages; "" for none."""
    many = [p.name for p in item.properties if p.type.is_array and p.type.item.kind == "named"]
    beside = [p.name for p in item.properties if p.name not in many]
    return many[0] if len(many) == 1 and all(map(_OF_PAGES.fullmatch, beside)) else ""


def _shared_keys(answers: Sequence[Answer]) -> frozenset[str]:
    """The keys that hold different things in responses about different things, with hardly anything beside them."""
    inner: dict[str, dict[str, frozenset[tuple[str, ...]]]] = defaultdict(dict)
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for answer in answers:
        for key, shape in (answer.shape.fields or {}).items():
            held = shape.items if shape.is_array_of_objects and shape.items else shape
            if held.is_object:
                known = inner[key].get(answer.place.noun, frozenset())
                inner[key][answer.place.noun] = known | held.leaves(held.keys)
                beside[key].update(answer.shape.keys - {key})
                counts[key] += 1
    return frozenset(
        key
        for key, things in inner.items()
        if len(things) >= _FEWEST
        and sum(_RARE * counts[key] < n for n in beside[key].values()) <= _MOST_BESIDE
        and _are_unlike(list(things.values()))
    )


def _are_unlike(keys: Sequence[frozenset[tuple[str, ...]]]) -> bool:
    pairs = [likeness(a, b) for a, b in zip(keys, keys[1:])]
    return sum(pairs) < _UNLIKE * len(pairs)
