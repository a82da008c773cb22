"""One line on stderr."""

from __future__ import annotations

import sys
from contextlib import suppress


def print_error(text: str, code: int) -> int:
    """Prints one line on stderr, also when a name or message in it has line breaks. Returns `code`."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    with suppress(OSError):  # a closed pipe; the code says it all the same
        print("docgen: " + " ".join(printable.split()), file=sys.stderr)
    return code
