"""What the pages document of an operation's answer, value by value: in tables and lists, and in samples.

An operation with its samples and the lines of its section enter; for each place in an answer it leaves the keys, the kinds
of values and their lines on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from docgen.diagnostics.position import Span
from docgen.records import Record
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Body, Enum, Operation, Property, Spec
from docgen.spec.odata import without_annotations
from docgen.spec.sample_values import Pointer
from docgen.spec.types import TypeUse
from docgen.syntax.lenient_json import place_of
from docgen.verify.service.names import comment, last_key

_ELLIPSES = frozenset(("etc", "...", "…"))

# The words of lists for a kind of value.
_KINDS = {
    "string": "string",
    "str": "string",
    "integer": "number",
    "int": "number",
    "number": "number",
    "float": "number",
    "boolean": "boolean",
    "bool": "boolean",
}

JsonKind = Literal["string", "number", "boolean", "null", "array", "object"]


def kind_of(value: Any) -> JsonKind:
    """The kind of a JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def has_word(line: str, word: str) -> bool:
    """Whether a word is on a line."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line) is not None


class Section(Record, frozen=True, kw_only=True):
    """The part of a page that documents an operation."""

    path: str
    first: int  # its first line, from 1
    lines: tuple[str, ...]
    above: tuple[str, ...] = ()  # those before the first operation of the page, which are about all

    def lists(self, name: str) -> bool:
        """Whether it names a key outside of samples, or the text above all operations links to what is called so."""
        pattern = re.compile(rf"\[{re.escape(name)}\]", re.IGNORECASE)
        return any(self.mentions(name)) or any(map(pattern.search, self.above))

    def mentions(self, name: str) -> Iterator[tuple[int, str]]:
        """The lines that name a key outside of samples, in code, in bold or in a cell, each with what is indented below."""
        pattern = re.compile(
            rf"(?:`|\*\*|\|\s*){re.escape(name)}(?:`|\*\*|\s*\|)|`[^`]*\.{re.escape(name)}`"
        )
        for number, line in enumerate(self.lines, self.first):
            if pattern.search(line):
                yield number, " ".join([line, *self._indented(number - self.first)])

    def stated_kind(self, name: str) -> tuple[str, Span] | None:
        """The kind of value that the lines about a key state after its name, with the place of the first; None where
        they state none, or two.
        """
        pattern = re.compile(
            rf"[`*]{re.escape(name)}[`*]{{1,3}}[^\w`]{{1,12}}({'|'.join(_KINDS)})\b", re.IGNORECASE
        )
        found: dict[str, Span] = {}
        for number, text in self.mentions(name):
            if match := pattern.search(text):
                kind = _KINDS[match[1].lower()]
                found.setdefault(kind, Span(self.path, number, match.start(1) + 1, len(match[1])))
        return next(iter(found.items())) if len(found) == 1 else None

    def _indented(self, index: int) -> Iterator[str]:
        """The lines below one that go on with its item."""
        indent = len(self.lines[index]) - len(self.lines[index].lstrip())
        for line in self.lines[index + 1 : index + 6]:
            text = line.lstrip()
            if not text or len(line) - len(text) <= indent or text[0] in "-*+|#`":
                return
            yield text

    def line(self, number: int) -> str:
        """A line of the page, "" for one that is not in the section."""
        index = number - self.first
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def has_word(self, text: str) -> bool:
        """Whether a word is anywhere in it."""
        return any(has_word(line, text) for line in self.lines)

    def span_of(self, text: str) -> Span | None:
        """The first place of a word, None where there is none."""
        pattern = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
        for number, line in enumerate(self.lines, self.first):
            if match := pattern.search(line):
                return Span(self.path, number, match.start() + 1, len(text))
        return None


def sections(
    operations: Iterable[Operation], pages: Mapping[str, Sequence[str]]
) -> dict[str, Section]:
    """The section of each operation: from its line to that of the next one on the page. `pages` has lines by path."""
    by_page: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.at:
            by_page.setdefault(operation.at.path, []).append(operation)
    found: dict[str, Section] = {}
    for path, items in by_page.items():
        lines = pages.get(path, ())
        starts = sorted({_heading_above(lines, o.at.line) for o in items if o.at})
        for operation in items:
            assert operation.at
            first = _heading_above(lines, operation.at.line)
            end = next((start for start in starts if start > first), len(lines) + 1)
            found[operation.id] = Section(
                path=path,
                first=first,
                lines=tuple(lines[first - 1 : end - 1]),
                above=tuple(lines[: starts[0] - 1]),
            )
    return found


def _heading_above(lines: Sequence[str], line: int) -> int:
    """The line of the nearest heading above a line, 1 without any."""
    for number in range(min(line, len(lines)), 0, -1):
        if re.match(r"#{1,6}\s", lines[number - 1]):
            return number
    return 1


@dataclass(slots=True)
class Sampled:
    """What samples show at one place of an answer."""

    kinds: dict[JsonKind, Span | None] = field(default_factory=dict)  # each with its first place
    keys: dict[str, Sampled] = field(default_factory=dict)
    objects: list[dict[str, Span | None]] = field(
        default_factory=list
    )  # the keys of each, with places
    item: Sampled | None = None  # of an array
    at: Span | None = None  # of the first value
    is_cut: bool = False  # a key stands for others: "etc"

    def add(self, value: Any, body: Body | None, pointer: Pointer) -> None:
        """Adds a value of a sample."""
        at = _key_place(body, pointer) if body else None
        self.kinds.setdefault(kind_of(value), at)
        self.at = self.at or at
        if isinstance(value, dict):
            self.is_cut = self.is_cut or not _ELLIPSES.isdisjoint(value)
            self.objects.append(
                {key: _key_place(body, (*pointer, key)) if body else None for key in value}
            )
            for key, inner in value.items():
                self.keys.setdefault(key, Sampled()).add(inner, body, (*pointer, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                self.item = self.item or Sampled()
                self.item.add(inner, body, (*pointer, index))

    def is_in_each(self, key: str) -> bool:
        """Whether each object that samples show at this place has a key."""
        return all(key in item for item in self.objects)


def _key_place(body: Body, pointer: Pointer) -> Span:
    """The place of a key in a sample, of the value where there is none."""
    offset = place_of(body.text, pointer)
    key = pointer[-1] if pointer else None
    if isinstance(key, str):
        text = f'"{key}"'
        before = body.text.rfind(text, 0, offset)
        if before >= 0:
            return body.at.at_offset(body.text, before, len(text))
    return body.at.at_offset(body.text, offset, 1)


def sampled_answer(operation: Operation, *, is_odata: bool) -> Sampled | None:
    """What the samples of an operation's successes show, None without any.

    In OData a name with "@" annotates others: how many of these come depends on the request.
    """
    found: Sampled | None = None
    for sample in operation.samples:
        response = sample.response
        if response and response.has_json and response.status < 300:
            found = found or Sampled()
            content = without_annotations(response.json) if is_odata else response.json
            found.add(content, response.body, ())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """What is documented at one place of an answer."""

    use: TypeUse | None = None
    row: Property | None = None  # the property that has the type
    sampled: Sampled | None = None
    name: str = ""  # of the place: "users[].name"

    @property
    def at(self) -> Span | None:
        """The line of the key: in a table or a list, else in a sample."""
        if self.row and self.row.at:
            return self.row.at
        return self.sampled.at if self.sampled else None

    @property
    def is_stated(self) -> bool:
        """Whether a table or a list has the type."""
        return self.row is not None and self.row.at is not None


class Documents:
    """The types of a spec, to be walked along with an answer."""

    def __init__(self, spec: Spec) -> None:
        self.hierarchy = Hierarchy(spec.types)
        self.enums: dict[str, Enum] = {item.name: item for item in spec.enums}

    def resolved(self, use: TypeUse | None) -> TypeUse | None:
        """The type that a name stands for."""
        for _ in range(8):
            item = self.hierarchy.types.get(use.name) if use else None
            if item is None or item.type is None:
                return use
            use = item.type
        return use

    def properties(self, place: Documented) -> Mapping[str, Property]:
        """The properties of an object; of a union those of all its types. Those that only samples show are, where the
        operation has a sample, what that one shows: the type also has those of other operations.
        """
        found = self._properties(place.use)
        if place.sampled is None or not place.sampled.keys:
            return found
        return {name: row for name, row in found.items() if row.at or name in place.sampled.keys}

    def _properties(self, use: TypeUse | None) -> Mapping[str, Property]:
        use = self.resolved(use)
        if use is None:
            return {}
        if use.kind == "union":
            return {k: v for item in use.items for k, v in self._properties(item).items()}
        return self.hierarchy.properties(use.name)

    def is_open(self, use: TypeUse | None) -> bool:
        """Whether an object may have any keys: a map, or a type that says so."""
        use = self.resolved(use)
        if use is None:
            return False
        if use.kind == "union":
            return any(map(self.is_open, use.items))
        lineage = self.hierarchy.lineage(use.name)
        return use.kind == "map" or any(self.hierarchy.types[name].is_open for name in lineage)


def is_said(section: Section, place: Documented, pattern: re.Pattern[str], more: str = "") -> bool:
    """Whether the lines about a key, the comment of its line in a sample or `more` have a word of a pattern."""
    name = last_key(place.name).rstrip("[]")
    texts = [text for _, text in section.mentions(name)]
    if place.sampled and place.sampled.at:
        texts.append(comment(section.line(place.sampled.at.line)))
    return any(pattern.search(re.sub(r"`[^`]*`", "", text)) for text in (*texts, more))
