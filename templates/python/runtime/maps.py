"""Maps whose values are models."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from .errors import ConversionError, shortened
from .model import validated
from .values import Reader, is_object, wire_value


class Maps:
    """What reads a JSON object as a map."""

    def __init__(self, read_value: Reader) -> None:
        self._read_value = read_value

    def read(self, wire: Any) -> ModelMap:
        """The map over a JSON object, which is kept, not copied."""
        if not is_object(wire):
            raise ValueError("an object was expected")
        return ModelMap(wire, self._read_value)


class ModelMap(MutableMapping[str, Any]):
    """A JSON object by its keys, each value a model: changes are written through to it."""

    def __init__(self, data: dict[str, Any], read: Reader) -> None:
        self._data, self._read = data, read
        self._kept: dict[str, tuple[Any, Any]] = {}  # key -> wire value, model
        self._changed = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON object itself, not a copy."""
        return self._data

    def validate(self) -> list[ConversionError]:
        """All values in the models of the map that do not have their documented type."""
        return validated(self)

    def _faults(self, below: list[Any]) -> Iterator[ConversionError]:
        for key in self:
            try:
                item = self[key]
            except ConversionError as fault:
                yield fault
            else:
                below += [] if item is None else [item]

    def _has_changed(self) -> bool:
        return self._changed or any(item.changes() for _, item in self._kept.values())

    def __getitem__(self, key: str) -> Any:
        wire = self._data[key]
        known = self._kept.get(key)
        if wire is None or known and known[0] is wire:
            return known[1] if known else None
        try:
            model = self._read(wire)
        except (ValueError, TypeError) as fault:
            raise ConversionError(type(self).__name__, key, wire, str(fault)) from None
        self._kept[key] = wire, model
        return model

    def __setitem__(self, key: str, value: Any) -> None:
        self._data[key] = wire_value(value)
        self._kept.pop(key, None)
        self._changed = True

    def __delitem__(self, key: str) -> None:
        del self._data[key]
        self._kept.pop(key, None)
        self._changed = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return shortened(self._data, 200)
