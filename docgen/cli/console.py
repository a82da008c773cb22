"""What is written to a terminal: one line on stderr, colours where there are any."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def print_error(text: str, code: int) -> int:
    """Prints one line on stderr, also when a name or message in it has line breaks. Returns `code`."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    with suppress(OSError):  # a closed pipe; the code says it all the same
        print("docgen: " + " ".join(printable.split()), file=sys.stderr)
    return code


def has_colors() -> bool:
    """Whether stdout is a terminal that shows colours. NO_COLOR of any value turns them off."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not is_plain and bool(sys.stdout) and sys.stdout.isatty()
