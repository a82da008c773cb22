"""A typed client made by docgen from the API's documentation."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._runtime.errors import ApiError as ApiError
    from .client import AsyncClient as AsyncClient
    from .client import Client as Client

__all__ = ["ApiError", "AsyncClient", "Client"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "._runtime.errors" if name == "ApiError" else ".client"
    return getattr(import_module(module, __name__), name)
