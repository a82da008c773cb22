"""JSON batches of OData 4.01 and Microsoft Graph: several requests in one.

In: requests. Out: the steps that a client performs, then the results. Nothing here opens a connection.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from .codec import dumps, printed
from .errors import ApiError, Error, InvalidResponse, error
from .request import Request
from .values import is_list, is_object

T = TypeVar("T")
U = TypeVar("U")

_MOST = 20  # requests in a batch; Graph takes no more


class BatchResults(list[T | ApiError]):
    """The result or the error of each request, in the order of the requests."""

    def __init__(self, requests: Sequence[Request[Any]], results: Iterable[T | ApiError]) -> None:
        super().__init__(results)
        self._requests = requests

    def of(self, request: Request[U]) -> U:
        """The typed result of one of the requests. Raises its `ApiError`."""
        for known, result in zip(self._requests, self, strict=True):
            if known is request:
                if isinstance(result, ApiError):
                    raise result
                return cast("U", result)
        raise ValueError("the request is not in this batch")


@dataclass
class _Answer:
    status_code: int
    headers: dict[str, str]  # names in lower case
    body: Any

    def content(self, returns: str) -> bytes:
        """The content as a response to the single request would have it."""
        if self.body is None:
            return b""
        if returns == "bytes" and isinstance(self.body, str) and self.status_code < 400:
            return b64decode(self.body)
        return dumps(self.body)


def steps(
    base_url: str,
    requests: Sequence[Request[T]],
    depends_on: Mapping[int, Sequence[int]],
    headers: Mapping[str, str],
    pause: Callable[[Request[Any], int, Any], float | None],
) -> Generator[Request[Any] | float, Any, BatchResults[T]]:
    """Yields requests to send and seconds to wait; the response to a request is sent back into the generator.

    Requests that the service throttles are sent again after the pause that it asks for.
    """
    for index, needed in depends_on.items():
        if not 0 <= index < len(requests) or not all(0 <= n < index for n in needed):
            raise ValueError(f"request {index} can depend only on requests before it")
    results: dict[int, Any] = {}
    attempts = [0] * len(requests)
    waiting = list(range(len(requests)))
    while waiting:
        sent: list[int] = []
        for index in [i for i in waiting if i not in results]:
            failed = [n for n in depends_on.get(index, ()) if isinstance(results.get(n), ApiError)]
            if failed:
                results[index] = error(424, {}, _message(f"request {failed[0]} has failed"))
            elif len(sent) < _MOST:
                sent.append(index)
        if not sent:
            break
        items = [_item(base_url, i, requests[i], depends_on.get(i, ()), sent) for i in sent]
        batch = _batch(base_url, headers, items)
        answers = _answers(batch, (yield batch))
        again: dict[int, float] = {}
        for index in sent:
            answer = answers.get(str(index + 1)) or _Answer(502, {}, None)
            after = pause(requests[index], attempts[index], answer)
            if after is not None:
                again[index] = after
                attempts[index] += 1
            elif answer.status_code == 424 and any(n in again for n in depends_on.get(index, ())):
                again[index] = 0.0
            elif 300 <= answer.status_code < 400:
                # A batch follows no redirect; the request by itself does.
                try:
                    results[index] = yield requests[index]
                except ApiError as refused:
                    results[index] = refused
            else:
                results[index] = _result(requests[index], answer)
        waiting = [index for index in waiting if index not in results]
        if again:
            yield max(again.values())
    return BatchResults(requests, [results[index] for index in range(len(requests))])


def _batch(base_url: str, headers: Mapping[str, str], items: list[dict[str, Any]]) -> Request[Any]:
    others = {name: text for name, text in headers.items() if name.lower() != "content-type"}
    sent = {"Content-Type": "application/json", **others}
    return Request("POST", f"{base_url}/$batch", sent, {"requests": items}, "Any")


def _item(
    base_url: str, index: int, request: Request[Any], needed: Sequence[int], sent: list[int]
) -> dict[str, Any]:
    if not request.url.startswith(base_url + "/"):
        raise ValueError(f"the request leads to another service: {request.url}")
    url = request.url[len(base_url) :]
    item: dict[str, Any] = {"id": str(index + 1), "method": request.method, "url": url}
    if request.headers:
        item["headers"] = dict(request.headers)
    if request.content is not None:
        body = request.content
        item["body"] = b64encode(body).decode("ascii") if isinstance(body, bytes) else body
    # What was sent in an earlier batch has succeeded by now.
    if ids := [str(n + 1) for n in needed if n in sent]:
        item["dependsOn"] = ids
    return item


def _answers(batch: Request[Any], answer: Any) -> dict[str, _Answer]:
    """The responses by the `id` of their request. Items without a known `id` are left out."""
    given: Any = answer.get("responses") if is_object(answer) else 0
    if not is_list(given):
        reason = "a batch is answered with an array of responses"
        raise InvalidResponse(batch.method, batch.url, 200, reason, printed(answer))
    found: dict[str, _Answer] = {}
    for item in given:
        if not is_object(item):
            continue
        status, headers = item.get("status"), item.get("headers")
        named = headers if is_object(headers) else {}
        found[str(item.get("id"))] = _Answer(
            int(str(status)) if re.fullmatch("[1-5][0-9][0-9]", str(status)) else 502,
            {name.lower(): str(value) for name, value in named.items()},
            item.get("body"),
        )
    return found


def _result(request: Request[T], answer: _Answer) -> T | ApiError:
    try:
        return request.decode(answer.status_code, answer.headers, answer.content(request.returns))
    except ApiError as refused:
        return refused
    except (Error, ValueError) as fault:
        return error(502, answer.headers, _message(str(fault), "invalidResponse"))


def _message(text: str, code: str = "failedDependency") -> bytes:
    return dumps({"error": {"code": code, "message": text}})
