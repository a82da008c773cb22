"""Values that bullets below a field list.

    - `status` (enum): What it does.      - `period`: How long. Choices:
      - `on`: It shines.                    - `14d`
      - `off`                               - `24h`

A field and a paragraph enter; whether it announces values and a value leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.fields import Field
from docgen.reading.markdown.parser import Paragraph
from docgen.records import replace

_LONGEST_ANNOUNCEMENT = 120  # characters of "Supported options are:"
_ENUM = re.compile(r"\benum(?:eration)?\b", re.I)
_VALUE = re.compile(r"`+([^`\n]+)`+|\*\*([^*\n]+)\*\*|\"([^\"\n]+)\"")


def announces_values(dialect: Dialect, item: Field) -> bool:
    """Whether bullets below a field are its values, no parts of it: its type or the end of its description says so."""
    is_enum = _ENUM.search(item.type_text) is not None
    return is_enum or phrases(dialect, "values").search(announcement(item.about)) is not None


def announcement(about: str) -> str:
    """The words before the colon that a description ends with, "" without one."""
    text = about.rstrip()
    return text[-_LONGEST_ANNOUNCEMENT:] if text.endswith((":", "：")) else ""


def value_of(paragraph: Paragraph) -> str:
    """The value that a bullet begins with, "" where it begins with none."""
    item = ITEM.match(paragraph.text)
    value = _VALUE.match(paragraph.text, item.end()) if item else None
    text = next(filter(None, value.groups())) if value else ""
    return text.strip().strip("\"'")


def are_bare(fields: Iterable[Field]) -> bool:
    """Whether nothing is said of fields but what they are for, as of values."""
    return not any(item.type_text or item.is_required is not None for item in fields)


def with_named_values(
    fields: Sequence[tuple[Field, str]], named: Mapping[Span, str]
) -> list[tuple[Field, str]]:
    """The fields without those that are values of another one: "The `mode` field supports:".

    `named` has the name in the sentence above a field, by the place of the field.
    """
    listed = {item.name for item, _ in fields if item.at not in named}
    values: dict[str, tuple[str, ...]] = {}
    kept: list[tuple[Field, str]] = []
    for item, place in fields:
        name = named.get(item.at, "")
        if name in listed and are_bare([item]):
            values[name] = (*values.get(name, ()), item.name)
        else:
            kept.append((item, place))
    return [
        (replace(item, values=item.values or values.get(item.name, ())), place)
        for item, place in kept
    ]
