"""Where each listed item of a documentation set is: in the spec, in a finding, or left out by a rule.

A folder of pages, as it was read, enters; its `Item`s leave, each with "spec", "stated twice", the code of a finding or of a rule, or "lost".
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from written import METHOD, TARGET, Item, written

from docgen.diagnostics.position import Span
from docgen.driver.workspace import Folder
from docgen.reading.page import OperationDoc, PropertyRow, ResourceDoc
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Operation, Type
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer_steps

Place = tuple[str, int]  # a file and a line
_FAR = 400  # lines from a field to the last of its values, which a section of notes may list
REQUEST = re.compile(rf"({METHOD})\b.*?({TARGET})")


def account(read: Folder) -> Iterator[tuple[str, Item, str]]:
    """The path of each item's file, the item, and where it is."""
    in_spec = set(places(read.built.spec))
    rules = {
        (skipped.path, line): skipped.rule
        for page in read.linked.pages
        for skipped in page.skipped
        for line in skipped.lines
    }
    of_docs = {d.at: d.code for d in read.diagnostics if d.code in ("DG306", "DG316")}
    for page in read.linked.pages:
        for doc in page.operations:
            rows = set(places(doc))
            if any(d.code == "DG348" and (d.at.path, d.at.line) in rows for d in read.diagnostics):
                rules |= dict.fromkeys(rows, "DG348")
        # Two pages document one type, or two enumerations have one name.
        for doc in (*page.resources, *page.enums):
            rules |= {place: of_docs[doc.at] for place in places(doc) if doc.at in of_docs}
        # What tables of a response list beside what its operation returns has one note for each table.
        for doc in (doc for doc in page.resources if doc.is_listed):
            rows = set(places(doc))
            if any(d.code == "DG217" and (d.at.path, d.at.line) in rows for d in read.diagnostics):
                rules |= dict.fromkeys(rows, "DG217")
    # Of several findings in a line the one of the first stage counts.
    by_stage = sorted(read.diagnostics, key=lambda found: found.code, reverse=True)
    findings = {(found.at.path, found.at.line): found.code for found in by_stage}
    names = _Names(read)
    for path, source in read.sources.items():
        for item in written(source.text):
            # A part without a name has no place of its own: what it lists has. Nor have the values of a map.
            if item.name.strip("»>* ") in ("anonymous", "additionalProperties"):
                continue
            place = (path, item.line)
            how = "spec" if place in in_spec else rules.get(place)
            if how is None and names.has(path, item):
                how = "stated twice"
            yield path, item, how or findings.get(place, "lost")


def places(record: object) -> Iterator[Place]:
    """Every place in a record."""
    match record:
        case Span():
            yield record.path, record.line
        case Struct():
            for name in record.__struct_fields__:
                yield from places(getattr(record, name))
        case tuple():
            for value in record:
                yield from places(value)
        case _:
            pass


class _Names:
    """The operations of a spec by their request lines, to look up what several sections state."""

    def __init__(self, read: Folder) -> None:
        spec = read.built.spec
        self._root = read.built.spec.base_url
        hierarchy = Hierarchy(spec.types)
        self._properties = {
            place
            for page in read.linked.pages
            for resource in page.resources
            for row in resource.properties
            for type in spec.types
            if type.name.rpartition(".")[2] == resource.name
            if row.name.lower() in map(str.lower, hierarchy.properties(type.name))
            for place in places(row)
        }
        members = {e.name.rpartition(".")[2]: {m.name for m in e.members} for e in spec.enums}
        self._properties |= {
            place
            for page in read.linked.pages
            for enum in page.enums
            for member in enum.members
            if member.name in members.get(enum.name.rpartition(".")[2], ())
            for place in places(member)
        }
        placed = set(places(spec))
        # Of two equal rows of failures the first is in the spec.
        errors = (*spec.errors, *(error for o in spec.operations for error in o.errors))
        self._errors = {(error.at.path, error.status) for error in errors if error.at}
        self._with_values = {
            (row.at.path, _name(row.name))
            for page in read.linked.pages
            for doc in (*page.resources, *page.operations)
            for row in _rows(doc)
            if row.values and (row.at.path, row.at.line) in placed
        }
        # An enumeration that is a property without a name: its values are a few lines below it.
        self._values = {
            (doc.at.path, line)
            for page in read.linked.pages
            for doc in page.enums
            if (doc.at.path, doc.at.line) in placed
            for line in range(doc.at.line, doc.at.line + len(doc.members) + 12)
        }
        self._operations = {self._key(o.method, o.path): o for o in spec.operations}
        self._lines: dict[str, list[tuple[int, Operation]]] = defaultdict(list)
        for page in read.linked.pages:
            for doc in page.operations:
                for target in doc.targets:
                    if found := self._operations.get(self._key(target.method, target.target)):
                        self._lines[target.at.path].append((target.at.line, found))
        for lines in self._lines.values():
            lines.sort(key=lambda line: line[0])
        self._properties |= set(self._listed(read))
        # The lines of rows whose values bullets list, below or above them.
        self._lines_of_values: dict[tuple[str, str], list[int]] = defaultdict(list)
        known = placed | self._properties
        for page in read.linked.pages:
            for doc in (*page.resources, *page.operations):
                for row in _rows(doc):
                    for value in row.values if (row.at.path, row.at.line) in known else ():
                        self._lines_of_values[row.at.path, value].append(row.at.line)

    def _listed(self, read: Folder) -> Iterator[Place]:
        """The rows of tables of responses whose property is in what the operation returns, where another row states it."""
        types = {item.name: item for item in read.built.spec.types}
        pages = read.linked.pages
        tables = {doc.name: doc for page in pages for doc in page.resources if doc.is_listed}
        for doc in (o for page in pages for o in page.operations if o.listed):
            for target in doc.targets:
                found = self._operations.get(self._key(target.method, target.target))
                uses = [r.type for r in found.responses if r.type] if found else []
                steps = pointer_steps(found.data_at(read.built.spec.envelope)) if found else ()
                reached = _reached(uses, types)
                for mention in doc.listed:
                    yield from _rows_in(tables, mention.ref.name, reached, types)
                    # The key of an envelope, or a name for a list as a whole: the content is what is below it.
                    all_rows = tables[mention.ref.name].properties
                    is_around = len(all_rows) == 1 and any(use.is_array for use in uses)
                    rows = [r for r in all_rows if r.name in steps or is_around]
                    yield from places(tuple(rows))
                    for row in rows:
                        if row.type and row.type.name in tables:
                            yield from _rows_in(tables, row.type.name, reached, types)

    def _key(self, method: str, target: str) -> tuple[str, str]:
        """A method and a path without host, version and query, each placeholder and key as {}."""
        path = re.sub(r"https?://[^/]+|\{\w*url\w*\}(?=/)", "", target, flags=re.IGNORECASE)
        path = re.sub(r"[?#].*|\.json\b", "", path)
        path = re.sub(r"^/?(?:_synapse/|api/)?(?:admin/)?v\d+\w*/", "/", path).strip("/")
        return method, "/".join(
            "{}" if re.search(r"[:{<]|^\d+$", p) else p for p in path.split("/")
        )

    def _has_request(self, method: str, path: str) -> bool:
        """Whether an operation has the path, with any value for each of its placeholders."""
        written = path.split("/")
        return any(
            known == method
            and len(of_known := template.split("/")) == len(written)
            and all(a in ("{}", b) for a, b in zip(of_known, written))
            for known, template in self._operations
        )

    def has(self, path: str, item: Item) -> bool:
        """Whether the operation of a request line is in the spec; the name of a field in that nearest to it."""
        if item.kind == "request line":
            found = REQUEST.search(item.name)
            return found is not None and self._has_request(*self._key(found[1], found[2]))
        if (path, item.line) in self._properties:
            return True
        # A value of a field that is in the spec: the row has the field's name.
        if item.kind == "row" and (path, _name(item.name)) in self._with_values:
            return True
        if item.kind == "row" and (path, item.name) in self._errors:
            return True
        stated = self._lines_of_values.get((path, item.name), ())
        if item.kind == "bullet" and any(abs(item.line - line) < _FAR for line in stated):
            return True
        if "anonymous" in item.name and (path, item.line) in self._values:
            return True
        lines = self._lines.get(path, [])
        at = bisect(lines, item.line, key=lambda line: line[0])
        return any(_name(item.name) in _names(o) for _, o in lines[max(at - 1, 0) : at + 1])


def _named(use: TypeUse) -> Iterator[str]:
    """The names of the types in a type."""
    if use.name:
        yield use.name
    for item in use.items:
        yield from _named(item)


def _reached(uses: Iterable[TypeUse], types: Mapping[str, Type]) -> list[str]:
    """The names of types, and of those of all properties in them."""
    names = [name for use in uses for name in _named(use) if name in types]
    for name in names:
        inner = (n for p in types[name].properties for n in _named(p.type))
        names += dict.fromkeys(n for n in inner if n in types and n not in names)
    return names


def _rows_in(
    tables: Mapping[str, ResourceDoc], table: str, within: Sequence[str], types: Mapping[str, Type]
) -> Iterator[Place]:
    """The rows of a table, and of those in it, that are properties of one of the types."""
    for row in tables[table].properties:
        same = [p for name in within for p in types[name].properties if p.name == row.name]
        if not same:
            continue
        yield from places(row)
        if row.type and row.type.name in tables and row.type.name != table:
            inner = [n for p in same for n in _named(p.type) if n in types]
            yield from _rows_in(tables, row.type.name, inner, types)


def _rows(doc: ResourceDoc | OperationDoc) -> tuple[PropertyRow, ...]:
    if isinstance(doc, ResourceDoc):
        return doc.properties
    return (*doc.path_parameters, *doc.query_parameters, *doc.body_parameters)


def _names(operation: Operation) -> set[str]:
    """Its parameters and properties, "body" for a body as a whole, and the statuses of its responses."""
    body = operation.request_body
    names = {_name(p.name) for p in (*operation.parameters, *(body.properties if body else ()))}
    return names | {str(r.status) for r in operation.responses} | ({"body"} if body else set())


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"[(<=].*", "", text.lower()))
