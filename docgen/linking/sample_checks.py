"""Samples against the types that the documentation gives their values.

A linked `Spec` enters; diagnostics leave, each at the value itself. Nothing else needs them, so another
process may look for them meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import hint
from docgen.reading.dialects.dialect import Dialect
from docgen.spec.model import Body, Enum, Spec
from docgen.spec.sample_values import TypedValue, Walker, contents
from docgen.syntax.lenient_json import place_of
from docgen.syntax.naming import simple

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.I)
_DURATION = re.compile(
    r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:[\d.]+D)?(?:T(?=.)(?:[\d.]+H)?(?:[\d.]+M)?(?:[\d.]+S)?)?"
)
_GUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)


_FACET = re.compile(r"\([^()]*\)$")
_PLACEHOLDER = re.compile(r"[\w.-]+-value|<.*>|\{.*\}|.*(?:\.\.\.|…)|@odata\.type:.*|")
_LAST_DIGITS = re.compile(r"|.[AQgw]|..[AEIMQUYcgkosw048]")
_LONG_KEY = 9  # characters; two long names may share most of theirs and mean different things


def _is_text(pattern: str | re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_whole(value: Any) -> bool:
    # IEEE754Compatible=true makes a service send Int64 values as strings.
    return (isinstance(value, int) and not isinstance(value, bool)) or _is_text(r"-?\d+")(value)


def _is_number(value: Any) -> bool:
    return (isinstance(value, (int, float)) and not isinstance(value, bool)) or value in (
        "INF",
        "-INF",
        "NaN",
    )


def _is_base64(value: Any) -> bool:
    # OData 4.01 ABNF, binaryValue: behind groups of four digits, two or three whose last bits are 0.
    return (
        _is_text(r"[A-Za-z0-9+/_-]*={0,2}")(value)
        and _LAST_DIGITS.fullmatch(digits := value.rstrip("="), len(digits) // 4 * 4) is not None
    )


_FITS: dict[str, Callable[[Any], bool]] = {
    "Edm.String": lambda value: isinstance(value, str),
    "Edm.Boolean": lambda value: isinstance(value, bool),
    "Edm.Byte": _is_whole,
    "Edm.SByte": _is_whole,
    "Edm.Int16": _is_whole,
    "Edm.Int32": _is_whole,
    "Edm.Int64": _is_whole,
    "Edm.Double": _is_number,
    "Edm.Single": _is_number,
    "Edm.Decimal": lambda value: _is_number(value) or _is_text(r"-?\d+(?:\.\d+)?")(value),
    "Edm.DateTimeOffset": _is_text(_DATE_TIME),
    "Edm.Date": _is_text(r"\d{4}-\d\d-\d\d"),
    "Edm.TimeOfDay": _is_text(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?"),
    "Edm.Duration": _is_text(_DURATION),
    "Edm.Guid": _is_text(_GUID),
    "Edm.Binary": _is_base64,
    "Edm.Stream": _is_base64,
}


def check_samples(spec: Spec, dialect: Dialect) -> tuple[Diagnostic, ...]:
    """Values that do not fit (DG332), members that no enumeration has (DG333), and keys that no table
    has (DG334).
    """
    checker = _Checker(dialect, Walker(spec.types, spec.enums))
    for operation in spec.operations:
        for content in contents(operation):
            if content.body:
                for found in checker.walker.walk(content):
                    checker.check(found, content.body)
    return tuple(checker.diagnostics)


class _Checker:
    def __init__(self, dialect: Dialect, walker: Walker) -> None:
        self.dialect = dialect
        self.walker = walker
        self.diagnostics: list[Diagnostic] = []
        self._heirs: dict[str, list[str]] = {}

    def check(self, found: TypedValue, body: Body) -> None:
        value, type_name, at = found.value, found.type, found.at
        if not type_name:
            advice = self.advice(found.key, found.owner)
            self.report("DG334", at, body, name=found.key, type=simple(found.owner), hint=advice)
        elif value is None:
            return
        elif type_name.startswith("Collection("):
            if not isinstance(value, list):
                self.misfit(value, type_name, at, body)
        elif type_name in self.walker.enums:
            self.check_enum(value, self.walker.enums[type_name], at, body)
        elif type_name in self.walker.types:
            if not isinstance(value, dict):
                self.misfit(value, type_name, at, body)
        elif type_name in _FITS and not (
            # "Binary" and "content-value" are made of the digits of base64.
            _FITS[type_name](value)
            and not (_FITS[type_name] is _is_base64 and value and self.is_placeholder(value))
        ):
            self.misfit(value, type_name, at, body)

    def is_placeholder(self, value: str) -> bool:
        """Whether a text stands for a value: a type's name, "datetime-value", "<later>"."""
        return bool(_PLACEHOLDER.fullmatch(value)) or (
            self.dialect.primitive(_FACET.sub("", value).strip()) is not None
        )

    def check_enum(self, value: Any, enum: Enum, at: tuple[str | int, ...], body: Body) -> None:
        if not isinstance(value, str):
            self.misfit(value, enum.name, at, body)
            return
        members = {member.name.lower() for member in enum.members}
        for part in value.split(",") if enum.is_flags else [value]:
            if part.strip().lower() in members:
                continue
            if self.is_placeholder(value):
                self.report("DG336", at, body, value=value)
            else:
                names = [member.name for member in enum.members]
                word, owner = part.strip(), simple(enum.name)
                self.report("DG333", at, body, name=word, type=owner, hint=hint(word, names))

    def advice(self, key: str, owner: str) -> str:
        """What an undocumented key may be."""
        cutoff = 0.7 if len(key) < _LONG_KEY else 0.88
        if advice := hint(key, self.walker.properties(owner), cutoff):
            return advice
        for name in self.heirs(owner):
            if key in self.walker.properties(name):
                return f'; {simple(name)} has it: state its "@odata.type"'
        return ""

    def heirs(self, owner: str) -> list[str]:
        """The types that inherit from this one, in order."""
        if not self._heirs:
            for name in self.walker.types:
                for base in self.walker.line(name)[1:]:
                    self._heirs.setdefault(base, []).append(name)
        return self._heirs.get(owner, [])

    def misfit(self, value: Any, type_name: str, at: tuple[str | int, ...], body: Body) -> None:
        if isinstance(value, str) and self.is_placeholder(value):
            self.report("DG336", at, body, value=value)
            return
        wanted = type_name.replace("Edm.", "").replace("Collection(", "array of ").rstrip(")")
        shown = (
            "an object"
            if isinstance(value, dict)
            else "an array" if isinstance(value, list) else repr(value)
        )
        self.report("DG332", at, body, value=shown, type=wanted)

    def report(
        self, code: str, pointer: tuple[str | int, ...], body: Body, **found: object
    ) -> None:
        offset = place_of(body.text, pointer)
        span = Span(body.at.path, body.at.line).at_offset(body.text, offset)
        steps = (str(step) for step in reversed(pointer) if isinstance(step, str))
        key = next(steps, "the content")
        self.diagnostics.append(diagnose(code, span, key=key, **found))
