"""`corrections` of docgen.toml: what is read, and what is refused.

In: the tables of one API. Out: `Correction`s, each with its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docgen.corrections.correction import KEYS, PLACES, Correction, Kind, kind_of
from docgen.diagnostics.position import Span
from docgen.project.tables import TableFault, check_keys, places, text_in, word_in

_KEYS = ("target", "set", "skip", "reason")
_EXAMPLES = '"GET /lamps", "GET /lamps color", "/lamps/default", "Lamp.color" or "Lamp"'
_KINDS: Mapping[type | tuple[type, ...], str] = {
    str: "a string",
    bool: "true or false",
    list: "a list of strings",
    (str, int, float, bool): "a string, a number, true or false",
}


def read_corrections(entries: Any, at: str, config: Path, api: str, pages: str) -> tuple[Correction, ...]:  # fmt: skip
    """The corrections of an API. Raises `TableFault`.

    `at` is their place in messages, `config` the file, `api` the name of the table and `pages` the folder as written.
    """
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TableFault(f"{at} must be tables, e.g. [[api.{api}.corrections]]")
    if not entries:
        return ()
    (_, first), *others = places(config, api, pages)
    known = [place for key, place in others if key == ("corrections",)]
    known += (known[-1:] or [first]) * (len(entries) - len(known))  # several on a line
    return tuple(
        _correction(entry, f"{at}[{number}]", place)
        for number, (entry, place) in enumerate(zip(entries, known))
    )


def _correction(entry: Mapping[str, Any], at: str, place: Span) -> Correction:
    check_keys(entry, _KEYS, at)
    for key in ("target", "reason"):
        text_in(entry, key, at, "...")
    kind = kind_of(entry["target"])
    if kind is None:
        raise TableFault(f'{at}.target: "{entry["target"]}" names nothing; write {_EXAMPLES}')
    changes, skip = entry.get("set", {}), entry.get("skip", False)
    if not isinstance(changes, dict) or not isinstance(skip, bool) or bool(changes) == skip:
        raise TableFault(f"{at} must have either set = {{...}} or skip = true")
    if skip and kind == "type":
        raise TableFault(f"{at}.skip: a type is left out with the operations that have it")
    if skip and kind == "path":
        raise TableFault(f'{at}.skip: write the operation, e.g. target = "GET {entry["target"]}"')
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
    """Raises `TableFault` for a key or a value that corrects nothing of this kind."""
    keys = KEYS[kind]
    check_keys(changes, keys, at)
    for key, value in changes.items():
        is_right = isinstance(value, keys[key]) and (keys[key] is not str or value != "")
        if keys[key] is list:
            is_right = is_right and all(isinstance(item, str) for item in value)
        if not is_right:
            raise TableFault(f"{at}.{key} must be {_KINDS[keys[key]]}")
    if "in" in changes:
        word_in(changes, "in", at, PLACES)
    if kind == "path" and not re.fullmatch(r"[\w-]+", changes.get("parameter", "")):
        raise TableFault(f'{at}.parameter must be the name of one, e.g. parameter = "mount"')
    if kind == "type" and not re.fullmatch(r"[^\W\d]\w*", changes["name"]):
        raise TableFault(f'{at}.name must be the name of a type, e.g. name = "Lamp"')
    if not changes.get("path", "/").startswith("/"):
        raise TableFault(f'{at}.path must begin with "/"')
