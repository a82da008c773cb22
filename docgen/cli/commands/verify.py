"""`docgen verify`: what became of every documented message, as text or JSON.

APIs as they were read enter; text on stdout or in a file, and an exit code, leave.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from docgen.cli.console import write_report
from docgen.cli.selection import selected_apis
from docgen.cli.verification import Verification, verify_api
from docgen.driver.mutation.self_test import Tried, self_test, self_test_text
from docgen.driver.progress import progress
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import Api
from docgen.project.templates import read_templates
from docgen.project.usage import UsageError
from docgen.project.write_guard import check_file
from docgen.verify.outcomes import Outcome
from docgen.verify.report import as_json, as_text

_ENOUGH = 0.95  # of the mutants


def run(options: argparse.Namespace) -> int:
    """0 when every message is replayed or proves nothing, and each API has one, or 95 % of the mistakes of `--mutate` are noticed.

    1 otherwise.
    """
    known = selected_apis(options)
    if options.output:
        check_file(options.output, known, options.config)
    apis = [api for api in known if _is_selected(api, options)]
    if options.service or options.replay:
        from docgen.cli.service import run_service

        return run_service(options, [api for api in apis if api.pages])
    if options.format in ("sarif", "github"):
        raise UsageError(f"--format {options.format} needs --service or --replay")
    if options.mutate is not None:
        if len(apis) != 1 or options.mutate < 1 or options.format != "text":
            raise UsageError("--mutate N needs one API, a number from 1, and prints text")
        return _mutate(options, apis[0].package, read_api(apis[0]))
    if not apis:
        raise UsageError("give PAGES_DIR, or --api NAME with a name from docgen.toml")
    results = [verify_api(api) for api in apis]
    write_report(options.output, _report(options, results), options.format)
    return 0 if all(_is_verified(result.verified.outcomes) for result in results) else 1


def _is_selected(api: Api, options: argparse.Namespace) -> bool:
    """Whether an API is the one that options name; without a name, whether it has a package."""
    if options.api is not None:
        return api.package == options.api
    return api.folder is not None or options.pages is not None


def _is_verified(outcomes: Sequence[Outcome]) -> bool:
    """Whether every message was replayed, or proves nothing; where there is none, nothing is."""
    return bool(outcomes) and all(
        o.verdict in ("replayed", "only evidence", "no value") and not o.diagnostics
        for o in outcomes
    )


def _report(options: argparse.Namespace, results: Sequence[Verification]) -> str:
    if options.format == "json":
        return as_json(result.verified for result in results)
    return "".join(
        as_text(result.verified, result.read.lines, with_coverage=options.coverage)
        + (
            f"{result.verified.api}: {result.read.request_counts}\n"
            if result.read.request_counts
            else ""
        )
        for result in results
    )


def _mutate(options: argparse.Namespace, name: str, read: Folder) -> int:
    """Breaks an API's pages on purpose. 0 when 95 % of the mistakes or more are noticed."""
    folder = Path(read.folder)
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    arguments = {"count": options.mutate, "seed": options.seed}
    tried: list[Tried] = []
    with progress("trying mistakes", options.mutate, least=1) as count:
        for one in self_test(read.built, files, read.dialect, read_templates(), **arguments):
            tried.append(one)
            count(1)
    write_report(options.output, self_test_text(tried, name, read.folder), options.format)
    return 0 if sum(bool(t.noticed_by) for t in tried) >= _ENOUGH * len(tried) else 1
