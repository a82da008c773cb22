"""Components of MDX and tags of liquid that say what a request takes, by their attributes.

    <ParamField query="page" type="integer" required>      a field
    {% swagger method="get" path="/lamps" %}               a request line

The text of a tag enters; what it says leaves.
"""

from __future__ import annotations

import re

_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|\{([^{}]*)\}|([\w./:-]+))"""
)
_FIELD_NAME = re.compile(r"\b(?:name|path|query|body|header)\s*=\s*[\"'{]", re.IGNORECASE)
_FIELD_TYPE = re.compile(r"\b(?:type|in|required)\b", re.IGNORECASE)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag or of liquid that have a value, by their names."""
    return {m[1]: next((v for v in m.groups()[1:] if v), "") for m in _ATTRIBUTE.finditer(tag)}


def is_field(tag: str) -> bool:
    """Whether the attributes name a parameter or a property: `name="color" type="string"`, `query="page" required`."""
    return bool(_FIELD_NAME.search(tag) and _FIELD_TYPE.search(tag))


def request_heading(tag: str) -> str:
    """A heading for attributes such as `method="get" path="/lamps" summary="All lamps"`; "" where no path is among them."""
    values = attributes(tag)
    path = values.get("path") or values.get("url") or ""
    if not path:
        return ""
    host = values.get("host") or values.get("baseUrl") or ""
    title = values.get("summary") or values.get("title")
    request = f"[{values.get('method', '').upper()} {host}{path}]"
    return f"###### {title} {request}" if title else f"###### {request}"
