"""`docgen init`: a docgen.toml for a folder of pages, filled from a first look at them."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.cli.advice import advice
from docgen.cli.console import print_text
from docgen.cli.protocols import protocol_lines
from docgen.cli.puts import put_meaning
from docgen.cli.selection import reading_options
from docgen.cli.setup_files import check_tools, write_tools
from docgen.diagnostics.diagnostic import LEVELS, amount, amounts, codes, with_placeholders
from docgen.driver.products import spec_amounts
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import Api, project_tables
from docgen.project.files import write_file
from docgen.project.sources import is_utf8, read_sources
from docgen.project.usage import UsageError
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.reading.first_look import (
    Advice,
    FirstLook,
    base_url_note,
    configuration_text,
    dialect_note,
    first_look,
    toml_key,
)

_MOST_CODES = 5
_MOST_LINES = 3
_GUIDES = "DG206"  # what sections without a request line list
_MANY_ROWS = 20


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the pages give nothing.

    A configuration that is there already stays: with `--with` only the files of tools are written, else it is wrong usage.
    """
    config: Path = options.config
    check_tools(options.tools, config)
    is_there = config.exists() or config.is_symlink()
    if options.tools and (is_there or project_tables(config) is not None):
        for line in write_tools(options.tools, config.parent):
            print_text(line)
        return 0
    if is_there:
        raise UsageError(f"{config} already exists; edit it, or name another with --config FILE")
    if project_tables(config) is not None:
        project = config.with_name("pyproject.toml")
        raise UsageError(f"{project} already has [tool.docgen]; edit or remove it first")
    api, read, look = _look(options, config.parent)
    spec = read.built.spec
    is_empty = not (spec.operations or spec.types or spec.enums)
    lines = advice(api, read, look)
    output = "src" if (config.parent / "src").is_dir() else "generated"
    pages = _relative(options.pages, config.parent)
    put = put_meaning(spec)
    # Without the key a PUT is called replace.
    note = f"what a PUT is called: {put.reason}" if put and put.name == "update" else ""
    more = [("put", "update", note)] if note else []
    text = configuration_text(look, pages=pages, output=output, more=more, advice=lines)
    write_file(config, text)
    print_text("\n".join(_report(read, look, lines)))
    for line in write_tools(options.tools, config.parent):
        print_text(line)
    option = "" if config == Path("docgen.toml") else f" --config {config}"
    if is_empty:
        print_text(
            f"wrote {config}; the pages give neither a type nor an operation; "
            f"next: docgen survey {options.pages}, which lists the words that are not understood"
        )
        return 1
    print_text(f"wrote {config}; next: docgen generate{option}")
    return 0


def _look(options: argparse.Namespace, config_folder: Path) -> tuple[Api, Folder, FirstLook]:
    folder: Path = options.pages
    texts = [source.text for source in read_sources(folder).sources]
    guessed, votes = guess_dialect(texts)
    dialect = options.dialect or guessed
    api = Api(pages=folder, dialect=dialect, **reading_options(options))
    read = read_api(api)
    is_file = is_file_of_dialect(dialect)
    real = folder.resolve()
    matching = None if options.dialect else votes[dialect]
    servers = read.built.spec.servers
    look = first_look(
        read.built.pages,
        servers[0].url if servers else "",
        dialect=_relative(Path(dialect), config_folder) if is_file else dialect,
        matching=matching,
        # A dialect without an address is that of no one API.
        name=read.dialect.name if read.dialect.base_url and matching != 0 else "",
        folders=[path.name for path in (real, *real.parents) if path.name],
    )
    return api, read, look


def _report(read: Folder, look: FirstLook, lines: Sequence[Advice]) -> Iterator[str]:
    """What was seen, what was made of it, what was not understood, and what would help."""
    spec = read.built.spec
    counts = Counter(d.level for d in read.built.diagnostics)
    yield f"pages:      {look.pages} in {read.folder}"
    yield f"dialect:    {look.dialect} ({dialect_note(look)})"
    yield f"base URL:   {look.base_url or 'none'} ({base_url_note(look)})"
    if look.namespace:
        yield f"namespace:  {look.namespace}"
    yield f"package:    {look.package}"
    if put := put_meaning(spec):
        where = f"; first {read.folder}{put.at.path}:{put.at.line}" if put.at else ""
        yield f"put:        {put.name} ({put.reason}{where})"
    if found := [*protocol_lines(read, toml_key(look.package))]:
        yield "calls:      as follows; what these tables say in docgen.toml is used in place of what is found"
        yield from found
    if read.request_counts:
        yield f"requests:   {read.request_counts}"
        yield from (f"  {line}" for line in read.lines_of_none(_MOST_LINES))
    yield f"made:       {spec_amounts(spec)}; {amounts(counts, LEVELS[:2])}"
    of_code = Counter(d.code for d in read.built.diagnostics if d.level != "note")
    for code, count in of_code.most_common(_MOST_CODES):
        at = next(d.at for d in read.built.diagnostics if d.code == code)
        message = with_placeholders(codes()[code].message)
        yield f"  {count:4} {code} {message}, first {read.folder}{at.path}:{at.line}"
    silent = sum(d.code == "DG204" for d in read.built.diagnostics)
    if 2 * silent > look.pages:
        yield (
            f"{silent} of {look.pages} pages document no operation and no type; if they should, their request lines are "
            f"not read: docgen lint {read.folder} --level note names the pages"
        )
    unread = sum(len(s.lines) for p in read.built.pages for s in p.skipped if s.rule == _GUIDES)
    at = next((d.at for d in read.built.diagnostics if d.code == _GUIDES), None)
    if at and unread >= _MANY_ROWS and unread > _MANY_ROWS * len(spec.operations) / 10:
        yield (
            f"{unread} rows are in sections without a request line that docgen reads, first {read.folder}{at.path}:{at.line}; "
            f"if it documents an operation, docgen explain {_GUIDES} shows how one may be written"
        )
    fixes = sum(d.edit is not None and d.edit.is_safe for d in read.built.diagnostics)
    if fixes:
        yield f"{amount(fixes, 'finding')} can be fixed with: docgen lint --fix"
    if lines:
        yield f"{amount(len(lines), 'line')} of docgen.toml would help most:"
        yield from (f"  {item.line}  # {item.reason}" for item in lines)


def _relative(path: Path, folder: Path) -> str:
    """With slashes. Raises `UsageError` for a name that no TOML file can hold."""
    name = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    if not is_utf8(name):
        raise UsageError(f"{path} is not UTF-8; rename the folder")
    return name
