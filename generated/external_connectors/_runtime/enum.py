"""Enumerations that keep unknown values."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound="OpenEnum")
F = TypeVar("F", bound="FlagsEnum")


class OpenEnum(StrEnum):
    """A string enumeration. It also accepts values that the documentation does not list."""

    @classmethod
    def _missing_(cls: type[E], value: object) -> E | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the documentation lists this value."""
        return self._value_ in type(self)._value2member_map_

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return type(self), (self._value_,)


class FlagsEnum(OpenEnum):
    """An enumeration whose values can be combined; they are sent as text with commas between them."""

    @property
    def is_known(self) -> bool:
        return all(name in type(self)._value2member_map_ for name in self._names())

    def _names(self) -> list[str]:
        return [name.strip() for name in self._value_.split(",")]

    def flags(self: F) -> Iterator[F]:
        """The members that are combined in it."""
        return (type(self)(name) for name in self._names())

    def has(self, flag: str) -> bool:
        """Whether a member, or each of a combination, is included."""
        return set(type(self)(flag)._names()) <= set(self._names())

    def __contains__(self, flag: object) -> bool:
        return isinstance(flag, str) and self.has(flag)

    def __or__(self: F, other: str) -> F:
        names = [*self._names(), *type(self)(other)._names()]
        return type(self)(",".join(dict.fromkeys(names)))
