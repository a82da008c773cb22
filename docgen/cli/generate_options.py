"""The options of `docgen generate` that select a part of an API and how it is written."""

from __future__ import annotations

import argparse
from pathlib import Path

from docgen.project.configuration import DEFAULT_LICENSE, FIRST_VERSION


def add_choice(parser: argparse.ArgumentParser) -> None:
    """A part of an API."""
    parser.add_argument(
        "--include",
        metavar="PATTERN",
        action="append",
        help="only these operations and the types they need, e.g. '/users/**'; repeatable",
    )
    parser.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        help="leave these operations out; repeatable",
    )
    parser.add_argument(
        "--types",
        metavar="NAMES",
        action="append",
        help="also these types, separated by commas; repeatable",
    )


def add_publishing(parser: argparse.ArgumentParser) -> None:
    """Templates, examples, and the project that pip can install."""
    parser.add_argument(
        "--templates",
        metavar="DIR",
        type=Path,
        help="use the files in DIR instead of docgen's templates of the same path",
    )
    parser.add_argument(
        "--examples",
        action="store_true",
        help="show tested examples in docstrings and the README; a distribution always does",
    )
    parser.add_argument(
        "--distribution",
        metavar="VERSION",
        nargs="?",
        const=True,
        default=False,
        help=f"write a project that pip can install ({FIRST_VERSION})",
    )
    parser.add_argument(
        "--license", metavar="SPDX", help=f"the licence of the distribution ({DEFAULT_LICENSE})"
    )
