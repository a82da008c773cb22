"""Contents that are text, or of any media type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .codec import loads


def _kind(headers: Mapping[str, str]) -> str:
    """The media type, "" where the answer has none."""
    stated = next((v for name, v in headers.items() if name.lower() == "content-type"), "")
    return stated.partition(";")[0].strip().lower()


def is_json(returns: str, headers: Mapping[str, str]) -> bool:
    """Whether a result is in a JSON text: a string is, unless the answer says that it is text."""
    return returns == "str" and not _kind(headers).startswith("text/")


def value_of(returns: str, headers: Mapping[str, str], body: bytes) -> Any:
    """The text; of any content JSON as its value, text as text, None where there is nothing."""
    kind = _kind(headers)
    if returns == "content":
        if not body:
            return None
        if not kind or kind.endswith(("/json", "+json")):
            try:
                return loads(body)
            except ValueError:
                pass
        if not kind.startswith("text/"):
            return body
    return body.decode("utf-8-sig", "replace")
