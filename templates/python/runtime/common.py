"""What every request sends beside its credential: keywords of the clients.

It is added in the same step, so that no other host gets it. What a request has itself counts more.
"""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .auth import Auth
from .request import percent_encoded, text_of


class _Common(Auth):
    _texts = "[ -~]+"  # that its place can hold

    def __init__(self, name: str, value: Any) -> None:
        text = text_of(value)
        if not re.fullmatch(self._texts, text):
            raise ValueError(f"{name}: no {self.place} can hold {text!r}")
        super().__init__(name, text)

    def text(self, secret: Any) -> str:
        return str(secret)


class _Header(_Common):
    def added(self, headers: Any, url: str, text: str) -> str:
        headers.setdefault(self.name, text)
        return url


class _Option(_Common):
    _texts = "(?s:.+)"
    place = "query"

    def added(self, headers: Any, url: str, text: str) -> str:
        path, _, query = url.partition("?")
        name, pairs = percent_encoded(self.name), query.split("&") if query else []
        if any(pair.partition("=")[0] == name for pair in pairs):
            return url
        return f"{path}?{'&'.join([*pairs, f'{name}={percent_encoded(text)}'])}"


def with_common(
    client: Any, headers: Mapping[str, Any] = {}, query: Mapping[str, Any] = {}
) -> None:
    """Lets all requests of a client send these headers and options; None is left out."""
    ways = [_Header(name, value) for name, value in headers.items() if value is not None]
    ways += [_Option(name, value) for name, value in query.items() if value is not None]
    client._credentials += tuple(ways)
