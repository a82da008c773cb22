"""The author's sentences, apart from what they describe.

A page keeps its sentences in a list of their own, and a record holds the `message_id` of its sentence
instead. So an edited sentence changes no record: what was linked and planned stays as it is, and only
files that show the sentence are printed again. Ids leave where sentences are shown, in `with_descriptions` and
`worded`. It refuses to know what a sentence says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docgen.records import replace
from docgen.spec.model import Enum, Member, Operation, Property, Spec, Type

Catalog = Mapping[str, str]  # message id -> the author's Markdown on one line


def with_descriptions(spec: Spec, catalog: Catalog) -> Spec:
    """The spec with sentences in place of their ids."""
    return replace(
        spec,
        types=tuple(_worded_type(item, catalog) for item in spec.types),
        enums=tuple(_worded_enum(item, catalog) for item in spec.enums),
        operations=tuple(_worded_operation(item, catalog) for item in spec.operations),
    )


def _worded_type(item: Type, catalog: Catalog) -> Type:
    properties = _described(item.properties, catalog)
    return replace(item, description=_text(item.description, catalog), properties=properties)


def _worded_enum(item: Enum, catalog: Catalog) -> Enum:
    members = _described(item.members, catalog)
    return replace(item, description=_text(item.description, catalog), members=members)


def _worded_operation(item: Operation, catalog: Catalog) -> Operation:
    body = item.request_body
    return replace(
        item,
        description=_text(item.description, catalog),
        parameters=_described(item.parameters, catalog),
        request_body=(
            replace(body, properties=_described(body.properties, catalog)) if body else None
        ),
    )


def _described(items: tuple[Any, ...], catalog: Catalog) -> tuple[Any, ...]:
    return tuple(
        replace(item, description=catalog[item.description]) if item.description else item
        for item in items
    )


def _text(message_id: str, catalog: Catalog) -> str:
    return catalog[message_id] if message_id else ""


def descriptions(item: Type | Enum | Operation | Property | Member) -> Iterator[str]:
    """What describes something documented and its parts, in order: sentences, or their ids."""
    yield item.description
    match item:
        case Type():
            yield from (part.description for part in item.properties)
        case Enum():
            yield from (part.description for part in item.members)
        case Operation():
            yield from (part.description for part in item.parameters)
            if item.request_body:
                yield from (part.description for part in item.request_body.properties)
        case _:
            pass
