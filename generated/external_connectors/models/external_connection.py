from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .configuration import Configuration
    from .connection_operation import ConnectionOperation
    from .connection_state import ConnectionState
    from .external_group import ExternalGroup
    from .external_item import ExternalItem
    from .schema import Schema


class ExternalConnection(Entity):
    """A container for the content of one system outside of Microsoft 365, such as a ticket tracker
    or a parts catalogue.

    https://learn.microsoft.com/graph/api/resources/externalconnection
    """

    wire_name = "microsoft.graph.externalConnectors.externalConnection"

    configuration: Configuration | None = field("configuration")
    """Names further apps that may manage the connection and add content to it. Optional."""

    description: str | None = field("description")
    """Explains in a sentence or two what the connection holds. Administrators see it next to the
    name. Optional.
    """

    name: str | None = field("name")
    """The name that administrators see, up to 128 characters long. Required on create."""

    state: ConnectionState | None = field("state")
    """Tells how far the connection has come: a `draft` has no schema yet, and only a connection
    that is ready takes items. The possible values are: `draft`, `ready`, `obsolete`,
    `limitExceeded`, `unknownFutureValue`. Read-only.
    """

    groups: list[ExternalGroup] | None = field("groups")
    """The groups that exist in the outside system and that access control entries refer to."""

    items: list[ExternalItem] | None = field("items")
    """The content of the connection."""

    operations: list[ConnectionOperation] | None = field("operations")
    """What the server is doing, or has done, for the connection in the background. Read-only."""

    schema: Schema | None = field("schema")
    """The properties that the items of the connection have."""
