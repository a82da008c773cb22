"""`docgen report`: the state of APIs as one page of HTML.

Options enter; a page on stdout or in a file, and an exit code, leave.
"""

from __future__ import annotations

import argparse

from docgen.cli.console import write_report
from docgen.cli.selection import selected_apis
from docgen.cli.verification import verify_api
from docgen.driver.service_run import ServiceOptions, check_service
from docgen.project.configuration import Api
from docgen.project.usage import UsageError
from docgen.project.write_guard import check_file
from docgen.report.page import ApiState, as_html
from docgen.report.states import operation_states


def run(options: argparse.Namespace) -> int:
    """0: a page is written whatever it says. `docgen verify` is the command that fails."""
    known = selected_apis(options)
    if options.output:
        check_file(options.output, known, options.config)
    apis = [api for api in known if options.api in (None, api.package)]
    if not apis:
        raise UsageError("give PAGES_DIR, or --api NAME with a name from docgen.toml")
    if options.replay and len(apis) != 1:
        raise UsageError("--replay needs one API: give PAGES_DIR, or --api NAME")
    states = [_state(api, options) for api in apis]
    write_report(options.output, as_html(states), "html")
    return 0


def _state(api: Api, options: argparse.Namespace) -> ApiState:
    result = verify_api(api)
    checked = None
    if options.replay:
        checked, _ = check_service(api, ServiceOptions(replay=options.replay))
    return ApiState(
        verified=result.verified,
        operations=operation_states(result.spec, result.calls, result.verified.outcomes, checked),
        checked=checked,
    )
