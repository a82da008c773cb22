"""All that is generated from the pages of an API.

An `Api` enters; the texts of its files leave, by where they go. Nothing is written here. Wrong usage is a
`UsageError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from docgen import __version__
from docgen.diagnostics.diagnostic import Diagnostic, amount
from docgen.diagnostics.position import Span
from docgen.driver.descriptions import (
    PlannedFile,
    PlanSnapshot,
    described_fingerprints,
    described_symbols,
    planned_files,
    reprinted,
)
from docgen.driver.messages import Catalog, Keyed, in_words, keyed_pages
from docgen.driver.progress import progress
from docgen.driver.read_pages import Unlinked
from docgen.driver.stages import Planned, build_distribution, build_package, build_plan
from docgen.driver.workers import Workers
from docgen.driver.workspace import Folder, linked_api, read_api
from docgen.openapi.formats import EXPORTS, OPENAPI_VERSIONS
from docgen.project.configuration import Api
from docgen.project.lock import LockEntry
from docgen.project.lock_file import relative
from docgen.project.output import MANIFEST, manifest
from docgen.project.sources import find_dialect
from docgen.project.templates import read_templates
from docgen.project.usage import UsageError
from docgen.python.records import Distribution
from docgen.python.render import compile_templates
from docgen.python.target import TemplateFault
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.records import decoder, replace
from docgen.spec.model import Spec
from docgen.spec.protocols import Protocols
from docgen.spec.subset import Omitted, SubsetError, left_out, subset
from docgen.syntax.hashing import digest


def read_part(api: Api) -> tuple[Folder, Omitted | None]:
    """The pages with the selected part of their spec, and what the part omits."""
    return _selected_part(api, read_api(api))


def _selected_part(api: Api, read: Folder) -> tuple[Folder, Omitted | None]:
    selection = (api.include, api.exclude, api.types)
    if not any(selection):
        return read, None
    whole = read.linked.spec
    try:
        part = subset(whole, *selection)
    except SubsetError as error:
        raise UsageError(f"{api.package}: {error}") from None
    return replace(read, linked=replace(read.linked, spec=part)), left_out(whole, part, *selection)


def package_files(api: Api, spec: Spec, omitted: Omitted | None) -> tuple[Planned, dict[str, str]]:
    """The plan of a package and its files."""
    templates = read_templates(api.templates)
    size = len(spec.types) + len(spec.operations)
    with template_faults(api), progress("writing Python", size):
        planned = build_plan(spec, api.package, templates, omitted)
        return planned, build_package(planned, templates, is_checked=api.templates is not None)


def _distribution(api: Api, planned: Planned, files: dict[str, str]) -> dict[str, str]:
    """The files of the project around a package."""
    about = Distribution(name=api.distribution_name, version=api.distribution, license=api.license)
    with template_faults(api):
        return build_distribution(planned, files, about, read_templates(api.templates))


@contextmanager
def template_faults(api: Api) -> Iterator[None]:
    """Raises `UsageError` for a fault of a template, with the place of the user's file."""
    own = api.templates
    try:
        yield
    except TemplateFault as fault:
        is_own = own is not None and (own / fault.template).is_file()
        name = own / fault.template if own and is_own else fault.template
        at = f"{name}:{fault.line}" if fault.line else name
        raise UsageError(f"{at}: {fault.problem}") from None


@dataclass(frozen=True, kw_only=True)
class Products:
    """All that is written for an API, and the stages before it."""

    linked: Keyed[Folder]
    catalog: Catalog
    snapshot: PlanSnapshot
    files: dict[str, str]  # of the package, by path
    exports: dict[Path, str]  # the texts of the other files

    @cached_property
    def spec(self) -> Spec:
        """The spec, in words."""
        return in_words(Keyed(self.linked.value.linked.spec), self.catalog)


def build_products(api: Api, pages: Callable[[], Unlinked], workers: Workers) -> Products:
    """All that is requested of an API; `pages` waits for its pages, and `workers` take a part of the work."""
    templates = read_templates(api.templates)
    unlinked = pages()
    workers = workers.for_size(len(unlinked.pages))
    workers.prepare(_prepare, templates)  # while all is linked here
    keyed, catalog = keyed_pages(unlinked.pages)
    read, omitted = _selected_part(
        api, linked_api(api, replace(unlinked, pages=keyed.value), workers)
    )
    spec = read.linked.spec
    snapshot, files = (
        _package(api, spec, omitted, catalog, workers)
        if api.folder
        else (_snapshot(api, (), spec), dict[str, str]())
    )
    return Products(
        linked=Keyed(read),
        catalog=catalog,
        snapshot=snapshot,
        files=files,
        exports=_exports(api, in_words(Keyed(spec), catalog)) if api.exports else {},
    )


def _package(
    api: Api, spec: Spec, omitted: Omitted | None, catalog: Catalog, workers: Workers
) -> tuple[PlanSnapshot, dict[str, str]]:
    """The plan of a package, and the texts of its files or of those of the project around it."""
    templates = read_templates(api.templates)
    with template_faults(api):
        with progress("writing Python", len(spec.types) + len(spec.operations)):
            planned = build_plan(spec, api.package, templates, omitted)
        is_checked = api.templates is not None
        if api.has_examples:
            with progress("trying examples", len(spec.operations)):
                bare = build_package(planned, templates, is_checked=is_checked)
                from docgen.snippets.examples import with_examples

                words = in_words(Keyed(spec), catalog)
                files = with_examples(words, planned.package, planned.files, bare)
                planned = replace(planned, files=files)
        described = planned_files(Keyed(planned.files))
        # A fault in a user's template is raised here.
        printers = Workers() if api.templates else workers
        texts = _begin_printing(described, catalog, templates, printers)
        snapshot = _snapshot(api, described, spec)  # while processes print
        files = build_package(planned, templates, texts(), is_checked=is_checked)
    if api.distribution:
        files = _distribution(api, planned, files)
    return snapshot, files


def _snapshot(api: Api, files: tuple[PlannedFile, ...], spec: Spec) -> PlanSnapshot:
    # Only a lock holds symbols, and to take their digests takes a fifth of the time of linking.
    return PlanSnapshot(files=files, symbols=described_symbols(Keyed(spec)) if api.lock else ())


def _exports(api: Api, spec: Spec) -> dict[Path, str]:
    """The texts of the files beside the package."""
    return {
        path: EXPORTS[name].text(spec, OPENAPI_VERSIONS[0]) for name, path in api.exports.items()
    }


def _prepare(templates: Mapping[str, str]) -> None:
    """Makes what a process checks samples with, and prints with."""
    compile_templates(templates)
    decoder(Spec)


def _begin_printing(
    files: Sequence[PlannedFile],
    catalog: Catalog,
    templates: Mapping[str, str],
    workers: Workers,
) -> Callable[[], dict[str, str]]:
    """Begins to print the files that have sentences. Gives a function that waits for their texts."""
    # The largest are begun first.
    files = sorted(files, key=lambda file: -len(file.file))
    print_share = partial(_printed, templates=templates)
    shares = workers.for_size(len(files)).begin_shares(
        print_share, [(file, {i: catalog[i] for i in file.sentences}) for file in files]
    )
    return lambda: {path: text for share in shares() for path, text in share.items()}


def _printed(
    share: Sequence[tuple[PlannedFile, Catalog]], templates: Mapping[str, str]
) -> dict[str, str]:
    """The texts of files by path; each comes with its own sentences."""
    catalog = {i: text for _, sentences in share for i, text in sentences.items()}
    return reprinted((file for file, _ in share), catalog, templates)


def spec_amounts(spec: Spec) -> str:
    """ "1 type, 0 enums, 2 operations"."""
    nouns = (("type", spec.types), ("enum", spec.enums), ("operation", spec.operations))
    return ", ".join(amount(len(items), noun) for noun, items in nouns)


def findings_of(api: Api, products: Products) -> Sequence[Diagnostic]:
    """The findings about what is generated: not those of files that only document what the API leaves out."""
    read = products.linked.value
    if not (api.include or api.exclude or api.types):
        return read.diagnostics
    spec = read.linked.spec
    made = {item.at.path for item in (*spec.types, *spec.enums, *spec.operations) if item.at}
    documented = {
        item.at.path
        for page in read.linked.pages
        for item in (*page.resources, *page.enums, *page.operations)
    }
    return [d for d in read.diagnostics if d.at.path not in documented - made]


def files_to_write(api: Api, products: Products) -> dict[Path, str]:
    """The texts of all that is written for an API, by where they go."""
    folder = api.folder
    if folder is None:
        return products.exports
    package = {folder / path: text for path, text in products.files.items()}
    return {**package, folder / MANIFEST: manifest(products.files), **products.exports}


def lock_entry(api: Api, generated: Products, files: Mapping[Path, str]) -> LockEntry:
    """The entry of the lock for an API as it is now."""
    read = generated.linked.value
    templates = sorted(read_templates(api.templates).items())
    return LockEntry(
        tool=__version__,
        settings=digest(repr(_settings(api))),
        templates=digest(repr(templates)),
        pages={path: digest(source.text) for path, source in read.sources.items()},
        spec=described_fingerprints(generated.snapshot.symbols, generated.catalog),
        outputs={relative(api, path): digest(text) for path, text in files.items()},
        path_prefix=read.linked.spec.path_prefix,
        names=read.linked.names,
    )


def _settings(api: Api) -> tuple[object, ...]:
    """What the configuration decides, the same on every machine."""
    is_own = api.dialect is not None and is_file_of_dialect(api.dialect)
    dialect = find_dialect(api.dialect) if is_own and api.dialect else api.dialect
    written = (dialect, api.words) if api.words else dialect
    paths = [
        relative(api, p) if p else ""
        for p in (api.pages, api.exports.get("spec"), *api.exports.values(), *api.partials)
    ]
    selection = (api.include, api.exclude, api.types)
    output = (api.has_examples, api.distribution, api.license)
    corrections = (
        ([replace(c, at=Span("", 1), reason="") for c in api.corrections],)
        if api.corrections
        else ()
    )
    stated = replace(api.protocols, places={})
    protocols = (stated,) if stated != Protocols() else ()
    prefix = () if api.path_prefix is None else (api.path_prefix,)
    put = () if api.put == "replace" else (api.put,)
    return (
        api.package,
        api.base_url,
        written,
        paths,
        selection,
        *output,
        *corrections,
        *protocols,
        *prefix,
        *put,
    )
