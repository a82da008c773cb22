"""`make bench-peers`: docgen on the pages of Graph v1.0 beside generators that read OpenAPI, in one run.

They get our own `docgen export openapi` of the same pages; its time is not counted. Both are
installed by pip into environments of their own, kept in the user's cache. Runs are interleaved;
the table shows medians, ratios to docgen, and what each made.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path
from processes import CORPUS, DOCGEN, compile_docgen, docgen, environment, load, put_aside, scratch

ROUNDS = 3
_AIM = 5  # times as long as docgen: datamodel-code-generator's default run, for its models only


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """A command that makes a package, and the module of it that is imported to try it."""

    name: str
    command: tuple[str, ...]
    output: Path  # a folder
    module: str
    python: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of a generator."""

    seconds: float
    problem: str  # the last line that it printed when it failed, else empty
    left_out: int  # the warnings of what it does not generate


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    compile_docgen()
    print(f"before: {load()}")
    with scratch() as folder:
        document = folder / "openapi.json"
        docgen("export", "openapi", CORPUS, "--dialect", "graph", "-o", document)
        generators = _generators(folder, document)
        found: dict[str, list[Outcome]] = {each.name: [] for each in generators}
        for _ in range(ROUNDS):
            for each in generators:
                found[each.name].append(_run(each, folder))
        _print(generators, found, document)
    print(f"after: {load()}")
    return 0


def _generators(folder: Path, document: Path) -> list[Generator]:
    home = user_cache_path("docgen") / "bench-peers"
    models = environment(home / "models", "datamodel-code-generator")
    client = environment(home / "client", "openapi-python-client")
    literal = folder / "literal.yml"
    literal.write_text("literal_enums: true\n", "utf-8")
    pages = ("generate", str(CORPUS), "--dialect", "graph", "--jobs", "2", "--package", "graph")
    where = ("--cache-dir", str(folder / "cache"), "--output", str(folder / "ours"))
    from_document = ("generate", "--path", str(document), "--overwrite", "--output-path")
    program = str(client.with_name("openapi-python-client"))
    return [
        Generator(
            name="docgen, cold, two jobs",
            command=(*DOCGEN, *pages, *where),
            output=folder / "ours",
            module="graph.models",
            python=Path(sys.executable),
        ),
        Generator(
            name="datamodel-code-generator, models only",
            command=(
                str(models.with_name("datamodel-codegen")),
                *("--input", str(document), "--input-file-type", "openapi"),
                *("--output", str(folder / "models")),
            ),
            output=folder / "models",
            module="microsoft.graph",
            python=models,
        ),
        Generator(
            name="openapi-python-client",
            command=(program, *from_document, str(folder / "client")),
            output=folder / "client",
            module="api_client.models",
            python=client,
        ),
        Generator(
            name="the same with literal_enums",
            command=(program, *from_document, str(folder / "literal"), "--config", str(literal)),
            output=folder / "literal",
            module="api_client.models",
            python=client,
        ),
    ]


def _run(generator: Generator, folder: Path) -> Outcome:
    """Generates from nothing."""
    put_aside(folder, generator.output, folder / "cache")
    # openapi-python-client formats with the ruff that it finds.
    paths = f"{generator.python.parent}{os.pathsep}{os.environ['PATH']}"
    wide = {"PATH": paths, "COLUMNS": "1000"}
    start = time.perf_counter()
    done = subprocess.run(
        generator.command, cwd=folder, capture_output=True, text=True, env={**os.environ, **wide}
    )
    seconds = time.perf_counter() - start
    told = done.stdout + done.stderr
    codes = (0, 1) if generator.command[: len(DOCGEN)] == DOCGEN else (0,)
    has_failed = done.returncode not in codes
    return Outcome(
        seconds=seconds,
        problem=(told.strip().splitlines() or ["no word"])[-1] if has_failed else "",
        left_out=len(re.findall(r"^WARNING parsing|^Unable to process", told, re.M)),
    )


def _print(generators: list[Generator], found: dict[str, list[Outcome]], document: Path) -> None:
    base = statistics.median(run.seconds for run in found[generators[0].name])
    print(f"the document: {document.stat().st_size / 2**20:.1f} MiB\n")
    heads = ("seconds", "ratio", "files", "lines", "MiB")
    print(f"{'Graph v1.0, median of ' + str(ROUNDS):40}" + "".join(f"{h:>9}" for h in heads))
    for each in generators:
        runs = found[each.name]
        seconds = statistics.median(run.seconds for run in runs)
        print(f"{each.name:40}{seconds:>9.2f}{seconds / base:>9.2f}", end="")
        if problem := runs[-1].problem:
            print(f"  failed: {problem}")
            continue
        texts = [path.read_text("utf-8") for path in each.output.rglob("*.py")]
        lines = sum(text.count("\n") for text in texts)
        size = sum(len(text.encode()) for text in texts) / 2**20
        print(f"{len(texts):>9}{lines:>9}{size:>9.1f}  {_tried(each)}", end="")
        print(f"; {runs[-1].left_out} left out" if runs[-1].left_out else "")
    models = statistics.median(run.seconds for run in found[generators[1].name])
    print(f"\ndocgen takes {base / models:.2f} of {generators[1].name}; asked: {1 / _AIM:.2f}")


def _tried(generator: Generator) -> str:
    """Whether what was made can be imported."""
    done = subprocess.run(
        [str(generator.python), "-W", "ignore", "-c", f"import {generator.module}"],
        cwd=generator.output,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return f"made, but import fails: {done.stderr.strip().splitlines()[-1]}"
    return "made, imports"


if __name__ == "__main__":
    raise SystemExit(main())
