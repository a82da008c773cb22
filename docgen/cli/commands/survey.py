"""`docgen survey`: the words of the pages, and how each is taken."""

from __future__ import annotations

import argparse

from msgspec.structs import asdict

from docgen.cli.console import print_data, print_text
from docgen.cli.selection import selected_api
from docgen.diagnostics.envelope import json_report
from docgen.driver.workspace import left_out, read_api
from docgen.project.files import write_file
from docgen.project.usage import UsageError
from docgen.reading.assemble import assemble
from docgen.reading.survey import NOT_UNDERSTOOD, dialect_text, survey, survey_text, unread


def run(options: argparse.Namespace) -> int:
    """0; a file to write that is there already is wrong usage."""
    if options.write and (options.write.exists() or options.write.is_symlink()):
        raise UsageError(f"{options.write} already exists; name another file")
    api = selected_api(options)
    read = read_api(api)
    pages = read.linked.pages
    documents = (assemble(read.sources[p.path]) for p in pages if p.path in read.sources)
    words = survey(documents, read.dialect, unread(pages, read.linked.diagnostics))
    if options.write:
        write_file(options.write, dialect_text(words))
    if options.format == "json":
        print_data(
            json_report("survey", dialect=read.dialect.name, words=[asdict(word) for word in words])
        )
        return 0
    print_text(survey_text(words), end="")
    if rows := left_out(pages):
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
