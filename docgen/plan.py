"""What is generated: every module, class, attribute and annotation, final.

A `Spec` and a `Target` enter; `File`s leave, each a template's name and the record that it prints.
Nothing after this decides a name or a type.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_origin, get_type_hints

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.plan_models import ModelPlanner, plan_models
from docgen.plan_records import File, LeftOut, Package, TemplateFault
from docgen.plan_requests import plan_requests
from docgen.spec.model import Spec
from docgen.spec.page_urls import page_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What `target.toml` says of the language."""

    types: Mapping[str, str]  # "Edm.String" -> "str"
    imports: Mapping[str, str]  # "datetime" -> the import that it needs
    line_length: int
    reserved_attributes: tuple[str, ...]  # names that a model's attribute may not take
    reserved_classes: tuple[str, ...]
    reserved_methods: tuple[str, ...]  # of request builders and clients
    reserved_client_methods: tuple[str, ...]  # of clients only


def read_target(text: str) -> Target:
    """A target from its TOML text. Raises `TemplateFault` for a text that is none."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise TemplateFault("target.toml", int(line[1]) if line else None, str(error)) from None
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
    kinds = {name: get_origin(kind) or kind for name, kind in get_type_hints(Target).items()}
    for name, value in values.items():
        if name not in kinds or not isinstance(value, kinds[name]):
            found = re.search(rf"^\s*\[?{re.escape(name)}\b", text, re.MULTILINE)
            line = text[: found.end()].count("\n") + 1 if found else None
            problem = "is of another type" if name in kinds else "is no key of a target"
            raise TemplateFault("target.toml", line, f'"{name}" {problem}')
    for name in kinds:
        if name not in values:
            raise TemplateFault("target.toml", None, f'the key "{name}" is missing')
    return Target(**values)


def plan_files(
    spec: Spec, target: Target, package: str, lacks: LeftOut | None = None
) -> tuple[tuple[File, ...], tuple[Diagnostic, ...]]:
    """Every file of the package but its runtime, by path. Reports DG4xx."""
    models = ModelPlanner(spec, target)
    files = [*plan_models(models), *plan_requests(spec, target, models)]
    about = Package(
        name=package,
        base_url=spec.base_url,
        types=len(spec.types),
        enums=len(spec.enums),
        operations=tuple((o.method, o.path, page_url(spec, o.page)) for o in spec.operations),
        left_out=lacks,
    )
    files.append(File(path="README.md", template="README.md.jinja", record=about))
    files.append(File(path="__init__.py", template="package.py.jinja", record=about))
    return tuple(sorted(files, key=lambda file: file.path)), tuple(models.diagnostics)
