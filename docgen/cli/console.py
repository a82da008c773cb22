"""One line on stderr."""

from __future__ import annotations

import sys


def print_error(text: str, code: int) -> int:
    """Prints one line on stderr, whatever names and messages of others it quotes. Gives `code`."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    print("docgen: " + " ".join(shown.split()), file=sys.stderr)
    return code
