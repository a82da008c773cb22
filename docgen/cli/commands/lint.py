"""`docgen lint`: mistakes in the pages, as text or in a format for tools, and the edits that fix them."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial

from docgen.cli.console import has_colors, print_data, print_text
from docgen.cli.selection import LintedApi, linted_apis
from docgen.diagnostics.baseline import baseline_text, compare_baseline
from docgen.diagnostics.diagnostic import LEVELS, Diagnostic, amount, amounts
from docgen.diagnostics.formats import FORMATS, Findings, as_line, as_text
from docgen.driver.editing.fixes import Fixed, fixed
from docgen.driver.editing.open_folder import lint_findings, open_folder
from docgen.driver.workspace import Folder, read_api
from docgen.project.files import read_baseline, write_file
from docgen.project.page_files import page_text, rewrite_page
from docgen.project.usage import UsageError
from docgen.project.write_guard import check_file


@dataclass(frozen=True, slots=True, kw_only=True)
class _Linted:
    """An API with the findings that are reported about it."""

    read: Folder
    findings: Sequence[Diagnostic]
    fixed: int = 0  # edits that were made


def run(options: argparse.Namespace) -> int:
    """0 when nothing new is worse than a note, 1 otherwise. With `--diff` 1 when there is something to fix."""
    apis = linted_apis(options)
    if options.update:
        return _update(options, apis)
    if options.diff:
        return _print_diffs(options, apis)
    failed = 0
    parts: list[Findings] = []
    for one in apis:
        linted = _linted(options, one)
        levels = LEVELS[: LEVELS.index(options.level) + 1]
        reported = [d for d in linted.findings if d.level in levels]
        new, gone = compare_baseline(reported, read_baseline(one.baseline))
        counts = Counter(d.level for d in (new if one.baseline else linted.findings))
        failed += counts["error"] + counts["warning"]
        parts.append(Findings(folder=linted.read.folder, diagnostics=tuple(new)))
        if options.format == "text":
            _print_findings(options, new, linted.read)
        if options.format == "text" and not options.quiet:
            lost = gone if not one.paths else ()
            _print_summary(linted, counts, new, lost, is_verbose=options.verbose)
    if form := FORMATS.get(options.format):
        print_data(form("lint", parts), is_json=options.format != "github")
    return 1 if failed else 0


def _linted(options: argparse.Namespace, one: LintedApi) -> _Linted:
    """The findings about the selected pages of an API, after `--fix` those that are left."""
    count = 0
    if options.fix:
        result = _fixed(options, one)
        folder = result.folder.folder
        findings = result.folder.findings
        for path in result.paths:
            text = result.folder.source_files.texts[path]
            rewrite_page(one.api.pages, path, partial(result.text, path), text)
        count = sum(len(edits) for edits_of in result.passes for edits in edits_of.values())
    else:
        folder = read_api(one.api)
        findings = lint_findings(folder)
    return _Linted(read=folder, findings=_selected(one, findings), fixed=count)


def _fixed(options: argparse.Namespace, one: LintedApi) -> Fixed:
    opened = open_folder(one.api)
    pages = [path for path in opened.source_files.texts if not one.paths or path in one.paths]
    return fixed(opened, pages, with_unsafe=options.unsafe_fixes)


def _selected(one: LintedApi, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [d for d in findings if not one.paths or d.at.path in one.paths]


def _print_diffs(options: argparse.Namespace, apis: Sequence[LintedApi]) -> int:
    """Prints what `--fix` would change, and changes nothing."""
    is_any = False
    for one in apis:
        result = _fixed(options, one)
        for path in result.paths:
            is_any = True
            old = page_text(one.api.pages, path)
            name = (one.api.pages / path).as_posix()
            before, after = (t.splitlines(keepends=True) for t in (old, result.text(path, old)))
            for line in unified_diff(before, after, name, name):
                end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
                print_text(line, end=end)
    return 1 if is_any else 0


def _update(options: argparse.Namespace, apis: Sequence[LintedApi]) -> int:
    """Accepts the findings of each API in its baseline; APIs may share one."""
    texts: dict[object, list[str]] = {}
    for one in apis:
        if one.baseline is None:
            raise UsageError('--update needs --baseline FILE, or baseline = "..." in docgen.toml')
        if one.paths:
            raise UsageError("--update accepts the findings of all pages; name no pages")
        check_file(one.baseline, [each.api for each in apis], options.config)
        levels = LEVELS[: LEVELS.index(options.level) + 1]
        findings = lint_findings(read_api(one.api))
        text = baseline_text(d for d in findings if d.level in levels)
        texts.setdefault(one.baseline, []).append(text)
    for path in dict.fromkeys(one.baseline for one in apis if one.baseline):
        if not path.parent.is_dir():
            raise UsageError(f"{path.parent} is not a folder; create it first")
        text = "".join(texts[path])
        write_file(path, text)
        print_text(f"wrote {path}: {amount(len(text.splitlines()), 'accepted finding')}")
    return 0


def _print_findings(
    options: argparse.Namespace, findings: Sequence[Diagnostic], read: Folder
) -> None:
    with_color = has_colors()
    show = print if with_color else print_text  # colours are control characters themselves
    explained: set[str] = set()
    for diagnostic in findings:
        if options.quiet:
            show(as_line(diagnostic, folder=read.folder, with_color=with_color))
            continue
        lines = read.lines(diagnostic.at.path)
        show(as_text(diagnostic, lines, folder=read.folder, with_color=with_color))
        if options.verbose and diagnostic.code not in explained:
            explained.add(diagnostic.code)
            show(f"    {diagnostic.code}: {diagnostic.row.explanation}")


def _print_summary(
    linted: _Linted,
    counts: Counter[str],
    new: Sequence[Diagnostic],
    gone: Sequence[str],
    *,
    is_verbose: bool,
) -> None:
    read = linted.read
    print_text(f"{amount(len(read.linked.pages), 'page')}: {amounts(counts)}")
    if linted.fixed:
        print_text(f"made {amount(linted.fixed, 'edit')}")
    edits = [d.edit for d in new if d.edit]
    safe = sum(edit.is_safe for edit in edits)
    if safe or len(edits) > safe:
        unsafe = f", {len(edits) - safe} more with --unsafe-fixes" if len(edits) > safe else ""
        print_text(f"{safe} can be fixed with --fix{unsafe}")
    if read.request_counts:
        print_text(read.request_counts)
        for line in read.lines_of_none(sys.maxsize) if is_verbose else ():
            print_text(f"  {line}")
    for line in gone:
        print_text(f"no longer found: {line}")
