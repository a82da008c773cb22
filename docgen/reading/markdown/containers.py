"""Containers that begin with signs, and the titles that a reader sees of them.

    !!! note "Path parameters"      **Path parameters**
    ??? "Response 200"              **Response 200**
    === "404 Not Found"             **404 Not Found**
    ::: details Response `200`      **Response 200**

A line enters; the name of a container and its title leave.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ADMONITION = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+(?:([\w-]+)(?:[ \t]+[\w-]+){0,3})?[ \t]*(?:\"([^\"]*)\"|'([^']*)')?[ \t]*\Z"
    r"|===[+!]?[ \t]+[\"']([^\"']*)[\"'][ \t]*\Z"
)
_COLONS = re.compile(r":{3,}[ \t]*\{?([\w-]+)\}?[ \t]*(?:\[([^\[\]]*)\]|([^\[\]{}]*))")
_LONGEST = 200
# What a reader is told beside the text, by the names of many tools.
NOTICES = frozenset(
    "admonition alert attention aside callout caution danger error hint important info note notice success tip warning".split()
)


class Container(NamedTuple):
    name: str  # lower case
    title: str  # as a line of Markdown, "" without one

    @staticmethod
    def of(name: str, title: str) -> Container:
        words = " ".join(title.replace("*", " ").split())
        # A request line is one in code too: "GET `/lamps`".
        title = words if "`/" in words else f"**{words.replace('`', '')}**" if words else ""
        return Container(name.lower(), title if len(title) < _LONGEST else "")


def admonition(line: str) -> Container | None:
    """The container whose content is indented below a line."""
    found = _ADMONITION.match(line)
    if found is None or not any(found.groups()):
        return None
    if found[4] is not None:
        return Container.of("tab", found[4])
    return Container.of(found[1] or "note", found[2] or found[3] or "")


def colons(line: str) -> Container | None:
    """The container that a line with colons and a name opens."""
    found = _COLONS.match(line)
    return Container.of(found[1], found[2] or found[3] or "") if found else None
