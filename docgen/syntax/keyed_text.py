"""JSON or YAML as plain values, with the places of its keys and what its references lead to.

    {"color": {"$ref": "#/colors/warm"}}          color: {$ref: '#/colors/warm'}

A text enters; a `KeyedText` leaves. YAML has the types of JSON (YAML 1.2, 10.2); no tag of it makes anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from docgen.diagnostics.position import Lines, Span
from docgen.syntax.strict_json import DEEPEST_DOCUMENT, load_json
from docgen.syntax.yaml_text import Scalar, load_yaml

_KEY = re.compile(
    r"\"((?:[^\"\\\n]|\\.){1,100}+)\"[ \t]{0,4}:"
    r"|^[ \t]*+(?:- )?+['\"]?+([^\s'\"#:{\[][^\n'\":]{0,99}+)['\"]?+:(?=\s)",
    re.MULTILINE,
)
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})\Z")
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?\Z")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class KeyedText:
    """A value, and where its keys are written."""

    def __init__(self, value: Any, text: str, at: Span) -> None:
        self.value = value
        self._lines = Lines(text, at)
        self._offsets: dict[str, list[int]] = {}
        self.count = 0  # of keys
        for match in _KEY.finditer(text):
            number = match.lastindex or 0
            self.count += 1
            self._offsets.setdefault(match[number], []).append(match.start(number))

    def find(self, key: str, after: int = 0) -> int:
        """Where a key is written next; `after` where it is not."""
        offsets = self._offsets.get(key, ())
        number = bisect_left(offsets, after)
        return offsets[number] if number < len(offsets) else after

    def span(self, offset: int, key: str = "") -> Span:
        return self._lines.span(offset, len(key))

    def target(self, ref: object) -> Any:
        """What a reference inside of the text leads to (RFC 6901); None for any other."""
        if not isinstance(ref, str) or not ref.startswith("#/"):
            return None
        found: Any = self.value
        for step in ref[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def opened(self, node: object) -> dict[str, Any]:
        """An object, or the one that it refers to; empty for anything else."""
        found = self.target(node["$ref"]) if isinstance(node, dict) and "$ref" in node else node
        return found if isinstance(found, dict) and "$ref" not in found else {}


def read_keyed(text: str, at: Span) -> KeyedText:
    """The value of a text that begins at a place. Raises `ValueError` with what is wrong."""
    if text.lstrip().startswith(("{", "[")):
        return KeyedText(load_json(text, deepest=DEEPEST_DOCUMENT), text, at)
    return KeyedText(_plain(load_yaml(text)), text, at)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case Scalar(text=text, is_plain=True):
            if text.lower() in _CONSTANTS:
                return _CONSTANTS[text.lower()]
            if _INTEGER.match(text):
                return int(text)
            return float(text) if _NUMBER.match(text) else text
        case Scalar(text=text):
            return text
        case _:
            return None
