"""`docgen serve`: a server that answers what is documented."""

from __future__ import annotations

import argparse
import logging

from docgen.cli import memory
from docgen.cli.console import print_text
from docgen.cli.selection import selected_apis
from docgen.driver.workspace import read_api
from docgen.project.usage import UsageError
from docgen.verify.placeholders import with_values


def run(options: argparse.Namespace) -> int:
    """0 when it is stopped."""
    try:
        from docgen.mock import server
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen-sdk[serve]'") from None
    apis = selected_apis(options)
    if len(apis) != 1:
        raise UsageError("give PAGES_DIR; docgen.toml names several APIs")
    built = read_api(apis[0]).built
    spec = with_values(built.spec, built.placeholders)
    try:
        bound = server.listen(options.host, options.port)
    except (OSError, UnicodeError) as error:
        at = f"{options.host}:{options.port}"
        raise UsageError(f"cannot listen on {at}: {error}") from None
    logging.getLogger("asyncio").addFilter(server.Once())
    url = server.url_of(bound)
    needed = f'; the credential is "{server.CREDENTIAL}"' if options.require_auth else ""
    count = len(spec.webhooks)
    unsent = f"; {count} webhook{'s are' if count > 1 else ' is'} not sent" if count else ""
    served = f"{len(spec.operations)} operations at {url}{needed}{unsent}"
    print_text(f"{served}; Ctrl-C stops", flush=True)
    memory.steadily()
    server.server(spec, requires_credentials=options.require_auth).run([bound])
    return 0
