"""`make compare BASE=REV`: whether this checkout makes the same bytes as another revision.

Both versions of docgen run over the same pages: the bundled API and the corpora in ../shared. Compared are the
generated packages, spec.json, both exports, docgen.lock, and what `lint` and `verify` print as JSON. Prints the
files that differ, each with its first differing lines; exits 1 when there are any.

    python tests/benchmarks/compare.py BASE [FILE ...]    only files below these, e.g. graph-lint.json
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice
from pathlib import Path

from processes import scratch

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared/corpora"
PAGES = {
    "external_connectors": (ROOT / "specs/external_connectors/pages", "graph"),
    "graph": (CORPORA / "graph/v1.0", "graph"),
    "onedrive": (CORPORA / "onedrive/rest-api", "onedrive"),
    "business_central": (CORPORA / "business-central/api-reference/v2.0", "business-central"),
}
SHOWN_FILES, SHOWN_LINES = 20, 12


def main(base: str, *only: str) -> int:
    apis = {name: found for name, found in PAGES.items() if found[0].is_dir()}
    for name in PAGES.keys() - apis.keys():
        print(f"{name}: its pages are not here; not compared", file=sys.stderr)
    with scratch() as folder:
        _extract(base, folder / "code")
        with ThreadPoolExecutor(2) as pool:
            sides = [
                pool.submit(_made, code, apis, folder / side)
                for side, code in (("old", folder / "code"), ("new", ROOT))
            ]
            old, new = (side.result() for side in sides)
    differing = [
        path
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path) and (not only or path.startswith(only))
    ]
    for path in differing[:SHOWN_FILES]:
        before, after = (_lines(side.get(path)) for side in (old, new))
        print(*islice(difflib.unified_diff(before, after, path, path, n=0, lineterm=""), SHOWN_LINES), sep="\n")  # fmt: skip
    print(f"{len(differing)} of {len(old.keys() | new.keys())} files differ from {base}")
    return 1 if differing else 0


def _extract(revision: str, folder: Path) -> None:
    """The code of a revision."""
    command = ["git", "archive", "--format=tar", revision, "docgen", "templates"]
    content = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


def _made(code: Path, apis: dict[str, tuple[Path, str]], folder: Path) -> dict[str, bytes]:
    """All that one version makes and prints, by path."""
    folder.mkdir()
    tables = [
        f'[api.{name}]\npages = "{pages}"\noutput = "packages"\ndialect = "{dialect}"\nexamples = true\n'
        f'spec = "{name}.json"\nopenapi = "{name}.openapi.json"\njson_schema = "{name}.schema.json"\n'
        for name, (pages, dialect) in apis.items()
    ]
    (folder / "docgen.toml").write_text("\n".join(tables))
    _docgen(code, folder, "generate", "--no-cache")
    for name, (pages, dialect) in apis.items():
        for command in ("lint", "verify"):
            told = _docgen(code, folder, command, pages, "--dialect", dialect, "--format", "json", "--no-cache")  # fmt: skip
            (folder / f"{name}-{command}.json").write_bytes(told)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "docgen.toml"
    }


def _docgen(code: Path, folder: Path, *command: object) -> bytes:
    """What it prints on stdout. Exit code 1, for findings, is fine."""
    given = [sys.executable, "-m", "docgen", *map(str, command)]
    environment = {**os.environ, "PYTHONPATH": str(code)}
    done = subprocess.run(given, cwd=folder, env=environment, capture_output=True)
    assert done.returncode in (0, 1), f"{code}: {done.stderr.decode()[-2000:]}"
    return done.stdout


def _lines(content: bytes | None) -> list[str]:
    return [] if content is None else content.decode("utf-8", "replace").splitlines()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
