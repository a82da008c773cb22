"""`docgen where`: the lines that document a name."""

from __future__ import annotations

import argparse

from docgen.cli.console import print_text
from docgen.cli.selection import selected_apis
from docgen.driver.read_pages import read_unlinked
from docgen.reading.locate import find_places


def run(options: argparse.Namespace) -> int:
    """0 when a page documents the name, 1 otherwise."""
    count = 0
    for api in selected_apis(options):
        read = read_unlinked(api)
        for what, at in find_places(read.pages, options.name, read.dialect.url_prefixes):
            count += 1
            line = read.sources[at.path].text.split("\n")[at.line - 1].strip()
            print_text(f"{read.folder}{at.path}:{at.line}:{at.column}: {what}\n    {line}")
    if not count:
        print_text(f'no page documents "{options.name}"')
    return 0 if count else 1
