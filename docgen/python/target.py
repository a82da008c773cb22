"""What decides how Python is planned: target.toml. A template that cannot be used is a `TemplateFault`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_origin, get_type_hints

from docgen.diagnostics.suggestion import hint
from docgen.spec.odata import EDM
from docgen.spec.primitives import PRIMITIVES


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The values of `target.toml`."""

    types: Mapping[str, str]  # "string" -> "str"
    imports: Mapping[str, str]  # "datetime" -> the import that it needs
    line_length: int
    reserved_attributes: tuple[str, ...]  # names that a model's attribute may not take
    reserved_classes: tuple[str, ...]
    reserved_methods: tuple[str, ...]  # of request builders and clients
    reserved_client_methods: tuple[str, ...]  # of clients only
    reserved_odata_methods: tuple[str, ...]  # of clients of OData only


def read_target(text: str) -> Target:
    """A target from its TOML text. Raises `TemplateFault` for a text that is none."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise TemplateFault("target.toml", int(line[1]) if line else None, str(error)) from None
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    kinds = {name: get_origin(kind) or kind for name, kind in get_type_hints(Target).items()}
    for name, value in values.items():
        if name not in kinds or not isinstance(value, kinds[name]):
            line = _line(text, rf"\[?{re.escape(name)}\b")
            problem = "is of another type" if name in kinds else "is no key of a target"
            raise TemplateFault("target.toml", line, f'"{name}" {problem}')
    for name in kinds:
        if name not in values:
            raise TemplateFault("target.toml", None, f'the key "{name}" is missing')
    if problem := _types_problem(values["types"]):
        raise TemplateFault("target.toml", _line(text, r"\[types\]"), f"types: {problem}")
    return Target(**values)


def _types_problem(types: Mapping[str, str]) -> str:
    """Which primitive is called otherwise, unknown or missing; "" for none."""
    for name in types:
        if name in EDM:
            return f'"{name}" is called "{EDM[name]}" (OpenAPI\'s format registry)'
        if name not in PRIMITIVES:
            return f'"{name}" is not a primitive{hint(name, PRIMITIVES)}'
    missing = [f'"{name}"' for name in PRIMITIVES if name not in types]
    return f"{', '.join(missing)} missing" if missing else ""


def _line(text: str, pattern: str) -> int | None:
    """The line of the first match at the begin of a line."""
    match = re.search(rf"^\s*{pattern}", text, re.MULTILINE)
    return text[: match.end()].count("\n") + 1 if match else None


class TemplateFault(ValueError):
    """A template, or target.toml, that cannot be used."""

    def __init__(self, template: str, line: int | None, problem: str) -> None:
        super().__init__(f"{template}: {problem}")
        self.template, self.line, self.problem = template, line, problem
