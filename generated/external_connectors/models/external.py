from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import Model, field

if TYPE_CHECKING:
    from .external_connection import ExternalConnection


class External(Model):
    """The entry point to all content that apps bring in from other systems. There is exactly one
    object of this type in a tenant, and its address is `/external`.

    https://learn.microsoft.com/graph/api/resources/external
    """

    wire_name = "microsoft.graph.externalConnectors.external"

    connections: list[ExternalConnection] | None = field("connections")
    """The connections of the tenant, one for each system whose content was brought in."""
