"""Types that a page of a reference states: sections with attributes below the name of an object, and tables of values.

    ### Lamp Object, ###### Lamp Structure, ## Lamp attributes, # Schemas / ## Lamp / ### Properties, title: Lamp

The blocks of a document enter, without those of operations; `ResourceDoc`s and `EnumDoc`s leave, in page order. A heading
with a word such as "object" names a type; one of such words alone has that of the heading above, or of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from docgen.diagnostics.position import Span
from docgen.reading.deprecation import is_named_deprecated
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.fields import Field, required_without_mark
from docgen.reading.lists.rows import report_parts
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Fence, Paragraph, Table
from docgen.reading.messages.comments import shown_fields
from docgen.reading.messages.sample_docs import is_json_text
from docgen.reading.page import EnumDoc, MemberRow, PropertyRow, ResourceDoc, TypeRef, is_any_object
from docgen.reading.page_reader import PageReader
from docgen.reading.references.places import column_place
from docgen.reading.references.unread import report_values_of
from docgen.reading.types.attributes import listed_attributes, lists_attributes
from docgen.reading.types.fences import declared_in_fences
from docgen.reading.types.literals import members_in
from docgen.reading.types.sections import (
    Section,
    first_prose,
    heading_as_name,
    is_of_values,
    linked_headings,
    object_name,
    said_above,
    sections_of,
    split_title,
    told_base,
    values_name,
    with_bases,
    with_examples,
)
from docgen.reading.types.trees import composed, fold, mention_of
from docgen.reading.values.phrases import listed_values
from docgen.reading.values.tables import listed_enum, row_enums, value_bullets, value_table
from docgen.records import replace


@dataclass
class _Found:
    """What a page states, so far."""

    page: PageReader
    title: str
    resources: list[ResourceDoc] = field(default_factory=list[ResourceDoc])
    enums: list[EnumDoc] = field(default_factory=list[EnumDoc])
    owners: set[int] = field(default_factory=set[int])  # the `id`s of sections with attributes

    @cached_property
    def linked(self) -> frozenset[int]:
        """The numbers of the headings that the page links to as types."""
        return linked_headings(self.page)

    @cached_property
    def numbers(self) -> Mapping[Span, int]:
        """The numbers of the headings among those of the page."""
        return {heading.at: n for n, heading in enumerate(self.page.headings)}

    def is_linked(self, section: Section) -> bool:
        """Whether the page links to a section as to a type."""
        return not self.linked.isdisjoint(self.number(section))

    def number(self, section: Section) -> tuple[int, ...]:
        """The number of a section's heading; nothing for the section before the first one."""
        return (self.numbers[section.heading.span],) if section.heading else ()


def read_types(
    page: PageReader, operations: Iterable[Block]
) -> tuple[tuple[ResourceDoc, ...], tuple[EnumDoc, ...]]:
    """The types and the enumerations of a page. `operations` are the blocks of its operations."""
    if not page.dialect.vocabulary():
        return (), ()  # nothing tells types and values from other tables
    of_operations = {id(block) for block in operations}
    title = page.document.front_matter.get("title") or page.title
    found = _Found(page, title)
    sections = list(sections_of(page))
    with_types = {id(s) for s in sections if _is_of_type(found, s, of_operations)}
    found.owners = with_types | {id(s.above) for s in sections if id(s) in with_types}
    # "Properties" with nothing below says that JSON beside it is no list of them.
    told = {id(s.above) for s in sections if split_title(page, s.title) == ("", True)}
    with_types |= {
        id(s) for s in sections if id(s) not in told and _is_shown(found, s, of_operations)
    }
    for section in sections:
        _read_values(found, section, of_operations)
    for number, section in enumerate(sections):
        if id(section) in with_types:
            _read_section(found, section, _tables_below(found, sections, number + 1))
    for doc in declared_in_fences(page, page.document.blocks):
        found.enums.append(doc) if isinstance(doc, EnumDoc) else found.resources.append(doc)
    resources = with_examples(page, sections, _with_heads(found, sections))
    return tuple(with_bases(tuple(_parts_of_others(resources)))), tuple(found.enums)


def _is_of_type(found: _Found, section: Section, of_operations: Collection[int]) -> bool:
    """Whether a section lists attributes: below headings of their own, or in a table with types."""
    if section.fields:
        return True
    page = found.page
    is_named, is_part = split_title(page, section.title)
    is_among_schemas = _is_among_schemas(page, section)
    vocabulary = page.dialect.vocabulary()
    is_part_of_one = vocabulary.means(section.title, "query", "path", "header", "status")
    # The content of failures is a type where one of them links to it.
    is_part_of_one |= vocabulary.means(section.title, "error") and not found.is_linked(section)
    if is_part_of_one and not is_among_schemas:
        return False
    if vocabulary.means(section.title, "parameters") and not is_named:
        return False
    heads_names = bool(is_named) or is_part or is_among_schemas
    # One that is linked as a type is one, also below an operation.
    is_apart = is_named or is_among_schemas and found.is_linked(section)
    are_values = is_of_values(vocabulary, section.title)
    for block in section.blocks:
        if page.is_used(block) or id(block) in of_operations and not is_apart:
            continue
        match block:
            case Table() if lists_attributes(page, block):
                says_attribute = section.heading and _says_attribute(page, block)
                if heads_names or says_attribute or found.is_linked(section):
                    return True
            case Fence() if members_in(block):
                return heads_names
            case Paragraph() if not are_values and (
                first := next(paragraph_fields(page, block), None)
            ):
                is_type = is_among_schemas or found.is_linked(section)
                if is_named or is_part or first.type_text and is_type:
                    return bool(_owner(page, section, ""))
            case _:
                pass
    return False


def _is_shown(found: _Found, section: Section, of_operations: Collection[int]) -> bool:
    """Whether JSON is all that shows the type that a heading names."""
    words, above = found.page.dialect.vocabulary(), section.above
    # "Link", below "Examples"
    if id(section) in found.owners or above and words.means(above.title, "sample"):
        return False
    is_part = words.means(section.title, "parameters", "query", "path", "header", "error", "status")
    is_named = not is_part and split_title(found.page, section.title)[0]
    objects = [
        block.text
        for block in section.blocks
        if isinstance(block, Fence)
        and id(block) not in of_operations
        and block.text.lstrip()[:1] == "{"
    ]
    return bool(objects and (is_named or found.is_linked(section))) and any(
        map(is_json_text, objects)
    )


def _says_attribute(page: PageReader, table: Table) -> bool:
    """Whether the first header is "Field", "Attribute" or "Property", not "Parameter"."""
    return page.dialect.vocabulary().means(plain(table.header[0].text), "attributes")


def _is_among_schemas(page: PageReader, section: Section) -> bool:
    """Whether a heading above has only a word such as "Schemas" or "Objects"."""
    above = section.above
    while above and above.heading:
        if split_title(page, above.title) == ("", True):
            return True
        above = above.above
    return False


def _owner(page: PageReader, section: Section, title: str) -> str:
    """The name of the type whose attributes a section lists."""
    name, is_part = split_title(page, section.title)
    if name:
        return name
    if section.heading is None or is_part:
        above = section.above
        if above and above.heading:
            name, is_part = split_title(page, above.title)
            # "Field" below "Schemas" is a name too.
            is_part = is_part and not _is_among_schemas(page, above)
            return name or ("" if is_part else heading_as_name(page, above.title))
        return split_title(page, title)[0] or heading_as_name(page, title)
    return heading_as_name(page, section.title)


def _tables_below(found: _Found, sections: Sequence[Section], start: int) -> Iterator[Table]:
    """The tables below headings such as "Enumerated values", which are of the section above them."""
    vocabulary = found.page.dialect.vocabulary()
    for number in range(start, len(sections)):
        if not vocabulary.means(sections[number].title, "values"):
            return
        yield from (block for block in sections[number].blocks if isinstance(block, Table))


def _read_section(found: _Found, section: Section, below: Iterable[Table]) -> None:
    """Adds the type whose attributes a section lists; tables `below` have values of these."""
    page = found.page
    name = _owner(page, section, found.title)
    if not name:
        return
    listed = listed_attributes(page, section, below)
    fields, is_shown = listed.fields, False
    if not fields and listed.shown and listed.example:
        fields = [*shown_fields(listed.shown, listed.example.value, page.dialect)]
        is_shown = True
    if any(item.is_marked for item in fields):
        fields = [required_without_mark(item) for item in fields]
    if not fields:
        return
    if _add_alone(found, section, name, fields):
        return
    whole, base = composed(page, fields)
    if len(whole) == 1 and whole[0].is_unnamed:
        whole, base = (), mention_of(page, whole[0])
    rows, nested = fold(page, name, whole)
    kept = {row.at for row in (*rows, *(row for doc in nested for row in doc.properties))}
    parts = [item for item in fields if item.at not in kept and item.is_key]
    report_parts(page, parts)
    report_values_of(page, listed.of_values, fields, parts)
    at = section.heading.span if section.heading else page.title_at
    doc = ResourceDoc(
        name=name,
        namespace=page.namespace,
        is_annotated=False,
        base=base or told_base(page, section),
        description=listed.description or said_above(page, section, name),
        properties=rows,
        is_deprecated=is_named_deprecated(page.dialect, section.title),
        headings=found.number(section),
        example=listed.example,
        is_shown=is_shown,
        at=at,
    )
    found.resources += [doc, *(replace(part, is_shown=is_shown) for part in nested)]


def _add_alone(found: _Found, section: Section, name: str, fields: Sequence[Field]) -> bool:
    """Whether a type is a string with known values, not an object: it has one field, which has no name. Adds it then."""
    if len(fields) > 1 or fields[0].name.strip("*_") != "anonymous" or not fields[0].values:
        return False
    item = fields[0]
    found.enums.append(
        EnumDoc(
            name=name,
            namespace=found.page.namespace,
            members=tuple(MemberRow(name=value, at=item.at) for value in item.values),
            headings=(*found.number(section), *_heads(found, section)),
            has_own_page=False,
            at=item.at,
        )
    )
    return True


def _heads(found: _Found, section: Section) -> tuple[int, ...]:
    """The heading of the object whose properties a section lists."""
    _, is_part = split_title(found.page, section.title)
    return found.number(section.above) if is_part and section.above else ()


def _read_values(found: _Found, section: Section, of_operations: Collection[int]) -> None:
    """Adds the enumerations of a section."""
    page = found.page
    tables = [b for b in section.blocks if isinstance(b, Table) and not page.is_used(b)]
    bullets = value_bullets(b for b in section.blocks if id(b) not in of_operations)
    name = values_name(page, section, found.owners) if tables or bullets else ""
    at = section.heading.span if section.heading else None
    number = found.number(section)
    if name and at is not None and bullets and page.dialect.vocabulary().is_part(section.title):
        doc = listed_enum(page, bullets, name, (*number, *_heads(found, section)), at)
        found.enums.append(replace(doc, description=said_above(page, section, name)))
    is_prose = all(isinstance(b, Paragraph) and id(b) not in of_operations for b in section.blocks)
    if is_prose and not (bullets or id(section) in found.owners) and found.is_linked(section):
        found.enums += _told_values(found, section, number)
    for block in tables:
        found.enums += (of_rows := row_enums(page, block, found.numbers))
        # A table of what the marks in another one mean is below the same heading.
        if of_rows or not name or at is None or any(known.at is at for known in found.enums):
            continue
        if _says_attribute(page, block) or column_place(page, block) == "header":
            continue  # names of fields without types
        is_type = found.is_linked(section)
        if doc := value_table(page, block, name, number, at, is_type=is_type):
            found.enums.append(replace(doc, description=first_prose(section)))


def _told_values(found: _Found, section: Section, headings: tuple[int, ...]) -> Iterator[EnumDoc]:
    """The enumeration of a section that a type leads to, where words list its values: "One of `on`, `off`."."""
    first = next((b for b in section.blocks if isinstance(b, Paragraph)), None)
    values = listed_values(first.text, found.page.dialect) if first else ()
    if (
        first
        and section.heading
        and (name := heading_as_name(found.page, section.title))
        and values
    ):
        yield EnumDoc(
            name=name,
            namespace=found.page.namespace,
            members=tuple(MemberRow(name=value, at=first.span) for value in values),
            headings=headings,
            has_own_page=False,
            at=section.heading.span,
        )


def _with_heads(found: _Found, sections: Sequence[Section]) -> list[ResourceDoc]:
    """The types, each with the heading of the object above it."""
    resources = list(found.resources)
    by_place = {id(doc.at): n for n, doc in enumerate(resources)}
    of_heads: dict[int, tuple[Section, list[int]]] = {}
    for section in sections:
        number = by_place.get(id(section.heading.span)) if section.heading else None
        above = section.above
        if number is not None and above and above.heading and object_name(found.page, above.title):
            of_heads.setdefault(id(above), (above, []))[1].append(number)
    for head, numbers in of_heads.values():
        if head.heading and id(head.heading.span) in by_place:
            continue
        name = object_name(found.page, head.title)
        best = next((n for n in numbers if resources[n].name == name), numbers[0])
        doc = resources[best]
        resources[best] = replace(doc, headings=(*doc.headings, *found.number(head)))
    return resources


def _parts_of_others(resources: Sequence[ResourceDoc]) -> Iterator[ResourceDoc]:
    """The types; one that is called like an untyped object in the type before it is that of this object."""
    main = resources[0] if resources else None
    renamed: dict[str, str] = {}
    for doc in resources[1:]:
        row = (
            next((r for r in main.properties if r.name == doc.name.lower()), None) if main else None
        )
        if main and row and row.type and is_any_object(row.type):
            renamed[doc.name] = f"{main.name}{doc.name}"
    for doc in resources:
        rows = doc.properties if doc is not main else (_typed(r, renamed) for r in doc.properties)
        yield replace(doc, name=renamed.get(doc.name, doc.name), properties=tuple(rows))


def _typed(row: PropertyRow, renamed: dict[str, str]) -> PropertyRow:
    name = next((new for old, new in renamed.items() if old.lower() == row.name), "")
    if not name or not row.type:
        return row
    is_list = row.type.is_collection or row.type.kind == "array"
    ref = TypeRef(name=name, is_collection=is_list, is_nullable=row.type.is_nullable)
    return replace(row, type=ref)
