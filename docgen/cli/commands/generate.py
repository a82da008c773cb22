"""`docgen generate`: the SDK of each API, and the files that go with it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from docgen.cli import memory
from docgen.cli.console import print_error, print_text
from docgen.cli.selection import reading_options, selected_apis
from docgen.project.cache import Run
from docgen.project.configuration import Api, license_name, package_name, release
from docgen.project.lock_file import relative
from docgen.project.up_to_date import freshness
from docgen.project.usage import UsageError
from docgen.project.watch import changes
from docgen.project.write_guard import check_targets
from docgen.reading.dialects.names import DialectError, is_file_of_dialect


def run(options: argparse.Namespace) -> int:
    """0, or 1 where something documented is not in the SDK: the pages have errors, or nothing was generated.

    With `--strict` warnings give 1 too. With `--watch` only Ctrl-C ends it.
    """
    if options.watch:
        _watch(options)
    has_failed = False
    apis = _apis_to_generate(options)
    for api in apis:
        run, _ = _generated(api, apis)
        print_text(run.report, end="")
        has_failed |= run.has_errors or options.strict and run.has_warnings
    return 1 if has_failed else 0


def _watch(options: argparse.Namespace) -> NoReturn:
    """Generates after every change. An error of the first run is raised, a later one is printed."""
    apis = _apis_to_generate(options)
    is_first, is_wrong = True, False
    for _ in changes(lambda: _inputs(options, apis)):
        try:
            apis = _apis_to_generate(options)
            for api in apis:
                run, is_new = _generated(api, apis)
                print_text(run.report if is_new or is_first or is_wrong else "", end="", flush=True)
            is_wrong = False
            if is_first:
                print_text("watching; Ctrl-C stops", flush=True)
                memory.steadily()
        except (UsageError, DialectError, OSError) as error:
            if is_first:
                raise
            print_error(str(error), 2)
            is_wrong = True
        is_first = False
    raise AssertionError("watching ended by itself")


def _inputs(options: argparse.Namespace, apis: Iterable[Api]) -> Iterator[Path]:
    """All that decides what is generated."""
    if options.pages is None:
        yield options.config
        yield options.config.with_name("pyproject.toml")
    for api in apis:
        yield api.pages
        yield from api.partials
        if api.baseline:
            yield api.baseline
        if api.templates:
            yield api.templates
        if api.dialect and is_file_of_dialect(api.dialect):
            yield Path(api.dialect)


def _apis_to_generate(options: argparse.Namespace) -> list[Api]:
    apis = _named(options)
    check_targets(apis, options.config)
    return apis


def _named(options: argparse.Namespace) -> list[Api]:
    if options.pages is None:
        if options.package or options.output or any(_selection(options).values()):
            raise UsageError("these options need PAGES_DIR")
        return selected_apis(options)
    if options.package is None or options.output is None:
        raise UsageError("give --package NAME and --output DIR with PAGES_DIR")
    api = Api(
        pages=options.pages,
        package=package_name(options.package),
        output=options.output,
        dialect=options.dialect,
        **_selection(options),
        **reading_options(options),
    )
    return [api]


def _generated(api: Api, apis: Iterable[Api]) -> tuple[Run, bool]:
    """What a run gave, and whether there was anything to do. `apis` are all that the lock is of."""
    names = {relative(api, other.target) for other in apis} if api.lock else set[str]()
    with freshness(api) as known:
        run = known.run()
        if run is not None:
            return run, False
        # The stages take longer to load than all that was done up to here.
        from docgen.driver.generate import generated

        run = generated(api, names, known)
        known.store(run)
        return run, True


def _selection(options: argparse.Namespace) -> dict[str, Any]:
    names = (name.strip() for option in options.types or () for name in option.split(","))
    return {
        "include": tuple(options.include or ()),
        "exclude": tuple(options.exclude or ()),
        "types": tuple(filter(None, names)),
        "templates": options.templates,
        "examples": options.examples,
        "distribution": release(options.distribution),
        **({"license": license_name(options.license)} if options.license else {}),
    }
