"""Parameters of a path as tables name them in words: `lamp name or id` for {lamp_name_or_id}.

A table and the names of parameters enter; the table leaves with these names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from docgen.reading.lists.names import WORDS_OF_PARAMETER
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Table
from docgen.records import replace
from docgen.syntax.path_spellings import targets
from docgen.syntax.url_path import EXPRESSION

_LONGEST = 60  # characters of a name


def with_parameter_names(table: Table, names: Collection[str]) -> Table:
    """The table with parameters of the path as its rows name them, `lamp name or id` for {lamp_name_or_id}."""
    if not any(_as_parameter(row[0].text) in names for row in table.rows if row):
        return table
    rows = []
    for row in table.rows:
        first, line_break, rest = row[0].text.partition("<br") if row else ("", "", "")
        if (name := _as_parameter(first)) in names:
            row = (replace(row[0], text=f"`{name}`{line_break}{rest}"), *row[1:])
        rows.append(row)
    return replace(table, rows=tuple(rows))


def _as_parameter(text: str) -> str:
    """The words of a first line as the name of a parameter, "" for one that is a name already."""
    words = WORDS_OF_PARAMETER.findall(plain(text.partition("<br")[0][:_LONGEST]))
    return "_".join(words) if len(words) > 1 else ""


def parameters_in(written: Iterable[str]) -> set[str]:
    """The names in the paths of request lines."""
    paths = (target.path for text in written for target in targets(text))
    return {name for path in paths for name in EXPRESSION.findall(path)}
