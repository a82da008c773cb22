"""`make stability`: whether what is left keeps its names when a sample or an operation is taken away (issue 22).

    python tests/benchmarks/stability.py [CORPUS ...] [--count N] [--seed N]

Each row: how many of N random deletions give a type of another operation, or of a property, another name: by the rules
alone, and with the names that docgen.lock remembers; how often adding back what was deleted does not give the same
again; how often a second run is not as the first. Then the first renames of each kind. Types are named from the
operations as they are linked, before samples tell anything; the deletions are of those. Exit code 1 where, with the
lock, a sample renames a type, an operation does in more than one of a hundred, or something is not the same again.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from unittest.mock import patch

import world

from docgen.driver.workspace import read_folder
from docgen.inference.infer import Inferred, infer_types
from docgen.linking import link
from docgen.records import replace
from docgen.spec.model import Operation
from docgen.spec.remembered import Remembered

CORPORA = ("gitlab", "openbao", "slate/zinc", "slate/affinity", "basecamp", "prometheus")
MOST = {"samples": 0.0, "operations": 0.01}  # of the deletions

Infer = Callable[[Sequence[Operation], Remembered], Inferred]


def of_corpus(folder: str) -> tuple[Sequence[Operation], Infer]:
    """The linked operations of a corpus, and the function that infers types for some of them."""
    found: list[tuple[Sequence[Operation], Infer]] = []

    def keeping(types, enums, operations, namespace, **rest):  # type: ignore[no-untyped-def]
        def infer(some, remembered):  # type: ignore[no-untyped-def]
            return infer_types(types, enums, some, namespace, **rest | {"remembered": remembered})

        found.append((operations, infer))
        return infer(operations, Remembered())

    with patch.object(link, "infer_types", keeping):
        read_folder(world.SHARED / "corpora" / folder, "plain", name="api")
    return found[-1]


def names(inferred: Inferred) -> Mapping[str, str]:
    """The named types that each operation returns, by its id, and that each property of a type holds."""
    of_parts = {f"{t.name}.{p.name}": p.type for t in inferred.types for p in t.properties}
    of_answers = {o.id: o.returned for o in inferred.operations if o.returned}
    known = {item.name for item in inferred.types}
    shown = {at: sorted(use.names & known) for at, use in (of_answers | of_parts).items()}
    return {at: ", ".join(of) for at, of in shown.items() if of}


Deletion = tuple[int, int | None]  # the number of an operation, and of its sample


def deletions(operations: Sequence[Operation], kind: str) -> list[Deletion]:
    """All that can be deleted: each sample that has JSON, or each operation."""
    if kind == "operations":
        return [(n, None) for n in range(len(operations))]
    return [
        (n, at)
        for n, operation in enumerate(operations)
        for at, sample in enumerate(operation.samples)
        if sample.response and sample.response.has_json
    ]


def without(operations: Sequence[Operation], deleted: Deletion) -> list[Operation]:
    """The operations without one, or with one sample less."""
    n, at = deleted
    cut: list[Operation] = []
    if at is not None:
        samples = operations[n].samples
        cut = [replace(operations[n], samples=(*samples[:at], *samples[at + 1 :]))]
    return [*operations[:n], *cut, *operations[n + 1 :]]


def renamed(before: Mapping[str, str], after: Mapping[str, str], deleted: str) -> list[str]:
    """The operations and properties, but of what something was deleted from, whose type has another name."""
    return [
        f"{at}: {before[at]} -> {name}"
        for at, name in after.items()
        # Without the sample nothing may be known; that is no other name.
        if at != deleted and before.get(at, name) != name
    ]


def tried(operations: Sequence[Operation], infer: Infer, kind: str, options: argparse.Namespace) -> bool:  # fmt: skip
    """Prints the row of a corpus for deletions of a kind. Returns whether it is as it must be."""
    rng = random.Random(options.seed)
    whole = infer(operations, Remembered())
    counts: Counter[str] = Counter()
    shown: list[str] = []
    if _made(infer(operations, whole.names)) != _made(whole):
        counts["second"] += 1
    all_deletions = deletions(operations, kind)
    seen: dict[Deletion, list[tuple[str, str]]] = {}
    for deleted in (rng.choice(all_deletions) for _ in range(options.count)):
        if deleted not in seen:
            seen[deleted] = of_deletion(operations, deleted, infer, whole)
        for fault, text in seen[deleted]:
            counts[fault] += 1
            shown.append(f"    {fault}, without {operations[deleted[0]].id}: {text}")
    print(
        f"{options.part:18}{kind:12}{counts['rules']:5} rules{counts['lock']:5} lock"
        f"{counts['back']:5} not back{counts['second']:5} not the same twice",
        *sorted(dict.fromkeys(shown), key=lambda line: line.startswith("    rules"))[
            : options.shown
        ],
        sep="\n",
        flush=True,
    )
    is_same = not counts["back"] and not counts["second"]
    return is_same and counts["lock"] <= MOST[kind] * options.count


def _made(inferred: Inferred) -> object:
    """All that is made of it; the lock may also have names of what is gone."""
    return inferred.types, inferred.operations, inferred.lists, inferred.envelope


def of_deletion(operations: Sequence[Operation], deleted: Deletion, infer: Infer, whole: Inferred) -> list[tuple[str, str]]:  # fmt: skip
    """What a deletion does: a word for each fault, and the first place where it is."""
    left, id, before = without(operations, deleted), operations[deleted[0]].id, names(whole)
    found: list[tuple[str, str]] = []
    if others := renamed(before, names(infer(left, Remembered())), id):
        found.append(("rules", others[0]))
    kept = infer(left, whole.names)
    if others := renamed(before, names(kept), id):
        found.append(("lock", others[0]))
    if _made(infer(left, kept.names)) != _made(kept):
        found.append(("second", id))
    back = infer(operations, kept.names)
    if _made(back) != _made(whole):
        now = names(back)
        apart = [
            f"{at}: {before.get(at)} -> {now.get(at)}"
            for at in before | now
            if before.get(at) != now.get(at)
        ]
        found.append(("back", apart[0] if apart else "an order, or what is no name"))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", default=CORPORA)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=8, help="faults of each row")
    options = parser.parse_args()
    if not (world.SHARED / "corpora").is_dir():
        print(f"stability: skipped; {world.SHARED}, which holds the corpora, is not here")
        return 0
    print(f"of {options.count} deletions each:")
    is_stable = True
    for corpus in world.selected(options.corpora):
        for part in corpus.parts:
            operations, infer = of_corpus(part.folder)
            options.part = part.name
            for kind in MOST:
                is_stable = tried(operations, infer, kind, options) and is_stable
    return 0 if is_stable else 1


if __name__ == "__main__":
    sys.exit(main())
