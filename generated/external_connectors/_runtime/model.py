"""Models: typed views of decoded JSON objects.

The JSON object is the state. An attribute converts when it is read and writes through when it is set,
so decoding and encoding again is the identity, unknown keys and values included.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from .codec import dumps, loads
from .errors import ConversionError, shortened
from .values import (
    Reader,
    advice,
    is_list,
    is_object,
    part,
    reader,
    split_annotation,
    unknown_attribute,
    wire_value,
)

_NO_CHILDREN: dict[str, tuple[Any, Any]] = {}  # of a model that was not read yet
_FAULTS = (ValueError, TypeError, ArithmeticError)  # of reading a value
new_object = object.__new__


class _Field:
    """The descriptor of an attribute."""

    def __init__(self, wire_name: str) -> None:
        self.wire_name = wire_name
        self._read: Reader | None = None

    def __set_name__(self, owner: type[Model], name: str) -> None:
        self.owner, self.name = owner, name

    def _prepare(self) -> Reader:
        # Two threads may both get here: they store the same answer.
        name, self.is_list = split_annotation(self.owner.__annotations__[self.name])
        read = reader(name, self.owner.__module__)
        self._is_scalar = not self.is_list and not hasattr(read, "__self__")
        self._read = read
        return read

    def __get__(self, model: Model | None, owner: Any = None) -> Any:
        if model is None:
            return self
        wire = model._data.get(self.wire_name)
        if wire is None:
            return None
        read = self._read or self._prepare()
        if not self._is_scalar:
            known = model._children.get(self.wire_name)
            if known is not None and known[0] is wire:
                return known[1]
        try:
            value = read(wire) if not self.is_list else part("arrays").read_list(wire, read)
        except _FAULTS:
            raise next(self.faults(model, [])) from None
        return value if self._is_scalar else model._keep(self.wire_name, wire, value)

    def faults(self, model: Model, below: list[Any]) -> Iterator[ConversionError]:
        """The values that cannot be read; `below` gets those that have others."""
        wire: Any = model._data.get(self.wire_name)
        read, owner = self._read or self._prepare(), type(model).__name__
        places: dict[str, Any] = {self.name: wire}
        if self.is_list and is_list(wire):
            places = {f"{self.name}[{index}]": item for index, item in enumerate(wire)}
        elif self.is_list and wire is not None:
            yield ConversionError(owner, self.name, wire, "an array was expected")
            return
        for place, item in places.items():
            try:
                value = None if item is None else read(item)
            except _FAULTS as error:
                yield ConversionError(owner, place, item, str(error))
            else:
                if hasattr(value, "_faults"):
                    below.append(value)

    def __set__(self, model: Model, value: Any) -> None:
        model[self.wire_name] = value

    def __delete__(self, model: Model) -> None:
        model._data.pop(self.wire_name, None)
        model._forget(self.wire_name)


def field(wire_name: str) -> Any:
    """An attribute for the key `wire_name`."""
    return _Field(wire_name)


def validated(value: Any) -> list[ConversionError]:
    """The faults of a value and of all below it."""
    found, values, seen = list[ConversionError](), [value], set[int]()
    for each in values:  # which grows; a model may be in itself
        if (key := id(each.to_dict())) not in seen:
            seen.add(key)
            found += each._faults(values)
    return found


# To type checkers `field` is a default, so that every keyword is optional.
@dataclass_transform(kw_only_default=True)
class _Typed:
    """What makes type checkers see constructors."""

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
                kind = type(self).__name__
                raise TypeError(f"{kind} has no attribute {name!r}{advice(name, fields)}")
            setattr(self, name, value)

    @classmethod
    @cache
    def _fields(cls) -> dict[str, _Field]:
        """Attribute name -> field, those of base types first."""
        items = [item for base in reversed(cls.__mro__) for item in vars(base).items()]
        return {name: item for name, item in items if isinstance(item, _Field)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """A view of a decoded JSON object, which is kept, not copied."""
        if not is_object(data):
            raise ValueError("an object was expected")
        model: Self = new_object(cls)
        put_data(model, data)
        return model

    _read_value = from_dict  # what a field of this type reads with

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The model in a JSON text."""
        return cls.from_dict(loads(text))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object itself, not a copy."""
        return self._data

    def to_json(self) -> str:
        """The JSON text."""
        return dumps(self._data).decode()

    def changes(self) -> dict[str, Any]:
        """The keys that were set or changed since the model was created or decoded."""
        within = {key for key, (_, kept) in self._children.items() if kept._has_changed()}
        return {k: v for k, v in self._data.items() if k in self._set or k in within}

    def _has_changed(self) -> bool:
        return bool(self.changes())

    def validate(self) -> list[ConversionError]:
        """All values, in models below it too, without their documented type."""
        return validated(self)

    def _faults(self, below: list[Any]) -> Iterator[ConversionError]:
        for item in type(self)._fields().values():
            yield from item.faults(self, below)

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        wire = wire_value(value)
        self._data[key] = wire
        self._forget(key)
        self._set |= {key}
        if is_list(wire) and (arrays := part("arrays")):
            value = arrays.set_list(value, wire)
        self._keep(key, wire, value)

    def _keep(self, key: str, wire: Any, value: Any) -> Any:
        """Keeps what can change by itself."""
        if hasattr(value, "_has_changed"):
            if self._children is _NO_CHILDREN:
                self._children = {}
            self._children[key] = (wire, value)
        return value

    def _forget(self, key: str) -> None:
        self._set -= {key}
        self._children.pop(key, None)

    def __delitem__(self, key: str) -> None:
        del self._data[key]
        self._forget(key)

    if not TYPE_CHECKING:  # which finds a misspelt attribute itself

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
        items = list(self._data.items())
        shown = [f"{names.get(key, key)}={shortened(value, 40)}" for key, value in items[:4]]
        shown += ["…"] if len(items) > 4 else []
        return f"{type(self).__name__}({', '.join(shown)})"

    def __copy__(self) -> Self:
        # Two models over one array would not see each other's changes.
        copied: Self = import_module("copy").deepcopy(self)
        return copied

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """How pydantic, if it is installed, reads and writes a model."""

        def read(value: Any) -> Any:
            model = value if isinstance(value, cls) else cls.from_dict(value)
            if faults := model.validate():
                raise ValueError("; ".join(map(str, faults)))
            return model

        schemas: Any = import_module("pydantic_core").core_schema
        written = schemas.plain_serializer_function_ser_schema(cls.to_dict)
        return schemas.no_info_plain_validator_function(read, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        description = import_module("inspect").getdoc(cls)
        return {"type": "object", "title": cls.__name__, "description": description}
