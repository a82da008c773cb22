"""`docgen explain`: what a code means."""

from __future__ import annotations

import argparse

from docgen.cli.console import print_text
from docgen.diagnostics.code_page import code_page, example, example_session
from docgen.diagnostics.diagnostic import codes, with_placeholders
from docgen.diff.changes import explained
from docgen.project.usage import UsageError


def run(options: argparse.Namespace) -> int:
    """0; an unknown code is wrong usage."""
    if options.code is None:
        print_text(code_page(), end="")
        return 0
    if text := explained(options.code.lower()):
        print_text(text)
        return 0
    row = codes().get(options.code.upper())
    if row is None:
        raise UsageError(f'unknown code "{options.code}"; docgen explain lists all')
    message, help = with_placeholders(row.message), with_placeholders(row.help)
    print_text(f"{row.id} ({row.level}): {message}\n\n{row.explanation}\n\nhelp: {help}")
    if text := example(row.id):
        about = "reported with the lines of - and fixed with those of +"
        print_text(f"\nexample, {about}:\n\n{text}", end="")
    if text := example_session(row.id):
        about = "reported by docgen check and fixed by the commands after it"
        print_text(f"\nexample, {about}:\n\n{text}", end="")
    return 0
