"""`docgen explain`: what a code means."""

from __future__ import annotations

import argparse

from docgen.diagnostics.diagnostic import codes, with_placeholders
from docgen.diff.changes import explained
from docgen.project.configuration import UsageError


def run(options: argparse.Namespace) -> int:
    """0; an unknown code is wrong usage."""
    if text := explained(options.code.lower()):
        print(text)
        return 0
    row = codes().get(options.code.upper())
    if row is None:
        raise UsageError(f'unknown code "{options.code}"; known: {", ".join(codes())}')
    message, help = with_placeholders(row.message), with_placeholders(row.help)
    print(f"{row.id} ({row.level}): {message}\n\n{row.explanation}\n\nhelp: {help}")
    return 0
