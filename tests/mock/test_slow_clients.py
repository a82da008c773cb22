"""`docgen serve` with clients that send half a message, read nothing, or are gone."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from support import PATIENCE, until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "specs/external_connectors/pages"
REPORTED = "socket.accept() out of system resource\n"
HEAD = b"/external/connections HTTP/1.1\r\nHost: x\r\n"
PARTS = {
    "half a head": b"GET " + HEAD + b"X-More: ",
    "half a content": b"POST " + HEAD + b"Content-Length: 1000\r\n\r\n{",
    "half a chunk": b"POST " + HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "nothing": b"",
}


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    at: tuple[str, int]
    log: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(self.at, timeout=PATIENCE)

    def answers(self) -> bool:
        url = f"http://{self.at[0]}:{self.at[1]}/external/connections"
        with urlopen(url, timeout=PATIENCE) as answer:
            return answer.status == 200

    def answers_again(self) -> bool:
        try:
            return self.answers()
        except OSError:
            return False

    def stop(self) -> str:
        """What it printed until it was stopped, beside the dialect."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(PATIENCE) == 130
        return self.log.read_text().replace("dialect: graph (guessed)\n", "")


@contextmanager
def running(log: Path, most_files: int = 4096) -> Iterator[Server]:
    command = [sys.executable, "-m", "docgen", "serve", str(PAGES), "--port", "0"]
    with log.open("w") as err:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=err,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files)),
        )
    assert process.stdout
    found = re.search(r"http://([\d.]+):(\d+)", process.stdout.readline())
    assert found
    try:
        yield Server(process, (found[1], int(found[2])), log)
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_others_are_answered_while_clients_hold_half_a_message(part: bytes, tmp_path: Path):
    with running(tmp_path / "log") as server, ExitStack() as held:
        for _ in range(300):
            client = held.enter_context(server.connect())
            client.sendall(part)
        assert server.answers()
        assert server.stop() == ""  # it waits for none of them, and prints no traceback


def reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@pytest.mark.parametrize("leave", [socket.socket.close, reset], ids=["closed", "reset"])
def test_clients_that_are_gone(leave: Callable[[socket.socket], None], tmp_path: Path):
    with running(tmp_path / "log") as server:
        for part in (*PARTS.values(), b"GET " + HEAD + b"\r\n", (b"GET " + HEAD + b"\r\n") * 20):
            for _ in range(50):
                client = server.connect()
                client.sendall(part)
                leave(client)
        assert server.answers()
        assert server.stop() == ""


def test_a_client_that_never_reads(tmp_path: Path):
    with running(tmp_path / "log") as server, server.connect() as client:
        client.settimeout(0.5)
        with pytest.raises(TimeoutError):
            while True:
                client.sendall((b"GET " + HEAD + b"\r\n") * 100)
        assert server.answers()
        assert server.stop() == ""


def test_more_connections_than_files_are_reported_once(tmp_path: Path):
    with running(tmp_path / "log", most_files=100) as server:
        with ExitStack() as held:
            for _ in range(200):
                held.enter_context(server.connect())
            until(lambda: REPORTED in server.log.read_text())
            time.sleep(1.5)  # asyncio tries once a second
        until(server.answers_again)
        assert server.stop() == REPORTED
