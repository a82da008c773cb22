"""Paths of pages: which files are pages, and what a page is called.

    page   = stem ["." "html"] "." ("md" / "mdx" / "markdown" / "apib") ["." "erb"]

Case does not matter. A path has forward slashes and is relative to the folder of pages.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote

_ENDING = re.compile(r"(?:\.html)?\.(?:md|mdx|markdown|apib)(?:\.erb)?\Z", re.IGNORECASE)
_LONGEST_ENDING = len(".html.markdown.erb")

_PUBLISHED = re.compile(r"\.html?\Z", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)_?(?:index|readme)\Z", re.IGNORECASE)


def is_page(path: str) -> bool:
    """Whether a file of this name is read as a page."""
    return _ENDING.search(path[-_LONGEST_ENDING:]) is not None


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
        # What relative paths of pages lead to: the pages of a folder link the same ones again and again.
        self._relative: dict[tuple[str, str], str | None] = {}
        for path in paths:
            name = _name(path)
            self._pages.setdefault(name, path)
            self._ends.setdefault(name.rpartition("/")[2], set()).add(name)

    def find(self, page: str, target: str) -> str | None:
        """The path of the page that a link on `page` leads to; `page` itself for "#x"; None if it leads to none."""
        path = link_path(target)
        if not path:
            return page if target.startswith("#") else None
        if not is_page(path) or path[0] in "/\\":
            return self._find(page, path)
        key = page.rpartition("/")[0], path
        if key not in self._relative:
            self._relative[key] = self._find(page, path)
        return self._relative[key]

    def _find(self, page: str, path: str) -> str | None:
        path = unquote(path).replace("\\", "/")
        if is_address(path):
            return None
        exact = next((self._pages[n] for n in _names(page, path) if n in self._pages), None)
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


def _names(page: str, path: str) -> Iterator[str]:
    """The names that a link on a page may mean, the most probable first."""
    yield _name(posixpath.normpath(posixpath.join(posixpath.dirname(page), path.lstrip("/"))))
    yield _name(path)
    if not is_page(path):
        # A site that publishes "rooms.mdx" as "rooms/" has its relative links begin there.
        yield _name(posixpath.normpath(posixpath.join(page_stem(page), path)))


@lru_cache(4096)  # pages link the same ones again and again
def _name(path: str) -> str:
    """What a page is called in links, also in those to the published page."""
    stem = page_stem(path.strip("/"))
    return _INDEX.sub("", _PUBLISHED.sub("", stem)).lower()
