from __future__ import annotations

from .._runtime.model import OpenModel, field


class Configuration(OpenModel):
    """Names the apps that may manage an externalConnection besides the app that created it.

    https://learn.microsoft.com/graph/api/resources/configuration
    """

    wire_name = "microsoft.graph.externalConnectors.configuration"

    authorized_app_ids: list[str] | None = field("authorizedAppIds")
    """The client identifiers of the apps that may manage the connection and add items to it.
    Optional.
    """
