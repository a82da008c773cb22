"""Lists whose responses say how many items all pages have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from . import lists
from .lists import Page, Paging
from .request import Operation, Request, at_pointer

T = TypeVar("T")
P = ParamSpec("P")


class Items(lists.Items[T]):
    """The items of all pages, each of which is fetched when it is reached."""

    def _has_read(self, page: Page[T]) -> None:
        _count(self._request, page)

    def total(self) -> int | None:
        """The number of items of all pages, from one response; None if the service does not send it."""
        page: Page[T] = self._client.send(self._request)
        self._has_read(page)
        return page.total


class AsyncItems(lists.AsyncItems[T]):
    """The items of all pages, each of which is fetched when it is reached."""

    def _has_read(self, page: Page[T]) -> None:
        _count(self._request, page)

    async def total(self) -> int | None:
        """The number of items of all pages, from one response; None if the service does not send it."""
        page: Page[T] = await self._client.send(self._request)
        self._has_read(page)
        return page.total


def _count(request: Request[Any], page: Page[Any]) -> None:
    total: Any = at_pointer(page.content, request.paging.total)
    page.total = total if isinstance(total, int) else None


class _Many(lists.Many[P, T]):
    """A list operation of one builder."""

    _kinds = (Items, AsyncItems)


def counted(returns: str, paging: Paging, *, total: str) -> Callable[
    [Callable[Concatenate[Any, P], Request[Page[T]]]],
    Operation[P, Page[T], Items[T], AsyncItems[T]],
]:
    """`collection`, for a list whose responses say how many items all pages have: `total` is a JSON Pointer to that."""
    setattr(paging, "total", total)
    return lambda build: Operation(build, returns=returns, paging=paging, bound=_Many)
