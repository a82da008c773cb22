"""The commands and their options.

A command's work is `run(options)` in the room of its name in `commands/`, which `cli` loads when it is asked for. What a choice
means stands there as well: this room loads nothing heavy, so that `--help` is instant.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from docgen import __version__
from docgen.cli.console import print_error
from docgen.diagnostics.diagnostic import LEVELS
from docgen.project.configuration import DEFAULT_LICENSE, FIRST_VERSION


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the usage as well."""
        self.exit(print_error(f"{message}; see: {self.prog} --help", 2))


class _Completion(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, values: object, *_: object
    ) -> NoReturn:
        """Prints the script of the asked shell and ends, as `--help` does."""
        from docgen.cli.completion import completion_script

        print(completion_script(parser, str(values)))
        parser.exit()


def command_parser() -> argparse.ArgumentParser:
    """What reads the command line into `command`, a room of `commands/`, and its options."""
    parser = _Parser(
        prog="docgen",
        description="Turns API reference documentation, written in Markdown, into a typed Python SDK.",
        epilog="""examples:
  docgen init docs/api                                  looks at the pages and writes docgen.toml
  docgen generate                                       everything in docgen.toml
  docgen generate docs/api --package my_api --output build
  docgen check                                          exit 1 when generated files are not what the pages say
  docgen lint docs/api                                  what is wrong with the pages
  docgen verify                                         replay every documented request and response
  docgen export openapi docs/api -o openapi.json        the API as OpenAPI 3.1
  docgen serve docs/api --port 8000                     a server that answers what is documented
  docgen snippets docs/api -o build                     the Python that makes each documented request
  docgen where user.displayName docs/api                the lines behind a name
  docgen diff HEAD~1:docs/api docs/api                  what changed, and what breaks for users of the SDK
  docgen explain DG210                                  what a code means

exit codes: 0 fine, 1 findings or drift, 2 wrong usage or unreadable input, 3 a fault of docgen""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"docgen {__version__}")
    parser.add_argument(
        "--print-completion",
        metavar="SHELL",
        choices=("bash", "zsh"),
        action=_Completion,
        help="print what completes commands and options in bash or zsh",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for name, (help, example, add_options) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=help,
            description=help,
            epilog=f"example:\n  docgen {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        add_options(command)
    return parser


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", metavar="PAGES_DIR", type=Path)
    parser.add_argument(
        "--dialect", help="how the pages are written: a name or a .toml file; else guessed"
    )
    parser.add_argument(
        "--config", metavar="FILE", type=_file, default=Path("docgen.toml"), help="what is written"
    )
    _add_reading(parser)


def _generate(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument("--package", metavar="NAME", help="the name that Python imports")
    parser.add_argument("--output", metavar="DIR", type=Path, help="DIR/NAME is made")
    parser.add_argument(
        "--watch", action="store_true", help="again after each save, until Ctrl-C (docgen[watch])"
    )
    _add_choice(parser)
    _add_making(parser)
    _add_publishing(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", metavar="FILE", type=_file, default=Path("docgen.toml"))
    parser.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    _add_reading(parser)


def _lint(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    parser.add_argument(
        "--level", choices=LEVELS, default="warning", help="the least level that is shown"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", type=_file, help="findings that are accepted, one a line"
    )
    parser.add_argument(
        "--update", action="store_true", help="accept what is found now into the baseline"
    )


def _verify(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_api(parser)
    parser.add_argument("--format", choices=("text", "json", "html"), default="text")
    _add_output(parser)
    parser.add_argument(
        "--coverage", action="store_true", help="also list what no sample exercises (text)"
    )
    parser.add_argument(
        "--mutate",
        metavar="N",
        type=int,
        help="break N pages on purpose, one after the other, and tell which mistakes nobody notices",
    )
    parser.add_argument("--seed", metavar="S", type=int, default=0, help="of --mutate (0)")


def _export(parser: argparse.ArgumentParser) -> None:
    kinds = ("openapi", "jsonschema", "spec")
    parser.add_argument("kind", metavar="FORMAT", choices=kinds, help=", ".join(kinds))
    _add_source(parser)
    _add_api(parser)
    _add_output(parser)


def _serve(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", metavar="N", type=_port, default=8000, help="8000; 0: a free one")


def _snippets(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_api(parser)
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, required=True, help="DIR/snippets is made"
    )
    parser.add_argument(
        "--package", metavar="NAME", help="the name that Python imports, with PAGES_DIR (api)"
    )
    parser.add_argument(
        "--inject", action="store_true", help="also make DIR/pages: the pages, with Python tabs"
    )


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help="a type, type.property, or an operation's path"
    )
    _add_source(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    sides = "a folder of pages, a spec.json, or a revision of either: HEAD~1:docs/api"
    parser.add_argument("old", metavar="OLD", help=sides)
    parser.add_argument("new", metavar="NEW", help="likewise")
    parser.add_argument(
        "--dialect", help="how the pages are written: a name or a .toml file; else guessed"
    )
    parser.add_argument(
        "--format", choices=("text", "markdown", "changelog", "json", "github"), default="text"
    )
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "risky", "any", "none"),
        default="breaking",
        help="exit 1 when there is such a change or a worse one (breaking)",
    )
    _add_reading(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE")


def _add_api(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--api", metavar="NAME", help="one of docgen.toml, by its package")


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", type=_file, help="stdout when not given")


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", metavar="PAGES_DIR", type=Path, nargs="?")
    parser.add_argument(
        "--dialect", help="how the pages are written: a name or a .toml file; else guessed"
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=_file,
        default=Path("docgen.toml"),
        help="names the APIs when PAGES_DIR is not given (docgen.toml)",
    )
    _add_reading(parser)


def _add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--include",
        metavar="PATTERN",
        action="append",
        help="only these operations and the types that they need, e.g. '/users/**'; may be repeated",
    )
    parser.add_argument(
        "--exclude", metavar="PATTERN", action="append", help="not these; may be repeated"
    )
    parser.add_argument(
        "--types", metavar="NAMES", action="append", help="these types too, parted by commas"
    )


def _add_making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--templates",
        metavar="DIR",
        type=Path,
        help="a file in DIR stands in for docgen's template of the same path",
    )


def _add_publishing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--examples",
        action="store_true",
        help="show documented requests, each tried, in docstrings and the README; a distribution does",
    )
    parser.add_argument(
        "--distribution",
        metavar="VERSION",
        nargs="?",
        const=True,
        default=False,
        help=f"make a project around the package that pip installs ({FIRST_VERSION})",
    )
    parser.add_argument(
        "--license", metavar="SPDX", help=f"the licence of the distribution ({DEFAULT_LICENSE})"
    )


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=_cores(),
        help="processes that read pages (%(default)s)",
    )
    parser.add_argument(
        "--executor",
        metavar="ADDRESS",
        default="",
        help="workers that read pages instead: dask://HOST:PORT (docgen[dask])",
    )
    parser.add_argument(
        "--cache-dir", metavar="DIR", type=Path, help="where pages that were read are remembered"
    )
    parser.add_argument("--no-cache", action="store_true", help="read every page again")


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _file(text: str) -> Path:
    if not Path(text).name:
        raise argparse.ArgumentTypeError(f"{text!r} names no file")
    return Path(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; give 1 or more")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


# What it does, an example of its options, and what adds them, in the order of `--help`.
COMMANDS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "init": ("look at a folder of pages and write a docgen.toml for it", "docs/api", _init),
    "generate": (
        "make the SDK of a folder of pages",
        "docs/api --package my_api --output build",
        _generate,
    ),
    "check": ("compare generated files with what the pages say", "", _check),
    "lint": ("report what is wrong with the pages", "docs/api --level note", _lint),
    "verify": (
        "replay every documented request and response through the generated code",
        "docs/api",
        _verify,
    ),
    "export": (
        "write the API in another format",
        "openapi docs/api -o openapi.json",
        _export,
    ),
    "serve": (
        "answer documented requests with their documented responses over HTTP",
        "docs/api --port 8000",
        _serve,
    ),
    "snippets": (
        "write the Python that makes each documented request, each program tried",
        "docs/api -o build --inject",
        _snippets,
    ),
    "where": (
        "print the pages and lines behind a name",
        "user.displayName docs/api",
        _where,
    ),
    "diff": (
        "tell what changed between two APIs, and what breaks for users of the generated Python",
        "HEAD~1:docs/api docs/api --format markdown --fail-on breaking",
        _diff,
    ),
    "explain": ("tell what a code, or the id of a change, means", "DG210", _explain),
}
