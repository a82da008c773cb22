"""The mistakes that an author could make in parameters: in their rows, and in the requests that send them.

A page and what its API states enter; the places where a mistake is possible leave, each as a function that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal, get_args
from urllib.parse import unquote

from docgen.driver.mutation.edits import Change, Edit, with_sample
from docgen.driver.mutation.known import Known
from docgen.reading.page import HeaderRow, OperationDoc, Page, PropertyRow, SampleDoc, TypeRef
from docgen.records import replace
from docgen.spec.model import Operation, Parameter
from docgen.spec.odata import QUERY_OPTIONS, option_name
from docgen.spec.types import ANY, BOOLEAN, INT32
from docgen.syntax.form_content import form_fields, is_form
from docgen.syntax.headers import header, own_headers

_Table = Literal["query_parameters", "body_parameters", "headers"]
_Row = PropertyRow | HeaderRow
_CommonTable = Literal["common_headers", "common_options"]
_COMMON: Mapping[_CommonTable, str] = {"common_headers": "header", "common_options": "query"}


def _base(name: str) -> str:
    """A name as requests are compared: `labels[]` is `labels`."""
    return name.partition("[")[0].lower().lstrip("$")


# What requests send


def _options(sample: SampleDoc) -> list[str]:
    """The names of the query options of a request, as written."""
    query = sample.message.target.partition("?")[2]
    return [pair.partition("=")[0] for pair in query.split("&") if "=" in pair]


def _form_names(sample: SampleDoc) -> list[str]:
    """The names of the fields of a URL-encoded form."""
    message = sample.message
    media_type = header(message.headers, "content-type")
    if not is_form(media_type) or "multipart" in media_type.lower():
        return []
    return [field.name for field in form_fields(media_type, message.body)]


def _body(operation: Operation) -> tuple[Parameter, ...]:
    return operation.request_body.properties if operation.request_body else ()


def _documented(operation: Operation, *locations: str) -> set[str]:
    """The names of the parameters that a page states, in some locations."""
    items = (*operation.parameters, *_body(operation))
    return {_base(i.name) for i in items if i.evidence == "stated" and i.location in locations}


def _rename_option(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def rename(sample: SampleDoc, name: str) -> Change:
        path, _, query = sample.message.target.partition("?")
        wrong = f"{name.partition('[')[0]}q{name[len(name.partition('[')[0]) :]}"
        pairs = (
            wrong + p[len(name) :] if p.startswith(f"{name}=") else p for p in query.split("&")
        )
        message = replace(sample.message, target=f"{path}?{'&'.join(pairs)}")
        return (
            f"{name} becomes {wrong}",
            sample.at,
            with_sample(page, sample, replace(sample, message=message)),
            "a header too",
        )

    for sample, operation in known.requests(page):
        names = _documented(operation, "query", "body")
        if names:  # an operation that lists none has the options that its requests send
            names |= {_base(name) for place, name in known.common if place == "query"}
        for name in _options(sample):
            if _base(unquote(name)) in names:
                yield partial(rename, sample, name)


def _rename_field(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def rename(sample: SampleDoc, name: str) -> Change:
        pairs = sample.message.body.split("&")
        wrong = "".join((_stem(name), "q", name[len(_stem(name)) :]))
        body = "&".join(
            p.replace(_stem(name), _stem(wrong), 1) if unquote(p.partition("=")[0]) == name else p
            for p in pairs
        )
        message = replace(sample.message, body=body)
        return (
            f"{name} becomes {wrong}",
            sample.at,
            with_sample(page, sample, replace(sample, message=message)),
            "",
        )

    for sample, operation in known.requests(page):
        names = _documented(operation, "query", "body")
        for name in _form_names(sample):
            if _base(name) in names:
                yield partial(rename, sample, name)


def _stem(name: str) -> str:
    return name.partition("[")[0]


def _rename_header(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def rename(sample: SampleDoc, name: str) -> Change:
        headers = tuple((f"{n}q" if n == name else n, v) for n, v in sample.message.headers)
        message = replace(sample.message, headers=headers)
        return (
            f"{name} becomes {name}q",
            sample.at,
            with_sample(page, sample, replace(sample, message=message)),
            "",
        )

    for sample, operation in known.requests(page):
        names = {i.name.lower() for i in operation.parameters if i.location == "header"}
        names |= {name for place, name in known.common if place == "header"}
        for name, _ in own_headers(sample.message.headers):
            if name.lower() in names:
                yield partial(rename, sample, name)


# Rows


def _sent(page: Page, known: Known, doc: OperationDoc) -> Mapping[str, set[str]]:
    """The names that the requests of an operation send, by the kind of place."""
    sent: dict[str, set[str]] = {"query": set(), "body": set(), "headers": set()}
    for sample in known.of_operation(page, doc):
        if sample.message.method:
            sent["query"] |= {_base(unquote(name)) for name in _options(sample)}
            keys = sample.value if isinstance(sample.value, dict) else {}
            sent["body"] |= {_base(name) for name in (*keys, *_form_names(sample))}
            sent["headers"] |= {name.lower() for name, _ in own_headers(sample.message.headers)}
    return sent


def _rows(page: Page, known: Known) -> Iterator[tuple[int, _Table, _Row]]:
    """The rows of parameters that a request of the operation sends, with the number of the operation."""
    for number, doc in enumerate(page.operations):
        operation = next(
            (o for s in known.of_operation(page, doc) if (o := known.operations.get(s.at))), None
        )
        if operation is None:
            continue
        # One that other pages document too may have its parameters from there.
        own = {i.at for i in (*operation.parameters, *_body(operation))}
        sent = _sent(page, known, doc)
        # Many services take a parameter of the content in the query too, and samples show it there.
        anywhere = sent["query"] | sent["body"]
        body = operation.request_body
        for table in get_args(_Table):
            if table == "body_parameters" and body and body.type:
                # A type of its own states them too.
                continue
            for row in getattr(doc, table):
                if option_name(row.name) in QUERY_OPTIONS:
                    # OData states those of the system.
                    continue
                is_sent = (
                    row.name.lower() in sent["headers"]
                    if table == "headers"
                    else _base(row.name) in anywhere
                )
                if is_sent and (row.at in own or table == "headers"):
                    yield number, table, row


def _with_row(page: Page, number: int, table: _Table, old: _Row, new: _Row | None) -> Page:
    doc = page.operations[number]
    rows = tuple(r for r in (new if row is old else row for row in getattr(doc, table)) if r)
    operations = list(page.operations)
    operations[number] = replace(doc, **{table: rows})
    return replace(page, operations=tuple(operations))


def _each_row(
    page: Page, known: Known, change: Callable[[_Row], tuple[str, _Row | None] | None]
) -> Iterator[Callable[[], Change]]:
    def edit(number: int, table: _Table, row: _Row, what: str, new: _Row | None) -> Change:
        broken = _with_row(page, number, table, row, new)
        return f"{row.name} {what}", row.at, broken, "stated elsewhere too"

    for number, table, row in _rows(page, known):
        if changed := change(row):
            yield partial(edit, number, table, row, *changed)


def _drop_row(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    # An operation that lists none has the parameters that its requests send.
    alone = {table[0].at for doc in page.operations for table in (doc.query_parameters, doc.body_parameters) if len(table) == 1}  # fmt: skip
    return _each_row(page, known, lambda row: None if row.at in alone else ("is dropped", None))


def _rename_row(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def change(row: _Row) -> tuple[str, _Row]:
        stem = _stem(row.name)
        name = f"{stem}q{row.name[len(stem) :]}"
        return f"becomes {name}", replace(row, name=name)

    return _each_row(page, known, change)


def _change_type(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    def change(row: _Row) -> tuple[str, _Row] | None:
        if isinstance(row, HeaderRow) or row.type is None or row.type.name == ANY.name:
            return None
        name = INT32.name if row.type.name == BOOLEAN.name else BOOLEAN.name
        wrong = TypeRef(name=name, is_collection=row.type.is_collection)
        return f"becomes {name}", replace(row, type=wrong, values=())

    return _each_row(page, known, change)


# What every request sends


def _rename_common(page: Page, known: Known) -> Iterator[Callable[[], Change]]:
    """A row about all requests, of which one at least has what it names."""

    def rename(table: _CommonTable, row: PropertyRow) -> Change:
        new = replace(row, name=f"{row.name}q")
        rows = tuple(new if r is row else r for r in getattr(page, table))
        broken = replace(page, **{table: rows})
        return f"{row.name} becomes {new.name}", row.at, broken, "no request lacks it"

    for table, place in _COMMON.items():
        for row in getattr(page, table):
            key = (place, row.name.lower())
            if key in known.common and key in known.sent:
                yield partial(rename, table, row)


PARAMETER_EDITS: Mapping[str, Edit] = {
    "sample: rename a query option": _rename_option,
    "sample: rename a form field": _rename_field,
    "sample: rename a header": _rename_header,
    "parameter: drop a row": _drop_row,
    "parameter: rename a row": _rename_row,
    "parameter: change a type": _change_type,
    "parameter of all requests: rename": _rename_common,
}
