"""Where an API is, in words: the base URLs that a page states.

Blocks enter; addresses leave, in page order, without a last slash. `http://host:port/{version}` is one with variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table
from docgen.reading.references.outline import label_text

_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_URL = re.compile(r"https?://(?:[\w.-]+|\{[\w-]+\}|<[\w -]+>)+(?::\d+)?(?:/[\w.{}~-]+)*")


def stated_servers(blocks: Iterable[Block], dialect: Dialect) -> Iterator[str]:
    """The addresses below a label such as "Base URL", or in a sentence that has such words."""
    label = ""
    for block in blocks:
        match block:
            case Heading():
                label = label_text(block)
            case Paragraph():
                found = [*_addresses(block.text)]
                if found and (_states(dialect, block.text) or _states(dialect, label)):
                    yield from found
                label = plain(label_text(block))
            case Fence() if block.text.count("\n") < 3:
                found = [*_addresses(block.text)]
                if found and _states(dialect, label):
                    yield from found
            case Table():
                cells = (cell for row in block.rows for cell in row)
                found = [address for cell in cells for address in _addresses(cell.text)]
                if found and _states(dialect, label):
                    yield from found
            case _:
                pass


# The labels of samples recur on every page.
@lru_cache(4096)
def _states(dialect: Dialect, text: str) -> bool:
    return phrases(dialect, "server").search(text) is not None


def _addresses(text: str) -> Iterator[str]:
    if "://" not in text:
        return
    for match in _URL.finditer(_LINK_TARGET.sub("]", text)):
        yield match[0].rstrip("/.")
