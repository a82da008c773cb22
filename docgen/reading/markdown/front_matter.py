"""The front matter of a page.

The text between its two lines of dashes enters; keys with their texts leave, or what YAML finds wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.syntax.yaml_text import Scalar, YamlFault, load_yaml

FRONT_MATTER = re.compile(
    r"\A-{3}[ \t]*\n(.*?)(?:^-{3}[ \t]*$\n?|^\.{3}[ \t]*$\n?)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and where in the front matter."""

    line: int  # from 0
    column: int  # from 0
    problem: str


def read_front_matter(text: str) -> tuple[dict[str, str], Fault | None]:
    """The keys that have a text; other values are for publishing tools.

    Never fails: of what is no YAML, lines with a key and a text are read.
    """
    if (texts := _plain_lines(text)) is not None:
        return texts, None
    try:
        loaded = load_yaml(text)
    except YamlFault as fault:
        rows = (row.partition(":") for row in text.split("\n"))
        texts = {
            key.strip(): value.strip().strip("\"'")
            for key, colon, value in rows
            if colon and key.strip()
        }
        return texts, Fault(line=fault.line, column=fault.column, problem=fault.problem)
    items = loaded.items() if isinstance(loaded, dict) else ()
    return {key: item.text.strip() for key, item in items if isinstance(item, Scalar)}, None


# A key and a text that need no YAML parser: no indicator is in it, and no escape.
_PLAIN_LINE = re.compile(
    r"""([A-Za-z][\w.-]*):[ ]+(?:"([^"\\\n]*)"|'([^'\n]*)'|([A-Za-z0-9][\w ./,()-]*+))[ ]*$"""
)


def _plain_lines(text: str) -> dict[str, str] | None:
    """Front matter that holds nothing but a key and a text on each line; None for other YAML, which takes longer."""
    texts: dict[str, str] = {}
    for line in text.splitlines():
        match = _PLAIN_LINE.match(line)
        if match is None or match[1] in texts:
            return None
        texts[match[1]] = match[match.lastindex or 1].strip()
    return texts
