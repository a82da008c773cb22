"""`docgen diff`: what changed between two APIs, and what breaks for users of the SDK.

Options enter; the report on stdout and an exit code leave.
"""

from __future__ import annotations

import argparse

from docgen.changes import LEVELS
from docgen.configuration import Api
from docgen.diff_python import diff_apis
from docgen.diff_report import FORMATS, Folders
from docgen.plan import read_target
from docgen.revision import read_side
from docgen.workspace import read_templates

_FAIL_ON = {
    "breaking": LEVELS[:1],
    "risky": LEVELS[:2],
    "any": LEVELS,
    "none": (),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """OLD, NEW and how they are compared and told."""
    sides = "a folder of pages, a spec.json, or a revision of either: HEAD~1:docs/api"
    parser.add_argument("old", metavar="OLD", help=sides)
    parser.add_argument("new", metavar="NEW", help="likewise")
    parser.add_argument("--dialect", help="how the pages are written; guessed when not given")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.add_argument(
        "--fail-on",
        choices=tuple(_FAIL_ON),
        default="breaking",
        help="exit 1 when there is such a change or a worse one (breaking)",
    )


def run(options: argparse.Namespace, api: Api) -> int:
    """0: nothing that `--fail-on` asks for, 1: such a change. `api` says how pages are read."""
    old, new = read_side(options.old, api), read_side(options.new, api)
    changes = diff_apis(old.spec, new.spec, read_target(read_templates()["target.toml"]))
    print(FORMATS[options.format](changes, Folders(old=old.folder, new=new.folder)), end="")
    return 1 if any(item.level in _FAIL_ON[options.fail_on] for item in changes) else 0
