"""JSON values as the Python expressions that a person would write.

A value and the annotation of its place enter; an expression leaves, of literals and
names of the plan. A value that is not of the annotation's type is `Unfit`; inside of a model it is
set by its key, in a statement of its own before the expression.
"""

from __future__ import annotations

import builtins
import math
from base64 import b64decode, b64encode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from docgen.python.annotations import Annotation
from docgen.python.literals import LINE_LENGTH, fit, text_literal
from docgen.python.records import EnumClass, File, ModelClass
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Spec
from docgen.spec.sample_values import stated_type
from docgen.syntax.json_difference import difference, duration_parts
from docgen.syntax.naming import free_name, snake_case

# A keyword or a key may come before an expression.
_WIDTH = LINE_LENGTH - 4
_TAKEN = (
    *(*dir(builtins), "client", "models", "request"),
    *("date", "datetime", "time", "timedelta", "timezone", "b64decode"),
)


class Unfit(Exception):
    """A value that is not of the documented type."""


@dataclass(slots=True)
class Block:
    """The statements before an expression, and its imports and names."""

    statements: list[str] = field(default_factory=list[str])
    imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])  # module, name
    is_documented: bool = True  # whether every value is sent where it is documented
    names: set[str] = field(default_factory=lambda: set(_TAKEN))

    def name(self, preferred: str) -> str:
        """A variable that is new here."""
        name = free_name(snake_case(preferred), self.names)
        self.names.add(name)
        return name


class Expressions:
    """The values of one API."""

    def __init__(self, spec: Spec, plan: Iterable[File]) -> None:
        self._models: dict[str, ModelClass] = (
            {}
        )  # by the name that programs use: "models.parts.Bulb"
        self._enums: dict[str, EnumClass] = {}
        self._names: dict[str, str] = {}  # wire name -> that name
        # What every model of the runtime has beside its own attributes.
        self._of_all = (
            {"@odata.type": ("odata_type", Annotation("str").optional())}
            if spec.protocol == "odata"
            else {}
        )
        self._hierarchy = Hierarchy(spec.types)
        self._wire_names = {name.lower(): name for name in self._hierarchy.types}
        for file in plan:
            package = file.path.rpartition("/")[0].replace("/", ".")
            if isinstance(file.record, ModelClass):
                name = f"{package}.{file.record.name}"
                self._models[name] = file.record
                self._names[file.record.wire_name] = name
            elif isinstance(file.record, EnumClass):
                self._enums[f"{package}.{file.record.name}"] = file.record

    def of(self, annotation: Annotation, value: Any, block: Block, *, indent: int = 4) -> str:
        """A value of an annotation. Raises `Unfit`."""
        if value is None and (annotation.is_optional or annotation.name == "Any"):
            return "None"
        if annotation.is_list:
            if not isinstance(value, list):
                raise Unfit
            items = [self.of(annotation.item, v, block, indent=indent + 4) for v in value]
            return fit(items, "[", "]", indent, _WIDTH)
        if annotation.name == "Any":
            return plain(value, indent)
        if annotation.name in _SCALARS:
            return _scalar(annotation.name, value, block)
        name = annotation.public().name
        if enum := self._enums.get(name):
            return _member(name, enum, value)
        if name not in self._models or not isinstance(value, dict):
            raise Unfit
        return self._model(name, value, block, indent)

    def _model(self, name: str, value: dict[str, Any], block: Block, indent: int) -> str:
        """A constructor, or the variable that it was assigned to when further statements set keys of it."""
        name = self._stated(name, value)
        known = self._attributes(name)
        keywords: list[str] = []
        others: list[str] = []
        for key, inner in value.items():
            before = len(block.statements)
            try:
                attribute, annotation = known[key]
                expression = self.of(annotation, inner, block, indent=indent + 4)
                keywords.append(f"{attribute}={expression}")
            except (KeyError, Unfit):
                del block.statements[before:]
                others.append(f"[{text_literal(key)}] = {plain(inner, 0)}")
        expression = fit(keywords, f"{name}(", ")", indent, _WIDTH)
        if not others:
            return expression
        variable = block.name(name.rpartition(".")[2])
        # No literal has a second line: what begins a line is its margin.
        block.statements.append(f"{variable} = {expression}".replace("\n" + " " * indent, "\n"))
        block.statements += [f"{variable}{other}" for other in others]
        return variable

    def _stated(self, documented: str, value: dict[str, Any]) -> str:
        """The class that an object states by itself, when it is one of the documented type."""
        name = self._wire_names.get(stated_type(value), "")
        base = self._models[documented].wire_name
        return self._names[name] if base in self._hierarchy.lineage(name) else documented

    def _attributes(self, name: str) -> dict[str, tuple[str, Annotation]]:
        """Wire name -> attribute and its annotation, those of bases included."""
        attributes = dict(self._of_all)
        for wire_name in self._hierarchy.lineage(self._models[name].wire_name):
            for item in self._models[self._names[wire_name]].attributes:
                attributes.setdefault(item.wire_name, (item.name, item.annotation))
        return attributes


def _member(name: str, enum: EnumClass, value: Any) -> str:
    """A member; several with bars between them; a value that the documentation does not list."""
    if not isinstance(value, str):
        raise Unfit
    known = {member.value: f"{name}.{member.name}" for member in enum.members}
    values = value.split(",") if enum.base == "FlagsEnum" else [value]
    if all(item in known for item in values) and len(set(values)) == len(values):
        return " | ".join(known[item] for item in values)
    return f"{name}({text_literal(value)})"


_SCALARS = {
    "str": str, "bool": bool, "int": int, "float": (int, float), "datetime": str, "date": str,
    "time": str, "timedelta": str, "bytes": str, "Decimal": (int, float),
}  # fmt: skip  # the JSON value of each type


def _scalar(name: str, value: Any, block: Block) -> str:
    kind: Any = _SCALARS[name]
    if not isinstance(value, kind) or (isinstance(value, bool) and name != "bool"):
        raise Unfit
    if name in ("str", "bool", "int", "float"):
        return plain(value, 0)
    text = str(value)
    if name == "Decimal":
        block.imports.add(("decimal", "Decimal"))
        is_whole = type(value) is float and value.is_integer()
        return f'Decimal("{plain(int(value) if is_whole else value, 0)}")'
    if name == "bytes":
        return _bytes(text, block)
    try:
        return _moment(name, text, block)
    except (ValueError, OverflowError):
        raise Unfit from None


def _bytes(text: str, block: Block) -> str:
    """The bytes of a Base64 text, written as text where they are text."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise Unfit from None
    if b64encode(data).decode() != text:
        raise Unfit
    with suppress(UnicodeDecodeError):
        if data.decode("ascii").isprintable():
            return f"b{text_literal(data.decode('ascii'))}"
    block.imports.add(("base64", "b64decode"))
    return f"b64decode({text_literal(text)})"


def _moment(name: str, text: str, block: Block) -> str:
    """A point or span of time. Raises `ValueError` for a text that is none."""
    block.imports.add(("datetime", name))
    if name == "timedelta":
        parts = duration_parts(text)
        if parts is None or text.startswith("-"):
            raise ValueError(text)
        timedelta(**parts)
        return f"timedelta({', '.join(f'{part}={plain(n, 0)}' for part, n in parts.items())})"
    if name == "date":
        day = date.fromisoformat(text)
        _check(day.isoformat(), text)
        return f"date({day.year}, {day.month}, {day.day})"
    if name == "time":
        clock = time.fromisoformat(text)
        _check(clock.isoformat(), text)
        return f"time({_clock(clock)})"
    moment = datetime.fromisoformat(text)
    _check(moment.isoformat(), text)
    if moment.tzinfo not in (None, timezone.utc):
        return f"datetime.fromisoformat({text_literal(text)})"
    block.imports.add(("datetime", "timezone"))
    clock = f", {_clock(moment.time())}" if moment.time() != time() else ""
    return f"datetime({moment.year}, {moment.month}, {moment.day}{clock}, tzinfo=timezone.utc)"


def _check(encoded: str, text: str) -> None:
    """Raises `ValueError` where Python reads a text that it would write differently."""
    if difference(encoded, text):
        raise ValueError(text)


def _clock(at: time) -> str:
    """The arguments of a time of day, those at the end left out that are zero."""
    numbers = [at.hour, at.minute, at.second, at.microsecond]
    while len(numbers) > 2 and not numbers[-1]:
        del numbers[-1]
    return ", ".join(map(str, numbers))


def plain(value: Any, indent: int) -> str:
    """A JSON value as Python writes it. Raises `Unfit` for a number that has no literal."""
    if isinstance(value, dict):
        parts = [f"{text_literal(k)}: {plain(v, indent + 4)}" for k, v in value.items()]
        return fit(parts, "{", "}", indent, _WIDTH)
    if isinstance(value, list):
        items = [plain(item, indent + 4) for item in value]
        return fit(items, "[", "]", indent, _WIDTH)
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit
    return text_literal(value) if isinstance(value, str) else repr(value)
