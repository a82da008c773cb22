"""What commands print: text from pages and names of files reach no terminal as anything but text.

In: text. Out: stdout, a file, or one line on stderr.
"""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from docgen.project.files import write_file

# GitHub runs what a step prints after two colons at the beginning of a line, spaces before them or not, and after ##[.
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|##(?=\[)", re.MULTILINE)


# What no terminal should print: control characters, marks of direction, characters without a width, halves of pairs.
_HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def print_text(text: str, end: str = "\n", *, flush: bool = False) -> None:
    """Prints lines for people: without control characters and marks of direction, and no workflow commands."""
    text = _HIDDEN.sub(" ", text)
    print(_COMMAND.sub(lambda m: f"{m[1] or ''}{m[0].strip()} ", text), end=end, flush=flush)


def print_data(text: str, *, is_json: bool = True) -> None:
    """Prints a text for programs in UTF-8, whatever the locale is; what no terminal prints is escaped in JSON."""
    text = _HIDDEN.sub(lambda m: _escape(m[0]) if is_json else " ", text)
    text = text.replace("##[", "#\\u0023[" if is_json else "# #[")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    print(text, end="")


def write_report(path: Path | None, text: str, format: str) -> None:
    """Writes a report to a file; without one prints it, for people where the format is "text"."""
    text = _HIDDEN.sub(" ", text) if format == "html" else text
    if path:
        write_file(path, text)
    elif format == "text":
        print_text(text, end="")
    else:
        print_data(text, is_json=format in ("json", "sarif"))


def _escape(character: str) -> str:
    """The escape of a character in a JSON string."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))


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
