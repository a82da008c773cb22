"""JSON texts to values and back, by orjson if it is installed."""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module
from typing import Any

from .values import TOO_DEEP, finite, part

_fast: Any
try:
    _fast = import_module("orjson")
except ImportError:
    _fast = None
_exact = part("decimals")  # where the API has numbers that a float may round


def loads(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError` for another text."""
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if _fast and not (_exact and _exact.may_round(content)):
        try:
            return _fast.loads(content)
        except ValueError:
            pass  # NaN and half a surrogate pair, which `json` reads
    try:
        return json.loads(text, parse_float=_exact.number if _exact else finite)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def dumps(value: Any) -> bytes:
    """The JSON text of a value."""
    if _fast:
        try:
            return bytes(_fast.dumps(value, default=_default))
        except TypeError:
            pass  # half a surrogate pair, or a number of more than 64 bits
    try:
        return _dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _dumps(value).encode()  # half a pair has no UTF-8 form
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def printed(value: Any) -> bytes:
    """The JSON text that an error shows."""
    try:
        return dumps(value)
    except ValueError:
        return b""


_default: Any = _exact and _exact.wire_text
_dumps = partial(json.dumps, separators=(",", ":"), default=_default)
