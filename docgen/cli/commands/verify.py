"""`docgen verify`: what became of every documented message, as text, JSON or HTML.

APIs as they were read enter; text on stdout or in a file, and an exit code, leave.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from docgen.cli.selection import selected_apis
from docgen.diagnostics.formats import as_text
from docgen.driver.mutation_test import Tried, self_test, self_test_text
from docgen.driver.products import package_files, read_part
from docgen.driver.progress import progress
from docgen.driver.stages import Planned
from docgen.driver.verification import build_outcomes, build_replays
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import UsageError
from docgen.project.files import write_file
from docgen.project.templates import read_templates
from docgen.project.write_guard import check_file
from docgen.verify.coverage import coverage
from docgen.verify.outcomes import Outcome, constructs, with_findings
from docgen.verify.replay import Replay
from docgen.verify.report import Verified, as_html, as_json, coverage_table, totals

# Messages that fit no operation cannot be replayed; one object fits where the page tells of many.
_OF_SAMPLES = ("DG310", "DG311", "DG327", "DG340")
_ENOUGH = 0.95  # of the mistakes that are made on purpose


def run(options: argparse.Namespace) -> int:
    """0 when every message is replayed, or 95 % of the mistakes of `--mutate` are noticed; 1 otherwise."""
    known = selected_apis(options)
    if options.output:
        check_file(options.output, known, options.config)
    apis = [api for api in known if options.api in (None, api.package)]
    if options.mutate is not None:
        if len(apis) != 1 or options.mutate < 1 or options.format != "text":
            raise UsageError("--mutate N needs one API, a number from 1, and prints text")
        return _mutate(options, apis[0].package, read_api(apis[0]))
    if not apis:
        raise UsageError("give PAGES_DIR, or --api NAME with a name from docgen.toml")
    found: list[tuple[Verified, Folder]] = []
    for api in apis:
        read, omitted = read_part(api)
        spec = read.built.spec
        planned, files = package_files(api, spec, omitted)
        with progress("replaying", len(spec.operations)):
            replays = build_replays(spec, planned, files, read.built.diagnostics)
        found.append((_verified(api.package, read, planned, replays, files), read))
    return _tell(options, found)


def _mutate(options: argparse.Namespace, name: str, read: Folder) -> int:
    """Breaks an API's pages on purpose. 0 when 95 % of the mistakes or more are noticed."""
    folder = Path(read.folder)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    given = {"count": options.mutate, "seed": options.seed}
    tried: list[Tried] = []
    with progress("trying mistakes", options.mutate, least=1) as count:
        for one in self_test(read.built, files, read.dialect, read_templates(), **given):
            tried.append(one)
            count(1)
    _write(options, self_test_text(tried, name, read.folder))
    return 0 if sum(bool(t.noticed_by) for t in tried) >= _ENOUGH * len(tried) else 1


def _tell(options: argparse.Namespace, found: Sequence[tuple[Verified, Folder]]) -> int:
    """Tells what was found. 0 when every message is replayed and nothing is to mend, 1 otherwise."""
    match options.format:
        case "json":
            text = as_json(item for item, _ in found)
        case "html":
            text = as_html([item for item, _ in found])
        case _:
            text = "".join(_as_text(item, read, options.coverage) for item, read in found)
    _write(options, text)
    return (
        1
        if any(o.verdict != "replayed" or o.diagnostics for item, _ in found for o in item.outcomes)
        else 0
    )


def _write(options: argparse.Namespace, text: str) -> None:
    if options.output:
        write_file(options.output, text)
    else:
        print(text, end="")


def _verified(
    name: str,
    read: Folder,
    planned: Planned,
    replays: Sequence[Replay],
    files: Mapping[str, str],
) -> Verified:
    """The outcomes and the coverage of an API."""
    return Verified(
        api=name,
        folder=read.folder,
        outcomes=build_outcomes(read.built, planned, replays, files),
        coverage=coverage(read.built.spec),
    )


def _as_text(item: Verified, read: Folder, with_coverage: bool) -> str:
    """A line for each replay, the faults with their places, and the totals."""
    rows: list[str] = []
    for outcome in item.outcomes:
        replay = outcome.replay
        if replay.operation:
            word = "differs " if replay.difference else "replayed"
            rows.append(f"{word} {replay.kind:8} {replay.operation}  {replay.sample}")
    rows += _faults(item.outcomes, read)
    if with_coverage:
        rows.append(coverage_table(item.coverage, item.folder))
    for construct, number in sorted(constructs(item.outcomes).items()):
        rows.append(f"{item.api}: {number} not supported: {construct}")
    astray = sum(d.code in _OF_SAMPLES for d in read.built.diagnostics)
    if astray:
        rows.append(f"{item.api}: {astray} samples match no documented operation")
    mended = with_findings(item.outcomes)
    for kind, counts in totals(item.outcomes).items():
        others = ", ".join(
            f"{counts[verdict]} {word}"
            for verdict, word in (("docs fault", "docs faults"), ("not supported", "not supported"))
            if counts[verdict]
        )
        told = f"{counts['replayed']} of {sum(counts.values())} documented {kind}s replayed"
        if mended[kind]:
            told += f" ({mended[kind]} with a finding)"
        rows.append(f"{item.api}: {told}{'; ' if others else ''}{others}")
    return "".join(f"{row}\n" for row in rows)


def _faults(found: Sequence[Outcome], read: Folder) -> list[str]:
    """Every finding once, at its place; what is not supported in one line."""
    rows: dict[str, None] = {}
    for outcome in found:
        at = outcome.replay.at
        told = (*outcome.replay.diagnostics(), *outcome.diagnostics)
        for diagnostic in told if outcome.replay.operation else outcome.diagnostics:
            rows[as_text(diagnostic, read.lines(diagnostic), folder=read.folder)] = None
        if outcome.construct and at:
            place = f"{read.folder}{at.path}:{at.line}:{at.column}"
            rows[f"{place}: not supported: {outcome.construct} ({outcome.replay.kind})"] = None
    return list(rows)
