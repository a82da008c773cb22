"""Types that fences of TypeScript declare, with their members as fields.

    interface Lamp {             { id: number; shades?: Shade[] }       color?: "red" | "green" // in the dark
      id: number
      /** in the dark */
      color?: "red" | "green"
    }

A fence enters; `TypeLiteral`s leave. What is in an object comes after it, deeper; types are phrases.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.lists.fields import Field
from docgen.reading.lists.typescript import Member, declarations
from docgen.reading.markdown.parser import Fence
from docgen.records import Record

_LANGUAGES = frozenset({"ts", "tsx", "mts", "typescript"})
_LINE_END = re.compile(r"\n")


class TypeLiteral(Record, frozen=True, kw_only=True):
    """A type that a fence declares, or shows without a name."""

    name: str  # "" for one without a declaration
    base: str = ""  # the first that an interface extends
    is_many: bool = False  # an array of such objects
    fields: tuple[Field, ...] = ()  # of an object
    type_text: str = ""  # of a type without members: "array of Lamp"
    values: tuple[str, ...] = ()
    at: Span


def is_of_types(fence: Fence) -> bool:
    """Whether a fence is in a language that declares types."""
    return fence.info in _LANGUAGES


def type_literals(fence: Fence) -> list[TypeLiteral]:
    """The types of a fence, in its order; nothing where it has code instead."""
    if not is_of_types(fence):
        return []
    starts = [0, *(match.end() for match in _LINE_END.finditer(fence.text))]

    def place(offset: int) -> Span:
        line = bisect_right(starts, offset) - 1
        return fence.span.start(line).within(offset - starts[line])

    return [
        TypeLiteral(
            name=found.name,
            base=found.base,
            is_many=found.type.is_many,
            fields=tuple(_fields(found.type.members, 0, place)),
            type_text=found.type.text,
            values=tuple(found.type.values),
            at=place(found.at),
        )
        for found in declarations(fence.text)
    ]


def members_in(fence: Fence) -> tuple[Field, ...]:
    """The members of the type without a name that a fence shows."""
    literals = type_literals(fence)
    return literals[0].fields if literals and not literals[0].name else ()


def _fields(members: Sequence[Member], depth: int, place: Callable[[int], Span]) -> Iterator[Field]:
    for member in members:
        at = place(member.at)
        yield Field(
            name=member.name,
            type_text=member.type.text,
            about=member.about,
            is_required=not member.is_optional,
            depth=depth,
            is_nullable=member.type.is_nullable,
            values=tuple(member.type.values),
            at=at,
            type_at=at,
        )
        yield from _fields(member.type.members, depth + 1, place)
