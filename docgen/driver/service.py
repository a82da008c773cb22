"""The connection to a running service: one address, so many requests, so long each.

Prepared requests enter, and go through the generated client; exchanges leave. Nothing is sent to another address.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from docgen.project.usage import UsageError
from docgen.python.records import Call
from docgen.spec.model import Spec
from docgen.syntax.strict_json import load_json
from docgen.verify.binding import Mismatch, bind
from docgen.verify.replay import Player
from docgen.verify.service.arguments import Prepared
from docgen.verify.service.exchange import Exchange, Purpose
from docgen.verify.service.session import Stop

try:
    import httpx2
except ImportError:  # docgen-sdk[service]
    httpx2 = None

_MOST_BYTES = 10_000_000  # of one answer
_MOST_TEXT = 200  # characters of content that is not JSON, in an exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    requests: int = 1000
    rate: float = 20.0  # requests a second
    seconds: float = 10.0  # of one request


class Connection:
    """Sends requests through a generated client, within limits."""

    def __init__(
        self,
        spec: Spec,
        root: ModuleType,
        calls: Mapping[str, Call],
        url: str,
        credential: str | None,
        limits: Limits,
        common: Mapping[str, Any],
    ) -> None:
        if httpx2 is None:
            raise UsageError("--service needs httpx2: pip install 'docgen-sdk[service]'")
        self._transport = _Guarded(url, limits)
        options = {"retries": 0, "timeout": limits.seconds, "transport": self._transport}
        self._client = root.Client(credential, base_url=url, **options, **common)
        self._player = Player(root, self._client)
        self._calls = calls
        self._limits = limits
        self._count, self._next = 0, 0.0
        self._base_path = urlsplit(url).path.rstrip("/")

    def close(self) -> None:
        self._client.close()

    def send(self, prepared: Prepared, purpose: Purpose) -> Exchange:
        """The exchange of a request. Raises `Stop` at the limit of requests, which what cleans up does not count to."""
        if self._count >= self._limits.requests and purpose != "cleanup":
            raise Stop(f"the limit of {self._limits.requests} requests was reached")
        self._wait()
        self._count += 1
        sample = prepared.request
        self._transport.last = None
        begin = time.monotonic()
        problem = ""
        try:
            bound = bind(prepared.operation, sample, self._calls[prepared.operation.id])
            request = self._player.request(bound, sample)
            self._client.send(request)
        except Mismatch as error:
            problem = f"the SDK cannot make the request: {error}"
        # An answer is compared as it came; without one the fault is why.
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        answer = self._transport.last
        return Exchange(
            operation=prepared.operation.id,
            purpose=purpose,
            target=answer.target.removeprefix(self._base_path) if answer else sample.target,
            sent=sample.json,
            status=answer.status if answer else 0,
            problem="" if answer else problem,
            media_type=answer.media_type if answer else "",
            content=answer.content if answer else None,
            has_json=answer is not None and answer.has_json,
            text=answer.text if answer else "",
            seconds=round(time.monotonic() - begin, 3),
            guessed=prepared.guessed,
            missing=prepared.missing,
        )

    def _wait(self) -> None:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self._limits.rate


@dataclass(slots=True, kw_only=True)
class _Answer:
    target: str
    status: int
    media_type: str
    content: Any
    has_json: bool
    text: str


class OtherAddress(Exception):
    """A request to an address that is not the service's."""


_Base: Any = httpx2.BaseTransport if httpx2 else object


class _Guarded(_Base):
    """A transport that reaches one address only, and keeps the last answer."""

    def __init__(self, url: str, limits: Limits) -> None:
        assert httpx2 is not None
        self._origin = httpx2.URL(url).origin
        self._inner = httpx2.HTTPTransport(retries=0)
        self._seconds = limits.seconds
        self.last: _Answer | None = None

    def handle_request(self, request: Any) -> Any:
        assert httpx2 is not None
        if request.url.origin != self._origin:
            raise OtherAddress(f"a redirect leads to another address: {request.url.host}")
        response = self._inner.handle_request(request)
        content = self._read(response)
        response.close()
        headers = [(n, v) for n, v in response.headers.items() if n.lower() not in _OF_TRANSFER]
        self.last = _answer(request, response, content)
        return httpx2.Response(response.status_code, headers=headers, content=content)

    def _read(self, response: Any) -> bytes:
        """The content; of a stream without an end, what comes within the limit of time."""
        end = time.monotonic() + self._seconds
        pieces: list[bytes] = []
        size = 0
        try:
            for piece in response.iter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > _MOST_BYTES or time.monotonic() > end:
                    break
        except httpx2.ReadTimeout:  # type: ignore[union-attr]
            if not pieces:
                raise
        return b"".join(pieces)

    def close(self) -> None:
        self._inner.close()


# The content is decoded when it is read.
_OF_TRANSFER = ("content-encoding", "content-length", "transfer-encoding")


def _answer(request: Any, response: Any, content: bytes) -> _Answer:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    value, has_json, text = None, False, ""
    if content:
        try:
            value, has_json = load_json(content.decode("utf-8")), True
        except ValueError:
            text = content[: 4 * _MOST_TEXT].decode("utf-8", "replace")[:_MOST_TEXT]
    target = request.url.raw_path.decode("ascii", "replace")
    return _Answer(
        target=target,
        status=response.status_code,
        media_type=media_type,
        content=value,
        has_json=has_json,
        text=text,
    )
