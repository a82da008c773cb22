"""`docgen init`: a docgen.toml for a folder of pages, filled from a first look at them."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from importlib import resources
from pathlib import Path

from docgen.cli.console import print_text
from docgen.cli.selection import reading_options
from docgen.driver.workspace import Folder, read_api
from docgen.project.configuration import Api, UsageError, project_tables
from docgen.project.files import write_file
from docgen.project.sources import is_utf8, read_sources
from docgen.reading.dialects.detection import guess_dialect
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.reading.first_look import (
    FirstLook,
    base_url_note,
    configuration_text,
    dialect_note,
    first_look,
)


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the pages give nothing; a configuration that is there already is wrong usage."""
    config: Path = options.config
    if config.exists() or config.is_symlink():
        raise UsageError(f"{config} already exists; edit it, or name another with --config FILE")
    if project_tables(config) is not None:
        project = config.with_name("pyproject.toml")
        raise UsageError(f"{project} already has [tool.docgen]; edit or remove it first")
    read, look = _look(options, config.parent)
    output = "src" if (config.parent / "src").is_dir() else "generated"
    text = configuration_text(
        look,
        pages=_relative(options.pages, config.parent),
        output=output,
        schema=_schema(config.parent),
    )
    write_file(config, text)
    print_text(_report(read, look), end="")
    option = "" if config == Path("docgen.toml") else f" --config {config}"
    spec = read.built.spec
    if not (spec.operations or spec.types or spec.enums):
        print_text(
            f"wrote {config}; the pages give neither a type nor an operation: edit its dialect"
        )
        return 1
    print_text(f"wrote {config}; next: docgen generate{option}")
    return 0


def _look(options: argparse.Namespace, config_folder: Path) -> tuple[Folder, FirstLook]:
    folder: Path = options.pages
    texts = [source.text for source in read_sources(folder).sources]
    guessed, votes = guess_dialect(texts)
    dialect = options.dialect or guessed
    read = read_api(Api(pages=folder, dialect=dialect, **reading_options(options)))
    is_file = is_file_of_dialect(dialect)
    named = folder.resolve().name
    look = first_look(
        read.built.pages,
        read.built.spec.base_url,
        dialect=_relative(Path(dialect), config_folder) if is_file else dialect,
        matching=None if options.dialect else votes[dialect],
        # A dialect without an address is that of no one API.
        names=(read.dialect.name if read.dialect.base_url else named, named),
    )
    return read, look


def _report(read: Folder, look: FirstLook) -> str:
    spec = read.built.spec
    counts = Counter(d.level for d in read.built.diagnostics)
    lines = [
        f"pages:     {look.pages} in {read.folder}",
        f"dialect:   {look.dialect} ({dialect_note(look)})",
        f"base URL:  {look.base_url or 'none'} ({base_url_note(look)})",
        f"namespace: {look.namespace or 'none'}",
        f"package:   {look.package}",
        f"found:     {len(spec.types)} types, {len(spec.enums)} enums, {len(spec.operations)} operations; "
        f"{counts['error']} errors, {counts['warning']} warnings",
    ]
    if read.request_counts:
        lines.append(f"requests:  {read.request_counts}")
    return "".join(f"{line}\n" for line in lines)


def _relative(path: Path, folder: Path) -> str:
    """With slashes. Raises `UsageError` for a name that no TOML file can hold."""
    name = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    if not is_utf8(name):
        raise UsageError(f"{path} is not UTF-8; rename the folder")
    return name


def _schema(folder: Path) -> str:
    """Where editors find the schema: a path from the folder to an environment inside it, else a URL."""
    schema = Path(str(resources.files("docgen").joinpath("configuration.schema.json"))).resolve()
    inside = schema.is_relative_to(folder.resolve())
    return f"./{schema.relative_to(folder.resolve()).as_posix()}" if inside else schema.as_uri()
