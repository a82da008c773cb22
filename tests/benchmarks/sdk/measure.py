"""What both workers of `make bench-sdk` share."""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path


def repeated(run: Callable[[], object], times: int) -> float:
    """The median of so many runs, in seconds, after one that warms up."""
    run()
    found: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def rss() -> float:
    """The most memory that this process has had, in MiB."""
    # ru_maxrss holds what the process was before exec as well.
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def tell(**found: object) -> None:
    print(json.dumps(found))
