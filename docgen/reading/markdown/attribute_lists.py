"""What attributes say beside the words of a heading and behind the language of a fence.

    ## Light {#light}                     ## Light { id="light" .warm }
    ## Light {/* #light */}               ```json title="Example response"
    ## Warm light [warm-light]
    ## Light <Anchor id="light" />         ```json 404

The text of a heading, or an info string, enters; the words without ids and these leave, or a title.
"""

from __future__ import annotations

import re

_HEADING_ID = re.compile(
    r"\s*\{(?:/\*)?:?\s*#([\w.:-]+)[^{}]*\}|\s+\[#?([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\]\s*\Z"
    r"|\s*<[A-Z]\w*\s[^<>]*?\bid=[\"']([\w.:-]+)[\"'][^<>]*>"
    r"|\s*\{:?\s*(?:[^{}]*\s)?id=[\"']?([\w.:-]+)[^{}]*\}\s*\Z|\s*\{:?\s*\.[a-z][^{}]*\}\s*\Z"
)
_TITLE = re.compile(r"\btitle=(?:\"([^\"]+)\"|'([^']+)')")
# "json 404", "http 201 Created"
_STATUS = re.compile(r"\w+[ \t]+([1-5]\d\d(?:[ \t]+[A-Z][A-Za-z -]{1,40})?)[ \t]*+")


def without_ids(heading: str) -> tuple[str, tuple[str, ...]]:
    """A heading without the attributes beside its words, and the ids that they have."""
    if not ("{" in heading or "<" in heading or heading.endswith("]")):
        return heading, ()
    ids = filter(None, map("".join, _HEADING_ID.findall(heading)))
    return _HEADING_ID.sub("", heading), tuple(ids)


def title_of(info: str) -> str:
    """The title in an info string, or a status that is all of it beside the language; "" without one."""
    title, status = _TITLE.search(info), _STATUS.fullmatch(info.strip())
    return title[1] or title[2] if title else status[1] if status else ""
