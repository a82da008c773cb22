"""What a client takes beside the keywords of its own API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypedDict, TypeVar, cast

from .request import unknown_keyword

F = TypeVar("F", bound=Callable[..., Any])


class Options(TypedDict, total=False):
    """The other keywords of a client."""

    scopes: tuple[str, ...] | None  # of OData
    allow_http: bool
    user_agent: str | None
    timeout: float
    retries: int
    transport: Any
    headers: Mapping[str, str] | None
    proxy: Any
    max_content: int | None
    event_hooks: Mapping[str, list[Callable[..., Any]]] | None


def suggesting(function: F) -> F:
    """The constructor of a client, whose error for an unknown keyword suggests one."""
    code = function.__code__
    own = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    known = [*own, *Options.__annotations__]

    @wraps(function)
    def checked(*args: Any, **keywords: Any) -> Any:
        for name in keywords:
            if name not in known:
                raise unknown_keyword(function.__qualname__, name, known)
        return function(*args, **keywords)

    return cast(F, checked)
