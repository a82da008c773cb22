"""Long-running operations: a 202 response, and the URL of its status."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Generator, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from .errors import InvalidResponse, retry_after
from .request import Async, Request, RequestBuilder, Sync
from .values import is_object

if TYPE_CHECKING:
    from .model import Model

M = TypeVar("M", bound="Model")

_RUNNING = ("unspecified", "notstarted", "waiting", "queued", "running", "inprogress")


class Accepted(NamedTuple):
    """A 202 response: the operation is still running."""

    status_code: int
    location: str  # where to ask how far it is; "" when the service does not say
    retry_after: float | None  # seconds

    @overload
    def wait(
        self, client: RequestBuilder[Sync], result: type[M], *, timeout: float = 1800.0
    ) -> M: ...
    @overload
    def wait(
        self, client: RequestBuilder[Async], result: type[M], *, timeout: float = 1800.0
    ) -> Awaitable[M]: ...
    def wait(self, client: Any, result: Any, *, timeout: float = 1800.0) -> Any:
        """The content at `location` once the work has ended, well or not; awaited with AsyncClient.

        Raises `TimeoutError` after `timeout` seconds.
        """
        from urllib.parse import urljoin

        if not self.location:
            raise ValueError("the service did not say where to ask")
        url = urljoin(client.base_url + "/", self.location)
        request: Request[Any] = Request("GET", url, returns="Any")
        return client._run(_waiting(client, request, result, self.retry_after, timeout))


def accepted(status_code: int, headers: Mapping[str, str]) -> Accepted:
    """The record of a 202 response."""
    known = {name.lower(): value for name, value in headers.items()}
    return Accepted(status_code, known.get("location", ""), retry_after(known))


def _waiting(
    client: Any, request: Request[Any], result: type[M], first: float | None, timeout: float
) -> Generator[Any, Any, M]:
    """The requests and pauses until the operation has ended."""
    answer: Any = Accepted(202, "", first)
    pauses = _pauses(timeout)
    while _is_running(answer):
        usual, most = next(pauses)
        asked = answer.retry_after if isinstance(answer, Accepted) else None
        yield client._sleep(min(usual if asked is None else asked, most))
        sending: Generator[Any, Any, Any] = client._sending(request)
        answer = yield from sending
    try:
        return result.from_dict({} if answer is None else answer)
    except ValueError as fault:
        raise InvalidResponse(request.method, request.url, 200, str(fault)) from None


def _pauses(timeout: float) -> Iterator[tuple[float, float]]:
    """Seconds between two requests for the status, and those that are left. Raises `TimeoutError` at the end."""
    end = time.monotonic() + timeout
    for number in count():
        yield min(2.0**number, 30.0), max(0.0, end - time.monotonic())
        if time.monotonic() >= end:
            raise TimeoutError(f"the work has not ended after {timeout:g} seconds")


def _is_running(answer: Any) -> bool:
    if is_object(answer):
        return str(answer.get("status")).lower() in _RUNNING
    return isinstance(answer, Accepted)
