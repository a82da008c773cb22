"""Fields of HTTP messages by their names, which have no case (RFC 9110, section 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Headers = tuple[tuple[str, str], ...]  # names and values as written, in order

# RFC 9110 fields that a client sends by itself: never parameters of an operation.
TRANSPORT_HEADERS = ("authorization", "content-type", "content-length", "accept", "host")
# Those of one request only, whatever is said of all: a key that makes it repeatable, conditions (RFC 9110, 13), its own id.
_OF_ONE_REQUEST = (
    "idempotency-key", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "prefer",
    "range", "traceparent", "x-correlation-id", "x-idempotency-key", "x-request-id",
)  # fmt: skip
# A JSON text on each line.
JSON_ON_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl")


def is_of_one_request(name: str) -> bool:
    """Whether two requests do not have the same value of a field."""
    return name.lower() in _OF_ONE_REQUEST


def header(headers: Iterable[tuple[str, str]], name: str) -> str:
    """The value of the first field with a name in lower case, "" without one."""
    return next((value for n, value in headers if n.lower() == name), "")


def own_headers(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The fields that a client does not send by itself."""
    return ((name, value) for name, value in headers if name.lower() not in TRANSPORT_HEADERS)


def is_json(content_type: str) -> bool:
    """Whether content of a media type is JSON (RFC 8259, RFC 6839)."""
    return content_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))
