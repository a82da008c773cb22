"""Bullets as a tree: what is indented below a bullet is a part of it.

    + Response 200 (application/json)
        + Body

                {"id": 1}

Blocks enter; `Item`s leave, and the blocks that are no part of a list as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from textwrap import dedent

from docgen.diagnostics.position import Span
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph

_MARKER = re.compile(r"[-*+][ \t]*(?=\S)")
_LONGEST = 2_000  # characters of a line that are read


@dataclass(slots=True)
class Item:
    """A bullet with what is below it."""

    text: str  # the first line, without the marker
    rest: str  # the lines below in the same paragraph
    at: Span  # of the text
    column: int  # of the marker
    block: Paragraph
    blocks: list[Block] = field(default_factory=list[Block])  # paragraphs and fences, not bullets
    below: list[Item] = field(default_factory=list["Item"])

    @property
    def prose(self) -> str:
        """The sentences below the first line."""
        texts = [self.rest, *(b.text for b in self.blocks if isinstance(b, Paragraph))]
        return " ".join(" ".join(text.split()) for text in texts if text.strip())

    @property
    def code(self) -> list[Fence]:
        """The code below: in blocks, and in lines that are not indented as one has to be."""
        fences = [block for block in self.blocks if isinstance(block, Fence)]
        if fences or not self.rest.strip():
            return fences
        return [Fence(info="", text=dedent(self.rest).strip("\n"), span=self.at.below(1))]

    def written(self) -> Iterator[Block]:
        """The blocks that the item was made of."""
        yield self.block
        yield from self.blocks
        for item in self.below:
            yield from item.written()


def item_tree(blocks: Iterable[Block]) -> Iterator[Item | Block]:
    """The items that are part of no other, and the blocks between them."""
    above: list[Item] = []
    top: Item | None = None
    for block in blocks:
        item = _item(block)
        while above and _ends(block, item, above[-1]):
            above.pop()
        if top and not above:
            yield top
            top = None
        if item is not None:
            if above:
                above[-1].below.append(item)
            else:
                top = item
            above.append(item)
        elif above:
            above[-1].blocks.append(block)
        else:
            yield block
    if top:
        yield top


def _ends(block: Block, item: Item | None, above: Item) -> bool:
    """Whether a block is no part of the item above it. Indented code has no column."""
    if item is not None:
        return item.column <= above.column
    is_code = isinstance(block, Fence) and not block.info
    return isinstance(block, Heading) or not is_code and block.span.column <= above.column


def _item(block: Block) -> Item | None:
    if not isinstance(block, Paragraph) or block.is_quoted:
        return None
    marker = _MARKER.match(block.text)
    if marker is None:
        return None
    line, _, rest = block.text.partition("\n")
    text = line[marker.end() : _LONGEST].rstrip()
    at = block.span.within(marker.end(), len(text))
    return Item(text=text, rest=rest, at=at, column=block.span.column, block=block)
