"""Types that fences of TypeScript declare, with their members as fields.

    interface Lamp {             { id: number; shades?: Shade[] }       color?: "red" | "green" // in the dark
      id: number
      /** in the dark */
      color?: "red" | "green"
    }

    wait: integer, seconds       names with primitives, in a fence of no language
    name?: string (at most 20)

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
_PRIMITIVE = r"(?:string|text|str|integer|int(?:32|64)?|number|float|double|decimal|bool(?:ean)?|date(?:time)?|timestamp|uuid|object)\b"
_NAMED = r"[ \t]*[A-Za-z_]\w*\??[ \t]*:[ \t]*"
_BEGINS = re.compile(rf"\s*+(?:\{{\s*+)?{_NAMED}{_PRIMITIVE}")
# Each line, but for braces and comments.
_LINE = re.compile(
    rf"{_NAMED}(?:{_PRIMITIVE}|[\[\]{{}}A-Z\"'])[^\n]*|[ \t]*(?:[{{}}\[\],;]*[ \t]*|(?://|#)[^\n]*)"
)
# What words say of a type, in the place of a comment: ", seconds", " (at most 20)".
_REMARK = re.compile(
    rf"({_NAMED}[\w|?\[\]]++(?:[ \t]*+\|[ \t]*+[\w\"'|]++)*+)"
    r"(?:,[ \t](?![ \t]*+\w++\??:)|[ \t]\()(?=\S)"
)
_LONGEST = 20_000  # characters of a fence that is looked at
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
    """Whether a fence is in a language that declares types, or in none and each of its lines is a name with a type."""
    return fence.info in _LANGUAGES or _is_of_names(fence)


def _is_of_names(fence: Fence) -> bool:
    if fence.info or len(fence.text) > _LONGEST or not _BEGINS.match(fence.text):
        return False
    return all(map(_LINE.fullmatch, fence.text.split("\n")))


def _text(fence: Fence) -> str:
    """The text of a fence as TypeScript has it."""
    if fence.info in _LANGUAGES:
        return fence.text
    return "\n".join(_REMARK.sub(r"\1 //", line) for line in fence.text.split("\n"))


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
            fields=tuple(_fields(found.type.members, 0, place, is_stated=fence.info in _LANGUAGES)),
            type_text=found.type.text,
            values=tuple(found.type.values),
            at=place(found.at),
        )
        for found in declarations(_text(fence))
    ]


def members_in(fence: Fence) -> tuple[Field, ...]:
    """The members of the type without a name that a fence shows."""
    literals = type_literals(fence)
    return literals[0].fields if literals and not literals[0].name else ()


def _fields(
    members: Sequence[Member], depth: int, place: Callable[[int], Span], *, is_stated: bool
) -> Iterator[Field]:
    """The members of an object; `is_stated`: its language has a sign for those that may be left out."""
    for member in members:
        at = place(member.at)
        yield Field(
            name=member.name,
            type_text=member.type.text,
            about=member.about,
            is_required=False if member.is_optional else is_stated or None,
            depth=depth,
            is_nullable=member.type.is_nullable,
            values=tuple(member.type.values),
            at=at,
            type_at=at,
        )
        yield from _fields(member.type.members, depth + 1, place, is_stated=is_stated)
