"""Records between processes and in the cache.

A record enters and its bytes leave, or the other way round.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

import msgspec


def packed(record: object) -> bytes | None:
    """A record as the cache holds it: MessagePack, which makes records and can run nothing.

    None for one that it cannot hold: a sample's number of more than 64 bits, half of a surrogate pair.
    """
    try:
        return msgspec.msgpack.encode(record)
    except (OverflowError, UnicodeEncodeError, RecursionError):
        return None


_Record = TypeVar("_Record")


def unpacked(data: bytes, kind: type[_Record]) -> _Record | None:
    """The record that was packed; None for what is none of its kind."""
    try:
        return _decoder(kind).decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


@cache
def _decoder(kind: type[_Record]) -> msgspec.msgpack.Decoder[_Record]:
    return msgspec.msgpack.Decoder(kind)
