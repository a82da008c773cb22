"""Pages whose content has a cursor or token, which the request of the next page sends."""

from __future__ import annotations

from typing import Any

from .lists import Page, Paging, with_value, wrong_page
from .request import Request, at_pointer


class CursorPaging(Paging):
    """The next page is requested with the cursor at a JSON Pointer; the last page has no cursor."""

    def __init__(self, items: str = "", *, next: str, parameter: str) -> None:
        super().__init__(items)
        self._next, self._parameter = next, parameter

    def next(self, request: Request[Any], page: Page[Any]) -> Request[Any] | None:
        cursor: Any = at_pointer(page.content, self._next)
        if cursor is None or cursor == "" or cursor is False:
            return None
        if not isinstance(cursor, (str, int)):
            raise wrong_page(request, page, f"the cursor at {self._next} is not a string")
        if isinstance(cursor, str) and cursor.startswith(("https://", "http://")):
            return request._replace(url=cursor)
        return with_value(request, self._parameter, cursor)
