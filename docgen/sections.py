"""A document cut at the headings that the dialect knows.

Blocks enter; `Section`s with a role leave, in page order. It refuses to know what a role is read
for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from docgen.dialect import Dialect, Role
from docgen.markdown import Block, Document, Heading, Paragraph, plain, slug
from docgen.source import Span

B = TypeVar("B", bound=Block)

_BOLD_LINE = re.compile(r"(\*\*|__)([^*_\n]+?):?\1:?$")
_BOLD_LEVEL = 7  # below every heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with a role and all below it up to the next such heading."""

    role: Role | None  # "title" for the H1, None for a heading the dialect does not know
    title: str
    level: int
    at: Span
    blocks: tuple[Block, ...]

    def all(self, kind: type[B]) -> Iterator[B]:
        return (block for block in self.blocks if isinstance(block, kind))


def sections(document: Document, dialect: Dialect) -> tuple[Section, ...]:
    """The sections of a page, in order; the first has the role "title".

    A heading without a role that stands deeper than the section it is in belongs to that section.
    A paragraph of bold words alone counts as a heading when the dialect gives it a role (Business
    Central writes `**Request**`).
    """
    found: list[Section] = []
    role: Role | None = "title"
    title, level, at = "", 1, Span(document.source.path, 1)
    blocks: list[Block] = []
    seen_title = False

    def close() -> None:
        if blocks or title:
            found.append(Section(role=role, title=title, level=level, at=at, blocks=tuple(blocks)))
        blocks.clear()

    for block in document.blocks:
        head = _as_heading(block, dialect)
        if head is None:
            blocks.append(block)
            continue
        if not seen_title and head.level == 1:
            seen_title, title, at = True, head.text, head.span
            continue
        known = dialect.role(head.slug)
        if known is None and head.level > level and role not in ("title", None):
            blocks.append(head)
            continue
        close()
        role, title, level, at = known, head.text, head.level, head.span
    close()
    return tuple(found)


def _as_heading(block: Block, dialect: Dialect) -> Heading | None:
    if isinstance(block, Heading):
        return block
    if isinstance(block, Paragraph) and (bold := _BOLD_LINE.match(block.text.strip())):
        text = plain(bold[2])
        role = dialect.role(slug(text))
        if role in ("example_request", "example_response", "response", "request_body", "examples"):
            return Heading(level=_BOLD_LEVEL, text=text, slug=slug(text), span=block.span)
    return None
