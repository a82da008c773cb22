"""Octets in JSON texts, as base64."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from .values import text


def _read(value: Any) -> bytes:
    given = text(value).replace("-", "+").replace("_", "/").rstrip("=")
    return b64decode(given + "=" * (-len(given) % 4), validate=True)


READERS = {"bytes": _read}


def wire_form(value: bytes | bytearray) -> str:
    """The text of octets."""
    return b64encode(value).decode("ascii")
