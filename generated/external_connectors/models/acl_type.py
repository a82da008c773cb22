from .._runtime.enum import OpenEnum


class AclType(OpenEnum):
    """What kind of identity an access control entry is about.

    https://learn.microsoft.com/graph/api/resources/enums-externalconnectors
    """

    USER = "user"
    """One user of the directory."""

    GROUP = "group"
    """One group of the directory, with all its members."""

    EVERYONE = "everyone"
    """Everybody in the tenant, guests included."""

    EVERYONE_EXCEPT_GUESTS = "everyoneExceptGuests"
    """Everybody in the tenant but the guests."""

    EXTERNAL_GROUP = "externalGroup"
    """An external group of the same connection."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later."""
