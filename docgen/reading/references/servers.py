"""Where an API is, in words: the base URLs that a page states.

Blocks enter; addresses leave, in page order, without a last slash. `http://host:port/{version}` is one with variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.references.outline import label_text

_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_URL = re.compile(r"https?://(?:[\w.-]+|\{[\w-]+\}|<[\w -]+>)+(?::\d+)?(?:/[\w.{}~-]+)*")


def stated_servers(blocks: Iterable[Block], dialect: Dialect) -> Iterator[str]:
    """The addresses below a label such as "Base URL", or in a sentence that has such words."""
    states = phrases(dialect.server_phrases)
    label = ""
    for block in blocks:
        match block:
            case Heading():
                label = label_text(block)
            case Paragraph():
                if "://" in block.text and (states.search(block.text) or states.search(label)):
                    yield from _addresses(block.text)
                label = plain(label_text(block))
            case Fence() if "://" in block.text and states.search(label):
                lines = block.text.strip().split("\n")
                if len(lines) <= 3:
                    yield from _addresses(block.text)
            case Table() if states.search(label):
                for row in block.rows:
                    for cell in row:
                        yield from _addresses(cell.text)
            case _:
                pass


def _addresses(text: str) -> Iterator[str]:
    for match in _URL.finditer(_LINK_TARGET.sub("]", text)):
        yield match[0].rstrip("/.")
