"""Pages with numbers: `page=2`."""

from __future__ import annotations

from typing import Any

from .counting import sent_value
from .lists import Page, Paging, with_value
from .request import Request


class NumberPaging(Paging):
    """The next page has the next number; the last page is empty."""

    def __init__(self, items: str = "", *, parameter: str, first: int = 1) -> None:
        super().__init__(items)
        self._parameter, self._first = parameter, first

    def next(self, request: Request[Any], page: Page[Any]) -> Request[Any] | None:
        if not page.wire_items:
            return None
        number = sent_value(request, self._parameter, self._first)
        return with_value(request, self._parameter, number + 1)
