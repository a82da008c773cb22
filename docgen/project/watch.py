"""Paths that are watched.

What names the paths enters; a turn of an iterator for each time that something below them was saved leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from docgen.project.usage import UsageError

_BEAT = 250  # ms between two looks at whether the paths are still the same files
_CALM = 50  # ms without a change after which a save is taken to be over
_LONGEST = 400  # ms that saves one after the other may put off a turn


def changes(paths: Callable[[], Iterable[Path]]) -> Iterator[None]:
    """Once when watching has begun, then after each change of the paths or below them; never ends.

    `paths` is called at every beat, so the paths may change, go away and come back. Raises `UsageError` without watchfiles.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise UsageError(f"{error}; install it with: pip install 'docgen-sdk[watch]'") from None
    while True:
        watched = _identities(paths())
        is_new = True
        for changed in watch(
            *watched,
            watch_filter=None,
            rust_timeout=_BEAT,
            yield_on_timeout=True,
            step=_CALM,
            debounce=_LONGEST,
        ):
            # What was saved while nobody watched is seen in the turn after watching has begun.
            if changed or is_new:
                yield
            is_new = False
            if _identities(paths()) != watched:
                break


def _identities(paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """The existing paths, with what distinguishes a file from another of the same name.

    Editors that save by renaming put another file in place of the one that is watched.
    """
    identities: dict[Path, tuple[int, int]] = {}
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            continue
        identities[path] = state.st_dev, state.st_ino
    return identities
