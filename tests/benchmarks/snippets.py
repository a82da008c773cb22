"""`make snippets`: a snippet for each documented request of every corpus, checked by pyright.

Prints how many requests have one, why others have none, and what pyright's strict mode says of the
programs beside the package that they use. Exits 1 when it says anything.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus import CORPORA, FOLDERS

from docgen.cli.commands.snippets import programs
from docgen.driver.stages import build_package, build_plan
from docgen.driver.workspace import read_api
from docgen.project.configuration import Api
from docgen.project.output import replace_package
from docgen.project.templates import read_templates
from docgen.snippets.programs import find_snippets

ELSEWHERE = "the sample request goes to another service"


def checked(folder: Path, output: Path) -> int:
    """The faults that pyright finds in the snippets of one corpus."""
    read = read_api(Api(pages=folder))
    planned = build_plan(read.built.spec, "sdk", read_templates())
    files = build_package(planned, read_templates())
    unmatched = read.built.unmatched
    found = find_snippets(read.built.spec, planned.package, planned.files, files, unmatched)
    made = dict(programs(found))
    replace_package(output, {**made, **{f"sdk/{path}": text for path, text in files.items()}})
    settings = {"include": ["snippets"], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (output / "pyrightconfig.json").write_text(json.dumps(settings))
    run = subprocess.run(
        [Path(sys.executable).with_name("pyright"), "-p", "."],
        cwd=output,
        capture_output=True,
        text=True,
    )
    own = [snippet for snippet in found if not snippet.fault.startswith(ELSEWHERE)]
    print(
        f"{folder.relative_to(CORPORA)}: {len(made)} of {len(found)} requests have a snippet, "
        f"{len(made) / len(own):.1%} of the {len(own)} to the API itself; "
        f"pyright: {run.stdout.splitlines()[-1]}"
    )
    reasons = Counter(re.sub(r'"[^"]*"|\S*/\S+|: .*', "_", s.fault) for s in found if s.fault)
    for reason, number in reasons.most_common():
        print(f"{number:6}  {reason}")
    if run.returncode:
        print(run.stdout)
    return run.returncode


def main() -> int:
    if not CORPORA.is_dir():
        print(f"{CORPORA} is not here", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        codes = [checked(CORPORA / name, Path(folder, name)) for name in FOLDERS]
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main())
