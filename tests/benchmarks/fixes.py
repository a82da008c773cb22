"""`make fixes`: --fix over copies of all corpora; no finding of another code appears, nothing else changes, nothing is left."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from docgen.driver.editing.fixes import fixed
from docgen.driver.editing.open_folder import open_folder
from docgen.project.configuration import Api
from docgen.project.page_files import rewrite_page

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
FOLDERS = {
    "graph": ("graph/v1.0", "graph"),
    "onedrive": ("onedrive/rest-api", "onedrive"),
    "business-central": ("business-central/api-reference", "business-central"),
    **{name: (name, "plain") for name in ("mastodon", "discord", "gitlab", "openbao", "basecamp")},
    **{name: (name, "plain") for name in ("prometheus", "slate", "synapse", "widdershins")},
}


def check(name: str, *, with_unsafe: bool) -> bool:
    """Prints one row. Whether all holds."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / name
        shutil.copytree(CORPORA / FOLDERS[name][0], pages)
        original = {p: p.read_bytes() for p in pages.rglob("*") if p.is_file()}
        before = open_folder(Api(pages=pages, dialect=FOLDERS[name][1]))
        result = fixed(before, before.source_files.texts, with_unsafe=with_unsafe)
        for path in result.paths:
            text = result.folder.source_files.texts[path]
            rewrite_page(pages, path, lambda old: result.text(path, old), text)
        after = open_folder(Api(pages=pages, dialect=FOLDERS[name][1]))
        made = sum(len(edits) for by_page in result.passes for edits in by_page.values())
        one, two = (Counter((d.at.path, d.code) for d in f.findings) for f in (before, after))
        changed = {
            p.relative_to(pages).as_posix() for p, b in original.items() if p.read_bytes() != b
        }
        faults = [
            f"{sum((two - one).values())} new findings" if two - one else "",
            "findings are left" if one.total() - two.total() < made else "",
            "other files changed" if changed != set(result.paths) else "",
            (
                "fixing again changes something"
                if fixed(after, result.paths, with_unsafe=with_unsafe).passes
                else ""
            ),
        ]
    took = time.perf_counter() - start
    print(
        f"{name:18}{'unsafe' if with_unsafe else '':8}{one.total():>7} findings {made:>5} edits"
        f" {two.total():>7} left {took:6.1f} s  {', '.join(filter(None, faults)) or 'fine'}",
        flush=True,
    )
    return not any(faults)


if __name__ == "__main__":
    names = sys.argv[1:] or list(FOLDERS)
    fine = [check(name, with_unsafe=unsafe) for name in names for unsafe in (False, True)]
    sys.exit(0 if all(fine) else 1)
