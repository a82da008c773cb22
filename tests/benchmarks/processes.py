"""What the benchmarks share: environments of pip, commands that must succeed, their seconds and their memory.

Linux only: memory is read from /proc.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

CORPUS = Path(__file__).parents[3] / "shared/corpora/graph/v1.0"
DOCGEN = (sys.executable, "-m", "docgen")
_CODE = Path(__file__).parents[2] / "docgen"
_BEAT = 0.05  # seconds between two looks at memory
_ROOM = 2**30  # bytes


def environment(folder: Path, *packages: str) -> Path:
    """The Python of an environment with these packages; made once."""
    python = folder / "bin/python"
    if not (folder / "ready").exists():
        run(sys.executable, "-m", "venv", "--clear", folder)
        run(python, "-m", "pip", "install", "--quiet", *packages)
        (folder / "ready").touch()
    return python


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is removed at the end: in memory where there is room, so that no disk is measured."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    with tempfile.TemporaryDirectory(dir=memory if has_room else None) as name:
        yield Path(name)


def put_aside(folder: Path, *made: Path) -> None:
    """Takes what was made out of the way, inside of a folder that is removed at the end.

    ext4 makes files ten times slower for minutes after as many were removed: it passes by each of their inodes.
    """
    aside = Path(tempfile.mkdtemp(dir=folder, prefix="aside-"))
    for path in made:
        if path.exists():
            path.rename(aside / path.name)


def run(*command: object, cwd: Path | None = None, codes: Collection[int] = (0,)) -> str:
    """What a command prints. It must end with one of `codes`."""
    given = [str(part) for part in command]
    done = subprocess.run(given, cwd=cwd, capture_output=True, text=True)
    assert done.returncode in codes, done.stderr[-2000:]
    return done.stdout


def compile_docgen() -> None:
    """Compiles docgen's modules, as pip does, also where the environment lets Python write none that it compiled.

    A command would compile them again each time: for 0.04 s before --help, and for 0.3 s with the readers.
    """
    run(sys.executable, "-m", "compileall", "-q", _CODE)


def docgen(*arguments: object, cwd: Path | None = None) -> float:
    """Seconds of a command of docgen, with findings or without."""
    start = time.perf_counter()
    run(*DOCGEN, *arguments, cwd=cwd, codes=(0, 1))
    return time.perf_counter() - start


def docgen_memory(*arguments: object, cwd: Path | None = None) -> float:
    """The most MiB that a command of docgen and its workers hold together.

    A sum of proportional set sizes every 50 ms: what processes share counts once. Looking costs
    time, so seconds are measured in a run without.
    """
    given = [str(part) for part in (*DOCGEN, *arguments)]
    process = subprocess.Popen(given, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_kibibytes, _family(process.pid))))
        time.sleep(_BEAT)
    assert process.returncode in (0, 1)
    return most / 1024


def _family(process: int) -> Iterator[int]:
    """A process and all that it started."""
    yield process
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _kibibytes(process: int) -> int:
    """The proportional set size; 0 when the process has ended."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def load() -> str:
    """How busy the machine is: the mean of processes that want to run, over a minute and over five."""
    one, five, _ = os.getloadavg()
    return f"load {one:.1f} and {five:.1f} on {os.cpu_count()} cores"
