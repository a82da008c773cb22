"""`docgen generate`: the SDK of each API, and the files that go with it."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from docgen.arguments import complain
from docgen.cache import Run
from docgen.commands.apis import asked_apis, build_all, how_read, made_of, wanted_files
from docgen.configuration import Api, UsageError, license_name, package_name, release
from docgen.dialect import DialectError, is_file_of_dialect
from docgen.packages import (
    forget_part,
    known_part,
    made_digest,
    relative,
    replace_package,
    write_file,
    write_lock,
)
from docgen.watching import changes
from docgen.workspace import memory


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the pages have errors: what they spoil is not in the SDK. With `--watch` only Ctrl-C ends it."""
    if options.watch:
        _watch(options)
    has_errors = False
    apis = _asked(options)
    for api in apis:
        run, _ = _generated(api, apis)
        print(run.told, end="")
        has_errors = has_errors or run.has_errors
    return 1 if has_errors else 0


def _watch(options: argparse.Namespace) -> NoReturn:
    """Generates after every change. What is wrong at first is raised, what becomes wrong is told."""
    apis = _asked(options)
    is_first = True
    for _ in changes(lambda: _inputs(options, apis)):
        try:
            apis = _asked(options)
            for api in apis:
                run, is_new = _generated(api, apis)
                print(run.told if is_new or is_first else "", end="", flush=True)
            if is_first:
                print("watching; Ctrl-C stops", flush=True)
        except (UsageError, DialectError, OSError) as error:
            if is_first:
                raise
            complain(str(error), 2)
        is_first = False
    raise AssertionError("watching ended by itself")


def _inputs(options: argparse.Namespace, apis: Iterable[Api]) -> Iterator[Path]:
    """All that decides what is generated."""
    if options.pages is None:
        yield options.config
        yield options.config.with_name("pyproject.toml")
    for api in apis:
        yield api.pages
        if api.templates:
            yield api.templates
        if api.dialect and is_file_of_dialect(api.dialect):
            yield Path(api.dialect)


def _asked(options: argparse.Namespace) -> list[Api]:
    if options.pages is None:
        if options.package or options.output or any(_choice(options).values()):
            raise UsageError("options that say what to make need PAGES_DIR before them")
        return asked_apis(options)
    if options.package is None or options.output is None:
        raise UsageError("give --package NAME and --output DIR with PAGES_DIR")
    api = Api(
        pages=options.pages,
        package=package_name(options.package),
        output=options.output,
        dialect=options.dialect,
        **_choice(options),
        **how_read(options),
    )
    return [api]


def _generated(api: Api, apis: Iterable[Api]) -> tuple[Run, bool]:
    """What a run gave, and whether there was anything to do."""
    with memory(api) as known:
        run = known.run()
        if run is not None:
            return run, False
        run = _make(api, apis)
        known.keep(run)
        return run, True


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


def _make(api: Api, apis: Iterable[Api]) -> Run:
    """Generates all that is asked for of an API. `apis` are all that its lock is of."""
    read, files, exports = build_all(api)
    _replace(api, files)
    for path, text in exports.items():
        write_file(path, text)
    if api.lock:
        names = {relative(api, other.folder) for other in apis}
        write_lock(api, made_of(api, read, wanted_files(api, files, exports)), names)
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
    return Run(outputs=made_digest(api), told=told, has_errors=counts["error"] > 0)


def _replace(api: Api, files: Mapping[str, str]) -> None:
    """Swaps the package in. The lock says meanwhile that files are being written, and no false hash after a kill."""
    if api.lock is None:
        replace_package(api.folder, files)
        return
    before = known_part(api)
    write_lock(api, None)
    try:
        replace_package(api.folder, files)
    except UsageError:
        if before:
            write_lock(api, before)
        else:
            forget_part(api)
        raise
