"""`make bench-lsp`: how long an editor waits with Graph open: for the folder, and for the findings of an edited page."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path

from docgen.cli.lsp.session import OpenApi
from docgen.project.configuration import Api

GRAPH = Path(__file__).parents[3] / "shared" / "corpora" / "graph" / "v1.0"
EDITS = 30
SETTLED = 5  # of them


def main() -> None:
    """Prints the seconds."""
    gc.set_threshold(5_000_000, 20, 20)  # as the command does
    cache = Path.home() / ".cache" / "docgen"
    api = Api(pages=GRAPH, dialect="graph", cache=cache)
    OpenApi(api)  # warms the cache
    start, cpu = time.perf_counter(), time.process_time()
    opened = OpenApi(api)
    first = next(iter(opened.opened.source_files.texts))
    opened.at_once(first, opened.opened.source_files.texts[first])
    waited = time.perf_counter() - start
    opened.settle()
    print(f"{len(opened.opened.pages)} pages open, own findings of a page: {waited:.2f} s")
    seconds = time.perf_counter() - start
    print(f"all findings: {seconds:.2f} s, {time.process_time() - cpu:.2f} s of CPU")
    paths = [path for path in opened.opened.source_files.texts][:: 3000 // EDITS]
    at_once, settled = [], []
    for path in paths:
        text = opened.opened.source_files.texts[path] + "\nOne more sentence.\n"
        start = time.perf_counter()
        opened.at_once(path, text)
        at_once.append(time.perf_counter() - start)
        if len(settled) < SETTLED:
            opened.change(path, text)
            start = time.perf_counter()
            opened.settle()
            settled.append(time.perf_counter() - start)
    print(
        f"findings of an edited page: median {1000 * statistics.median(at_once[1:]):.0f} ms, most {1000 * max(at_once[1:]):.0f} ms"
    )
    print(f"findings of all pages after it: median {statistics.median(settled):.2f} s")


if __name__ == "__main__":
    sys.exit(main())
