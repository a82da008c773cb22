"""JSON values to Python values and back, by the annotation of a field.

Annotations are parsed, never evaluated: `X | None`, `list[X]`, `models.a.X`, `X`; maps and `X | Y` in composed.py.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any, TypeGuard, cast

PACKAGE = __name__.rpartition("._runtime.")[0]
Reader = Callable[[Any], Any]  # of a wire value


class Null:
    """The class of `NULL`."""

    def __repr__(self) -> str:
        return "NULL"

    def __bool__(self) -> bool:
        return False


TOO_DEEP = "the JSON is nested too deeply"
NULL = Null()  # null for a keyword, whose None is "left out"


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Whether a value becomes a JSON array."""
    return isinstance(value, (list, tuple))


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def text(value: Any) -> str:
    """A string. Raises `ValueError`, as every reader does."""
    if not isinstance(value, str):
        raise ValueError("a string was expected")
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false was expected")
    return value


def _integer(value: Any) -> int:
    # Some services send those of 64 bits as strings.
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    if type(value) is not int:
        raise ValueError("a whole number was expected")
    return value


def _float(value: Any) -> float:
    if type(value).__name__ in ("int", "float", "Decimal"):
        return float(value)
    if infinite := part("infinite"):
        return float(infinite.read(value))
    raise ValueError("a number was expected")


def finite(number: str) -> float:
    """The float of a JSON text, which has no infinity."""
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{number[:40]} is larger than a float holds")
    return value


def anything(value: Any) -> Any:
    return value


_READERS: dict[str, Reader] = {
    # Some services send IDs as numbers.
    "str": lambda value: str(value) if type(value) is int else text(value),
    "bool": _boolean,
    "int": _integer,
    "float": _float,
    "UUID": lambda value: import_module("uuid").UUID(text(value)),
    "Any": anything,
}
# Types whose conversion is in a file of its own.
_FILES = {
    **dict.fromkeys(("bytes", "bytearray"), "binary"),
    **dict.fromkeys(("datetime", "date", "time"), "temporal"),
    "Decimal": "decimals",
    "float": "infinite",
    "timedelta": "durations",
}


def part(file: str) -> Any:
    """A file of the runtime, None where the API uses nothing of it."""
    try:
        return import_module(f"{__package__}.{file}")
    except ModuleNotFoundError:
        return None


def split_annotation(annotation: str) -> tuple[str, bool]:
    """The name in an annotation, and whether it is of a list."""
    name = annotation.removesuffix(" | None")
    name = "str" if name.startswith("Literal[") else name
    is_of_list = name.startswith("list[") and name.endswith("]")
    return (name[5:-1], True) if is_of_list else (name, False)


@cache
def reader(name: str, module: str) -> Reader:
    """What reads a value as the type that a name means in a module. Raises `TypeError`."""
    if name in _READERS:
        return _READERS[name]
    if name.startswith("list["):
        return cast(Reader, part("arrays").reader(reader(name[5:-1], module)))
    if name in _FILES:
        return cast(Reader, part(_FILES[name]).READERS[name])
    if not all(each.isidentifier() for each in name.split(".")):
        if composed := part("composed"):
            return cast(Reader, composed.reader(name, module))
        raise TypeError(f"not an annotation of a field: {name!r}")
    found = find_class(name, module)
    return cast(Reader, getattr(found, "_read_value", found))


def advice(name: str, known: Iterable[str]) -> str:
    """What an error adds: the name that was meant."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def unknown_attribute(owner: object, name: str) -> AttributeError:
    """The error for an attribute that an object does not have."""
    kind = type(owner)
    known = [each for each in dir(kind) if each[0] != "_"] if name[:1] != "_" else []
    reason = f"{kind.__name__} has no attribute {name!r}{advice(name, known)}"
    return AttributeError(reason, name=name)  # with `obj`, Python suggests `_data`


def find_class(name: str, module: str) -> Any:
    """The class: `models.a.X`, or `X` of the module's own package."""
    if name.startswith("models."):
        found: Any = import_module(f"{PACKAGE}.models")
        name = name.removeprefix("models.")
    else:
        found = sys.modules[module.rpartition(".")[0]]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def wire_value(value: Any) -> Any:
    """The JSON value of a Python value."""
    if value is None or type(value) in (str, int, bool):
        return value
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if value is NULL:
        return None
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float) and value - value == 0:  # neither infinite nor NaN
        return value
    try:
        if is_object(value):
            return {str(key): wire_value(item) for key, item in value.items()}
        if is_array(value):
            # One that was read from a model shares its array.
            shared: Any = getattr(value, "_wire", None)
            return [wire_value(item) for item in value] if shared is None else shared
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if type(value).__name__ == "UUID":
        return str(value)
    for kind in type(value).__mro__:
        if kind.__name__ in _FILES and kind.__module__ in ("builtins", "datetime", "decimal"):
            if file := part(_FILES[kind.__name__]):
                return file.wire_form(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
