"""The commands.

Arguments enter; text on stdout and an exit code leave. This is the only room that reads the disk.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from docgen.diagnostics import LEVELS, as_json, as_text, codes, diagnose, in_page_order
from docgen.dialect import DialectError, guess_dialect, load_dialect
from docgen.markdown import parse
from docgen.read import read
from docgen.source import Source, Span


class UsageError(Exception):
    """Wrong usage or unreadable input: one line on stderr, exit 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: fine, 1: findings, 2: wrong usage or unreadable input."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (UsageError, DialectError) as error:
        print(f"docgen: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="docgen",
        description=__doc__.split("\n")[0] if __doc__ else "",
        epilog="examples:\n  docgen lint docs/api\n  docgen explain DG210",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lint = commands.add_parser("lint", help="report what is wrong with the pages of a folder")
    lint.add_argument("pages", metavar="PAGES_DIR", type=Path)
    lint.add_argument("--dialect", help="how the pages are written; guessed when not given")
    lint.add_argument("--format", choices=("text", "json"), default="text")
    lint.add_argument(
        "--level", choices=LEVELS, default="warning", help="the least level that is shown"
    )
    lint.set_defaults(run=_lint)
    explain = commands.add_parser("explain", help="tell what a code means")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=_explain)
    return parser


def _lint(options: argparse.Namespace) -> int:
    sources, found = [], []
    for path in _pages(options.pages):
        name = path.relative_to(options.pages).as_posix()
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            found.append(diagnose("DG102", Span(name, 1), problem=error.reason))
            continue
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        sources.append(Source(path=name, text=text))
    name = options.dialect or guess_dialect(source.text for source in sources)[0]
    if not options.dialect:
        print(f"dialect: {name} (guessed)", file=sys.stderr)
    dialect = load_dialect(name)
    for source in sources:
        found += read(parse(source), dialect).diagnostics
    counts = Counter(diagnostic.level for diagnostic in found)
    shown = LEVELS[: LEVELS.index(options.level) + 1]
    listed = [d for d in in_page_order(found) if d.level in shown]
    folder = options.pages.as_posix().rstrip("/") + "/"
    if options.format == "json":
        print(as_json(listed, folder=folder), end="")
    else:
        lines = {source.path: tuple(source.text.split("\n")) for source in sources}
        for diagnostic in listed:
            print(as_text(diagnostic, lines.get(diagnostic.at.path, ()), folder=folder))
        print(f"{len(sources)} pages: " + ", ".join(f"{counts[k]} {k}s" for k in LEVELS))
    return 1 if counts["error"] or counts["warning"] else 0


def _pages(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; name the one that holds the .md files")
    pages = sorted(path for path in folder.rglob("*.md") if path.is_file())
    if not pages:
        raise UsageError(f"{folder} holds no .md file; name the folder that does")
    return pages


def _explain(options: argparse.Namespace) -> int:
    row = codes().get(options.code.upper())
    if row is None:
        raise UsageError(f'unknown code "{options.code}"; known: {", ".join(codes())}')
    print(f"{row.id} ({row.level}): {row.message}\n\n{row.explanation}\n\nhelp: {row.help}")
    return 0
