"""Paths of pages: which files are pages, and what a page is called.

    page   = stem ["." "html"] "." ("md" / "mdx" / "markdown") ["." "erb"]

Case does not matter. A path has forward slashes and is relative to the folder of pages.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote

_ENDING = re.compile(r"(?:\.html)?\.(?:md|mdx|markdown)(?:\.erb)?\Z", re.IGNORECASE)

_PUBLISHED = re.compile(r"\.html?\Z", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)_?(?:index|readme)\Z", re.IGNORECASE)


def is_page(path: str) -> bool:
    """Whether a file of this name is read as a page."""
    return _ENDING.search(path) is not None


def page_stem(path: str) -> str:
    """The path without the ending of a page."""
    return _ENDING.sub("", path)


def link_path(target: str) -> str:
    """The path of a link's target, without query and fragment, as written."""
    return target.partition("#")[0].partition("?")[0]


def is_address(path: str) -> bool:
    """Whether the path of a link is that of another site, or of no page at all: "mailto:..."."""
    return ":" in path.partition("/")[0] or path.startswith("//")


class PagePaths:
    """Paths of pages by what links call them: without case and ending, from a folder above or by name alone.

    A link to a folder is one to its index. A path from the site's root is found by its end: "/docs/rooms" is
    "rooms.mdx" where only one page ends so.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._pages: dict[str, str] = {}
        self._ends: dict[str, set[str]] = {}
        for path in paths:
            name = _name(path)
            self._pages.setdefault(name, path)
            self._ends.setdefault(name.rpartition("/")[2], set()).add(name)

    def find(self, page: str, target: str) -> str | None:
        """The path of the page that a link on `page` leads to; `page` itself for "#x"; None if it leads to none."""
        path = unquote(link_path(target)).replace("\\", "/")
        if not path:
            return page if target.startswith("#") else None
        if is_address(path):
            return None
        relative = posixpath.normpath(posixpath.join(posixpath.dirname(page), path.lstrip("/")))
        # A site that publishes "rooms.mdx" as "rooms/" has its relative links begin there.
        nested = posixpath.normpath(posixpath.join(page_stem(page), path))
        tried = (relative, path) if is_page(path) else (relative, path, nested)
        names = (_name(each) for each in tried)
        exact = next((self._pages[name] for name in names if name in self._pages), None)
        # A relative path with an ending is exact: what it may resemble is another page.
        is_exact = is_page(path) and not path.startswith("/")
        return exact or (None if is_exact else self._by_end(_name(path)))

    def _by_end(self, name: str) -> str | None:
        """The one page whose path ends as `name` does, in as many folders as are needed."""
        same = self._ends.get(name.rpartition("/")[2], set())
        folders = name.split("/")
        for count in range(1, len(folders) + 1):
            end = "/".join(folders[-count:])
            same = {each for each in same if f"/{each}".endswith(f"/{end}")}
            if len(same) == 1:
                return self._pages[same.pop()]
        return None


def _name(path: str) -> str:
    """What a page is called in links, also in those to the published page."""
    stem = page_stem(path.strip("/"))
    return _INDEX.sub("", _PUBLISHED.sub("", stem)).lower()
