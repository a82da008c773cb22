"""Tables below the name of a type that a table above them mentions: the objects in a body or in a response.

    | Name     | Type     | Description |
    |----------|----------|-------------|
    | `filter` | `Filter` | What to get |

    **Filter**

    | Name    | Type      | Description |
    |---------|-----------|-------------|
    | `limit` | `integer` | How many.   |

A label and the fields above it enter; the name of a type leaves, and the type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.lists.fields import Field
from docgen.reading.lists.rows import row_of
from docgen.reading.markdown.inline import plain
from docgen.reading.page import ResourceDoc
from docgen.reading.page_reader import PageReader
from docgen.reading.references.trees import fold

_NAME = re.compile(r"[A-Za-z_]\w+")
_LONGEST = 80  # characters of a name


def mentioned_type(label: str, fields: Iterable[Field]) -> str:
    """The name that a label is, where the type of one of the fields has it; "" for any other label."""
    name = plain(label).strip(" :") if len(label) < _LONGEST else ""
    if not _NAME.fullmatch(name):
        return ""
    return name if any(name in _NAME.findall(item.type_text) for item in fields) else ""


def part_types(
    page: PageReader, name: str, fields: Sequence[Field], at: Span
) -> tuple[ResourceDoc, ...]:
    """The type with this name and these fields, and those of the objects in it."""
    rows, nested = fold(name, fields, lambda item: row_of(page, item), page.namespace)
    doc = ResourceDoc(
        name=name, namespace=page.namespace, is_annotated=False, properties=rows, at=at
    )
    return (doc, *nested)
