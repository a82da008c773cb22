"""`docgen verify --service` and `--replay`: the pages against what a service answers.

Options and an API enter; text on stdout or in a file, and an exit code, leave.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from docgen.cli.console import write_report
from docgen.driver.service import Limits
from docgen.driver.service_run import ServiceOptions, check_service, dry_run_of
from docgen.project.configuration import Api
from docgen.project.usage import UsageError
from docgen.verify.service.report import as_findings, as_json, as_text


def run_service(options: argparse.Namespace, apis: Sequence[Api]) -> int:
    """0 when the service is as documented, 1 when an error or a warning says otherwise or nothing was answered."""
    if len(apis) != 1:
        raise UsageError("--service and --replay need one API: give PAGES_DIR, or --api NAME")
    if options.service and options.replay:
        raise UsageError("give --service or --replay, not both")
    if options.mutate is not None:
        raise UsageError("--mutate goes without --service")
    wanted = _options(options)
    if options.dry_run:
        write_report(options.output, dry_run_of(apis[0], wanted), options.format)
        return 0
    checked, read = check_service(apis[0], wanted)
    match options.format:
        case "json":
            text = as_json([checked])
        case "sarif" | "github":
            text = as_findings([checked], options.format)
        case _:
            text = as_text(checked, read.lines, with_coverage=options.coverage)
    write_report(options.output, text, options.format)
    levels = {finding.diagnostic.level for finding in checked.result.findings}
    return 1 if levels & {"error", "warning"} or not checked.result.answered else 0


def _options(options: argparse.Namespace) -> ServiceOptions:
    limits = Limits(
        requests=options.max_requests, rate=options.rate, seconds=float(options.timeout)
    )
    return ServiceOptions(
        url=options.service or "",
        allow=tuple(options.allow),
        values=options.values,
        credential=_credential(options),
        limits=limits,
        record=options.record,
        replay=options.replay,
    )


def _credential(options: argparse.Namespace) -> str | None:
    """The credential, of a variable or a file: never of the command line, which others can read."""
    if options.credential_env and options.credential_file:
        raise UsageError("give --credential-env or --credential-file, not both")
    if name := options.credential_env:
        if not os.environ.get(name):
            raise UsageError(f"the environment variable {name} is not set")
        return os.environ[name].strip()
    if path := options.credential_file:
        try:
            text = path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise UsageError(f"cannot read {path}") from None
        if not text:
            raise UsageError(f"{path} is empty")
        return text
    return None
