"""`make exports`: our OpenAPI exports of all corpora and bundled APIs, tried by the tools that others read them with.

    python tests/benchmarks/exports.py [NAME ...]

NAME is a row of the table (`slate/zinc`), or the beginning of some (`slate`). Columns:

    valid      openapi-spec-validator takes the document, in version 3.1
    redocly    errors of `redocly lint` with its recommended rules, and warnings
    models     what datamodel-code-generator makes of it without options: the number of classes
    client     what openapi-python-client makes of it without options: the number of modules, and what it leaves out
    same       export, read, export: the same bytes, in 3.1 and in 3.2; and `docgen diff` sees no change

The tools are installed by pip and npm, once, into the user's cache. Exits 1 when a document has an error, when a tool
fails, or when a document read again is another.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path
from processes import DOCGEN, environment, run, scratch
from world import CORPORA, SHARED

from docgen.openapi.document import openapi_text
from docgen.openapi.formats import OPENAPI_VERSIONS
from docgen.openapi.read_document import read_openapi

BUNDLED = Path(__file__).parents[2] / "specs"


@dataclass(frozen=True)
class Tools:
    """Where the programs are."""

    validator: Path  # the Python that has it
    models: Path
    client: Path
    redocly: Path


def tools() -> Tools:
    """The programs, installed where they are not yet."""
    home = user_cache_path("docgen") / "exports"
    redocly = home / "redocly"
    if not (redocly / "ready").exists():
        redocly.mkdir(parents=True, exist_ok=True)
        run("npm", "install", "--silent", "--prefix", redocly, "@redocly/cli")
        (redocly / "ready").touch()
    return Tools(
        validator=environment(home / "validator", "openapi-spec-validator"),
        models=environment(home / "models", "datamodel-code-generator"),
        client=environment(home / "client", "openapi-python-client", "ruff"),
        redocly=redocly / "node_modules/.bin/redocly",
    )


def apis() -> Iterator[tuple[str, Path]]:
    """The folders of pages by name."""
    for corpus in CORPORA:
        for part in corpus.parts:
            yield part.name, SHARED / "corpora" / part.folder
    for folder in sorted(BUNDLED.iterdir()):
        yield folder.name, folder


def tried(folder: Path, at: Path, programs: Tools) -> dict[str, tuple[str, bool]]:
    """What each tool says about the export of a folder, and whether that is as it must be."""
    documents = {version: at / f"{version}.json" for version in OPENAPI_VERSIONS}
    for version, document in documents.items():
        run(*DOCGEN, "export", "openapi", folder, "--version", version, "-o", document)
    usual = documents[OPENAPI_VERSIONS[0]]
    checks: dict[str, Callable[[], tuple[str, bool]]] = {
        "valid": lambda: _valid(usual, programs),
        "redocly": lambda: _redocly(usual, at, programs),
        "models": lambda: _models(usual, at, programs),
        "client": lambda: _client(usual, at, programs),
        "same": lambda: _same(documents, folder),
    }
    return {name: check() for name, check in checks.items()}


def _valid(document: Path, programs: Tools) -> tuple[str, bool]:
    done = _done([programs.validator, "-m", "openapi_spec_validator", document])
    return ("yes", True) if done.returncode == 0 else (_last_line(done), False)


def _redocly(document: Path, at: Path, programs: Tools) -> tuple[str, bool]:
    done = _done(
        [programs.redocly, "lint", "--format=json", "--max-problems=100000", document], cwd=at
    )
    try:
        totals = json.loads(done.stdout[done.stdout.index("{") :])["totals"]
    except ValueError:
        return _last_line(done), False
    return f"{totals['errors']}; {totals['warnings']}", totals["errors"] == 0


def _models(document: Path, at: Path, programs: Tools) -> tuple[str, bool]:
    made = at / "models"
    program = programs.models.with_name("datamodel-codegen")
    done = _done([program, "--input", document, "--output", made.with_suffix(".py")])
    if done.returncode and "Modular references require" in done.stderr:
        done = _done([program, "--input", document, "--output", made])
    files = [made.with_suffix(".py")] if made.with_suffix(".py").is_file() else made.rglob("*.py")
    if done.returncode:
        return _last_line(done), False
    trees = [ast.parse(file.read_text("utf-8")) for file in files]
    return f"{sum(isinstance(n, ast.ClassDef) for tree in trees for n in tree.body)}", True


def _client(document: Path, at: Path, programs: Tools) -> tuple[str, bool]:
    made = at / "client"
    program = programs.client.with_name("openapi-python-client")
    paths = f"{programs.client.parent}{os.pathsep}{os.environ['PATH']}"
    done = _done(
        [program, "generate", "--path", document, "--output-path", made],
        env={**os.environ, "PATH": paths, "COLUMNS": "1000"},
    )
    if done.returncode:
        return _last_line(done), False
    text = done.stdout + done.stderr
    left_out = len(re.findall(r"^WARNING parsing|^Unable to process", text, re.MULTILINE))
    return f"{len([*made.rglob('*.py')])}; {left_out}", True


def _same(documents: dict[str, Path], folder: Path) -> tuple[str, bool]:
    for version, document in documents.items():
        text = document.read_text("utf-8")
        if openapi_text(read_openapi(text), version) != text:
            return f"another {version}", False
    done = _done([*DOCGEN, "diff", documents[OPENAPI_VERSIONS[0]], folder, "--fail-on", "any"])
    return ("yes", True) if done.returncode == 0 else ("diff sees changes", False)


def _done(
    command: list[object], cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True)


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stderr.strip() or done.stdout.strip() or "it failed without a word").splitlines()
    return lines[-1][:100]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    names = tuple(parser.parse_args().names)
    programs = tools()
    columns = ("valid", "redocly", "models", "client", "same")
    print(f"{'':22}" + "".join(f"{column:>14}" for column in columns), flush=True)
    is_wrong = False
    for name, folder in apis():
        if names and not name.startswith(names):
            continue
        if not folder.is_dir():
            print(f"{name:22}{folder} is not here", flush=True)
            continue
        with scratch() as at:
            results = tried(folder, at, programs)
        print(f"{name:22}" + "".join(f"{results[c][0]:>14}" for c in columns), flush=True)
        is_wrong |= not all(is_right for _, is_right in results.values())
    return 1 if is_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
