"""The OData features of requests: query options, and pages with the items in `value`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    ParamSpec,
    TypedDict,
    TypeVar,
    cast,
)
from urllib.parse import urljoin

from . import lists, request as base, totals
from .errors import ConversionError
from .request import Mode, Operation, Request, text_of
from .values import is_list

T = TypeVar("T")
P = ParamSpec("P")


class Page(lists.Page[T]):
    """One page of a collection."""

    content: dict[str, Any]

    @property
    def next_link(self) -> str | None:
        found: str | None = self._first("@odata.nextLink", "@nextLink", "nextLink")
        return found

    @property
    def delta_link(self) -> str | None:
        found: str | None = self._first("@odata.deltaLink", "@deltaLink", "deltaLink")
        return found

    @property
    def count(self) -> int | None:
        found: int | None = self._first("@odata.count", "@count")
        return found

    def _first(self, *names: str) -> Any:
        """The value of the first of these names: OData 4.01 may leave "odata." out, and some services the sign."""
        return next((self.content[name] for name in names if name in self.content), None)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object itself."""
        return self.content


class _Links(lists.Paging):
    """Each page has the link of the next one: `@odata.nextLink`, in OData 4.01 also `@nextLink`."""

    def page(self, content: Any, headers: Mapping[str, str], read: Callable[[Any], T]) -> Page[T]:
        data: Any = {"value": content} if is_list(content) else content
        items: Any = (data.get("value") or []) if hasattr(data, "get") else None
        if not is_list(items):
            reason = "an array, or an object with one, was expected"
            raise ConversionError("Page", "value", data, reason)
        read_page = Page(data, items, read, headers)
        if isinstance(read_page.count, int):
            read_page.total = read_page.count
        return read_page

    def next(self, request: Request[Any], page: lists.Page[T]) -> Request[Any] | None:
        link: Any = cast("Page[T]", page).next_link
        if link and not isinstance(link, str):
            raise lists.wrong_page(request, page, "the next link is not a string")
        try:
            return following(request, link) if link else None
        except ValueError as fault:
            raise lists.wrong_page(request, page, str(fault)) from None


_LINKS = _Links("/value")


def following(request: Request[Any], link: str) -> Request[Any]:
    """The request of the page at a link in a response to `request`."""
    return request._replace(method="GET", url=urljoin(request.url, link), content=None)


class ItemOptions(TypedDict, total=False):
    """The system query options of OData that a single resource takes."""

    select: Sequence[str]
    expand: Sequence[str]


class ListOptions(ItemOptions, total=False):
    """The system query options of OData that a collection takes."""

    filter: str
    orderby: Sequence[str]
    top: int
    skip: int
    search: str
    count: bool


OPTIONS = ("select", "expand", "filter", "orderby", "top", "skip", "search", "count")


class RequestBuilder(base.RequestBuilder[Mode]):
    """A place in the API: a path, and the client that it belongs to."""

    def _request(
        self,
        method: str,
        suffix: str = "",
        *,
        query: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        **others: Any,
    ) -> Request[Any]:
        """`options` are the system query options, without their "$". An array is one text with commas."""
        texts: dict[str, str] = {}
        for name, value in options.items() if options else ():
            if name not in OPTIONS:
                raise TypeError(f"no query option {name!r}")  # Bound.request says more
            if value is not None:
                texts["$" + name] = text_of(value)
        for name, value in query.items() if query else ():
            if value is not None:
                texts[name] = text_of(value)
        return super()._request(method, suffix, query=texts, **others)


class Items(totals.Items[T]):
    """The items of all pages, each of which is fetched when it is reached."""

    delta_link: str | None = None  # of the last page, once all were read

    if TYPE_CHECKING:

        def pages(self) -> Iterator[Page[T]]: ...

    def _has_read(self, page: lists.Page[T]) -> None:
        self.delta_link = cast("Page[T]", page).delta_link


class AsyncItems(totals.AsyncItems[T]):
    """The items of all pages, each of which is fetched when it is reached."""

    delta_link: str | None = None  # of the last page, once all were read

    if TYPE_CHECKING:

        def pages(self) -> AsyncIterator[Page[T]]: ...

    def _has_read(self, page: lists.Page[T]) -> None:
        self.delta_link = cast("Page[T]", page).delta_link


class _Many(lists.Many[P, T]):
    """A list operation of one builder."""

    _kinds = (Items, AsyncItems)


def collection(
    returns: str,
) -> Callable[
    [Callable[Concatenate[Any, P], Request[Page[T]]]],
    Operation[P, Page[T], Items[T], AsyncItems[T]],
]:
    """Turns a method that builds a `Request[Page[T]]` into one that gives the items of all pages."""
    return lambda build: Operation(build, returns=returns, paging=_LINKS, bound=_Many)
