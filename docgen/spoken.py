"""What was made of an API, with ids in place of its author's sentences.

It is what a run remembers for the next one, which may only have to put edited sentences in.
"""

from __future__ import annotations

from docgen.records import Record
from docgen.spec.fingerprints import Symbol


class SpokenFile(Record, frozen=True, kw_only=True):
    """A file that shows sentences, before they are put in."""

    path: str  # relative to the package
    template: str
    kind: str  # of the record
    record: bytes  # packed
    sentences: tuple[str, ...]  # their message ids


class Spoken(Record, frozen=True, kw_only=True):
    """All that shows sentences of what was made of an API."""

    files: tuple[SpokenFile, ...]
    symbols: tuple[Symbol, ...]  # of the lock
