"""`docgen survey`: the words of the pages, and how each is taken."""

from __future__ import annotations

import argparse
import sys

from msgspec.structs import asdict

from docgen.cli.console import print_data, print_text
from docgen.cli.selection import selected_api
from docgen.diagnostics.envelope import json_report
from docgen.driver.workspace import left_out
from docgen.project.configuration import UsageError
from docgen.project.files import write_file
from docgen.project.sources import dialect_of, named_dialect, read_sources
from docgen.reading.assemble import assemble
from docgen.reading.read import read_page
from docgen.reading.survey import NOT_UNDERSTOOD, dialect_text, survey, survey_text


def run(options: argparse.Namespace) -> int:
    """0; a file to write that is there already is wrong usage."""
    if options.write and (options.write.exists() or options.write.is_symlink()):
        raise UsageError(f"{options.write} already exists; name another file")
    api = selected_api(options)
    source_files = read_sources(api.pages, api.partials)
    name = named_dialect(api, source_files)
    if not api.dialect:
        print(f"dialect: {name} (guessed)", file=sys.stderr)
    dialect = dialect_of(api, source_files)
    words = survey((assemble(source) for source in source_files.sources), dialect)
    if options.write:
        write_file(options.write, dialect_text(words))
    if options.format == "json":
        print_data(json_report("survey", dialect=name, words=[asdict(word) for word in words]))
        return 0
    print_text(survey_text(words), end="")
    if rows := left_out(read_page(source, dialect) for source in source_files.sources):
        print_text(rows.removeprefix("; "))
    if options.write:
        print_text(
            f"wrote {options.write}; next: docgen lint {options.pages} --dialect {options.write}"
        )
    elif any(word.taken == NOT_UNDERSTOOD for word in words):
        print_text(
            "next: say what the words mean that are not understood, below [api.NAME.dialect] of "
            "docgen.toml or in a dialect file, which --write FILE begins"
        )
    return 0
