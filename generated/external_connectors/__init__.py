"""A typed client made by docgen from the API's documentation."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._runtime.errors import ApiError as ApiError
    from ._runtime.errors import BadRequest as BadRequest
    from ._runtime.errors import Conflict as Conflict
    from ._runtime.errors import Forbidden as Forbidden
    from ._runtime.errors import NotFound as NotFound
    from ._runtime.errors import PreconditionFailed as PreconditionFailed
    from ._runtime.errors import ServerError as ServerError
    from ._runtime.errors import TooManyRequests as TooManyRequests
    from ._runtime.errors import Unauthorized as Unauthorized
    from ._runtime.request import Accepted as Accepted
    from ._runtime.request import Page as Page
    from ._runtime.request import Request as Request
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client

_MODULES = {
    "ApiError": "._runtime.errors",
    "BadRequest": "._runtime.errors",
    "Conflict": "._runtime.errors",
    "Forbidden": "._runtime.errors",
    "NotFound": "._runtime.errors",
    "PreconditionFailed": "._runtime.errors",
    "ServerError": "._runtime.errors",
    "TooManyRequests": "._runtime.errors",
    "Unauthorized": "._runtime.errors",
    "Accepted": "._runtime.request",
    "Page": "._runtime.request",
    "Request": "._runtime.request",
    "AsyncClient": ".client",
    "Client": ".client",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)


def __dir__() -> list[str]:
    return [*_MODULES]
