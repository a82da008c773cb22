"""Models: typed views of decoded JSON objects.

The JSON object is the state. An attribute converts when it is read and writes through when it is
set, so decoding and encoding again is the identity, unknown keys and values included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex, TypeVar, dataclass_transform

from .codec import dumps, loads
from .errors import ConversionError
from .values import (
    Reader,
    advice,
    is_array,
    is_list,
    reader,
    split_annotation,
    unknown_attribute,
    wire_value,
)

Self = TypeVar("Self", bound="Model")


class ValueList(list[Any]):
    """A list read from a model: changes are written through to the JSON array.

    Only what changes is written, so the other items keep their text. An item that has no JSON form
    raises, and changes neither.
    """

    def __init__(self, values: Iterable[Any], wire: list[Any], changed: bool = False) -> None:
        super().__init__(values)
        self._wire = wire
        self._changed = changed

    def is_changed(self) -> bool:
        """Whether the list or a model in it was changed."""
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


_NO_CHILDREN: dict[str, tuple[Any, Any]] = {}  # of every model that was not read yet; stays empty
new_object = object.__new__


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
        read = reader(name, self.owner.__module__)
        self._is_scalar = not self.is_list and not hasattr(read, "__self__")
        self._read = read
        return read

    def __get__(self, model: Model | None, owner: Any = None) -> Any:
        if model is None:
            return self
        wire = model._data.get(self.wire_name)  # pyright: ignore[reportPrivateUsage]
        if wire is None:
            return None
        read = self._read or self._prepare()
        if self._is_scalar:
            try:
                return read(wire)
            except (ValueError, TypeError, ArithmeticError):
                raise next(self.faults(model, is_deep=False)) from None
        children = model._children  # pyright: ignore[reportPrivateUsage]
        known = children.get(self.wire_name)
        if known is not None and known[0] is wire:
            return known[1]
        try:
            if not self.is_list:
                value = read(wire)
            elif is_list(wire):
                value = ValueList([None if i is None else read(i) for i in wire], wire)
            else:
                raise TypeError
        except (ValueError, TypeError, ArithmeticError):
            raise next(self.faults(model, is_deep=False)) from None
        if isinstance(value, (Model, ValueList)):
            model._keep(self.wire_name, wire, value)  # pyright: ignore[reportPrivateUsage]
        return value

    def faults(self, model: Model, *, is_deep: bool) -> Iterator[ConversionError]:
        """Every value of the attribute that cannot be read; deep, those in models below it too."""
        wire = model._data.get(self.wire_name)  # pyright: ignore[reportPrivateUsage]
        if wire is None:
            return
        read, owner = self._read or self._prepare(), type(model).__name__
        places: dict[str, Any] = {self.name: wire}
        if self.is_list:
            if not is_list(wire):
                yield ConversionError(owner, self.name, wire, "an array was expected")
                return
            places = {f"{self.name}[{index}]": item for index, item in enumerate(wire)}
        for place, item in places.items():
            try:
                value = None if item is None else read(item)
            except (ValueError, TypeError, ArithmeticError) as error:
                yield ConversionError(owner, place, item, str(error))
            else:
                if is_deep and isinstance(value, Model):
                    yield from value.validate()

    def __set__(self, model: Model, value: Any) -> None:
        model[self.wire_name] = value

    def __delete__(self, model: Model) -> None:
        model._data.pop(self.wire_name, None)  # pyright: ignore[reportPrivateUsage]
        model._forget(self.wire_name)  # pyright: ignore[reportPrivateUsage]


def field(wire_name: str) -> Any:
    """An attribute for the key `wire_name`; its type is its annotation."""
    return _Field(wire_name)


# `field` is no field specifier: to type checkers it is a default, so every keyword is optional.
@dataclass_transform(kw_only_default=True)
class _Typed:
    """What type checkers make constructors below; its own attributes are no keywords there."""

    __slots__ = ("_data",)
    _data: dict[str, Any]
    _set: frozenset[str] = frozenset()  # the keys that were set
    _children: dict[str, tuple[Any, Any]] = _NO_CHILDREN  # key -> wire value, model or list


put_data: Any = vars(_Typed)["_data"].__set__  # past the check of __setattr__


class Model(_Typed):
    """A JSON object with typed attributes. A missing key and null both read as None."""

    wire_name: ClassVar[str] = ""  # the qualified name of the type
    __hash__ = None  # type: ignore[assignment]  # a model can change

    def __init__(self, **values: Any) -> None:
        self._data = {}
        fields = type(self)._fields()
        for name, value in values.items():
            if name not in fields:
                raise TypeError(
                    f"{type(self).__name__} has no attribute {name!r}{advice(name, fields)}"
                )
            setattr(self, name, value)

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
    def from_dict(cls: type[Self], data: dict[str, Any]) -> Self:
        """A view of a decoded JSON object, which is kept, not copied."""
        wire: Any = data  # of a service, which may send anything
        if not isinstance(wire, dict):
            raise ValueError("an object was expected")
        model: Self = new_object(cls)
        put_data(model, data)
        return model

    # What a field of this type reads with.
    _read_value = from_dict

    @classmethod
    def _is_data(cls, content: dict[str, Any]) -> bool:
        """Whether a content is the object itself, although it has a key with the envelope's name."""
        return False

    @classmethod
    def from_json(cls: type[Self], text: str | bytes) -> Self:
        """The model in a JSON text."""
        return cls.from_dict(loads(text))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object itself, not a copy."""
        return self._data

    def to_json(self) -> str:
        """The JSON text."""
        return dumps(self._data).decode()

    def changes(self) -> dict[str, Any]:
        """The keys that were set since the model was made or decoded, with their whole values.

        A key whose model or list was changed is among them.
        """
        return {key: value for key, value in self._data.items() if self._is_changed(key)}

    def _is_changed(self, key: str) -> bool:
        if key in self._set:
            return True
        child = self._children.get(key, (None, None))[1]
        if isinstance(child, ValueList):
            return child.is_changed()
        return isinstance(child, Model) and bool(child.changes())

    def validate(self) -> list[ConversionError]:
        """Every value below this one that is not of its documented type."""
        fields = type(self)._fields().values()
        return [fault for item in fields for fault in item.faults(self, is_deep=True)]

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        wire = wire_value(value)
        self._data[key] = wire
        self._forget(key)
        self._set |= {key}
        if is_array(value) and not isinstance(value, ValueList):
            if all(isinstance(item, Model) for item in value):
                value = ValueList(value, wire)
        if isinstance(value, (Model, ValueList)):
            self._keep(key, wire, value)

    def _keep(self, key: str, wire: Any, value: Any) -> None:
        if self._children is _NO_CHILDREN:
            self._children = {}
        self._children[key] = (wire, value)

    def _forget(self, key: str) -> None:
        self._set -= {key}
        self._children.pop(key, None)

    def __delitem__(self, key: str) -> None:
        del self._data[key]
        self._forget(key)

    if not TYPE_CHECKING:  # type checkers find a misspelt attribute by themselves

        def __setattr__(self, name: str, value: Any) -> None:
            if name[0] != "_" and not hasattr(type(self), name):
                raise unknown_attribute(self, name)
            object.__setattr__(self, name, value)

        def __getattr__(self, name: str) -> Any:
            raise unknown_attribute(self, name)

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

    def __copy__(self: Self) -> Self:
        # Two models over one JSON array would not see each other's changes.
        from copy import deepcopy

        return deepcopy(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How pydantic reads and writes a model, where pydantic is installed."""
        schemas: Any = import_module("pydantic_core").core_schema
        return schemas.no_info_plain_validator_function(
            cls._accept,
            serialization=schemas.plain_serializer_function_ser_schema(cls.to_dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        return {
            "type": "object",
            "title": cls.__name__,
            "description": import_module("inspect").getdoc(cls),
        }

    @classmethod
    def _accept(cls: type[Self], value: Any) -> Self:
        model = value if isinstance(value, cls) else cls.from_dict(value)
        if faults := model.validate():
            raise ValueError("; ".join(str(fault) for fault in faults))
        return model


class OpenModel(Model):
    """A model of an open type: keys beyond its attributes are expected."""

    def additional(self) -> dict[str, Any]:
        """The keys that no attribute covers."""
        covered = {item.wire_name for item in type(self)._fields().values()}
        return {key: value for key, value in self._data.items() if key not in covered}
