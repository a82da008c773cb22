"""`make names`: inferred types drawn at random, for a person to judge whether a user would call them so (issue 22).

    python tests/benchmarks/names.py [CORPUS ...] [--count N] [--seed N]

Each line: the corpus, the name, where it is from (the operations that return it, else the properties of that type), the
page, and its first keys.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict

import world

from docgen.driver.workspace import read_folder
from docgen.spec.model import Spec
from docgen.syntax.naming import simple

CORPORA = ("gitlab", "openbao", "slate", "basecamp", "synapse", "prometheus", "mastodon", "discord")
SHOWN = 3  # operations, properties and pages of a type
KEYS = 7


def users_of(spec: Spec) -> dict[str, list[str]]:
    """Where each type is used: the operations that return it, then the properties that hold it."""
    users: dict[str, list[str]] = defaultdict(list)
    for operation in spec.operations:
        if operation.returned:
            users[operation.returned.item.name].append(operation.id)
    for item in spec.types:
        for held in item.properties:
            for name in held.type.names:
                users[name].append(f"{simple(item.name)}.{held.name}")
    return users


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", default=CORPORA)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not (world.SHARED / "corpora").is_dir():
        print(f"names: skipped; {world.SHARED}, which holds the corpora, is not here")
        return 0
    lines: list[str] = []
    for corpus in world.selected(options.corpora):
        for part in corpus.parts:
            folder = read_folder(world.SHARED / "corpora" / part.folder, "plain", name="api")
            users = users_of(folder.linked.spec)
            for item in folder.linked.spec.types:
                if item.evidence == "sampled":
                    used = "; ".join(users[item.name][:SHOWN])
                    keys = ", ".join(p.name for p in item.properties[:KEYS])
                    lines.append(f"{part.name}: {simple(item.name)}  <- {used}  ({item.page or 'nested'})  {{{keys}}}")  # fmt: skip
    chosen = random.Random(options.seed).sample(lines, min(options.count, len(lines)))
    print(f"{len(chosen)} of {len(lines)} types that samples show", *chosen, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
