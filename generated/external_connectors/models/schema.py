from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .property import Property


class Schema(Entity):
    """Lists the properties that the items of an externalConnection have, and how the search engine
    treats each of them.

    https://learn.microsoft.com/graph/api/resources/schema
    """

    wire_name = "microsoft.graph.externalConnectors.schema"

    base_type: str | None = field("baseType")
    """The type that the schema extends. It is always `microsoft.graph.externalItem`. Required."""

    properties: list[Property] | None = field("properties")
    """The properties that an item may have, between 1 and 64 of them. Required."""
