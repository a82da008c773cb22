"""Whether docgen notices pages that are broken on purpose.

An API enters; for each mutant of its pages the new findings of the linter and of verification leave.
The stages run again for each mutant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.driver.mutation.mutants import Mutant, mutants
from docgen.driver.stages import Built, build_package, build_plan, build_spec, generated_package
from docgen.inference.evidence import leave_one_out
from docgen.reading.dialects.dialect import Dialect
from docgen.records import replace
from docgen.spec.model import Operation, Spec
from docgen.verify.loader import GeneratedPackage
from docgen.verify.pipeline import replay_samples
from docgen.verify.received import received
from docgen.verify.replay import Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A mutant, and what noticed it: a diagnostic's code, "verify", or "" for nothing."""

    mutant: Mutant
    noticed_by: str


@dataclass(frozen=True, slots=True)
class _Base:
    """The API before anything was broken."""

    built: Built
    findings: Counter[tuple[str, str, str]]
    package: GeneratedPackage
    differences: Counter[tuple[str, str, str]]
    alone: Counter[str]


def self_test(
    built: Built,
    files: Collection[str],
    dialect: Dialect,
    templates: Mapping[str, str],
    *,
    count: int,
    seed: int,
) -> Iterator[Tried]:
    """Each mutant as soon as it was tried. `files` are the paths of all files beside the pages."""
    package = _package(built.spec, templates)
    replays = replay_samples(built.spec, package)
    base = _Base(
        built, _findings(built.diagnostics), package, _differences(replays), _alone(built.spec)
    )

    # No mistake touches a link, and the file that a dead one may mean is dear to find.
    bare = {page.path: replace(page, links=(), includes=()) for page in built.pages}

    def linked(mutant: Mutant) -> Built:
        broken = replace(mutant.page, links=(), includes=())
        pages = [broken if path == broken.path else page for path, page in bare.items()]
        return build_spec(
            pages,
            files,
            dialect,
            name=built.spec.name,
            corrections=built.corrections,
            protocols=built.protocols,
        )

    faulty = frozenset(r.at for r in replays if r.difference and r.at)
    for mutant in mutants(built.pages, built.spec, faulty, count=count, seed=seed):
        yield Tried(mutant=mutant, noticed_by=_noticed(base, mutant, linked, templates))


def _noticed(
    base: _Base,
    mutant: Mutant,
    linked: Callable[[Mutant], Built],
    templates: Mapping[str, str],
) -> str:
    built = linked(mutant)
    new = _findings(built.diagnostics) - base.findings
    if new:
        return min(code for code, *_ in new)
    # Only operations that changed are replayed; the code is the same when only samples did.
    before = {operation.id: operation for operation in base.built.spec.operations}
    changed = [o for o in built.spec.operations if before.get(o.id) != o]
    payloads = [w for w in built.spec.webhooks if w not in base.built.spec.webhooks]
    if _alone(built.spec) - base.alone:
        return "verify"
    if _bare(built.spec) == _bare(base.built.spec):
        part = replace(built.spec, operations=tuple(changed), webhooks=tuple(payloads))
        replays = replay_samples(part, base.package)
    else:
        replays = replay_samples(built.spec, _package(built.spec, templates))
    return "verify" if _differences(replays) - base.differences else ""


def _alone(spec: Spec) -> Counter[str]:
    """Where a sample differs from all others of its type."""
    answering = [*spec.operations, *map(received, spec.webhooks)]
    found = leave_one_out(spec.types, answering, spec.envelope).values()
    return Counter(item.difference for item in found if item.difference)


def _package(spec: Spec, templates: Mapping[str, str]) -> GeneratedPackage:
    planned = build_plan(spec, "api", templates)
    return generated_package(planned, build_package(planned, templates))


def _bare(spec: Spec) -> Spec:
    def bare(operation: Operation) -> Operation:
        return replace(operation, samples=())

    operations, webhooks = map(bare, spec.operations), map(bare, spec.webhooks)
    return replace(spec, operations=tuple(operations), webhooks=tuple(webhooks))


def _findings(diagnostics: Sequence[Diagnostic]) -> Counter[tuple[str, str, str]]:
    """The findings without their lines: a broken sample may have more of them."""
    return Counter(
        (d.code, d.at.path, d.message)
        for d in diagnostics
        if d.level != "note" or d.row.is_suspicious
    )


def _differences(replays: Sequence[Replay]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (r.at.path if r.at else "", r.kind, text)
        for r in replays
        for text in filter(None, (r.difference, *r.remarks))
    )


def self_test_text(tried: Sequence[Tried], name: str, folder: str) -> str:
    """How many mutants of each kind were noticed, and those that were not with a reason."""
    rows: list[str] = []
    for item in tried:
        if not item.noticed_by:
            mutant = item.mutant
            excuse = mutant.excuse or "no check covers it"
            at = f"{folder}{mutant.at.path}:{mutant.at.line}"
            rows.append(f"{at}: survived: {mutant.kind}: {mutant.what} ({excuse})")
    total = Counter(item.mutant.kind for item in tried)
    noticed = Counter(item.mutant.kind for item in tried if item.noticed_by)
    rows += [f"{kind:40}{noticed[kind]:>5} of {total[kind]:>4} noticed" for kind in total]
    share = 100 * noticed.total() / max(1, total.total())
    rows.append(f"{name}: {noticed.total()} of {total.total()} mutants noticed ({share:.1f} %)")
    return "\n".join(rows) + "\n"
