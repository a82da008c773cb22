"""What holds of every record: it is frozen, and a changed one is another.

Those of pages, specs and plans are msgspec Structs: there are hundreds of thousands, and a
Struct takes a sixth of a frozen dataclass' time to make and a tenth to define.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct, structs


# A frozen record cannot become part of a cycle, so the collector has nothing to find in it.
class Record(Struct, frozen=True, array_like=True, gc=False):
    """The base of the records of pages, specs and plans. Packed without the names of its fields."""

    # The fields that hold an author's text, or a tuple of texts, "" for none.
    translatable: ClassVar[frozenset[str]] = frozenset()
    not_in_repr: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        """Its name and the fields that say something: a new field with a default changes no digest of a record."""
        fields = [
            f"{name}={value!r}"
            for name, default in _in_repr(type(self))
            if (value := getattr(self, name)) is not default and value != default
        ]
        return f"{type(self).__name__}({', '.join(fields)})"


class Placed(Record, frozen=True, eq=False):
    """A record with its place in a page: places are for diagnostics, neither compared nor in `repr`."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "type_at", "body_at"})
    not_in_repr: ClassVar[frozenset[str]] = not_compared
    translatable: ClassVar[frozenset[str]] = frozenset({"description"})

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        compared = _compared(type(self))
        return compared(self) == compared(other)

    def __ne__(self, other: object) -> bool:
        return not self == other  # a Struct's own would look at which object it is

    def __hash__(self) -> int:
        return hash(_compared(type(self))(self))


@cache
def _compared(kind: type[Placed]) -> Callable[[object], Any]:
    """A function that returns the compared values."""
    return attrgetter(*(n for n in kind.__struct_fields__ if n not in kind.not_compared))


@cache
def _in_repr(kind: type[Record]) -> tuple[tuple[str, Any], ...]:
    """The fields of a representation, each with its default."""
    return tuple(
        (field.name, field.default)
        for field in structs.fields(kind)
        if field.name not in kind.not_in_repr
    )


_R = TypeVar("_R")


def replace(record: _R, /, **changes: Any) -> _R:
    """The record, of either kind, with other values in some of its fields (`copy.replace` of Python 3.13)."""
    if isinstance(record, Struct):
        return structs.replace(record, **changes)
    return dataclasses.replace(record, **changes)  # type: ignore[type-var]


def texts(record: object) -> Iterator[str]:
    """The texts of a record and of the records in it, "" where there is none, in the order of the fields."""
    for name, kind in _translatable(type(record)):
        value = getattr(record, name)
        match kind:
            case "text":
                yield value
            case "texts":
                yield from value
            case "record":
                yield from texts(value)
            case "records":
                for item in value:
                    yield from texts(item)


def with_texts(record: _R, change: Callable[[str], str]) -> _R:
    """The record with each text of it and of the records in it changed; "" stays."""
    changes: dict[str, Any] = {}
    for name, kind in _translatable(type(record)):
        value = getattr(record, name)
        if value:
            match kind:
                case "text":
                    changes[name] = change(value)
                case "texts":
                    changes[name] = tuple([text and change(text) for text in value])
                case "record":
                    changes[name] = with_texts(value, change)
                case "records":
                    changes[name] = tuple([with_texts(item, change) for item in value])
    return structs.replace(record, **changes) if changes else record  # type: ignore[type-var]


_Holds = Literal["text", "texts", "record", "records"]


@cache
def _translatable(kind: type) -> tuple[tuple[str, _Holds], ...]:
    """The fields of a class that hold texts or records with texts, and how."""
    if not issubclass(kind, Record):
        return ()
    hints = get_type_hints(kind)
    translatable: list[tuple[str, _Holds]] = []
    for name in kind.__struct_fields__:
        is_tuple = get_origin(hints[name]) is tuple
        if name in kind.translatable:
            translatable.append((name, "texts" if is_tuple else "text"))
        elif any(_has_texts(item, frozenset({kind})) for item in _records(hints[name])):
            translatable.append((name, "records" if is_tuple else "record"))
    return tuple(translatable)


def _has_texts(kind: type[Record], within: frozenset[type]) -> bool:
    """Whether a class declares a field for text or holds records that do. `within` hold this one."""
    if kind.translatable.intersection(kind.__struct_fields__):
        return True
    return any(
        _has_texts(item, within | {kind})
        for hint in get_type_hints(kind).values()
        for item in _records(hint)
        if item not in within | {kind}
    )


def _records(hint: Any) -> Iterator[type[Record]]:
    """The classes of records in `Item`, `Item | None` and `tuple[Item, ...]`."""
    if isinstance(hint, type) and issubclass(hint, Record):
        yield hint
    elif get_origin(hint) in (tuple, Union, UnionType):
        for item in get_args(hint):
            yield from _records(item)


class ExactNumber(float):
    """A number of JSON with more digits than a double has: the nearest double, which keeps its text."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> ExactNumber:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ExactNumber):
            return self.text == other.text
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__

    def __repr__(self) -> str:
        return self.text


def packed(record: object) -> bytes | None:
    """A record as the cache holds it: MessagePack, which makes records and can run nothing.

    None for one that it cannot hold: a sample's number of more than 64 bits, half of a surrogate pair.
    """
    try:
        return msgspec.msgpack.encode(record, enc_hook=_extension)
    except (OverflowError, UnicodeEncodeError, RecursionError):
        return None


_Record = TypeVar("_Record")


def unpacked(data: bytes, kind: type[_Record]) -> _Record | None:
    """The record that was packed; None for what is none of its kind."""
    try:
        return decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


@cache
def decoder(kind: type[_Record]) -> msgspec.msgpack.Decoder[_Record]:
    """The decoder of a kind of records; created once, which takes longer than to unpack a small record."""
    return msgspec.msgpack.Decoder(kind, ext_hook=_exact_number)


_EXACT_NUMBER = 1  # the code of an extension of MessagePack


def _extension(value: object) -> msgspec.msgpack.Ext:
    if isinstance(value, ExactNumber):
        return msgspec.msgpack.Ext(_EXACT_NUMBER, value.text.encode())
    raise NotImplementedError(f"{type(value).__name__} has no packed form")


def _exact_number(code: int, data: memoryview) -> ExactNumber:
    if code != _EXACT_NUMBER:
        raise msgspec.ValidationError(f"{code} is not an extension of docgen")
    try:
        return ExactNumber(str(data, "ascii"))
    except ValueError as error:
        raise msgspec.ValidationError(str(error)) from None
