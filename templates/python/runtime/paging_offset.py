"""Pages that begin after a number of items: `offset=20`."""

from __future__ import annotations

from typing import Any

from .counting import sent_value
from .lists import Page, Paging, with_value
from .request import Request


class OffsetPaging(Paging):
    """The next page begins after the items of this one; the last page is empty."""

    def __init__(self, items: str = "", *, parameter: str) -> None:
        super().__init__(items)
        self._parameter = parameter

    def next(self, request: Request[Any], page: Page[Any]) -> Request[Any] | None:
        if not page.wire_items:
            return None
        offset = sent_value(request, self._parameter, 0)
        return with_value(request, self._parameter, offset + len(page))
