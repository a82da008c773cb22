"""The options of `docgen verify --service` and `--replay`."""

from __future__ import annotations

import argparse
from pathlib import Path

# Annotations and SARIF are those of a run over a service.
VERIFY_FORMATS = ("text", "json", "sarif", "github")


def add_service(group: argparse._ArgumentGroup) -> None:
    """Adds them to their group in `--help`."""
    group.add_argument(
        "--service", metavar="URL", help="send documented GETs there, and compare the responses"
    )
    group.add_argument(
        "--allow",
        metavar="PATTERN",
        action="append",
        default=[],
        help="also send these, e.g. 'POST /rooms/**'; repeatable",
    )
    group.add_argument(
        "--values", metavar="FILE", type=Path, help="a .toml file of values of parameters"
    )
    group.add_argument(
        "--credential-env", metavar="NAME", help="the environment variable with the credential"
    )
    group.add_argument(
        "--credential-file", metavar="FILE", type=Path, help="a file with the credential"
    )
    group.add_argument("--dry-run", action="store_true", help="list what would be sent")
    group.add_argument(
        "--max-requests",
        metavar="N",
        type=_number,
        default=1000,
        help="at most so many (%(default)s)",
    )
    group.add_argument(
        "--rate", metavar="N", type=_number, default=20, help="so many a second (%(default)s)"
    )
    group.add_argument(
        "--timeout", metavar="S", type=_number, default=10, help="seconds of one (%(default)s)"
    )
    group.add_argument(
        "--record", metavar="DIR", type=Path, help="keep the exchanges there, without secrets"
    )
    group.add_argument(
        "--replay", metavar="DIR", type=Path, help="compare recorded exchanges, without the service"
    )


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)
