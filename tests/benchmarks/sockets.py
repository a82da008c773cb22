"""Documented requests, sent by both generated clients to a server over a real socket.

A `Spec`, its package and the address of `docgen serve` enter; how each documented request was
answered leaves. Requests that `docgen verify` does not replay are not sent; one that several
samples show may get the response of any of them.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from docgen.python.records import Call
from docgen.records import replace
from docgen.spec.model import Operation, SampleResponse, Spec
from docgen.syntax.json_difference import difference
from docgen.verify.binding import bind
from docgen.verify.loader import imported
from docgen.verify.replay import Player, Replay

CLIENTS = ("Client", "AsyncClient")
_LINKS = ("@odata.nextLink", "@odata.deltaLink")  # they lead to the server, not where the page says


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that a client sent, and where its answer is not the documented response."""

    client: str  # the class
    operation: str  # its id
    sample: str
    difference: str  # "" when it was answered as documented
    is_readable: bool  # whether `docgen verify` can read each response that it may get


def sent(
    spec: Spec,
    files: Mapping[str, str],
    calls: Mapping[str, Call],
    replays: Sequence[Replay],
    url: str,
) -> list[Sent]:
    """Every replayed request of the spec, sent once by each client to the server at `url`."""
    good = {(r.operation, r.sample, r.kind) for r in replays if not r.difference}
    base_url = url + urlsplit(spec.base_url).path
    found: list[Sent] = []
    with imported("sdk", files) as root:
        for name in CLIENTS:
            driver = _Driver(root, name, base_url)
            found += asyncio.run(driver.drive(list(driver.requests(spec, calls, good))))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    operation: str
    sample: str
    request: Any  # of the generated code
    response: SampleResponse | None  # as documented
    others: Sequence[SampleResponse]  # to requests that the page does not show again
    is_readable: bool  # whether `docgen verify` can read that

    @property
    def on_the_wire(self) -> object:
        """What equal requests have in common."""
        content = self.request.content
        if not isinstance(content, bytes):
            content = json.dumps(content, sort_keys=True)
        headers = sorted((n.lower(), value) for n, value in self.request.headers.items())
        return self.request.method, self.request.url, tuple(headers), content


def _is_whole(operation: Operation, response: SampleResponse) -> bool:
    """Whether a sample has content where its status has: some show the status only, which no client can read."""
    has_content = response.has_json or bool(response.text.strip())
    if response.status in (204, 205):
        return not has_content
    return has_content or response.status >= 400 or operation.returned is None


class _Driver:
    """One client, and the statuses of the answers to its last request."""

    def __init__(self, root: ModuleType, name: str, base_url: str) -> None:
        async def came_later(answer: Any) -> None:
            self._statuses.append(answer.status_code)

        def came(answer: Any) -> None:
            self._statuses.append(answer.status_code)

        self._name = name
        self._statuses: list[int] = []  # more than one when it was led on
        self._is_async = name == "AsyncClient"
        hooks = {"response": [came_later if self._is_async else came]}
        self._client = getattr(root, name)("token", base_url=base_url, retries=0, event_hooks=hooks)
        self._player = Player(root, self._client)

    def requests(
        self, spec: Spec, calls: Mapping[str, Call], good: set[tuple[str, str, str]]
    ) -> Iterator[_Asked]:
        for operation in spec.operations:
            for sample in operation.samples:
                if sample.request and (operation.id, sample.name, "request") in good:
                    bound = bind(operation, sample.request, calls[operation.id])
                    key = (operation.id, sample.name, "response")
                    yield _Asked(
                        operation=operation.id,
                        sample=sample.name,
                        request=self._player.request(bound, sample.request),
                        response=sample.response,
                        others=[
                            s.response for s in operation.samples if s.response and not s.request
                        ],
                        is_readable=sample.response is None
                        or (key in good and _is_whole(operation, sample.response)),
                    )

    async def drive(self, requests: Sequence[_Asked]) -> list[Sent]:
        """Sends them one after another, over as many connections as the client likes."""
        equal: dict[object, list[_Asked]] = {}
        for asked in requests:
            equal.setdefault(asked.on_the_wire, []).append(asked)
        found: list[Sent] = []
        for asked in requests:
            shown = equal[asked.on_the_wire]
            responses = [r for one in shown for r in (one.response, *one.others)]
            differences = await self._differences(asked.request, responses)
            found.append(
                Sent(
                    client=self._name,
                    operation=asked.operation,
                    sample=asked.sample,
                    difference="" if "" in differences else differences[0],
                    is_readable=all(one.is_readable for one in shown),
                )
            )
        if self._is_async:
            await self._client.aclose()
        else:
            self._client.close()
        return found

    async def _differences(
        self, request: Any, documented: Sequence[SampleResponse | None]
    ) -> list[str]:
        """What the answer to a request differs in from each of the documented responses."""
        self._statuses.clear()
        try:
            result = self._client.send(request)
            result = await result if self._is_async else result
            return [self._difference(result, response) for response in documented]
        except self._player.runtime.errors.ApiError as error:
            return [self._error_difference(error, response) for response in documented]
        except Exception as error:  # a finding, whatever it is
            return [f"{type(error).__name__}: {error}"]

    def _error_difference(self, error: Any, documented: SampleResponse | None) -> str:
        if documented is None or error.status_code != documented.status:
            return str(error)
        if documented.has_json:
            return difference(json.loads(error.content), documented.json)
        return "" if error.content == documented.text.encode() else "the content differs"

    def _difference(self, result: Any, documented: SampleResponse | None) -> str:
        status = self._statuses[0]
        if documented is None:
            return ""
        if status != documented.status:
            return f"the status is {status}, documented is {documented.status}"
        if status == 204:  # HTTP has no content there, whatever a page shows
            is_empty = result is None or (hasattr(result, "__iter__") and not [*result])
            return "" if is_empty else "there is content with 204"
        if 300 <= status < 400:
            return "" if self._statuses[1:] == [200] else "the redirect leads nowhere"
        return self._player.result_difference(result, _as_markdown(documented, result))


def _as_markdown(documented: SampleResponse, result: Any) -> SampleResponse:
    """The documented response with the links that the server gave."""
    if not isinstance(documented.json, dict) or not hasattr(result, "to_dict"):
        return documented
    made = result.to_dict()
    links = {name: made[name] for name in _LINKS if name in documented.json and name in made}
    kept = {name: value for name, value in documented.json.items() if name not in _LINKS}
    return replace(documented, json={**kept, **links})
