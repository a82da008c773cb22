"""A document in API Blueprint with its lists as the blocks that readers know.

A `Document` enters; it leaves as it is where no heading has an address, or no bullet is a part of an operation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docgen.reading.blueprint.items import Item, item_tree
from docgen.reading.blueprint.members import TypeWords, members_of, type_of
from docgen.reading.blueprint.resources import Address, address_of
from docgen.reading.blueprint.sections import (
    Content,
    Sections,
    is_section,
    messages_of,
    models_of,
    most_shared,
    parameters_not_shared,
    parameters_of,
)
from docgen.reading.blueprint.structures import Structure, Structures
from docgen.reading.blueprint.tables import structure_tables
from docgen.reading.markdown.inline import plain, slug
from docgen.reading.markdown.parser import Block, Document, Heading, RequestLine
from docgen.records import replace

_STRUCTURES = "data structures"
_TYPED = re.compile(r"(.*?)[ \t]*\(([^()]*)\)[ \t]*\Z")


@dataclass(slots=True)
class _Part:
    """A heading with an address, or with a type, and what is below it."""

    heading: Heading | None
    address: Address | None = None
    is_structure: bool = False
    blocks: list[Block] = field(default_factory=list[Block])  # that are no sections
    sections: Sections = field(default_factory=Sections)
    items: list[Item] = field(default_factory=list[Item])  # of a named type
    resource: _Part | None = None

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0

    @property
    def target(self) -> str:
        if self.address and self.address.target:
            return self.address.target
        return self.resource.target if self.resource else ""


def with_sections(document: Document) -> Document:
    """The document with the sections of its lists as blocks."""
    blocks = document.blocks
    addresses = (address_of(b) for b in blocks if isinstance(b, Heading))
    # A heading that is a request line says nothing of its list.
    if not any(a and (a.title or not a.method or not a.target) for a in addresses):
        return document
    nodes = [*item_tree(blocks)]
    if not any(isinstance(node, Item) and is_section(node) for node in nodes):
        return document
    parts = [*_parts(nodes)]
    return replace(document, blocks=tuple(_blocks(parts)))


def _parts(nodes: Sequence[Item | Block]) -> Iterator[_Part]:
    part = _Part(None)
    resource: _Part | None = None
    is_of_structures = False
    for node in nodes:
        if isinstance(node, Heading):
            address = address_of(node)
            title = plain(node.text).strip().lower()
            is_inner = bool(part.address and node.level > part.level and title != _STRUCTURES)
            if address is None and is_inner:
                part.blocks.append(node)  # of the description
                continue
            yield part
            is_of_structures = title == _STRUCTURES or (
                is_of_structures and not address and not title.startswith("group ")
            )
            is_structure = is_of_structures and title != _STRUCTURES
            part = _Part(node, address, is_structure)
            if address and not address.method:
                resource = part
            elif address:
                part.resource = resource
                if address.target and (resource is None or node.level <= resource.level):
                    resource = part.resource = None
                    resource = part  # an operation whose address others may share
            else:
                resource = None
        elif not isinstance(node, Item):
            part.blocks.append(node)
        elif part.is_structure:
            part.items.append(node)
        elif part.address is None or not part.sections.add(node, part.address.method):
            part.blocks += node.written()
    yield part


def _blocks(parts: Sequence[_Part]) -> Iterator[Block]:
    types, models = Structures(), dict[str, Content]()
    for part in parts:
        if structure := _structure(part):
            types.add(structure)
    for part in parts:
        if structure := _attributes_of(part):
            types.add(structure)
        if part.address and part.heading:
            for model in models_of(part.sections.contents):
                models.setdefault(part.address.title.lower(), model)
    operations = Counter(id(part.resource) for part in parts if part.address)
    for part in parts:
        most = most_shared(operations[id(part.resource or part)])
        yield from _of_part(part, types, models, most)
    yield from _of_types(types)


def _structure(part: _Part) -> Structure | None:
    """The named type of a heading below "Data Structures"."""
    if not part.is_structure or part.heading is None:
        return None
    title = plain(part.heading.text).strip()
    typed = _TYPED.match(title)
    name = (typed[1] if typed else title).strip(" `")
    words = type_of(typed[2]) if typed else TypeWords("")
    members = members_of(part.items)
    if words.kind == "enum":
        return Structure(name, words, (), members, part.heading, part.blocks)
    if [n.lower() for n in words.names] == ["object"]:
        words = TypeWords("")
    return Structure(name, words, members, (), part.heading, part.blocks)


def _attributes_of(part: _Part) -> Structure | None:
    """The type that the attributes of a resource are, of its name."""
    listed = part.sections.attributes
    if listed is None or part.address is None or part.address.method or part.heading is None:
        return None
    words = listed.type
    if [n.lower() for n in words.names] == ["object"] and not words.kind:
        words = TypeWords("")
    return Structure(part.address.title, words, listed.members, (), part.heading)


def _of_part(
    part: _Part, types: Structures, models: dict[str, Content], most: int
) -> Iterator[Block]:
    """The blocks of a part, in which an operation has at most so many parameters of its resource."""
    heading, address = part.heading, part.address
    if part.is_structure:
        return
    if heading is None or address is None:
        if heading and plain(heading.text).strip().lower() != _STRUCTURES:
            yield heading
        yield from part.blocks
    elif not address.method:
        yield replace(heading, text=address.title or heading.text)
        yield from parameters_not_shared(part.sections.parameters[most:], types)
        yield from part.blocks
    else:
        request = RequestLine(method=address.method, target=part.target)
        yield replace(heading, request=request) if part.target else heading
        resource = part.resource if part.resource is not part else None
        shared = resource.sections.parameters[:most] if resource else ()
        yield from parameters_of(part.sections, part.target, shared, types)
        yield from part.blocks
        yield from messages_of(part.sections, types, models, heading)


def _of_types(types: Structures) -> Iterator[Block]:
    """The named types, each below a heading of its own."""
    # What names an array is written as one where it is used.
    objects = (s for s in types.of_names.values() if s.type.kind != "array")
    for number, structure in enumerate(objects):
        at = structure.heading.span
        if not number:
            yield Heading(level=1, text="Schemas", slug=slug(_STRUCTURES), span=at)
        yield Heading(
            level=2, text=structure.name, slug=slug(structure.name), span=at, ids=(structure.id,)
        )
        yield from structure.about
        yield from structure_tables(structure, types)
