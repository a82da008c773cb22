"""`docgen check`: whether generated files are up to date, and why not."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from docgen.cli.console import print_data, print_text
from docgen.cli.selection import selected_apis
from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.formats import FORMATS, Findings
from docgen.diagnostics.position import Span
from docgen.project.configuration import lock_path
from docgen.project.lock_file import relative
from docgen.project.output import unknown_files
from docgen.project.up_to_date import freshness
from docgen.project.write_guard import check_targets

_LONGEST_DIFF = 60  # lines


def run(options: argparse.Namespace) -> int:
    """0 when every generated file is up to date, 1 otherwise."""
    usual = options.config == Path("docgen.toml")
    command = "docgen generate" + ("" if usual else f" --config {options.config}")
    findings: list[Diagnostic] = []
    stale: set[str] = set()
    diff: list[str] = []
    apis = selected_apis(options)
    check_targets(apis, options.config)
    for api in apis:
        with freshness(api) as known:
            is_known = known.run() is not None
        if is_known:
            findings += [diagnose("DG707", Span(relative(api, p), 1)) for p in unknown_files(api)]
            continue
        # The stages take longer to load than all that was done up to here.
        from docgen.driver.check import compare_files

        comparison = compare_files(api, command, known.source_files)
        drift = comparison.drift
        findings += (*drift.causes, *drift.files)
        stale |= {d.at.path for d in drift.files if d.level == "error"}
        diff += comparison.diff if options.format == "text" else ()
    folder = lock_path(options.config).parent.as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    if form := FORMATS.get(options.format):
        parts = [Findings(folder=prefix, diagnostics=tuple(findings))]
        print_data(form("check", parts), is_json=options.format != "github")
    else:
        _print(findings, diff, prefix)
        if stale:
            print_text(f"{len(stale)} files are out of date; run: {command}")
        else:
            print_text("generated files are up to date")
    return 1 if stale else 0


def _print(findings: Sequence[Diagnostic], diff: Sequence[str], folder: str) -> None:
    for d in findings:
        print_text(f"{folder}{d.at.path}:{d.at.line}: {d.level} {d.code}: {d.message}")
    for line in diff[:_LONGEST_DIFF]:
        print_text(line)
    if len(diff) > _LONGEST_DIFF:
        print_text(f"... {len(diff) - _LONGEST_DIFF} more lines")
