"""Parameters of a path as tables name them in words: `lamp name or id` for {lamp_name_or_id}; and header fields with
a value: `Prefer: return=minimal`. And OData's system query options in texts: "Supports `$select`."

A table and the names of parameters enter; the table leaves with these names. Texts enter; names of options leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from docgen.reading.lists.names import WORDS_OF_PARAMETER
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Table
from docgen.records import replace
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import EXPRESSION

_FIELD = re.compile(r"([*_`]{0,3}[A-Za-z][A-Za-z0-9-]*):[ \t]*+[^ \t].*", re.S)
_LONGEST = 60  # characters of a name
_OPTION = re.compile(
    r"\$(?:select|expand|filter|orderby|top|skip|search|count|format|skiptoken)\b", re.IGNORECASE
)
_ANY = re.compile(r"OData query param", re.IGNORECASE)
_NOT = re.compile(r"\bnot? support")
_ALL = ("$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$search", "$count")


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


def query_options(texts: Iterable[str], *, has_rows: bool) -> Iterator[str]:
    """The options that texts name; all of them where one is about any, and no rows list parameters."""
    for text in texts:
        if not ("$" in text or "ata" in text):
            continue
        options = [option.lower() for option in _OPTION.findall(text)]
        yield from options
        if not (options or has_rows) and _ANY.search(text) and not _NOT.search(text):
            yield from _ALL
