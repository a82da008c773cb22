"""The enumerations of an API: pages of their own, sections, and members that a row lists.

In: what pages declare. Out: an `Enum` for each name, merged from its sources, and what these disagree about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.suggestion import Suggestions
from docgen.linking.names import Declarations, EnumSource
from docgen.reading.page import PropertyRow
from docgen.records import replace
from docgen.spec.model import Enum, Member
from docgen.spec.primitives import ANYTHING, PRIMITIVES, is_number
from docgen.spec.types import STRING, TypeUse, use_of
from docgen.syntax.strict_json import load_json

_INTEGER = re.compile(r"-?\d{1,18}\Z")
# Of two members: `stageddelete` and `stagedDelete` are near, `int32` and `int64` are not.
_NEAR = 0.85


def link_enums(
    declared: Declarations, sentinels: Collection[str]
) -> tuple[list[Enum], list[Diagnostic]]:
    """The enumerations that are not declared as types as well, by qualified name.

    A page of its own comes before a section, and that before a row. Their members are united where they overlap.
    """
    sources: dict[str, list[EnumSource]] = {}
    for source in declared.enums:
        sources.setdefault(source.name, []).append(source)
    findings: list[Diagnostic] = []
    suggestions = Suggestions()
    types = {source.name for source in declared.types}
    enums = [
        _merge(
            [_enum(source, sentinels) for source in sorted(same, key=_rank)], suggestions, findings
        )
        for _, same in sorted(sources.items())
    ]
    own = [enum for enum in enums if enum.name not in types]
    return sorted(own, key=lambda enum: enum.name.lower()), findings


def _rank(source: EnumSource) -> tuple[bool, bool]:
    return source.is_listed, not source.doc.has_own_page


def _enum(source: EnumSource, sentinels: Collection[str]) -> Enum:
    """The enumeration of one page; of two members with one name the first."""
    doc = source.doc
    unique = {member.name: member for member in reversed(doc.members)}
    return Enum(
        name=source.name,
        type=use_of("integer") if doc.is_integer else STRING,
        is_flags=doc.is_flags,
        page=source.page.path,
        description=doc.description,
        members=tuple(
            Member(
                name=name,
                value=unique[name].value,
                is_sentinel=name in sentinels,
                is_deprecated=unique[name].is_deprecated,
                description=unique[name].description,
                at=unique[name].at,
            )
            for name in dict.fromkeys(member.name for member in doc.members)
        ),
        at=doc.at,
    )


def _merge(accounts: Sequence[Enum], suggestions: Suggestions, findings: list[Diagnostic]) -> Enum:
    """One enumeration; an account that shares no member with those before it is left out (DG316)."""
    first = accounts[0]
    members = {member.name: member for member in first.members}
    for other in accounts[1:]:
        if not members.keys() & {member.name for member in other.members}:
            if first.at and other.at:
                place = f"{first.at.path}:{first.at.line}"
                findings.append(diagnose("DG316", other.at, name=first.name, place=place))
            continue
        findings += _other_spellings(first, other, suggestions)
        for member in other.members:
            members.setdefault(member.name, member)
    return replace(
        first,
        is_flags=any(enum.is_flags for enum in accounts),
        description=next((e.description for e in accounts if e.description), ""),
        members=tuple(members.values()),
    )


def _other_spellings(first: Enum, other: Enum, suggestions: Suggestions) -> Iterator[Diagnostic]:
    """DG337 for a member that is in one account only, while the other has one of a similar name."""
    here, there = {m.name for m in other.members}, {m.name for m in first.members}
    known = sorted(there - here)
    for name in sorted(here - there):
        near = suggestions.nearest(name, known, _NEAR)
        if near and first.at and other.at:
            place = f"{first.at.path}:{first.at.line}"
            yield diagnose("DG337", other.at, name=name, other=near, place=place)


def known_values(row: PropertyRow, use: TypeUse) -> tuple[str, ...]:
    """The values that a row lists of a string or an integer; those of a named type are in its enumeration."""
    name = use.item.name
    are_texts = name == STRING.name
    are_integers = is_number(name) and all(_INTEGER.match(v) for v in row.values)
    return row.values if are_texts or are_integers else ()


def known_default(row: PropertyRow, use: TypeUse) -> Any:
    """The default that a row states, as JSON has it; None where that is no value of the type."""
    return _value(row.default, use) if row.default else None


def _value(text: str, use: TypeUse) -> Any:
    """The value of a type that a text is as a page writes it; None for no such value."""
    if use.kind == "union":
        values = (_value(text, item) for item in use.items)
        return next((value for value in values if value is not None), None)
    if use.kind == "named" or use.name == STRING.name:
        return text
    try:
        value = load_json(text)
    except ValueError:
        value = text
    if use.is_array:
        return value if isinstance(value, list) else None
    if use.kind in ("map", "tuple"):
        return None
    return value if PRIMITIVES[use.name or ANYTHING].is_valid(value) else None
