"""Tables of statuses, and those of the content of a request.

    | 200 | OK | [Lamp](lamp.md) |        | `lamp_is_lit` | The lamp is lit |

A table enters; responses and failures leave, with the types of their contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice, zip_longest

from docgen.reading.labels import STATUS
from docgen.reading.lists.columns import has_primitives
from docgen.reading.lists.columns_beside import NOTHING, joined
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Block, Cell, Table
from docgen.reading.page import ResponseDoc, TypeMention
from docgen.reading.page_reader import PageReader, once
from docgen.reading.references.places import media_types, of_media_type
from docgen.reading.references.statuses import CODE, ENDS, ERROR_CODE, beside_name
from docgen.reading.type_phrases import read_type
from docgen.reading.types.objects import begins_with_many
from docgen.records import replace
from docgen.syntax.plain_text import on_one_line

_ALONE = re.compile(r"(?:101|[2-5]\d\d)")
_CODES = re.compile(r"\bcodes?\b", re.I)
_ANY_OTHER = "default"  # the word of OpenAPI for it (3.1, 4.8.16)
_ZERO = "0"  # the number that generators print for it
_LONGEST_OTHER = 40  # characters of words for all other statuses
_FEWEST_BESIDE = 2  # statuses in a header
_JSON = re.compile(r"(?:\A|<br\s*/?>)\s*`+\s*([\[{][^`]*[\]}])\s*`+\s*\Z")
_BESIDE = ("type", "required", "description")  # columns of a body as a whole


def body_table(page: PageReader, table: Table) -> TypeMention | None:
    """The type in a table of the content of a request, a row with its schema: | Required | Schema |."""
    words = page.dialect.vocabulary()
    titles = [plain(cell.text) for cell in table.header]
    of_type = [number for number, title in enumerate(titles) if words.means(title, "thing")]
    row = table.rows[0] if len(table.rows) == 1 else ()
    # "name | Desk | text" is a field.
    others = [n for n, title in enumerate(titles) if page.dialect.column(title) not in _BESIDE]
    is_of_fields = any(n < len(row) and not media_types(row[n].text) for n in others)
    if not row or len(of_type) != 1 or is_of_fields:
        return None
    cell = row[of_type[0]] if of_type[0] < len(row) else None
    ref = read_type(of_media_type(cell.text), page.dialect, page.references) if cell else None
    return TypeMention(ref=ref, at=cell.span) if cell and ref else None


def response_table(page: PageReader, table: Table) -> list[ResponseDoc]:
    """Statuses, of successes too, with the types of their contents and what is said of them; empty for any other table."""
    words, table = page.dialect.vocabulary(), _upright(table)
    columns = range(len(table.header))
    of_type = [i for i in columns if words.means(plain(table.header[i].text), "thing")]
    of_status = _of_statuses(page, table)
    # A header of a response has a type as well; "Response headers" beside "Status code" are a column of it.
    of_headers = [words.means(plain(cell.text), "header") for cell in table.header]
    is_of_headers = any(of_headers[:1] if _is_headed(page, table, of_status) else of_headers)
    if not table.rows or not of_status or is_of_headers:
        return []
    of_codes = (i for i in columns if i not in (*of_type[:1], of_status[0]))
    of_code = next((i for i in of_codes if _has_codes(table, i)), len(columns))
    found: list[ResponseDoc] = []
    for row in table.rows:
        cell = row[of_type[0]] if of_type and of_type[0] < len(row) else None
        text = of_media_type(cell.text) if cell else ""
        ref = read_type(text, page.dialect, page.references)
        taken = (cell, row[of_status[0]], row[of_code] if of_code < len(row) else None)
        others = [other for other in row if not any(other is each for each in taken)]
        others = [replace(other, text=_JSON.sub("", other.text)) for other in others]
        if ref and any(begins_with_many(page, other.text) for other in others):
            # "List of [Lamp]" beside the schema `Lamp`.
            ref = replace(ref, is_collection=True)
        is_stated = ref is not None and (ref.name or "").lower() not in page.dialect.none_words
        mention = TypeMention(ref=ref, at=cell.span) if cell and ref and is_stated else None
        code = plain(row[of_code].text) if of_code < len(row) else ""
        first = row[of_status[0]]
        if _is_any_other(page, plain(first.text)):
            first = replace(first, text=_ANY_OTHER)
        found += _of_row(first, code, others, mention)
    return found


def shown_in_rows(page: PageReader, table: Table) -> Iterator[tuple[int, Cell, str]]:
    """The JSON that rows show beside their statuses, each with its cell: | `200` | `{"id": 1}` |."""
    for number in _of_statuses(page, table)[:1]:
        for row in table.rows:
            status = STATUS.search(plain(row[number].text))
            for cell in row if status else ():
                if status and (shown := _JSON.search(cell.text)):
                    yield int(status[0]), cell, shown[1]


def error_table(page: PageReader, table: Table) -> list[ResponseDoc]:
    """The failures of a table: by status, by the code in their content, or by both; empty where neither is a column."""
    of_status = _of_statuses(page, table)
    columns = [n for n in range(len(table.header)) if n not in of_status[:1]]
    cells = {n: [plain(row[n].text) for row in table.rows if n < len(row)] for n in columns}
    of_code = [n for n in columns if cells[n] and all(map(ERROR_CODE.fullmatch, cells[n]))]
    # With types they are the fields of what fails.
    if not of_status and (of_code[:1] != [0] or has_primitives(page, table)):
        return []
    found: list[ResponseDoc] = []
    for row in table.rows:
        code = plain(row[of_code[0]].text) if of_code and of_code[0] < len(row) else ""
        taken = {*of_status[:1], *of_code[:1]}
        others = [cell for n, cell in enumerate(row) if n not in taken]
        first = row[of_status[0] if of_status else 0]
        if of_status and _is_any_other(page, plain(first.text)):
            first = replace(first, text=_ANY_OTHER)
        found += _of_row(first, code, others, None)
    return found


def _upright(table: Table) -> Table:
    """A table with a column for each status, | 201 | 404 |, as one with a row for each."""
    if len(table.header) < _FEWEST_BESIDE or not all(
        CODE.match(plain(c.text)) for c in table.header
    ):
        return table
    below = zip_longest(*table.rows, fillvalue=None)
    rows = ((status, *filter(None, cells)) for status, cells in zip(table.header, below))
    return replace(table, header=(table.header[0],) * (len(table.rows) + 1), rows=tuple(rows))


@once
def _of_statuses(page: PageReader, table: Table) -> list[int]:
    """The columns that have a status in each row; the last may be of any other."""
    return [n for n in range(len(table.header)) if _has_statuses(page, table, n)]


def _has_statuses(page: PageReader, table: Table, column: int) -> bool:
    rows = ((row[column].text if column < len(row) else "") for row in table.rows)
    texts = [*map(plain, islice(rows, 1))]
    if texts and texts != [_ZERO] and not CODE.match(texts[0]):
        return False  # as in most columns
    texts += map(plain, rows)
    if _is_headed(page, table, [column]):
        texts = [text for text in texts if text != _ZERO]
    elif len(texts) > 1 and _is_any_other(page, texts[-1]):
        texts.pop()
    return all(map(CODE.match, texts))


def _is_headed(page: PageReader, table: Table, columns: Sequence[int]) -> bool:
    """Whether the first of some columns has a header that says that it is of statuses."""
    words = page.dialect.vocabulary()
    return any(words.means(plain(table.header[n].text), "status") for n in columns[:1])


def _is_any_other(page: PageReader, text: str) -> bool:
    """Whether words stand for all statuses that no row has: "Other status codes"."""
    is_short = len(text) < _LONGEST_OTHER and text.replace(" ", "").isalpha()
    return (
        text == _ZERO
        or is_short
        and " " in text
        and page.dialect.vocabulary().means(text, "status")
    )


def _has_codes(table: Table, column: int) -> bool:
    """Whether a column beside that of statuses has the codes of failures: its header says so."""
    is_headed = _CODES.search(plain(table.header[column].text)) is not None
    cells = (plain(row[column].text) for row in table.rows if column < len(row))
    return is_headed and all(map(ERROR_CODE.fullmatch, cells))


def _of_row(
    first: Cell, code: str, others: Iterable[Cell], mention: TypeMention | None
) -> Iterator[ResponseDoc]:
    text = plain(first.text)
    said = (cell.text.strip() for cell in others)
    about = reduce(joined, (part for part in said if not NOTHING.match(part)), "")
    status = CODE.match(text)
    for name in [status[1], *STATUS.findall(text)[1:]] if status else [""]:
        yield ResponseDoc(
            status=name.lower() if name.isalpha() else name.upper(),
            code=code or (status[2] if status and status[2] else ""),
            description=beside_name(name, on_one_line(about)),
            type=mention,
            at=first.span,
        )


def described_statuses(blocks: Iterable[Block]) -> dict[str, int]:
    """The statuses that tables list, by the other words in their rows."""
    found: dict[str, set[int]] = {}
    for block in blocks:
        if not isinstance(block, Table):
            continue
        for row in block.rows:
            if not any(STATUS.search(cell.text) for cell in row):
                continue
            cells = [plain(cell.text).strip(ENDS).lower() for cell in row]
            codes = [int(cell) for cell in cells if _ALONE.fullmatch(cell)]
            for cell in cells if len(codes) == 1 else ():
                found.setdefault(cell, set()).update(codes)
    return {words: min(codes) for words, codes in found.items() if len(codes) == 1}
