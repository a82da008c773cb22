"""Short codes and liquid inside of a line: what a reader of the rendered page sees of them.

    {{< required >}}    {{%required%}}      {{< ref "lamps" >}}        lamps
    {{< param name="color" type="string" >}}      {% param name="color" type="string" %}
    {% icon "x" %}                          {% tab title="200 OK" %}   **200 OK**

A line enters and leaves. Nothing is evaluated.
"""

from __future__ import annotations

import re

from docgen.reading.markdown.components import is_field

FLAGS = frozenset(("required", "optional", "nullable", "deprecated", "removed"))
_WORDS = frozenset(("yes", "no"))  # of a short code that a reader sees as this word
_LINKS = frozenset(("ref", "relref"))
SEEN = FLAGS | _WORDS | _LINKS  # the names of short codes of which something is seen

_METHOD = re.compile(r"\bmethod\s*=", re.IGNORECASE)
_STATUS = re.compile(r"\b(?:title|status|httpCode)\s*=\s*[\"'{]?([1-5]\d\d\b[^\"'{}%]*)")
_LIST = re.compile(r"\{%\s*(?!end)[\w-]*(?:parameters|headers)\s*%\}\s*$")
SHORT_CODE = r"\{\{[<%]\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<rest>[^{}]*?)/?[>%]\}\}"
# A code span is matched so that nothing inside of it is.
_INLINE = re.compile(rf"`+[^`]*`+|{SHORT_CODE}|(?P<liquid>\{{%[^{{}}]*%\}})")
_ARGUMENT = re.compile(r"[\"']([^\"'\s]*)[\"']|(?<=\s)([\w./#-]+)\s*$")


def as_seen(line: str) -> str:
    """The line with what is seen of its short codes and liquid."""
    return _INLINE.sub(_replaced, line)


def _replaced(match: re.Match[str]) -> str:
    """What a reader sees of a short code or of liquid inside of a line."""
    if liquid := match["liquid"]:
        if status := _STATUS.search(liquid):
            return f"**{status[1].strip()}**"
        is_kept = _METHOD.search(liquid) or is_field(liquid) or _LIST.match(liquid)
        return liquid if is_kept else ""
    name = match["name"]
    if not name:
        return match[0]
    if not match["end"] and is_field(match["rest"]):
        return f"{{% {name} {match['rest']} %}}"
    if name in FLAGS:
        return f"{{{{%{name}%}}}}"
    if name in _LINKS:
        argument = _ARGUMENT.search(match["rest"])
        return (argument[1] or argument[2] or "") if argument else ""
    return name if name in _WORDS else ""
