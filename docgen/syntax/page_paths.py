"""Paths of pages: which files are pages, and what a page is called.

    page   = stem ["." "html"] "." ("md" / "mdx" / "markdown") ["." "erb"]

Case does not matter. A path has forward slashes and is relative to the folder of pages.
"""

from __future__ import annotations

import re

_ENDING = re.compile(r"(?:\.html)?\.(?:md|mdx|markdown)(?:\.erb)?\Z", re.IGNORECASE)


def is_page(path: str) -> bool:
    """Whether a file of this name is read as a page."""
    return _ENDING.search(path) is not None


def page_stem(path: str) -> str:
    """The path without the ending of a page."""
    return _ENDING.sub("", path)


def link_path(target: str) -> str:
    """The path of a link's target, without query and fragment, as written."""
    return target.partition("#")[0].partition("?")[0]
