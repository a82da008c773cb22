"""What paragraphs below a field say of it.

    - **`color` (required)**

      `string`, format: `uuid` - Which.        its type, and its description

    - **`lamps`**

      `array`

      **Items:**

      `integer`                                the type of what is in it

The last field and a paragraph enter; the field with what the paragraph says leaves, None where it says nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.entries.declarations import ITEM
from docgen.reading.labels import paragraph_label
from docgen.reading.lists.attributes import labelled
from docgen.reading.lists.columns import place_in_words
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Paragraph
from docgen.reading.type_phrases import CONTAINERS, names_primitives
from docgen.reading.values.bullets import announces_values
from docgen.records import replace

_LONGEST_ABOUT = 1_000  # characters of a description, before further paragraphs are left out
_OF_MANY = ("array", "list")
_TYPE = re.compile(r"`([^`\n]+)`")
_FACET = re.compile(r",[ \t]*[^\W\d_]+:[ \t]*`([^`\n]+)`")  # ", format: `uuid`"
_BETWEEN = " \t,.;:-–—"


def typed(dialect: Dialect, last: Field, text: str) -> Field | None:
    """The field whose type is on a line below it, or that of what is in it; also one with lines such as "**Default:** 3"."""
    if said := labelled(dialect, text):
        return _labelled(dialect, last, said)
    is_inner = last.type_text.lower() in _OF_MANY and not last.about
    match = _TYPE.match(text)
    if match is None or (last.type_text or last.about) and not is_inner:
        return None
    name, end = match[1].strip(), match.end()
    if not names_primitives(name, dialect):
        return None
    facet = _FACET.match(text, end)
    if facet and facet[1].lower() in dialect.facets:
        name, end = f"{name} ({facet[1]})", facet.end()
    about = " ".join(text[end:].strip(_BETWEEN).split())
    return replace(last, type_text=f"array of {name}" if is_inner else name, about=about)


def _labelled(dialect: Dialect, last: Field, said: Mapping[str, str]) -> Field:
    """The field with what lines with labels say of it, and it does not say itself."""
    required = said.get("required", "")
    is_required = marks_of(dialect).yes.match(required) is not None if required else None
    place = place_in_words(dialect, plain(said.get("location", "")))
    return replace(
        last,
        type_text=last.type_text or said.get("type", "").strip(),
        about=f"{last.about} {said.get('description', '')}".strip(),
        is_required=is_required if last.is_required is None else last.is_required,
        default=last.default or said.get("default", "").strip(),
        location=last.location or place,
    )


def described(dialect: Dialect, last: Field, text: str, *, is_sentence: bool) -> Field | None:
    """The field with a paragraph as part of its description."""
    bullet = None if last.about else ITEM.match(text)
    text = text[bullet.end() :] if bullet else text
    new = replace(last, about=f"{last.about} {text}".strip())
    is_of_values = announces_values(dialect, replace(new, type_text=""))
    if last.about and not is_of_values:
        # Further paragraphs count where they list values or have the default.
        has_default = "`" in text and marks_of(dialect).default.search(text)
        has_values = phrases(dialect, "values").search(text) or has_default
        if not is_sentence or not has_values or len(last.about) > _LONGEST_ABOUT:
            return None
    elif not is_sentence and not is_of_values:
        return None
    return new


def heads_items(last: Field | None, paragraph: Paragraph) -> bool:
    """Whether a paragraph is a label of what is in the field: "**Items:**"."""
    is_label = bool(paragraph_label(paragraph)) and not ITEM.match(paragraph.text)
    return last is not None and is_label and last.type_text.lower() in CONTAINERS
