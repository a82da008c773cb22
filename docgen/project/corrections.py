"""`corrections` of docgen.toml: what is read, and what is refused.

In: the tables of one API. Out: `Correction`s, each with its place in the file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docgen.corrections.correction import KEYS, PLACES, Correction, Kind, kind_of
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import hint

_KEYS = ("target", "set", "skip", "reason")
_EXAMPLES = '"GET /lamps", "GET /lamps color", "/lamps/default" or "Lamp.color"'
_KINDS: Mapping[type | tuple[type, ...], str] = {
    str: "a string",
    bool: "true or false",
    list: "a list of strings",
    (str, int, float, bool): "a string, a number, true or false",
}


class CorrectionFault(ValueError):
    """A correction that cannot be read; the message names the key and the fix."""


def read_corrections(entries: Any, at: str, config: Path, api: str, pages: str) -> tuple[Correction, ...]:  # fmt: skip
    """The corrections of an API. Raises `CorrectionFault`.

    `at` is their place in messages, `config` the file, `api` the name of the table and `pages` the folder as written.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise CorrectionFault(f"{at} must be tables, e.g. [[api.{api}.corrections]]")
    if not entries:
        return ()
    file = Path(os.path.relpath(config, config.parent / pages)).as_posix()
    lines = [*_lines(config.read_text("utf-8"), api)]
    lines += [1] * (len(entries) - len(lines))
    return tuple(
        _correction(entry, f"{at}[{number}]", Span(file, line))
        for number, (entry, line) in enumerate(zip(entries, lines))
    )


def _lines(text: str, api: str) -> Iterator[int]:
    """The lines, from 1, on which corrections of an API begin."""
    name = re.escape(api)
    header = re.compile(rf"\s*\[\[(?:tool\.docgen\.)?api\.[\"']?{name}[\"']?\.corrections\]\]")
    return (number for number, line in enumerate(text.split("\n"), 1) if header.match(line))


def _correction(entry: Mapping[str, Any], at: str, place: Span) -> Correction:
    for key in entry.keys() - set(_KEYS):
        raise CorrectionFault(f'{at}: unknown key "{key}"{hint(key, _KEYS) or "; known: " + ", ".join(_KEYS)}')  # fmt: skip
    for key in ("target", "reason"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise CorrectionFault(f'{at}.{key} must be a string, e.g. {key} = "..."')
    kind = kind_of(entry["target"])
    if kind is None:
        raise CorrectionFault(f'{at}.target: "{entry["target"]}" names nothing; write {_EXAMPLES}')
    changes, skip = entry.get("set", {}), entry.get("skip", False)
    if not isinstance(changes, dict) or not isinstance(skip, bool) or bool(changes) == skip:
        raise CorrectionFault(f"{at} must have either set = {{...}} or skip = true")
    if skip and kind == "path":
        raise CorrectionFault(
            f'{at}.skip: write the operation, e.g. target = "GET {entry["target"]}"'
        )
    _check(changes, kind, f"{at}.set")
    return Correction(
        target=entry["target"],
        kind=kind,
        reason=entry["reason"],
        set=changes,
        skip=skip,
        at=place,
    )


def _check(changes: Mapping[str, Any], kind: Kind, at: str) -> None:
    """Raises `CorrectionFault` for a key or a value that corrects nothing of this kind."""
    keys = KEYS[kind]
    for key, value in changes.items():
        if key not in keys:
            raise CorrectionFault(f'{at}: unknown key "{key}"{hint(key, keys) or "; known: " + ", ".join(keys)}')  # fmt: skip
        is_right = isinstance(value, keys[key]) and (keys[key] is not str or value != "")
        if keys[key] is list:
            is_right = is_right and all(isinstance(item, str) for item in value)
        if not is_right:
            raise CorrectionFault(f"{at}.{key} must be {_KINDS[keys[key]]}")
    if "in" in changes and changes["in"] not in PLACES:
        raise CorrectionFault(f'{at}.in must be one of {", ".join(PLACES)}{hint(changes["in"], PLACES)}')  # fmt: skip
    if kind == "path" and not re.fullmatch(r"[\w-]+", changes.get("parameter", "")):
        raise CorrectionFault(f'{at}.parameter must be the name of one, e.g. parameter = "mount"')
    if not changes.get("path", "/").startswith("/"):
        raise CorrectionFault(f'{at}.path must begin with "/"')
