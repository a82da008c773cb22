"""`make mutation`: how many mistakes made on purpose docgen notices, on 200 pages of Graph v1.0.

The pages are chosen by a seed, together with the pages that they link to; each is broken and put
right again. Prints what `docgen verify --mutate` prints, and exits as it does: 1 below 95 %.
"""

from __future__ import annotations

import posixpath
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CORPUS = Path(__file__).parents[3] / "shared/corpora/graph/v1.0"
PAGES = 200
MUTANTS = 200
_LINK = re.compile(r"\]\(([^()\s#]+\.md)")


def chosen(corpus: Path, number: int, seed: int) -> set[Path]:
    """Pages of a corpus, and those that they link to."""
    pages = sorted(corpus.rglob("*.md"))
    found = set(random.Random(seed).sample(pages, number))
    for page in list(found):
        for target in _LINK.findall(page.read_text("utf-8")):
            linked = corpus / posixpath.normpath(f"{page.relative_to(corpus).parent}/{target}")
            if linked.is_file():
                found.add(linked)
    return found


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        seed = sys.argv[1] if len(sys.argv) > 1 else "1"
        pages = chosen(CORPUS, PAGES, int(seed))
        for page in pages:
            copy = Path(folder, page.relative_to(CORPUS))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, copy)
        print(f"{PAGES} pages of Graph v1.0, {len(pages)} with those that they link to")
        given = ["--dialect", "graph", "--mutate", str(MUTANTS), "--seed", seed]
        command = [sys.executable, "-m", "docgen", "verify", folder, *given]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
