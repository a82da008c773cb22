"""What holds of every record: it is frozen, and a changed one is another.

Those that pages, specs and plans are made of are msgspec Structs: there are hundreds of thousands, and a
Struct takes a sixth of a frozen dataclass' time to make and a tenth to define.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

import msgspec
from msgspec import Struct, structs


class Record(Struct, frozen=True, array_like=True):
    """What pages, specs and plans are made of. Packed without the names of its fields."""


class Placed(Record, frozen=True, eq=False):
    """A record that tells where it stands: places are carried for diagnostics, neither compared nor shown."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "type_at", "body_at"})
    not_shown: ClassVar[frozenset[str]] = not_compared

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        compared = _compared(type(self))
        return compared(self) == compared(other)

    def __ne__(self, other: object) -> bool:
        return not self == other  # a Struct's own would look at which object it is

    def __hash__(self) -> int:
        return hash(_compared(type(self))(self))

    def __repr__(self) -> str:
        form, shown = _shown(type(self))
        return form % shown(self)


@cache
def _compared(kind: type[Placed]) -> Callable[[object], Any]:
    """What gives the values that are compared."""
    return attrgetter(*(n for n in kind.__struct_fields__ if n not in kind.not_compared))


@cache
def _shown(kind: type[Placed]) -> tuple[str, Callable[[object], Any]]:
    """The form of a representation, and what gives the values for it."""
    names = [name for name in kind.__struct_fields__ if name not in kind.not_shown]
    # A lone attribute comes without a tuple around it, and a tuple would fill the form by itself.
    get = attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)
    return f"{kind.__name__}({', '.join(f'{name}=%r' for name in names)})", get


_R = TypeVar("_R")


def replace(record: _R, /, **changes: Any) -> _R:
    """The record, of either kind, with other values in some of its fields (`copy.replace` of Python 3.13)."""
    if isinstance(record, Struct):
        return structs.replace(record, **changes)
    return dataclasses.replace(record, **changes)  # type: ignore[type-var]


def packed(record: object) -> bytes | None:
    """A record as the cache holds it: MessagePack, which makes records and can run nothing.

    None for one that it cannot hold: a sample's number of more than 64 bits, half of a surrogate pair.
    """
    try:
        return msgspec.msgpack.encode(record)
    except (OverflowError, UnicodeEncodeError, RecursionError):
        return None


_Record = TypeVar("_Record")


def unpacked(data: bytes, kind: type[_Record]) -> _Record | None:
    """The record that was packed; None for what is none of its kind."""
    try:
        return _decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _decoder(kind: type[_Record]) -> msgspec.msgpack.Decoder[_Record]:
    return msgspec.msgpack.Decoder(kind)
