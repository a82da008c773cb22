"""Lists: the pages of a collection, and the iterators over their items."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from .errors import ConversionError, InvalidResponse
from .request import Bound, Operation, Request, at_pointer
from .values import is_list, is_object

T = TypeVar("T")
P = ParamSpec("P")


class Paging:
    """How the next page of a list is requested. With this class there is one page."""

    def __init__(self, items: str = "") -> None:
        self.items = items  # where they are, as a JSON Pointer (RFC 6901)

    def page(self, content: Any, headers: Mapping[str, str], read: Callable[[Any], T]) -> Page[T]:
        """The page in an answer. Raises `ConversionError` for a content without items."""
        # An array is the items, whatever is documented.
        items: Any = content if is_list(content) else at_pointer(content, self.items)
        if is_list(items):
            return Page(content, items, read, headers)
        where = f"at {self.items}" if self.items else "of items"
        raise ConversionError("Page", "value", content, f"an array {where} was expected")

    def next(self, request: Request[Page[T]], page: Page[T]) -> Request[Page[T]] | None:
        """The request of the page after one, None after the last."""
        return None


def wrong_page(request: Request[Any], page: Page[Any], reason: str) -> InvalidResponse:
    """The error for a page that no other one follows."""
    from .codec import printed

    return InvalidResponse(request.method, request.url, 200, reason, printed(page.content))


def with_value(request: Request[T], name: str, value: Any) -> Request[T]:
    """The same request with another value in its content, if it has one, or its query."""
    content = request.content
    if is_object(content):
        return request._replace(content={**content, name: value})
    return request.with_query({name: value})


class Page(Generic[T]):
    """One page of a collection."""

    total: int | None = None  # items of all pages, where the answer says it
    source: tuple[str, str, int] = ("", "", 200)  # method, URL and status, for errors
    _value: list[T] | None = None

    def __init__(
        self,
        content: Any,
        items: list[Any],
        read: Callable[[Any], T],
        headers: Mapping[str, str] = {},
    ) -> None:
        self.content, self._read = content, read  # the JSON itself
        self.wire_items, self.headers = items, headers

    @property
    def value(self) -> list[T]:
        """The items of this page."""
        if self._value is None:
            try:
                self._value = list(map(self._read, self.wire_items))
            except (ValueError, TypeError) as fault:
                from .codec import printed

                reason = f"an item is not what is documented: {fault}"
                raise InvalidResponse(*self.source, reason, printed(self.wire_items)) from None
        return self._value

    def __iter__(self) -> Iterator[T]:
        return iter(self.value)

    def __len__(self) -> int:
        return len(self.wire_items)


class _Requests:
    """The requests of one list, each of which is made once."""

    def __init__(self, first: Request[Any]) -> None:
        self.next: Request[Any] | None = first
        self._made: set[int] = set()  # hashes: there may be more pages than fit in memory
        self._items: list[Any] = []  # of the page before: a service may ignore a number

    def go_on(self, page: Page[Any]) -> None:
        """Goes to the request after a page. Raises `InvalidResponse` for one made before."""
        request: Any = self.next
        self.next = request.paging.next(request, page)
        self._made.add(_hash(request))
        is_same = bool(page.wire_items) and page.wire_items == self._items
        if self.next and (is_same or _hash(self.next) in self._made):
            raise wrong_page(request, page, "the next page was read before")
        self._items = page.wire_items


def _hash(request: Request[Any]) -> int:
    return hash((request.method, request.url, repr(request.content)))


class _Listing(Generic[T]):
    def __init__(self, client: Any, request: Request[Page[T]]) -> None:
        self._client, self._request = client, request

    def _has_read(self, page: Page[T]) -> None:
        """Keeps what a page has beside its items."""


class Items(_Listing[T]):
    """The items of all pages; a page is fetched when it is reached."""

    def pages(self) -> Iterator[Page[T]]:
        """The pages, fetched likewise."""
        requests = _Requests(self._request)
        while requests.next:
            page: Page[T] = self._client.send(requests.next)
            self._has_read(page)
            yield page
            requests.go_on(page)

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.value

    def first(self) -> T | None:
        """The first item, or None."""
        return next(iter(self), None)


class AsyncItems(_Listing[T]):
    """The items of all pages; a page is fetched when it is reached."""

    async def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, fetched likewise."""
        requests = _Requests(self._request)
        while requests.next:
            page: Page[T] = await self._client.send(requests.next)
            self._has_read(page)
            yield page
            requests.go_on(page)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.value:
                yield item

    async def first(self) -> T | None:
        """The first item, or None."""
        async for item in self:
            return item
        return None


class Many(Bound[P, Page[T], Any, Any]):
    """A list operation of one builder."""

    _kinds: Any = (Items, AsyncItems)  # of a Client, and of an AsyncClient

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Any:
        return self._kinds[self._client.is_async](self._client, self.request(*args, **kwargs))

    @property
    def _result(self) -> str:
        return f"{self._kinds[self._client.is_async].__name__}[{self._operation.returns}]"


_ONE_PAGE = Paging()


def collection(returns: str, paging: Paging = _ONE_PAGE) -> Callable[
    [Callable[Concatenate[Any, P], Request[Page[T]]]],
    Operation[P, Page[T], Items[T], AsyncItems[T]],
]:
    """Turns a method that builds a `Request[Page[T]]` into one that gives all items."""
    return lambda build: Operation(build, returns=returns, paging=paging, bound=Many)
