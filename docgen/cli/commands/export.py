"""`docgen export`: an API in another format."""

from __future__ import annotations

import argparse

from docgen.cli.console import print_data
from docgen.cli.selection import selected_apis
from docgen.driver.products import read_part
from docgen.openapi.formats import EXPORTS
from docgen.project.files import write_file
from docgen.project.usage import UsageError
from docgen.project.write_guard import check_export
from docgen.spec.model import Spec


def run(options: argparse.Namespace) -> int:
    """0; one API is written."""
    known = selected_apis(options)
    apis = [a for a in known if options.api in (None, a.package)]
    if len(apis) != 1:
        raise UsageError("give PAGES_DIR, or --api NAME with a name from docgen.toml")
    if options.output:
        check_export(options.output, known, options.config)
    spec: Spec = read_part(apis[0])[0].built.spec
    text = EXPORTS[options.kind].text(spec, options.version)
    if options.output:
        write_file(options.output, text)
    else:
        print_data(text)
    return 0
