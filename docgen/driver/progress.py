"""How far long work has come, on stderr when that is a terminal.

What is done and how much of it enter; what counts it leaves. Pipes and CI see nothing of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_FEW = 200  # pages, types or operations that are done before anybody wonders


@contextmanager
def progress(what: str, size: int, *, least: int = _FEW) -> Iterator[Callable[[int], None]]:
    """Shows `what` while the block runs, when its `size` is at least `least`.

    Yields a function that adds to the part of the size that is done; until it is called, the bar is indeterminate.
    """
    if size < least or os.environ.get("CI") or not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    name, number = TextColumn("{task.description}"), TextColumn("{task.fields[counted]}")
    terminal = Console(stderr=True)
    with Progress(
        SpinnerColumn(), name, BarColumn(), number, console=terminal, transient=True
    ) as bar:
        task = bar.add_task(what, total=None, counted="")
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            bar.update(task, total=size, completed=done, counted=f"{done} of {size}")

        yield count
