"""`make mutation`: how many mistakes made on purpose docgen notices, on random pages of each reference in ../shared/corpora.

    python tests/benchmarks/mutation.py SEED [FAMILY ...]

FAMILY is a row of the table, all without one. The pages of each are chosen by the seed, together with those that they link to; each
mistake is put right again. Only mistakes in facts that pages state twice are made. Prints the share of each family, and what went
unnoticed; the exit code is 1 when one is below what is asked (issue 23; Graph has its own).
"""

from __future__ import annotations

import posixpath
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

CORPORA = Path(__file__).parents[3] / "shared/corpora"
_LINK = re.compile(r"\]\(([^()\s#]+\.mdx?)")
_TOTAL = re.compile(r": (\d+) of (\d+) mutants noticed")


class Family(NamedTuple):
    """A reference, or several that one program prints."""

    folders: tuple[str, ...]
    asked: float  # %
    pages: int = 100
    mutants: int = 100


FAMILIES = {
    "graph": Family(("graph/v1.0",), 95, 200, 200),
    "gitlab": Family(("gitlab/doc/api",), 93),
    "openbao": Family(("openbao/website",), 93),
    "mastodon": Family(("mastodon",), 93),
    "slate": Family(tuple(sorted(f"slate/{p.name}" for p in CORPORA.glob("slate/*/"))), 93),
    "basecamp": Family(("basecamp",), 93),
    "discord": Family(("discord",), 93),
}


def chosen(corpus: Path, number: int, seed: int) -> set[Path]:
    """Pages of a corpus, and those that they link to."""
    pages = sorted(p for p in corpus.rglob("*.md*") if p.suffix in (".md", ".mdx"))
    found = set(random.Random(seed).sample(pages, min(number, len(pages))))
    for page in list(found):
        for target in _LINK.findall(page.read_text("utf-8")):
            linked = corpus / posixpath.normpath(f"{page.relative_to(corpus).parent}/{target}")
            if linked.is_file():
                found.add(linked)
    return found


def tried(folder: str, pages: int, mutants: int, seed: int) -> str:
    """What `docgen verify --mutate` prints of some pages of a reference."""
    corpus = CORPORA / folder
    with TemporaryDirectory() as copies:
        for page in chosen(corpus, pages, seed):
            copy = Path(copies, page.relative_to(corpus))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, copy)
        options = ["--mutate", str(mutants), "--seed", str(seed)]
        if folder.startswith("graph"):
            options += ["--dialect", "graph"]
        command = [sys.executable, "-m", "docgen", "verify", copies, *options]
        done = subprocess.run(command, capture_output=True, text=True)
        return done.stdout.replace(f"{copies}/", f"{folder}/")


def rows(names: list[str], seed: int) -> Iterator[tuple[str, int, int, list[str]]]:
    """Of each family, how many mistakes were noticed, of how many, and those that were not."""
    for name in names:
        family = FAMILIES[name]
        noticed = total = 0
        survived: list[str] = []
        for folder in family.folders:
            share = -(-family.mutants // len(family.folders))
            text = tried(folder, family.pages, share, seed)
            if found := _TOTAL.search(text):
                noticed, total = noticed + int(found[1]), total + int(found[2])
            survived += [line for line in text.splitlines() if ": survived: " in line]
        yield name, noticed, total, survived


def main() -> int:
    if not CORPORA.is_dir():
        print(f"mutation: skipped; {CORPORA} is not here", file=sys.stderr)
        return 0
    seed, *names = sys.argv[1:] or ["1"]
    below = 0
    for name, noticed, total, survived in rows(names or [*FAMILIES], int(seed)):
        share = 100 * noticed / total if total else 0.0
        below += share < FAMILIES[name].asked
        print("\n".join(survived))
        print(f"{name:10} {noticed:>4} of {total:>4} noticed {share:>6.1f} % ({FAMILIES[name].asked})", flush=True)  # fmt: skip
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
