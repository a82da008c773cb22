"""`make score`: our OpenAPI export of Graph v1.0 against the service's own metadata of that week."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from docgen.openapi import openapi_text
from docgen.workspace import read_folder

SHARED = Path(__file__).parents[3] / "shared"


def main() -> int:
    read = read_folder(SHARED / "corpora/graph/v1.0", "graph", name="graph")
    with tempfile.TemporaryDirectory() as folder:
        document, result = Path(folder, "openapi.json"), Path(folder, "score.json")
        document.write_text(openapi_text(read.built.spec), "utf-8")
        scorer = SHARED / "score/score_openapi.py"
        truth = SHARED / "truth/graph-v1.0.csdl.xml"
        command = [sys.executable, scorer, document, truth, "--json", result]
        subprocess.run(command, check=True, capture_output=True)
        found = json.loads(result.read_text("utf-8"))
    scores, lists = found["scores"], found["lists"]
    properties, enums = scores["properties"], scores["enums"]
    addressed = [p for p in lists["paths"] if re.search(r":(?:/|$)", p)]
    resolved = scores["paths"]["ours"] - len(lists["paths"])
    others = scores["paths"]["ours"] - len(addressed)
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
        ("... without `root:/{path}:` addressing, %", _percent(resolved / others), 98.5),
        ("properties with a description", properties["described"], 5126),
        ("API pages read whole, %", _percent(len(whole) / len(api)), 99.6),
    ]
    print(f"{'Graph v1.0':44}{'ours':>8}{'target':>8}")
    for name, ours, target in rows:
        print(f"{name:44}{ours:>8}{target:>8}{'' if ours >= target else '  below'}")
    return 0


def _percent(share: float) -> float:
    return round(100 * share, 2)


def _is_read(page: object) -> bool:
    return not any(d.code in ("DG242", "DG243") for d in getattr(page, "diagnostics"))


if __name__ == "__main__":
    raise SystemExit(main())
