from .._runtime.enum import OpenEnum


class ConnectionState(OpenEnum):
    """The values of connectionState.

    https://learn.microsoft.com/graph/api/resources/externalconnection
    """

    DRAFT = "draft"
    READY = "ready"
    OBSOLETE = "obsolete"
    LIMIT_EXCEEDED = "limitExceeded"
    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
