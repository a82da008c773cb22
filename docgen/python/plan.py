"""What is generated: every module, class, attribute and annotation, final.

A `Spec` and a `Target` enter; `File`s leave, each a template's name and the record that it prints.
Nothing after this decides a name or a type.
"""

from __future__ import annotations

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.python.models import ModelPlanner, plan_models
from docgen.python.records import File, Package
from docgen.python.requests import plan_requests
from docgen.python.target import Target
from docgen.spec.model import Spec
from docgen.spec.page_urls import page_url
from docgen.spec.subset import Omitted


def plan_files(
    spec: Spec, target: Target, package: str, omitted: Omitted | None = None
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
        left_out=omitted,
    )
    files.append(File(path="README.md", template="README.md.jinja", record=about))
    files.append(File(path="__init__.py", template="package.py.jinja", record=about))
    return tuple(sorted(files, key=lambda file: file.path)), tuple(models.diagnostics)
