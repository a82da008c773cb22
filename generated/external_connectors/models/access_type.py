from .._runtime.enum import OpenEnum


class AccessType(OpenEnum):
    """Whether an access control entry lets somebody in or keeps somebody out.

    https://learn.microsoft.com/graph/api/resources/enums-externalconnectors
    """

    GRANT = "grant"
    """The identity may find and open the item."""

    DENY = "deny"
    """The identity may not see the item, whatever other entries grant."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later."""
