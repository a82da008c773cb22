"""`make bench-server`: how fast `docgen serve` starts on Graph v1.0, and how many requests it holds.

Starts twice, so that the second start finds every page in the cache, then lets wrk ask for 30
seconds over 8 connections. Exits 1 when an answer is missing or is no 2xx.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

CORPUS = Path(__file__).parents[3] / "shared/corpora/graph/v1.0"
SECONDS = 30


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[str, float]]:
    """The address of `docgen serve` on a folder, and how many seconds it took to start."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "docgen", "serve", str(folder), "--port", "0"]
    server = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout
        for line in server.stdout:
            if found := re.search(r"http://[\d.]+:\d+", line):
                yield found[0], time.perf_counter() - start
                break
        else:
            raise SystemExit("the server did not start")
    finally:
        server.terminate()
        server.wait()


def main() -> int:
    wrk = shutil.which("wrk")
    if not CORPUS.is_dir() or not wrk:
        print(f"{CORPUS} is not here" if wrk else "wrk is not installed: apt-get install wrk")
        return 1
    with TemporaryDirectory() as cache:
        options = ("--dialect", "graph", "--cache-dir", cache)
        with served(CORPUS, *options) as (_, seconds):
            print(f"start, cold cache  {seconds:6.1f} s")
        with served(CORPUS, *options) as (address, seconds):
            print(f"start, warm cache  {seconds:6.1f} s")
            load = [wrk, "-t1", "-c8", f"-d{SECONDS}s", "--latency", f"{address}/v1.0/users"]
            told = subprocess.run(load, capture_output=True, text=True, check=True).stdout
    print(told, end="")
    return 1 if re.search(r"Non-2xx|Socket errors", told) else 0


if __name__ == "__main__":
    sys.exit(main())
