"""`docgen check`: whether generated files are up to date, and why not."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from docgen.cli.selection import selected_apis
from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.formats import FORMATS
from docgen.diagnostics.position import Span
from docgen.project.configuration import lock_path
from docgen.project.lock_file import relative
from docgen.project.output import unknown_files
from docgen.project.up_to_date import memory
from docgen.project.write_guard import check_targets

_LONGEST_DIFF = 60  # lines


def run(options: argparse.Namespace) -> int:
    """0 when every generated file is up to date, 1 otherwise."""
    usual = options.config == Path("docgen.toml")
    fix = "docgen generate" + ("" if usual else f" --config {options.config}")
    found: list[Diagnostic] = []
    diff: list[str] = []
    apis = selected_apis(options)
    check_targets(apis, options.config)
    for api in apis:
        with memory(api) as known:
            is_known = known.run() is not None
        if is_known:
            found += [diagnose("DG707", Span(relative(api, p), 1)) for p in unknown_files(api)]
            continue
        # The stages take longer to load than all that was done up to here.
        from docgen.driver.check import compared

        findings, lines = compared(api, fix, known.found)
        found += findings
        diff += lines if options.format == "text" else ()
    folder = lock_path(options.config).parent.as_posix()
    _print(options.format, found, diff, "" if folder == "." else f"{folder}/", fix)
    return 1 if any(d.level == "error" for d in found) else 0


def _print(
    format: str, found: Sequence[Diagnostic], diff: Sequence[str], folder: str, fix: str
) -> None:
    if format in FORMATS:
        print(FORMATS[format](found, folder=folder), end="")
        return
    for d in found:
        line = f"{folder}{d.at.path}:{d.at.line}: {d.level} {d.code}: {d.message}"
        print("".join(c if c.isprintable() else " " for c in line))
    for line in diff[:_LONGEST_DIFF]:
        print(line)
    if len(diff) > _LONGEST_DIFF:
        print(f"... {len(diff) - _LONGEST_DIFF} more lines")
    files = {d.at.path for d in found if d.level == "error" and d.code in _OF_FILES}
    if files:
        print(f"{len(files)} files are out of date; run: {fix}")
    else:
        print("generated files are up to date")


_OF_FILES = ("DG704", "DG705", "DG706", "DG708", "DG709", "DG710", "DG711", "DG713")
