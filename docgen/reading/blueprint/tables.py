"""Members as rows of the tables that readers know: of fields, of values, of headers, of statuses.

`Member`s enter; `Table`s leave, each cell with the place of its member.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.blueprint.members import Member, TypeWords
from docgen.reading.blueprint.structures import Structure, Structures
from docgen.reading.markdown.parser import Cell, Fence, Heading, Table
from docgen.records import replace

_FIELDS = ("Name", "In", "Type", "Required", "Default", "Description", "Example")
_SELDOM = (1, 4, 6)  # places, defaults and samples
_MOST_DEEP = 12


def field_tables(
    members: Sequence[Member], types: Structures, places: Mapping[str, str] | None = None
) -> Iterator[Heading | Table]:
    """The table of members, and that of their values; `places` are those of parameters by their names."""
    if not members:
        return
    rows: list[tuple[Cell, ...]] = []
    values: list[tuple[Cell, ...]] = []
    for depth, member in _flat(members, types, 0):
        at = member.at
        is_required = member.is_required
        if is_required is None and places is not None:
            is_required = not member.default
        phrase = types.phrase(member.type) + (" or null" if member.is_nullable else "")
        texts = (
            f"{'»' * depth} `{member.name}`".strip(),
            (places or {}).get(member.name, ""),
            phrase,
            "yes" if is_required else "no",
            member.default,
            member.about,
            member.sample,
        )
        rows.append(tuple(Cell(text=text, span=at) for text in texts))
        values += (
            (Cell(text=member.name, span=value.at), Cell(text=f"`{value.name}`", span=value.at))
            for value in member.values
            if value.name
        )
    kept = [n for n in range(len(_FIELDS)) if n not in _SELDOM or any(row[n].text for row in rows)]
    yield _table([_FIELDS[n] for n in kept], [tuple(row[n] for n in kept) for row in rows])
    if values:
        at = values[0][0].span
        yield Heading(level=6, text="Values", slug="values", span=at)
        yield _table(("Property", "Value"), values)


def _flat(members: Iterable[Member], types: Structures, depth: int) -> Iterator[tuple[int, Member]]:
    for member in members:
        if not member.name:
            continue  # of a type that the document does not have
        settled = types.settled(member)
        yield depth, settled
        if depth < _MOST_DEEP:
            yield from _flat(settled.below, types, depth + 1)


def structure_tables(structure: Structure, types: Structures) -> Iterator[Heading | Table]:
    """The table of a named type, or of the values of an enumeration."""
    at = structure.heading.span
    if structure.type.kind == "enum":
        values = [value for value in structure.values if value.name]
        if any(value.sample for value in values):  # names of numbers
            rows = [((f"`{v.name}`", v.sample, v.about), v.at) for v in values]
            yield text_table(("Value", "Name", "Description"), rows)
        elif values:
            rows = [((f"`{v.name}`", v.about), v.at) for v in values]
            yield text_table(("Value", "Description"), rows)
        return
    members = types.expanded(structure.members)
    base = structure.type.names[0] if structure.type.names else ""
    if not types.find(base):
        yield from field_tables(members, types)
        return
    whole = Member(name="*anonymous*", type=structure.type, at=at)
    own = Member(name="*anonymous*", type=TypeWords("", ("object",)), below=members, at=at)
    for table in field_tables((whole, own) if members else (whole,), types):
        if isinstance(table, Heading):
            yield table
            continue
        rows = tuple(
            (replace(row[0], text=row[0].text.replace("`", "")), *row[1:]) for row in table.rows
        )
        yield replace(table, rows=rows)


def header_table(fences: Iterable[Fence], members: Iterable[Member]) -> Iterator[Table]:
    """The headers that lines of code have, "X-Lamp: 1", or bullets."""
    rows: list[tuple[Cell, ...]] = []
    for fence in fences:
        for number, line in enumerate(fence.text.split("\n")):
            name, colon, value = line.partition(":")
            at = fence.span.start(number).within(0, len(line))
            if colon and name.strip():
                rows.append(_header(name.strip(" `+-*\t"), value.strip(), at))
    rows += (_header(member.name, member.sample, member.at) for member in members if member.name)
    if rows:
        yield _table(("Header", "Description", "Example"), rows)


def _header(name: str, value: str, at: Span) -> tuple[Cell, ...]:
    line = f"`{name}: {value}`" if value else ""
    return tuple(Cell(text=text, span=at) for text in (f"`{name}`", "", line))


def status_table(rows: Sequence[tuple[int, str, Span]]) -> Table:
    """The types of contents by their statuses."""
    return text_table(("Status", "Schema"), [((str(s), phrase), at) for s, phrase, at in rows])


def schema_table(phrase: str, at: Span) -> Table:
    """The type of the content of a request."""
    return text_table(("Schema",), [((phrase,), at)])


def text_table(header: Sequence[str], rows: Iterable[tuple[Sequence[str], Span]]) -> Table:
    """A table of texts, each row with its place."""
    return _table(header, [tuple(Cell(text=t, span=at) for t in texts) for texts, at in rows])


def _table(header: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    at = rows[0][0].span
    return Table(header=tuple(Cell(text=t, span=at) for t in header), rows=tuple(rows), span=at)
