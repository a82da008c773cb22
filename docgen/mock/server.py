"""A server that answers as documented.

In: a `Spec`. Out: an ASGI app, and a context in which it is served. `responder` makes the responses; the only
state is how often a failure was injected.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.requests import ClientDisconnect, Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from docgen.mock.authentication import CREDENTIAL as CREDENTIAL
from docgen.mock.messages import Refusal, Request, injected_failure
from docgen.mock.responder import Service
from docgen.spec.model import Spec

_LONGEST_CONTENT = 64 * 2**20  # octets
_MOST_FAILURES = 10_000  # requests whose failures are counted at one time


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that runs."""

    url: str  # no trailing slash: "http://127.0.0.1:8000"; the base URL of a client


def application(spec: Spec, *, requires_credentials: bool = False) -> ASGIApp:
    """The ASGI app that answers each documented request with its documented response.

    `requires_credentials`: one without the documented ones is answered with 401.

    `X-Docgen-Fail: STATUS [TIMES]` in requests: of equal ones the first TIMES (1) answer STATUS, the
    next one answers as if it had not requested it, and so on in turns.
    """
    service = Service(spec, requires_credentials=requires_credentials)
    count: Counter[tuple[str, str, str]] = Counter()

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            request = await _read_request(HttpRequest(scope, receive))
        except ClientDisconnect:
            return
        if request is None:
            expected = f"content of at most {_LONGEST_CONTENT} octets expected"
            response = service.refused(Refusal(413, expected))
        else:
            key = (request.method, request.target, request.header("x-docgen-fail"))
            failure = injected_failure(request, count[key])
            if failure is None:
                count.pop(key, None)
            else:
                if len(count) > _MOST_FAILURES:
                    count.clear()
                count[key] += 1
            response = service.refused(failure) if failure else service.respond(request)
        http = HttpResponse(response.content, response.status)
        length = (
            [] if response.status in (204, 304) else [("Content-Length", len(response.content))]
        )
        http.raw_headers = [
            (name.lower().encode("latin-1"), str(value).encode("latin-1"))
            for name, value in (*response.headers, *length)
        ]
        await http(scope, receive, send)

    return Router(default=respond)


async def _read_request(http: HttpRequest) -> Request | None:
    """The request as a record, None for one with too much content."""
    content = bytearray()
    async for part in http.stream():
        content += part
        if len(content) > _LONGEST_CONTENT:
            return None
    scope = http.scope
    host = http.headers.get("host", "")
    if not re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII):
        host = "{}:{}".format(*scope["server"])
    query = scope["query_string"].decode("latin-1")
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    return Request(
        method=http.method,
        target=f"{path}?{query}" if query else path,
        headers=tuple(http.headers.items()),
        content=bytes(content),
        origin=f"{scope['scheme']}://{host}",
    )


class Once(logging.Filter):
    """Lets each message through once, and without its traceback.

    asyncio logs thousands a second while there are more connections than files that a process may open.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
        record.exc_info = record.exc_text = None
        is_new = record.msg not in self._seen
        self._seen.add(record.msg)
        return is_new


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address, port 0 for a free one. Raises `OSError` when that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where the protocol is named: 40 ms for each response.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(2048)
    except OSError:
        bound.close()
        raise
    return bound


def url_of(bound: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Clients that send or read slowly are not waited for, and each would be a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        # asyncio tries a second later to accept what had no file, then on a closed socket.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        await super().shutdown(sockets)


def server(spec: Spec, *, requires_credentials: bool = False) -> uvicorn.Server:
    """The server of a spec, which logs nothing but its own faults."""
    return _Server(
        uvicorn.Config(
            application(spec, requires_credentials=requires_credentials),
            loop="asyncio",
            http="h11",  # hands unknown methods on, which are answered with 405
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
    )


@contextmanager
def serving(
    spec: Spec, host: str = "127.0.0.1", port: int = 0, *, requires_credentials: bool = False
) -> Iterator[Served]:
    """Serves in a thread until the context ends."""
    bound = listen(host, port)
    running = server(spec, requires_credentials=requires_credentials)
    thread = threading.Thread(target=running.run, args=([bound],), daemon=True)
    thread.start()
    try:
        while not running.started and thread.is_alive():
            time.sleep(0.005)
        if not running.started:
            raise RuntimeError("the server did not start")
        yield Served(url=url_of(bound))
    finally:
        running.should_exit = True
        thread.join(10)
        bound.close()
