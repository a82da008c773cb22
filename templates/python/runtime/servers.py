"""Addresses with variables, which are keywords of the clients."""

from __future__ import annotations

import re
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


def address(template: str, **variables: str | None) -> str:
    """The URL with its variables. Raises `ValueError` for one without a value, or whose value leads elsewhere."""
    url = template
    for name, value in variables.items():
        if value is None:
            raise ValueError(f"{name} is needed, or base_url: the API is at {template}")
        if not re.fullmatch(r"[A-Za-z0-9_~-]+([.:][A-Za-z0-9_~-]+)*", value):
            raise ValueError(f"{name}: no part of an address: {value!r}")
        url = url.replace("{" + name + "}", value)
    return url
