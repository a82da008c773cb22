"""`make generators`: what docgen reads of pages that tools make from OpenAPI documents.

    python tests/benchmarks/generators.py TOOLS [TOOL[/DOCUMENT] ...]

TOOLS is the folder into which the Makefile installed them. Each tool makes pages of each document in
../shared/truth; docgen reads them, guessing the dialect, and score_pair.py compares its OpenAPI export with the very
document that the pages were made from. So the truth is exact, but for what a tool leaves out: no tool writes all.
Cells are `both/truth+ours alone`, or `agree/compared`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from world import SHARED, read_apart, run_scorer

TOOLS: dict[str, tuple[str, ...]] = {  # command lines below TOOLS; IN and OUT are a document and a folder
    "swagger-markdown": ("node", "node_modules/swagger-markdown/dist/swagger-markdown.js", "-i", "IN", "-o", "OUT/api.md"),
    "swagger2md": ("node", "node_modules/swagger2md/bin/index.js", "-i", "IN", "-o", "OUT/api.md"),
    "openapi-markdown": ("node", "node_modules/openapi-markdown/bin/index.js", "-i", "IN", "-o", "OUT/api.md"),
    "openapi-to-md": ("node", "node_modules/openapi-to-md/dist/openapi-to-md.js", "IN", "OUT/api.md"),
    "scalar": ("node", "scalar.mjs", "IN", "OUT/api.md"),
    "openapi2markdown": ("bin/openapi2markdown", "IN", "OUT/api.md"),
    "widdershins": ("node", "node_modules/widdershins/widdershins.js", "--code", "true", "IN", "-o", "OUT/api.md"),
    "openapi-generator": ("bin/openapi-generator-cli", "generate", "-g", "markdown", "-i", "IN", "-o", "OUT", "--skip-validate-spec"),
    "openapi-generator-python": ("bin/openapi-generator-cli", "generate", "-g", "python", "-i", "IN", "-o", "OUT", "--skip-validate-spec"),
}  # fmt: skip
SCALAR = """\
import fs from 'fs'
import { createMarkdownFromOpenApi } from '@scalar/openapi-to-markdown'
fs.writeFileSync(process.argv[3], await createMarkdownFromOpenApi(fs.readFileSync(process.argv[2], 'utf8')))
"""
DOCUMENTS = {
    **{f"{name}": f"widdershins/{name}.openapi.json" for name in ("asana", "mastodon", "petstore", "twilio-video")},
    "gitlab": "widdershins/gitlab.openapi.yaml",
    "prometheus": "prometheus.openapi.yaml",
}  # fmt: skip
COUNTED = {
    "operations": "operations",
    "path parameters": "path",
    "inputs": "inputs",
    "JSON responses": "JSON",
    "response properties": "properties",
    "nested properties": "nested",
}  # rows of score_pair.py, and their heads here
AGREED = {
    "inputs required": "required",
    "inputs types": "types",
    "response types": "prop. types",
    "success codes exact": "statuses",
}
LONGEST_RUN = 300  # seconds


@dataclass(frozen=True)
class Trial:
    tool: str
    document: str

    @property
    def name(self) -> str:
        return f"{self.tool}/{self.document}"


def run(trial: Trial, tools: Path) -> str:
    """The line of the table of one tool and document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth, pages, ours = folder / "truth.json", folder / "pages", folder / "ours.json"
        pages.mkdir()
        source = SHARED / "truth" / DOCUMENTS[trial.document]
        truth.write_text(json.dumps(yaml.safe_load(source.read_text("utf-8")), default=str))
        fault = make(TOOLS[trial.tool], tools, truth, pages)
        if fault:
            return f"{trial.name:37}  {fault}"
        reading = read_apart(pages, None)
        if reading.fault:
            return f"{trial.name:37}  {reading.fault}"
        ours.write_text(reading.document, "utf-8")
        scores = json.loads(run_scorer("score_pair.py", ours, truth, "--json", "-"))["scores"]
    cells = [*map(counted, (scores[row] for row in COUNTED)), *map(agreed, (scores[row] for row in AGREED))]  # fmt: skip
    return f"{trial.name:37}" + "".join(f"{cell:>14}" for cell in cells)


def make(command: tuple[str, ...], tools: Path, document: Path, pages: Path) -> str:
    """Makes the pages of a document; "" where that went well, else what is wrong."""
    values = {"IN": str(document), "OUT": str(pages), "OUT/api.md": str(pages / "api.md")}
    words = [values.get(word, word) for word in command]
    if words[0] != "node":
        words[0] = str(tools.resolve() / words[0])
    try:
        done = subprocess.run(words, cwd=tools, capture_output=True, text=True, timeout=LONGEST_RUN)
    except subprocess.TimeoutExpired:
        return f"the tool ran for more than {LONGEST_RUN} s"
    if any(page.stat().st_size > 1000 for page in pages.rglob("*.md")):
        return ""
    lines = (done.stderr or done.stdout).strip().splitlines()
    return f"the tool made no pages (exit {done.returncode}): {lines[-1][:90] if lines else ''}"


def counted(row: dict[str, Any]) -> str:
    both, truth, ours = (int(row[key]) for key in ("both", "truth", "ours"))
    return f"{both}/{truth}+{ours - both}" if truth else "-"


def agreed(row: dict[str, Any]) -> str:
    return f"{int(row['agree'])}/{int(row['compared'])}" if row["compared"] else "-"


def selected(names: list[str]) -> Iterator[Trial]:
    for tool in TOOLS:
        for document in DOCUMENTS:
            trial = Trial(tool, document)
            if not names or trial.tool in names or trial.name in names:
                yield trial


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("tools", type=Path, metavar="TOOLS")
    parser.add_argument("trials", nargs="*", metavar="TOOL[/DOCUMENT]")
    options = parser.parse_args()
    trials = list(selected(options.trials))
    if not trials:
        sys.exit(f"no such tool or document; tools: {', '.join(TOOLS)}; documents: {', '.join(DOCUMENTS)}")  # fmt: skip
    (options.tools / "scalar.mjs").write_text(SCALAR)
    heads = (*COUNTED.values(), *AGREED.values())
    print(f"{'':37}" + "".join(f"{head:>14}" for head in heads))
    with ThreadPoolExecutor(2) as pool:
        for line in pool.map(lambda trial: run(trial, options.tools), trials):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
