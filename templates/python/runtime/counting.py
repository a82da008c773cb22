"""What pages with numbers and with offsets share."""

from __future__ import annotations

import re
from typing import Any

from .request import Request, percent_encoded
from .values import is_object


def sent_value(request: Request[Any], name: str, default: int) -> int:
    """The number that a request sends in its query or content."""
    content = request.content
    if is_object(content):
        value: Any = content.get(name)
        if value is not None:
            return int(value)
    begin = f"{percent_encoded(name)}="
    parts = request.url.partition("?")[2].split("&")
    found = [part[len(begin) :] for part in parts if part.startswith(begin)]
    return int(found[0]) if found and re.fullmatch("-?[0-9]+", found[0]) else default
