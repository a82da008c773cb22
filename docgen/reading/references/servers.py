"""Where an API is, in words: the base URLs that a page states.

Blocks enter; addresses leave, in page order, without a last slash. `http://host:port/{version}` is one with variables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Heading, Paragraph, Table

_STATES = re.compile(
    r"\b(?:base|root|server) ?(?:ur[il]s?|address|endpoint|path)\b|\bapi[ -](?:base|root|ur[il]s?|endpoint|server)\b"
    r"|\b(?:requests?|calls?) (?:\w+ ){0,4}(?:made|sent) to\b|\bendpoints? (?:\w+ ){0,4}relative to\b",
    re.I,
)
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
_URL = re.compile(r"https?://(?:[\w.-]+|\{[\w-]+\}|<[\w -]+>)+(?::\d+)?(?:/[\w.{}~-]+)*")


def stated_servers(blocks: Iterable[Block]) -> Iterator[str]:
    """The addresses below a label such as "Base URL", or in a sentence that has such words."""
    label = ""
    for block in blocks:
        match block:
            case Heading():
                label = block.text
            case Paragraph():
                if _STATES.search(block.text) or _STATES.search(label):
                    yield from _addresses(block.text)
                last = plain(block.text.strip().split("\n")[-1])
                label = last if last.endswith(":") or _STATES.search(last) else ""
            case Fence() if _STATES.search(label):
                lines = block.text.strip().split("\n")
                if len(lines) <= 3:
                    yield from _addresses(block.text)
            case Table() if _STATES.search(label):
                for row in block.rows:
                    for cell in row:
                        yield from _addresses(cell.text)
            case _:
                pass


def _addresses(text: str) -> Iterator[str]:
    for match in _URL.finditer(_LINK_TARGET.sub("]", text)):
        yield match[0].rstrip("/.")
