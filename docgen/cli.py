"""The commands.

Arguments enter; text on stdout and an exit code leave. This is the only room that reads the disk.
"""

from __future__ import annotations

import argparse
import difflib
import io
import keyword
import os
import shutil
import sys
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import jinja2

from docgen import __version__
from docgen.build import Built, build_package, build_plan, build_replays, build_spec, read_page
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
from docgen.naming import free_name
from docgen.plan import package_name
from docgen.source import Source, Span
from docgen.spec import to_json


class UsageError(Exception):
    """Wrong usage or unreadable input: one line on stderr, exit 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. 0: fine, 1: findings, 2: wrong usage or unreadable input, 3: a fault of docgen."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a page may hold what a terminal cannot
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except (UsageError, DialectError) as error:
        return _complain(str(error), 2)
    except BrokenPipeError:
        # The reader left, as `head` does: what is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
        return _complain(f"a fault of docgen: {what}; report it with the pages that show it", 3)


def _complain(text: str, code: int) -> int:
    """Prints one line on stderr, whatever names and messages of others it quotes."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    print("docgen: " + " ".join(shown.split()), file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the usage as well."""
        self.exit(_complain(f"{message}; see: {self.prog} --help", 2))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="docgen",
        description="Turns API reference documentation, written in Markdown, into a typed Python SDK.",
        epilog="""examples:
  docgen generate                                       everything in docgen.toml
  docgen generate docs/api --package my_api --output build
  docgen check                                          exit 1 when generated files are not what the pages say
  docgen lint docs/api                                  what is wrong with the pages
  docgen verify                                         replay every documented request and response
  docgen explain DG210                                  what a code means""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"docgen {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", help="make the SDK of a folder of pages")
    generate.add_argument("pages", metavar="PAGES_DIR", type=Path, nargs="?")
    generate.add_argument("--package", metavar="NAME", help="the name that Python imports")
    generate.add_argument("--output", metavar="DIR", type=Path, help="DIR/NAME is made")
    generate.add_argument("--dialect", help="how the pages are written; guessed when not given")
    generate.add_argument("--config", type=Path, default=Path("docgen.toml"))
    generate.set_defaults(run=_generate)
    check = commands.add_parser("check", help="compare generated files with what the pages say")
    check.add_argument("--config", type=Path, default=Path("docgen.toml"))
    check.set_defaults(run=_check)
    lint = commands.add_parser("lint", help="report what is wrong with the pages of a folder")
    lint.add_argument("pages", metavar="PAGES_DIR", type=Path)
    lint.add_argument("--dialect", help="how the pages are written; guessed when not given")
    lint.add_argument("--format", choices=("text", "json"), default="text")
    lint.add_argument(
        "--level", choices=LEVELS, default="warning", help="the least level that is shown"
    )
    lint.set_defaults(run=_lint)
    verify = commands.add_parser(
        "verify", help="replay every documented request and response through the generated code"
    )
    verify.add_argument("pages", metavar="PAGES_DIR", type=Path, nargs="?")
    verify.add_argument("--dialect", help="how the pages are written; guessed when not given")
    verify.add_argument("--config", type=Path, default=Path("docgen.toml"))
    verify.set_defaults(run=_verify)
    explain = commands.add_parser("explain", help="tell what a code means")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=_explain)
    return parser


@dataclass(frozen=True, slots=True, kw_only=True)
class _Api:
    """One API to generate."""

    pages: Path
    package: str
    output: Path
    dialect: str | None = None
    spec: Path | None = None


def _configured(config: Path) -> list[_Api]:
    """The APIs of a docgen.toml, whose paths are relative to it."""
    try:
        tables = tomllib.loads(config.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            f"cannot read {config}: {error.strerror}; or give PAGES_DIR, --package and --output"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{config} is not TOML: {error}") from None
    known = ("pages", "package", "output", "dialect", "spec")
    for key in tables.keys() - {"api"}:
        raise UsageError(f'{config}: unknown key "{key}"; write [api.NAME] tables')
    apis: list[_Api] = []
    named = tables.get("api", {})
    if not isinstance(named, dict):
        raise UsageError(f"{config}: api must be a table of tables, e.g. [api.my_api]")
    for name, table in named.items():
        if not isinstance(table, dict):
            raise UsageError(f"{config}: api.{name} must be a table, e.g. [api.{name}]")
        for key, value in table.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
                raise UsageError(f'{config}: api.{name}: unknown key "{key}"; {hint}')
            if not isinstance(value, str) or not value or "\0" in value:
                raise UsageError(f'{config}: api.{name}.{key} must be text, e.g. {key} = "..."')
        for key in ("pages", "output"):
            if key not in table:
                raise UsageError(f'{config}: api.{name} lacks {key}; add {key} = "..."')
        base = config.parent
        apis.append(
            _Api(
                pages=base / table["pages"],
                package=_package(table.get("package", name)),
                output=base / table["output"],
                dialect=table.get("dialect"),
                spec=base / table["spec"] if "spec" in table else None,
            )
        )
    if not apis:
        raise UsageError(f"{config} names no API; write a table such as [api.my_api]")
    return apis


def _package(name: str) -> str:
    if not name.isidentifier() or keyword.iskeyword(name):
        near = free_name(package_name(name), ())
        raise UsageError(f'"{name}" is no name for a Python package; try "{near}"')
    return name


def _generate(options: argparse.Namespace) -> int:
    if options.pages is None:
        if options.package or options.output or options.dialect:
            raise UsageError("--package, --output and --dialect need PAGES_DIR before them")
        apis = _configured(options.config)
    elif options.package is None or options.output is None:
        raise UsageError("give --package NAME and --output DIR with PAGES_DIR")
    else:
        apis = [
            _Api(
                pages=options.pages,
                package=_package(options.package),
                output=options.output,
                dialect=options.dialect,
            )
        ]
    has_errors = False
    for api in apis:
        read, files, spec_text = _build(api)
        _replace_package(api.output / api.package, files)
        if api.spec:
            _write(api.spec, spec_text)
        spec = read.built.spec
        counts = Counter(d.level for d in read.built.diagnostics)
        print(
            f"{api.package}: {len(read.sources)} pages; {len(spec.types)} types, {len(spec.enums)} enums, "
            f"{len(spec.operations)} operations; {len(files)} files in {api.output / api.package}"
        )
        if counts["error"] or counts["warning"]:
            print(
                f"{api.package}: {counts['error']} errors, {counts['warning']} warnings; "
                f"see them with: docgen lint {api.pages}"
            )
        has_errors = has_errors or counts["error"] > 0
    return 1 if has_errors else 0


def _build(api: _Api) -> tuple[_Folder, dict[str, str], str]:
    read = _read_folder(api.pages, api.dialect, name=api.package)
    try:
        templates = _templates()
        files = build_package(build_plan(read.built.spec, api.package, templates), templates)
    except jinja2.TemplateError as error:
        raise UsageError(f"wrong template: {error}") from None
    return read, files, to_json(read.built.spec)


def _templates() -> dict[str, str]:
    """The Python target: inside the package when installed, beside it in a checkout."""
    here = Path(__file__).parent
    folder = next(
        p
        for p in (here / "templates" / "python", here.parent / "templates" / "python")
        if p.is_dir()
    )
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".jinja", ".toml", ".py") and path.is_file()
    }


_MANIFEST = ".docgen-files"  # the paths that docgen wrote, one a line


def _written(package: Path) -> list[str]:
    """The files of a package that docgen wrote. Raises `UsageError` for a folder that it did not make."""
    if not package.exists():
        return []
    manifest = package / _MANIFEST
    if not manifest.is_file():
        if package.is_dir() and not any(package.iterdir()):
            return []
        raise UsageError(f"{package} was not made by docgen; choose another --output or --package")
    return [line for line in manifest.read_text("utf-8", "replace").split("\n") if line]


def _manifest(files: Mapping[str, str]) -> str:
    return "".join(f"{path}\n" for path in files)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Other docgens wait before this folder. The lock ends with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once are on their own there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace_package(package: Path, files: Mapping[str, str]) -> None:
    """Makes the package anew beside the old one and swaps them; foreign files move along."""
    if package.is_symlink():
        package = package.resolve()
    made = package.with_name(f".{package.name}.new")
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with _alone(package.parent):
            try:
                _swap(package, files)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"cannot write {error.filename or package}: {error.strerror or error}"
        ) from None


def _swap(package: Path, files: Mapping[str, str]) -> None:
    old, made = package.with_name(f".{package.name}.old"), package.with_name(f".{package.name}.new")
    if old.exists() and not package.exists():
        old.rename(package)  # a kill between the two renames below
    shutil.rmtree(made, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    ours = {*_written(package), _MANIFEST}
    for path, text in {**files, _MANIFEST: _manifest(files)}.items():
        target = made / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name in ours or is_folder or "__pycache__" in path.parts:
            continue
        if name in files:
            if path.read_bytes() != files[name].encode("utf-8"):
                raise UsageError(f"{path} was not made by docgen; move it, its name is needed")
            continue
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, made / name, follow_symlinks=False)
    if package.exists():
        package.rename(old)
    made.rename(package)
    shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    """Writes a file as a whole or not at all."""
    made = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            made.write_bytes(text.encode("utf-8"))
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


_LONGEST_DIFF = 60  # lines


def _check(options: argparse.Namespace) -> int:
    drift = 0
    for api in _configured(options.config):
        _, files, spec_text = _build(api)
        package = api.output / api.package
        wanted = {package / path: text for path, text in files.items()}
        if api.spec:
            wanted[api.spec] = spec_text
        extra = [package / name for name in _written(package) if name not in files]
        wanted[package / _MANIFEST] = _manifest(files)
        diff: list[str] = []
        for path, text in wanted.items():
            try:
                found = path.read_bytes().decode("utf-8", "replace")
            except OSError:
                drift += 1
                print(f"missing: {path}")
                continue
            if found != text:
                drift += 1
                print(f"differs: {path}")
                diff += difflib.unified_diff(
                    found.split("\n"),
                    text.split("\n"),
                    str(path),
                    f"{path} (generated)",
                    lineterm="",
                )
        for path in extra:
            drift += 1
            print(f"no longer generated: {path}")
        for line in diff[:_LONGEST_DIFF]:
            print(line)
        if len(diff) > _LONGEST_DIFF:
            print(f"... {len(diff) - _LONGEST_DIFF} more lines")
    if drift:
        config = "" if options.config == Path("docgen.toml") else f" --config {options.config}"
        print(f"{drift} files are not what the pages say; mend with: docgen generate{config}")
    else:
        print("generated files are what the pages say")
    return 1 if drift else 0


def _verify(options: argparse.Namespace) -> int:
    if options.pages is None:
        if options.dialect:
            raise UsageError("--dialect needs PAGES_DIR before it")
        apis = _configured(options.config)
    else:
        apis = [_Api(pages=options.pages, package="api", output=Path(), dialect=options.dialect)]
    failed = 0
    for api in apis:
        read = _read_folder(api.pages, api.dialect, name=api.package)
        planned = build_plan(read.built.spec, api.package, _templates())
        replays = build_replays(read.built.spec, planned, _templates())
        for replay in replays:
            word = "differs " if replay.difference else "replayed"
            print(f"{word} {replay.kind:8} {replay.operation}  {replay.sample}")
        # A request that fits no operation was not replayed, nor was its response.
        astray = [d for d in read.built.diagnostics if d.code in ("DG310", "DG311")]
        for diagnostic in (*(d for replay in replays for d in replay.diagnostics()), *astray):
            print(as_text(diagnostic, read.lines(diagnostic), folder=read.folder))
        counts = Counter((replay.kind, bool(replay.difference)) for replay in replays)
        for kind in ("request", "response"):
            good, bad = counts[kind, False], counts[kind, True]
            failed += bad
            print(f"{api.package}: {good} of {good + bad} documented {kind}s replayed")
        if astray:
            failed += len(astray)
            print(f"{api.package}: {len(astray)} samples belong to no documented operation")
    return 1 if failed else 0


def _lint(options: argparse.Namespace) -> int:
    read = _read_folder(options.pages, options.dialect, name="api")
    planned = build_plan(read.built.spec, "api", _templates())
    found = in_page_order([*read.built.diagnostics, *planned.diagnostics])
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
