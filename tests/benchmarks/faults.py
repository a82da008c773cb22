"""`make faults SEED=1`: 40 docs faults of the three corpora, drawn by a seed, to be judged by hand.

Each is printed with its place, the source line and the difference. `SEED="1 --findings"` draws from
messages that are replayed and have something to mend all the same. The command exits 0.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from corpus import CORPORA, FOLDERS

from docgen.diagnostics.formats import as_text
from docgen.driver.stages import build_package, build_plan, generated_package
from docgen.driver.workspace import read_api
from docgen.project.configuration import Api
from docgen.project.templates import read_templates
from docgen.verify.outcomes import Outcome
from docgen.verify.pipeline import judge, replay_samples


def faults(folder: Path, findings: bool) -> Iterator[str]:
    """The docs faults of one corpus as text, or the findings of its replayed messages."""
    read = read_api(Api(pages=folder))
    planned = build_plan(read.built.spec, "sdk", read_templates())
    files = build_package(planned, read_templates())
    built, package = read.built, generated_package(planned, files)
    replays = replay_samples(built.spec, package, built.placeholders, built.objects)
    for outcome in judge(built.spec, package, replays, built.unmatched, built.diagnostics):
        if outcome.verdict == ("replayed" if findings else "docs fault") and outcome.diagnostics:
            told = (
                as_text(d, read.lines(d.at.path), folder=read.folder) for d in outcome.diagnostics
            )
            yield "\n".join((_heading(outcome), *told))


def _heading(outcome: Outcome) -> str:
    """Where the message is, and what keeps it from being replayed."""
    replay = outcome.replay
    assert replay.at, "every documented message has a place"
    where = (
        f"{replay.kind} {replay.at.path}:{replay.at.line} {replay.operation or '(no operation)'}"
    )
    return f"{where}\n    {replay.difference}" if replay.difference else where


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--number", type=int, default=40, metavar="N")
    parser.add_argument("--findings", action="store_true", help="draw from replayed messages")
    options = parser.parse_args()
    found = [text for name in FOLDERS for text in faults(CORPORA / name, options.findings)]
    drawn = random.Random(options.seed).sample(found, min(options.number, len(found)))
    print(f"{len(drawn)} of {len(found)}, seed {options.seed}")
    for number, text in enumerate(drawn, 1):
        print(f"\n{number}. {text}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
