"""`docgen diff`: what changed between two APIs, and what breaks for users of the SDK.

Options enter; the report on stdout and an exit code leave.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.cli.console import print_data, print_error, print_text
from docgen.cli.selection import configured, reading_options
from docgen.diff.changes import LEVELS, Change
from docgen.diff.compare import diff_apis, diff_documents
from docgen.diff.formats import FORMATS, Folders
from docgen.driver.revision import read_side
from docgen.project.configuration import Api, read_configuration
from docgen.project.templates import read_templates
from docgen.project.usage import UsageError
from docgen.python.target import read_target
from docgen.records import replace

FAIL_ON = {
    "breaking": LEVELS[:1],
    "risky": LEVELS[:2],
    "any": LEVELS,
    "none": (),
}


def run(options: argparse.Namespace) -> int:
    """0, or 1 with a change of the level of `--fail-on`."""
    changes: list[Change] = []
    for api, old, new in _sides(options):
        changes += _compare(api, old, new, options)
    return 1 if any(item.level in FAIL_ON[options.fail_on] for item in changes) else 0


def _sides(options: argparse.Namespace) -> Iterator[tuple[Api, str, str]]:
    """What is compared, and how its pages are read: as docgen.toml says where it names the folder of one side."""
    reading = reading_options(options)
    if options.new is not None:
        folders = (Path(side.rpartition(":")[2]) for side in (options.new, options.old) if side)
        known = next(filter(None, (configured(folder, options) for folder in folders)), None)
        api = replace(known or Api(pages=Path()), **reading)
        if options.dialect:
            api = replace(api, dialect=options.dialect, words={})
        yield api, options.old, options.new
        return
    if Path(options.old).exists() or ":" in options.old:
        raise UsageError(f"give what to compare {options.old} with, or a revision alone")
    apis = [a for a in read_configuration(options.config) if options.api in (None, a.package)]
    if not apis or (len(apis) > 1 and options.format == "json"):
        raise UsageError("give --api NAME with a name from docgen.toml")
    for api in apis:
        folder = Path(os.path.relpath(api.pages)).as_posix()
        yield replace(api, **reading), f"{options.old}:./{folder}", folder


def _compare(
    api: Api, old_side: str, new_side: str, options: argparse.Namespace
) -> Sequence[Change]:
    """Prints what changed from one side to the other."""
    old, new = read_side(old_side, api), read_side(new_side, api)
    if not old.spec.operations and not new.spec.operations:
        print_error(f"neither {old_side} nor {new_side} documents an operation", 0)
    if old.is_openapi or new.is_openapi:
        # No package is generated from such a document.
        changes = diff_documents(old.spec, new.spec)
    else:
        changes = diff_apis(old.spec, new.spec, read_target(read_templates()["target.toml"]))
    text = FORMATS[options.format](changes, Folders(old=old.folder, new=new.folder))
    if options.format in ("json", "github"):
        print_data(text, is_json=options.format == "json")
    else:
        print_text(text, end="")
    return changes
