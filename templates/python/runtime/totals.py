"""Lists whose responses say how many items all pages have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from . import lists
from .lists import Page, Paging
from .request import Operation, Request

T = TypeVar("T")
P = ParamSpec("P")


class Items(lists.Items[T]):
    """The items of all pages; each page is fetched when the iteration reaches it."""

    def total(self) -> int | None:
        """The number of items of all pages, from one response; None if the service does not send it."""
        page: Page[T] = self._client.send(self._request)
        return page.total


class AsyncItems(lists.AsyncItems[T]):
    """The items of all pages; each page is fetched when the iteration reaches it."""

    async def total(self) -> int | None:
        """The number of items of all pages, from one response; None if the service does not send it."""
        page: Page[T] = await self._client.send(self._request)
        return page.total


class _Many(lists.Many[P, T]):
    """A list operation of one builder."""

    _kinds = (Items, AsyncItems)


def counted(returns: str, paging: Paging) -> Callable[
    [Callable[Concatenate[Any, P], Request[Page[T]]]],
    Operation[P, Page[T], Items[T], AsyncItems[T]],
]:
    """`collection`, for a list whose responses say how many items all pages have."""
    return lambda build: Operation(build, returns=returns, paging=paging, bound=_Many)
