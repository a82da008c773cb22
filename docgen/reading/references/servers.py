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
    is_labelled = False
    for block in blocks:
        match block:
            case Heading():
                is_labelled = _STATES.search(block.text) is not None
            case Paragraph():
                if is_labelled or _STATES.search(block.text):
                    yield from _addresses(block.text)
                last = plain(block.text.strip().split("\n")[-1])
                is_labelled = _STATES.search(last) is not None
            case Fence() if is_labelled:
                lines = block.text.strip().split("\n")
                if len(lines) <= 3:
                    yield from _addresses(block.text)
            case Table() if is_labelled:
                for row in block.rows:
                    for cell in row:
                        yield from _addresses(cell.text)
            case _:
                pass


def _addresses(text: str) -> Iterator[str]:
    for match in _URL.finditer(_LINK_TARGET.sub("]", text)):
        yield match[0].rstrip("/.")
