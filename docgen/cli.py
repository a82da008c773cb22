"""The commands.

Arguments enter; text on stdout and an exit code leave.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from platformdirs import user_cache_path

from docgen import __version__, diff_command, verify_command
from docgen.build import Planned, build_distribution, build_package, build_plan, build_replays
from docgen.cache import Run
from docgen.changes import explained
from docgen.configuration import (
    DEFAULT_LICENSE,
    FIRST_VERSION,
    Api,
    UsageError,
    license_name,
    package_name,
    read_configuration,
    release,
)
from docgen.diagnostics import LEVELS, Diagnostic, codes, in_page_order
from docgen.dialect import DialectError
from docgen.json_schema import json_schema_text
from docgen.openapi import openapi_text
from docgen.packages import MANIFEST, digest, manifest, replace_package, write_file, written_files
from docgen.plan_records import Distribution, LeftOut, TemplateFault
from docgen.report import (
    as_github,
    as_json,
    as_sarif,
    as_text,
    baseline_text,
    compare_baseline,
)
from docgen.spec import Spec, to_json
from docgen.subset import SubsetError, left_out, subset
from docgen.verify_report import Verified
from docgen.where import find_places
from docgen.workspace import Folder, memory, read_api, read_templates


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


_EXPORTS = {"openapi": openapi_text, "jsonschema": json_schema_text, "spec": to_json}


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
  docgen export openapi docs/api -o openapi.json        the API as OpenAPI 3.1
  docgen serve docs/api --port 8000                     a server that answers what is documented
  docgen where user.displayName docs/api                the lines behind a name
  docgen diff HEAD~1:docs/api docs/api                  what changed, and what breaks for users of the SDK
  docgen explain DG210                                  what a code means

exit codes: 0 fine, 1 findings or drift, 2 wrong usage or unreadable input, 3 a fault of docgen""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"docgen {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help: str, example: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=help,
            description=help,
            epilog=f"example:\n  docgen {name} {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    generate = command(
        "generate", "make the SDK of a folder of pages", "docs/api --package my_api --output build"
    )
    _add_source(generate)
    generate.add_argument("--package", metavar="NAME", help="the name that Python imports")
    generate.add_argument("--output", metavar="DIR", type=Path, help="DIR/NAME is made")
    _add_choice(generate)
    _add_making(generate)
    _add_publishing(generate)
    generate.set_defaults(run=_generate)
    check = command("check", "compare generated files with what the pages say", "")
    check.add_argument("--config", metavar="FILE", type=Path, default=Path("docgen.toml"))
    _add_reading(check)
    check.set_defaults(run=_check)
    lint = command("lint", "report what is wrong with the pages", "docs/api --level note")
    _add_source(lint)
    lint.add_argument("--format", choices=("text", "json", "sarif", "github"), default="text")
    lint.add_argument(
        "--level", choices=LEVELS, default="warning", help="the least level that is shown"
    )
    lint.add_argument(
        "--baseline", metavar="FILE", type=Path, help="findings that are accepted, one a line"
    )
    lint.add_argument(
        "--update", action="store_true", help="accept what is found now into the baseline"
    )
    lint.set_defaults(run=_lint)
    verify = command(
        "verify",
        "replay every documented request and response through the generated code",
        "docs/api",
    )
    _add_source(verify)
    verify_command.add_options(verify)
    verify.set_defaults(run=_verify)
    export = command(
        "export", "write the API in another format", "openapi docs/api -o openapi.json"
    )
    export.add_argument("kind", metavar="FORMAT", choices=tuple(_EXPORTS), help=", ".join(_EXPORTS))
    _add_source(export)
    export.add_argument("--api", metavar="NAME", help="one of docgen.toml, by its package")
    export.add_argument("-o", "--output", metavar="FILE", type=Path, help="stdout when not given")
    export.set_defaults(run=_export)
    serve = command(
        "serve",
        "answer documented requests with their documented responses over HTTP",
        "docs/api --port 8000",
    )
    _add_source(serve)
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", metavar="N", type=_port, default=8000, help="8000; 0: a free one")
    serve.set_defaults(run=_serve)
    where = command("where", "print the pages and lines behind a name", "user.displayName docs/api")
    where.add_argument("name", metavar="NAME", help="a type, type.property, or an operation's path")
    _add_source(where)
    where.set_defaults(run=_where)
    diff = command(
        "diff",
        "tell what changed between two APIs, and what breaks for users of the generated Python",
        "HEAD~1:docs/api docs/api --format markdown --fail-on breaking",
    )
    diff_command.add_arguments(diff)
    _add_reading(diff)
    diff.set_defaults(run=_diff)
    explain = command("explain", "tell what a code, or the id of a change, means", "DG210")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=_explain)
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pages", metavar="PAGES_DIR", type=Path, nargs="?")
    parser.add_argument("--dialect", help="how the pages are written; guessed when not given")
    parser.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
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


def _choice(options: argparse.Namespace) -> dict[str, Any]:
    names = (name.strip() for given in options.types or () for name in given.split(","))
    return {
        "include": tuple(options.include or ()),
        "exclude": tuple(options.exclude or ()),
        "types": tuple(filter(None, names)),
        "templates": options.templates,
        "distribution": release(options.distribution),
        **({"license": license_name(options.license)} if options.license else {}),
    }


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=_cores(),
        help="processes that read pages (%(default)s)",
    )
    parser.add_argument(
        "--cache-dir", metavar="DIR", type=Path, help="where pages that were read are remembered"
    )
    parser.add_argument("--no-cache", action="store_true", help="read every page again")


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _apis(options: argparse.Namespace) -> list[Api]:
    """What a command is about: PAGES_DIR, or all that the configuration names."""
    if getattr(options, "pages", None) is not None:
        apis = [Api(pages=options.pages, dialect=options.dialect)]
    elif getattr(options, "dialect", None):
        raise UsageError("--dialect needs PAGES_DIR before it")
    else:
        apis = read_configuration(options.config)
    return [replace(api, **_reading(options)) for api in apis]


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    folder = options.cache_dir or user_cache_path("docgen")
    return {"jobs": options.jobs, "cache": None if options.no_cache else folder}


def _generate(options: argparse.Namespace) -> int:
    if options.pages is None:
        if options.package or options.output or any(_choice(options).values()):
            raise UsageError("options that say what to make need PAGES_DIR before them")
        apis = _apis(options)
    elif options.package is None or options.output is None:
        raise UsageError("give --package NAME and --output DIR with PAGES_DIR")
    else:
        apis = [
            Api(
                pages=options.pages,
                package=package_name(options.package),
                output=options.output,
                dialect=options.dialect,
                **_choice(options),
                **_reading(options),
            )
        ]
    has_errors = False
    for api in apis:
        with memory(api) as known:
            run = known.run()
            if run is None:
                run = _make(api)
                known.keep(run)
        print(run.told, end="")
        has_errors = has_errors or run.has_errors
    return 1 if has_errors else 0


def _make(api: Api) -> Run:
    """Generates all that is asked for of an API."""
    read, files, exports = _build(api)
    replace_package(api.folder, files)
    for path, text in exports.items():
        write_file(path, text)
    spec = read.built.spec
    counts = Counter(d.level for d in read.built.diagnostics)
    told = (
        f"{api.package}: {len(read.sources)} pages; {len(spec.types)} types, {len(spec.enums)} enums, "
        f"{len(spec.operations)} operations; {len(files)} files in {api.folder}\n"
    )
    if counts["error"] or counts["warning"]:
        told += (
            f"{api.package}: {counts['error']} errors, {counts['warning']} warnings; "
            f"see them with: docgen lint {api.pages}\n"
        )
    outputs = digest(api.folder, api.exports)
    return Run(outputs=outputs, told=told, has_errors=counts["error"] > 0)


def _read(api: Api) -> tuple[Folder, LeftOut | None]:
    """The pages with the part of their spec that is asked for, and what the spec lacks then."""
    read = read_api(api)
    asked = (api.include, api.exclude, api.types)
    if not any(asked):
        return read, None
    whole = read.built.spec
    try:
        part = subset(whole, *asked)
    except SubsetError as error:
        raise UsageError(f"{api.package}: {error}") from None
    return replace(read, built=replace(read.built, spec=part)), left_out(whole, part, *asked)


def _files(api: Api, spec: Spec, lacks: LeftOut | None) -> tuple[Planned, dict[str, str]]:
    """The plan of a package and its files."""
    templates = read_templates(api.templates)
    with _template_faults(api):
        planned = build_plan(spec, api.package, templates, lacks)
        return planned, build_package(planned, templates, is_checked=api.templates is not None)


def _distribution(api: Api, spec: Spec, planned: Planned, files: dict[str, str]) -> dict[str, str]:
    """The files of the project around a package."""
    about = Distribution(name=api.distribution_name, version=api.distribution, license=api.license)
    with _template_faults(api):
        return build_distribution(spec, planned, files, about, read_templates(api.templates))


@contextmanager
def _template_faults(api: Api) -> Iterator[None]:
    """Faults of templates as wrong usage."""
    own = api.templates
    try:
        yield
    except TemplateFault as fault:
        is_own = own is not None and (own / fault.template).is_file()
        name = own / fault.template if own and is_own else fault.template
        at = f"{name}:{fault.line}" if fault.line else name
        raise UsageError(f"{at}: {fault.problem}") from None


def _build(api: Api) -> tuple[Folder, dict[str, str], dict[Path, str]]:
    """The pages, the files of the package, and the texts of the other files that are asked for."""
    read, lacks = _read(api)
    planned, files = _files(api, read.built.spec, lacks)
    if api.distribution:
        files = _distribution(api, read.built.spec, planned, files)
    wanted = {"spec": api.spec, "openapi": api.openapi, "jsonschema": api.json_schema}
    exports = {path: _EXPORTS[kind](read.built.spec) for kind, path in wanted.items() if path}
    return read, files, exports


_LONGEST_DIFF = 60  # lines


def _check(options: argparse.Namespace) -> int:
    drift = 0
    for api in _apis(options):
        with memory(api) as known:
            if known.run() is not None:
                continue
        _, files, exports = _build(api)
        package = api.folder
        wanted = {**{package / path: text for path, text in files.items()}, **exports}
        extra = [package / name for name in written_files(package) if name not in files]
        wanted[package / MANIFEST] = manifest(files)
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
    if options.mutate is not None:
        asked = [a for a in _apis(options) if options.api in (None, a.package)]
        if len(asked) != 1 or options.mutate < 1 or options.format != "text":
            raise UsageError("--mutate N needs one API, a number from 1, and prints text")
        return verify_command.mutate(options, asked[0].package, read_api(asked[0]))
    found: list[tuple[Verified, Folder]] = []
    for api in _apis(options):
        if options.api in (None, api.package):
            read, lacks = _read(api)
            replays = build_replays(read.built.spec, *_files(api, read.built.spec, lacks))
            found.append((verify_command.verified(api.package, read, replays), read))
    if not found:
        raise UsageError("give PAGES_DIR, or --api NAME with a name that docgen.toml has")
    return verify_command.run(options, found)


def _lint(options: argparse.Namespace) -> int:
    if options.update and not options.baseline:
        raise UsageError("--update needs --baseline FILE")
    folders = [read_api(a) for a in _apis(options)]
    accepted = _baseline(options) if options.baseline else ""
    kept: list[str] = []
    failed = 0
    for read in folders:
        planned = build_plan(read.built.spec, "api", read_templates())
        found = in_page_order([*read.built.diagnostics, *planned.diagnostics])
        shown = LEVELS[: LEVELS.index(options.level) + 1]
        listed = [d for d in found if d.level in shown]
        if options.update:
            kept.append(baseline_text(listed))
            continue
        new, gone = compare_baseline(listed, accepted)
        _print_findings(options.format, new, read)
        counts = Counter(d.level for d in (new if options.baseline else found))
        failed += counts["error"] + counts["warning"]
        if options.format == "text":
            print(f"{len(read.sources)} pages: " + ", ".join(f"{counts[k]} {k}s" for k in LEVELS))
            for line in gone if len(folders) == 1 else ():
                print(f"no longer found: {line}")
    if options.update:
        write_file(options.baseline, "".join(kept))
    return 1 if failed else 0


def _baseline(options: argparse.Namespace) -> str:
    try:
        return "" if options.update else options.baseline.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"cannot read {options.baseline}: {error}; make it with --update"
        ) from None


def _print_findings(format: str, found: list[Diagnostic], read: Folder) -> None:
    match format:
        case "json":
            print(as_json(found, folder=read.folder), end="")
        case "sarif":
            print(as_sarif(found, folder=read.folder), end="")
        case "github":
            print(as_github(found, folder=read.folder), end="")
        case _:
            for diagnostic in found:
                print(as_text(diagnostic, read.lines(diagnostic), folder=read.folder))


def _export(options: argparse.Namespace) -> int:
    apis = [a for a in _apis(options) if options.api in (None, a.package)]
    if len(apis) != 1:
        raise UsageError("give PAGES_DIR, or --api NAME with a name that docgen.toml has")
    spec: Spec = _read(apis[0])[0].built.spec
    text = _EXPORTS[options.kind](spec)
    if options.output:
        write_file(options.output, text)
    else:
        print(text, end="")
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


def _serve(options: argparse.Namespace) -> int:
    try:
        from docgen import server
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen[serve]'") from None
    apis = _apis(options)
    if len(apis) != 1:
        raise UsageError("give PAGES_DIR; docgen.toml names several APIs")
    spec = read_api(apis[0]).built.spec
    try:
        bound = server.listen(options.host, options.port)
    except (OSError, UnicodeError) as error:
        at = f"{options.host}:{options.port}"
        raise UsageError(f"cannot listen on {at}: {error}") from None
    url = server.url_of(bound)
    print(f"{len(spec.operations)} operations at {url}; Ctrl-C stops", flush=True)
    server.server(spec).run([bound])
    return 0


def _where(options: argparse.Namespace) -> int:
    found = 0
    for api in _apis(options):
        read = read_api(api)
        for what, at in find_places(read.built.pages, options.name, read.dialect.url_prefixes):
            found += 1
            line = read.sources[at.path].text.split("\n")[at.line - 1].strip()
            print(f"{read.folder}{at.path}:{at.line}:{at.column}: {what}\n    {line}")
    if not found:
        print(f'no page documents "{options.name}"')
    return 0 if found else 1


def _diff(options: argparse.Namespace) -> int:
    return diff_command.run(
        options, Api(pages=Path(), dialect=options.dialect, **_reading(options))
    )


def _explain(options: argparse.Namespace) -> int:
    if text := explained(options.code.lower()):
        print(text)
        return 0
    row = codes().get(options.code.upper())
    if row is None:
        raise UsageError(f'unknown code "{options.code}"; known: {", ".join(codes())}')
    print(f"{row.id} ({row.level}): {row.message}\n\n{row.explanation}\n\nhelp: {row.help}")
    return 0
