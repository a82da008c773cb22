"""Components of MDX and tags of liquid that say what a request takes, by their attributes.

    <ParamField query="page" type="integer" required>      a field
    {% swagger method="get" path="/lamps" %}               a request line
    <ResponseExample>   <TabItem label="404 Not Found">    a label of what it wraps
    <summary><code>GET</code> <b>/lamps</b> (all lamps)</summary>

The text of a tag enters; what it says leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|\{[ ]?"([^"]*)"[ ]?\}|\{([^{}]*)\}|([\w./:-]+))"""
)
_FIELD_NAME = re.compile(r"\b(?:name|path|query|body|header)\s*=\s*[\"'{]", re.IGNORECASE)
_FIELD_TYPE = re.compile(r"\b(?:type|in|required)\b", re.IGNORECASE)


# Each begins with a text that `re` skips to.
_CLOSED = (
    re.compile(r"</([A-Za-z][\w.]*)\s*>"),
    re.compile(r"\{\{[<%]\s*/\s*([\w./-]+)\s*[>%]\}\}"),
    re.compile(r"\{%-?\s*(?:/|end)\s*([\w./-]+)\s*-?%\}"),
)
_NAME = re.compile(r"[A-Za-z][\w./-]*")


def closed_names(text: str) -> Counter[str]:
    """How often each name is in a tag, a short code or liquid that ends something: `</Tab>`, `{{< /tab >}}`, `{% endtab %}`."""
    return Counter(name for pattern in _CLOSED for name in pattern.findall(text))


def first_name(tag: str) -> str:
    """The name that a tag, a short code or liquid begins with."""
    found = _NAME.search(tag)
    return found[0] if found else ""


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag or of liquid that have a value, by their names."""
    return {m[1]: next((v for v in m.groups()[1:] if v), "") for m in _ATTRIBUTE.finditer(tag)}


def is_field(tag: str) -> bool:
    """Whether the attributes name a parameter or a property: `name="color" type="string"`, `query="page" required`."""
    return bool(_FIELD_NAME.search(tag) and _FIELD_TYPE.search(tag))


# Examples beside a page, which its headings are not about.
_OF_EXAMPLES = re.compile(r"<(Request|Response)(Example|Sample)s?\b")


# <TabItem value="404" label="404 Not Found">
_TAB_TITLE = re.compile(r"\b(?:label|title)\s*=\s*[\"']([^\"'<>*\n]{1,60})[\"']")


def seen_of(tag: str, below: str) -> str:
    """What a reader sees of the start of a wrapper: a field, the title of a tab, or that what it wraps is an example.

    `below` is the line below: a title goes on in a line of text.
    """
    if example := _OF_EXAMPLES.match(tag):
        return f"**{example[1]} {example[2].lower()}**"
    is_apart = not below or below.startswith(("`", "~"))
    if is_apart and tag.startswith("<Tab") and (title := _TAB_TITLE.search(tag)):
        return f"**{title[1].strip()}**"
    return tag if is_field(tag) else ""


# class="endpoint get", around a path
_CLASS_METHOD = re.compile(
    r"\bclass(?:Name)?\s*=\s*[\"'][^\"']*?(?<![\w-])(?:get|post|put|patch|delete)(?![\w-])",
    re.IGNORECASE,
)
# <Badge type="info" text="POST" />, before a path in a heading
METHOD_BADGE = re.compile(
    r"<[A-Z]\w*\s(?=[^<>]*>)[^<>]*?=[\"']?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[\"'][^<>]*/?>"
)


def method_in_heading(heading: str, badge: re.Match[str]) -> str:
    """A heading with the method of its badge: "## GET /lamps", "## All lamps [GET]"."""
    is_last = heading[: badge.start()].strip("# \t") and not heading[badge.end() :].strip()
    return heading.replace(badge[0], f"[{badge[1]}]" if is_last else badge[1], 1)


_BEGINS_TARGET = re.compile(r"\s*(?:https?:/)?/")


def is_before_target(line: str, badge: re.Match[str]) -> bool:
    """Whether a path comes after a badge: "<Badge text="GET" /> `/lamps`"."""
    return badge[0].endswith("/>") and bool(_BEGINS_TARGET.match(line[badge.end() :].lstrip(" `")))


_LONGEST_SUMMARY = 500  # characters of a line
_SUMMARY = re.compile(r"<summary\b[^<>]*>(.*)</summary\s*>", re.IGNORECASE)
# "</code><code>" parts words; "<id>" inside of a path is a placeholder.
_TAGS = re.compile(r"</?(?:a|b|code|em|i|kbd|span|strong)\b[^<>]*>", re.IGNORECASE)
_SUMMED = re.compile(
    r"[\W_]*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b[\s`*:–—-]*"
    r"((?:https?:/)?/[^\s`*]*|[\w.-]+/[^\s`*]+)[\s`*:–—-]*(.*)"
)
_PATHS = ("path", "url", "route", "endpoint", "uri")  # attributes


class RequestHeading(NamedTuple):
    """What a component with a method and a path states of all that is below it."""

    method: str
    target: str
    title: str
    is_around: bool = False  # it wraps the heading that is next


def wraps_target(tag: str, rest: str) -> bool:
    """Whether a class of a tag names a method, and what comes after it begins with a path."""
    return bool(_BEGINS_TARGET.match(rest) and _CLASS_METHOD.search(tag))


def request_heading(tag: str) -> RequestHeading | None:
    """What attributes such as `method="get" path="/lamps" summary="All lamps"` state; None where no path is among them."""
    values = attributes(tag)
    path = next((value for name in _PATHS if (value := values.get(name))), "")
    if not path:
        return None
    method, host = values.get("method", "").upper(), values.get("host") or values.get("baseUrl")
    title = values.get("summary") or values.get("title") or f"{method} {path}"
    return RequestHeading(method, f"{host or ''}{path}", title)


def summary_heading(line: str, at: int) -> RequestHeading | None:
    """What the summary of details states, if that is a method and a path, of all that is below it."""
    summary = _SUMMARY.match(line, at, at + _LONGEST_SUMMARY)
    found = _SUMMED.fullmatch(_TAGS.sub(" ", summary[1]).strip()) if summary else None
    if found is None:
        return None
    title = " ".join(found[3].split()).strip("()[] ")
    return RequestHeading(found[1], found[2], title or f"{found[1]} {found[2]}")
