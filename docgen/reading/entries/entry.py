"""A part of a document that is about one thing."""

from __future__ import annotations

from docgen.diagnostics.position import Span
from docgen.reading.entries.declaration import Declaration
from docgen.reading.markdown.parser import Block
from docgen.records import Record


class Entry(Record, frozen=True, kw_only=True):
    """A heading that is no part of another, and everything up to the next one."""

    title: str
    level: int
    at: Span
    blocks: tuple[Block, ...]
    requests: tuple[tuple[Declaration, ...], ...]  # the request lines of each block
    declared: tuple[Declaration, ...] = ()
    samples: tuple[Declaration, ...] = ()  # request lines that are samples
    is_inferred: bool = False  # declared by nothing but a curl command or a whole message
    is_item: bool = False  # a bullet, with what is around its list
