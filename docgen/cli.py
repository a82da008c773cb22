"""The commands.

Arguments enter; text on stdout and an exit code leave. This is the only room that reads the disk.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.build import Built, build_spec, read_page
from docgen.diagnostics import (
    LEVELS,
    Diagnostic,
    as_json,
    as_text,
    codes,
    diagnose,
    in_page_order,
)
from docgen.dialect import Dialect, DialectError, guess_dialect, load_dialect
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
    read = _read_folder(options.pages, options.dialect, name="api")
    found = read.built.diagnostics
    counts = Counter(diagnostic.level for diagnostic in found)
    shown = LEVELS[: LEVELS.index(options.level) + 1]
    listed = [d for d in found if d.level in shown]
    if options.format == "json":
        print(as_json(listed, folder=read.folder), end="")
    else:
        for diagnostic in listed:
            print(as_text(diagnostic, read.lines(diagnostic), folder=read.folder))
        print(f"{len(read.sources)} pages: " + ", ".join(f"{counts[k]} {k}s" for k in LEVELS))
    return 1 if counts["error"] or counts["warning"] else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """A folder of pages as it was read."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    sources: Mapping[str, Source]
    built: Built

    def lines(self, diagnostic: Diagnostic) -> tuple[str, ...]:
        source = self.sources.get(diagnostic.at.path)
        return tuple(source.text.split("\n")) if source else ()


def _read_folder(folder: Path, dialect_name: str | None, *, name: str) -> _Folder:
    sources: dict[str, Source] = {}
    unreadable: list[Diagnostic] = []
    for path in _pages(folder):
        page = path.relative_to(folder).as_posix()
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            unreadable.append(diagnose("DG102", Span(page, 1), problem=error.reason))
            continue
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        sources[page] = Source(path=page, text=text.replace("\r\n", "\n").replace("\r", "\n"))
    guessed = dialect_name or guess_dialect(source.text for source in sources.values())[0]
    if not dialect_name:
        print(f"dialect: {guessed} (guessed)", file=sys.stderr)
    dialect = load_dialect(guessed)
    pages = [read_page(source, dialect) for source in sources.values()]
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
    built = build_spec(pages, files, dialect, name=name)
    built = replace(built, diagnostics=in_page_order([*unreadable, *built.diagnostics]))
    return _Folder(
        folder=folder.as_posix().rstrip("/") + "/", dialect=dialect, sources=sources, built=built
    )


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
