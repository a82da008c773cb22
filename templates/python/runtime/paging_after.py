"""Pages that begin after an item: `after=<its id>`."""

from __future__ import annotations

from typing import Any

from .lists import Page, Paging, with_value, wrong_page
from .request import Request
from .values import is_object


class AfterPaging(Paging):
    """The next page begins after the last item of this one; the last page is empty."""

    def __init__(self, items: str = "", *, parameter: str, key: str = "id") -> None:
        super().__init__(items)
        self._parameter, self._key = parameter, key

    def next(self, request: Request[Any], page: Page[Any]) -> Request[Any] | None:
        if not page.wire_items:
            return None
        last: Any = page.wire_items[-1]
        found = last.get(self._key) if is_object(last) else None
        if found is None:
            raise wrong_page(request, page, f"the last item has no {self._key!r}")
        return with_value(request, self._parameter, found)
