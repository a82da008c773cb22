"""`make hostile`: the seconds of the processor that a page of 100 kB costs in each command, whatever is on it.

    python tests/benchmarks/hostile.py [SHAPE ...] [--dialect NAME] [--size CHARACTERS]

Each page of `hostile_references.py` is alone in a folder, and the commands run one after another in this process,
without the cache. A page with a command above 2 s is tried twice more in new folders, and the least counts: neighbours
of a shared processor double what a command costs. Prints the shapes that cost more than half a second, and the most of
each command. Exits 1 when a command costs more than 2 s.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hostile_references import PAGES

from docgen.cli.main import main as docgen

SIZE, LIMIT, SHOWN = 100_000, 2.0, 0.5
DIALECTS = ("plain", "graph")
_ALONE = ("--no-cache", "--jobs", "1")
COMMANDS = {
    "survey": ("survey", "pages", "--dialect", "{dialect}"),
    "init": ("init", "pages", "--dialect", "{dialect}"),  # writes what the others read
    "lint": ("lint", *_ALONE),
    "generate": ("generate", *_ALONE),
    "check": ("check", *_ALONE),
    "verify": ("verify", *_ALONE),
    "export": ("export", "openapi", *_ALONE, "-o", "openapi.json"),
    "diff": ("diff", "openapi.json", "pages", "--no-cache"),
    "snippets": ("snippets", *_ALONE, "-o", "snippets"),
    "report": ("report", *_ALONE, "-o", "report.html"),
    "fix": ("lint", "--fix", *_ALONE),
}


def costs(text: str, dialect: str) -> Iterator[tuple[str, float]]:
    """The seconds of each command over a folder with this page alone."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as name:
        page = Path(name, "pages/api/page.md")
        page.parent.mkdir(parents=True)
        page.write_text(text, "utf-8")
        os.chdir(name)
        try:
            for command, words in COMMANDS.items():
                gc.collect()  # what the commands before left, which no process of this command alone has
                start = _seconds()
                with (
                    contextlib.redirect_stdout(io.StringIO()),
                    contextlib.redirect_stderr(io.StringIO()),
                ):
                    exit_code = docgen([word.format(dialect=dialect) for word in words])
                assert exit_code in (0, 1), (command, exit_code)
                yield command, _seconds() - start
        finally:
            os.chdir(before)


def least_costs(text: str, dialect: str) -> dict[str, float]:
    """The least seconds of each command, of up to three folders while one is above the limit."""
    least = dict(costs(text, dialect))
    for _ in range(2):
        if max(least.values()) > LIMIT:
            least = {name: min(least[name], spent) for name, spent in costs(text, dialect)}
    return least


def _seconds() -> float:
    """Of this process and of those that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("shapes", nargs="*", default=[""])
    options.add_argument("--dialect", choices=DIALECTS)
    options.add_argument("--size", type=int, default=SIZE)
    given = options.parse_args()
    shapes = [name for name in PAGES if any(part in name for part in given.shapes)]
    most: dict[str, tuple[float, str]] = {}
    dict(costs("# A\n\n`GET /a`\n", "plain"))  # what is imported once
    print(f"{'':55}" + "".join(f"{command:>10}" for command in COMMANDS))
    for dialect in (given.dialect,) if given.dialect else DIALECTS:
        for name in shapes:
            spent = least_costs(PAGES[name](given.size), dialect)
            for command, seconds in spent.items():
                most[command] = max(most.get(command, (0.0, "")), (seconds, f"{dialect}: {name}"))
            if max(spent.values()) > SHOWN:
                row = "".join(f"{seconds:>10.2f}" for seconds in spent.values())
                print(f"{dialect + ': ' + name:55}{row}", flush=True)
    for command, (seconds, name) in most.items():
        print(f"most of {command}: {seconds:.2f} s ({name})")
    return 1 if any(seconds > LIMIT for seconds, _ in most.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
