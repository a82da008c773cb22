"""Parameters of a path as tables name them in words: `lamp name or id` for {lamp_name_or_id}; and header fields with
a value: `Prefer: return=minimal`. And OData's system query options in texts: "Supports `$select`."; and what the queries of
request lines say: `?sort=name|year&page=<int>`.

And which fields are of the address of the service, or of the method of a client.

A table and the names of parameters enter; the table leaves with these names. Texts enter; names of options leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.entry import Entry
from docgen.reading.lists.fields import Field
from docgen.reading.lists.names import WORDS_OF_PARAMETER
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Table
from docgen.records import replace
from docgen.syntax.page_parameters import is_number_of_pages
from docgen.syntax.path_spellings import (
    placeholder_name,
    placeholders,
    resource_variables,
    targets,
    typed_placeholders,
)
from docgen.syntax.url_path import EXPRESSION

# "- color: Its color", "- color (optional)"
_BARE_ITEM = re.compile(r"[ \t]*[-*+][ \t]+([A-Za-z_][\w.\[\]-]*+)[ \t]*(?:[:(]|[-–—][ \t])")
_FIELD = re.compile(r"([*_`]{0,3}[A-Za-z][A-Za-z0-9-]*):[ \t]*+[^ \t].*", re.S)
_LONGEST = 60  # characters of a name
_OPTION = re.compile(
    r"\$(?:select|expand|filter|orderby|top|skip|search|count|format|skiptoken)\b", re.IGNORECASE
)
_ANY = re.compile(r"OData query param", re.IGNORECASE)
_NOT = re.compile(r"\bnot? support")
_ALL = ("$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$search", "$count")
# "sort=name|year", "lit={true|false}"
_ALTERNATIVES = re.compile(r"\{?([\w.-]+(?:\|[\w.-]+)+)\}?")
# "<int>", "string", "0..255"
_OF_TYPE = re.compile(
    r"[<{\[]?(?:(string|int|integer|number|float|bool|boolean)|\d+(?:\.\.\.?|-)\d+)[>}\]]?"
)
_PAIR = re.compile(r"[?&]([\w.\[\]-]{1,60})=([^&\s\]]{1,200})")
_PLACEHOLDER = re.compile(r"[{<:]([A-Za-z][\w-]*)[}>]?")


def with_sent_names(table: Table, place: str, parameters: Callable[[], Collection[str]]) -> Table:
    """The table with the names that are sent, of header fields or of `parameters` of the path."""
    if place == "header":
        return _with_fields(table)
    written = {_as_parameter(row[0].text) for row in table.rows if row} - {""}
    named = written & set(parameters()) if written else ()
    return _with_parameters(table, named) if named else table


def _with_parameters(table: Table, names: Collection[str]) -> Table:
    rows = []
    for row in table.rows:
        first, line_break, rest = row[0].text.partition("<br") if row else ("", "", "")
        if (name := _as_parameter(first)) in names:
            row = (replace(row[0], text=f"`{name}`{line_break}{rest}"), *row[1:])
        rows.append(row)
    return replace(table, rows=tuple(rows))


def _with_fields(table: Table) -> Table:
    if not any(row and _FIELD.match(row[0].text) for row in table.rows):
        return table
    rows = (
        (replace(row[0], text=_FIELD.sub(r"\1", row[0].text)), *row[1:]) if row else row
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _as_parameter(text: str) -> str:
    """The words of a first line as the name of a parameter, "" for one that is a name already."""
    words = WORDS_OF_PARAMETER.findall(plain(text.partition("<br")[0][:_LONGEST]))
    return "_".join(words) if len(words) > 1 else ""


def parameters_in(written: Iterable[str]) -> set[str]:
    """The names in the paths of request lines."""
    paths = (target.path for text in written for target in targets(text))
    return {name for path in paths for name in EXPRESSION.findall(path)}


def describes_parameter(text: str, written: Iterable[str]) -> bool:
    """Whether a bullet begins with the name of a parameter that is in one of the request lines."""
    found = _BARE_ITEM.match(text)
    stated = (target for each in written for target in targets(each)) if found else ()
    return any(found[1] in (*EXPRESSION.findall(t.path), *t.query) for t in stated if found)


def _of_resources(
    fields: Iterable[tuple[Field, str]], written: Iterable[str]
) -> Iterator[tuple[Field, str]]:
    """The fields; those that are variables with segments, as in `/{name=rooms/*}`, are of the path."""
    names = {name for text in written for name in resource_variables(text)}
    for item, place in fields:
        yield replace(item, location="path") if item.name in names else item, place


def query_options(texts: Iterable[str], *, has_rows: bool) -> Iterator[str]:
    """The options that texts name; all of them where one is about any, and no rows list parameters."""
    for text in texts:
        if not ("$" in text or "ata" in text):
            continue
        options = [option.lower() for option in _OPTION.findall(text)]
        yield from options
        if not (options or has_rows) and _ANY.search(text) and not _NOT.search(text):
            yield from _ALL


def with_queries(entry: Entry, fields: Sequence[tuple[Field, str]]) -> Iterator[tuple[Field, str]]:
    """The fields with what the queries of request lines say of them: "GET /lamps?q={text}&sort=name|year".

    What is listed as `text` is `q`, and `sort` has these values; `page=2`, `size=<int>` and `level=0..9` are integers.
    """
    written = [declaration.target for declaration in entry.declared]
    pairs = [pair for target in written if "?" in target for pair in _PAIR.findall(target)]
    types = {name: phrase for name, value in pairs if (phrase := _type_of(name, value))}
    names = {found[1]: name for name, value in pairs if (found := _PLACEHOLDER.fullmatch(value))}
    known = {item.name for item, _ in fields}
    for item, place in _of_resources(fields, written):
        if (name := names.get(item.name, "")) and name not in known and place in ("", "query"):
            item, place = replace(item, name=name), "query"
        if not item.type_text and item.name in types and place in ("", "query"):
            item = replace(item, type_text=types[item.name])
        yield item, place


def asked_in(declared: Iterable[Declaration]) -> Iterable[Field]:
    """The parameters of an operation's request lines of which these say what they are: `/<int:id>?page=2`."""
    found: dict[str, Field] = {}
    for declaration in declared:
        at = declaration.at
        for name, phrase in typed_placeholders(declaration.target):
            field = Field(name=name, type_text=phrase, location="path", at=at, type_at=at)
            found.setdefault(name, field)
        for name, value in _PAIR.findall(declaration.target) if "?" in declaration.target else ():
            if phrase := _type_of(name, value):
                field = Field(name=name, type_text=phrase, location="query", at=at, type_at=at)
                found.setdefault(name, field)
    return found.values()


def _type_of(name: str, value: str) -> str:
    """The type that a value in a request line says: its alternatives, the name of a type, a range, the number of a page;
    "" for any other.
    """
    if value.isdecimal() and is_number_of_pages(name):
        return "integer"
    if found := _ALTERNATIVES.fullmatch(value):
        return "boolean" if found[1] in ("true|false", "false|true") else found[1]
    found = _OF_TYPE.fullmatch(value)
    return found[1] or "integer" if found else ""


def with_unsent(
    fields: Sequence[tuple[Field, str]], written: Sequence[str], *, is_call: bool
) -> list[tuple[Field, str]]:
    """The fields; those that no request has are of the server in request lines, or of the client that makes the call.

    "http://{host}:{port}/lamps/{id}"; and `ctx` in a list of the parameters of the path that has each of these.
    """
    found = [t for text in written if is_call or "://" in text for t in targets(text)]
    if not found:
        return [*fields]
    of_path = {placeholder_name(name) for t in found for name in EXPRESSION.findall(t.path)}
    of_server = {name for t in found for name in placeholders(t.server)} - of_path
    listed = {placeholder_name(item.name) for item, place in fields if place == "path"}
    has_all = is_call and of_path <= listed

    def located(item: Field, place: str) -> Field:
        name = placeholder_name(item.name)
        if item.depth or item.location or place not in ("", "path"):
            return item
        if name in of_server:
            return replace(item, location="server")
        is_of_client = has_all and place == "path" and name not in of_path
        return replace(item, location="client") if is_of_client else item

    return [(located(item, place), place) for item, place in fields]
