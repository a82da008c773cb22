"""`make score`: our OpenAPI export of Graph v1.0 against the service's own metadata of that week.

Below the table stands what the rows below their target lack, by class: what the documentation nowhere names cannot be read.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from docgen.driver.workspace import read_folder
from docgen.openapi.document import openapi_text

SHARED = Path(__file__).parents[3] / "shared"
_TRUTH = SHARED / "truth/graph-v1.0.csdl.xml"


def main() -> int:
    read = read_folder(SHARED / "corpora/graph/v1.0", "graph", name="graph")
    document = json.loads(openapi_text(read.built.spec))
    scores, lists = _score(document)
    # The scorer follows no `root:/{path}:`, which addresses what `root` does.
    document["paths"] = {_ADDRESSED.sub("", path): item for path, item in document["paths"].items()}
    addressed, lists_addressed = _score(document)
    properties, enums = scores["properties"], scores["enums"]
    pages = read.built.pages
    api = [p for p in pages if p.path.startswith("api/") and p.operations]
    whole = [p for p in api if any(s.message.status for s in p.samples) and _is_read(p)]
    rows = [
        ("types both know, of 1,022", scores["types"]["both"], 956),
        ("structural property recall, %", _percent(properties["recall"]), 98.8),
        ("property precision, %", _percent(properties["precision"]), 99.1),
        ("navigation recall, %", _percent(properties["navigation_recall"]), 90),
        ("type agreement, %", _percent(properties["type_agreement"]), 98.5),
        ("base type agreement, %", _percent(scores["base_types"]["agreement"]), 92),
        ("enums both know, of 322", enums["both"], 300),
        ("enum member recall, %", _percent(enums["member_recall"]), 97),
        ("enum member precision, %", _percent(enums["member_precision"]), 97),
        ("method and path pairs", scores["paths"]["operations"], 3000),
        ("paths that resolve, %", _percent(scores["paths"]["resolve_in_csdl"]), 98.5),
        (
            "... with `root:/{path}:` read as `root`, %",
            _percent(addressed["paths"]["resolve_in_csdl"]),
            98.5,
        ),
        ("properties with a description", properties["described"], 5126),
        ("API pages read whole, %", _percent(len(whole) / len(api)), 99.6),
    ]
    print(f"{'Graph v1.0':44}{'ours':>8}{'target':>8}")
    for name, ours, target in rows:
        print(f"{name:44}{ours:>8}{target:>8}{'' if ours >= target else '  below'}")
    _print_missing_enums(lists["enum-types"])
    _print_strange_paths(lists_addressed["paths"])
    return 0


_ADDRESSED = re.compile(r":/\{[^{}]*\}:?(?=/|$)")


def _score(document: Any) -> tuple[Any, Any]:
    """The scorer's figures and its lists of what differs."""
    with tempfile.TemporaryDirectory() as folder:
        given, result = Path(folder, "openapi.json"), Path(folder, "score.json")
        given.write_text(json.dumps(document), "utf-8")
        scorer = SHARED / "score/score_openapi.py"
        command = [sys.executable, scorer, given, _TRUTH, "--json", result]
        subprocess.run(command, check=True, capture_output=True)
        found = json.loads(result.read_text("utf-8"))
    return found["scores"], found["lists"]


def _print_missing_enums(names: list[str]) -> None:
    pages = [p.read_text("utf-8", "replace") for p in (SHARED / "corpora/graph").rglob("*.md")]
    words = {word.lower() for text in pages for word in re.findall(r"\w+", text)}
    short = sorted({name.rpartition(".")[2] for name in names})
    named = [name for name in short if name.lower() in words]
    print(f"\nenumerations of the metadata that we lack: {len(short)}")
    print(f"  the documentation nowhere has their name: {len(short) - len(named)}")
    print(f"  it has the word: {', '.join(named)}")


def _print_strange_paths(paths: list[str]) -> None:
    metadata = _TRUTH.read_text("utf-8").lower()
    print(f"\ndocumented paths that the metadata has not: {len(paths)}")
    classes = Counter("/".join(path.split("/")[:3]) for path in paths)
    for start, count in classes.most_common():
        last = start.rpartition("/")[2].partition("(")[0]
        known = "{" in last or f'name="{last.lower()}"' in metadata
        print(f"  {count:3} below {start}{'' if known else ', a name that it nowhere has'}")


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _is_read(page: object) -> bool:
    return not any(d.code in ("DG242", "DG243") for d in getattr(page, "diagnostics"))


if __name__ == "__main__":
    raise SystemExit(main())
