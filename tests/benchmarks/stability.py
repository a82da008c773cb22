"""`make stability`: whether what is left keeps its names when a sample or an operation is taken away (issue 22).

    python tests/benchmarks/stability.py [CORPUS ...] [--count N] [--seed N]

Each row: how many of N random deletions give a type of another operation another name, and the first of these. Types are
named from the operations as they are linked, before samples tell anything; the deletions are of those. Exit code 1 where
a sample renames a type, or an operation in more than one of a hundred.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from unittest.mock import patch

import world

from docgen.driver.workspace import read_folder
from docgen.inference.infer import Inferred, infer_types
from docgen.linking import link
from docgen.records import replace
from docgen.spec.model import Operation

CORPORA = ("gitlab", "openbao", "slate/zinc", "slate/affinity", "basecamp", "prometheus")
MOST = {"samples": 0.0, "operations": 0.01}  # of the deletions

Infer = Callable[[Sequence[Operation]], Inferred]


def of_corpus(folder: str) -> tuple[Sequence[Operation], Infer]:
    """The linked operations of a corpus, and the function that infers types for some of them."""
    found: list[tuple[Sequence[Operation], Infer]] = []

    def keeping(types, enums, operations, namespace, **rest):  # type: ignore[no-untyped-def]
        found.append((operations, lambda some: infer_types(types, enums, some, namespace, **rest)))
        return infer_types(types, enums, operations, namespace, **rest)

    with patch.object(link, "infer_types", keeping):
        read_folder(world.SHARED / "corpora" / folder, "plain", name="api")
    return found[-1]


def names(inferred: Inferred) -> Mapping[str, str]:
    """What each operation returns, by its id."""
    return {o.id: str(o.returned) for o in inferred.operations}


def without_a_sample(operations: Sequence[Operation], rng: random.Random) -> tuple[list[Operation], str]:  # fmt: skip
    """The operations without one sample that has JSON; the id of the one that had it."""
    slots = [
        (n, at)
        for n, operation in enumerate(operations)
        for at, sample in enumerate(operation.samples)
        if sample.response and sample.response.has_json
    ]
    n, at = rng.choice(slots)
    samples = operations[n].samples
    cut = replace(operations[n], samples=(*samples[:at], *samples[at + 1 :]))
    return [*operations[:n], cut, *operations[n + 1 :]], operations[n].id


def without_an_operation(operations: Sequence[Operation], rng: random.Random) -> tuple[list[Operation], str]:  # fmt: skip
    """The operations without one."""
    n = rng.randrange(len(operations))
    return [*operations[:n], *operations[n + 1 :]], operations[n].id


def renamed(before: Mapping[str, str], after: Mapping[str, str], deleted: str) -> list[str]:
    """The operations, but the one that something was deleted from, whose type has another name."""
    return [
        f"{id}: {before[id]} -> {name}"
        for id, name in after.items()
        # Without the sample nothing may be known; that is no other name.
        if id != deleted and before[id] != name and name not in ("None", "any")
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", default=CORPORA)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not (world.SHARED / "corpora").is_dir():
        print(f"stability: skipped; {world.SHARED}, which holds the corpora, is not here")
        return 0
    is_stable = True
    for corpus in world.selected(options.corpora):
        for part in corpus.parts:
            operations, infer = of_corpus(part.folder)
            before = names(infer(operations))
            for kind, delete in (
                ("samples", without_a_sample),
                ("operations", without_an_operation),
            ):
                rng = random.Random(options.seed)
                tried = [delete(operations, rng) for _ in range(options.count)]
                others = [renamed(before, names(infer(left)), id) for left, id in tried]
                count = sum(map(bool, others))
                is_stable = is_stable and count <= MOST[kind] * options.count
                print(
                    f"{part.name:18}{kind:12}{count:5} of {options.count} rename a type", flush=True
                )
                for (_, id), found in zip(tried, others):
                    if found:
                        print(f"    without {id}: {'; '.join(found[:2])}")
    return 0 if is_stable else 1


if __name__ == "__main__":
    sys.exit(main())
