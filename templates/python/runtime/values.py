"""JSON values to Python values and back, by the annotation of a field.

The text of an annotation enters; a `Reader` of wire values leaves. Annotations are parsed by a
grammar of four rules and never evaluated: `X | None`, `list[X]` (X may be another list), `models.a.X`, `X`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeGuard

Reader = Callable[[Any], Any]


class Null:
    """The class of `NULL`."""

    def __repr__(self) -> str:
        return "NULL"

    def __bool__(self) -> bool:
        return False


NULL = Null()  # null for a keyword, whose None is "left out"


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether a value is what becomes a JSON array."""
    return isinstance(value, (list, tuple))


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


_LONGEST = 4000  # digits of a whole number; Python writes no more than 4,300


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a string was expected")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false was expected")
    return value


def _integer(value: Any) -> int:
    # IEEE754Compatible=true makes a service send Int64 values as strings.
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number was expected")
    return value


def _float(value: Any) -> float:
    is_number = isinstance(value, (int, float, str)) or type(value).__name__ == "Decimal"
    if isinstance(value, bool) or not is_number:
        raise ValueError("a number was expected")
    if isinstance(value, str) and value not in ("INF", "-INF", "NaN"):
        raise ValueError("a number was expected")
    return float(value)


def _bytes(value: Any) -> bytes:
    from base64 import b64decode

    text = _text(value).replace("-", "+").replace("_", "/").rstrip("=")
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def _uuid(value: Any) -> Any:
    from uuid import UUID

    return UUID(_text(value))


def _decimal(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise ValueError("a number was expected")
    try:
        return Decimal(str(value))
    except ArithmeticError:
        raise ValueError("a number was expected") from None


def _any(value: Any) -> Any:
    return value


_SCALARS: dict[str, Reader] = {
    "str": _text,
    "bool": _boolean,
    "int": _integer,
    "float": _float,
    "bytes": _bytes,
    "UUID": _uuid,
    "Decimal": _decimal,
    "Any": _any,
}


_TEMPORAL = ("datetime", "date", "time")


def split_annotation(annotation: str) -> tuple[str, bool]:
    """The name that an annotation holds, and whether it is of a list.

    Raises `TypeError` for anything else than `X`, `list[X]` and these with `| None` behind.
    """
    text = annotation.removesuffix(" | None")
    is_list = text.startswith("list[") and text.endswith("]")
    name = text[5:-1] if is_list else text
    if not all(part.isidentifier() for part in _item(name).split(".")):
        raise TypeError(f"not an annotation of a field: {annotation!r}")
    return name, is_list


def _item(name: str) -> str:
    """The name inside of lists of lists."""
    while name.startswith("list[") and name.endswith("]"):
        name = name[5:-1]
    return name


def reader(name: str, module: str) -> Reader:
    """What reads a wire value as the type that `name` means in a module of this SDK."""
    if known := _READERS.get((name, module)):
        return known
    read = _READERS[name, module] = _reader(name, module)
    return read


_READERS: dict[tuple[str, str], Reader] = {}  # as many as there are annotations


def _reader(name: str, module: str) -> Reader:
    if name in _SCALARS:
        return _SCALARS[name]
    if name.startswith("list["):
        return _list_reader(reader(name[5:-1], module))
    if name in _TEMPORAL:
        from .temporal import READERS

        return READERS[name]
    if name == "timedelta":
        found: Any = import_module(f"{__package__}.durations").read_duration
    else:
        found = find_class(name, module)
    read: Reader = getattr(found, "_read_value", found)
    return read


def _list_reader(read: Reader) -> Reader:
    """What reads an array."""

    def read_list(value: Any) -> Any:
        if not is_list(value):
            raise ValueError("an array was expected")
        if read is _any:
            return value  # both share one array
        return [None if item is None else read(item) for item in value]

    return read_list


def advice(name: str, known: Iterable[str]) -> str:
    """What an error adds on the name that was meant."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def unknown_attribute(owner: object, name: str) -> AttributeError:
    """The error for an attribute that an object does not have, with the one that is near."""
    kind = type(owner)
    known = [each for each in dir(kind) if each[0] != "_"] if name[:1] != "_" else []
    text = f"{kind.__name__} has no attribute {name!r}{advice(name, known)}"
    return AttributeError(text, name=name, obj=owner)


def find_class(name: str, module: str) -> Any:
    """The class: `models.a.X` from the root of the models, `X` from the module's own package."""
    root = __name__.rpartition("._runtime.")[0]
    if name.startswith("models."):
        package, name = import_module(f"{root}.models"), name.removeprefix("models.")
    else:
        package = sys.modules[module.rpartition(".")[0]]
    found: Any = package
    for part in name.split("."):
        found = getattr(found, part)
    return found


def wire_value(value: Any) -> Any:
    """The JSON value of a Python value; what is JSON already stays as it is."""
    if value is None or type(value) in (str, int, bool):
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if value is NULL:
        return None
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        if value != value:
            return "NaN"
        return value if abs(value) != float("inf") else ("INF" if value > 0 else "-INF")
    if isinstance(value, (bytes, bytearray)):
        from base64 import b64encode

        return b64encode(value).decode("ascii")
    if is_object(value):
        return {str(key): wire_value(item) for key, item in value.items()}
    if is_array(value):
        # One that was read from a model: both share one array from now on.
        shared: Any = getattr(value, "_wire", None)
        return [wire_value(item) for item in value] if shared is None else shared
    kinds = {kind.__name__ for kind in type(value).__mro__ if kind.__module__ == "datetime"}
    if not kinds.isdisjoint(_TEMPORAL):
        from .temporal import wire_text

        return wire_text(value)
    if "timedelta" in kinds:
        return import_module(f"{__package__}.durations").duration_text(value)
    if type(value).__name__ == "Decimal":
        if not value.is_finite():
            raise ValueError(f"{value} has no JSON form")
        if value == value.to_integral_value() and value.adjusted() < _LONGEST:
            return int(value)
        number = float(value)
        # Text where a float would lose digits; services read both (OData JSON 4.01, 3.2).
        return number if type(value)(repr(number)) == value else str(value)
    if type(value).__name__ == "UUID":
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
