"""Values that are one of several models."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .model import Model
from .values import Reader, is_object


class Unions:
    """What reads an object as the model that documents most of its keys, and other values as `read_other` does."""

    def __init__(self, models: Sequence[type[Model]], read_other: Reader) -> None:
        self._read_other = read_other
        self._keys = [
            (frozenset(field.wire_name for field in model._fields().values()), model)
            for model in models
        ]

    def read(self, wire: Any) -> Any:
        """The model of an object; of several that fit it alike, the first."""
        if not is_object(wire):
            return self._read_other(wire)
        _, model = max(self._keys, key=lambda pair: len(pair[0] & wire.keys()))
        return model.from_dict(wire)
