"""`make replays`: what `docgen verify` says of every reference in ../shared/corpora, by what proves it.

    python tests/benchmarks/replays.py [CORPUS ...]

CORPUS is a row of `make world`, or a part of one. Columns, each with what issue 23 asks for where it asks:

    requests      replayed, of those of a documented operation
    stated        successful responses replayed against types that pages state, of these
    faults        of the stated ones not replayed: those with a mistake of the pages, reported with its line
    left out      responses against types that samples show, replayed against the type that all other samples show, of
                  those with others
    only          responses that are the only evidence of their types
    objects       objects shown as examples of types, read through these
    unproved      responses in whose replay nothing documented was read: only a status, or of an operation without a type
    errors        failures, of which only the status is replayed
    explained     replayed, the only evidence, without a documented value, or a finding at the message's lines
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from world import CORPORA, SHARED, Corpus, selected

from docgen.driver.products import package_files, read_part
from docgen.driver.stages import generated_package
from docgen.project.configuration import Api
from docgen.spec.model import SampleResponse, Spec
from docgen.spec.types import ANY, OBJECT, TypeUse
from docgen.verify.outcomes import Outcome
from docgen.verify.pipeline import judge, replay_samples

GOALS = {  # of issue 23, in %
    "gitlab": {"requests": 96, "stated": 95, "left out": 90},
    "openbao": {"requests": 96, "left out": 88},
    "slate": {"requests": 94, "left out": 85},
    "basecamp": {"requests": 96, "left out": 90},
    "mastodon": {"requests": 95, "stated": 96},
    "widdershins": {"stated": 97},
    "discord": {"objects": 96},
}
COLUMNS = ("requests", "stated", "left out", "objects")


def outcomes_of(folder: Path) -> tuple[Spec, tuple[Outcome, ...]]:
    """The spec of a folder of pages, and what became of its documented messages."""
    api = Api(pages=folder)
    read, omitted = read_part(api)
    built = read.built
    planned, files = package_files(api, built.spec, omitted)
    package = generated_package(planned, files)
    replays = replay_samples(built.spec, package, built.placeholders, built.objects)
    return built.spec, judge(built.spec, package, replays, built.unmatched, built.diagnostics)


def evidence_of(spec: Spec) -> dict[str, str]:
    """By operation, where the type of its responses is from: "stated", "sampled", or "" for none."""
    sampled = {item.name for item in spec.types if item.evidence == "sampled"}
    found: dict[str, str] = {}
    for operation in spec.operations:
        use = operation.returned
        is_typed = use is not None and use.item not in (ANY, OBJECT)
        found[operation.id] = ("sampled" if _names(use) & sampled else "stated") if is_typed else ""
    return found


def _names(use: TypeUse | None) -> set[str]:
    return {use.name, *(name for item in use.items for name in _names(item))} if use else set()


def counted(spec: Spec, outcomes: tuple[Outcome, ...]) -> Counter[str]:
    """How many messages each column has, and how many of them are replayed."""
    evidence = evidence_of(spec)
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        replay, verdict = outcome.replay, outcome.verdict
        if not replay.operation:
            counts["unmatched"] += 1
            continue
        counts["all"] += 1
        is_found = verdict == "docs fault" and bool(outcome.diagnostics)
        counts["explained"] += verdict in ("replayed", "only evidence", "no value") or is_found
        column = _column(outcome, evidence)
        counts[column] += 1
        counts[f"{column} replayed"] += verdict == "replayed"
        counts[f"{column} faults"] += is_found
    return counts


def _column(outcome: Outcome, evidence: dict[str, str]) -> str:
    replay, message = outcome.replay, outcome.replay.message
    if not isinstance(message, SampleResponse):
        return "requests"
    if replay.kind == "object":
        return "objects"
    if message.status >= 400:
        return "errors"
    if outcome.verdict == "only evidence":
        return "only"
    if outcome.verdict == "no value" or not (message.text or message.has_json):
        return "unproved"
    columns = {"sampled": "left out", "stated": "stated", "": "unproved"}
    return columns[evidence[replay.operation]]


def rows(corpora: list[Corpus]) -> Iterator[tuple[str, Counter[str]]]:
    for corpus in corpora:
        total: Counter[str] = Counter()
        for part in corpus.parts:
            total += counted(*outcomes_of(SHARED / "corpora" / part.folder))
        yield corpus.name, total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    options = parser.parse_args()
    if not (SHARED / "corpora").is_dir():
        print(f"replays: skipped; {SHARED}, which holds the corpora, is not here")
        return 0
    heads = "".join(f"{name:>24}" for name in COLUMNS)
    print(f"{'':17}{heads}{'faults':>8}{'only':>8}{'unproved':>10}{'errors':>8}{'explained':>11}")
    below = 0
    for name, counts in rows(selected(options.corpora) if options.corpora else [*CORPORA]):
        cells = ""
        for column in COLUMNS:
            count, done = counts[column], counts[f"{column} replayed"]
            goal = GOALS.get(name, {}).get(column)
            share = 100 * done / count if count else 0.0
            below += bool(goal and share < goal)
            asked = f" ({goal})" if goal else ""
            cells += f"{f'{done}/{count} {share:.1f}{asked}' if count else '-':>24}"
        explained = 100 * counts["explained"] / max(counts["all"], 1)
        print(f"{name:17}{cells}{counts['stated faults']:>8}{counts['only']:>8}{counts['unproved']:>10}{counts['errors']:>8}{explained:>10.1f}%", flush=True)  # fmt: skip
    print(f"{below} below what is asked")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
