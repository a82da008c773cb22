"""The APIs that a command's options select.

Options enter; APIs leave. Wrong usage is a `UsageError`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from docgen.driver.workers import scheduler
from docgen.project.configuration import Api, read_configuration
from docgen.project.usage import UsageError
from docgen.records import replace


def selected_apis(options: argparse.Namespace) -> list[Api]:
    """What a command is about: PAGES_DIR, as the configuration names it if it does, or all that the configuration names."""
    if getattr(options, "pages", None) is not None:
        apis = [selected_api(options)]
    elif getattr(options, "dialect", None):
        raise UsageError("--dialect needs PAGES_DIR")
    else:
        apis = read_configuration(options.config)
    return [replace(api, **reading_options(options)) for api in apis]


def selected_api(options: argparse.Namespace) -> Api:
    """The API in PAGES_DIR, as the configuration names it if it does."""
    api = configured(options.pages, options) or Api(pages=options.pages)
    return replace(api, dialect=options.dialect, words={}) if options.dialect else api


@dataclass(frozen=True, slots=True, kw_only=True)
class LintedApi:
    """An API whose pages are linted."""

    api: Api
    paths: frozenset[str] = frozenset()  # the pages that are reported; none for all
    baseline: Path | None = None


def linted_apis(options: argparse.Namespace) -> list[LintedApi]:
    """What `docgen lint` is about: a folder of pages, some pages of the configured APIs, or all of these."""
    paths: list[Path] = options.paths
    options.pages = paths[0] if len(paths) == 1 and not paths[0].is_file() else None
    apis = selected_apis(options)
    is_config = any(path.resolve() == options.config.resolve() for path in paths)
    named: dict[int, set[str]] = {}
    for path in () if options.pages or is_config else paths:
        for number, page in _pages_of(path, apis, is_ignored=options.ignore_unknown):
            named.setdefault(number, set()).add(page)
    if paths and not (named or options.pages or is_config):
        return []
    return [
        LintedApi(
            api=api,
            paths=frozenset(named.get(number, ())),
            baseline=options.baseline or api.baseline,
        )
        for number, api in enumerate(apis)
        if not named or number in named
    ]


def _pages_of(path: Path, apis: Sequence[Api], *, is_ignored: bool) -> list[tuple[int, str]]:
    """The number of each API that a file is a page or a partial of, and its path from the folder of pages."""
    if not path.is_file():
        raise UsageError(f"{path} is not a file; name one folder of pages, or pages of docgen.toml")
    real = path.resolve()
    found = [
        (number, Path(os.path.relpath(real, api.pages.resolve())).as_posix())
        for number, api in enumerate(apis)
        if any(real.is_relative_to(folder.resolve()) for folder in (api.pages, *api.partials))
    ]
    if not found and not is_ignored:
        raise UsageError(
            f"{path} is in no folder of docgen.toml; name its folder, or give --ignore-unknown"
        )
    return found


def configured(pages: Path, options: argparse.Namespace) -> Api | None:
    """The API of the configuration whose folder of pages this is, by the path that was given; None without one."""
    if not options.config.is_file():
        return None
    real = os.path.realpath(pages)
    apis = (a for a in read_configuration(options.config) if os.path.realpath(a.pages) == real)
    return next((replace(api, pages=pages) for api in apis), None)


def reading_options(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of an `Api` that configure how its pages are read."""
    if options.executor:
        scheduler(options.executor)  # reports a wrong one even without pages
    folder = options.cache_dir or user_cache_path("docgen")
    cache = None if options.no_cache else folder
    return {"jobs": options.jobs, "workers": options.executor, "cache": cache}
