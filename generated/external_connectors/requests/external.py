"""Requests below /external."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.request import Mode, RequestBuilder

if TYPE_CHECKING:
    from .external_connections import ConnectionsRequestBuilder


class ExternalRequestBuilder(RequestBuilder[Mode]):
    """`/external`"""

    @property
    def connections(self) -> ConnectionsRequestBuilder[Mode]:
        """`/external/connections`"""
        from .external_connections import ConnectionsRequestBuilder

        return ConnectionsRequestBuilder(self, "/connections")
