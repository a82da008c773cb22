"""Pages written back: the bytes of a page with edits, all others as they were.

A function of texts enters; the page is written at once or not at all. Only pages in the folder of pages are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from docgen.project.files import write_file
from docgen.project.usage import UsageError


def page_text(folder: Path, page: str) -> str:
    """The text of a page as it is on the disk: with its own ends of lines and byte order mark."""
    path = folder / page
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from None


def rewrite_page(folder: Path, page: str, change: Callable[[str], str], expected: str) -> None:
    """Writes the changed text of a page, which is `expected` but for its ends of lines and byte order mark.

    Raises `UsageError` for a page that leads out of the folder, or was saved since it was read.
    """
    real = Path(os.path.realpath(folder / page))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{folder / page} leads out of {folder}; fix {real} in its own folder")
    text = change(page_text(folder, page))
    if _normal(text) != expected:
        raise UsageError(f"{folder / page} was saved meanwhile; run docgen lint --fix again")
    write_file(real, text)


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
