"""Pages that link to the next one, in the header `Link` (RFC 8288) or in the content."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from .lists import Page, Paging, wrong_page
from .request import Request, at_pointer

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)', re.IGNORECASE)


class LinkPaging(Paging):
    """The next page is at `rel="next"`, or at the URL at a JSON Pointer."""

    def __init__(self, items: str = "", *, next: str = "") -> None:
        super().__init__(items)
        self._next = next

    def next(self, request: Request[Any], page: Page[Any]) -> Request[Any] | None:
        link: Any = at_pointer(page.content, self._next) if self._next else _header_link(page)
        if not link:
            return None
        if not isinstance(link, str):
            raise wrong_page(request, page, f"the link at {self._next} is not a string")
        try:
            return request._replace(url=urljoin(request.url, link))
        except ValueError as fault:  # no URL
            raise wrong_page(request, page, str(fault)) from None


def _header_link(page: Page[Any]) -> str | None:
    text = ", ".join(value for name, value in page.headers.items() if name.lower() == "link")
    return next((link for link, about in _LINK.findall(text) if _NEXT.search(about)), None)
