"""`make bench`: how long docgen takes on Graph v1.0, beside its parser alone, in one run.

Prints medians in seconds and ratios to the one-process tokenising of the same pages by
markdown-it-py. Runs are interleaved, so that a busy machine slows all of them.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from docgen.build import build_package, build_plan, build_spec
from docgen.dialect import load_dialect
from docgen.workspace import read_pages, read_sources, read_templates

CORPUS = Path(__file__).parents[3] / "shared/corpora/graph/v1.0"
ROUNDS = 3


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        runs = _runs(Path(folder))
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                seconds[name].append(run())
        medians = {name: statistics.median(found) for name, found in seconds.items()}
        base = medians["markdown-it-py tokenises"]
        print(f"{'Graph v1.0, median of ' + str(ROUNDS):44}{'seconds':>9}{'ratio':>8}")
        for name, median in medians.items():
            print(f"{name:44}{median:>9.2f}{median / base:>8.2f}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"{'peak memory of the largest process, MiB':44}{peak:>9}")
        stages = _stages()
        print(f"\n{'stages in one process, cold':44}{'seconds':>9}{'ratio':>8}")
        for name, found in stages.items():
            print(f"{name:44}{found:>9.2f}{found / base:>8.2f}")
        seconds_of_black, changed = _black(Path(folder) / "out/graph")
        print(f"{'Black over the generated package':44}{seconds_of_black:>9.2f}", end="")
        print(f"{seconds_of_black / base:>8.2f}; {changed} files changed")
    return 0


def _runs(folder: Path) -> dict[str, Callable[[], float]]:
    pages, cache, output = folder / "pages", folder / "cache", folder / "out"
    shutil.copytree(CORPUS, pages)
    page = pages / "resources/message.md"
    text = page.read_text("utf-8")
    config = folder / "docgen.toml"
    config.write_text('[api.graph]\npages = "pages"\noutput = "out"\ndialect = "graph"\n')
    number = iter(range(1_000_000))
    renamed = _linked_type(pages)

    def docgen(*arguments: str) -> float:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "docgen", *arguments], cwd=folder, capture_output=True
        )
        assert done.returncode in (0, 1), done.stderr
        return time.perf_counter() - start

    def cold(jobs: str) -> float:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
        return docgen("generate", "--jobs", jobs, "--cache-dir", "cache")

    def edited() -> float:
        page.write_text(text.replace("Read-only", f"Read-only {next(number)}", 1), "utf-8")
        return docgen("generate", "--cache-dir", "cache")

    def renamed_type() -> float:
        """A resource type under another name on its own page; the pages that link it stay."""
        titled = renamed.read_text("utf-8")
        changed = re.sub(r"^# (\w+)", rf"# \g<1>{next(number)}", titled, count=1, flags=re.M)
        changed = re.sub(r'(@odata.type": *"[\w.]+)', rf"\g<1>{next(number)}", changed, count=1)
        renamed.write_text(changed, "utf-8")
        seconds = docgen("generate", "--cache-dir", "cache")
        renamed.write_text(titled, "utf-8")
        docgen("generate", "--cache-dir", "cache")
        return seconds

    return {
        "markdown-it-py tokenises": _tokenise,
        "generate, cold, one job": lambda: cold("1"),
        "generate, cold, two jobs": lambda: cold("2"),
        "generate, nothing changed": lambda: docgen("generate", "--cache-dir", "cache"),
        "check, nothing changed": lambda: docgen("check", "--cache-dir", "cache"),
        "generate, one edited description": edited,
        "generate, one renamed type of 200 links": renamed_type,
        "docgen --help": lambda: docgen("--help"),
        "docgen explain DG210": lambda: docgen("explain", "DG210"),
    }


def _linked_type(pages: Path) -> Path:
    """The page of a type that about 200 pages link to."""
    counts: Counter[str] = Counter()
    for path in pages.rglob("*.md"):
        text = path.read_text("utf-8", "replace")
        counts.update(set(re.findall(r"resources/([\w-]+\.md)", text)))
    name = min(counts, key=lambda found: (abs(counts[found] - 200), found))
    return pages / "resources" / name


def _stages() -> dict[str, float]:
    """Seconds by stage, everything in this process."""
    found: dict[str, float] = {}
    clock = time.perf_counter()

    def done(stage: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        found[stage], clock = now - clock, now

    sources, files, _ = read_sources(CORPUS)
    done("load")
    pages = read_pages(sources, load_dialect("graph"))
    done("read")
    spec = build_spec(pages, files, load_dialect("graph"), name="graph").spec
    done("link")
    templates = read_templates()
    planned = build_plan(spec, "graph", templates)
    done("plan")
    build_package(planned, templates)
    done("render")
    return found


def _black(package: Path) -> tuple[float, int]:
    """Seconds that Black takes for a package, and the files that it would change."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "black", "--check", "--line-length", "100", "--workers", "2", "."],
        cwd=package,
        capture_output=True,
        text=True,
        env={**os.environ, "BLACK_CACHE_DIR": str(package.parent / "black")},
    )
    return time.perf_counter() - start, done.stderr.count("would reformat ")


def _tokenise() -> float:
    texts = [path.read_text("utf-8", "replace") for path in sorted(CORPUS.rglob("*.md"))]
    parser = MarkdownIt("commonmark").enable("table")
    start = time.perf_counter()
    for text in texts:
        parser.parse(text)
    return time.perf_counter() - start


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    raise SystemExit(main())
