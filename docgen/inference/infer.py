"""The types that the samples of an API show.

Linked types and operations enter; the same leave, with a type for each response of which only samples tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from docgen.inference.envelopes import (
    Content,
    contents,
    data_of,
    keys_of_data,
    list_key,
    of_same_pages,
    with_envelopes,
)
from docgen.inference.listed import listed_shape, used, with_listed
from docgen.inference.memory import KeyPath, given_way, living, with_older
from docgen.inference.nested import Emitter, nested, use_of_shape
from docgen.inference.resources import Resource, resources
from docgen.inference.samples import Answer, answer_of, place_of, successes
from docgen.inference.shapes import NOTHING, Shape, merged, overlap
from docgen.inference.stated_types import beside_stated, part_owner, shown_beside, with_sampled
from docgen.inference.unseen import (
    Returned,
    name_of,
    of_links,
    of_names,
    of_nouns,
    of_places,
    of_sections,
)
from docgen.inference.wrappers import Wrapper, free_name, without_contents, wrappers
from docgen.inference.writes import with_written
from docgen.records import Record, replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Enum, Envelope, Operation, Property, Type, content_of
from docgen.spec.remembered import Answered, Remembered
from docgen.spec.types import ANY, OBJECT, TypeUse, array_of, use_of
from docgen.syntax.http_message import NO_CONTENT
from docgen.syntax.json_pointer import pointer, pointer_steps
from docgen.syntax.naming import simple

_NEARLY_ALL = 0.8  # of the responses in an envelope
_SAME = 0.5  # of the keys of an answer, before it is of a stated type of its noun


class Inferred(Record, frozen=True, kw_only=True):
    """The types that samples show, and the operations that return them."""

    types: tuple[Type, ...]
    operations: tuple[Operation, ...]
    lists: Mapping[str, str]  # by type, the key that an object around many things has them under
    envelope: Envelope | None = None  # that most responses have
    names: Remembered = Remembered()  # of these types, to be remembered
    given_way: tuple[tuple[str, str], ...] = ()  # names that pages state by now, and those instead


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What samples show of operations whose responses no page states."""

    answers: Mapping[str, Answer]  # of all operations, by id
    untyped: Mapping[str, Operation]
    shared: Mapping[
        str, frozenset[KeyPath]
    ]  # the keys that envelopes have data of operations under
    opened: Mapping[str, Content]  # what the answers of the untyped have
    shown: frozenset[str]  # the ids of operations with samples
    things: Sequence[Resource]
    staying: frozenset[str]  # the remembered names that these have, in lower case


def infer_types(
    types: Sequence[Type],
    enums: Sequence[Enum],
    operations: Sequence[Operation],
    namespace: str,
    sections: Mapping[str, Hashable],
    listed: Mapping[str, Sequence[TypeUse]],
    tables: Mapping[str, Type],
    envelope: Envelope | None = None,
    remembered: Remembered = Remembered(),
    alike: Mapping[str, Hashable] = {},
    named: Mapping[str, tuple[Sequence[str], bool]] = {},
    verbs: Collection[str] = (),
) -> Inferred:
    """All types, those of samples too, and the operations with what they return. By the ids of operations are:

    `sections`, which state them, and those of one answer alike; `listed`, what tables of the response list, and `tables`
    are the types for that, by name; `alike`, the section of another one that answers alike; `named`, the nouns of what is
    returned, and whether of many; `verbs`, whose paths end in one. `envelope` is stated to be around all data.
    """
    seen = _seen(operations, listed, tables, types, envelope, remembered, verbs)
    answers, untyped, things = seen.answers, seen.untyped, seen.things
    stated = {simple(item.name).lower(): item for item in types}
    taken = frozenset({*stated, *(simple(item.name).lower() for item in enums)})
    own, uses = _uses(things, stated, taken, seen.staying, namespace)
    beside = beside_stated(things, uses, Hierarchy(types))
    around = wrappers(things, uses, taken | {n.lower() for n in own}, remembered, seen.staying)
    emitter = _emitter(own, around, beside, taken, namespace, remembered, types)
    new = _sampled_types(seen, own, uses, around, emitter)
    returned = _returned(seen, uses, around, emitter)
    pairs = [(returned[o].use, use) for o in listed if o in returned for use in listed[o]]
    shown = shown_beside(beside, emitter.type, pairs, tables, types)
    types = [with_sampled(item, shown[item.name]) if item.name in shown else item for item in types]
    new = with_written(new, operations, _reads(things, uses, untyped))
    new = with_listed(new, pairs, tables, types)
    returned |= of_links(untyped, answers, returned, sections, alike)
    returned |= of_nouns(untyped, answers, returned, named)
    returned |= _unseen(seen, returned, sections, remembered, uses, {} if envelope else stated)
    new = used(
        new, [*(r.use for r in returned.values()), *(p.type for t in types for p in t.properties)]
    )
    data = _data(seen, operations, returned, types)
    enveloped, usual = with_envelopes(
        [_returning(o, returned[o.id].use) if o.id in returned else o for o in operations],
        data,
        {id: data[id] for id in answers if id in data},
        envelope,
    )
    of_answers = {id: known.about for id, known in returned.items() if known.about}
    given = Remembered(answers=of_answers, parts=_part_names(new, types, emitter))
    names = with_older(given, remembered, seen.shown)
    return Inferred(
        types=tuple(sorted([*types, *new], key=lambda item: item.name.lower())),
        operations=tuple(enveloped),
        lists={item.name: key for item in types if (key := list_key(item))}
        | {f"{namespace}.{w.name}": w.key for w in around if w.use.is_array},
        envelope=_with_properties(usual, envelope, [*answers.values()], [*tables.values()]),
        names=names,
        given_way=given_way(remembered, names, taken),
    )


def _seen(
    operations: Sequence[Operation],
    listed: Mapping[str, Sequence[TypeUse]],
    tables: Mapping[str, Type],
    stated: Sequence[Type],
    envelope: Envelope | None,
    remembered: Remembered,
    verbs: Collection[str],
) -> _Seen:
    """What samples show, and which of it is about the same."""
    known = {item.name: item for item in stated} | {**tables}
    rows = {id: merged(listed_shape(use, tables, known) for use in of) for id, of in listed.items()}
    shown = (answer_of(o, rows.get(o.id, NOTHING), is_verb=o.id in verbs) for o in operations)
    answers = {answer.operation: answer for answer in shown if answer}
    untyped = {o.id: o for o in operations if _is_untyped(o)}
    of_untyped = [answers[id] for id in untyped if id in answers]
    ids = [answer.operation for answer in of_untyped]
    before = remembered.envelopes(ids)
    shared = keys_of_data(operations, envelope, [*answers.values()], before)
    opened = contents(of_untyped, shared)
    places = [(o.id, o.method, place_of(o)) for o in operations]
    return _Seen(
        answers=answers,
        untyped=untyped,
        shared=shared,
        opened=dict(zip(ids, opened)),
        shown=frozenset(o.id for o in operations if any(successes(o))),
        things=resources(of_untyped, opened, places, remembered),
        staying=living(remembered, {id: c.own_path for id, c in zip(ids, opened)}),
    )


def _is_untyped(operation: Operation) -> bool:
    uses = [r.type for r in operation.responses if r.status < 300]
    return not any(use and use != ANY for use in uses)


def _uses(
    things: Sequence[Resource],
    stated: Mapping[str, Type],
    taken: frozenset[str],
    staying: frozenset[str],
    namespace: str,
) -> tuple[dict[str, Shape], dict[str, TypeUse]]:
    """The shapes of the things that no page states, by name, and the type of each thing by its own name.

    `taken` are the names that pages state, `staying` those that are remembered.
    """
    own: dict[str, Shape] = {}
    uses: dict[str, TypeUse] = {}
    for thing in things:
        known = stated.get(thing.name.lower())
        shape = thing.shape
        if known and overlap(frozenset(p.name for p in known.properties), shape.keys) >= _SAME:
            uses[thing.name] = use_of(known.name)
            continue
        name = part_owner(thing.name) if thing.name.lower() in taken else thing.name
        if name.lower() in taken or name in own or (name != thing.name and name.lower() in staying):
            used = {*taken, *staying, *(n.lower() for n in own)}
            name = free_name(name, ("Response", "Result"), used)
        own[name] = shape
        uses[thing.name] = use_of(f"{namespace}.{name}")
    return own, uses


def _emitter(
    own: Mapping[str, Shape],
    around: Sequence[Wrapper],
    beside: Mapping[str, Shape],
    taken: frozenset[str],
    namespace: str,
    remembered: Remembered,
    types: Sequence[Type],
) -> Emitter:
    """What makes types of things, of the objects around them, and of what is shown beside stated types."""
    stated = Hierarchy(types)
    members = {
        simple(name): frozenset(stated.properties(name))
        for name in stated.types
        if name == f"{namespace}.{simple(name)}"
    }
    whole = without_contents(own, around)
    parts = {part_owner(name): shape for name, shape in beside.items()}
    return Emitter(
        namespace=namespace,
        parts=nested(
            whole | parts, taken | {name.lower() for name in whole}, remembered.parts, members
        ),
        held={(w.name, w.key): w.use for w in around},
    )


def _sampled_types(
    seen: _Seen,
    own: Mapping[str, Shape],
    uses: Mapping[str, TypeUse],
    around: Sequence[Wrapper],
    emitter: Emitter,
) -> list[Type]:
    """The types of things, of the objects around them, and of their parts."""
    first = {simple(uses[t.name].name): t.parts[0].answer.operation for t in seen.things}
    first |= {w.name: w.operations[0] for w in around}
    page = {name: seen.untyped[id].page for name, id in first.items()}
    shapes = {**own, **{w.name: w.shape for w in around}, **emitter.parts.shapes}
    return [emitter.type(name, shape, page.get(name, "")) for name, shape in shapes.items()]


def _returned(
    seen: _Seen, uses: Mapping[str, TypeUse], around: Sequence[Wrapper], emitter: Emitter
) -> dict[str, Returned]:
    """What each operation with samples returns."""
    wrapper = {operation: w for w in around for operation in w.operations}
    returned: dict[str, Returned] = {}
    for thing, part in ((thing, part) for thing in seen.things for part in thing.parts):
        id, content, use = part.answer.operation, part.content, uses[thing.name]
        outer = wrapper.get(id)
        name = outer.name if outer else ""
        about = Answered(thing=name_of(thing, use), path=content.path, around=name)
        use = array_of(use) if content.is_list else use
        use = use_of(f"{emitter.namespace}.{name}") if outer else use
        returned[id] = Returned(use=use, data=pointer(content.data), about=about)
    for id, content in seen.opened.items():
        if id not in returned:
            shape = content.shape if content.data else seen.answers[id].shape
            if (use := use_of_shape(shape, ANY)) != ANY:
                returned[id] = Returned(use=use, data=pointer(content.data))
    return returned


def _unseen(
    seen: _Seen,
    returned: Mapping[str, Returned],
    sections: Mapping[str, Hashable],
    remembered: Remembered,
    uses: Mapping[str, TypeUse],
    stated: Mapping[str, Type],
) -> dict[str, Returned]:
    """What operations return of which no sample tells."""
    unseen = {id: o for id, o in seen.untyped.items() if id not in seen.answers}
    found = of_sections(seen.untyped, unseen, returned, sections, remembered)
    known = {*returned, *found}
    rest, opened = [o for o in unseen.values() if o.id not in known], [*seen.opened.values()]
    found |= of_places(rest, seen.things, uses, opened)
    known = {*returned, *found, *seen.shown}
    return found | of_names([o for o in rest if o.id not in known], stated, opened)


def _data(
    seen: _Seen,
    operations: Sequence[Operation],
    returned: Mapping[str, Returned],
    types: Sequence[Type],
) -> dict[str, str]:
    """The JSON Pointers to what operations return in their answers, by id."""
    data = {id: pointer(content.data) for id, content in seen.opened.items()}
    data |= {id: known.data for id, known in returned.items()}
    of_stated = [o for o in operations if o.id not in seen.untyped]
    data |= _of_stated(of_stated, seen.answers, types, seen.shared)
    return data | of_same_pages(operations, data, seen.answers)


def _part_names(
    new: Sequence[Type], stated: Sequence[Type], emitter: Emitter
) -> dict[tuple[str, str], str]:
    """The types of the objects in properties, where samples show them, by type and property."""
    names = {item.name for item in new}
    owners = [
        *((simple(item.name), item) for item in new),
        *((part_owner(t.name), t) for t in stated),
    ]
    return {
        (owner, held.name): simple(min(shown))
        for owner, item in owners
        for held in item.properties
        if (owner, held.name) not in emitter.held and (shown := held.type.names & names)
    }


def _of_stated(
    operations: Sequence[Operation],
    answers: Mapping[str, Answer],
    types: Sequence[Type],
    shared: Mapping[str, frozenset[KeyPath]],
) -> dict[str, str]:
    """The JSON Pointers to what is of the stated types of operations in their answers."""
    members = {item.name: frozenset(p.name for p in item.properties) for item in types}
    return {o.id: data_of(answers.get(o.id), o.returned, members, shared[o.id]) for o in operations}


def _with_properties(
    usual: Envelope | None,
    stated: Envelope | None,
    answers: Sequence[Answer],
    tables: Sequence[Type],
) -> Envelope | None:
    """The usual envelope with what is beside the data: as a page shows it, else in nearly all responses, or in a table of one."""
    if usual is None or (stated and stated.properties):
        return usual and stated
    usual = stated or usual
    key = pointer_steps(usual.data)[0]
    shapes = [a.shape for a in answers if key in a.shape.keys]
    counts = Counter(name for shape in shapes for name in shape.keys - {key})
    fields = merged(shapes).fields or {}
    rows = ({p.name for p in table.properties} for table in tables)
    listed = frozenset[str]().union(*(names for names in rows if key in names))
    return replace(
        usual,
        properties=tuple(
            Property(name=name, type=use_of_shape(fields[name], OBJECT), evidence="sampled")
            for name in fields
            if name != key and (name in listed or counts[name] >= _NEARLY_ALL * len(shapes))
        ),
    )


def _reads(
    things: Sequence[Resource], uses: Mapping[str, TypeUse], operations: Mapping[str, Operation]
) -> dict[str, list[Operation]]:
    """The operations that return one object of a type, by the name of the type."""
    return {
        uses[thing.name].name: [
            operations[part.answer.operation]
            for part in thing.parts
            if part.answer.method == "GET" and not part.content.is_list
        ]
        for thing in things
    }


def _returning(operation: Operation, use: TypeUse) -> Operation:
    """The operation with the type of its successful responses."""
    responses = [
        (
            replace(r, content=content_of(use))
            if r.status < 300 and (r.content or r.status not in NO_CONTENT)
            else r
        )
        for r in operation.responses
    ]
    return replace(operation, responses=tuple(responses))
