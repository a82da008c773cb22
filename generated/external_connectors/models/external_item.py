from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .acl import Acl
    from .external_item_content import ExternalItemContent
    from .properties import Properties


class ExternalItem(Entity):
    """One piece of content from another system, such as a page, a ticket or a part. Items live in
    an externalConnection and can be found by the people whom their acl lets in.

    https://learn.microsoft.com/graph/api/resources/externalitem
    """

    wire_name = "microsoft.graph.externalConnectors.externalItem"

    acl: list[Acl] | None = field("acl")
    """Who may find the item. An entry that denies access outweighs one that grants it. Required."""

    content: ExternalItemContent | None = field("content")
    """The text of the item, which is searched word by word. Optional."""

    properties: Properties | None = field("properties")
    """The values of the properties that the schema of the connection defines. Required."""
