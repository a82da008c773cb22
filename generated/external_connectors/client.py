"""The clients, and the root of the tree of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._runtime.client import AsyncClientBase, SyncClient
from ._runtime.request import Async, Mode, RequestBuilder, Sync

if TYPE_CHECKING:
    from .requests.external import ExternalRequestBuilder


class Api(RequestBuilder[Mode]):
    """`/`"""

    @property
    def external(self) -> ExternalRequestBuilder[Mode]:
        """`/external`"""
        from .requests.external import ExternalRequestBuilder

        return ExternalRequestBuilder(self, "/external")


class Client(SyncClient, Api[Sync]):
    """Calls the API and answers at once."""

    base_url = "https://graph.microsoft.com/v1.0"


class AsyncClient(AsyncClientBase, Api[Async]):
    """Calls the API; every call is awaited."""

    base_url = "https://graph.microsoft.com/v1.0"
