"""`docgen diff`: what changed between two APIs, and what breaks for users of the SDK.

Options enter; the report on stdout and an exit code leave.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docgen.cli.selection import reading_options
from docgen.diff.changes import LEVELS
from docgen.diff.compare import diff_apis, diff_documents
from docgen.diff.formats import FORMATS, Folders
from docgen.driver.revision import read_side
from docgen.project.configuration import Api
from docgen.project.templates import read_templates
from docgen.python.target import read_target

FAIL_ON = {
    "breaking": LEVELS[:1],
    "risky": LEVELS[:2],
    "any": LEVELS,
    "none": (),
}


def run(options: argparse.Namespace) -> int:
    """0, or 1 with a change of the level of `--fail-on`."""
    api = Api(pages=Path(), dialect=options.dialect, **reading_options(options))
    old, new = read_side(options.old, api), read_side(options.new, api)
    if old.is_openapi or new.is_openapi:
        # No package is generated from such a document.
        changes = diff_documents(old.spec, new.spec)
    else:
        changes = diff_apis(old.spec, new.spec, read_target(read_templates()["target.toml"]))
    print(FORMATS[options.format](changes, Folders(old=old.folder, new=new.folder)), end="")
    return 1 if any(item.level in FAIL_ON[options.fail_on] for item in changes) else 0
