"""Keys of the cache: hashes of all that decides what is cached."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain

import docgen
from docgen.diagnostics.position import Source
from docgen.project.sources import SourceFiles
from docgen.reading.dialects.dialect import Dialect
from docgen.records import replace


def keys(sources: Sequence[Source], dialect: Dialect) -> list[bytes]:
    """A key for each source: its path and text, what it includes, the dialect, and this docgen's own code."""
    common = hashlib.sha256(f"{own_code()}\0{dialect!r}".encode()).digest()
    return [hashlib.sha256(common + _digest(source)).digest() for source in sources]


@lru_cache(2**15)  # read for the last run and for each page's key
def _digest(source: Source) -> bytes:
    """A hash of a page's path and text, and of all that it includes."""
    text = f"{len(source.path)}\0{source.path}{source.text}"
    hasher = hashlib.sha256(text.encode("utf-8", "replace"))
    for include in source.includes:
        hasher.update(repr(replace(include, source=None)).encode("utf-8", "replace"))
        hasher.update(_digest(include.source) if include.source else b"")
    return hasher.digest()


@cache
def own_code() -> str:
    """A hash of the package's files: another version reads pages another way."""
    hasher = hashlib.sha256()
    folder = os.path.dirname(docgen.__file__)
    paths = [
        os.path.join(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if name.endswith((".py", ".toml"))
    ]
    for path in sorted(paths):
        with open(path, "rb") as file:
            name = path[len(folder) + 1 :].replace(os.sep, "/")  # also of another system's worker
            hasher.update(name.encode() + file.read())
    return hasher.hexdigest()


def settings_key(settings: str) -> bytes:
    """A key for all but the pages that decides what is generated."""
    return hashlib.sha256(f"{own_code()}\0{settings}".encode("utf-8", "replace")).digest()


def run_key(read: SourceFiles, settings: str) -> bytes:
    """A key for all that decides what is generated."""
    key = hashlib.sha256(f"{own_code()}\0{settings}\0{read.files!r}".encode("utf-8", "replace"))
    for path, text in chain(read.texts.items(), read.partials.items()):
        key.update(f"\0{path}\0{len(text)}\0{text}".encode("utf-8", "replace"))
    return key.digest()
