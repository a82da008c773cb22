"""What carries the arguments of a call: the function of the runtime that makes the content of them, and styles in a query.

An operation or a parameter of HTTP enters; names and expressions of Python leave.
"""

from __future__ import annotations

from docgen.spec.model import (
    ANY_MEDIA_TYPE,
    JSON,
    OCTETS,
    MediaType,
    Operation,
    Parameter,
)
from docgen.spec.types import ANY, BINARY
from docgen.syntax.headers import JSON_ON_LINES, is_json

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_STREAMS = {
    "text/event-stream": "events",
    **dict.fromkeys(JSON_ON_LINES, "lines"),
}
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def body_function(operation: Operation) -> str:
    """The function that makes the content: "form", "multipart", "nested", "raw", "with_files"; "" for plain JSON and octets."""
    body = operation.request_body
    if body is None:
        return ""
    media_type = body.content[0].name
    if body.type is not None:
        return "" if is_json(media_type) or media_type == OCTETS else "raw"
    if media_type == FORM:
        return "form"
    if media_type == MULTIPART:
        return "multipart"
    if any(p.type.item == BINARY for p in body.properties):
        return "with_files"
    return "nested" if any("[" in p.name for p in body.properties) else ""


def json_type(operation: Operation) -> str:
    """A media type of JSON that is not the usual one, "" for that."""
    body = operation.request_body
    media_type = body.content[0].name if body else JSON
    return media_type if media_type != JSON and is_json(media_type) else ""


def content_kind(content: MediaType) -> str:
    """What the runtime does with a content that is not JSON: "text", "bytes", by its own media type; "" for JSON.

    "events" and "lines" of JSON are read while they arrive.
    """
    name = content.name.partition(";")[0].strip().lower()
    if name in _STREAMS:
        return _STREAMS[name]
    if is_json(name):
        return ""
    if name == ANY_MEDIA_TYPE:
        return "content" if content.type == ANY else ""
    return "text" if name.startswith("text/") else "bytes"


def sent_name(parameter: Parameter) -> str:
    """The name of a query parameter, or of a field of a form, as it is sent."""
    in_brackets = parameter.style == "brackets" and parameter.type.may_be_array
    return f"{parameter.name}[]" if in_brackets and "[]" not in parameter.name else parameter.name


def query_value(parameter: Parameter, argument: str) -> tuple[str, str]:
    """The expression for a query parameter's value, and the function of the runtime that it calls."""
    if not parameter.type.may_be_array:
        return argument, ""
    if parameter.style in _DELIMITERS:
        return f'delimited({argument}, "{_DELIMITERS[parameter.style]}")', "delimited"
    if parameter.explode is False:
        return f"delimited({argument})", "delimited"
    return argument, ""


def is_file(parameter: Parameter, function: str) -> bool:
    """Whether a parameter of a content is a file, or several."""
    return function in ("multipart", "with_files") and parameter.type.item == BINARY
