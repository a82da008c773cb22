"""Arrays, of models and of other values."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, SupportsIndex

from .model import Model
from .values import Reader, anything, is_array, is_list, wire_value


def reader(read: Reader) -> Reader:
    """What reads an array that no attribute has."""

    def read_array(value: Any) -> Any:
        if not is_list(value):
            raise ValueError("an array was expected")
        if read is anything:
            return value  # both share one array
        return [None if item is None else read(item) for item in value]

    return read_array


def read_list(wire: Any, read: Reader) -> ValueList:
    """The list that an attribute has for an array."""
    if not is_list(wire):
        raise TypeError("an array was expected")
    return ValueList([None if item is None else read(item) for item in wire], wire)


def set_list(value: Any, wire: Any) -> Any:
    """The list that is kept of a value that was set, the value itself for another one."""
    is_new = is_array(value) and not isinstance(value, ValueList)
    return ValueList(value, wire) if is_new and all(isinstance(i, Model) for i in value) else value


class ValueList(list[Any]):
    """A list read from a model: changes are written through to the JSON array.

    Only what changes is written, so the other items keep their text. An item that has no JSON form
    raises, and changes neither.
    """

    def __init__(self, values: Iterable[Any], wire: list[Any], changed: bool = False) -> None:
        super().__init__(values)
        self._wire = wire
        self._changed = changed

    def _has_changed(self) -> bool:
        return self._changed or any(isinstance(item, Model) and item.changes() for item in self)

    def append(self, item: Any, /) -> None:
        self[len(self) :] = [item]

    def extend(self, items: Iterable[Any], /) -> None:
        self[len(self) :] = items

    def insert(self, index: SupportsIndex, item: Any, /) -> None:
        self[index:index] = [item]

    def pop(self, index: SupportsIndex = -1, /) -> Any:
        item = self[index]
        del self[index]
        return item

    def remove(self, item: Any, /) -> None:
        del self[self.index(item)]

    def clear(self) -> None:
        del self[:]

    def reverse(self) -> None:
        super().reverse()
        self._wire.reverse()
        self._changed = True

    def sort(self, *, key: Callable[[Any], Any] | None = None, reverse: bool = False) -> None:
        pairs = list(zip(self, self._wire, strict=True))
        pairs.sort(key=lambda pair: key(pair[0]) if key else pair[0], reverse=reverse)
        super().__setitem__(slice(None), [item for item, _ in pairs])
        self._wire[:] = [wire for _, wire in pairs]
        self._changed = True

    def __setitem__(self, index: Any, given: Any, /) -> None:
        given = given if isinstance(index, SupportsIndex) else list(given)
        wire = wire_value(given)
        super().__setitem__(index, given)
        self._wire[index] = wire
        self._changed = True

    def __delitem__(self, index: Any, /) -> None:
        super().__delitem__(index)
        del self._wire[index]
        self._changed = True

    def __iadd__(self, items: Iterable[Any], /) -> Any:  # type: ignore[misc]
        self.extend(items)
        return self

    def __imul__(self, times: SupportsIndex, /) -> Any:
        self[:] = list(self) * times
        return self

    def __copy__(self) -> list[Any]:
        return list(self)

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> Any:
        return type(self), (list(self), self._wire, self._changed)
