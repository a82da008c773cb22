"""What a client takes beside the keywords of its own API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict


class Options(TypedDict, total=False):
    """The other keywords of a client."""

    allow_http: bool
    user_agent: str | None
    timeout: float
    retries: int
    transport: Any
    headers: Mapping[str, str] | None
    proxy: Any
    max_content: int | None
    event_hooks: Mapping[str, list[Callable[..., Any]]] | None
