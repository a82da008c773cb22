"""Models: typed views of decoded JSON objects.

The JSON object is the state. An attribute converts when it is read and writes through when it is
set, so decoding and encoding again is the identity, unknown keys and values included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, SupportsIndex, TypeVar, cast, dataclass_transform

from .values import Reader, reader, split_annotation, wire_value

Self = TypeVar("Self", bound="Model")


class ConversionError(ValueError):
    """A wire value that is not of the documented type."""

    def __init__(self, owner: str, attribute: str, value: object, reason: str) -> None:
        super().__init__(f"{owner}.{attribute}: cannot read {value!r}: {reason}")
        self.arguments = (owner, attribute, value, reason)

    def __reduce__(self) -> Any:
        return type(self), self.arguments


class ValueList(list[Any]):
    """A list read from a model: changes are written through to the JSON array."""

    def __init__(self, wire: list[Any], read: Reader) -> None:
        super().__init__(None if item is None else read(item) for item in wire)
        self._wire = wire
        self._changed = False

    def _write(self) -> None:
        self._wire[:] = [wire_value(item) for item in self]
        self._changed = True

    def _is_changed(self) -> bool:
        return self._changed or any(isinstance(item, Model) and item.changes() for item in self)

    def append(self, item: Any, /) -> None:
        super().append(item)
        self._write()

    def extend(self, items: Iterable[Any], /) -> None:
        super().extend(items)
        self._write()

    def insert(self, index: SupportsIndex, item: Any, /) -> None:
        super().insert(index, item)
        self._write()

    def pop(self, index: SupportsIndex = -1, /) -> Any:
        item = super().pop(index)
        self._write()
        return item

    def remove(self, item: Any, /) -> None:
        super().remove(item)
        self._write()

    def clear(self) -> None:
        super().clear()
        self._write()

    def reverse(self) -> None:
        super().reverse()
        self._write()

    def sort(self, **options: Any) -> None:
        super().sort(**options)
        self._write()

    def __setitem__(self, index: Any, item: Any, /) -> None:
        super().__setitem__(index, item)
        self._write()

    def __delitem__(self, index: Any, /) -> None:
        super().__delitem__(index)
        self._write()

    def __iadd__(self, items: Iterable[Any], /) -> Any:  # type: ignore[misc]
        self.extend(items)
        return self

    def __reduce__(self) -> Any:
        return list, (list(self),)


class _Field:
    """The descriptor behind an attribute."""

    def __init__(self, wire_name: str) -> None:
        self.wire_name = wire_name
        self._read: Reader | None = None

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.owner, self.name = owner, name

    def _prepare(self) -> Reader:
        # Two threads may both get here on first use: they store the same answer.
        name, self.is_list = split_annotation(self.owner.__annotations__[self.name])
        self._read = reader(name, self.owner.__module__)
        return self._read

    def __get__(self, model: Model | None, owner: Any = None) -> Any:
        if model is None:
            return self
        wire = model._data.get(self.wire_name)  # pyright: ignore[reportPrivateUsage]
        if wire is None:
            return None
        read = self._read or self._prepare()
        children = model._children  # pyright: ignore[reportPrivateUsage]
        known = children.get(self.wire_name)
        if known is not None and known[0] is wire:
            return known[1]
        try:
            if not self.is_list:
                value = read(wire)
            elif isinstance(wire, list):
                value = ValueList(wire, read)  # pyright: ignore[reportUnknownArgumentType]
            else:
                raise ValueError("an array was expected")
        except (ValueError, TypeError, OverflowError) as error:
            if isinstance(error, ConversionError):
                raise
            raise ConversionError(
                type(model).__name__, self.name, cast(object, wire), str(error)
            ) from None
        if isinstance(value, (Model, ValueList)):
            children[self.wire_name] = (wire, value)
        return value

    def __set__(self, model: Model, value: Any) -> None:
        model[self.wire_name] = value


def field(wire_name: str) -> Any:
    """An attribute for the key `wire_name`; its type is its annotation."""
    return _Field(wire_name)


# `field` is no field specifier: to type checkers it is a default, so every keyword is optional.
@dataclass_transform(kw_only_default=True)
class Model:
    """A JSON object with typed attributes. A missing key and null both read as None."""

    wire_name: ClassVar[str] = ""  # the qualified name of the type
    __hash__ = None  # type: ignore[assignment]  # a model can change

    def __init__(self, **values: Any) -> None:
        self._attach({})
        fields = type(self)._fields()
        for name, value in values.items():
            if name not in fields:
                raise TypeError(f"{type(self).__name__} has no attribute {name!r}")
            setattr(self, name, value)

    def _attach(self, data: dict[str, Any]) -> None:
        self._data = data
        self._set: set[str] = set()
        self._children: dict[str, tuple[Any, Any]] = {}

    @classmethod
    def _fields(cls) -> dict[str, _Field]:
        """Attribute name -> field, those of base types first."""
        known = cls.__dict__.get("_known_fields")
        if known is None:
            known = {
                name: item
                for base in reversed(cls.__mro__)
                for name, item in vars(base).items()
                if isinstance(item, _Field)
            }
            setattr(cls, "_known_fields", known)
        return known

    @classmethod
    def _read_value(cls, value: Any) -> Any:
        return cls.from_dict(value)

    @classmethod
    def from_dict(cls: type[Self], data: dict[str, Any]) -> Self:
        """A view of a decoded JSON object, which is kept, not copied.

        An "@odata.type" that names a subtype gives that class; an unknown one gives this class.
        """
        if not isinstance(data, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError("an object was expected")
        found: Any = cls
        stated = data.get("@odata.type")
        if isinstance(stated, str) and stated.lstrip("#").lower() != cls.wire_name.lower():
            from .values import find_class

            subtype = find_class("models.find", "")(stated)
            if isinstance(subtype, type) and issubclass(subtype, cls):
                found = subtype
        model: Self = found.__new__(found)
        model._attach(data)
        return model

    @classmethod
    def from_json(cls: type[Self], text: str | bytes) -> Self:
        """The model in a JSON text."""
        return cls.from_dict(json.loads(text))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object itself: what is changed in it is changed in the model."""
        return self._data

    def to_json(self) -> str:
        """The JSON text."""
        return json.dumps(self._data, ensure_ascii=False)

    def changes(self) -> dict[str, Any]:
        """What was set since the model was made or decoded, nested values included."""
        return {key: value for key, value in self._data.items() if self._is_changed(key)}

    def _is_changed(self, key: str) -> bool:
        if key in self._set:
            return True
        child = self._children.get(key, (None, None))[1]
        if isinstance(child, ValueList):
            return child._is_changed()  # pyright: ignore[reportPrivateUsage]
        return isinstance(child, Model) and bool(child.changes())

    def validate(self) -> list[ConversionError]:
        """Every value below this one that is not of its documented type."""
        faults: list[ConversionError] = []
        for name in type(self)._fields():
            try:
                value = getattr(self, name)
            except ConversionError as error:
                faults.append(error)
                continue
            for item in value if isinstance(value, ValueList) else [value]:
                if isinstance(item, Model):
                    faults += item.validate()
        return faults

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        wire = wire_value(value)
        self._data[key] = wire
        self._set.add(key)
        if isinstance(value, (Model, ValueList)):
            self._children[key] = (wire, value)
        else:
            self._children.pop(key, None)

    def __delitem__(self, key: str) -> None:
        del self._data[key]
        self._set.discard(key)
        self._children.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model):
            return NotImplemented
        return type(self) is type(other) and self._data == other._data

    def __repr__(self) -> str:
        names = {item.wire_name: name for name, item in type(self)._fields().items()}
        shown: list[str] = []
        for key, value in list(self._data.items())[:4]:
            text = repr(value)
            shown.append(f"{names.get(key, key)}={text if len(text) <= 40 else text[:39] + '…'}")
        more = ", …" if len(self._data) > 4 else ""
        return f"{type(self).__name__}({', '.join(shown)}{more})"

    def __getstate__(self) -> Any:
        return self._data, self._set

    def __setstate__(self, state: Any) -> None:
        self._attach(state[0])
        self._set = state[1]

    def __copy__(self) -> Any:
        made = type(self).__new__(type(self))
        made._attach(dict(self._data))
        made._set = set(self._set)
        return made


class OpenModel(Model):
    """A model of an open type: keys beyond its attributes are expected."""

    def additional(self) -> dict[str, Any]:
        """The keys that no attribute covers, annotations left out."""
        covered = {item.wire_name for item in type(self)._fields().values()}
        return {k: v for k, v in self._data.items() if k not in covered and "@" not in k}
