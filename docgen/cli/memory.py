"""How Python collects garbage: a command that ends makes little of it, one that goes on makes some with each change."""

from __future__ import annotations

import gc


def rarely() -> None:
    """For a command that ends: nearly all objects live as long as it, and to look through them takes a tenth of the time."""
    gc.set_threshold(5_000_000, 20, 20)


def steadily() -> None:
    """For one that goes on: what was made up to here is not looked through again, and what comes is collected."""
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
