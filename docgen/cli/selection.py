"""The APIs that a command's options select.

Options enter; APIs leave. Wrong usage is a `UsageError`.
"""

from __future__ import annotations

import argparse
from typing import Any

from platformdirs import user_cache_path

from docgen.driver.workers import scheduler
from docgen.project.configuration import Api, UsageError, read_configuration
from docgen.records import replace


def selected_apis(options: argparse.Namespace) -> list[Api]:
    """What a command is about: PAGES_DIR, or all that the configuration names."""
    if getattr(options, "pages", None) is not None:
        apis = [Api(pages=options.pages, dialect=options.dialect)]
    elif getattr(options, "dialect", None):
        raise UsageError("--dialect needs PAGES_DIR")
    else:
        apis = read_configuration(options.config)
    return [replace(api, **reading_options(options)) for api in apis]


def reading_options(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of an `Api` that configure how its pages are read."""
    if options.executor:
        scheduler(options.executor)  # reports a wrong one even without pages
    folder = options.cache_dir or user_cache_path("docgen")
    cache = None if options.no_cache else folder
    return {"jobs": options.jobs, "workers": options.executor, "cache": cache}
