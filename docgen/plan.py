"""What is generated: every module, class, attribute and annotation, final.

A `Spec` and a `Target` enter; `File`s leave, each a template's name and the record that it prints.
Nothing after this decides a name or a type.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docgen.diagnostics import Diagnostic
from docgen.plan_models import ModelPlanner, plan_models
from docgen.plan_requests import plan_requests
from docgen.plan_records import File, LeftOut
from docgen.prose import page_url
from docgen.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What `target.toml` says of the language."""

    types: Mapping[str, str]  # "Edm.String" -> "str"
    imports: Mapping[str, str]  # "datetime" -> the import that it needs
    line_length: int
    reserved_attributes: tuple[str, ...]  # names that a model's attribute may not take
    reserved_classes: tuple[str, ...]
    reserved_methods: tuple[str, ...]  # of request builders and clients


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The whole SDK, for its README."""

    name: str
    base_url: str
    types: int
    enums: int
    operations: tuple[tuple[str, str, str], ...]  # method, path, address of the page
    left_out: LeftOut | None  # None when it is the whole API


def read_target(text: str) -> Target:
    """A target from its TOML text. Raises `TypeError` for an unknown key."""
    given = tomllib.loads(text)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in given.items()
    }
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
