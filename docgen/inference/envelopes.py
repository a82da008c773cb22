"""What a response wraps: `{"data": {...}}`, `{"lamps": [...], "total": 3}`.

Contents of responses enter; what is in each leaves, with the key that it is under. An envelope is known by evidence:
many responses of different things have the same key, the key is the name of the thing, or all beside it tells of pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from docgen.inference.memory import KeyPath
from docgen.inference.nouns import ANYTHING, Place, noun
from docgen.inference.samples import Answer, successes
from docgen.inference.shapes import NOTHING, Shape, likeness, merge, overlap
from docgen.records import Record, replace
from docgen.spec.model import Envelope, Operation, Type
from docgen.spec.types import ANY, TypeUse
from docgen.syntax.http_message import WEBHOOK
from docgen.syntax.json_pointer import pointer, pointer_steps
from docgen.syntax.page_parameters import is_of_pages

_FEWEST = 3  # responses of different things before a key that they share is an envelope's
_MOST_BESIDE = 10  # other keys of the responses with that envelope
_RARE = 0.05  # of those responses, before one of their keys counts
_FEWEST_OF_ALL = 2  # of them, before a key that all responses have is an envelope's
_DEEPEST = 3  # envelopes in envelopes
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
# What an object that is no list hardly has.
_OF_MANY = re.compile(
    r"next_?(?:page|cursor|token)\w*|has_?more|total_?(?:count|items|results|pages|entries|records)|items_?per_?page|per_?page",
    re.IGNORECASE,
)
_OF_OUTCOME = re.compile(r"status|success|ok|code|message|errors?", re.IGNORECASE)  # how it went
_ID = re.compile(r"(?:.*_)?(?:id|uuid|guid)|.*[a-z]Id", re.IGNORECASE)


class Content(Record, frozen=True, kw_only=True):
    """What an answer has: one thing or many, as a whole or in objects around it."""

    shape: Shape  # of one thing
    is_list: bool
    data: KeyPath = ()  # the keys to it in an envelope around things of any kind
    key: str = (
        ""  # its key in an object that is around this thing only, and that is in the envelope
    )
    around: Shape = NOTHING  # that object

    @property
    def path(self) -> KeyPath:
        """The keys to it in the answer."""
        return (*self.data, self.key) if self.key else self.data

    @property
    def own_path(self) -> KeyPath:
        """Those to what has an object of its own around it; else none."""
        return self.path if self.key else ()


def keys_of_data(
    operations: Sequence[Operation],
    envelope: Envelope | None,
    answers: Sequence[Answer],
    remembered: Mapping[str, frozenset[KeyPath]],
) -> dict[str, frozenset[KeyPath]]:
    """The keys that responses of each operation may have their data under.

    Those of a stated envelope, else those that are `remembered`, else the shared ones.
    """
    shared = {(key,) for key in _shared_keys(answers)} | _frame(operations, answers)
    found = frozenset(shared).union(*remembered.values())
    # An object that no other response has beside its data is a part of the response, which is more than an envelope then.
    objects = {
        a.operation: [k for k, s in (a.shape.fields or {}).items() if s.fields] for a in answers
    }
    counts = Counter(key for held in objects.values() for key in held)
    first = {path[0] for path in found}
    whole = {
        id: frozenset[KeyPath]()
        for id, held in objects.items()
        if any(counts[k] == 1 and k not in first and not _OF_PAGES.fullmatch(k) for k in held)
    }
    remembered = {**whole, **remembered}
    stated = {o.id: o.envelope or envelope for o in operations}
    return {
        id: remembered.get(id, found) if own is None else _path_of(own)
        for id, own in stated.items()
    }


def _path_of(envelope: Envelope) -> frozenset[KeyPath]:
    steps = pointer_steps(envelope.data)
    return frozenset([tuple(steps)] if steps else [])


def contents(answers: Sequence[Answer], shared: Mapping[str, frozenset[KeyPath]]) -> list[Content]:
    """What each answer has; `shared` are the keys that the envelope of an operation has its data under."""
    return [_content(answer, shared[answer.operation]) for answer in answers]


def _content(answer: Answer, shared: frozenset[KeyPath]) -> Content:
    data = _data(answer.shape, shared)
    shape = _at(answer.shape, data)
    if shape.items and shape.items.is_object:
        # Some pages continue with "users of another plan also see" and a part of one thing, or the reverse.
        inner = merge(replace(shape, items=None), shape.items)
        is_one = answer.place.is_item or answer.method not in READS
        if shape.fields and is_one:
            return Content(shape=inner, data=data, is_list=False)
        # What is beside many things is about their pages.
        *outer, key = data or ("",)
        around = _at(answer.shape, tuple(outer))
        return Content(shape=inner, data=tuple(outer), key=key, around=around, is_list=True)
    key = _own_key(answer.place, shape) if shape.is_object else ""
    if data and _is_outcome_in(shape) and _is_outcome_in(_at(answer.shape, data[:-1])):
        key = ""  # the envelope says how it went: the `code` in it is of the thing
    inner = (shape.fields or {}).get(key)
    if inner is None:
        return Content(shape=shape, data=data, is_list=False)
    is_list = inner.is_array_of_objects and inner.items is not None
    thing = inner.items if is_list and inner.items else inner
    return Content(shape=thing, data=data, key=key, around=shape, is_list=is_list)


def _is_outcome_in(shape: Shape) -> bool:
    return any(map(_OF_OUTCOME.fullmatch, shape.fields or ()))


def _data(shape: Shape, shared: frozenset[KeyPath]) -> KeyPath:
    """The longest of the shared ways to data that an answer has, and of several the one whose key comes first."""
    known = [path for path in shared if shape.is_object and _at(shape, path).is_known]
    order = [*(shape.fields or ())]
    return min(known, key=lambda path: (-len(path), order.index(path[0]), path), default=())


def _at(shape: Shape, path: KeyPath) -> Shape:
    """The shape of what is under some keys."""
    for key in path:
        shape = (shape.fields or {}).get(key, NOTHING)
    return shape


def _own_key(place: Place, shape: Shape) -> str:
    """The key of the one thing, or of the many, that an object is around; "" where it is a thing itself."""
    fields = shape.fields or {}
    wraps = [*_holders(shape)]
    beside = {key: [other for other in fields if other != key] for key in wraps}
    of_pages = [key for key in wraps if all(_OF_PAGES.fullmatch(other) for other in beside[key])]
    named = [key for key in of_pages if noun(key) in (place.noun, place.owner)]
    if named:
        return named[0]
    if place.is_item:
        return ""
    lists = [key for key in of_pages if fields[key].is_array_of_objects]
    # The only array beside numbers, in a word of any language: they count what is in it.
    counted = [key for key in wraps if all(_counts(other, fields[other]) for other in beside[key])]
    # Or beside what leads to the next page or counts all, where many are read, whatever else is said of them.
    tells = (
        place.is_plural
        and any(map(_OF_MANY.fullmatch, fields))
        and not any(map(_ID.fullmatch, fields))
    )
    others = [key for key in wraps if not _OF_PAGES.fullmatch(key)]
    lists = lists or counted or (others if tells else [])
    return lists[0] if len(lists) == 1 and fields[lists[0]].is_array_of_objects else ""


def _counts(key: str, shape: Shape) -> bool:
    """Whether a value tells of pages, or may be a number of things."""
    is_number = shape.kinds == {"integer"} and shape.fields is shape.items is None
    return bool(_OF_PAGES.fullmatch(key)) or (is_number and not _ID.fullmatch(key))


def _frame(operations: Sequence[Operation], answers: Sequence[Answer]) -> frozenset[KeyPath]:
    """The ways to the data in the envelope that all answers of an API have, if they have one."""
    shapes = [answer.shape for answer in answers if answer.method != WEBHOOK]
    values = [response.json for o in operations for _, response in successes(o)]
    found: list[str] = []
    while len(found) < _DEEPEST and (key := _frame_key(shapes, values, is_inside=bool(found))):
        found.append(key)
        shapes = [_at(shape, (key,)) for shape in shapes]
        values = [value[key] for value in values if isinstance(value, dict) and key in value]
    return frozenset(tuple(found[:end]) for end in range(1, len(found) + 1))


def _frame_key(shapes: Sequence[Shape], values: Sequence[object], *, is_inside: bool) -> str:
    """The key of the envelope that all of some contents are, "" where they are none.

    What is inside of an envelope and has no such key is a thing itself; a response without one says that all went well.
    """
    objects = [shape for shape in shapes if shape.is_object]
    known = [shape for shape in objects if is_inside or any(_holders(shape))]
    if len(known) < _FEWEST_OF_ALL or any(shape.items for shape in shapes):
        return ""
    said = [value for value in values if isinstance(value, dict)]
    shared = frozenset[str].intersection(*(frozenset(_holders(shape)) for shape in known))
    order = known[0].fields or {}
    return next((key for key in order if key in shared and _is_frame(key, known, said)), "")


def _is_frame(key: str, shapes: Sequence[Shape], values: Sequence[dict[str, object]]) -> bool:
    """Whether some objects are an envelope around what is under a key.

    They differ in that, or it is a word for any data; all say the same beside it, or tell of pages. Around lists alone each
    of them is an object that has the number of its own items.
    """
    inner = [(shape.fields or {})[key] for shape in shapes]
    keys = [(shape.items or shape).keys for shape in inner]
    are_unlike = any(shape.items for shape in inner)
    are_unlike = are_unlike or any(likeness(keys[0], other) < _UNLIKE for other in keys)
    if all(shape.items for shape in inner) or not (are_unlike or noun(key) in ANYTHING):
        return False
    beside = {other for shape in shapes for other in shape.keys - {key}}
    return all(_OF_PAGES.fullmatch(other) or _is_constant(other, values) for other in beside)


def _is_constant(key: str, values: Sequence[dict[str, object]]) -> bool:
    """Whether all objects with a key have the same scalar there, as "code": 0; that of `id` is by chance."""
    found = [value[key] for value in values if key in value]
    is_scalar = not any(isinstance(value, (dict, list)) for value in found)
    return is_scalar and len({repr(value) for value in found}) == 1 and not _ID.fullmatch(key)


def _holders(shape: Shape) -> Iterator[str]:
    """The keys of the objects, and of the arrays of objects, in an object."""
    for key, inner in (shape.fields or {}).items():
        if inner.is_object or inner.is_array_of_objects:
            yield key


def data_of(
    answer: Answer | None,
    returned: TypeUse | None,
    members: Mapping[str, frozenset[str]],
    shared: frozenset[KeyPath],
) -> str:
    """The JSON Pointer to what is of the stated type of an operation in its answer, "" for the whole."""
    own = members.get(returned.item.name, frozenset[str]()) if returned else frozenset[str]()
    data = _data(answer.shape, shared) if answer else ()
    shape = _at(answer.shape, data) if answer else NOTHING
    if data and data[0] not in own and overlap((shape.items or shape).keys, own) >= _SAME:
        return pointer(data)
    if returned and returned.is_array:
        # Of one list the page says what is in it, and the sample that it is under a key.
        fields = shape.fields or {}
        lists = [k for k, s in fields.items() if s.items and overlap(s.items.keys, own) >= _SAME]
        if len(lists) == 1:
            return pointer([*data, *lists])
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
