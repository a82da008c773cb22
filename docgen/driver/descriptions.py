"""Edited sentences in generated files, without linking or planning again.

In: the plan and the symbols of a spec, both with message ids. Out: what an edit of sentences changes of the files
and of the lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TypeVar

import msgspec

from docgen.driver.messages import Catalog, Keyed, MessageId, in_words, message_ids, page_of
from docgen.python.records import File
from docgen.python.render import render_files
from docgen.records import Record, replace
from docgen.spec.fingerprints import Symbol, fingerprints, symbols
from docgen.spec.model import Spec


class PlannedFile(Record, frozen=True, kw_only=True):
    """A file that prints sentences, packed with their ids."""

    path: str  # relative to the package
    file: bytes  # a `File`
    sentences: tuple[MessageId, ...]


class PlanSnapshot(Record, frozen=True, kw_only=True):
    """All of an API's products that sentences are printed in."""

    files: tuple[PlannedFile, ...]
    symbols: tuple[Symbol, ...]  # of the lock, with ids


def planned_files(files: Keyed[Iterable[File]]) -> tuple[PlannedFile, ...]:
    """The files of a plan that print sentences."""
    return tuple(
        PlannedFile(path=file.path, file=msgspec.msgpack.encode(file), sentences=sentences)
        for file in files.value
        if (sentences := message_ids(Keyed(file)))
    )


def described_symbols(spec: Keyed[Spec]) -> tuple[Symbol, ...]:
    """The symbols of a spec, without places."""
    return tuple(replace(symbol, at=None) for symbol in symbols(spec.value))


def affected_by(snapshot: PlanSnapshot, edited: Set[MessageId]) -> PlanSnapshot:
    """The part of it that edited sentences are printed in."""
    return PlanSnapshot(
        files=_printing(snapshot.files, edited), symbols=_printing(snapshot.symbols, edited)
    )


_Prints = TypeVar("_Prints", PlannedFile, Symbol)


def _printing(items: Iterable[_Prints], edited: Set[MessageId]) -> tuple[_Prints, ...]:
    return tuple(item for item in items if not edited.isdisjoint(item.sentences))


def pages_of(snapshot: PlanSnapshot) -> set[str]:
    """The paths of the pages that have its sentences."""
    ids = {*(i for file in snapshot.files for i in file.sentences)}
    ids |= {i for symbol in snapshot.symbols for i in message_ids(Keyed(symbol))}
    return set(map(page_of, ids))


def reprinted(
    files: Iterable[PlannedFile], catalog: Catalog, templates: Mapping[str, str]
) -> dict[str, str]:
    """The texts of the files, by path. Raises `TemplateFault` for a wrong template."""
    ready = (in_words(Keyed(msgspec.msgpack.decode(f.file, type=File)), catalog) for f in files)
    texts = render_files(ready, templates)
    # An id begins with NUL, which no page has: a sentence that is in no record would be printed as its id.
    if unread := next((path for path, text in texts.items() if "\0" in text), ""):
        raise AssertionError(f"{unread}: an id in place of a sentence")
    return texts


def described_fingerprints(items: Iterable[Symbol], catalog: Catalog) -> dict[str, str]:
    """Symbols with ids as a lock holds them."""
    return fingerprints(in_words(Keyed(item), catalog) for item in items)
