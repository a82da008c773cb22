"""Request lines of tables.

    | Method | Path   |    | GET | POST | Path   |    | URI    | /lamps |    | Request      | Meaning   |
    |--------|--------|    |-----|------|--------|    |--------|--------|    |--------------|-----------|
    | GET    | /lamps |    | X   | X    | /lamps |    | Method | GET    |    | `GET /lamps` | All lamps |

A table enters; `Declaration`s leave, in page order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.reading.entries.declaration import (
    FACTS,
    METHODS_IN_WORDS,
    ROW,
    TARGET,
    URL,
    VERB,
    Declaration,
)
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.syntax.http_message import METHODS

_METHOD_WORD = re.compile(rf"{METHODS_IN_WORDS}$")
# "query" is a place in lower case.
_IN_ANY_CASE = re.compile(rf"\b(?:{'|'.join(METHODS)})\b", re.I)
_MAY_BE_METHOD = re.compile(rf"(?>(?:[^\w<]|_|<[^<>]*>)*)(?:{VERB})", re.I)
_ADDRESS = re.compile(r"[`*\s]*(?:https?:/)?/")
_TARGET = re.compile(URL)
_REQUEST_LINE = re.compile(rf"({VERB}|(?i:{'|'.join(METHODS)})) +({TARGET})")  # "Get /lamps" too
# "/lamps (GET)" above facts, "/lamps (GET) with filters"
_REVERSED = re.compile(rf"[`*]*(/[^\s`*|]*)[`*]*\s*[(\[]({VERB})[)\]][`*]*(?: [\w ]{{1,40}})?\Z")
_FURTHER = re.compile(r"<br\s*/?>|`\s*(?:,|\w{1,4})\s*`|\n")
# "/lamps/ {id}", "/lamps ?color=red"
_BROKEN = re.compile(r"(?<=/)\s++(?=[\w{:])|(?<!\s)\s++(?=/[{:]|[?&])")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\([^()]*\)|\{[^{}]*\}")
# "[/lamps](#lamps)"
_LINKED = re.compile(r"[`*]*\[([^\[\]]+)\]\([^()\s]*\)[`*]*\Z")
_NO = frozenset(("", "no", "none", "na", "error", "false"))
_CHECKED = re.compile("[\u2705\u2611\u2713\u2714]")  # the only mark-up that is a mark


def table_requests(table: Table) -> Iterator[Declaration]:
    """The request lines of a table: of its rows, of its columns, or of pairs of cells below each other."""
    if columns := _method_columns(table):
        yield from _in_columns(table, columns)
        return
    found = [*_in_rows(table)]
    if len(table.header) == 2:
        found += _in_pairs(table)
    yield from found or _in_cells(table)


def _method_columns(table: Table) -> Mapping[int, str]:
    """The methods of columns that have nothing else in their headers, where there are several."""
    headers = ((n, plain(cell.text)) for n, cell in enumerate(table.header))
    columns = {n: header for n, header in headers if re.fullmatch(VERB, header)}
    return columns if 1 < len(columns) < len(table.header) else {}


def _in_columns(table: Table, columns: Mapping[int, str]) -> Iterator[Declaration]:
    """For each path the methods whose columns have a mark, or words about it."""
    for row in table.rows:
        others = [cell for n, cell in enumerate(row) if n not in columns]
        target = next((cell for cell in others if _is_target(cell)), None)
        rest = _rest(table, row, target, *(row[n] for n in columns if n < len(row)))
        for number, method in columns.items() if target else ():
            text = row[number].text if number < len(row) else ""
            if target and _is_marked(text):
                yield from _declared([method], target, rest)


def _in_rows(table: Table) -> Iterator[Declaration]:
    """Rows with a method in one cell and a path in another, in any order of columns."""
    rows = table.rows
    if len(table.header) == 2 and all(
        _METHOD_WORD.match(plain(c.text)) or "/" in c.text for c in table.header if c.text
    ):
        rows = (table.header, *rows)
    for row in rows:
        method = next((c for c in row if _MAY_BE_METHOD.match(c.text) and _is_method(c)), None)
        if method is None:
            continue
        target = next((c for c in row if c is not method and _is_target(c)), None)
        if target is None:
            continue
        yield from _declared(_methods(method), target, _rest(table, row, method, target))


def _in_cells(table: Table) -> Iterator[Declaration]:
    """Rows with a request line in one cell, of a table that most rows of have one."""
    found: list[Declaration] = []
    for row in table.rows:
        lines = [(cell, line) for cell in row if (line := request_of(cell))]
        # A cell that is a link leads to where the rest is.
        if len(lines) == 1 and not any(_LINKED.match(cell.text) for cell in row):
            cell, (method, target) = lines[0]
            rest = _rest(table, row, cell)
            found.append(
                Declaration(method=method, target=target, form=ROW, at=cell.span, row=rest)
            )
    if 2 * len(found) > len(table.rows):
        yield from found


def request_of(cell: Cell) -> tuple[str, str] | None:
    """Method and target of a cell that holds nothing else, the method in any case: "**Get** /lamps"."""
    if "/" not in cell.text or not _MAY_BE_METHOD.match(cell.text):
        return None
    match = _REQUEST_LINE.fullmatch(plain(cell.text).strip())
    return (match[1].upper(), match[2]) if match else None


def _is_marked(text: str) -> bool:
    """Whether a cell has a mark or words, but none such as "no" or "-"."""
    words = "".join(filter(str.isalnum, text)).lower()
    return words not in _NO or _CHECKED.search(text) is not None


def _declared(
    methods: Iterable[str], target: Cell, rest: tuple[tuple[str, Cell], ...]
) -> Iterator[Declaration]:
    for method in methods:
        for path in _paths(target):
            at = target.span
            yield Declaration(method=method, target=path, form="table", at=at, row=rest)


def _rest(table: Table, row: Sequence[Cell], *taken: Cell | None) -> tuple[tuple[str, Cell], ...]:
    """The other cells of a row that have text, each with its header."""
    pairs = ((header.text, cell) for header, cell in zip(table.header, row) if cell.text)
    return tuple((text, cell) for text, cell in pairs if not any(cell is t for t in taken))


def _is_target(cell: Cell) -> bool:
    text = _unlinked(cell).strip("` *\"'")
    return _TARGET.match(text) is not None and text.lower() != "n/a"


def _paths(cell: Cell) -> Iterator[str]:
    """The paths of a cell, of which none has a space outside of a placeholder."""
    for text in _FURTHER.split(_unlinked(cell)):
        path = _BROKEN.sub("", text.strip("` *\"'"))
        if path and not re.search(r"\s", _PLACEHOLDER.sub("", path)):
            yield path


def _unlinked(cell: Cell) -> str:
    link = _LINKED.match(cell.text)
    return link[1] if link else cell.text


def _is_method(cell: Cell) -> bool:
    return _METHOD_WORD.match(_in_capitals(cell)) is not None


def _methods(cell: Cell) -> dict[str, None]:
    return dict.fromkeys(re.findall(VERB, _in_capitals(cell)))


def _in_capitals(cell: Cell) -> str:
    """The text of a cell with its methods in capitals."""
    return _IN_ANY_CASE.sub(lambda match: match[0].upper(), plain(cell.text))


def _in_pairs(table: Table) -> Iterator[Declaration]:
    """A table of two columns that has the path in one row and the method in another: "URI | /x", "HTTP Method | GET".

    Or both in one row of facts, "Endpoint | `GET /x`", or above them.
    """
    head, beside = table.header
    if not beside.text and head.text[:3].strip("`*").startswith("/"):
        if above := _REVERSED.match(head.text):
            rest = _facts([row for row in table.rows if len(row) > 1 and row[0].text])
            at = head.span.within(above.start(1), len(above[1]))
            yield Declaration(method=above[2], target=above[1], form=FACTS, at=at, row=rest)
            return
    rows = [row for row in (table.header, *table.rows) if len(row) > 1 and row[0].text]
    cells = [row[1] for row in rows]
    method = next((c for c in cells if _MAY_BE_METHOD.match(c.text) and _is_method(c)), None)
    target = next((cell for cell in cells if _ADDRESS.match(cell.text)), None)
    if method and target:
        rest = _facts(rows, method, target)
        for word in _methods(method):
            path, at = plain(target.text), target.span
            yield Declaration(method=word, target=path, form=FACTS, at=at, row=rest)
    whole = [(cell, line) for cell in cells if "`" in cell.text and (line := request_of(cell))]
    if len(whole) == 1 and not (method and target):
        cell, (word, path) = whole[0]
        at = cell.span.within(cell.text.find(path))
        yield Declaration(method=word, target=path, form=FACTS, at=at, row=_facts(rows, cell))


def _facts(rows: Sequence[Sequence[Cell]], *taken: Cell) -> tuple[tuple[str, Cell], ...]:
    """The rows of a table of facts that have text, each with its label."""
    pairs = ((label.text, cell) for label, cell, *_ in rows if cell.text)
    return tuple((text, cell) for text, cell in pairs if not any(cell is t for t in taken))
