"""`docgen lsp`: the language server for editors, on stdin and stdout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from docgen.cli import memory
from docgen.cli.selection import reading_options
from docgen.project.configuration import Api, read_configuration
from docgen.project.usage import UsageError
from docgen.records import replace


def run(options: argparse.Namespace) -> int:
    """0 when the editor ends it. Raises `UsageError` without pygls."""
    try:
        from docgen.cli.lsp.server import create_server
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen-sdk[lsp]'") from None

    def apis(config: Path) -> list[Api]:
        # Processes cannot be forked off beside the threads of the server.
        settings = {**reading_options(options), "jobs": 1}
        return [replace(api, **settings) for api in read_configuration(config)]

    memory.steadily()
    create_server(apis).start_io()
    # pygls closes it.
    sys.stdout = None
    return 0
