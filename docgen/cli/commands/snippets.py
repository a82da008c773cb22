"""`docgen snippets`: the Python that makes each documented request, as files and in the pages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.cli.console import print_text
from docgen.cli.selection import selected_apis
from docgen.driver.products import package_files, read_part, template_faults
from docgen.driver.workspace import Folder
from docgen.project.configuration import Api, package_name
from docgen.project.output import replace_package
from docgen.project.usage import UsageError
from docgen.project.write_guard import check_folder
from docgen.records import replace
from docgen.snippets.programs import Snippet, find_snippets
from docgen.snippets.tabs import has_heading_tabs, with_python
from docgen.syntax.naming import free_name, module_name
from docgen.syntax.page_paths import page_stem


def run(options: argparse.Namespace) -> int:
    """0 when every documented request has a snippet, 1 otherwise."""
    api = _selected_api(options)
    read, omitted = read_part(api)
    built = read.built
    planned, package = package_files(api, built.spec, omitted)
    with template_faults(api):
        snippets = find_snippets(
            built.spec, planned.package, planned.files, package, built.unmatched
        )
    files = dict(programs(snippets))
    if options.inject:
        files |= _pages(snippets, read)
    replace_package(options.output, dict(sorted(files.items())))
    without = [snippet for snippet in snippets if snippet.fault]
    for snippet in without:
        place = f"{snippet.at.path}:{snippet.at.line}:{snippet.at.column}"
        print_text(f"{read.folder}{place}: no snippet: {snippet.fault}")
    count = f"{len(snippets) - len(without)} of {len(snippets)}"
    folder = options.output / "snippets"
    print_text(f"{api.package}: {count} documented requests have a snippet, in {folder}")
    return 1 if without else 0


def _selected_api(options: argparse.Namespace) -> Api:
    apis = [a for a in selected_apis(options) if options.api in (None, a.package)]
    if len(apis) != 1:
        raise UsageError("give PAGES_DIR, or --api NAME with a name from docgen.toml")
    if options.package and options.pages is None:
        raise UsageError("--package needs PAGES_DIR; docgen.toml names its packages")
    check_folder(options.output, apis[0])
    if Path.cwd().is_relative_to(options.output.resolve()):  # it is renamed, which no shell expects
        raise UsageError("--output is the current folder; name one below it, e.g. build")
    return replace(apis[0], package=package_name(options.package)) if options.package else apis[0]


def programs(snippets: Sequence[Snippet]) -> Iterator[tuple[str, str]]:
    """A file for each program, in a folder for each page."""
    taken: dict[str, set[str]] = {}
    for snippet in snippets:
        if snippet.text:
            folder = f"snippets/{page_stem(snippet.at.path).replace('../', '')}"
            names = taken.setdefault(folder, set())
            name = free_name(module_name(snippet.sample), names)
            names.add(name)
            yield f"{folder}/{name}.py", snippet.text


def _pages(snippets: Sequence[Snippet], read: Folder) -> Iterator[tuple[str, str]]:
    """Every page that could be read, its line ends and byte order mark as they were."""
    programs: dict[str, dict[int, str]] = {}
    for snippet in snippets:
        if snippet.text:
            programs.setdefault(snippet.at.path, {})[snippet.at.line] = snippet.text
    has_headings = any(has_heading_tabs(source.text) for source in read.sources.values())
    for path, source in read.sources.items():
        if path.startswith("../"):  # of a folder of partials
            continue
        text = Path(read.folder, path).read_bytes().decode("utf-8")
        if programs:
            byte_order_mark = "\ufeff" if text.startswith("\ufeff") else ""
            with_tabs = with_python(source.text, programs.get(path, {}), has_headings=has_headings)
            text = byte_order_mark + (
                with_tabs.replace("\n", "\r\n") if "\r\n" in text else with_tabs
            )
        yield f"pages/{path}", text
