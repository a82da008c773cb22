"""Models of open types."""

from __future__ import annotations

from typing import Any

from .model import Model


class OpenModel(Model):
    """A model of an open type: keys beyond its attributes are expected."""

    def additional(self) -> dict[str, Any]:
        """The keys that no attribute covers."""
        covered = {item.wire_name for item in type(self)._fields().values()}
        return {key: value for key, value in self._data.items() if key not in covered}
