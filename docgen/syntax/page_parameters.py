"""The names that HTTP APIs give to the parameters of a list's pages, and to the number of all items.

A name enters; whether it is one of a kind leaves.
"""

from __future__ import annotations

import re
from collections.abc import Collection

CURSOR = re.compile(
    r"(?:\w+_)?(?:cursor|page[_-]?token|next[_-]?token|continuation(?:[_-]?token)?)|marker", re.I
)
AFTER = re.compile(r"(?:starting_)?after(?:[_-]?id)?|max[_-]?id|since[_-]?id", re.I)
BEFORE = re.compile(r"(?:ending_)?before(?:[_-]?id)?|min[_-]?id", re.I)
PAGE = re.compile(r"page(?:[_-]?(?:number|no))?|page\[number\]|page[_-]?num", re.I)
_NEXT = re.compile(r"next[_-]?(?:page[_-]?)?(?:cursor|token|marker)?", re.I)
OFFSET = re.compile(r"offset|skip|page\[offset\]|start[_-]?(?:at|index)", re.I)
SIZE = re.compile(
    r"limit|per[_-]?page|page[_-]?size|page\[(?:size|limit)\]|size|count|max[_-]?results|top|take"
    r"|items[_-]?per[_-]?page|num[_-]?results",
    re.I,
)

# In a response: how many items all pages have.
TOTAL = re.compile(r"total(?:_?(?:count|items|results|entries|records))?|count|num_?results", re.I)


def is_of_pages(name: str) -> bool:
    """Whether a parameter of this name may be one of a list's pages."""
    return any(words.fullmatch(name) for words in (CURSOR, AFTER, BEFORE, PAGE, OFFSET, SIZE))


def tells_page(name: str) -> bool:
    """Whether a parameter of this name says which page of a list is asked for."""
    return any(words.fullmatch(name) for words in (CURSOR, AFTER, PAGE, OFFSET))


def is_next(name: str) -> bool:
    """Whether this is rather the name of a response's value that leads to the next page: `next_cursor`."""
    return _NEXT.fullmatch(name) is not None


def are_of_pages(names: Collection[str]) -> bool:
    """Whether names are those of a list's pages: which page, and how many are on one."""
    return any(map(tells_page, names)) and any(SIZE.fullmatch(name) for name in names)


def is_number_of_pages(name: str) -> bool:
    """Whether a parameter of this name is a number: of a page, of the items before it or in it."""
    return any(words.fullmatch(name) for words in (PAGE, OFFSET, SIZE))
