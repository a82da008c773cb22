"""A page with OpenAPI documents in fences, with the blocks that readers know in place of these.

    # Get a lamp                 # Get a lamp [GET /lamps/{id}]
    ```yaml                      | Name | In | ...
    openapi: 3.1.0          ->   ###### Responses
    paths: ...                   | Status | Description | Schema
    ```                          # Schemas ...

A `Document` enters; it leaves as it is where no fence has such a document. Tools that publish references print the
document of each operation below its title, or with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.reading.blueprint.json_schema import Schemas, Shape
from docgen.reading.blueprint.members import TypeWords
from docgen.reading.blueprint.structures import Structure, Structures
from docgen.reading.blueprint.tables import structure_tables
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.outline import outline
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Block, Document, Fence, Heading, Paragraph, RequestLine
from docgen.reading.openapi.general import General, general_of, united
from docgen.reading.openapi.operations import Call, calls_of, operation_blocks, prose
from docgen.reading.openapi.parts import with_parts
from docgen.records import replace
from docgen.syntax.keyed_text import KeyedText, read_keyed
from docgen.syntax.path_spellings import targets

_MARK = ("openapi", "swagger")
# "openapi: 3.1.0", "{\n    "openapi": "3.1.0"", "{"openapi":"3.1.0""
_VERSION = re.compile(
    r"^[\"']?(?:openapi|swagger)[\"']?[ ]?:[ ]?[\"']?[23]\.\d"
    r"|[{,][ ]?\"(?:openapi|swagger)\":[ ]?\"[23]\.\d",
    re.MULTILINE,
)
_MARGIN = re.compile(r"\s*\{[ \t]*\n([ \t]*)\"")  # before the first key of an object
_VALUE = re.compile(r"\w[\w.:/+-]{0,80}\Z")  # that a table of values may have
_MOST_TYPES = 2_000
_MOST_TITLES = 50  # above a document that are looked at


class _Part(NamedTuple):
    """A fence with a document, and the number of its block."""

    number: int
    text: KeyedText
    calls: tuple[Call, ...]


def with_operations(document: Document, dialect: Dialect) -> tuple[Document, General]:
    """The document with the operations and types of its fences as blocks; and what they state of the whole API."""
    document = with_parts(document)
    fences = [n for n, b in enumerate(document.blocks) if isinstance(b, Fence) and _is_openapi(b)]
    if not fences:
        return document, General()
    stated = {
        id(block): [*entry.declared]
        for entry in outline(document, dialect)
        if not entry.is_inferred
        for block in entry.blocks
    }
    parts: list[_Part] = []
    faults: list[Diagnostic] = []
    for number in fences:
        fence = document.blocks[number]
        assert isinstance(fence, Fence)
        if _is_answer(fence, stated.get(id(fence), ())):
            continue
        try:
            text = read_keyed(fence.text, fence.span.start())
        except ValueError as error:
            faults.append(diagnose("DG253", fence.span, problem=" ".join(str(error).split())))
            continue
        if isinstance(text.value, dict) and any(key in text.value for key in _MARK):
            parts.append(_Part(number, text, tuple(calls_of(text))))
    blocks = tuple(_Opened(document.blocks, parts).blocks()) if parts else document.blocks
    general = united(general_of(part.text, part.calls) for part in parts)
    diagnostics = (*document.diagnostics, *faults)
    return replace(document, blocks=blocks, diagnostics=diagnostics), general


def _is_openapi(fence: Fence) -> bool:
    """Whether a fence looks as if it held a document: its version is a key beside the first one."""
    text = fence.text
    if not any(word in text for word in _MARK):
        return False
    if margin := _MARGIN.match(text):
        return any(f'\n{margin[1]}"{word}": "{major}.' in text for word in _MARK for major in "23")
    return _VERSION.search(text) is not None


def _is_answer(fence: Fence, stated: Sequence[Declaration]) -> bool:
    """Whether a fence is a sample of an operation that the page states beside it, as of `GET /openapi.json`."""
    paths = (target.path for declaration in stated for target in targets(declaration.target))
    return bool(stated) and not any(path and path in fence.text for path in paths)


class _Opened:
    """The blocks of a page, with those of its documents."""

    def __init__(self, blocks: Sequence[Block], parts: Sequence[_Part]) -> None:
        self.own = blocks
        self.parts = parts
        self.types = Structures()
        self.schemas: dict[int, Schemas] = {}  # by the numbers of the documents' blocks
        # The documents whose operation has a title on the page, by the number of its heading.
        self.titled = dict(self._titles())
        self.title_of = {part.number: number for number, part in self.titled.items()}

    def blocks(self) -> Iterator[Block]:
        """The blocks of the page in the order of a reader; the named types come last."""
        by_number = {part.number: part for part in self.parts}
        for part in self.parts:
            self._add_types(part)
        for number, block in enumerate(self.own):
            if (titled := self.titled.get(number)) and isinstance(block, Heading):
                call = titled.calls[0]
                yield replace(block, request=RequestLine(method=call.method, target=call.path))
            elif part := by_number.get(number):
                yield from self._operations(part)
            elif not (isinstance(block, Heading) and number + 1 in by_number):
                # A heading right above a document has nothing below it but the document.
                yield block
        yield from self._named_types()

    def _titles(self) -> Iterator[tuple[int, _Part]]:
        """The documents of one operation that have a title for it alone: the number of this heading, and each."""
        headings = [n for n, block in enumerate(self.own) if isinstance(block, Heading)]
        before = -1  # where the document above is
        for part in self.parts:
            above = headings[: bisect_left(headings, part.number)][-_MOST_TITLES:]
            if above and above[-1] == part.number - 1 and part.calls:
                if not self._is_called(above[-1], part.calls[0]):
                    level = self._level(above.pop())
                    above = [n for n in above if self._level(n) <= level]
            if len(part.calls) == 1 and above and above[-1] > before:
                yield above[-1], part
            before = part.number

    def _is_called(self, number: int, call: Call) -> bool:
        """Whether a heading has the title of an operation, or its request line."""
        block = self.own[number]
        titles = {call.title.lower(), f"{call.method} {call.path}".lower()}
        return isinstance(block, Heading) and block.text.strip().lower() in titles

    def _level(self, number: int) -> int:
        block = self.own[number]
        return block.level if isinstance(block, Heading) else 0

    def _operations(self, part: _Part) -> Iterator[Block]:
        title = self.title_of.get(part.number)
        between = self.own[title + 1 : part.number] if title is not None else ()
        described = any(isinstance(block, Paragraph) for block in between)
        for call in part.calls:
            if title is None:
                yield self._heading(call, part)
            yield from operation_blocks(
                call, self.schemas[part.number], self.types, described=described
            )

    def _heading(self, call: Call, part: _Part) -> Heading:
        title = call.title or f"{call.method} {call.path}"
        return Heading(
            level=2,
            text=title,
            slug=slug(title),
            span=part.text.span(call.offset),
            request=RequestLine(method=call.method, target=call.path),
        )

    def _add_types(self, part: _Part) -> None:
        """The schemas of a document that have a name there and are objects or enumerations."""
        named = _named_schemas(part.text)
        known = Schemas(part.text, named)
        kept = {name: node for name, node in named.items() if _is_type(known.shape(node, 0))}
        schemas = self.schemas[part.number] = Schemas(part.text, kept)
        offset = part.text.find("schemas" if "components" in part.text.value else "definitions")
        for name, node in [*kept.items()][:_MOST_TYPES]:
            offset = part.text.find(name, offset)
            at = part.text.span(offset, name)
            shape = schemas.shape(node, offset)
            about = prose(part.text.opened(node).get("description"))
            words = shape.type if shape.type.kind == "enum" else TypeWords("")
            self.types.add(
                Structure(
                    name,
                    words,
                    shape.below,
                    shape.values if words.kind else (),
                    Heading(level=2, text=name, slug=slug(name), span=at),
                    (Paragraph(text=about, span=at),) if about else (),
                )
            )

    def _named_types(self) -> Iterator[Block]:
        for number, structure in enumerate(self.types.of_names.values()):
            at = structure.heading.span
            if not number:
                yield Heading(level=1, text="Schemas", slug="schemas", span=at)
            # The word parts it from what headings such as "Error" or "Field" have below them.
            text = structure.name if structure.values else f"{structure.name} object"
            yield Heading(level=2, text=text, slug=slug(text), span=at, ids=(structure.id,))
            yield from structure.about
            yield from structure_tables(structure, self.types)


def _named_schemas(text: KeyedText) -> dict[str, object]:
    """The schemas of a document by their names."""
    components = text.value.get("components")
    listed = components.get("schemas") if isinstance(components, dict) else None
    listed = text.value.get("definitions") if listed is None else listed
    return {str(k): v for k, v in listed.items()} if isinstance(listed, dict) else {}


def _is_type(shape: Shape) -> bool:
    """Whether a schema with a name is a type of its own; any other stands where its name is."""
    if shape.type.kind == "enum":
        is_of_texts = shape.type.names in ((), ("string",))
        names = [value.name if is_of_texts else value.sample for value in shape.values]
        is_named = len(names) > 1 and all(map(_VALUE.match, names))
        return is_named and len({*names}) == len(names)
    return not shape.type.kind and bool(shape.below)
