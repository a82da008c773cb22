from __future__ import annotations

from .._runtime.model import OpenModel


class Properties(OpenModel):
    """Holds the values of an item's properties. Which keys it has, and which type each value has,
    is up to the schema of the connection.

    https://learn.microsoft.com/graph/api/resources/properties
    """

    wire_name = "microsoft.graph.externalConnectors.properties"
