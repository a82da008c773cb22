from .._runtime.enum import OpenEnum


class IdentitySourceType(OpenEnum):
    """Where an identity is kept.

    https://learn.microsoft.com/graph/api/resources/enums-externalconnectors
    """

    AZURE_ACTIVE_DIRECTORY = "azureActiveDirectory"
    """In the directory of the tenant."""

    EXTERNAL = "external"
    """In the outside system that the connection belongs to."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later."""
