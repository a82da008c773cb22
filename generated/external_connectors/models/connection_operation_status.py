from .._runtime.enum import OpenEnum


class ConnectionOperationStatus(OpenEnum):
    """How far a connectionOperation has come.

    https://learn.microsoft.com/graph/api/resources/enums-externalconnectors
    """

    UNSPECIFIED = "unspecified"
    """Nothing is known about the operation yet."""

    INPROGRESS = "inprogress"
    """The operation is running. Ask again later."""

    COMPLETED = "completed"
    """The operation ended well."""

    FAILED = "failed"
    """The operation ended without success. Its error property says why."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later."""
