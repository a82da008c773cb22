"""Operations of a page that documents many: each entry that states a request line, with its fields and prose.

An outline enters; `OperationDoc`s and `SampleDoc`s leave, in page order. Nothing in one entry reaches another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Fence, Heading, Paragraph, Table
from docgen.reading.operations import BODY_PHRASE, mentioned
from docgen.reading.page import (
    CopyDoc,
    HeaderRow,
    OperationDoc,
    PermissionRow,
    PropertyRow,
    RequestTarget,
    ResourceDoc,
    SampleDoc,
    TypeMention,
)
from docgen.reading.page_reader import PageReader, rows_of
from docgen.reading.references.declarations import Declaration, by_method, is_concrete, written
from docgen.reading.references.fields import (
    Field,
    grouped,
    is_field_table,
    is_value_table,
    paragraph_fields,
    required_by_label,
    table_fields,
    with_key,
)
from docgen.reading.references.objects import body_object, in_types, listed_response, says_many
from docgen.reading.references.outline import STATUS, Entry, label_text, paragraph_label
from docgen.reading.references.returns import (
    response_table,
    returned_mention,
    stated_statuses,
)
from docgen.reading.references.rows import header_row_of, row_of
from docgen.reading.references.samples import is_success, read_entry_samples
from docgen.reading.references.union import same_as, united_operations, with_headers
from docgen.reading.references.unread import (
    report_omitted,
    report_values,
    report_values_of,
    report_without_path,
)
from docgen.reading.references.values import first_cells, listed_table, named_values
from docgen.reading.tables import has_types, permission_rows
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.http_message import WITH_CONTENT
from docgen.syntax.path_spellings import Target, targets
from docgen.syntax.plain_text import on_one_line
from docgen.syntax.url_path import EXPRESSION, fits, parameter_key, shape

# Meanings of a label -> where what it heads goes; of several the first.
PLACES = {
    "response": "response",
    "error": "error",
    "status": "error",
    "header": "header",
    "query": "query",
    "path": "path",
    "body": "body",
}
# The roles that dialects give to headings -> where a field below one goes.
_PLACES_OF_ROLES = {
    "query_parameters": "query",
    "path_parameters": "path",
    "request_body": "body",
    "request_headers": "header",
    "response": "response",
    "example_response": "response",
    "error_responses": "error",
    "permissions": "permission",
}


@dataclass(slots=True)
class _Stated:
    """What an entry states of its operations."""

    fields: list[tuple[Field, str]] = field(default_factory=list[tuple[Field, str]])
    permissions: list[PermissionRow] = field(default_factory=list[PermissionRow])
    statuses: list[int] = field(default_factory=list[int])
    returns: TypeMention | None = None
    body: TypeMention | None = None
    same_as: CopyDoc | None = None
    about: str = ""
    is_list: bool = False  # the label above the fields of a response says that there are many
    # The `id`s of fields of contents that are in rows and types.
    read: set[int] = field(default_factory=set[int])
    types: list[ResourceDoc] = field(default_factory=list[ResourceDoc])
    values: list[Table] = field(default_factory=list[Table])  # each a value of a field in each row

    def add(self, fields: Iterable[Field], place: str, is_required: bool | None) -> None:
        """Adds fields below a label, with what it says of all of them."""
        self.fields += [(grouped(item, is_required), place) for item in fields]


def read_references(
    page: PageReader, entries: Sequence[Entry]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...], tuple[ResourceDoc, ...]]:
    """The operations that the entries of a page state, its samples, and the types of objects that operations list."""
    operations: list[OperationDoc] = []
    samples: list[SampleDoc] = []
    types: list[ResourceDoc] = []
    for entry in entries:
        if not entry.declared:
            continue
        stated = _read_blocks(page, entry)
        before, before_samples = len(operations), len(samples)
        for method, declared in by_method(entry.declared).items():
            located = [(d, t) for d in declared for t in targets(d.target)]
            if not located:
                continue
            located += _without_optional(entry, stated, method, located)
            operations.append(_operation(page, entry, stated, method, located))
        read_entry_samples(page, entry, operations[before:], samples)
        fields = [item for item, place in stated.fields if (item.location or place) == "response"]
        if fields and stated.returns is None:
            shown = [s.value for s in samples[before_samples:] if is_success(s)]
            is_list = stated.is_list or any(isinstance(value, list) for value in shown)
            whole, listed = listed_response(page, entry.at, fields, stated.types, is_list)
            stated.read |= in_types(fields, stated.types)
            operations[before:] = [
                replace(o, returns=whole, listed=(listed,) if listed else ())
                for o in operations[before:]
            ]
        unread = [pair for pair in stated.fields if id(pair[0]) not in stated.read]
        omitted = report_omitted(page, unread)
        if len(operations) == before:
            report_without_path(page, entry.declared[0], [item for item, _ in unread])
        report_values_of(page, stated.values, (item for item, _ in stated.fields), omitted)
        types += stated.types
    common = list(_common_headers(page, entries)) if operations else []
    if common:
        operations = [with_headers(operation, common) for operation in operations]
    return tuple(united_operations(operations)), tuple(samples), tuple(types)


def _common_headers(page: PageReader, entries: Sequence[Entry]) -> Iterator[HeaderRow]:
    """The request headers that a page lists above its first operation, below a label of words for that only."""
    words = page.dialect.vocabulary()
    for entry in takewhile(lambda entry: not entry.declared, entries):
        label = entry.title
        for block in entry.blocks:
            match block:
                case Heading():
                    label = label_text(block)
                case Paragraph():
                    label = paragraph_label(block) or label
                case Table() if is_field_table(page, block):
                    if words.is_part(label) and _label_place(page, label) == "header":
                        page.use(block)
                        yield from (header_row_of(item) for item in table_fields(page, block))
                case _:
                    pass


def _without_optional(
    entry: Entry, stated: _Stated, method: str, located: Sequence[tuple[Declaration, Target]]
) -> Iterator[tuple[Declaration, Target]]:
    """Each path again without its last parameter, where that is said to be optional and a command leaves it out."""
    optional = {parameter_key(item.name) for item, _ in stated.fields if item.is_required is False}
    known = {shape(target.path) for _, target in located}
    for declaration, target in located:
        path, _, last = target.path.rpartition("/")
        name = EXPRESSION.fullmatch(last)
        is_optional = name and parameter_key(name[1]) in optional
        if not is_optional or not path or shape(path) in known:
            continue
        called = (
            command.message.target
            for block in entry.blocks
            if isinstance(block, Fence)
            for command in commands(block.text)
            if command.message.method == method
        )
        if any(fits(path, _end(found.path, path)) for c in called for found in targets(c)):
            yield declaration, replace(target, path=path)


def _end(path: str, like: str) -> str:
    """The last segments of a path, as many as another has."""
    return "/" + "/".join(path.split("/")[-like.count("/") :])


def _operation(
    page: PageReader,
    entry: Entry,
    stated: _Stated,
    method: str,
    located: list[tuple[Declaration, Target]],
) -> OperationDoc:
    names = {parameter_key(n) for _, t in located for n in EXPRESSION.findall(t.path)}
    fields = with_key(stated.fields, {t.path for _, t in located}, names)
    rows: dict[str, list[PropertyRow]] = {"path": [], "query": [], "body": []}
    headers: list[HeaderRow] = []
    in_body: list[Field] = []
    for item, label in fields:
        place = _place(item, label, names, method)
        if place == "header":
            headers.append(header_row_of(item))
        elif place == "body":
            in_body.append(item)
        elif place in rows and not item.depth:
            rows[place].append(row_of(page, item))
    listed = body_object(page, entry.title, in_body)
    rows["body"] += listed.rows
    stated.body = stated.body or listed.whole
    stated.types += (doc for doc in listed.types if doc not in stated.types)
    stated.read |= in_types(in_body, listed.types, listed.rows)
    return OperationDoc(
        targets=tuple(RequestTarget(method=method, target=written(t), at=d.at) for d, t in located),
        headers=tuple(headers),
        path_parameters=tuple(rows["path"]),
        query_parameters=tuple(rows["query"]),
        body_parameters=tuple(rows["body"]),
        permissions=tuple(stated.permissions),
        body=stated.body if method in WITH_CONTENT else None,
        has_body=True if rows["body"] or stated.body else None,
        returns=stated.returns,
        same_as=stated.same_as,
        statuses=tuple(dict.fromkeys(stated.statuses)),
        description=on_one_line(stated.about or entry.title),
        is_secondary=entry.is_inferred or all(is_concrete(d, t) for d, t in located),
        at=entry.at,
    )


def _place(item: Field, label: str, names: set[str], method: str) -> str:
    """Where a field goes: its own column, a name in the path, its label, its method."""
    if item.location:
        return item.location
    if label in ("response", "response header", "error", "header"):
        return label
    if parameter_key(item.name) in names and not item.depth:
        return "path"
    if label == "path":
        return "query"  # "URL parameters" are those of the query as well
    if label:
        return label
    return "body" if method in WITH_CONTENT else "query"


def _read_blocks(page: PageReader, entry: Entry) -> _Stated:
    """What the blocks of an entry state, each by the nearest label above it."""
    stated = _Stated()
    stating = {id(block) for block, requests in zip(entry.blocks, entry.requests) if requests}
    heading, label, column = "", "", 0
    typed: tuple[str, str] | None = None
    labelling: Paragraph | None = None
    words, may_list = page.dialect.vocabulary(), True
    for block in entry.blocks:
        place = _label_place(page, label or heading)
        group = required_by_label(page.dialect, label or heading)
        if place == "permission" and isinstance(block, Table) and has_types(page, block):
            place = ""  # "Prerequisites:" heads the sentence below it
        match block:
            case Heading():
                heading, label, column = label_text(block), "", 0
                may_list = words.is_part(block.text) or words.means(block.text, "parameters")
            case Table() if id(block) in stating:
                page.use(block)
            case Table() if place == "permission":
                stated.permissions += permission_rows(page, block)
            case Table() if schemas := response_table(page, block):
                page.use(block)
                _read_schemas(schemas, stated)
            case Table() if place == "error":
                page.use(block)
                page.report("DG232", block.span)
                page.skip("DG232", rows_of(block))
            case Table() if not (may_list or place):  # "Colors", of which the operation takes one
                pass
            case Table() if is_value_table(block, label or heading):
                _read_values(page, block, stated)
            case Table() if named := named_values(page, block, label, labelling):
                _add_values(page, block, named, stated)
            case Table() if is_field_table(page, block):
                # Beside a table with types, one without any is about something else: the states of an order.
                is_typed = has_types(page, block)
                if typed == (heading, place) and not is_typed:
                    continue
                typed = (heading, place) if is_typed else typed
                page.use(block)
                stated.add(table_fields(page, block), place, group)
                stated.is_list = stated.is_list or place == "response" and says_many(page, label)
                label = ""
            case Paragraph():
                fields = list(paragraph_fields(page, block, column)) if may_list or place else []
                if fields:
                    page.use(block)
                    column = column if fields[0].depth else block.span.column
                    stated.add(fields, place, group)
                    continue
                column = column if block.span.column > column else 0
                if own := paragraph_label(block):
                    label, labelling = own, block
                if not stated.about and not heading and not label and id(block) not in stating:
                    stated.about = "" if block.is_quoted else " ".join(block.text.split())
                _read_prose(page, block, _label_place(page, label or heading), stated)
            case _:
                pass
    return stated


def _read_schemas(schemas: Iterable[tuple[str, TypeMention | None]], stated: _Stated) -> None:
    """What a table of statuses says of successes."""
    for code, mention in schemas:
        if code.isdigit() and int(code) < 400 and int(code) not in stated.statuses:
            stated.statuses.append(int(code))
        if code.startswith("2") and stated.returns is None:
            stated.returns = mention


def _add_values(page: PageReader, table: Table, name: str, stated: _Stated) -> None:
    """The first cells of a table as the values of the listed field of this name; a note where none is listed."""
    if not any(item.name == name for item, _ in stated.fields):
        return report_values(page, table)
    page.use(table)
    page.skip("DG220", rows_of(table))
    stated.fields = [
        (
            replace(item, values=item.values or first_cells(table)) if item.name == name else item,
            place,
        )
        for item, place in stated.fields
    ]


def _read_values(page: PageReader, table: Table, stated: _Stated) -> None:
    """The values of fields, a row each, to the fields."""
    values = listed_table(table, {item.name for item, _ in stated.fields})
    if not values:
        report_values(page, table)
        return
    page.use(table)
    stated.values.append(table)
    stated.fields = [
        (replace(item, values=values.get(item.name, item.values)), place)
        for item, place in stated.fields
    ]


def _read_prose(page: PageReader, paragraph: Paragraph, place: str, stated: _Stated) -> None:
    """Statuses, the type of a response and that of a body, from words."""
    if paragraph.is_quoted or place == "error":
        return
    stated.same_as = stated.same_as or same_as(paragraph, page.dialect.vocabulary())
    if STATUS.search(paragraph.text):
        codes = stated_statuses(page, paragraph)
        stated.statuses += [code for code in codes if code not in stated.statuses]
    if stated.returns is None:
        stated.returns = returned_mention(page, paragraph)
    if place == "response" and stated.returns is None:
        stated.returns = mentioned(page, paragraph, collection_hint=True)
    elif place == "body" and stated.body is None and BODY_PHRASE.search(paragraph.text):
        stated.body = mentioned(page, paragraph)


def _label_place(page: PageReader, label: str) -> str:
    """The place of the fields below a label; "" where it has no word for one."""
    return _place_of(page.dialect, label)


# Labels recur on every page.
@lru_cache(8192)
def _place_of(dialect: Dialect, label: str) -> str:
    meanings = dialect.vocabulary().meanings(label)
    if meanings >= {"response", "header"}:
        return "response header"
    if place := _PLACES_OF_ROLES.get(dialect.role(slug(label)) or ""):
        return place
    place = next((place for meaning, place in PLACES.items() if meaning in meanings), "")
    codes = STATUS.findall(label)
    return "response" if place == "error" and codes and codes[0][0] == "2" else place
