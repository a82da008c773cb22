"""Edited sentences in generated files, with nothing linked or planned again.

A plan and a spec with ids in place of sentences enter, once; what an edit of sentences changes of the
files and of the lock leaves. It refuses to know whether anything else changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import TypeVar

import msgspec

from docgen.python.docstrings import message_ids, worded
from docgen.python.records import EnumClass, File, ModelClass, RequestModule
from docgen.python.render import render_files
from docgen.records import Record, replace
from docgen.spec.descriptions import Catalog
from docgen.spec.fingerprints import Symbol, marks, symbols
from docgen.spec.model import Spec
from docgen.syntax.message_id import page_of


class PlannedFile(Record, frozen=True, kw_only=True):
    """A file that shows sentences, before they are put in."""

    path: str  # relative to the package
    template: str
    kind: str  # of the record
    record: bytes  # packed
    sentences: tuple[str, ...]  # their message ids


class PlanSnapshot(Record, frozen=True, kw_only=True):
    """All that shows sentences of what was made of an API."""

    files: tuple[PlannedFile, ...]
    symbols: tuple[Symbol, ...]  # of the lock


_KINDS = {kind.__name__: kind for kind in (ModelClass, EnumClass, RequestModule)}


def planned_files(files: Iterable[File]) -> tuple[PlannedFile, ...]:
    """Those of a plan with ids in place of sentences that show some."""
    return tuple(
        PlannedFile(
            path=file.path,
            template=file.template,
            kind=type(file.record).__name__,
            record=msgspec.msgpack.encode(file.record),
            sentences=found,
        )
        for file in files
        if (found := tuple(message_ids(file.record)))
    )


def described_symbols(spec: Spec) -> tuple[Symbol, ...]:
    """Those of a spec with ids in place of sentences."""
    return tuple(replace(symbol, at=None) for symbol in symbols(spec))


def affected_by(made: PlanSnapshot, edited: Set[str]) -> PlanSnapshot:
    """The part of it that shows one of these sentences, which are ids."""
    return PlanSnapshot(files=_showing(made.files, edited), symbols=_showing(made.symbols, edited))


_Shows = TypeVar("_Shows", PlannedFile, Symbol)


def _showing(items: Iterable[_Shows], edited: Set[str]) -> tuple[_Shows, ...]:
    return tuple(item for item in items if not edited.isdisjoint(item.sentences))


def pages_of(made: PlanSnapshot) -> set[str]:
    """The paths of the pages that have its sentences."""
    return {
        page_of(found) for item in (*made.files, *made.symbols) for found in item.sentences if found
    }


def reprinted(
    files: Iterable[PlannedFile], catalog: Catalog, templates: Mapping[str, str]
) -> dict[str, str]:
    """The texts of the files, by path. Raises `TemplateFault` for a wrong template."""
    ready = (
        File(
            path=item.path,
            template=item.template,
            record=worded(msgspec.msgpack.decode(item.record, type=_KINDS[item.kind]), catalog),
        )
        for item in files
    )
    return render_files(ready, templates)


def described_fingerprints(found: Iterable[Symbol], catalog: Catalog) -> dict[str, str]:
    """The symbols as a lock holds them."""
    return marks(
        replace(item, sentences=tuple(found and catalog[found] for found in item.sentences))
        for item in found
    )
