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
PAGE = re.compile(r"page(?:[_-]?(?:number|no))?|page\[number\]", re.I)
OFFSET = re.compile(r"offset|skip", re.I)
SIZE = re.compile(
    r"limit|per[_-]?page|page[_-]?size|page\[size\]|size|count|max[_-]?results|top", re.I
)

# In a response: how many items all pages have.
TOTAL = re.compile(r"total(?:_?(?:count|items|results|entries|records))?|count|num_?results", re.I)


def is_of_pages(name: str) -> bool:
    """Whether a parameter of this name may be one of a list's pages."""
    return any(words.fullmatch(name) for words in (CURSOR, AFTER, BEFORE, PAGE, OFFSET, SIZE))


def are_of_pages(names: Collection[str]) -> bool:
    """Whether names are those of a list's pages: which page, and how many are on one."""
    which = (CURSOR, AFTER, PAGE, OFFSET)
    has_size = any(SIZE.fullmatch(name) for name in names)
    return has_size and any(words.fullmatch(name) for name in names for words in which)


def is_number_of_pages(name: str) -> bool:
    """Whether a parameter of this name is a number: of a page, of the items before it or in it."""
    return any(words.fullmatch(name) for words in (PAGE, OFFSET, SIZE))
