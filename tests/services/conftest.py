"""The two services, started once, and a record of every address that these tests connect to."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import running_services as services

IS_REQUIRED = os.environ.get("DOCGEN_SERVICES") == "required"


@pytest.fixture(scope="session")
def addresses() -> Iterator[set[tuple[str, int]]]:
    """Every address that something here connected to. A connection to any but loopback fails."""
    seen: set[tuple[str, int]] = set()
    connect = socket.socket.connect

    def recorded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            seen.add((address[0], address[1]))
            assert address[0] in ("127.0.0.1", "::1"), f"a connection to {address}"
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", recorded)
        yield seen


def _skip(reason: str) -> None:
    if reason and IS_REQUIRED:
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@contextmanager
def _running(name: str, folder: Path) -> Iterator[services.Service]:
    missing = {"synapse": services.synapse_missing, "prometheus": services.prometheus_missing}
    _skip(missing[name]())
    if not (services.CORPORA / name).is_dir():
        _skip(f"no pages in {services.CORPORA / name}")
    start = {"synapse": services.synapse, "prometheus": services.prometheus}[name]
    with start(folder) as service:
        yield service


@pytest.fixture(scope="session")
def synapse(
    tmp_path_factory: pytest.TempPathFactory, addresses: set[tuple[str, int]]
) -> Iterator[services.Service]:
    with _running("synapse", tmp_path_factory.mktemp("synapse")) as service:
        yield service


@pytest.fixture(scope="session")
def prometheus(
    tmp_path_factory: pytest.TempPathFactory, addresses: set[tuple[str, int]]
) -> Iterator[services.Service]:
    with _running("prometheus", tmp_path_factory.mktemp("prometheus")) as service:
        yield service
