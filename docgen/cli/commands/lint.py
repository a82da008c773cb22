"""`docgen lint`: mistakes in the pages, as text or in a format for tools."""

from __future__ import annotations

import argparse
from collections import Counter

from docgen.cli.selection import selected_apis
from docgen.diagnostics.baseline import baseline_text, compare_baseline
from docgen.diagnostics.diagnostic import LEVELS, Diagnostic, in_page_order
from docgen.diagnostics.formats import FORMATS, as_text
from docgen.driver.stages import build_plan
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import UsageError
from docgen.project.files import write_file
from docgen.project.templates import read_templates
from docgen.project.write_guard import check_file


def run(options: argparse.Namespace) -> int:
    """0 when nothing new is worse than a note, 1 otherwise."""
    if options.update and not options.baseline:
        raise UsageError("--update needs --baseline FILE")
    apis = selected_apis(options)
    if options.update:
        check_file(options.baseline, apis, options.config)
    folders = [read_api(a) for a in apis]
    accepted = _baseline(options) if options.baseline else ""
    baselines: list[str] = []
    failed = 0
    for read in folders:
        planned = build_plan(read.built.spec, "api", read_templates())
        findings = in_page_order([*read.built.diagnostics, *planned.diagnostics])
        levels = LEVELS[: LEVELS.index(options.level) + 1]
        selected = [d for d in findings if d.level in levels]
        if options.update:
            baselines.append(baseline_text(selected))
            continue
        new, fixed = compare_baseline(selected, accepted)
        _print_findings(options.format, new, read)
        counts = Counter(d.level for d in (new if options.baseline else findings))
        failed += counts["error"] + counts["warning"]
        if options.format == "text":
            print(
                f"{len(read.linked.pages)} pages: " + ", ".join(f"{counts[k]} {k}s" for k in LEVELS)
            )
            if read.request_counts:
                print(read.request_counts)
            for line in fixed if len(folders) == 1 else ():
                print(f"no longer found: {line}")
    if options.update:
        write_file(options.baseline, "".join(baselines))
    return 1 if failed else 0


def _baseline(options: argparse.Namespace) -> str:
    try:
        return "" if options.update else options.baseline.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read {options.baseline}: {error}; create it with --update"
        ) from None


def _print_findings(format: str, findings: list[Diagnostic], read: Folder) -> None:
    if format in FORMATS:
        print(FORMATS[format](findings, folder=read.folder), end="")
        return
    for diagnostic in findings:
        print(as_text(diagnostic, read.lines(diagnostic.at.path), folder=read.folder))
