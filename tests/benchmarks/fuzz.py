"""`make fuzz SECONDS=60 SEED=1`: commands over made-up pages until the time is over; exit code 1 with a find.

A find is a fault of docgen (exit code 3), a hang, time that a small page cannot cost, text that is no JSON or no Python,
a control character on a terminal, or a difference between a spec and itself. Its pages are kept in a folder, cut down to
the lines that it takes; `--only N` repeats one folder of a seed.
"""

from __future__ import annotations

import argparse
import ast
import gc
import io
import json
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random

from fuzz_pages import Pages

from docgen.cli.main import main as docgen

LONGEST = 30  # seconds of the processor for one command
HUNG = 600  # seconds for one that waits, on a machine with much else to do
SLOW = 2.0  # seconds of the processor for 100 kB


class Find(Exception):
    """What is wrong, in one line."""


class TimedOut(BaseException):
    """Which docgen does not take for a fault of its own."""


def run(*arguments: str, allowed: tuple[int, ...] = (0, 1)) -> str:
    """What a command prints. Raises `Find`."""
    out, err = io.StringIO(), io.StringIO()
    command = " ".join(arguments[: 2 if arguments[0] == "export" else 1])
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = docgen(list(arguments))
    except TimedOut:
        raise Find(f"{command}: takes longer than {LONGEST} s") from None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise Find(f"{command}: {type(error).__name__}: {error}") from error
    if code not in allowed:
        raise Find(f"{command}: exit code {code}: {err.getvalue().strip()[:300]}")
    odd = {c for c in out.getvalue() + err.getvalue() if not c.isprintable() and c != "\n"}
    if odd and arguments[0] != "export":
        raise Find(f"{command}: prints {sorted(odd)}")
    return out.getvalue()


def check(pages: Mapping[str, str], folder: Path) -> None:
    """Raises `Find` where something does not hold for these pages."""
    api, out = folder / "pages", folder / "out"
    for path, text in pages.items():
        (api / path).parent.mkdir(parents=True, exist_ok=True)
        (api / path).write_bytes(text.encode("utf-8", "replace"))
    start = time.process_time()
    reading = (str(api), "--no-cache", "--jobs", "1")
    run("lint", *reading, "--level", "note")
    run("lint", *reading, "--format", "github")
    run("survey", str(api))
    for kind in ("spec", "openapi", "jsonschema"):
        run("export", kind, *reading, "-o", str(folder / f"{kind}.json"))
        _strict((folder / f"{kind}.json").read_text("utf-8"), kind)
    run("generate", *reading, "--package", "sdk", "--output", str(out), "--examples")
    for path in out.rglob("*.py"):
        try:
            ast.parse(path.read_text("utf-8"))
        except (SyntaxError, ValueError) as error:
            raise Find(f"generate: {path.relative_to(out)}: {error}") from None
    run("verify", *reading)
    run("snippets", *reading, "-o", str(folder / "snippets"))
    run("report", *reading, "-o", str(folder / "report.html"))
    for kind in ("spec", "openapi"):
        changes = run("diff", str(folder / f"{kind}.json"), *reading)
        if not changes.startswith("no changes"):
            raise Find(f"diff {kind}: {changes[:300]}")
    run("lint", *reading, "--fix")
    size = sum(len(text) for text in pages.values())
    if (spent := time.process_time() - start) > 8 * SLOW * max(1.0, size / 100_000):
        raise Find(f"all commands: {spent:.1f} s for {size} characters")


def _strict(text: str, kind: str) -> None:
    def refused(constant: str) -> None:
        raise Find(f"export {kind}: {constant} is no JSON")

    json.loads(text, parse_constant=refused)


def fault(pages: Mapping[str, str]) -> str:
    """What does not hold for these pages, "" for nothing."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    signal.alarm(HUNG)
    try:
        with tempfile.TemporaryDirectory() as folder:
            check(pages, Path(folder))
    except (Find, TimedOut) as found:
        return str(found) or "a hang"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
    return ""


def smaller(pages: Mapping[str, str], message: str) -> dict[str, str]:
    """The pages, then the lines, that the same fault takes."""
    start = message.split(":")[0]
    kept = dict(pages)
    deadline = time.monotonic() + 60

    def is_same(candidate: Mapping[str, str]) -> bool:
        return time.monotonic() < deadline and fault(candidate).startswith(start)

    for path in pages:
        candidate = {name: text for name, text in kept.items() if name != path}
        kept = candidate if candidate and is_same(candidate) else kept
    for path in [*kept]:
        for size in (32, 8, 2, 1):
            lines = kept[path].split("\n")
            at = 0
            while at < len(lines):
                fewer = lines[:at] + lines[at + size :]
                if is_same({**kept, path: "\n".join(fewer)}):
                    lines = fewer
                else:
                    at += size
            kept[path] = "\n".join(lines)
    return kept


def folders(seed: int) -> Iterator[dict[str, str]]:
    number = 0
    while True:
        yield Pages(Random(f"{seed} {number}")).folder()
        number += 1


def _timed_out(*_: object) -> None:
    raise TimedOut


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", type=int)
    parser.add_argument("--only", type=int, metavar="N", help="the folder of this number")
    parser.add_argument("--most", type=int, metavar="N", help="folders, the same on any machine")
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"), metavar="DIR")
    options = parser.parse_args()
    signal.signal(signal.SIGALRM, _timed_out)
    signal.signal(signal.SIGPROF, _timed_out)
    end = time.monotonic() + options.seconds
    finds: dict[str, str] = {}
    number = -1
    for number, pages in enumerate(folders(options.seed)):
        if number == options.most:
            break
        if time.monotonic() > end or (options.only is not None and number > options.only):
            break
        if options.only is not None and number < options.only:
            continue
        message = fault(pages)
        gc.collect()  # a command leaves that to the end of its process
        if not message:
            continue
        kind = message[:60]
        print(f"seed {options.seed}, folder {number}: {message}", flush=True)
        if kind not in finds:
            finds[kind] = message
            for path, text in smaller(pages, message).items():
                file = options.finds / f"{options.seed}-{number}" / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode("utf-8", "replace"))
    print(f"seed {options.seed}: {number} folders, {len(finds)} kinds of finds")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
