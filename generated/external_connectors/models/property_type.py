from .._runtime.enum import OpenEnum


class PropertyType(OpenEnum):
    """The type of the values of a schema property.

    https://learn.microsoft.com/graph/api/resources/propertytype
    """

    STRING = "string"
    """Text."""

    INT64 = "int64"
    """A whole number of up to 64 bits."""

    DOUBLE = "double"
    """A number with decimals."""

    DATE_TIME = "dateTime"
    """A point in time, written in ISO 8601."""

    BOOLEAN = "boolean"
    """`true` or `false`."""

    STRING_COLLECTION = "stringCollection"
    """Several texts."""

    INT64_COLLECTION = "int64Collection"
    """Several whole numbers."""

    DOUBLE_COLLECTION = "doubleCollection"
    """Several numbers with decimals."""

    DATE_TIME_COLLECTION = "dateTimeCollection"
    """Several points in time."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later. Don't send it."""
