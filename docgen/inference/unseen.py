"""What operations answer of which no sample tells: as another one of their section, or of their place, does, or by its name.

The types that operations return enter, and those without an answer; what these return leaves. Operations enter that say
they take the same as others; they leave with what samples show of those.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence

from docgen.inference.envelopes import Content
from docgen.inference.nouns import place
from docgen.inference.resources import Resource
from docgen.records import Record, replace
from docgen.spec.model import Operation, Parameter, Type
from docgen.spec.remembered import Answered, Remembered
from docgen.spec.types import ANY, TypeUse, array_of, use_of
from docgen.syntax.json_pointer import pointer
from docgen.syntax.naming import simple, singular

_LIKE_GET = ("GET", "POST")
_CHANGES = {"PATCH": ("PUT",), "PUT": ("PATCH",)}
_NEARLY_ALL = 0.8  # of the lists


class Returned(Record, frozen=True, kw_only=True):
    """What an operation returns."""

    use: TypeUse
    data: str = ""  # the JSON Pointer to it in an envelope around things of any kind
    about: Answered | None = None  # the names of its types


def of_sections(
    untyped: Mapping[str, Operation],
    unseen: Mapping[str, Operation],
    returned: Mapping[str, Returned],
    sections: Mapping[str, Hashable],
    remembered: Remembered,
) -> dict[str, Returned]:
    """What operations return as another one of their section does with the same method or path.

    Of several that is the first of the type that the operation is remembered by, or else the first.
    """
    first: dict[tuple[str, Hashable, str], str] = {}
    for id, operation in untyped.items():
        if id in returned and id in sections:
            for name in ("", _name(returned[id].about)):
                first.setdefault((operation.method, sections[id], name), id)
                first.setdefault((operation.path, sections[id], name), id)
    found: dict[str, Returned] = {}
    for id, operation in unseen.items():
        # A query that may be long is sent with POST as well; a change is of a part with PATCH, or of the whole with PUT.
        method = operation.method
        by = [method, *([operation.path] if method in _LIKE_GET else _CHANGES.get(method, ()))]
        names = (_name(remembered.answers.get(id)), "")
        near = (first.get((word, sections.get(id), name)) for name in names for word in by)
        if other := next(filter(None, near), None):
            found[id] = returned[other]
    return found


def of_links(
    untyped: Mapping[str, Operation],
    answers: Collection[str],
    returned: Mapping[str, Returned],
    sections: Mapping[str, Hashable],
    alike: Mapping[str, Hashable],
) -> dict[str, Returned]:
    """What operations return that refer to the section of another one, and have no answers of their own: that of an equal
    one there, or of one that reads it.

    A reference of any other to a list is about what is in it: which part of that is returned does not show.
    """
    ids = {(sections[id], *_form(o)): id for id, o in untyped.items() if id in sections}
    read = {
        sections[id]: known
        for id, known in returned.items()
        if untyped[id].method == "GET" and id in sections and not known.use.is_array
    }
    found: dict[str, Returned] = {}
    for id in (id for id in alike if id in untyped and id not in answers and id not in returned):
        equal = ids.get((alike[id], *_form(untyped[id])), "")
        # One that refers to another may refer on.
        known = returned.get(equal) or read.get(alike[id]) or read.get(alike.get(equal))
        if known:
            found[id] = known
    return found


def _form(operation: Operation) -> tuple[str, bool]:
    """The method, and whether the path is that of one thing."""
    return operation.method, place(operation.path).is_item


def with_copied_inputs(
    operations: Sequence[Operation],
    sections: Mapping[str, Hashable],
    copies: Mapping[str, Hashable],
) -> list[Operation]:
    """The operations; `copies` has the section of the other one by the id of what copies its inputs, `sections` by its own."""
    if not copies:
        return [*operations]
    others = {(sections.get(o.id), o.method): o for o in reversed(operations)}

    def copied(operation: Operation) -> Operation:
        other = others.get((copies.get(operation.id), operation.method))
        return _with(operation, other) if other and other is not operation else operation

    return list(map(copied, operations))


def _with(operation: Operation, other: Operation) -> Operation:
    known = {(p.location, p.name): p for p in other.parameters}
    parameters = tuple(_as_of(p, known.get((p.location, p.name))) for p in operation.parameters)
    body = operation.request_body
    names = {p.name for p in body.properties} if body else set[str]()
    if other.request_body and names <= {p.name for p in other.request_body.properties}:
        body = other.request_body if not operation.samples else body
    return replace(operation, parameters=parameters, request_body=body)


def _as_of(item: Parameter, other: Parameter | None) -> Parameter:
    is_guessed = item.evidence != "stated" or item.type == ANY
    return other if other and is_guessed else item


def of_nouns(
    untyped: Mapping[str, Operation],
    answers: Collection[str],
    returned: Mapping[str, Returned],
    named: Mapping[str, tuple[Sequence[str], bool]],
) -> dict[str, Returned]:
    """What operations without an answer return by a noun that others return: "Returns the new lamp".

    `named` has the nouns by the operations' ids, and whether there are many.
    """
    known: dict[tuple[str, bool], Returned] = {}
    # One of a list is alone in its answer where the list is.
    items = (Returned(use=r.use.item) for r in returned.values() if r.use.is_array and not r.data)
    for each in (*returned.values(), *items):
        if name := (each.use.item if each.use.is_array else each.use).name:
            known.setdefault((simple(name).lower(), each.use.is_array), each)
    found: dict[str, Returned] = {}
    for id, (nouns, is_many) in named.items():
        if id not in untyped or id in answers or id in returned:
            continue
        keys = ((singular(noun) if is_many else noun, is_many) for noun in nouns)
        if each := next((known[key] for key in keys if key in known), None):
            found[id] = each
    return found


def _name(about: Answered | None) -> str:
    return about.thing if about else ""


def of_places(
    unseen: Sequence[Operation],
    things: Sequence[Resource],
    uses: Mapping[str, TypeUse],
    opened: Sequence[Content],
) -> dict[str, Returned]:
    """What reads without a sample return: one thing what a list, or a write, has at the same place; a list what one thing is.

    `opened` are the contents of all answers: where nearly all lists are the whole content, so are these.
    """
    by_place = _by_place(things, uses)
    parts = [part for thing in things for part in thing.parts]
    read = {part.answer.place.nouns for part in parts if part.is_own}
    # A request without an answer may be one for a file, unless a list has the things.
    listed = {part.answer.place.nouns for part in parts if part.content.is_list}
    lists = [not content.path for content in opened if content.is_list]
    are_whole = bool(lists) and sum(lists) >= _NEARLY_ALL * len(lists)
    found: dict[str, Returned] = {}
    for operation in unseen:
        about = place(operation.path)
        known = by_place.get(about.nouns) if operation.method == "GET" else None
        if known and about.is_item and (about.nouns in listed or not operation.samples):
            found[operation.id] = known
        elif known and not about.is_item and about.is_plural and are_whole and about.nouns in read:
            found[operation.id] = replace(known, use=array_of(known.use))
    return found


def of_names(
    unseen: Sequence[Operation], stated: Mapping[str, Type], opened: Sequence[Content]
) -> dict[str, Returned]:
    """What reads of one thing return of which no sample shows it: the stated type that their place is called like.

    `stated` has the types by their names in lower case. Nothing where most `opened` contents are in an envelope.
    """
    if 2 * sum(bool(content.data) for content in opened) > len(opened):
        return {}
    found: dict[str, Returned] = {}
    for operation in unseen:
        about = place(operation.path)
        known = stated.get(about.noun.replace("_", ""))
        if operation.method == "GET" and about.is_item and known:
            found[operation.id] = Returned(use=use_of(known.name))
    return found


def name_of(thing: Resource, use: TypeUse) -> str:
    """The name by which a thing of some type is remembered: its own one of a type that a page writes in small letters."""
    name = simple(use.name)
    return thing.name if name.lower() == thing.name.lower() else name


def _by_place(
    things: Sequence[Resource], uses: Mapping[str, TypeUse]
) -> dict[tuple[str, ...], Returned | None]:
    """The type of one thing and the pointer to it, by place.

    None where objects of their own are around these: whether one is around the thing alone does not show. What a DELETE
    answers is more often a message than the thing.
    """
    by_place: dict[tuple[str, ...], Returned | None] = {}
    for thing in things:
        for part in (part for part in thing.parts if part.answer.method != "DELETE"):
            content, nouns = part.content, part.answer.place.nouns
            use = uses[thing.name]
            about = Answered(thing=name_of(thing, use), path=content.path)
            known = (
                Returned(use=use, data=pointer(content.data), about=about)
                if not content.key
                else None
            )
            by_place[nouns] = known if by_place.get(nouns, known) == known else None
    return by_place
