from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import Model, field

if TYPE_CHECKING:
    from .access_type import AccessType
    from .acl_type import AclType
    from .identity_source_type import IdentitySourceType


class Acl(Model):
    """An access control entry: it grants access to an externalItem to somebody, or denies it.

    https://learn.microsoft.com/graph/api/resources/acl
    """

    wire_name = "microsoft.graph.externalConnectors.acl"

    access_type: AccessType | None = field("accessType")
    """Whether the entry lets somebody in or keeps somebody out. Required."""

    identity_source: IdentitySourceType | None = field("identitySource")
    """Where the identity in value is kept. Without it, the directory of the tenant is meant.
    Optional.
    """

    type: AclType | None = field("type")
    """What kind of identity value stands for. Required."""

    value: str | None = field("value")
    """The identifier of the user, the group or, if the entry is for everyone, the tenant. For an
    externalGroup this is the identifier that you gave to the group. Required.
    """
