"""Tables of docgen.toml: their places in the file, and what is refused of them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import hint


class TableFault(ValueError):
    """A table that cannot be read; the message names the key and the fix."""


_HEADER = re.compile(r"\s*\[.*\]\s*(?:#.*)?")
_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)"""
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")


def places(config: Path, api: str, pages: str) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The tables and keys of an API in order, each as its names below that of the API, with its place.

    The first one, without names, is the file. The path of a place is relative to the folder of pages, which is `pages`
    as the file writes it.
    """
    file = Path(os.path.relpath(config, config.parent / pages)).as_posix()
    yield (), Span(file, 1)
    outer = ("tool", "docgen", "api", api) if config.name == "pyproject.toml" else ("api", api)
    table: tuple[str, ...] = ()
    for number, line in enumerate(config.read_text("utf-8").split("\n"), 1):
        if _HEADER.fullmatch(line):
            table = path = _names(line)
        elif key := _KEY.match(line):
            path = (*table, *_names(f"{key[1]}=0"))
        else:
            continue
        if path[: len(outer)] == outer:
            column = len(line) - len(line.lstrip()) + 1
            yield path[len(outer) :], Span(file, number, column)


def _names(line: str) -> tuple[str, ...]:
    """The names in the header of a table, or before a value; none in a line that is part of a text."""
    try:
        value: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while value and isinstance(value, dict | list):
        if isinstance(value, list):
            value = value[0]
        else:
            ((name, value),) = value.items()
            names.append(name)
    return tuple(names)


def check_keys(table: Mapping[str, Any], known: Collection[str], at: str) -> None:
    """Raises `TableFault` for a key that is not `known`."""
    for key in table.keys() - set(known):
        raise TableFault(f'{at}: unknown key "{key}"{hint(key, known) or "; known: " + ", ".join(known)}')  # fmt: skip


def table_in(table: Mapping[str, Any], key: str, at: str, example: str) -> Mapping[str, Any]:
    """The table under a key, empty without one. Raises `TableFault` for what is none."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise TableFault(f"{at}.{key} must be a table, e.g. {example}")
    return value


def text_in(table: Mapping[str, Any], key: str, at: str, example: str) -> str:
    """The text under a key. Raises `TableFault` where there is none."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise TableFault(f'{at}.{key} must be a string, e.g. {key} = "{example}"')
    return value


def word_in(table: Mapping[str, Any], key: str, at: str, words: Collection[str]) -> str:
    """One of some words under a key. Raises `TableFault` for anything else."""
    value = table.get(key)
    if not isinstance(value, str) or value not in words:
        raise TableFault(f'{at}.{key} must be one of {", ".join(words)}{hint(str(value), words)}')
    return value
