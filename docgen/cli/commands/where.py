"""`docgen where`: the lines that document a name."""

from __future__ import annotations

import argparse

from docgen.cli.console import print_data, print_text
from docgen.cli.selection import selected_apis
from docgen.diagnostics.envelope import json_report
from docgen.driver.read_pages import read_unlinked
from docgen.reading.locate import find_places


def run(options: argparse.Namespace) -> int:
    """0 when a page documents the name, 1 otherwise."""
    places = [
        {
            "path": read.folder + at.path,
            "line": at.line,
            "column": at.column,
            "kind": kind,
            "text": read.sources[at.path].text.split("\n")[at.line - 1].strip(),
        }
        for read in map(read_unlinked, selected_apis(options))
        for kind, at in find_places(read.pages, options.name, read.dialect.url_prefixes)
    ]
    if options.format == "json":
        print_data(json_report("where", name=options.name, places=places))
        return 0 if places else 1
    for place in places:
        print_text("{path}:{line}:{column}: {kind}\n    {text}".format_map(place))
    if not places:
        print_text(f'no page documents "{options.name}"')
    return 0 if places else 1
