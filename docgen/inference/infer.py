"""The types that the samples of an API show.

Linked types and operations enter; the same leave, with a type for each response of which only samples tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from docgen.inference.answers import answer_of, place_of
from docgen.inference.envelopes import (
    Answer,
    Content,
    contents,
    data_of,
    keys_of_data,
    list_key,
    of_same_pages,
    with_envelopes,
)
from docgen.inference.listed import listed_shape, used, with_listed
from docgen.inference.nested import Nested, inner_object, nested
from docgen.inference.nouns import place
from docgen.inference.resources import Resource, resources
from docgen.inference.shapes import NOTHING, Shape, merge, merged, overlap
from docgen.inference.stated_types import beside_stated, part_owner, shown_beside, with_sampled
from docgen.inference.writes import with_written
from docgen.records import Record, replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Enum, Envelope, Operation, Property, Type, content_of
from docgen.spec.types import ANY, TypeUse, array_of, use_of
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.naming import simple

_LIKE_GET = ("GET", "POST")
_WITHOUT_CONTENT = (202, 204, 205, 304)
_NEARLY_ALL = 0.8  # of the responses in an envelope
_SAME = 0.5  # of the keys of an answer, before it is of a stated type of its noun
_PRIMITIVES = (
    "boolean",
    "integer",
    "number",
    "string",
    "date",
    "date-time",
)  # in the order of a union


class Inferred(Record, frozen=True, kw_only=True):
    """The types that samples show, and the operations that return them."""

    types: tuple[Type, ...]
    operations: tuple[Operation, ...]
    lists: Mapping[str, str]  # by type, the key that an object around many things has them under
    envelope: Envelope | None = None  # that most responses have


class _Wrapper(Record, frozen=True, kw_only=True):
    """An object around a thing, or around many."""

    name: str
    key: str  # of what it holds
    use: TypeUse  # of what it holds
    shape: Shape
    operations: tuple[str, ...]


def infer_types(
    types: Sequence[Type],
    enums: Sequence[Enum],
    operations: Sequence[Operation],
    namespace: str,
    sections: Mapping[str, Hashable],
    listed: Mapping[str, Sequence[TypeUse]],
    tables: Mapping[str, Type],
    envelope: Envelope | None = None,
) -> Inferred:
    """All types, those of samples too, and the operations with what they return.

    `sections` has the section that states an operation, by its id: those of one section answer alike. `listed` has what
    tables of the response list, by the operation's id; `tables` are the types for that, by name; `envelope` is what is
    stated to be around all data.
    """
    rows = {id: merged(listed_shape(use, tables) for use in of) for id, of in listed.items()}
    answers = {o.id: a for o in operations if (a := answer_of(o, rows.get(o.id, NOTHING)))}
    shared = keys_of_data(operations, envelope, [*answers.values()])
    untyped = {o.id: o for o in operations if _is_untyped(o)}
    of_untyped = [answers[id] for id in untyped if id in answers]
    opened = contents(of_untyped, shared)
    places = [(o.id, o.method, place_of(o)) for o in operations]
    things = resources(of_untyped, opened, places)
    stated = {simple(item.name).lower(): item for item in types}
    taken = frozenset({*stated, *(simple(item.name).lower() for item in enums)})
    own, uses = _uses(things, stated, taken, namespace)
    hierarchy = Hierarchy(types)
    beside = beside_stated(things, uses, hierarchy)
    wrappers = _wrappers(things, uses, taken | {name.lower() for name in own}, namespace)
    shapes = own | {w.name: w.shape for w in wrappers}
    emitter = _emitter(own, wrappers, beside, taken, namespace)
    page = {t.name: untyped[t.parts[0].answer.operation].page for t in things}
    page |= {w.name: untyped[w.operations[0]].page for w in wrappers}
    new = [emitter.type(name, shape, page.get(name, "")) for name, shape in shapes.items()]
    new += [emitter.type(name, shape, "") for name, shape in emitter.parts.shapes.items()]
    returned = _returned(of_untyped, opened, things, uses, wrappers, emitter)
    pairs = [(returned[o], use) for o in listed if o in returned for use in listed[o]]
    shown = shown_beside(beside, emitter.type, pairs, tables, types)
    types = [with_sampled(item, shown[item.name]) if item.name in shown else item for item in types]
    new = with_written(new, operations, _reads(things, uses, untyped))
    new = with_listed(new, pairs, tables, types)
    data = {a.operation: c.data for a, c in zip(of_untyped, opened)}
    _complete(returned, data, untyped, answers, sections, by_place=_by_place(things, uses))
    new = used(new, [*returned.values(), *(p.type for t in types for p in t.properties)])
    data |= _of_stated([o for o in operations if o.id not in untyped], answers, types, shared)
    data |= of_same_pages(operations, data, answers)
    enveloped, usual = with_envelopes(
        [_returning(o, returned[o.id]) if o.id in returned else o for o in operations],
        data,
        {id: data[id] for id in answers if id in data},
        envelope,
    )
    return Inferred(
        types=tuple(sorted([*types, *new], key=lambda item: item.name.lower())),
        operations=tuple(enveloped),
        lists={item.name: key for item in types if (key := list_key(item))}
        | {f"{namespace}.{w.name}": w.key for w in wrappers if w.use.is_array},
        envelope=_with_properties(usual, envelope, [*answers.values()]),
    )


def _is_untyped(operation: Operation) -> bool:
    uses = [r.type for r in operation.responses if r.status < 300]
    return not any(use and use != ANY for use in uses)


def _uses(
    things: Sequence[Resource],
    stated: Mapping[str, Type],
    taken: frozenset[str],
    namespace: str,
) -> tuple[dict[str, Shape], dict[str, TypeUse]]:
    """The shapes of the things that no page states, by name, and the type of each thing by its own name."""
    own: dict[str, Shape] = {}
    uses: dict[str, TypeUse] = {}
    for thing in things:
        known = stated.get(thing.name.lower())
        shape = thing.shape
        if known and overlap(frozenset(p.name for p in known.properties), shape.keys) >= _SAME:
            uses[thing.name] = use_of(known.name)
            continue
        name = thing.name
        while name.lower() in taken or name in own:
            name += "Response"
        own[name] = shape
        uses[thing.name] = use_of(f"{namespace}.{name}")
    return own, uses


def _wrappers(
    things: Sequence[Resource],
    uses: Mapping[str, TypeUse],
    taken: frozenset[str],
    namespace: str,
) -> list[_Wrapper]:
    """The objects around things: `IssueList` around many, `IssueResponse` around one."""
    found: list[_Wrapper] = []
    used = {*taken}
    for thing in things:
        around: dict[tuple[str, bool], list[Answer]] = defaultdict(list)
        for part in thing.parts:
            if part.content.key and not part.content.is_shared:
                around[part.content.key, part.content.is_list].append(part.answer)
        for (key, is_list), answers in sorted(around.items()):
            name = f"{thing.name}{'List' if is_list else 'Response'}"
            while name.lower() in used:
                name += "Response"
            used.add(name.lower())
            use = uses[thing.name]
            found.append(
                _Wrapper(
                    name=name,
                    key=key,
                    use=array_of(use) if is_list else use,
                    shape=merged(answer.shape for answer in answers),
                    operations=tuple(answer.operation for answer in answers),
                )
            )
    return found


def _without_contents(own: Mapping[str, Shape], wrappers: Sequence[_Wrapper]) -> dict[str, Shape]:
    """The shapes whose parts need types; what an envelope holds has one."""
    shapes = dict(own)
    for wrapper in wrappers:
        fields = {k: s for k, s in (wrapper.shape.fields or {}).items() if k != wrapper.key}
        shapes[wrapper.name] = replace(wrapper.shape, fields=fields)
    return shapes


@dataclass(frozen=True, kw_only=True)
class _Emitter:
    """Makes types of shapes."""

    namespace: str
    parts: Nested
    held: Mapping[tuple[str, str], TypeUse]  # by envelope and key

    def type(self, name: str, shape: Shape, page: str) -> Type:
        elsewhere = self.parts.joined.get(name, NOTHING).fields or {}
        return Type(
            name=f"{self.namespace}.{name}",
            kind="object",
            evidence="sampled",
            page=page,
            properties=tuple(
                Property(
                    name=key,
                    type=self.held.get((name, key))
                    or self.use(name, key, merge(field, elsewhere.get(key, NOTHING))),
                )
                for key, field in (shape.fields or {}).items()
            ),
        )

    def use(self, owner: str, key: str, shape: Shape) -> TypeUse:
        """The type of a field of a named shape."""
        named = self.parts.named(owner, key) if inner_object(shape) else ""
        return use_of_shape(shape, use_of(f"{self.namespace}.{named}") if named else ANY)


def _emitter(
    own: Mapping[str, Shape],
    wrappers: Sequence[_Wrapper],
    beside: Mapping[str, Shape],
    taken: frozenset[str],
    namespace: str,
) -> _Emitter:
    """What makes types of things, of the objects around them, and of what is shown beside stated types."""
    whole = _without_contents(own, wrappers)
    parts = {part_owner(name): shape for name, shape in beside.items()}
    return _Emitter(
        namespace=namespace,
        parts=nested(whole | parts, taken | {name.lower() for name in whole}),
        held={(w.name, w.key): w.use for w in wrappers},
    )


def use_of_shape(shape: Shape, inner: TypeUse) -> TypeUse:
    """The type of values of a shape; `inner` is that of the objects in it."""
    kinds = [use_of(kind) for kind in _PRIMITIVES if kind in shape.kinds]
    if shape.items is not None:
        kinds.append(array_of(use_of_shape(shape.items, inner)))
    if shape.values is not None:
        kinds.append(TypeUse(kind="map", items=(use_of_shape(shape.values, inner),)))
    if shape.fields:
        kinds.append(inner)
    if not kinds:
        return ANY
    use = kinds[0] if len(kinds) == 1 else TypeUse(kind="union", items=tuple(kinds))
    return ANY if ANY in use.items and use.kind == "union" else use


def _returned(
    answers: Sequence[Answer],
    opened: Sequence[Content],
    things: Sequence[Resource],
    uses: Mapping[str, TypeUse],
    wrappers: Sequence[_Wrapper],
    emitter: _Emitter,
) -> dict[str, TypeUse]:
    """What each operation with samples returns."""
    returned = {
        part.answer.operation: (
            array_of(uses[thing.name]) if part.content.is_list else uses[thing.name]
        )
        for thing in things
        for part in thing.parts
    }
    returned |= {
        operation: use_of(f"{emitter.namespace}.{wrapper.name}")
        for wrapper in wrappers
        for operation in wrapper.operations
    }
    scalars = {
        answer.operation: use_of_shape(content.shape if content.is_shared else answer.shape, ANY)
        for answer, content in zip(answers, opened)
        if answer.operation not in returned
    }
    return returned | {operation: use for operation, use in scalars.items() if use != ANY}


def _of_stated(
    operations: Sequence[Operation],
    answers: Mapping[str, Answer],
    types: Sequence[Type],
    shared: Mapping[str, frozenset[str]],
) -> dict[str, str]:
    """The JSON Pointers to what is of the stated types of operations in their answers."""
    members = {item.name: frozenset(p.name for p in item.properties) for item in types}
    return {o.id: data_of(answers.get(o.id), o.returned, members, shared[o.id]) for o in operations}


def _with_properties(
    usual: Envelope | None, stated: Envelope | None, answers: Sequence[Answer]
) -> Envelope | None:
    """The usual envelope with what is beside the data: as a page shows it, else in nearly all responses."""
    if usual is None or (stated and stated.properties):
        return usual and stated
    usual = stated or usual
    (key,) = pointer_steps(usual.data)
    shapes = [a.shape for a in answers if key in a.shape.keys]
    counts = Counter(name for shape in shapes for name in shape.keys - {key})
    fields = merged(shapes).fields or {}
    return replace(
        usual,
        properties=tuple(
            Property(name=name, type=use_of_shape(fields[name], ANY), evidence="sampled")
            for name in fields
            if counts[name] >= _NEARLY_ALL * len(shapes)
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


def _complete(
    returned: dict[str, TypeUse],
    data: dict[str, str],
    untyped: Mapping[str, Operation],
    answers: Mapping[str, Answer],
    sections: Mapping[str, Hashable],
    by_place: Mapping[tuple[str, ...], tuple[TypeUse, str] | None],
) -> None:
    """Adds what operations without an answer return, and the pointer to it.

    That is what another one of their section does with the same method or path; and for reads of one thing without a sample, what a
    list of them, or a write at the same place, does.
    """
    first: dict[tuple[str, Hashable], str] = {}
    for id, operation in untyped.items():
        if id in returned and id in sections:
            first.setdefault((operation.method, sections[id]), id)
            first.setdefault((operation.path, sections[id]), id)
    for id, operation in untyped.items():
        # A query that may be long is sent with POST as well.
        by = [operation.method, *([operation.path] if operation.method in _LIKE_GET else [])]
        near = (first.get((word, sections.get(id))) for word in by)
        other = next(filter(None, near), None)
        if other and id not in answers:
            returned[id], data[id] = returned[other], data[other]
    for id, operation in untyped.items():
        about = place(operation.path)
        use = by_place.get(about.nouns)
        is_unseen = id not in returned and not operation.samples
        if is_unseen and operation.method == "GET" and about.is_item and use:
            returned[id], data[id] = use


def _by_place(
    things: Sequence[Resource], uses: Mapping[str, TypeUse]
) -> dict[tuple[str, ...], tuple[TypeUse, str] | None]:
    """The type of one thing and the pointer to it, by place.

    None where objects of their own are around these: whether one is around the thing alone does not show.
    """
    by_place: dict[tuple[str, ...], tuple[TypeUse, str] | None] = {}
    for thing in things:
        for part in thing.parts:
            content, nouns = part.content, part.answer.place.nouns
            is_bare = not content.key or content.is_shared
            use = (uses[thing.name], content.data) if is_bare else None
            by_place[nouns] = use if by_place.get(nouns, use) == use else None
    return by_place


def _returning(operation: Operation, use: TypeUse) -> Operation:
    """The operation with the type of its successful responses."""
    responses = [
        (
            replace(r, content=content_of(use))
            if r.status < 300 and (r.content or r.status not in _WITHOUT_CONTENT)
            else r
        )
        for r in operation.responses
    ]
    return replace(operation, responses=tuple(responses))
