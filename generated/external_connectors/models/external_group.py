from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .external_group_member import ExternalGroupMember


class ExternalGroup(Entity):
    """A group that exists only in the outside system of an externalConnection, such as a sales team
    of a ticket tracker. Mirror such a group here, and the access control entries of your items
    can refer to it by its identifier.

    https://learn.microsoft.com/graph/api/resources/externalgroup
    """

    wire_name = "microsoft.graph.externalConnectors.externalGroup"

    description: str | None = field("description")
    """What the group is for. Optional."""

    display_name: str | None = field("displayName")
    """The name of the group, for people to read. Optional."""

    members: list[ExternalGroupMember] | None = field("members")
    """The users and groups that belong to the group."""
