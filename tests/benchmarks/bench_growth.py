"""`make bench-growth`: whether time and memory per page stay the same from 300 to 11,000 pages.

The sets are parts of Graph v1.0, and Graph v1.0 several times over: each time in a folder, with
namespaces and paths of its own, so that all its types and operations are new. Cold runs are
interleaved; the table shows medians, per page, and with the ratio to Graph v1.0 as it is. CPU time,
of all processes, is what a busy machine changes least.
"""

from __future__ import annotations

import re
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from processes import CORPUS, compile_docgen, docgen, docgen_memory, load, put_aside

ROUNDS = 3
_READ_ONLY = re.compile(r"^(\|.*)Read-only", re.M)  # in the row of a property
_LINK = re.compile(r"\]\(([\w./-]+\.md)")
_NAMESPACE = re.compile(r"\bmicrosoft\.graph\b", re.I)
_ADDRESS = re.compile(r"(https?://graph\.microsoft\.com/(?:v1\.0|beta)/)(?!\$metadata)")
_REQUEST = re.compile(r"^((?:GET|PUT|POST|PATCH|DELETE) +(?:/v1\.0|/beta)?)/?(?=\w)(?!http)", re.M)
_COMMON = ("--dialect", "graph", "--package", "graph", "--output", "out", "--cache-dir", "cache")


def main() -> int:
    if not CORPUS.is_dir():
        print(f"{CORPUS} is not here", file=sys.stderr)
        return 1
    compile_docgen()
    print(f"before: {load()}")
    with tempfile.TemporaryDirectory() as name:
        folders = _sets(Path(name))
        cold: dict[int, list[tuple[float, float]]] = {size: [] for size in folders}
        for _ in range(ROUNDS):
            for size, folder in folders.items():
                cold[size].append(_cold(folder))
        memory = {size: _memory(folder) for size, folder in folders.items()}
        files = {size: _files(folder / "out") for size, folder in folders.items()}
        whole = next(size for size, folder in folders.items() if folder.name == "whole")
        heads = (
            "cold, s",
            "ms/page",
            "ratio",
            "CPU, s",
            "ms/page",
            "ratio",
            "MiB",
            "ratio",
            "files",
        )
        print(f"{'pages, median of ' + str(ROUNDS):22}" + "".join(f"{h:>9}" for h in heads))
        for size in folders:
            print(f"{size:<22}", end="")
            for each in range(2):
                seconds, base = (statistics.median(r[each] for r in cold[n]) for n in (size, whole))
                share = seconds / size
                print(f"{seconds:>9.2f}{share * 1e3:>9.2f}{share / (base / whole):>9.2f}", end="")
            print(f"{memory[size]:>9.0f}{memory[size] / memory[whole]:>9.2f}{files[size]:>9}")
        print(f"\n{'pages, median of ' + str(ROUNDS):24}{'edited, s':>12}{'unchanged, s':>14}")
        for size, folder in folders.items():
            _cold(folder)
            edited = statistics.median(_edited(folder, number) for number in range(ROUNDS))
            unchanged = statistics.median(_generate(folder) for _ in range(ROUNDS))
            print(f"{size:<24}{edited:>12.2f}{unchanged:>14.2f}")
    print("MiB: the most that all processes together hold (proportional set sizes)")
    print(f"after: {load()}")
    return 0


def _sets(home: Path) -> dict[int, Path]:
    """Folders with a set of pages in `pages`, by how many they are."""
    pages = {
        path.relative_to(CORPUS).as_posix(): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(CORPUS.rglob("*.md"))
    }
    small, middle = _part(pages, 300), _part(pages, 1000)
    many = {
        f"v{number}/{path}": _moved(text, number)
        for number, part in enumerate((pages, pages, pages, middle), 1)
        for path, text in part.items()
    }
    named = {"small": small, "middle": middle, "whole": pages, "many": many}
    for name, part in named.items():
        for path, text in part.items():
            file = home / name / "pages" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    return {len(part): home / name for name, part in named.items()}


def _part(pages: Mapping[str, str], size: int) -> dict[str, str]:
    """So many pages that link to each other: those around the first, nearest first."""
    found: dict[str, None] = {}
    for start in pages:
        near = [start]
        for path in near:  # grows while it is walked
            if path in pages and path not in found and len(found) < size:
                found[path] = None
                near += _links(path, pages[path])
    return {path: pages[path] for path in sorted(found)}


def _links(path: str, text: str) -> Iterator[str]:
    """The pages that a page links to."""
    folder = path.rpartition("/")[0]
    for target in dict.fromkeys(_LINK.findall(text)):
        if target.startswith("../"):
            yield target.removeprefix("../")
        else:
            yield f"{folder}/{target.removeprefix('./')}"


def _moved(text: str, number: int) -> str:
    """A page whose types are in namespaces, and whose operations at paths, of their own."""
    if number == 1:
        return text
    text = _NAMESPACE.sub(lambda found: f"{found[0]}{number}", text)
    text = _ADDRESS.sub(rf"\1part{number}/", text)
    return _REQUEST.sub(rf"\1/part{number}/", text)


def _generate(folder: Path) -> float:
    return docgen("generate", "pages", "--jobs", "2", *_COMMON, cwd=folder)


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def _cold(folder: Path) -> tuple[float, float]:
    """Seconds, and those of the processors."""
    put_aside(folder, folder / "cache", folder / "out")
    before = _processor_seconds()
    return _generate(folder), _processor_seconds() - before


def _processor_seconds() -> float:
    """Of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(folder: Path) -> float:
    put_aside(folder, folder / "cache", folder / "out")
    return docgen_memory("generate", "pages", "--jobs", "2", *_COMMON, cwd=folder)


def _edited(folder: Path, number: int) -> float:
    """Seconds to generate again after the description of a property changed."""
    pages = sorted(folder.rglob("resources/*.md"))
    page = next(path for path in pages if _READ_ONLY.search(path.read_text("utf-8")))
    text = page.read_text("utf-8")
    page.write_text(_READ_ONLY.sub(rf"\1Read-only {number}", text, count=1), "utf-8")
    seconds = _generate(folder)
    page.write_text(text, "utf-8")
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
