"""The options of `docgen lint`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from docgen.diagnostics.diagnostic import LEVELS
from docgen.diagnostics.formats import FORMATS


def add_lint_options(parser: argparse.ArgumentParser, file: Callable[[str], Path]) -> None:
    """Adds the options of `docgen lint`; `file` reads the name of a file."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        type=Path,
        nargs="*",
        help="a folder of pages, or pages of docgen.toml; docgen.toml itself is all of them",
    )
    parser.add_argument(
        "--ignore-unknown",
        action="store_true",
        help="ignore files that are no pages of docgen.toml, as hooks name them",
    )
    parser.add_argument(
        "--fix", action="store_true", help="make the edits of the pages that are certainly right"
    )
    parser.add_argument(
        "--diff", action="store_true", help="print what --fix would change; exit 1 if anything"
    )
    parser.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff, also edits that are only likely to be right",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print one line per finding")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="explain each code once, and list the request lines of no operation",
    )
    parser.add_argument("--format", choices=("text", *FORMATS), default="text")
    parser.add_argument(
        "--level", choices=LEVELS, default="warning", help="the lowest level to report (warning)"
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        type=file,
        help="a file of accepted findings; only new ones are reported (baseline of docgen.toml)",
    )
    parser.add_argument(
        "--update", action="store_true", help="write the current findings to the baseline"
    )
