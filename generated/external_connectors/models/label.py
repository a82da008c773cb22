from .._runtime.enum import OpenEnum


class Label(OpenEnum):
    """What a property of an item means to the search engine. Give each label to one property of a
    schema at most.

    https://learn.microsoft.com/graph/api/resources/label
    """

    TITLE = "title"
    """The title of the item. Search shows it as the heading of a result."""

    URL = "url"
    """The address under which people open the item in the outside system."""

    CREATED_BY = "createdBy"
    """The person who created the item."""

    LAST_MODIFIED_BY = "lastModifiedBy"
    """The person who changed the item last."""

    AUTHORS = "authors"
    """All the people who worked on the item."""

    CREATED_DATE_TIME = "createdDateTime"
    """When the item was created."""

    LAST_MODIFIED_DATE_TIME = "lastModifiedDateTime"
    """When the item was last changed."""

    FILE_NAME = "fileName"
    """The name of the file, if the item is one."""

    FILE_EXTENSION = "fileExtension"
    """The ending of the file name, such as `pdf`."""

    UNKNOWN_FUTURE_VALUE = "unknownFutureValue"
    """Stands for members that were added later. Don't send it."""

    ICON_URL = "iconUrl"
    """The address of a picture that stands for the item."""

    CONTAINER_NAME = "containerName"
    """The name of what holds the item, such as a folder or a project."""

    CONTAINER_URL = "containerUrl"
    """The address of what holds the item."""
