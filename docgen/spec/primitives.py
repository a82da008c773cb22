"""The primitive types, a row each: the one table of them, by the names of OpenAPI's format registry.

A type of JSON Schema without a format has the name of the type. How JSON holds the values of the others is
OData JSON 4.01, section 7.1: dates, durations, UUIDs and bytes are strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_DATE_TIME = r"(?i)\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
_DURATION = (
    r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:[\d.]+D)?"
    r"(?:T(?=.)(?:[\d.]+H)?(?:[\d.]+M)?(?:[\d.]+S)?)?"
)
_GUID = r"(?i)\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?"
_LAST_DIGITS = re.compile(r"|.[AQgw]|..[AEIMQUYcgkosw048]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Primitive:
    """A primitive type, or the type of any JSON value."""

    schema: Mapping[str, Any]  # JSON Schema
    is_valid: Callable[[Any], bool]  # whether a JSON value is of the type
    least: Any = ""
    is_number: bool = False
    wider: tuple[str, ...] = ()  # the next types that hold all of its values


def _matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_integer(value: Any) -> bool:
    # IEEE754Compatible=true makes a service send Int64 values as strings.
    return (isinstance(value, int) and not isinstance(value, bool)) or _matches(r"-?\d+")(value)


def _is_number(value: Any) -> bool:
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or value in (
        "INF",
        "-INF",
        "NaN",
    )


def is_base64(value: Any) -> bool:
    """Whether a value is the text of bytes, padded or not, in either alphabet."""
    # OData 4.01 ABNF, binaryValue: after groups of four digits, two or three whose last bits are 0.
    return (
        _matches(r"[A-Za-z0-9+/_-]*={0,2}")(value)
        and _LAST_DIGITS.fullmatch(digits := value.rstrip("="), len(digits) // 4 * 4) is not None
    )


def _integer(wider: str, **schema: Any) -> Primitive:
    return Primitive(
        schema={"type": "integer", **schema},
        is_valid=_is_integer,
        least=0,
        is_number=True,
        wider=tuple(wider.split()),
    )


def _number(wider: str, is_valid: Callable[[Any], bool] = _is_number, **schema: Any) -> Primitive:
    return Primitive(
        schema={"type": "number", **schema},
        is_valid=is_valid,
        least=0,
        is_number=True,
        wider=tuple(wider.split()),
    )


def _text(least: str, is_valid: Callable[[Any], bool], **schema: Any) -> Primitive:
    return Primitive(
        schema={"type": "string", **schema}, is_valid=is_valid, least=least, wider=("string",)
    )


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_decimal(value: Any) -> bool:
    return _is_number(value) or _matches(r"-?\d+(?:\.\d+)?")(value)


ANYTHING = "any"
PRIMITIVES: Mapping[str, Primitive] = {
    "string": Primitive(schema={"type": "string"}, is_valid=_is_string),
    "boolean": Primitive(
        schema={"type": "boolean"}, is_valid=lambda value: isinstance(value, bool), least=False
    ),
    "integer": _integer("number"),
    "uint8": _integer("int16", format="uint8", minimum=0, maximum=255),
    "int8": _integer("int16", format="int8", minimum=-128, maximum=127),
    "int16": _integer("int32", format="int16"),
    "int32": _integer("int64 double", format="int32"),
    "int64": _integer("integer decimal", format="int64"),
    "number": _number(""),
    "float": _number("double", format="float"),
    "double": _number("number", format="double"),
    "decimal": _number("number", _is_decimal, format="decimal"),
    "date-time": _text("1970-01-01T00:00:00Z", _matches(_DATE_TIME), format="date-time"),
    "date": _text("1970-01-01", _matches(r"\d{4}-\d\d-\d\d"), format="date"),
    "time": _text("00:00:00", _matches(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?"), format="time"),
    "duration": _text("PT0S", _matches(_DURATION), format="duration"),
    "uuid": _text("00000000-0000-0000-0000-000000000000", _matches(_GUID), format="uuid"),
    "uri": _text("https://example.com", _is_string, format="uri"),
    "byte": _text("", is_base64, format="byte", contentEncoding="base64"),
    "binary": Primitive(schema={"type": "string", "format": "binary"}, is_valid=is_base64),
    ANYTHING: Primitive(schema={}, is_valid=lambda value: True, least={}),
}


def is_number(name: str) -> bool:
    """Whether a name is that of a primitive whose values are numbers."""
    primitive = PRIMITIVES.get(name)
    return primitive is not None and primitive.is_number
