from .._runtime.enum import OpenEnum


class ExternalItemContentType(OpenEnum):
    """How the text of an item is written.

    https://learn.microsoft.com/graph/api/resources/enums-externalconnectors
    """

    TEXT = "text"
    """Plain text."""

    HTML = "html"
    """HTML. Search reads the text between the tags."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later."""
