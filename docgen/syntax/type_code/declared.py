"""The types that code declares: a phrase, the members of an object, or values.

A type that is made of another one has what is taken of it: `Partial<Lamp>`, `Omit<Lamp, "id">`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PLAIN = re.compile(r"[\w$.]+(?:\[\])*")


@dataclass(slots=True)
class Member:
    """A property of an object."""

    name: str
    type: Type
    at: int  # offset
    is_optional: bool = False
    about: str = ""
    location: str = ""  # path, header; "" where it does not say


@dataclass(frozen=True, slots=True)
class Part:
    """What a type takes of another one: all of it, but for names, or these names only; each of which may be missing."""

    of: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_partial: bool = False


@dataclass(slots=True)
class Type:
    """A type: a phrase, the members of an object, values, or a part of another type."""

    phrase: str = ""
    members: list[Member] = field(default_factory=list["Member"])
    values: list[str] = field(default_factory=list[str])
    is_many: bool = False
    is_nullable: bool = False
    part: Part | None = None

    @property
    def text(self) -> str:
        if self.values:
            return "string"
        text = "object" if self.members else self.phrase
        return f"array of {text}s" if self.is_many and self.members else text


@dataclass(slots=True)
class Declaration:
    """A type with a name, or one alone."""

    name: str
    base: str
    type: Type
    at: int  # offset


class Unread(Exception):
    """The text is not one of types."""


def many(found: Type) -> Type:
    """An array of a type."""
    if found.members and not found.is_many:
        found.is_many = True
        return found
    inner = found.text or "any"
    return Type(
        phrase=f"{inner}[]" if _PLAIN.fullmatch(inner) else f"array of {inner}", is_many=True
    )


def map_of(values: Type) -> Type:
    """A map from texts to a type."""
    return Type(phrase=f"map<string, {values.text or 'any'}>")
