"""Models of OData: an object may state its type, and some of its keys are annotations."""

from __future__ import annotations

from typing import Any, TypeVar

from . import model as base, open_model
from .model import field as field, new_object, put_data
from .values import find_class

Self = TypeVar("Self", bound="Model")

_subtypes: dict[tuple[type[Any], str], type[Any]] = {}  # class, stated name -> class


class Model(base.Model):
    """A JSON object with typed attributes. A missing key and null both read as None."""

    odata_type: str | None = field("@odata.type")
    """The type that the object itself states: "#" and a qualified name."""

    @classmethod
    def from_dict(cls: type[Self], data: dict[str, Any]) -> Self:
        """A view of a decoded JSON object, which is kept, not copied.

        An "@odata.type" that names a subtype gives that class; an unknown one gives this class.
        """
        try:
            stated = data.get("@odata.type")
        except AttributeError:
            raise ValueError("an object was expected") from None
        found: Any = cls
        if stated is not None and isinstance(stated, str):
            found = _subtypes.get((cls, stated)) or cls._subtype(stated)
        model: Self = new_object(found)
        put_data(model, data)
        return model

    _read_value = from_dict

    @classmethod
    def _is_data(cls, content: dict[str, Any]) -> bool:
        # What is in `value` has annotations beside it only (OData JSON Format 4.01, section 11).
        return any(key != "value" and "@" not in key for key in content)

    @classmethod
    def _subtype(cls, stated: str) -> type[Model]:
        if stated.lstrip("#").lower() == cls.wire_name.lower():
            return cls
        found = find_class("models.find", "")(stated)
        if not isinstance(found, type) or not issubclass(found, cls):
            return cls  # not remembered: a service may state any number of names
        _subtypes[cls, stated] = found
        return found


class OpenModel(Model, open_model.OpenModel):
    """A model of an open type: keys beyond its attributes are expected."""

    def additional(self) -> dict[str, Any]:
        """The keys that no attribute covers, annotations left out."""
        return {key: value for key, value in super().additional().items() if "@" not in key}
