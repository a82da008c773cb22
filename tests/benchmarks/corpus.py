"""`make corpus`: every corpus in ../shared/corpora read, linked, generated, compiled and verified.

Prints a table of counts, seconds by stage and peak memory, and the diagnostics by code. Exits 1
when a corpus cannot be run as a whole.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from docgen.build import build_package, build_plan, build_replays, build_spec
from docgen.dialect import guess_dialect, load_dialect
from docgen.workspace import read_pages, read_sources, read_templates

CORPORA = Path(__file__).parents[3] / "shared/corpora"
FOLDERS = ("graph/v1.0", "onedrive/rest-api", "business-central/api-reference/v2.0")


def measured(folder: Path) -> dict[str, object]:
    """One corpus through every stage."""
    seconds: dict[str, float] = {}
    clock = time.perf_counter()

    def done(stage: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        seconds[stage], clock = round(now - clock, 2), now

    sources, files, unreadable = read_sources(folder)
    dialect = load_dialect(guess_dialect(s.text for s in sources)[0])
    done("load")
    pages = read_pages(sources, dialect)
    done("read")
    built = build_spec(pages, files, dialect, name="corpus")
    done("link")
    templates = read_templates()
    planned = build_plan(built.spec, "corpus", templates)
    done("plan")
    package = build_package(planned, templates)
    done("render")
    for path, text in package.items():
        if path.endswith(".py"):
            compile(text, path, "exec", dont_inherit=True)
    done("compile")
    replays = build_replays(built.spec, planned, package, built.diagnostics)
    done("verify")
    spec = built.spec
    good = Counter(r.kind for r in replays if not r.difference)
    total = Counter(r.kind for r in replays)
    found = Counter(d.code for d in (*unreadable, *built.diagnostics, *planned.diagnostics))
    return {
        "pages": len(sources),
        "types": len(spec.types),
        "enums": len(spec.enums),
        "properties": sum(len(t.properties) for t in spec.types),
        "operations": len(spec.operations),
        "samples": sum(len(o.samples) for o in spec.operations),
        "requests replayed": f"{good['request']}/{total['request']}",
        "responses replayed": f"{good['response']}/{total['response']}",
        "files": len(package),
        "MB": round(sum(len(t.encode()) for t in package.values()) / 1e6, 1),
        **{f"{stage}, s": value for stage, value in seconds.items()},
        "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "codes": dict(sorted(found.items())),
    }


def main() -> int:
    if len(sys.argv) > 1:
        print(json.dumps(measured(Path(sys.argv[1]))))
        return 0
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not here", file=sys.stderr)
        return 1
    columns: list[dict[str, object]] = []
    for folder in FOLDERS:
        # A process of its own, so that peak memory is that of one corpus.
        run = subprocess.run(
            [sys.executable, __file__, str(CORPORA / folder)], capture_output=True, text=True
        )
        if run.returncode:
            print(f"{folder}:\n{run.stderr}", file=sys.stderr)
            return 1
        columns.append(json.loads(run.stdout))
    names = [folder.partition("/")[0] for folder in FOLDERS]
    print(f"{'':20}" + "".join(f"{name:>18}" for name in names))
    for row in (key for key in columns[0] if key != "codes"):
        print(f"{row:20}" + "".join(f"{column[row]!s:>18}" for column in columns))
    codes = sorted({code for column in columns for code in dict(column["codes"])})
    for code in codes:
        print(f"{code:20}" + "".join(f"{dict(c['codes']).get(code, 0):>18}" for c in columns))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
