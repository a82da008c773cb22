"""Values in a path that are not a segment: files below a folder, and texts in quotation marks."""

from __future__ import annotations

from .request import SEGMENT, percent_encoded, quote, text_of


def quote_path(value: str) -> str:
    """The path of a file below a folder, its slashes kept."""
    return "/".join(quote(segment) for segment in value.strip("/").split("/"))


def literal(value: object) -> str:
    """A value between the single quotes of an OData key or argument."""
    return percent_encoded(text_of(value).replace("'", "''"), safe=SEGMENT)
