"""What a section lists of a type: the fields of its tables, bullets and code, its description, and its example.

A `Section` enters; `Attributes` leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.columns import has_types
from docgen.reading.lists.fields import Field
from docgen.reading.lists.tables import has_bare_types, is_field_table, table_fields
from docgen.reading.markdown.inline import code_spans
from docgen.reading.markdown.parser import Fence, Paragraph, Table
from docgen.reading.page import ExampleDoc
from docgen.reading.page_reader import PageReader
from docgen.reading.types.literals import members_in
from docgen.reading.types.sections import Section, json_of
from docgen.reading.values.bullets import announces_values, value_of
from docgen.reading.values.tables import listed_table
from docgen.records import replace
from docgen.syntax.plain_text import on_one_line

_BARE = re.compile(r"[ \t]*[-*+][ \t]+[a-z_]\w*:[ \t]")


@dataclass(slots=True)
class Attributes:
    """What a section lists of a type."""

    fields: list[Field]
    description: str = ""
    example: ExampleDoc | None = None
    shown: Fence | None = None  # which has the example
    of_values: list[Table] = field(default_factory=list[Table])
    column: int = 0  # of the last bullet with a field that is part of no other
    is_bare: bool = False  # the bullets have names without a mark

    def add_bullet(self, page: PageReader, paragraph: Paragraph) -> bool:
        """Adds the fields of a paragraph, or a value of the last one; whether there are any."""
        # Below "- id: number" other names need no type that is known.
        is_of_list = self.is_bare and ITEM.match(paragraph.text) is not None
        listed = list(paragraph_fields(page, paragraph, self.column, is_of_list=is_of_list))
        last = self.fields[-1] if self.fields else None
        if last and (value := _listed_value(page, last, paragraph, self.column, listed)):
            self.fields[-1] = replace(last, values=(*last.values, value))
        elif listed:
            self.is_bare |= _BARE.match(paragraph.text) is not None
            self.fields += listed
            self.column = self.column if listed[0].depth else paragraph.span.column
        else:
            return False
        page.use(paragraph)
        return True


def listed_attributes(page: PageReader, section: Section, below: Iterable[Table]) -> Attributes:
    """The attributes that a section lists; tables `below` have values of these."""
    listed = Attributes([*section.fields])
    has_table, label = False, ""
    for block in (*section.blocks, *below):
        match block:
            case Table() if page.is_used(block):
                continue
            case Table() if lists_attributes(page, block):
                page.use(block)
                listed.fields += _within(label, listed.fields, table_fields(page, block))
                has_table = True
            case Table() if values := listed_table(block, {item.name for item in listed.fields}):
                page.use(block)
                listed.of_values.append(block)
                listed.fields = [
                    replace(item, values=values.get(item.name, item.values))
                    for item in listed.fields
                ]
            case Paragraph() if not has_table and not section.fields:
                is_listed = listed.add_bullet(page, block)
                is_about = not (is_listed or block.is_quoted or ITEM.match(block.text))
                if is_about and not listed.description:
                    listed.description = on_one_line(block.text)
            case Fence() if not page.is_used(block) and (members := members_in(block)):
                page.use(block)
                listed.fields += members
            case Fence() if listed.example is None:
                listed.example, listed.shown = json_of(page, block), block
            case _:
                pass
        label = block.text if isinstance(block, Paragraph) else ""
    return listed


def _listed_value(
    page: PageReader, item: Field, bullet: Paragraph, column: int, fields: Sequence[Field]
) -> str:
    """The value of a field that a bullet below it lists; "" for a field of its own."""
    is_field = any(field.type_text or field.is_required is not None for field in fields)
    is_below = 0 < column < bullet.span.column
    is_value = is_below and not is_field and announces_values(page.dialect, item)
    return value_of(bullet) if is_value else ""


def _within(label: str, listed: Sequence[Field], fields: Iterable[Field]) -> Iterator[Field]:
    """The fields of a table, below the listed one that the label above it names in code: "Each of the `shades` has:"."""
    names = {item.name for item in listed}
    above = [code for _, _, code in code_spans(label) if code in names]
    for item in fields:
        if len(above) == 1 and label.rstrip().endswith(":") and item.name not in names:
            yield replace(item, name=f"{above[0]}[{item.name}]")
        else:
            yield item


def lists_attributes(page: PageReader, table: Table) -> bool:
    """Whether a table lists names with types, also below no header."""
    is_typed = has_types(page, table) or has_bare_types(page, table)
    return is_typed and is_field_table(page, table)
