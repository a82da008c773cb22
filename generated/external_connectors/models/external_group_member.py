from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .external_group_member_type import ExternalGroupMemberType
    from .identity_source_type import IdentitySourceType


class ExternalGroupMember(Entity):
    """A user or a group that belongs to an externalGroup.

    https://learn.microsoft.com/graph/api/resources/externalgroupmember
    """

    wire_name = "microsoft.graph.externalConnectors.externalGroupMember"

    identity_source: IdentitySourceType | None = field("identitySource")
    """Where the user or group is kept. Required."""

    type: ExternalGroupMemberType | None = field("type")
    """What the member is. The possible values are: `user`, `group`, `unknownFutureValue`.
    Required.
    """
