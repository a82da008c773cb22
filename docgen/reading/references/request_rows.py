"""What the row of a request line says beside it: a description, and the names of parameters.

    | Method | Path   | Parameters                   | Description |
    |--------|--------|------------------------------|-------------|
    | POST   | /lamps | `color` (required), `size`   | Add a lamp. |

The declarations of an entry enter; those of each operation leave, and what their rows say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.declarations import by_method
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.names import WIRE_NAME
from docgen.reading.markdown.blocks import Cell
from docgen.reading.markdown.inline import plain
from docgen.reading.page_reader import PageReader

_NAME = re.compile(r"`([^`\s]+)`|([A-Za-z_][\w.\[\]-]*)(?=\s*(?:[,;(]|<br|\Z))")
_NEXT = re.compile(r"\s*(?:[,;]|<br\s*/?>)\s*")


def of_each_operation(
    page: PageReader, declared: Sequence[Declaration]
) -> Iterator[tuple[Declaration, ...]]:
    """The declarations of each method; of a table whose rows are described, of each row."""
    for declarations in by_method(declared).values():
        if any(described(page, d, declared) or listed(page, d) for d in declarations):
            yield from ((declaration,) for declaration in declarations)
        else:
            yield tuple(declarations)


def described(page: PageReader, declaration: Declaration, declared: Sequence[Declaration]) -> str:
    """The description in the row of a request line, or in its bullet if that is one of several; "" without one."""
    if declaration.form == "item" and len(declared) == 1:
        return ""  # the title says what it does
    cells = (cell for header, cell in declaration.row if _role(page, header) == "description")
    return next((cell.text for cell in cells), "")


def listed(page: PageReader, declaration: Declaration) -> tuple[Field, ...]:
    """The parameters that are named in the row of a request line."""
    words = page.dialect.vocabulary()
    return tuple(
        field
        for header, cell in declaration.row
        if words.means(plain(header), "parameters") and not words.means(plain(header), "response")
        for field in _fields(page, cell)
    )


def _role(page: PageReader, header: str) -> str | None:
    return page.dialect.column(plain(header))


def _fields(page: PageReader, cell: Cell) -> Iterator[Field]:
    marks = marks_of(page.dialect)
    for part in _NEXT.split(cell.text):
        name = _NAME.match(part)
        text = (name[1] or name[2]) if name else ""
        if not name or not WIRE_NAME.match(text.rstrip("?*")):
            continue
        rest = part[name.end() :]
        is_optional = text.endswith("?") or marks.optional.search(rest)
        yield Field(
            name=text.rstrip("?*"),
            about=rest.strip(" -–—:()"),
            is_required=False if is_optional else True if marks.required.search(rest) else None,
            at=cell.span,
            type_at=cell.span,
        )
