"""Fields in tags: components of MDX, and of liquid, each around its description.

    <Field query="color" type="string" required>Its color.</Field>
    {% parameter name="color" in="query" %}Its color.{% endparameter %}

A paragraph enters; `Field`s leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from docgen.reading.lists.fields import Field
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.markdown.components import attributes, is_field
from docgen.reading.markdown.parser import Paragraph
from docgen.syntax.plain_text import without_escapes

# A component that is a field, and what its text ends with.
_FIELD_TAG = re.compile(
    r"(?:<([A-Za-z][\w.]*+)|\{%)(\s(?>(?:[^<>{}%\"']|\"[^\"\n]*\"|'[^'\n]*'|\{[^{}\n]*\})*))(?:>|%\})"
)
_LIST_TAG = re.compile(r"\{%\s*[\w-]*?(path|query|body|header)s?(?:-parameters)?\s*%\}")
_FIELD_END = re.compile(r"</[A-Za-z][\w.]*>|\{%\s*end[^{}%]*%\}")
_PLACES = ("path", "query", "body", "header")
_IN = {place: place for place in (*_PLACES, "cookie")} | {"headers": "header", "formdata": "body"}
_ELEMENT_PLACES = ("response", *_PLACES, "cookie")
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_REQUIRED_FLAG = re.compile(r"\brequired\b")
_ENUM_OF = re.compile(r"enum<(.*)>\Z")


def fields_in_tags(paragraph: Paragraph, depth: int) -> Iterator[Field]:
    """The fields of tags, each with the text up to the next: `<Field query="page" type="integer">Which.</Field>`."""
    text = paragraph.text
    tags = [tag for tag in _FIELD_TAG.finditer(text) if is_field(tag[2])]
    listed = _LIST_TAG.match(text)
    for tag, following in zip_longest(tags, tags[1:]):
        values = attributes(tag[2])
        place = next((place for place in _PLACES if values.get(place)), "")
        name = without_escapes(values.get("name") or values.get(place, "")).lstrip(":")
        of_list = values.get("in", listed[1] if listed else "").lower()
        if not WIRE_NAME.match(name):
            continue
        about = _FIELD_END.sub("", text[tag.end() : following.start() if following else len(text)])
        is_stated = _REQUIRED_FLAG.search(_QUOTED.sub("", tag[2])) is not None
        at = paragraph.span.at_offset(text, tag.start(), len(tag[0]))
        yield Field(
            name=name,
            type_text=_ENUM_OF.sub(r"\1", values.get("type", "")),
            about=about.strip(),
            is_required=(is_stated and values.get("required", "true").lower() != "false") or None,
            location=place or _IN.get(of_list, "") or _place_of_element(tag[1] or ""),
            depth=depth,
            at=at,
            type_at=at,
        )


# Components recur in all lines of a page.
@lru_cache(256)
def _place_of_element(name: str) -> str:
    """The place that the name of an element says: that of `<QueryParam>`, `<ResponseField>`."""
    words = {word.lower() for word in _NAME_WORD.findall(name)}
    return next((place for place in _ELEMENT_PLACES if place in words), "")
