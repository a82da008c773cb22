"""The items of a documented list on several pages, as the API pages its lists.

The JSON of a sample, the paging of its operation and the options of a request enter; the JSON of one page leaves, and the
link of the next page where it is in a header. A list with one item has one page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from docgen.records import Record
from docgen.spec.model import Paging
from docgen.syntax.json_pointer import pointer_steps, value_at

_PAGES = 2  # of a list, where a request does not say how many items a page has
_PARAMETERS = {
    "link": "page",
    "page": "page",
    "offset": "offset",
    "cursor": "cursor",
    "after": "after",
}


class PageOf(Record, frozen=True, kw_only=True):
    """One page of a list."""

    content: Any
    next: Mapping[str, str]  # the options of the next page, none after the last
    is_linked: bool = False  # a link leads to it: in `Link`, or at `link_at` in the content
    link_at: tuple[str, ...] = ()


def page_of(content: Any, paging: Paging, options: Mapping[str, str]) -> PageOf:
    """The page that a request asks for. The pages of an unknown style are one."""
    items = value_at(content, pointer_steps(paging.items))
    if paging.style not in _PARAMETERS or not isinstance(items, list):
        return PageOf(content=content, next={})
    # One that is left out with an ellipsis is an empty object.
    items = [item for item in items if item != {}] or items
    parameter = paging.parameter or _PARAMETERS[paging.style]
    size = _number(options.get(paging.size, ""), -(-len(items) // _PAGES) or 1)
    start = _start(paging.style, options.get(parameter, ""), items, size)
    chosen, end = items[start : start + size], start + size
    content = _with(content, pointer_steps(paging.items), chosen)
    following: dict[str, str] = {}
    if chosen and end < len(items):
        following = {parameter: _place(paging.style, items, end, size)}
        if paging.size in options:
            following[paging.size] = options[paging.size]
    steps = tuple(pointer_steps(paging.next))
    is_linked = paging.style == "link"
    if steps and not is_linked:
        content = _with(content, steps, following.get(parameter))
    return PageOf(
        content=content, next=following, is_linked=is_linked, link_at=steps if is_linked else ()
    )


def with_link(content: Any, at: tuple[str, ...], link: str | None) -> Any:
    """The content with the link of the next page, null after the last."""
    return _with(content, [*at], link) if at else content


def _start(style: str, text: str, items: list[Any], size: int) -> int:
    """The index of the first item of a page."""
    if style == "after":
        ids = [str(item.get("id")) if isinstance(item, dict) else str(item) for item in items]
        return ids.index(text) + 1 if text in ids else 0
    number = _number(text, 0)
    return max(number - 1, 0) * size if style in ("page", "link") else number


def _place(style: str, items: list[Any], end: int, size: int) -> str:
    """What a request for the page from an index on states."""
    if style in ("page", "link"):
        return str(end // size + 1)
    last = items[end - 1]
    if style == "after":
        return str(last.get("id")) if isinstance(last, dict) else str(last)
    return str(end)


def _number(text: str, otherwise: int) -> int:
    return (
        int(text)
        if text.isdecimal() and text.isascii() and 0 < len(text) < 10 and int(text)
        else otherwise
    )


def _with(content: Any, steps: Sequence[str], value: Any) -> Any:
    """A copy of a content with another value at a place."""
    if not steps:
        return value
    copy = deepcopy(content)
    holder = copy
    for step in steps[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else {}
    if isinstance(holder, dict):
        holder[steps[-1]] = value
    return copy
