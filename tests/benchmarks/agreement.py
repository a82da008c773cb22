"""`make agreement`: parameters, types and responses of each reference beside what its service says (issues 21 and 22).

    python tests/benchmarks/agreement.py [CORPUS ...] [--dialect NAME] [--list KIND]

Rows are those of ../shared/score/score_pair.py, over operations that both have, in %: recall/precision where each side
has its own names, else the share that agrees. `asked` is the figure of the issue; with `plain` asked for, nine tenths.
A row below it ends with "below". --list prints what is behind a figure, by the kinds of score_pair.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import world

PLAIN = "plain"
Asked = tuple[float | None, float | None]  # % of recall or agreement, % of precision

ASKED: Mapping[str, Mapping[str, Asked]] = {
    "mastodon": {
        "inputs": (98, 80),
        "inputs required": (96, None),
        "response properties": (98, 95),
        "response types": (98, None),
        "JSON responses": (97.4, None),
        "response enums present": (90, None),
    },
    "discord": {
        "query parameters": (91, None),
        "body properties": (82, 95),
        "inputs required": (88, None),
        "success codes exact": (85, None),
        "JSON responses": (83.8, None),
        "response properties": (82, 92),
        "response types": (95, None),
        "response enums present": (55, None),
    },
    "gitlab": {
        "inputs": (85, 95),
        "inputs placed": (99.9, None),
        "inputs required": (98, None),
        "inputs types": (93, None),
        "input enums present": (85, None),
        "input enums exact": (65, None),
        "success codes exact": (90, None),
        "response properties": (78, 80),
        "nested properties": (62, 97),
    },
    "openbao": {
        "inputs": (85, 81),
        "inputs placed": (99.9, None),
        "inputs types": (83, None),
        "response properties": (75, 92),
        "response types": (95, None),
    },
    "widdershins": {
        "inputs": (99.8, None),
        "inputs placed": (99.8, None),
        "inputs required": (99.8, None),
        "inputs types": (98.5, None),
        "input enums present": (99, None),
        "response properties": (99.8, None),
        "response types": (98.5, None),
        "response enums present": (99, None),
    },
    "slate": {
        "inputs": (93.4, 95),
        "response properties": (89.9, 95),
        "nested properties": (85.1, None),
    },
    "prometheus": {
        "inputs": (95, 95),
        "response properties": (85, 90),
    },
}
# Rows that are printed for each corpus, also where nobody asked for a figure.
COVERED = ("inputs", "query parameters", "body properties", "JSON responses", "response properties", "nested properties")  # fmt: skip
AGREED = ("inputs placed", "inputs required", "inputs types", "input enums present", "input enums exact",
          "success codes exact", "response types", "nested types", "response enums present", "response enums exact")  # fmt: skip


def rows_of(part: world.Part, dialect: str | None, kind: str) -> tuple[dict[str, Counter[str]], list[str]]:  # fmt: skip
    """The scorer's rows of one folder, and what is behind a figure."""
    with tempfile.TemporaryDirectory() as name:
        document, truth = Path(name, "openapi.json"), world.SHARED / "truth" / part.truth
        command = [sys.executable, "-m", "docgen", "export", "openapi"]
        command += [str(world.SHARED / "corpora" / part.folder), "-o", str(document)]
        command += ["--dialect", dialect] if dialect else []
        done = subprocess.run(command, capture_output=True, text=True)
        assert document.is_file(), f"{part.name}: {done.stderr[-2000:]}"
        if part.is_sampled:
            reduced = Path(name, "sampled.json")
            world.run_scorer("sampled.py", truth, "-o", reduced)
            truth = reduced
        figures = Path(name, "figures.json")
        world.run_scorer("score_pair.py", document, truth, *part.options, "--json", figures)
        scored = json.loads(figures.read_text("utf-8"))
    rows = {
        row: Counter({k: n for k, n in scored["scores"][row].items() if isinstance(n, int)})
        for row in (*COVERED, *AGREED)
    }
    return rows, [f"{part.name}: {line}" for line in scored["lists"].get(kind, ())]


def table(corpus: str, dialect: str, rows: Mapping[str, Counter[str]]) -> Iterator[str]:
    """The lines of one corpus in one dialect."""
    share = world.PLAIN_SHARE if dialect == PLAIN else 1
    for row in (*COVERED, *AGREED):
        counts, asked = rows[row], ASKED.get(corpus, {}).get(row, (None, None))
        if row in COVERED:
            pairs = ((counts["both"], counts["truth"]), (counts["both"], counts["ours"]))
        else:
            pairs = ((counts["agree"], counts["compared"]), (0, 0))
        if not pairs[0][1]:
            continue
        ours = [100 * part / whole if whole else None for part, whole in pairs]
        goals = [goal and goal * share for goal in asked]
        is_below = any(g and (o is None or round(o, 1) < round(g, 1)) for g, o in zip(goals, ours))
        cells = [_both(goals), _both(ours), f"{pairs[0][0]} of {pairs[0][1]}"]
        line = f"{corpus:12} {dialect:8} {row:24}" + "".join(f"{cell:>14}" for cell in cells)
        yield line + ("  below" if is_below else "")


def _both(shares: Sequence[float | None]) -> str:
    return "/".join(f"{share:.1f}" for share in shares if share is not None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--dialect", help="read with this one; guessed without")
    parser.add_argument("--list", metavar="KIND", default="", help="print these of score_pair.py too")  # fmt: skip
    options = parser.parse_args()
    if not (world.SHARED / "corpora").is_dir():
        print(f"agreement: skipped; {world.SHARED}, which holds corpora, truth and score, is not here")  # fmt: skip
        return 0
    corpora = [c for c in world.selected(options.corpora) if any(p.truth for p in c.parts)]
    print(f"{'corpus':12} {'dialect':8} {'row':24}{'asked':>14}{'ours':>14}{'of':>14}")
    with ThreadPoolExecutor(2) as pool:
        begun = [
            [pool.submit(rows_of, part, options.dialect, options.list) for part in corpus.parts]
            for corpus in corpora
        ]
        for corpus, parts in zip(corpora, begun):
            total = {row: Counter[str]() for row in (*COVERED, *AGREED)}
            behind: list[str] = []
            for rows, lines in (part.result() for part in parts):
                behind += lines
                for row, counts in rows.items():
                    total[row].update(counts)
            for line in table(corpus.name, options.dialect or "guessed", total):
                print(line, flush=True)
            if behind:
                print(f"{options.list}: {len(behind)}", *behind, sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
