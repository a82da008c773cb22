"""JSON values as the Python expressions that a person would write.

A value and the annotation of the place it goes to enter; an expression leaves, made of literals and
names of the plan. A value that is not of the annotation's type is `Unfit`; inside of a model it is
set by its key, in a statement of its own before the expression.
"""

from __future__ import annotations

import builtins
import math
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from docgen.python.literals import text_literal
from docgen.python.records import EnumClass, File, ModelClass
from docgen.spec.model import Spec
from docgen.syntax.json_difference import difference, duration_parts
from docgen.syntax.naming import free_name, snake_case

_WIDTH = 96  # characters of a line
_TAKEN = (
    *(*dir(builtins), "client", "models", "request"),
    *("date", "datetime", "time", "timedelta", "timezone", "b64decode"),
)


class Unfit(Exception):
    """A value that is not of the documented type."""


@dataclass(slots=True)
class Block:
    """What stands before an expression, and what is known of it."""

    statements: list[str] = field(default_factory=list[str])
    imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])  # module, name
    is_documented: bool = True  # whether every value goes where the pages say that it may
    names: set[str] = field(default_factory=lambda: set(_TAKEN))

    def name(self, wanted: str) -> str:
        """A variable that is new here."""
        name = free_name(snake_case(wanted), self.names)
        self.names.add(name)
        return name


class Expressions:
    """The values of one API."""

    def __init__(self, spec: Spec, plan: Iterable[File]) -> None:
        self._models: dict[tuple[str, str], ModelClass] = {}
        self._enums: dict[tuple[str, str], EnumClass] = {}
        self._places: dict[str, tuple[str, str]] = {}  # wire name in lower case -> package, class
        self._bases = {item.name.lower(): item.base.lower() for item in spec.types}
        for file in plan:
            package = "/".join(file.path.split("/")[1:-1])
            if isinstance(file.record, ModelClass):
                self._models[package, file.record.name] = file.record
                self._places[file.record.wire_name.lower()] = (package, file.record.name)
            elif isinstance(file.record, EnumClass):
                self._enums[package, file.record.name] = file.record

    def of(
        self, annotation: str, value: Any, block: Block, *, package: str = "", indent: int = 4
    ) -> str:
        """A value of an annotation, as seen from a package of models."""
        if value is None and (annotation.endswith(" | None") or annotation == "Any"):
            return "None"
        annotation = annotation.removesuffix(" | None").replace("Sequence[", "list[")
        if annotation.startswith("list["):
            if not isinstance(value, list):
                raise Unfit
            item, inside = annotation[5:-1], indent + 4
            items = [self.of(item, v, block, package=package, indent=inside) for v in value]
            return fit("[", items, "]", indent)
        if annotation == "Any":
            return plain(value, indent)
        if annotation in _SCALARS:
            return _scalar(annotation, value, block)
        home, _, name = annotation.removeprefix("models.").rpartition(".")
        home = home if annotation.startswith("models.") else package
        if enum := self._enums.get((home, name)):
            return _member(_shown(home, name), enum, value)
        if (home, name) not in self._models or not isinstance(value, dict):
            raise Unfit
        return self._model((home, name), value, block, indent)

    def _model(
        self, place: tuple[str, str], value: dict[str, Any], block: Block, indent: int
    ) -> str:
        """A constructor, or the variable that it was assigned to when more is to be said of it."""
        place = self._stated(place, value)
        known = self._attributes(place)
        keywords: list[str] = []
        others: list[str] = []
        for key, inner in value.items():
            told = len(block.statements)
            try:
                name, package, annotation = known[key]
                made = self.of(annotation, inner, block, package=package, indent=indent + 4)
                keywords.append(f"{name}={made}")
            except (KeyError, Unfit):
                del block.statements[told:]
                others.append(f"[{text_literal(key)}] = {plain(inner, 0)}")
        made = fit(f"{_shown(*place)}(", keywords, ")", indent)
        if not others:
            return made
        variable = block.name(place[1])
        # No literal has a second line: what begins a line is its margin.
        block.statements.append(f"{variable} = {made}".replace("\n" + " " * indent, "\n"))
        block.statements += [f"{variable}{other}" for other in others]
        return variable

    def _stated(self, place: tuple[str, str], value: dict[str, Any]) -> tuple[str, str]:
        """The class that an object states by itself, when it is one of the documented type."""
        stated = value.get("@odata.type")
        name = stated.lstrip("#").lower() if isinstance(stated, str) else ""
        asked = self._models[place].wire_name.lower()
        return self._places[name] if asked in self._lineage(name) else place

    def _lineage(self, name: str) -> list[str]:
        """A type and its bases; the documentation may say that two are each other's base."""
        found: list[str] = []
        while name in self._places and name not in found:
            found.append(name)
            name = self._bases.get(name, "")
        return found

    def _attributes(self, place: tuple[str, str]) -> dict[str, tuple[str, str, str]]:
        """Wire name -> attribute, the package that its annotation is seen from, and that."""
        found = {"@odata.type": ("odata_type", "", "str | None")}
        for name in self._lineage(self._models[place].wire_name.lower()):
            package = self._places[name][0]
            for item in self._models[self._places[name]].attributes:
                found.setdefault(item.wire_name, (item.name, package, item.annotation))
        return found


def _shown(package: str, name: str) -> str:
    return ".".join(filter(None, ("models", package, name)))


def _member(shown: str, enum: EnumClass, value: Any) -> str:
    """A member; several with bars between them; a value that the documentation does not list."""
    if not isinstance(value, str):
        raise Unfit
    known = {member.value: f"{shown}.{member.name}" for member in enum.members}
    names = value.split(",") if enum.base == "FlagsEnum" else [value]
    if all(name in known for name in names) and len(set(names)) == len(names):
        return " | ".join(known[name] for name in names)
    return f"{shown}({text_literal(value)})"


_SCALARS = {
    "str": str, "bool": bool, "int": int, "float": (int, float), "datetime": str, "date": str,
    "time": str, "timedelta": str, "bytes": str, "Decimal": (int, float),
}  # fmt: skip  # what stands for it in JSON


def _scalar(annotation: str, value: Any, block: Block) -> str:
    kind: Any = _SCALARS[annotation]
    if not isinstance(value, kind) or (isinstance(value, bool) and annotation != "bool"):
        raise Unfit
    if annotation in ("str", "bool", "int", "float"):
        return plain(value, 0)
    text = str(value)
    if annotation == "Decimal":
        block.imports.add(("decimal", "Decimal"))
        is_whole = isinstance(value, float) and value.is_integer()
        return f'Decimal("{plain(int(value) if is_whole else value, 0)}")'
    if annotation == "bytes":
        return _bytes(text, block)
    try:
        return _moment(annotation, text, block)
    except (ValueError, OverflowError):
        raise Unfit from None


def _bytes(text: str, block: Block) -> str:
    """The bytes that a Base64 text stands for, as text where they are that."""
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


def _moment(annotation: str, text: str, block: Block) -> str:
    """A point or span of time. Raises `ValueError` for a text that is none."""
    block.imports.add(("datetime", annotation))
    if annotation == "timedelta":
        parts = duration_parts(text)
        if parts is None or text.startswith("-"):
            raise ValueError(text)
        timedelta(**parts)
        return f"timedelta({', '.join(f'{name}={plain(n, 0)}' for name, n in parts.items())})"
    if annotation == "date":
        day = date.fromisoformat(text)
        _check(day.isoformat(), text)
        return f"date({day.year}, {day.month}, {day.day})"
    if annotation == "time":
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


def _check(made: str, text: str) -> None:
    """Raises `ValueError` where Python understands a text, and JSON will not say the same."""
    if difference(made, text):
        raise ValueError(text)


def _clock(at: time) -> str:
    """The arguments of a time of day, those at the end left out that are zero."""
    numbers = [at.hour, at.minute, at.second, at.microsecond]
    while len(numbers) > 2 and not numbers[-1]:
        del numbers[-1]
    return ", ".join(map(str, numbers))


def fit(before: str, parts: Sequence[str], after: str, indent: int) -> str:
    """The parts with commas on one line, or each on a line of its own."""
    one_line = f"{before}{', '.join(parts)}{after}"
    if not parts or (indent + len(one_line) <= _WIDTH and "\n" not in one_line):
        return one_line
    margin = " " * indent
    return before + "\n" + "".join(f"{margin}    {part},\n" for part in parts) + margin + after


def plain(value: Any, indent: int) -> str:
    """A JSON value as Python writes it. Raises `Unfit` for a number that has no literal."""
    if isinstance(value, dict):
        parts = [f"{text_literal(k)}: {plain(v, indent + 4)}" for k, v in value.items()]
        return fit("{", parts, "}", indent)
    if isinstance(value, list):
        return fit("[", [plain(item, indent + 4) for item in value], "]", indent)
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit
    return text_literal(value) if isinstance(value, str) else repr(value)
