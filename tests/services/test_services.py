"""`docgen verify --service` over the whole documentation of two real services. `make test-services` runs it.

The pages are those of the corpora beside this repository. Each test that measures prints its number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from planted import plant
from running_services import CORPORA, NAME, OTHER, Service
from support import PATIENCE

from docgen.cli.main import main

pytestmark = [pytest.mark.services, pytest.mark.slow]

ALLOWED = {
    "synapse": ["POST /_synapse/**", "PUT /_synapse/**", "PUT /_matrix/**", "DELETE /_synapse/**"],
    # Not /-/quit, which ends the service.
    "prometheus": ["POST /api/**", "PUT /api/**", "POST /-/reload", "PUT /-/reload"],
}
# What a fresh server of this version cannot answer: PostgreSQL; a user with keys for cross-signing.
BEYOND = {
    "GET /_synapse/admin/v1/statistics/database/rooms",
    "POST /_synapse/admin/v1/users/{user_id}/_allow_cross_signing_replacement_without_uia",
    "POST /-/quit",
    "PUT /-/quit",
}
# Findings that an earlier run over the services had, each compared by hand: the pages say otherwise.
TRUE = {
    "synapse": [
        ("admin_api/media_admin_api.md", "DG608", "media_info.authenticated"),
        ("admin_api/user_admin_api.md", "DG606", "pushers[].device_id"),
        ("admin_api/rooms.md", "DG606", "rooms[].room_version"),
        ("admin_api/rooms.md", "DG613", "ts"),
    ],
    "prometheus": [
        ("querying/api.md", "DG604", "GET /api/v1/features"),
        ("querying/api.md", "DG604", "GET /api/v1/parse_query"),
        ("querying/api.md", "DG607", "data.hostname"),
        ("querying/api.md", "DG606", "data.headStats.numLabelPairs"),
    ],
}


@dataclass(frozen=True, kw_only=True)
class Ran:
    name: str
    report: dict[str, Any]
    record: Path
    text: str  # of all that was written

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.report["findings"]


Run = Callable[[str, Service], Ran]


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over a whole service, once for each."""
    done: dict[str, Ran] = {}

    def run(name: str, service: Service) -> Ran:
        if name not in done:
            folder = tmp_path_factory.mktemp(f"run-{name}")
            done[name] = _run(name, service, folder)
        return done[name]

    return run


def _run(name: str, service: Service, folder: Path) -> Ran:
    (folder / "values.toml").write_text(service.values_file())
    arguments = ["verify", str(CORPORA / name), "--service", service.url, "--format", "json"]
    for pattern in ALLOWED[name]:
        arguments += ["--allow", pattern]
    if service.token:
        (folder / "token").write_text(service.token)
        arguments += ["--credential-file", str(folder / "token")]
    files = ["--record", str(folder / "record"), "-o", str(folder / "report.json")]
    assert main([*arguments, "--values", str(folder / "values.toml"), *files]) == 1
    report = json.loads((folder / "report.json").read_text())
    written = [folder / "report.json", *(folder / "record").glob("*.json")]
    text = "".join(path.read_text() for path in written)
    return Ran(name=name, report=report["apis"][0], record=folder / "record", text=text)


@pytest.fixture(params=["synapse", "prometheus"])
def whole(request: pytest.FixtureRequest, ran: Run) -> Ran:
    return ran(request.param, request.getfixturevalue(request.param))


SCRIPTS = {"synapse": "synapse_admin", "prometheus": "prometheus_api"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_typed_script_of_a_user_runs(name: str, request: pytest.FixtureRequest, tmp_path: Path):
    """With the generated package, and without an error of pyright. It comes before the runs, which change much."""
    service: Service = request.getfixturevalue(name)
    pages, package = str(CORPORA / name), SCRIPTS[name]
    main(["generate", pages, "--package", package, "--output", str(tmp_path)])
    values = service.values
    env = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "URL": service.url,
        "TOKEN": service.token,
        "SERVER_NAME": NAME,
        "OTHER": OTHER,
        "ROOM_ID": values.get("room_id", ""),
    }
    script = str(Path(__file__).parent / f"use_{name}.py")
    check = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, script]
    for command in ([sys.executable, script], check):
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_operations_that_the_service_has_are_answered(whole: Ran):
    """95 % of those that a fresh server can answer."""
    unknown = {f["operation"] for f in whole.findings if f["code"] == "DG604"}
    answered = {r["operation"] for r in whole.report["requests"] if 200 <= r["status"] < 300}
    known = {r["operation"] for r in whole.report["requests"]}
    known |= {u["operation"] for u in whole.report["uncalled"]}
    possible = known - unknown - BEYOND
    print(
        f"{whole.name}: {len(answered)} of {len(possible)} answered; not {sorted(possible - answered)}"
    )
    assert len(answered & possible) >= 0.95 * len(possible)


def test_each_answer_is_read(whole: Ran):
    assert [f for f in whole.findings if f["code"] == "DG616"] == []


def test_known_differences_are_found(whole: Ran):
    found = [(f["path"], f["code"], f["message"]) for f in whole.findings]
    for path, code, word in TRUE[whole.name]:
        assert any(p.endswith(path) and c == code and word in m for p, c, m in found), word


def test_no_secret_is_written(whole: Ran, synapse: Service):
    assert synapse.token not in whole.text


def test_a_recording_gives_the_same_findings(whole: Ran, tmp_path: Path):
    output = tmp_path / "again.json"
    arguments = ["verify", str(CORPORA / whole.name), "--replay", str(whole.record)]
    assert main([*arguments, "--format", "json", "-o", str(output)]) == 1
    assert json.loads(output.read_text())["apis"][0]["findings"] == whole.findings


def test_all_gets_of_synapse_take_seconds(synapse: Service, tmp_path: Path):
    (tmp_path / "values.toml").write_text(synapse.values_file())
    (tmp_path / "token").write_text(synapse.token)
    files = ["--values", str(tmp_path / "values.toml"), "-o", str(tmp_path / "report.txt")]
    start = time.monotonic()
    arguments = ["verify", str(CORPORA / "synapse"), "--service", synapse.url]
    main([*arguments, "--credential-file", str(tmp_path / "token"), *files])
    seconds = time.monotonic() - start
    print(f"all GETs of Synapse: {seconds:.1f} s")
    assert seconds < PATIENCE  # 20 on a machine with nothing else to do


def test_planted_differences_are_reported_at_their_lines(
    ran: Run, synapse: Service, prometheus: Service, tmp_path: Path
):
    """38 of 40: keys, types, statuses, and keys that each answer has."""
    rows = [
        row
        for name, service in (("synapse", synapse), ("prometheus", prometheus))
        for row in plant(CORPORA / name, ran(name, service).record, tmp_path / name, 20, 1)
    ]
    missed = [f"{one.path}:{one.line} {one.kind}" for one, is_found in rows if not is_found]
    print(f"{len(rows) - len(missed)} of {len(rows)} planted differences reported; not {missed}")
    assert len(rows) == 40 and len(missed) <= 2


def test_nothing_else_was_connected_to(
    ran: Run, synapse: Service, prometheus: Service, addresses: set[tuple[str, int]]
):
    ran("synapse", synapse), ran("prometheus", prometheus)
    ports = {synapse.port, prometheus.port}
    print(f"connections to {len(addresses)} addresses")
    assert addresses == {("127.0.0.1", port) for port in ports}
