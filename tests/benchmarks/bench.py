"""`make bench`: how long docgen takes on Graph v1.0, beside its parser alone, in one run.

Prints medians in seconds and ratios to the one-process tokenising of the same pages by
markdown-it-py. Runs are interleaved, so that a busy machine slows all of them.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from processes import (
    CORPUS,
    DOCGEN,
    compile_docgen,
    docgen,
    docgen_memory,
    load,
    put_aside,
    scratch,
)

from docgen.driver.read_pages import read_pages
from docgen.driver.stages import build_package, build_plan, build_spec
from docgen.project.sources import read_sources
from docgen.project.templates import read_templates
from docgen.reading.dialects.dialect import load_dialect

ROUNDS = 3


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    compile_docgen()
    print(f"before: {load()}")
    with scratch() as folder:
        runs = _runs(folder)
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, run in runs.items():
                seconds[name].append(run())
        medians = {name: statistics.median(found) for name, found in seconds.items()}
        base = medians["markdown-it-py tokenises"]
        print(f"{'Graph v1.0, median of ' + str(ROUNDS):44}{'seconds':>9}{'ratio':>8}")
        for name, median in medians.items():
            print(f"{name:44}{median:>9.2f}{median / base:>8.2f}")
        saved = statistics.median(_watched(folder))
        print(f"{'generate --watch, from a save to the file':44}{saved:>9.2f}{saved / base:>8.2f}")
        print(f"\n{'most memory of all processes together':44}{'MiB':>9}")
        for name, most in _memory(folder).items():
            print(f"{name:44}{most:>9.0f}")
        stages = _stages()
        print(f"\n{'stages in one process, cold':44}{'seconds':>9}{'ratio':>8}")
        for name, found in stages.items():
            print(f"{name:44}{found:>9.2f}{found / base:>8.2f}")
        seconds_of_black, changed = _black(folder / "out/graph")
        print(f"{'Black over the generated package':44}{seconds_of_black:>9.2f}", end="")
        print(f"{seconds_of_black / base:>8.2f}; {changed} files changed")
    print(f"after: {load()}")
    return 0


def _runs(folder: Path) -> dict[str, Callable[[], float]]:
    pages = folder / "pages"
    shutil.copytree(CORPUS, pages)
    page = pages / "resources/message.md"
    text = page.read_text("utf-8")
    config = folder / "docgen.toml"
    config.write_text('[api.graph]\npages = "pages"\noutput = "out"\ndialect = "graph"\n')
    number = iter(range(1_000_000))
    renamed = _linked_type(pages)

    def cached(command: str, *arguments: str) -> float:
        return docgen(command, *arguments, "--cache-dir", "cache", cwd=folder)

    def cold(jobs: str) -> float:
        put_aside(folder, folder / "cache", folder / "out")
        return cached("generate", "--jobs", jobs)

    def edited() -> float:
        page.write_text(text.replace("Read-only", f"Read-only {next(number)}", 1), "utf-8")
        return cached("generate")

    def renamed_type() -> float:
        """A resource type under another name on its own page; the pages that link it stay."""
        titled = renamed.read_text("utf-8")
        changed = re.sub(r"^# (\w+)", rf"# \g<1>{next(number)}", titled, count=1, flags=re.M)
        changed = re.sub(r'(@odata.type": *"[\w.]+)', rf"\g<1>{next(number)}", changed, count=1)
        renamed.write_text(changed, "utf-8")
        seconds = cached("generate")
        renamed.write_text(titled, "utf-8")
        cached("generate")
        return seconds

    return {
        "markdown-it-py tokenises": _tokenise,
        "generate, cold, one job": lambda: cold("1"),
        "generate, cold, two jobs": lambda: cold("2"),
        "generate, nothing changed": lambda: cached("generate"),
        "check, nothing changed": lambda: cached("check"),
        "generate, one edited description": edited,
        "generate, one renamed type of 200 links": renamed_type,
        "verify, after generate": lambda: cached("verify"),
        "docgen --help": lambda: docgen("--help"),
        "docgen explain DG210": lambda: docgen("explain", "DG210"),
    }


def _memory(folder: Path) -> dict[str, float]:
    put_aside(folder, folder / "cache", folder / "out")
    options = ("--cache-dir", "cache")
    return {
        "generate, cold, two jobs": docgen_memory("generate", "--jobs", "2", *options, cwd=folder),
        "verify, after generate": docgen_memory("verify", *options, cwd=folder),
    }


def _watched(folder: Path) -> Iterator[float]:
    """Seconds from saving a page to the file of its type, for each of some saves."""
    page, made = folder / "pages/resources/message.md", folder / "out/graph/models/_message.py"
    text = page.read_text("utf-8")
    watcher = subprocess.Popen(
        [*DOCGEN, "generate", "--watch", "--cache-dir", "cache"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert watcher.stdout
        while not watcher.stdout.readline().startswith("watching;"):
            assert watcher.poll() is None, "the watcher ended"
        for number in range(ROUNDS):
            time.sleep(1)  # a page is not saved while the watcher is still at the one before
            start = time.perf_counter()
            page.write_text(text.replace("Read-only", f"Read-only saved{number}", 1), "utf-8")
            while not _holds(made, f"saved{number}"):
                assert time.perf_counter() - start < 60, "nothing was generated"
                time.sleep(0.01)
            yield time.perf_counter() - start
    finally:
        watcher.terminate()
        watcher.wait()
        page.write_text(text, "utf-8")


def _holds(file: Path, word: str) -> bool:
    try:
        return word in file.read_text("utf-8")
    except FileNotFoundError:  # while the package is swapped in
        return False


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

    read = read_sources(CORPUS)
    sources = read.sources
    done("load")
    pages = read_pages(sources, load_dialect("graph"))
    done("read")
    spec = build_spec(pages, read.files, load_dialect("graph"), name="graph").spec
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
