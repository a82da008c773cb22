"""What pages with numbers and with offsets share."""

from __future__ import annotations

import re
from typing import Any

from .request import Request, percent_encoded
from .values import is_object


def sent_value(request: Request[Any], name: str, default: int) -> int:
    """The number that a request sends in its query or content."""
    value: Any = request.content.get(name) if is_object(request.content) else None
    if value is None:
        sent = re.escape(percent_encoded(name))
        match = re.search(f"[?&]{sent}=(-?[0-9]+)(?=&|$)", request.url)
        value = match[1] if match else default
    return int(value)
