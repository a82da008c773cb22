"""The spine: the stages in order.

Pages and the paths of all files enter; each stage's result leaves. No I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from docgen.corrections.correction import Correction
from docgen.corrections.pages import correct_pages
from docgen.corrections.protocols import check_protocols
from docgen.corrections.spec import correct_spec
from docgen.diagnostics.diagnostic import Diagnostic, in_page_order
from docgen.linking.link import link_pages
from docgen.linking.resolve import dead_links
from docgen.linking.sample_checks import check_samples
from docgen.python.calls import plan_calls
from docgen.python.features import is_used
from docgen.python.plan import plan_files
from docgen.python.records import Distribution, File, ModelClass, Package
from docgen.python.render import python_fault, render_files
from docgen.python.target import read_target
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, RequestTarget
from docgen.records import replace
from docgen.spec.documented_messages import ObjectSample, Placeholder, UnmatchedMessage
from docgen.spec.model import Spec
from docgen.spec.protocols import Protocols
from docgen.spec.remembered import Remembered
from docgen.spec.subset import Omitted
from docgen.verify.loader import GeneratedPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An API as its pages document it, before its samples are checked."""

    pages: tuple[Page, ...]
    spec: Spec
    unmatched: tuple[UnmatchedMessage, ...]
    diagnostics: tuple[Diagnostic, ...]  # but those of `dead_links` and `check_samples`
    # What was applied to the pages and to the spec.
    corrections: tuple[Correction, ...] = ()
    protocols: Protocols = Protocols()
    names: Remembered = Remembered()  # of types that samples show, before corrections
    lines_of_none: tuple[RequestTarget, ...] = ()  # request lines that are of no operation
    objects: tuple[ObjectSample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An API as its pages document it, and what is wrong with them."""

    pages: tuple[Page, ...]
    spec: Spec
    unmatched: tuple[UnmatchedMessage, ...]
    placeholders: tuple[Placeholder, ...]
    objects: tuple[ObjectSample, ...]
    diagnostics: tuple[Diagnostic, ...]  # in page order
    corrections: tuple[Correction, ...] = ()
    protocols: Protocols = Protocols()


def build_linked(
    pages: Sequence[Page],
    dialect: Dialect,
    *,
    name: str,
    corrections: Sequence[Correction] = (),
    protocols: Protocols = Protocols(),
    remembered: Remembered = Remembered(),
) -> Linked:
    """The linked spec of all pages, corrected, with the `protocols` in place of what the pages have of them.

    `remembered` are the names that an earlier run gave.
    """
    corrected, of_pages = correct_pages(pages, dialect, corrections)
    whole = link_pages(corrected, dialect, name=name, protocols=protocols, remembered=remembered)
    spec, of_spec = correct_spec(whole.spec, corrections)
    of_protocols = check_protocols(spec, protocols)
    answered = ("DG251",) if protocols.parameters is not None else ()
    reading = [d for page in pages for d in page.diagnostics if d.code not in answered]
    return Linked(
        pages=tuple(pages),
        spec=spec,
        unmatched=whole.linked.unmatched,
        diagnostics=(*reading, *whole.findings, *of_pages, *of_spec, *of_protocols),
        corrections=tuple(corrections),
        protocols=protocols,
        names=whole.names,
        lines_of_none=whole.linked.lines_of_none,
        objects=whole.objects,
    )


def build_checked(
    linked: Linked, placeholders: tuple[Placeholder, ...], diagnostics: tuple[Diagnostic, ...]
) -> Built:
    """The same with what was found last; all `diagnostics` in page order."""
    return Built(
        pages=linked.pages,
        spec=linked.spec,
        unmatched=linked.unmatched,
        placeholders=placeholders,
        objects=linked.objects,
        diagnostics=diagnostics,
        corrections=linked.corrections,
        protocols=linked.protocols,
    )


def build_spec(
    pages: Sequence[Page],
    files: Collection[str],
    dialect: Dialect,
    *,
    name: str,
    corrections: Sequence[Correction] = (),
    protocols: Protocols = Protocols(),
) -> Built:
    """What all pages document. `files` are all paths below their folder, relative to it."""
    linked = build_linked(pages, dialect, name=name, corrections=corrections, protocols=protocols)
    checks = check_samples(linked.spec, dialect)
    links = dead_links([page.page_links() for page in pages], files)
    diagnostics = in_page_order([*linked.diagnostics, *links, *checks.diagnostics])
    return build_checked(linked, checks.placeholders, diagnostics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Every name of a package, and what is worth telling about them."""

    package: str
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]


def build_plan(
    spec: Spec, package: str, templates: Mapping[str, str], omitted: Omitted | None = None
) -> Planned:
    """The plan of the SDK. `templates` are the files of a target's folder, by path.

    `omitted` is what `spec` leaves out of its API.
    """
    files, diagnostics = plan_files(spec, read_target(templates["target.toml"]), package, omitted)
    return Planned(package=package, files=files, diagnostics=in_page_order(diagnostics))


def build_package(
    planned: Planned,
    templates: Mapping[str, str],
    texts: Mapping[str, str] | None = None,
    *,
    is_checked: bool = False,
) -> dict[str, str]:
    """The SDK as `{path: text}`. Raises `TemplateFault` for a wrong template.

    `texts` are those of its files that are printed already. `is_checked`: a fault is raised also for a
    template that prints what is no Python, as a user's may.
    """
    files = dict(texts or {})
    files |= render_files([file for file in planned.files if file.path not in files], templates)
    template_of = {file.path: file.template for file in planned.files}
    features = _readme(planned).features
    for path, text in templates.items():
        if path.startswith("runtime/") and is_used(path.removeprefix("runtime/"), features):
            files[f"_{path}"] = text
            template_of[f"_{path}"] = path
    for path, template in template_of.items() if is_checked else ():
        if path.endswith((".py", ".pyi")) and (fault := python_fault(template, path, files[path])):
            raise fault
    files["py.typed"] = ""
    return dict(sorted(files.items()))


def _readme(planned: Planned) -> Package:
    """The record of the README, which is about the whole package."""
    (record,) = (file.record for file in planned.files if file.path == "README.md")
    assert isinstance(record, Package)
    return record


def generated_package(planned: Planned, files: Mapping[str, str]) -> GeneratedPackage:
    """What verification replays samples through: the files of a package with its calls."""
    webhooks = _readme(planned).webhooks
    return GeneratedPackage(
        name=planned.package,
        files=files,
        calls=plan_calls(planned.files),
        payloads={item.name: item.content for item in webhooks if item.content},
        models={
            file.record.wire_name: f"{_package_of(file)}.{file.record.name}"
            for file in planned.files
            if isinstance(file.record, ModelClass)
        },
    )


def _package_of(file: File) -> str:
    return file.path.rpartition("/")[0].replace("/", ".")


def build_distribution(
    planned: Planned,
    package: Mapping[str, str],
    about: Distribution,
    templates: Mapping[str, str],
) -> dict[str, str]:
    """What pip can install: a package's files in its folder, beside pyproject.toml and the README."""
    (readme,) = (file for file in planned.files if file.path == "README.md")
    record = replace(_readme(planned), distribution=about)
    project = File(path="pyproject.toml", template="pyproject.toml.jinja", record=record)
    outside = render_files([replace(readme, record=record), project], templates)
    inside = {f"{planned.package}/{path}": package[path] for path in package if path != readme.path}
    return {**outside, **inside, ".gitattributes": "* linguist-generated\n"}
