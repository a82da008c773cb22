"""Two real services on loopback: Synapse and Prometheus, each with something to answer about.

Synapse runs from an environment of its own, `.services/synapse`, which `make test-services` creates; Prometheus is Debian's.
Each has a folder for its data, is reached at a free port, and sends nothing to another address.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SYNAPSE = Path(os.environ.get("SYNAPSE_ENV") or ROOT / ".services" / "synapse")
CORPORA = ROOT.parent / "shared" / "corpora"
_START = 60  # seconds


@dataclass(frozen=True, kw_only=True)
class Service:
    url: str
    token: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # what a values file has for it

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def values_file(self) -> str:
        """The values as TOML."""
        tables = {key: item for key, item in self.values.items() if isinstance(item, dict)}
        plain = {key: item for key, item in self.values.items() if key not in tables}
        rows = _rows(plain)
        for name, table in tables.items():
            rows += [f"[{json.dumps(name)}]", *_rows(table)]
        return "".join(f"{row}\n" for row in rows)


def _rows(table: dict[str, Any]) -> list[str]:
    return [f"{json.dumps(key)} = {_toml(value)}" for key, value in table.items()]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(_rows(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def prometheus_missing() -> str:
    """Why Prometheus cannot run here, "" if it can."""
    return "" if shutil.which("prometheus") else "no prometheus: apt-get install prometheus"


def synapse_missing() -> str:
    """Why Synapse cannot run here, "" if it can."""
    is_there = (SYNAPSE / "bin" / "register_new_matrix_user").exists()
    return "" if is_there else f"no Synapse in {SYNAPSE}: make test-services"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], ready: str, folder: Path) -> Iterator[None]:
    """A process that answers at `ready`; ended with the block."""
    log = folder / "output.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        end = time.monotonic() + _START
        while not _answers(ready):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


# Prometheus

_RULES = """\
groups:
- name: example
  interval: 1s
  rules:
  - record: job:up:sum
    expr: sum by (job) (up)
  - alert: Always
    expr: up == 1
    labels: {severity: page}
    annotations: {summary: it is up}
"""


@contextmanager
def prometheus(folder: Path) -> Iterator[Service]:
    """Prometheus, which scrapes itself once a second."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    configuration = {
        "global": {"scrape_interval": "1s"},
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            {"job_name": "prometheus", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        ],
    }
    (folder / "prometheus.yml").write_text(json.dumps(configuration))
    (folder / "rules.yml").write_text(_RULES)
    command = [
        "prometheus",
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=data",
        f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-admin-api",
        "--web.enable-lifecycle",
    ]
    with running(command, f"{url}/-/ready", folder):
        _until(lambda: _sample_count(url) > 0)
        _until(lambda: bool(call(url, "GET", "/api/v1/alerts")["data"]["alerts"]))
        now = int(time.time())
        values = {
            "query": "up",
            "match[]": "up",
            "start": str(now - 60),
            "end": str(now + 60),
            "step": "15s",
            "label_name": "job",
            "metric": "go_goroutines",
            "match_target": '{job="prometheus"}',
        }
        yield Service(url=url, values=values)


def _sample_count(url: str) -> int:
    answer = call(url, "GET", "/api/v1/query?query=job:up:sum")
    return len(answer["data"]["result"])


def _until(is_true: Any) -> None:
    end = time.monotonic() + _START
    while not is_true():
        if time.monotonic() > end:
            raise RuntimeError("the service has nothing to answer about")
        time.sleep(0.1)


# Synapse

NAME, OTHER = "docgen.test", "other.docgen.test"


@contextmanager
def synapse(folder: Path) -> Iterator[Service]:
    """Synapse with an administrator, two users, rooms, events, media, a report and a registration token."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    python = SYNAPSE / "bin" / "python"
    make = [python, "-m", "synapse.app.homeserver", "--generate-config", "--report-stats=no"]
    place = ["--server-name", NAME, "--config-path", "homeserver.yaml", "--data-directory", "."]
    subprocess.run([*make, *place], cwd=folder, check=True, capture_output=True)
    own = {
        "listeners": [
            {
                "port": port,
                "bind_addresses": ["127.0.0.1"],
                "type": "http",
                "resources": [{"names": ["client", "federation"]}],
            }
        ],
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "server_notices": {"system_mxid_localpart": "notices"},
        "account_validity": {"enabled": True, "period": "52w"},
        "rc_login": {k: {"per_second": 1000, "burst_count": 1000} for k in ("address", "account")},
        "rc_message": {"per_second": 1000, "burst_count": 1000},
        "rc_admin_redaction": {"per_second": 1000, "burst_count": 1000},
    }
    (folder / "own.yaml").write_text(json.dumps(own))
    files = ["-c", "homeserver.yaml", "-c", "own.yaml"]
    command = [str(python), "-m", "synapse.app.homeserver", *files]
    with running(command, f"{url}/health", folder):
        register = [str(SYNAPSE / "bin" / "register_new_matrix_user"), "-c", "homeserver.yaml"]
        secret = ["-u", "admin", "-p", "a-password", "-a", url]
        subprocess.run([*register, *secret], cwd=folder, check=True, capture_output=True)
        yield _filled(url, folder)


def _filled(url: str, folder: Path) -> Service:
    token = _login(url, "admin")
    for name in ("alice", "bob", "carol", "dave"):
        user = f"@{name}:{NAME}"
        about = {
            "password": "a-password",
            "displayname": name.title(),
            "threepids": [{"medium": "email", "address": f"{name}@docgen.test"}],
            "external_ids": [{"auth_provider": "oidc-example", "external_id": f"{name}-1"}],
        }
        call(url, "PUT", f"/_synapse/admin/v2/users/{user}", about, token)
    alice, client = _login(url, "alice"), "/_matrix/client/v3"
    bob = _login(url, "bob")
    rooms = [
        call(url, "POST", f"{client}/createRoom", {"name": name, "preset": "public_chat"}, alice)
        for name in ("First", "Second", "Third", "Fourth", "Fifth")
    ]
    room = rooms[0]["room_id"]
    call(url, "POST", f"{client}/rooms/{room}/join", {}, bob)
    events = [
        call(
            url,
            "PUT",
            f"{client}/rooms/{room}/send/m.room.message/t{number}",
            {"msgtype": "m.text", "body": f"message {number}"},
            alice,
        )["event_id"]
        for number in range(6)
    ]
    for number in (0, 1):
        report = {"reason": "a reason", "score": -100}
        call(url, "POST", f"{client}/rooms/{room}/report/{events[number]}", report, bob)
    media = [
        call(url, "POST", f"/_matrix/media/v3/upload?filename={n}.txt", n.encode(), alice)
        for n in ("one", "two")
    ]
    media_id = media[0]["content_uri"].rpartition("/")[2]
    picture = {"msgtype": "m.file", "body": "one.txt", "url": media[0]["content_uri"]}
    call(url, "PUT", f"{client}/rooms/{room}/send/m.room.message/file", picture, alice)
    call(url, "PUT", f"{client}/user/@alice:{NAME}/account_data/org.example", {"a": 1}, alice)
    pusher = {
        "app_id": "org.example",
        "kind": "http",
        "pushkey": "a-key",
        "app_display_name": "Example",
        "device_display_name": "Phone",
        "lang": "en",
        "data": {"url": f"{url}/_matrix/push/v1/notify"},
    }
    call(url, "POST", f"{client}/pushers/set", pusher, alice)
    call(url, "POST", "/_synapse/admin/v1/registration_tokens/new", {"uses_allowed": 1}, token)
    _add_destination(folder, room)
    ids = [one["room_id"] for one in rooms]
    values = {
        "user_id": f"@alice:{NAME}",
        "room_id": room,
        "event_id": events[2],
        "server_name": NAME,
        "media_id": media_id,
        "provider": "oidc-example",
        "external_id": "alice-1",
        "medium": "email",
        "address": f"alice@{NAME}",
        "username": "erin",
        "from_ts": 0,
        "ts": 1000,
        **_of_operations(ids, events),
    }
    return Service(url=url, token=token, values=values)


def _of_operations(rooms: list[str], events: list[str]) -> dict[str, dict[str, Any]]:
    """The values of operations that change something, by operation."""
    v1, v2 = "/_synapse/admin/v1", "/_synapse/admin/v2"
    admin, alice, bob, carol, dave = (
        f"@{n}:{NAME}" for n in ("admin", "alice", "bob", "carol", "dave")
    )
    of_admin = (
        "/_matrix/client/v3/user/{adminUserId}/account_data/io.element.synapse.admin_client_config"
    )
    now = int(time.time() * 1000)
    notice = {"user_id": bob, "content": {"msgtype": "m.text", "body": "a notice"}}
    return {
        f"PUT {of_admin}": {"adminUserId": admin},
        f"POST {v1}/account_validity/validity": {"user_id": carol},
        f"POST {v1}/background_updates/enabled": {"enabled": True},
        f"POST {v1}/background_updates/start_job": {"job_name": "populate_stats_process_rooms"},
        f"POST {v1}/deactivate/{{user_id}}": {"user_id": dave, "content": {"erase": True}},
        f"DELETE {v1}/event_reports/{{report_id}}": {"report_id": 2},
        f"PUT {v1}/experimental_features/{{user_id}}": {"content": {"features": {"msc3881": True}}},
        f"POST {v1}/federation/destinations/{{destination}}/reset_connection": {
            "destination": OTHER
        },
        f"POST {v1}/join/{{room_id_or_alias}}": {"room_id_or_alias": rooms[1], "user_id": bob},
        f"POST {v1}/media/delete": {"before_ts": 40_000_000_000, "content": {}},
        f"POST {v1}/media/{{server_name}}/delete": {"before_ts": 40_000_000_000, "content": {}},
        f"POST {v1}/purge_history/{{room_id}}": {
            "room_id": rooms[1],
            "content": {"delete_local_events": True, "purge_up_to_ts": now},
        },
        f"POST {v1}/purge_history/{{room_id}}/{{event_id}}": {"event_id": events[-1]},
        f"POST {v1}/purge_media_cache": {"before_ts": 40_000_000_000, "content": {}},
        f"POST {v1}/registration_tokens/new": {"token": "a-token", "uses_allowed": 5},
        f"POST {v1}/reset_password/{{user_id}}": {
            "user_id": carol,
            "content": {"new_password": "another", "logout_devices": False},
        },
        f"DELETE {v1}/rooms/{{room_id}}": {"room_id": rooms[2], "content": {"purge": True}},
        f"DELETE {v2}/rooms/{{room_id}}": {"room_id": rooms[3], "content": {"purge": False}},
        f"PUT {v1}/rooms/{{room_id}}/block": {"room_id": rooms[4], "block": True},
        f"POST {v1}/rooms/{{room_id}}/make_room_admin": {"content": {"user_id": bob}},
        f"POST {v1}/send_server_notice": {"content": notice},
        f"PUT {v1}/send_server_notice/{{txnId}}": {"txnId": "1", "content": notice},
        f"PUT {v1}/suspend/{{user_id}}": {"user_id": carol, "content": {"suspend": True}},
        f"POST {v1}/user/{{user_id}}/redact": {"user_id": bob, "content": {"rooms": []}},
        f"PUT {v1}/users/{{user_id}}/admin": {"user_id": bob, "content": {"admin": True}},
        f"POST {v1}/users/{{user_id}}/login": {"user_id": bob},
        f"PUT {v2}/users/{{user_id}}": {"user_id": f"@erin:{NAME}"},
        f"GET {v2}/rooms/{{room_id}}/delete_status": {"room_id": rooms[3]},
        f"POST {v2}/users/{{user_id}}/devices": {"device_id": "A-DEVICE"},
        f"POST {v2}/users/{{user_id}}/delete_devices": {"content": {"devices": ["NONE"]}},
        f"PUT {v2}/users/{{user_id}}/devices/{{device_id}}": {"device_id": "A-DEVICE"},
        f"DELETE {v2}/users/{{user_id}}/devices/{{device_id}}": {"device_id": "A-DEVICE"},
    }


def _login(url: str, name: str) -> str:
    about = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": name},
        "password": "a-password",
    }
    return call(url, "POST", "/_matrix/client/v3/login", about)["access_token"]


def _add_destination(folder: Path, room: str) -> None:
    """Another server, as if it had not been reached: none is asked."""
    with sqlite3.connect(folder / "homeserver.db", timeout=30) as database:
        row = (OTHER, 1557332397936, 3000000, 1557332397936)
        columns = "destination, retry_last_ts, retry_interval, failure_ts"
        database.execute(f"INSERT INTO destinations ({columns}) VALUES (?, ?, ?, ?)", row)
        columns = "destination, room_id, stream_ordering"
        values = (OTHER, room, 5)
        database.execute(f"INSERT INTO destination_rooms ({columns}) VALUES (?, ?, ?)", values)


def call(url: str, method: str, path: str, content: Any = None, token: str = "") -> Any:
    """The JSON that a request gets."""
    if isinstance(content, bytes) and not token:
        raise ValueError("an upload needs a token")
    is_bytes = isinstance(content, bytes)
    data = content if is_bytes else json.dumps(content).encode() if content is not None else None
    headers = {"Content-Type": "text/plain" if is_bytes else "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from None
