"""Pages read on a cluster: a scheduler and two workers of Dask on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support import PATIENCE, until

from docgen.cli.main import main
from docgen.driver.workers import open_workers
from docgen.project.usage import UsageError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = """# r{n} resource type
Namespace: a

Resource number {n}.

## Properties
|Property|Type|Description|
|:---|:---|:---|
|id|String|The key of {n}.|
|next|[r{m}](r{m}.md) collection|The next one.|
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for n in range(420):
        (folder / f"r{n}.md").write_text(PAGE.format(n=n, m=n * 7 % 420))
    return folder


class Cluster:
    """A scheduler of two workers, each a process of its own."""

    def __init__(self, folder: Path, close: ExitStack) -> None:
        self._folder, self._close = folder, close
        self.process = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        log = folder / "scheduler"
        until(lambda: re.search(r"tcp://\S+:\d+", log.read_text()) is not None)
        found = re.search(r"tcp://(\S+:\d+)", log.read_text())
        assert found
        self.at = found[1]
        self.address = f"dask://{self.at}"

    def work(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        given = [f"tcp://{self.at}", "--nthreads", "1", "--no-nanny", "--name", name]
        return self._start("worker", *given, **environment)

    def _start(self, what: str, *given: str, **environment: str) -> subprocess.Popen[bytes]:
        log = self._close.enter_context(
            (self._folder / (given[-1] if what == "worker" else what)).open("w")
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + what, *given, "--no-dashboard"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=self._folder,
            stdout=log,
            stderr=log,
        )
        self._close.callback(process.wait)
        self._close.callback(process.kill)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    with ExitStack() as close:
        yield Cluster(tmp_path / "cluster", close)


def generate(
    pages: Path, output: Path, *more: str, stderr: int | None = None
) -> subprocess.Popen[bytes]:
    """A docgen that reads the code as it is now, as the workers do."""
    given = ["--package", "sdk", "--output", str(output), "--dialect", "graph", "--no-cache"]
    return subprocess.Popen(
        [sys.executable, "-m", "docgen", "generate", str(pages), *given, *more],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=stderr,
    )


def files(output: Path) -> dict[str, bytes]:
    found = (p for p in output.rglob("*") if p.is_file())
    return {p.relative_to(output).as_posix(): p.read_bytes() for p in found}


def test_two_workers_give_what_one_process_gives(cluster: Cluster, pages: Path, tmp_path: Path):
    from distributed import Client

    workers = [cluster.work(name) for name in ("a", "b")]
    with Client(f"tcp://{cluster.at}", set_as_default=False) as client:
        client.wait_for_workers(2, PATIENCE)
        there = generate(pages, tmp_path / "there", "--executor", cluster.address)
        assert there.wait(PATIENCE) == 0
        done = client.run(lambda dask_worker: dask_worker.state.executed_count)
        assert sum(done.values()) == 9 and all(done.values())  # chunks of 50 pages
    assert [worker.poll() for worker in workers] == [None, None]
    assert generate(pages, tmp_path / "here", "--jobs", "1").wait(PATIENCE) == 0
    assert files(tmp_path / "there") == files(tmp_path / "here") != {}


def test_a_killed_worker_is_survived(cluster: Cluster, pages: Path, tmp_path: Path):
    from distributed import Client

    stopped = cluster.work("stopped")
    with Client(f"tcp://{cluster.at}", set_as_default=False) as client:
        client.wait_for_workers(1, PATIENCE)
        stopped.send_signal(signal.SIGSTOP)  # it takes work and does none of it
        running = generate(pages, tmp_path / "there", "--executor", cluster.address)
        until(lambda: any(client.processing().values()))
        cluster.work("other")
        client.wait_for_workers(2, PATIENCE)
        stopped.kill()
        assert running.wait(PATIENCE) == 0
    assert generate(pages, tmp_path / "here", "--jobs", "1").wait(PATIENCE) == 0
    assert files(tmp_path / "there") == files(tmp_path / "here") != {}


@pytest.mark.parametrize("lost", ["scheduler", "worker"])
def test_a_cluster_that_is_lost_is_reported_in_one_line(
    lost: str, cluster: Cluster, pages: Path, tmp_path: Path
):
    from distributed import Client

    worker = cluster.work("stopped")
    with Client(f"tcp://{cluster.at}", set_as_default=False) as client:
        client.wait_for_workers(1, PATIENCE)
        worker.send_signal(signal.SIGSTOP)  # it takes work and does none of it
        running = generate(
            pages, tmp_path / "there", "--executor", cluster.address, stderr=subprocess.PIPE
        )
        until(lambda: any(client.processing().values()))
    (cluster.process if lost == "scheduler" else worker).kill()
    _, printed = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2 and not (tmp_path / "there").exists()
    (line,) = printed.decode().splitlines()
    assert line.startswith(f"docgen: the scheduler at {cluster.address} or its last worker is gone")


def test_a_process_that_the_system_ends_is_reported(pages: Path, tmp_path: Path):
    running = generate(pages, tmp_path / "there", "--jobs", "2", stderr=subprocess.PIPE)
    until(lambda: bool(children(running.pid)) or running.poll() is not None)
    for child in children(running.pid):
        os.kill(child, signal.SIGKILL)
    _, printed = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2, printed
    assert b"docgen: a process was ended from outside" in printed and b"Traceback" not in printed


def children(parent: int) -> list[int]:
    """Processes that another one has started, but for those that only look after resources."""
    found = [
        int(child)
        for tasks in Path(f"/proc/{parent}/task").glob("*/children")
        for child in tasks.read_text().split()
    ]
    return [
        child
        for child in found
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def test_a_worker_with_another_docgen_is_refused(
    cluster: Cluster, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    other = tmp_path / "site/docgen"
    other.mkdir(parents=True)
    for path in (ROOT / "docgen").rglob("*"):
        if path.is_file() and path.suffix in (".py", ".toml", ".json"):
            (other / path.relative_to(ROOT / "docgen")).parent.mkdir(parents=True, exist_ok=True)
            (other / path.relative_to(ROOT / "docgen")).write_bytes(path.read_bytes())
    (other / "values.py").open("a").write("# changed\n")
    cluster.work("a", PYTHONPATH=str(other.parent))
    assert main(["lint", str(pages), "--no-cache", "--executor", cluster.address]) == 2
    assert (
        "docgen: a worker has another version of docgen; install this one there"
        in capsys.readouterr().err
    )


def test_a_scheduler_without_workers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("docgen.driver.workers._PATIENCE", 0.5)
    with pytest.raises(UsageError, match="has no worker; start one"):
        with open_workers(1, cluster.address):
            pass


@pytest.mark.parametrize("address", ["ssh://a:1", "dask://", "dask://a", "dask://a:b", "tcp://a:1"])
def test_what_is_no_address(address: str):
    with pytest.raises(UsageError, match="write dask://HOST:PORT"), open_workers(1, address):
        pass


def test_a_wrong_address_is_told_before_a_page_is_read(tmp_path: Path, capsys: Any):
    assert main(["lint", str(tmp_path / "nope"), "--executor", "foo"]) == 2
    assert capsys.readouterr().err == (
        'docgen: "foo" is not an address of workers; write dask://HOST:PORT\n'
    )


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("docgen.driver.workers._PATIENCE", 0.2)
    with (
        pytest.raises(UsageError, match="no scheduler responds"),
        open_workers(1, "dask://127.0.0.1:9"),
    ):
        pass


def test_without_dask_the_command_for_pip_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'docgen-sdk\[dask\]'"),
        open_workers(1, "dask://a:1"),
    ):
        pass
