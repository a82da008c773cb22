"""The spine: the stages in order.

Sources and the paths of all files enter; each stage's result leaves. No I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.catalog import Catalog, worded_spec
from docgen.diagnostics import Diagnostic, in_page_order
from docgen.dialect import Dialect
from docgen.examples import with_examples
from docgen.link import link_pages
from docgen.link_checks import check_samples
from docgen.link_samples import exchanges
from docgen.markdown import parse
from docgen.outcomes import Outcome, outcomes
from docgen.page import Page, SampleDoc, prose_of
from docgen.placeholders import with_values
from docgen.plan import plan_files, read_target
from docgen.plan_records import Distribution, File, LeftOut, Package
from docgen.plan_requests import plan_calls
from docgen.read import read
from docgen.render import python_fault, render_files
from docgen.rewording import SpokenFile, worded_files
from docgen.snippets import Snippet, find_snippets
from docgen.source import Source
from docgen.spec import Body, Operation, SampleRequest, SampleResponse, Spec
from docgen.url_path import last_word, url_root, version_segment
from docgen.verify import Replay, verify_answers, verify_package
from docgen.verify_batch import is_batch, verify_batches
from docgen.verify_elsewhere import verify_elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An API with ids in place of its author's sentences, which are in the catalog."""

    pages: tuple[Page, ...]
    spec: Spec
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]  # but those of `check_samples`


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """An API as its pages document it, and what is wrong with them."""

    pages: tuple[Page, ...]
    spec: Spec
    diagnostics: tuple[Diagnostic, ...]  # in page order


def read_page(source: Source, dialect: Dialect) -> Page:
    """One page; sees nothing else, so pages may be read in any process and any order."""
    return read(parse(source), dialect)


def build_linked(
    pages: Sequence[Page], files: Collection[str], dialect: Dialect, *, name: str
) -> Linked:
    """The linked spec of all pages. `files` are all paths below their folder, relative to it."""
    spec, found = link_pages(pages, files, dialect, name=name)
    told = [diagnostic for page in pages for diagnostic in page.diagnostics]
    return Linked(
        pages=tuple(pages),
        spec=spec,
        catalog=prose_of(pages),
        diagnostics=(*told, *found),
    )


def in_words(linked: Linked, diagnostics: tuple[Diagnostic, ...]) -> Built:
    """The same with the author's sentences, and with all that is wrong, in page order."""
    spec = worded_spec(linked.spec, linked.catalog)
    return Built(pages=linked.pages, spec=spec, diagnostics=diagnostics)


def build_spec(
    pages: Sequence[Page], files: Collection[str], dialect: Dialect, *, name: str
) -> Built:
    """What all pages document, in words. `files` are as for `build_linked`."""
    linked = build_linked(pages, files, dialect, name=name)
    found = check_samples(linked.spec, dialect)
    return in_words(linked, in_page_order([*linked.diagnostics, *found]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """Every name of a package, and what is worth telling about them."""

    package: str
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]


def build_plan(
    spec: Spec, package: str, templates: Mapping[str, str], lacks: LeftOut | None = None
) -> Planned:
    """The plan of the SDK. `templates` are the files of a target's folder, by path.

    `lacks` is what `spec` leaves out of its API.
    """
    files, found = plan_files(spec, read_target(templates["target.toml"]), package, lacks)
    return Planned(package=package, files=files, diagnostics=in_page_order(found))


def build_texts(
    files: Iterable[SpokenFile], catalog: Catalog, templates: Mapping[str, str]
) -> dict[str, str]:
    """The files that show sentences, with them. Raises `TemplateFault` for a wrong template."""
    return render_files(worded_files(files, catalog), templates)


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
    made_by = {file.path: file.template for file in planned.files}
    for path, text in templates.items():
        if path.startswith("runtime/"):
            files[f"_{path}"] = text
            made_by[f"_{path}"] = path
    for path, template in made_by.items() if is_checked else ():
        if path.endswith((".py", ".pyi")) and (fault := python_fault(template, path, files[path])):
            raise fault
    files["py.typed"] = ""
    return dict(sorted(files.items()))


def build_examples(spec: Spec, planned: Planned, package: Mapping[str, str]) -> Planned:
    """The plan with documented requests as examples, each tried with the package as it is without them."""
    return replace(planned, files=with_examples(spec, planned.package, planned.files, package))


def build_distribution(
    planned: Planned,
    package: Mapping[str, str],
    about: Distribution,
    templates: Mapping[str, str],
) -> dict[str, str]:
    """What pip can install: a package's files in its folder, beside pyproject.toml and the README."""
    (readme,) = (file for file in planned.files if file.path == "README.md")
    assert isinstance(readme.record, Package)
    record = replace(readme.record, distribution=about)
    project = File(path="pyproject.toml", template="pyproject.toml.jinja", record=record)
    beside = render_files([replace(readme, record=record), project], templates)
    inside = {f"{planned.package}/{path}": package[path] for path in package if path != readme.path}
    return {**beside, **inside}


def with_typed_samples(spec: Spec, diagnostics: Iterable[Diagnostic]) -> Spec:
    """The spec with a value of the documented type where a word stands for one, which no client can read."""
    return with_values(spec, [d.at for d in diagnostics if d.code == "DG336"])


def build_replays(
    spec: Spec,
    planned: Planned,
    files: Mapping[str, str],
    diagnostics: Iterable[Diagnostic] = (),
) -> tuple[Replay, ...]:
    """What became of each documented message when it was replayed through the generated files.

    `diagnostics` tell where a word stands for a value; without them every word is a value.
    """
    spec = with_typed_samples(spec, diagnostics)
    return verify_package(spec, planned.package, files, plan_calls(planned.files))


def build_outcomes(
    built: Built, planned: Planned, replays: Sequence[Replay], files: Mapping[str, str]
) -> tuple[Outcome, ...]:
    """What became of every documented message: the replayed ones, and those that fit no operation.

    Of the latter batches and messages to other services go through the generated files all the same, and a
    response to a misspelt request through the operation that its page tells of.
    """
    spec, calls = built.spec, plan_calls(planned.files)
    strays = list(_strays(built))
    batches = [(s.replay, s.asked) for s in strays if is_batch(s.asked or s.replay.message)]
    others = [(s.replay, s.type_name) for s in strays if s.diagnostic.code == "DG340"]
    answers = [(s.replay, like) for s in strays if (like := _like(spec, s))]
    read = {
        replay.at: replay
        for replay in (
            *verify_batches(spec, planned.package, files, calls, batches),
            *verify_elsewhere(files, others),
            *verify_answers(spec, planned.package, files, calls, answers),
        )
    }
    found = [(read.get(s.replay.at, s.replay), s.diagnostic) for s in strays]
    return outcomes(replays, found, built.diagnostics, spec.base_url)


def _like(spec: Spec, stray: Stray) -> Operation | None:
    """The operation that the page of a stray response tells of, by its request's method.

    Of several the first with the request's last word; None where that does not tell.
    """
    if stray.replay.kind == "request" or not stray.asked or not stray.replay.at:
        return None
    page, method = stray.replay.at.path, stray.asked.method
    found = [o for o in spec.operations if (o.page, o.method) == (page, method)]
    word = last_word(stray.asked.target)
    same = [operation for operation in found if word and last_word(operation.path) == word]
    is_one = len({operation.responses for operation in found}) == 1
    return next(iter(same or (found if is_one else ())), None)


def build_snippets(built: Built, planned: Planned, files: Mapping[str, str]) -> tuple[Snippet, ...]:
    """The program of every documented request, or why there is none, in page order."""
    known = version_segment(built.spec.base_url)
    targets = {s.at: s.message.target for page in built.pages for s in page.samples}
    versions = {at: version_segment(target) for at, target in targets.items()}
    roots = {
        at: url_root(targets[at])
        for at, version in versions.items()
        if version and known not in ("", version)
    }
    found = {
        snippet.at: snippet
        for snippet in find_snippets(built.spec, planned.package, planned.files, files, roots)
    }
    for stray in _strays(built):
        replay = stray.replay
        if replay.kind == "request" and replay.at:
            found[replay.at] = Snippet(
                sample=replay.sample, at=replay.at, text="", fault=replay.difference
            )
    return tuple(found[at] for at in sorted(found, key=lambda at: (at.path, at.line)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A message that fits no operation, or a response to one."""

    replay: Replay
    diagnostic: Diagnostic  # why
    type_name: str  # that its annotation states
    asked: SampleRequest | None  # the request of a response


def _strays(built: Built) -> Iterator[Stray]:
    """The messages that fit no operation and the responses to them."""
    told = {d.at: d for d in built.diagnostics if d.code in ("DG310", "DG311", "DG340", "DG343")}
    for page in built.pages:
        for exchange in exchanges(page, built.spec.base_url):
            asked = exchange.request or exchange.follows or exchange.response
            diagnostic = told.get(asked.at) if asked else None
            if diagnostic is None:
                continue
            for sample in filter(None, (exchange.request, exchange.response)):
                asked = exchange.request or exchange.follows
                request = _stray(asked, diagnostic).message if asked else None
                yield Stray(
                    replay=_stray(sample, diagnostic),
                    diagnostic=diagnostic,
                    type_name=sample.type.ref.name if sample.type else "",
                    asked=(
                        request
                        if sample.message.status and isinstance(request, SampleRequest)
                        else None
                    ),
                )


def _stray(sample: SampleDoc, diagnostic: Diagnostic) -> Replay:
    message = sample.message
    body = Body(text=message.body, at=sample.body_at)
    return Replay(
        operation="",
        sample=sample.names[0] if sample.names else "",
        kind="response" if message.status else "request",
        difference=diagnostic.message,
        at=sample.at,
        message=(
            SampleResponse(
                status=message.status,
                headers=message.headers,
                json=sample.value,
                has_json=sample.has_value,
                body=body,
                at=sample.at,
            )
            if message.status
            else SampleRequest(
                method=message.method,
                target=message.target,
                headers=message.headers,
                json=sample.value,
                has_json=sample.has_value,
                body=body,
                at=sample.at,
            )
        ),
    )
