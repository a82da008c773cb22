"""The commands and their options.

A command's work is `run(options)` in the module of its name in `commands/`, which `cli.main` imports when it is called. Its
options are added, and what they are made of is imported, when they are parsed: `--help` is instant.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from docgen import __version__
from docgen.cli.parsers import CommandParser, Parser


class _Completion(argparse.Action):
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, values: object, *_: object
    ) -> NoReturn:
        """Prints the script of the requested shell and exits, as `--help` does."""
        from docgen.cli.completion import completion_script

        print(completion_script(parser, str(values)))
        parser.exit()


def command_parser() -> argparse.ArgumentParser:
    """The parser of the command line: `command`, the name of a module of `commands/`, and its options."""
    parser = Parser(
        prog="docgen",
        description="Turns API reference documentation, written in Markdown, into a typed Python SDK.",
        epilog="""examples:
  docgen init docs/api                                  inspect the pages and write docgen.toml
  docgen survey docs/api                                list the words of the pages, and how each is read
  docgen generate                                       generate everything in docgen.toml
  docgen generate docs/api --package my_api --output build
  docgen check                                          exit 1 and print a diff when generated files are out of date
  docgen lint docs/api                                  report mistakes in the pages
  docgen verify                                         replay every documented request and response
  docgen report -o report.html                          write one HTML page about the state of every operation
  docgen export openapi docs/api -o openapi.json        write the API as OpenAPI 3.1
  docgen serve docs/api --port 8000                     serve the documented responses
  docgen snippets docs/api -o build                     write a tested Python snippet for every documented request
  docgen where user.displayName docs/api                print the lines that document a name
  docgen diff HEAD~1:docs/api docs/api                  report what changed, and what breaks for users of the SDK
  docgen explain DG210                                  explain a diagnostic

exit codes: 0 fine, 1 findings or drift, 2 wrong usage or unreadable input, 3 internal error""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"docgen {__version__}")
    parser.add_argument(
        "--print-completion",
        metavar="SHELL",
        choices=("bash", "zsh"),
        action=_Completion,
        help="print a completion script for bash or zsh",
    )
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", dest="command", parser_class=CommandParser
    )
    for name, (help, example, add_options) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=help,
            description=help,
            epilog=f"example:\n  docgen {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_options = add_options
    return parser


def _init(parser: argparse.ArgumentParser) -> None:
    from docgen.cli.setup_files import add_tools

    parser.add_argument("pages", metavar="PAGES_DIR", type=Path)
    _add_dialect(parser)
    _add_config(parser, "the file to write (docgen.toml)")
    add_tools(parser)
    _add_reading(parser)


def _survey(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", metavar="PAGES_DIR", type=Path)
    _add_dialect(parser)
    _add_config(parser, "the configuration that says how pages are read (docgen.toml)")
    parser.add_argument(
        "--write",
        metavar="FILE",
        type=_file,
        help="write a dialect file, with the words that are not understood as comments",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _generate(parser: argparse.ArgumentParser) -> None:
    from docgen.cli.generate_options import add_choice, add_publishing

    _add_source(parser)
    parser.add_argument("--package", metavar="NAME", help="the name of the Python package")
    parser.add_argument("--output", metavar="DIR", type=Path, help="write the package to DIR/NAME")
    parser.add_argument(
        "--watch",
        action="store_true",
        help="regenerate after every save, until Ctrl-C (docgen-sdk[watch])",
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 on warnings too")
    add_choice(parser)
    add_publishing(parser)


def _check(parser: argparse.ArgumentParser) -> None:
    from docgen.diagnostics.formats import FORMATS

    _add_config(parser, "the configuration (docgen.toml)")
    parser.add_argument("--format", choices=("text", *FORMATS), default="text")
    _add_reading(parser)


def _lint(parser: argparse.ArgumentParser) -> None:
    from docgen.cli.lint_options import add_lint_options

    add_lint_options(parser, _file)
    _add_reading_options(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    from docgen.cli.service_options import VERIFY_FORMATS, add_service

    _add_source(parser)
    _add_api(parser)
    parser.add_argument("--format", choices=VERIFY_FORMATS, default="text")
    _add_output(parser)
    parser.add_argument(
        "--coverage", action="store_true", help="also list what no sample covers (text)"
    )
    parser.add_argument(
        "--mutate",
        metavar="N",
        type=int,
        help="mutation-test N pages: introduce errors and list those that go unnoticed",
    )
    of_seed = "the random seed of --mutate (0)"
    parser.add_argument("--seed", metavar="S", type=int, default=0, help=of_seed)
    add_service(parser.add_argument_group("against a running service"))


def _report(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_api(parser)
    _add_output(parser)
    parser.add_argument(
        "--replay",
        metavar="DIR",
        type=Path,
        help="what docgen verify --service --record DIR has recorded of the service",
    )


def _export(parser: argparse.ArgumentParser) -> None:
    from docgen.openapi.formats import EXPORTS, OPENAPI_VERSIONS

    parser.add_argument("kind", metavar="FORMAT", choices=tuple(EXPORTS), help=", ".join(EXPORTS))
    _add_source(parser)
    _add_api(parser)
    _add_output(parser)
    about = "of openapi: 3.2 has keys for LIST and other methods (3.1)"
    versions = OPENAPI_VERSIONS
    parser.add_argument("--version", choices=versions, default=versions[0], help=about)


def _serve(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    of_port = "the port to listen on (8000); 0: any free port"
    parser.add_argument("--port", metavar="N", type=_port, default=8000, help=of_port)
    of_credentials = "respond with 401 to requests without the documented credentials"
    parser.add_argument("--require-auth", action="store_true", help=of_credentials)


def _snippets(parser: argparse.ArgumentParser) -> None:
    _add_source(parser)
    _add_api(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        type=Path,
        required=True,
        help="write the snippets to DIR/snippets",
    )
    parser.add_argument(
        "--package", metavar="NAME", help="the name of the Python package, with PAGES_DIR (api)"
    )
    parser.add_argument(
        "--inject", action="store_true", help="also write DIR/pages: the pages with Python tabs"
    )


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help="a type, type.property, or an operation's path"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _add_source(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    from docgen.diff.formats import FORMATS

    sides = "a folder of pages, a spec.json, an OpenAPI document, or one at a git revision: HEAD~1:docs/api"
    parser.add_argument("old", metavar="OLD", help=sides)
    parser.add_argument(
        "new", metavar="NEW", nargs="?", help="like OLD; without it, the current pages"
    )
    _add_dialect(parser)
    _add_config(parser, "the configuration that says how pages are read (docgen.toml)")
    _add_api(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.add_argument(
        "--fail-on",
        choices=("breaking", "risky", "any", "none"),
        default="breaking",
        help="exit 1 on changes of this level or worse (breaking)",
    )
    _add_reading(parser)


def _lsp(parser: argparse.ArgumentParser) -> None:
    _add_reading(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    about = "a diagnostic's code, or the id of a change; without one, all codes as Markdown"
    parser.add_argument("code", metavar="CODE", nargs="?", help=about)


def _add_api(parser: argparse.ArgumentParser) -> None:
    about = "the API of docgen.toml with this package name"
    parser.add_argument("--api", metavar="NAME", help=about)


def _add_output(parser: argparse.ArgumentParser) -> None:
    about = "the file to write (stdout, as with -)"
    parser.add_argument("-o", "--output", metavar="FILE", type=_output, help=about)


def _add_dialect(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dialect", help="the dialect of the pages: a name or a .toml file; guessed by default"
    )


def _add_config(parser: argparse.ArgumentParser, help: str) -> None:
    parser.add_argument(
        "--config", metavar="FILE", type=_file, default=Path("docgen.toml"), help=help
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", metavar="PAGES_DIR", type=Path, nargs="?")
    _add_reading_options(parser)


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    _add_dialect(parser)
    _add_config(parser, "the configuration, used when PAGES_DIR is not given (docgen.toml)")
    _add_reading(parser)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=_cores(),
        help="the number of processes that read pages (%(default)s)",
    )
    parser.add_argument(
        "--executor",
        metavar="ADDRESS",
        default="",
        help="read pages on a Dask cluster: dask://HOST:PORT (docgen-sdk[dask])",
    )
    parser.add_argument(
        "--cache-dir", metavar="DIR", type=Path, help="the folder of the cache of pages"
    )
    about = "ignore the cache and do not write it"
    parser.add_argument("--no-cache", action="store_true", help=about)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _output(text: str) -> Path | None:
    """A file, None for standard output."""
    return None if text == "-" else _file(text)


def _file(text: str) -> Path:
    if not Path(text).name:
        raise argparse.ArgumentTypeError(f"{text!r} is not a file name")
    return Path(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; give 1 or more")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


# The help text, an example of the options, and the function that adds them, in the order of `--help`.
COMMANDS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "init": ("inspect a folder of pages and write a docgen.toml for it", "docs/api", _init),
    "survey": (
        "list the headings, labels, columns and types of the pages, and how each is read",
        "docs/api --write style.toml",
        _survey,
    ),
    "generate": (
        "generate the SDK of a folder of pages",
        "docs/api --package my_api --output build",
        _generate,
    ),
    "check": ("report generated files that are out of date", "", _check),
    "lint": ("report mistakes in the pages", "docs/api --level note", _lint),
    "verify": (
        "replay every documented request and response through the generated code",
        "docs/api",
        _verify,
    ),
    "report": (
        "write one HTML page about the state of every operation",
        "docs/api -o report.html",
        _report,
    ),
    "export": (
        "write the API in another format",
        "openapi docs/api -o openapi.json",
        _export,
    ),
    "serve": (
        "serve the documented responses over HTTP",
        "docs/api --port 8000",
        _serve,
    ),
    "snippets": (
        "write a tested Python snippet for every documented request",
        "docs/api -o build --inject",
        _snippets,
    ),
    "where": (
        "print the pages and lines that document a name",
        "user.displayName docs/api",
        _where,
    ),
    "diff": (
        "report what changed between two APIs, and what breaks for users of the SDK",
        "HEAD~1:docs/api docs/api --format markdown --fail-on breaking",
        _diff,
    ),
    "lsp": ("run a language server for editors: findings, fixes, hover and completion", "", _lsp),
    "explain": ("explain a diagnostic's code or the id of a change", "DG210", _explain),
}
