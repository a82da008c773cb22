"""What the other samples of an API say of each: types that only samples show, with the sample itself left out.

Types and operations enter; for each response against a type that samples show, an `Evidence` leaves. A type is never
evidence for the sample that it was made from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeVar

from docgen.diagnostics.position import Span
from docgen.inference.envelopes import Content, KeyPath, contents
from docgen.inference.resources import resources
from docgen.inference.samples import answer_of, successes
from docgen.inference.shapes import NOTHING, Shape, merge, sample_shape
from docgen.records import Record, replace
from docgen.spec.model import Envelope, Operation, SampleResponse, Type
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer, pointer_steps, value_at


class Evidence(Record, frozen=True, kw_only=True):
    """What the other samples say of one."""

    keys: int  # of the sample, with a value
    known: int  # of them those with a value in another sample; 0: the sample is the only evidence of its type
    difference: (
        str  # the first place where all others have values of another kind, in words; "" for none
    )


def leave_one_out(
    types: Sequence[Type], operations: Sequence[Operation], envelope: Envelope | None = None
) -> dict[tuple[str, str], Evidence]:
    """By operation and sample, what the other samples say of a response whose type only samples show.

    `envelope` is that of the API.
    """
    sampled = {item.name for item in types if item.evidence == "sampled"}
    untyped = [o for o in operations if any(_is_of(r.type, sampled) for r in o.responses)]
    data = {o.id: tuple(pointer_steps(o.data_at(envelope))) for o in untyped}
    keys = {id: frozenset([path] if path else []) for id, path in data.items()}
    answers = [answer for o in untyped if (answer := answer_of(o))]
    by_id = {operation.id: operation for operation in untyped}
    found: dict[tuple[str, str], Evidence] = {}
    for thing in resources(answers, contents(answers, keys)):
        responses = [
            (part.answer.operation, name, response, part.content)
            for part in thing.parts
            for name, response in successes(by_id[part.answer.operation])
        ]
        found |= _of_thing(responses)
    return found


_Responses = Sequence[tuple[str, str, SampleResponse, Content]]  # with operation and sample


def _of_thing(responses: _Responses) -> Iterator[tuple[tuple[str, str], Evidence]]:
    """The evidence of all responses about one thing."""
    # One message may answer several requests.
    by_place: dict[Span | int, Shape] = {}
    around: dict[KeyPath, dict[Span | int, Shape]] = defaultdict(dict)
    shapes: list[tuple[tuple[str, str], Span | int, KeyPath, Shape, Shape]] = []
    for operation, name, response, content in responses:
        at = response.at or id(response)
        inner, outer = _opened(response.json, content)
        by_place[at] = inner
        around[content.path][at] = outer
        shapes.append(((operation, name), at, content.path, inner, outer))
    others = _others(by_place)
    others_around = {path: _others(outer) for path, outer in around.items()}
    for sample, at, path, inner, outer in shapes:
        rest = others[at]
        beside = others_around[path][at]
        difference = _conflict(inner, rest, pointer(path))
        yield sample, Evidence(
            keys=_count(inner),
            known=_common(inner, rest),
            difference=difference or _conflict(outer, beside, ""),
        )


def _is_of(use: TypeUse | None, names: set[str]) -> bool:
    return use is not None and (use.name in names or any(_is_of(item, names) for item in use.items))


def _opened(value: Any, content: Content) -> tuple[Shape, Shape]:
    """The shape of the thing in a response, and that of what is around it."""
    outer = sample_shape(_without(value, content.path)) if content.path else NOTHING
    shape = sample_shape(value_at(value, content.path))
    if shape.items and shape.items.is_object:
        shape = merge(replace(shape, items=None), shape.items)
    return shape, outer


def _without(value: Any, path: KeyPath) -> Any:
    """A content without what is at some keys in it."""
    if not isinstance(value, dict):
        return None
    key, *rest = path
    outer = {name: item for name, item in value.items() if name != key}
    return {**outer, key: _without(value.get(key), tuple(rest))} if rest else outer


_At = TypeVar("_At", bound=Hashable)


def _others(shapes: Mapping[_At, Shape]) -> dict[_At, Shape]:
    """For each shape, what all others have in common: of the keys that it has itself, since each sample may have others."""
    bare = [_bare(shape) for shape in shapes.values()]
    before = [*accumulate(bare, merge, initial=NOTHING)]
    after = [*accumulate(reversed(bare), merge, initial=NOTHING)][-2::-1]
    rest = {at: merge(*pair) for at, pair in zip(shapes, zip(before, after))}
    of_key: dict[str, dict[_At, Shape]] = defaultdict(dict)
    for at, shape in shapes.items():
        for key, field in (shape.fields or {}).items():
            of_key[key][at] = field
    fields: dict[_At, dict[str, Shape]] = defaultdict(dict)
    for key, several in of_key.items():
        for at, other in _others(several).items() if len(several) > 1 else ():
            fields[at][key] = other
    items = _others_of({at: shape.items for at, shape in shapes.items()})
    values = _others_of({at: shape.values for at, shape in shapes.items()})
    return {
        at: replace(
            other,
            fields={**other.fields, **fields[at]} if other.fields else other.fields,
            items=items.get(at, other.items),
            values=values.get(at, other.values),
        )
        for at, other in rest.items()
    }


def _others_of(shapes: Mapping[_At, Shape | None]) -> dict[_At, Shape]:
    known = {at: shape for at, shape in shapes.items() if shape is not None}
    return _others(known) if len(known) > 1 else {}


def _bare(shape: Shape) -> Shape:
    """A shape without what is in it, but that there is something."""
    return replace(
        shape,
        fields={"": NOTHING} if shape.fields else shape.fields,
        items=None if shape.items is None else NOTHING,
        values=None if shape.values is None else NOTHING,
    )


def _conflict(shape: Shape, others: Shape, at: str) -> str:
    """The first place where a shape does not fit what others have in common, "" for none."""
    if not _kinds(shape) or not _kinds(others):
        return ""
    if unlike := sorted(_kinds(shape) - _accepted(others)):
        return f"{at or 'the content'} is {unlike[0]}, in other samples {' or '.join(sorted(_kinds(others)))}"
    if shape.fields and others.fields:
        pairs = [(k, s, others.fields[k]) for k, s in shape.fields.items() if k in others.fields]
        inner = (_conflict(s, o, at + pointer([key])) for key, s, o in pairs)
        if found := next(filter(None, inner), ""):
            return found
    if shape.items and others.items and (found := _conflict(shape.items, others.items, at + "/0")):
        return found
    if shape.values and others.values:
        return _conflict(shape.values, others.values, at)
    return ""


def _kinds(shape: Shape) -> frozenset[str]:
    """The kinds of values: of scalars by name, "an object", "an array"."""
    kinds = shape.kinds
    if shape.fields or shape.values:
        kinds |= {"object"}
    return kinds | {"array"} if shape.items is not None else kinds


def _accepted(shape: Shape) -> frozenset[str]:
    """The kinds of values that a type of these takes."""
    kinds = _kinds(shape)
    if "number" in kinds:
        kinds |= {"integer"}
    return kinds | {"date", "date-time"} if "string" in kinds else kinds


def _count(shape: Shape) -> int:
    """How many keys have a value, at any depth."""
    fields = (shape.fields or {}).values()
    inner = [s for s in (*fields, shape.items, shape.values) if s is not None]
    return sum(bool(_kinds(field)) for field in fields) + sum(map(_count, inner))


def _common(shape: Shape, others: Shape) -> int:
    """How many keys have a value in both, at any depth."""
    known = others.fields or {}
    pairs = [(s, known[k]) for k, s in (shape.fields or {}).items() if k in known]
    count = sum(bool(_kinds(a)) and bool(_kinds(b)) for a, b in pairs)
    for a, b in ((shape.items, others.items), (shape.values, others.values)):
        if a and b:
            pairs.append((a, b))
    return count + sum(_common(a, b) for a, b in pairs)
