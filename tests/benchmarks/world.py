"""`make world`: what docgen reads of every reference in ../shared/corpora, beside what their services say.

    python tests/benchmarks/world.py [CORPUS ...] [--dialect NAME] [--json]

CORPUS is a row of the table, or a part of one (`slate/zinc`). Each corpus is read with its guessed dialect and with
`plain`; with --dialect only with that one. Columns:

    saw        request lines that a simple reading sees (../shared/score/saw.py)
    made       operations of our OpenAPI export, by method and path
    both       request lines that have an operation
    found      operations that the truth has too (../shared/score/score_pair.py), of `of`; and their share of made
    goal       what issue 20 asks for: of `found`, else of `made`; and of the precision. With `plain` asked for, nine tenths
    read       seconds of one process, files to the operations and types of each page
    CPU        seconds of one process, files to Spec: `read`, and what pages say together
    md-it      seconds of markdown-it-py on the same text
    MiB        the most that this process held

Seconds are of the processor, the least of three runs in one process, of which the later ones know words that recur.
Both sides collect garbage as Python does by default, which the commands change for themselves.

The second table is about the operations that both have. Neither typed responses nor replays are counted yet.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[3] / "shared"
EXTENSIONS = (".md", ".mdx", ".markdown", ".md.erb")
RUNS = 3  # of which the least counts
ENOUGH = 12.0  # CPU seconds of runs after which there is no further one
PLAIN_SHARE = 0.9  # of a goal, for `plain` where another dialect was guessed


@dataclass(frozen=True)
class Part:
    """One folder of pages, and what its service says."""

    name: str
    folder: str  # below corpora
    truth: str = ""  # below truth; "" where nobody has one
    options: tuple[str, ...] = ()  # of score_pair.py
    is_sampled: bool = False  # only operations with x-sampled have inputs and responses


@dataclass(frozen=True)
class Corpus:
    """A row of the table; its parts are separate APIs, and their figures are added up."""

    name: str
    parts: tuple[Part, ...]
    goal: int | None = None  # operations that the truth has too
    precision_goal: int | None = None  # %
    made_goal: int | None = None  # operations of the export, where the pages are all there is
    is_new: bool = True  # not read before issue 20


def _single(
    name: str, folder: str, truth: str = "", options: tuple[str, ...] = (), **goals: int
) -> Corpus:
    return Corpus(name, (Part(name, folder, truth, options),), **goals)


_SLATE = "affinity audiobookshelf billplz convertkit fieldwire overloop patreon plate zinc".split()
_WIDDERSHINS = {name: f"{name}.openapi.json" for name in ("asana", "mastodon", "petstore", "twilio-video")}  # fmt: skip
_WIDDERSHINS["gitlab"] = "gitlab.openapi.yaml"

CORPORA = (
    _single(
        "mastodon",
        "mastodon",
        "mastodon.peer.openapi.json",
        goal=208,
        precision_goal=99,
        made_goal=263,
    ),
    _single("discord", "discord", "discord.openapi.json", goal=221, precision_goal=98),
    _single("gitlab", "gitlab/doc/api", "gitlab.openapi.yaml", goal=534, precision_goal=97),
    _single(
        "openbao",
        "openbao/website",
        "vault.openapi.json",
        ("--literal", r"(\w+)_mount_path"),
        goal=570,
        precision_goal=78,
    ),
    Corpus(
        "widdershins",
        tuple(
            Part(f"widdershins/{name}", f"widdershins/{name}", f"widdershins/{truth}")
            for name, truth in sorted(_WIDDERSHINS.items())
        ),
        goal=202,
        precision_goal=100,
    ),
    Corpus(
        "slate",
        tuple(
            Part(f"slate/{n}", f"slate/{n}", f"slate/{n}.openapi.json", is_sampled=True)
            for n in _SLATE
        ),
        goal=651,
        precision_goal=98,
    ),
    _single("basecamp", "basecamp", made_goal=315),
    _single("synapse", "synapse/docs", made_goal=95),
    _single("prometheus", "prometheus/docs", "prometheus.openapi.yaml", goal=36, precision_goal=95),
    _single("graph", "graph/v1.0", is_new=False),
    _single("onedrive", "onedrive/rest-api", is_new=False),
    _single("business-central", "business-central/api-reference/v2.0", is_new=False),
)


@dataclass(frozen=True)
class Reading:
    """What one process makes of a folder of pages."""

    dialect: str
    fault: str  # why there is no document, in docgen's words; "" where there is one
    document: str  # OpenAPI
    pages: int  # that docgen takes for pages
    files: int  # written in Markdown of any kind
    levels: dict[str, int]  # findings
    read_seconds: float
    seconds: float
    markdown_it_seconds: float
    mebibytes: float


def read(folder: Path, dialect: str | None) -> Reading:
    """The API that a folder documents, measured. Runs in a process of its own."""
    from markdown_it import MarkdownIt

    from docgen.diagnostics.diagnostic import LEVELS
    from docgen.driver.read_pages import Unlinked, read_unlinked
    from docgen.driver.workspace import Folder, linked_api
    from docgen.openapi.document import openapi_text
    from docgen.project.configuration import Api
    from docgen.project.sources import named_dialect, read_sources
    from docgen.project.usage import UsageError

    paths = [path for path in sorted(folder.rglob("*")) if path.name.endswith(EXTENSIONS)]
    document, levels, pages, fault = '{"paths": {}}', dict.fromkeys(LEVELS, 0), 0, ""
    read_seconds = link_seconds = 0.0
    try:
        found = read_sources(folder)
        pages = len(found.sources)
        name = dialect or named_dialect(Api(pages=folder), found)
        api = Api(pages=folder, dialect=name)
        unlinked: list[Unlinked] = []
        made: list[Folder] = []
        read_seconds = least_seconds(lambda: unlinked.append(read_unlinked(api)))
        link_seconds = least_seconds(lambda: made.append(linked_api(api, unlinked[-1])))
        document = openapi_text(made[-1].built.spec)
        levels |= Counter(finding.level for finding in made[-1].diagnostics)
    except UsageError as error:
        name, fault = dialect or "plain", str(error)
    except Exception as error:  # a fault of docgen is a figure of this table too
        name, fault = dialect or "guessed", f"{type(error).__name__}: {error}"
    memory = _peak_mebibytes()
    parser = MarkdownIt("commonmark").enable("table")
    texts = [path.read_text("utf-8", "replace") for path in paths]
    return Reading(
        dialect=name,
        fault=fault,
        document=document,
        pages=pages,
        files=len(paths),
        levels=levels,
        read_seconds=read_seconds,
        seconds=read_seconds + link_seconds,
        markdown_it_seconds=least_seconds(lambda: [parser.parse(text) for text in texts]),
        mebibytes=memory,
    )


def least_seconds(run: Callable[[], object]) -> float:
    """CPU seconds of the quickest of a few runs."""
    begin, least = time.process_time(), float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        run()
        least = min(least, time.process_time() - start)
        if time.process_time() - begin > ENOUGH:
            break
    return least


def _peak_mebibytes() -> float:
    rows = Path("/proc/self/status").read_text().splitlines()
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("VmHWM:")), 0.0)


def read_apart(folder: Path, dialect: str | None) -> Reading:
    """`read` in a new process, so that memory and time are its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(read, folder, dialect).result()


Figures = dict[str, Any]

ADDED = ("files", "pages", "saw", "seen", "both", "made", "found", "truth", "errors", "warnings", "notes", "read_seconds", "seconds", "markdown_it_seconds")  # fmt: skip
OPERATIONS = "operations"
_COVERED = {  # rows of score_pair.py, and their heads here
    "inputs": "inputs",
    "headers": "headers",
    "path parameters": "path",
    "success codes": "statuses",
    "JSON responses": "JSON",
    "response properties": "properties",
}
_AGREED = {
    "inputs placed": "placed",
    "inputs required": "required",
    "inputs types": "types",
    "response types": "prop. types",
}


def measure(part: Part, dialect: str | None) -> Figures:
    """The figures of one folder in one dialect."""
    folder = SHARED / "corpora" / part.folder
    reading = read_apart(folder, dialect)
    with tempfile.TemporaryDirectory() as name:
        document = Path(name, "openapi.json")
        document.write_text(reading.document, "utf-8")
        both, _, saw = run_scorer("saw.py", folder, document).strip().partition("/")
        figures: Figures = {
            "part": part.name,
            "dialect": reading.dialect,
            "fault": reading.fault,
            "files": reading.files,
            "pages": reading.pages,
            "saw": int(saw),
            "both": int(both),
            "made": _operations(json.loads(reading.document)),
            **{f"{level}s": count for level, count in reading.levels.items()},
            "read_seconds": reading.read_seconds,
            "seconds": reading.seconds,
            "markdown_it_seconds": reading.markdown_it_seconds,
            "mebibytes": reading.mebibytes,
        }
        if part.truth:
            figures |= _score(document, part)
    return figures


def _operations(document: Any) -> int:
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    kept = ("parameters", "servers", "summary", "description")
    items = document["paths"].values()
    return sum(
        method in methods or method not in kept and isinstance(operation, dict)
        for item in items
        for method, operation in item.items()
    )


def _score(document: Path, part: Part) -> Figures:
    """Operations found, and the scorer's own rows about them."""
    truth = SHARED / "truth" / part.truth
    rows = _rows(document, truth, part.options)
    found = rows[OPERATIONS]
    if part.is_sampled:
        reduced = document.with_name("sampled.json")
        run_scorer("sampled.py", truth, "-o", reduced)
        rows = _rows(document, reduced, part.options)
    return {
        "found": found["both"],
        "truth": found["truth"],
        "ours": found["ours"],
        "rows": {row: rows[row] for row in (*_COVERED, *_AGREED)},
    }


def _rows(document: Path, truth: Path, options: Sequence[str]) -> Any:
    return json.loads(run_scorer("score_pair.py", document, truth, *options, "--json", "-"))[
        "scores"
    ]


def run_scorer(scorer: str, *arguments: object) -> str:
    command = [sys.executable, str(SHARED / "score" / scorer), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{scorer}: {done.stderr[-2000:]}"
    return done.stdout


def total(corpus: Corpus, dialect: str | None, parts: Sequence[Figures]) -> Figures:
    """The figures of a row: those of its parts added up. `dialect` is None where it was guessed."""
    share = PLAIN_SHARE if dialect == "plain" else 1
    added = {key: sum(p[key] for p in parts if key in p) for key in (*ADDED, "ours")}
    scored = [p["rows"] for p in parts if "rows" in p]
    counts = {row: Counter[str]() for row in (*_COVERED, *_AGREED)}
    for rows in scored:
        for row, counter in counts.items():
            counter.update({k: n for k, n in rows[row].items() if isinstance(n, int)})
    return {
        **added,
        "corpus": corpus.name,
        "asked": dialect or "guessed",
        "dialect": "/".join(sorted({p["dialect"] for p in parts})),
        "fault": "; ".join(sorted({p["fault"] for p in parts if p["fault"]})),
        "mebibytes": max(p["mebibytes"] for p in parts),
        "is_scored": bool(scored),
        "is_new": corpus.is_new,
        "goal": corpus.goal and round(corpus.goal * share),
        "made_goal": corpus.made_goal and round(corpus.made_goal * share),
        "precision_goal": corpus.precision_goal,
        "rows": {row: dict(counter) for row, counter in counts.items()},
        "parts": list(parts),
    }


def selected(names: Sequence[str]) -> list[Corpus]:
    """The rows of these names, or of these parts; all without a name."""
    if not names:
        return list(CORPORA)
    rows: list[Corpus] = []
    for name in names:
        for corpus in CORPORA:
            part = next((p for p in corpus.parts if p.name == name), None)
            if corpus.name == name:
                rows.append(corpus)
            elif part:
                rows.append(Corpus(name, (part,)))
    if missing := set(names) - {row.name for row in rows}:
        sys.exit(f"no corpus {', '.join(sorted(missing))}; one of {', '.join(c.name for c in CORPORA)}")  # fmt: skip
    return rows


def all_figures(corpora: Iterable[Corpus], dialect: str | None) -> Iterator[Figures]:
    """The rows of the table, in order."""
    wanted = [dialect] if dialect else [None, "plain"]
    with ThreadPoolExecutor(2) as pool:
        begun = [
            (corpus, name, [pool.submit(measure, part, name) for part in corpus.parts])
            for corpus in corpora
            for name in wanted
        ]
        previous: Figures = {}
        for corpus, name, parts in begun:
            row = total(corpus, name, [part.result() for part in parts])
            row["is_same"] = all(row[k] == previous.get(k) for k in ("corpus", "dialect", "fault"))
            yield row
            previous = row


_COLUMNS = ("files", "pages", "saw", "both", "made", "goal", "found", "of", "goal", "prec.", "goal", "errors", "warn.", "notes", "read", "CPU", "md-it", "ratio", "MiB")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--dialect", help="read with this one only")
    parser.add_argument("--json", action="store_true", help="every figure, those of the parts too")
    options = parser.parse_args()
    if not (SHARED / "corpora").is_dir():
        print(f"world: skipped; {SHARED}, which holds corpora, truth and score, is not here")
        return 0
    rows: list[Figures] = []
    if not options.json:
        print(f"{'corpus':17}{'dialect':10}" + "".join(f"{name:>7}" for name in _COLUMNS))
    for row in all_figures(selected(options.corpora), options.dialect):
        rows.append(row)
        if not options.json and not row["is_same"]:  # what was guessed was `plain`
            print(_line(row), flush=True)
    if options.json:
        print(json.dumps(rows, indent=1))
        return 0
    _print_time(rows)
    rows = [row for row in rows if not row["is_same"]]
    _print_scores(rows)
    for row in rows:
        if row["fault"]:
            print(f"{row['corpus']}, {row['dialect']}: {row['fault']}")
    return 0


def _line(row: Figures) -> str:
    is_scored, goal, made_goal = row["is_scored"], row["goal"], row["made_goal"]
    cells = [
        row["files"],
        row["pages"],
        row["saw"],
        row["both"],
        row["made"],
        made_goal,
        row["found"] if is_scored else None,
        row["truth"] if is_scored else None,
        goal,
        _percent(row["found"], row["ours"]) if is_scored else None,
        row["precision_goal"],
        row["errors"],
        row["warnings"],
        row["notes"],
        f"{row['read_seconds']:.2f}",
        f"{row['seconds']:.2f}",
        f"{row['markdown_it_seconds']:.2f}",
        f"{row['seconds'] / row['markdown_it_seconds']:.2f}" if row["seconds"] else None,
        f"{row['mebibytes']:.0f}",
    ]
    shown = "".join(f"{'-' if cell is None else cell:>7}" for cell in cells)
    is_below = row["found"] < (goal or 0) or row["made"] < (made_goal or 0)
    return f"{row['corpus']:17}{row['dialect'][:9]:10}{shown}{'  below' if is_below else ''}"


def _print_time(rows: Sequence[Figures]) -> None:
    """CPU time of the new corpora together, which may be 1.0 times markdown-it-py's."""
    for asked in dict.fromkeys(row["asked"] for row in rows):
        new = [row for row in rows if row["is_new"] and row["asked"] == asked and row["seconds"]]
        keys = ("read_seconds", "seconds", "markdown_it_seconds")
        read_only, ours, theirs = (sum(row[key] for row in new) for key in keys)
        if len(new) > 1:
            print(
                f"{len(new)} new corpora, {asked}: markdown-it-py {theirs:.2f} s;"
                f" files to operations {read_only:.2f} s, ratio {read_only / theirs:.2f};"
                f" to Spec {ours:.2f} s, ratio {ours / theirs:.2f}"
            )


def _print_scores(rows: Sequence[Figures]) -> None:
    """The second table: recall and precision, then agreement, of what both sides have, in %."""
    scored = [row for row in rows if row["is_scored"] and row["found"]]
    if not scored:
        return
    print("\nof the operations that both have: recall/precision, or agreement, in %")
    print(f"{'':27}" + "".join(f"{name:>12}" for name in (*_COVERED.values(), *_AGREED.values())))
    for row in scored:
        counts = row["rows"]
        cells = [
            f"{_percent(counts[c]['both'], counts[c]['truth'])}/{_percent(counts[c]['both'], counts[c]['ours'])}"
            for c in _COVERED
        ]
        cells += [_percent(counts[c]["agree"], counts[c]["compared"]) for c in _AGREED]
        print(f"{row['corpus']:17}{row['dialect'][:9]:10}" + "".join(f"{c:>12}" for c in cells))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


if __name__ == "__main__":
    raise SystemExit(main())
