"""One line on stderr."""

from __future__ import annotations

import sys


def print_error(text: str, code: int) -> int:
    """Prints one line on stderr, also when a name or message in it has line breaks. Returns `code`."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    print("docgen: " + " ".join(printable.split()), file=sys.stderr)
    return code
