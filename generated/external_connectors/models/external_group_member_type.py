from .._runtime.enum import OpenEnum


class ExternalGroupMemberType(OpenEnum):
    """The values of externalGroupMemberType.

    https://learn.microsoft.com/graph/api/externalgroup-post-members
    """

    USER = "user"
    GROUP = "group"
    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
