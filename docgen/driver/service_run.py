"""A run over a running service, or over a recording of one.

The configuration of an API and what may be called enter; the comparison leaves, and with `record` the exchanges are written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from docgen.driver.products import package_files, read_part, template_faults
from docgen.driver.progress import progress
from docgen.driver.service import Connection, Limits
from docgen.driver.stages import generated_package
from docgen.driver.workspace import Folder
from docgen.project.configuration import Api
from docgen.project.files import write_file
from docgen.project.usage import UsageError
from docgen.python.requests import common_values
from docgen.records import replace
from docgen.spec.model import Spec
from docgen.spec.routes import Routes
from docgen.spec.subset import SubsetError, matching
from docgen.verify.coverage import coverage
from docgen.verify.loader import GeneratedPackage, imported
from docgen.verify.service.arguments import SAFE, Values
from docgen.verify.service.exchange import Exchange, from_json, scrubbed, to_json
from docgen.verify.service.findings import find
from docgen.verify.service.report import Checked, dry_run_text
from docgen.verify.service.session import Session, Uncalled, dry_run, without_content


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOptions:
    url: str = ""
    allow: tuple[str, ...] = ()  # patterns of operations beside safe ones
    values: Path | None = None
    credential: str | None = None
    limits: Limits = field(default_factory=Limits)
    record: Path | None = None
    replay: Path | None = None


def check_service(api: Api, options: ServiceOptions) -> tuple[Checked, Folder]:
    """The comparison of an API with its service or with a recording. Wrong usage is a `UsageError`."""
    read, spec, package = _package(api)
    if options.replay:
        exchanges: Sequence[Exchange] = _recorded(options.replay, spec)
        called = {exchange.operation for exchange in exchanges}
        reason = f"not in {options.replay}"
        others = (o.id for o in spec.operations if o.id not in called)
        uncalled = tuple(Uncalled(operation=id, reason=reason) for id in others)
        stopped = ""
    else:
        session = _run(api, spec, package, options)
        exchanges = scrubbed(session.exchanges, filter(None, [options.credential]))
        uncalled, stopped = tuple(session.uncalled), session.stopped
    if options.record:
        _write(options.record, exchanges)
    pages = {path: source.text.split("\n") for path, source in read.sources.items()}
    checked = Checked(
        api=api.package,
        folder=read.folder,
        url=options.url,
        result=find(spec, package, pages, exchanges),
        uncalled=(*uncalled, *without_content(spec, exchanges)),
        samples=coverage(spec),
        stopped=stopped,
    )
    return checked, read


def dry_run_of(api: Api, options: ServiceOptions) -> str:
    """What a run would send, as text. Nothing is sent."""
    _, spec, _ = _package(api)
    allowed, values = _allowed(spec, options.allow), _values(spec, options.values)
    return dry_run_text(api.package, list(dry_run(spec, allowed, values)), len(spec.operations))


def _package(api: Api) -> tuple[Folder, Spec, GeneratedPackage]:
    read, omitted = read_part(api)
    spec = read.linked.spec
    planned, files = package_files(api, spec, omitted)
    return read, spec, generated_package(planned, files)


def _run(api: Api, spec: Spec, package: GeneratedPackage, options: ServiceOptions) -> Session:
    url = urlsplit(options.url)
    if url.scheme not in ("http", "https") or not url.hostname or url.username or url.query:
        raise UsageError(
            f"--service takes an address such as https://staging.example/v1, not {options.url}"
        )
    values = _values(spec, options.values)
    session = Session(spec, _allowed(spec, options.allow), values)
    common = common_values(spec, values.common(spec))
    with template_faults(api), imported(package.name, package.files) as root:
        try:
            connection = Connection(
                spec, root, package.calls, options.url, options.credential, options.limits, common
            )
        except ValueError as error:
            raise UsageError(str(error)) from None
        with progress("calling", len(spec.operations), least=1):
            try:
                session.run(connection.send)
            finally:
                connection.close()
    return session


def _allowed(spec: Spec, patterns: Sequence[str]) -> frozenset[str]:
    """The ids of safe operations, and of those that patterns name: a method, and a path with a word in it."""
    allowed = {o.id for o in spec.operations if o.method in SAFE}
    for pattern in patterns:
        method, _, path = pattern.strip().rpartition(" ")
        words = [s for s in path.split("/") if s and not s.startswith("{") and set(s) - {"*"}]
        if not re.fullmatch(r"[A-Za-z]+", method) or not words:
            raise UsageError(
                f"--allow takes a method and a path with a word in it, such as 'POST /rooms/**', not '{pattern}'"
            )
        try:
            allowed |= matching(spec, pattern)
        except SubsetError as error:
            raise UsageError(f"--allow: {error}") from None
    return frozenset(allowed)


def _values(spec: Spec, path: Path | None) -> Values:
    if path is None:
        return Values({})
    try:
        values = Values(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from None
    known = {operation.id for operation in spec.operations}
    for id in values.operations:
        if id not in known:
            raise UsageError(f'{path}: ["{id}"] names no operation')
    return values


def _recorded(folder: Path, spec: Spec) -> list[Exchange]:
    """The exchanges of a recording, each with its operation as the pages document it now."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(f"{folder} has no exchanges; record some with --record {folder}")
    known = {operation.id for operation in spec.operations}
    routes = Routes((o.method, o.path, o) for o in spec.operations)
    found: list[Exchange] = []
    for file in files:
        try:
            exchange = from_json(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot read {file}: {error}") from None
        if exchange.operation not in known:
            method = exchange.operation.partition(" ")[0]
            operation = routes.find(method, exchange.target.partition("?")[0])
            if operation is None:
                continue
            exchange = replace(exchange, operation=operation.id)
        found.append(exchange)
    return found


def _write(folder: Path, exchanges: Sequence[Exchange]) -> None:
    """One file for each exchange, named by its number and its operation; those of an earlier run are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9][0-9][0-9]-*.json"):
        old.unlink()
    for number, exchange in enumerate(exchanges, 1):
        words = re.sub(r"[^A-Za-z0-9]+", "-", exchange.operation).strip("-")[:80]
        write_file(folder / f"{number:04}-{words}.json", to_json(exchange))
