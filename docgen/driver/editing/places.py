"""What is at a place of a page: for hover, definition, references, rename.

An `OpenFolder` and a place enter; what an editor shows of it, or goes to, leaves.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.diagnostics.diagnostic import Edit
from docgen.diagnostics.fixes import exact_edit
from docgen.diagnostics.position import Span
from docgen.driver.editing.open_folder import OpenFolder
from docgen.driver.editing.symbols import Symbol, link_target, mentions, symbols
from docgen.reading.page import Page
from docgen.records import replace
from docgen.spec.model import Body
from docgen.spec.sample_values import Walker, contents
from docgen.syntax.lenient_json import place_of


class Places:
    """The symbols and mentions of a folder, by the lines that they are on."""

    def __init__(self, opened: OpenFolder) -> None:
        self.opened = opened
        self.symbols = symbols(opened)
        self._by_name: dict[str, Symbol] = {}
        self._symbols: dict[tuple[str, int], list[Symbol]] = {}
        self._mentions: dict[tuple[str, int], list[tuple[Span, str]]] = {}
        self._mentioned: dict[str, dict[Span, None]] = {}
        for symbol in self.symbols:
            self._by_name.setdefault(symbol.name, symbol)
            self._symbols.setdefault((symbol.at.path, symbol.at.line), []).append(symbol)
        for page in opened.folder.linked.pages:
            self._add_title(page)
        for mention in mentions(opened):
            row = self._mentions.setdefault((mention.at.path, mention.at.line), [])
            row.append((mention.at, mention.name))
            self._mentioned.setdefault(mention.name, {})[mention.at] = None

    def _add_title(self, page: Page) -> None:
        """The title of a page about one type is a place of the type."""
        names = {
            self.opened.names.qualify(doc.name, self.opened.names.namespace(page))
            for doc in page.resources
        }
        symbol = self._by_name.get(next(iter(names))) if len(names) == 1 else None
        if symbol is None:
            return
        for number, line in enumerate(self.opened.folder.lines(page.path), 1):
            if line.startswith("# ") and page.title in line:
                title = replace(symbol, at=Span(page.path, number, 3, len(line) - 2))
                self._symbols.setdefault((page.path, number), []).append(title)
                return

    def symbol(self, place: Span) -> Symbol | None:
        """What is documented or mentioned at a place."""
        key = (place.path, place.line)
        named = [
            self._by_name[n]
            for at, n in self._mentions.get(key, ())
            if n in self._by_name and _holds(at, place)
        ]
        own = [symbol for symbol in self._symbols.get(key, ()) if _holds(symbol.at, place)]
        return next(iter([*sorted(own, key=lambda s: s.at.length or 9999), *named]), None)

    def definitions(self, place: Span) -> list[Span]:
        """Where the link, the include or the type at a place leads."""
        for page in self.opened.folder.linked.pages:
            for link in (*page.links, *page.includes):
                if (
                    link.at.path == place.path
                    and link.at.line == place.line
                    and _holds(link.at, place)
                ):
                    found = link_target(self.opened, page.path, link.target)
                    return [found] if found else []
        for source in self.opened.folder.sources.values():
            for include in source.includes if source.path == place.path else ():
                if include.source and _holds(include.at, place) and include.at.line == place.line:
                    return [Span(include.source.path, 1)]
        symbol = self.symbol(place)
        return [symbol.at] if symbol else []

    def references(self, place: Span) -> list[Span]:
        """The places that mention the type at a place, and that of its page."""
        symbol = self.symbol(place)
        if symbol is None:
            return []
        return [symbol.at, *self._mentioned.get(symbol.name, ())]

    def renaming(self, place: Span, new: str) -> list[Edit]:
        """The edits that rename the property at a place over all pages and samples; [] where there is none."""
        symbol = self.symbol(place)
        if symbol is None or symbol.kind != "property":
            return []
        owner, _, name = symbol.name.rpartition(".")
        edits = [
            Edit(at=at, old=old, new=old.replace(name, new))
            for at, old in (*self._rows(owner, name), *self._keys(owner, name))
        ]
        lines = self.opened.folder.lines
        exact = {exact_edit(edit, lines) for edit in edits}
        return sorted(filter(None, exact), key=lambda e: (e.at.path, e.at.line, e.at.column))

    def _rows(self, owner: str, name: str) -> Iterator[tuple[Span, str]]:
        """The rows of a property: of its type, of bodies of it, and its keys in JSON representations."""
        spec = self.opened.folder.linked.spec
        for page in self.opened.folder.linked.pages:
            for resource in page.resources:
                if (
                    self.opened.names.qualify(resource.name, self.opened.names.namespace(page))
                    != owner
                ):
                    continue
                yield from ((row.at, name) for row in resource.properties if row.name == name)
                if name in (resource.representation or {}):
                    yield from self._represented(resource.at, name)
        for operation in spec.operations:
            body = operation.request_body
            if body and body.type and body.type.item.name == owner:
                yield from (
                    (row.at, name) for row in body.properties if row.name == name and row.at
                )

    def _represented(self, at: Span, name: str) -> Iterator[tuple[Span, str]]:
        lines = self.opened.folder.lines(at.path)
        for number in range(at.line, len(lines)):
            if lines[number].startswith("```") and number > at.line:
                return
            if f'"{name}"' in lines[number]:
                yield Span(at.path, number + 1), f'"{name}"'

    def _keys(self, owner: str, name: str) -> Iterator[tuple[Span, str]]:
        """The keys of samples that are of the property."""
        spec = self.opened.folder.linked.spec
        walker = Walker(spec.types, spec.enums)
        for operation in spec.operations:
            for content in contents(operation):
                for item in walker.walk(content) if content.body else ():
                    lineage = walker.hierarchy.lineage(item.owner) if item.key == name else ()
                    if content.body and owner in lineage:
                        yield _key_place(content.body, item.at, name), f'"{name}"'


def _key_place(body: Body, pointer: tuple[str | int, ...], name: str) -> Span:
    key = f'"{name}"'
    offset = body.text.rfind(key, 0, place_of(body.text, pointer))
    return body.at.start().at_offset(body.text, max(offset, 0), len(key))


def _holds(at: Span, place: Span) -> bool:
    return not at.length or at.column <= place.column <= at.column + at.length
