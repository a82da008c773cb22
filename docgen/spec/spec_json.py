"""A spec as spec.json, and back."""

from __future__ import annotations

import types
import typing
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args, get_origin

from msgspec import NODEFAULT
from msgspec.structs import FieldInfo, fields

from docgen.records import Record, replace
from docgen.spec.model import VERSION, Spec
from docgen.spec.types import TypeUse, array_of, use_of
from docgen.spec.version_1 import from_version_1
from docgen.syntax.strict_json import DEEPEST_DOCUMENT, json_text, load_json


class SpecError(ValueError):
    """A spec.json that cannot be read; the message names the place and what was expected."""


def to_json(spec: Spec) -> str:
    """The text of spec.json: fields in record order, defaults left out, a newline at the end."""
    return json_text(_plain(spec), indent=2) + "\n"


def from_json(text: str) -> Spec:
    """The spec in a spec.json. Raises `SpecError` for anything that `to_json` does not write."""
    try:
        value = load_json(text, deepest=DEEPEST_DOCUMENT)
    except ValueError as error:
        raise SpecError(f"not JSON: {error}") from None
    if isinstance(value, dict) and value.get("version") == 1:
        try:
            value = from_version_1(value)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise SpecError("not a spec.json of version 1, as docgen wrote it") from None
    elif isinstance(value, dict) and value.get("version") != VERSION:
        raise SpecError(
            f"version {value.get('version')} is not the {VERSION} that this docgen reads"
        )
    return _record(Spec, value, "spec")


def json_schema() -> str:
    """The published JSON Schema of spec.json."""
    return resources.files("docgen.spec").joinpath("spec.schema.json").read_text("utf-8")


_NOT_WRITTEN = ("at", "body", "root", "has_json")


def _default(item: FieldInfo) -> Any:
    if item.default_factory is not NODEFAULT:
        return item.default_factory()
    return item.default


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, TypeUse):
        return _type(value)
    if not isinstance(value, Record):
        return value
    return {
        item.name: _plain(getattr(value, item.name))
        for item in _fields(type(value))
        if _is_written(value, item)
    }


def _is_written(record: Any, item: FieldInfo) -> bool:
    if item.name in _NOT_WRITTEN:
        return False
    if item.name == "json":
        return record.has_json
    return item.name == "version" or getattr(record, item.name) != _default(item)


@cache
def _fields(record: type[Record]) -> tuple[FieldInfo, ...]:
    return fields(record)


@cache
def _hints(record: type) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _record(record: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise SpecError(f"{place}: an object was expected")
    hints = _hints(record)
    known = {item.name: item for item in _fields(record)}
    for name in value:
        if name not in known or name in _NOT_WRITTEN:
            raise SpecError(f'{place}: unknown key "{name}"')
    values = {name: _value(hints[name], item, f"{place}.{name}") for name, item in value.items()}
    for name, item in known.items():
        if name not in values and _default(item) is NODEFAULT:
            raise SpecError(f'{place}: the key "{name}" is missing')
    if "has_json" in known:
        values["has_json"] = "json" in value
    return record(**values)


def _value(hint: Any, value: Any, place: str) -> Any:
    if hint is Any:
        return value
    if isinstance(hint, types.UnionType):
        hint = next(a for a in get_args(hint) if a is not types.NoneType)
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise SpecError(f"{place}: an array was expected")
        arguments = get_args(hint)
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        if len(kinds) != len(value):
            raise SpecError(f"{place}: {len(kinds)} items were expected")
        return tuple(_value(k, v, f"{place}[{i}]") for i, (k, v) in enumerate(zip(kinds, value)))
    if origin is Literal:
        if value not in get_args(hint):
            raise SpecError(f"{place}: one of {', '.join(get_args(hint))} was expected")
        return value
    if hint is TypeUse:
        return _type_use(value, place)
    if isinstance(hint, type) and issubclass(hint, Record):
        return _record(hint, value, place)
    expected = origin or hint
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise SpecError(f"{place}: {expected.__name__} was expected")
    return value


def _type(use: TypeUse) -> Any:
    """A name; `{"array": ...}` and the like for what consists of others or may be null."""
    if use.kind in ("array", "map"):
        value: dict[str, Any] = {use.kind: _type(use.items[0])}
    elif use.kind in ("tuple", "union"):
        value = {use.kind: [_type(item) for item in use.items]}
    elif use.is_nullable:
        value = {"type": use.name}
    else:
        return use.name
    return {**value, "is_nullable": True} if use.is_nullable else value


def _type_use(value: Any, place: str) -> TypeUse:
    if isinstance(value, str) and value:
        return use_of(value)
    keys = value.keys() - {"is_nullable"} if isinstance(value, dict) else set[str]()
    if not isinstance(value, dict) or len(keys) != 1 or value.get("is_nullable", True) is not True:
        raise SpecError(f"{place}: a type was expected")
    (kind,) = keys
    match kind, value[kind]:
        case "type", str(name) if name and "is_nullable" in value:
            use = use_of(name)
        case "array", item:
            use = array_of(_type_use(item, f"{place}.array"))
        case "map", item:
            use = TypeUse(kind="map", items=(_type_use(item, f"{place}.map"),))
        case ("tuple" | "union") as several, [_, *_] as items:
            inside = [_type_use(item, f"{place}.{several}[{i}]") for i, item in enumerate(items)]
            use = TypeUse(kind=several, items=tuple(inside))
        case _:
            raise SpecError(f"{place}: a type was expected")
    return replace(use, is_nullable=True) if "is_nullable" in value else use
