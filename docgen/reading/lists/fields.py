"""What a reference lists, as one record in whatever form it is written; here the rows of tables.

    | `color` | string | yes | Its color. |

A table enters; `Field`s leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.columns_beside import columns_beside, joined, said_beside
from docgen.reading.lists.dotted_names import dotted_names
from docgen.reading.lists.marks import Rule, letters_of, marks_of, required_by_row
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.reading.page import TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.tables import NAME_SIGNS, NAME_START, clean_name, column_indexes, named_rows
from docgen.records import Record, replace
from docgen.syntax.url_path import EXPRESSION, parameter_key

FLAG = re.compile(r"\{\{[<%]?\s*(required|optional|nullable|deprecated)\s*[>%]?\}\}", re.I)
WIRE_NAME = re.compile(
    rf"[:*]?[@$]?{NAME_START}[\w.$@:{NAME_SIGNS}-]*+(?:\[[^\[\]]*\])*+(?:\.[\w\[\]]+)*+\Z"
)
_IN_BRACKETS = re.compile(r"[A-Za-z_]\w*+(?:\[[\w.:-]*\])++\Z")
_FURTHER = re.compile(r"<br\s*/?>|(?<!\s)\s+or\s+|(?<!\s)\s*+/\s*(?=`)")
# A column of the parts of one field: "`lamps[]` attribute".
_OWNER = re.compile(r"`([A-Za-z_][\w-]*(?:\[\])?)`[ \t]+\w+[ \t]*\Z")
_ANONYMOUS = "anonymous"
_UNNAMED = re.compile(rf"[»>\s-]*([*_]{{1,2}}){_ANONYMOUS}\1\s*\Z", re.I)
# "<lamp>", "{lamp ID}"
_PLACEHOLDER = re.compile(r"[<{]([A-Za-z][\w -]*)[>}]")
WORDS_OF_PARAMETER = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_OUTER = "»>-↳└─ "  # before the name of a part of the field above
# Spaces that a browser shows before the name of a part.
_SPACE = re.compile(r"&(?:nbsp|emsp|ensp);", re.I)
_STARRED = re.compile(r"(?:\*\*|`) ?\*\s*\Z")  # "**`color`** *": it is required
_NOTHING = re.compile(r"(?:none|n/?a|[-–—])\.?\Z", re.I)  # in a cell for a description
_INDENT = re.compile(r"[`*]*(?:&(?:nbsp|emsp|ensp);\s*)+", re.I)
# Words of a place column that are no words of a language.
_LOCATIONS = {"cookie": "cookie", "form": "body", "formdata": "body", "form data": "body"}
_MEANINGS = ("path", "query", "header", "body")


class Field(Record, frozen=True, kw_only=True):
    """A parameter or an attribute as it is listed."""

    name: str  # as it is sent: "color", "ids[]", "filter[size]"
    is_unnamed: bool = False  # a part of the field above, or of the whole content: "*anonymous*"
    type_text: str = ""  # the phrase, "" where none is written
    is_of_prose: bool = False  # the phrase begins a description, and need not name a type
    about: str = ""  # Markdown
    is_required: bool | None = None  # None where not stated
    is_assigned: bool = (
        False  # written "color=<string>", as all requests have it that no words call optional
    )
    location: str = ""  # path, query, header, cookie, body; "" where not stated
    depth: int = (
        0  # greater than that of the field that it is part of; 0 for one that is part of no other
    )
    is_marked: bool = False  # its name ends in the "?" of optional ones
    is_nullable: bool = False  # as all fields beside it, or most
    is_shown: bool = False  # a sample has a value of it
    default: str = ""  # in a column of its own
    values: tuple[str, ...] = ()  # that lines of their own list
    is_deprecated: bool = False
    since: str = ""  # the release that it came with
    base: TypeMention | None = None  # the type whose properties an object has beside those below it
    at: Span
    type_at: Span


def is_field_table(page: PageReader, table: Table) -> bool:
    """Whether a table lists names and describes them: not statuses, and not a table of requests."""
    if len(table.header) < 2:
        return False
    columns = column_indexes(page, table, ("name", "type", "description"))
    if columns.get("type") == 0 and "name" not in columns:
        return False  # "Type | Additional parameters", of the values of another
    return _has_names(table, _name_column(page, table, columns))


def _has_names(table: Table, column: int) -> bool:
    """Whether most cells of a column are names that are sent."""
    cells = [row[column] for row in table.rows if column < len(row) and row[column].text]
    named = sum(
        bool(
            WIRE_NAME.match(bare_name(cell.text).lstrip(_OUTER).rstrip("?* "))
            or _UNNAMED.match(cell.text)
        )
        for cell in cells
    )
    return bool(cells) and 2 * named > len(cells)


def _name_column(page: PageReader, table: Table, columns: Mapping[str, int]) -> int:
    """The index of the column of names: the second where the first has what people say for them, "Room number | roomNo"."""
    column = columns.get("name", 0)
    role = page.dialect.column(plain(table.header[1].text)) if len(table.header) > 1 else None
    is_of_people = column == 0 and role in (None, "name") and not _has_names(table, 0)
    return 1 if is_of_people and _has_names(table, 1) else column


def is_value_table(table: Table, label: str) -> bool:
    """Whether a table has one value in each row, beside the name of the field that it is of: "status | open"."""
    headers = [plain(cell.text).lower() for cell in table.header]
    if len(headers) != 2 or headers[1] not in ("value", "values"):
        return False
    names = [row[0].text for row in table.rows if row]
    return "value" in label.lower() or len(set(names)) < len(names)


def table_fields(page: PageReader, table: Table) -> Iterator[Field]:
    """The rows of a table; a row without a name is reported."""
    columns = _columns(page, table)
    name_column = _name_column(page, table, columns)
    names: set[str] = set()
    dotted = dotted_names(
        {bare_name(row[name_column].text) for row in table.rows if name_column < len(row)}
    )
    owner = _OWNER.match(table.header[name_column].text)
    letters = letters_of(table, columns.get("required"))
    taken = {name_column, *columns.values()}
    beside = columns_beside(page, table, taken) if "description" in columns else {}
    for row, cell in named_rows(page, table, name_column):
        name = bare_name(cell.text)
        name = f"{owner[1]}.{name}" if owner else dotted.get(name, name)
        bare = name.lstrip(_OUTER)
        indent = _INDENT.match(cell.text)
        depth = len(name[: len(name) - len(bare)].replace(" ", ""))
        depth += len(_SPACE.findall(indent[0])) if indent else 0
        name = bare.strip()
        parent, _, _ = name.rpartition(".")
        depth += bool(parent) and parent in names
        names.add(name)
        said, brackets = said_beside(row, beside)
        is_in_brackets = any(map(marks_of(page.dialect).optional.fullmatch, brackets))
        is_optional = name.endswith("?") or is_in_brackets
        is_unnamed = _UNNAMED.match(cell.text) is not None
        name = _ANONYMOUS if is_unnamed else name.rstrip("?*").strip()
        if not WIRE_NAME.match(name):
            page.report(
                "DG211" if any(c.text for c in row[1:]) else "DG212", cell.span, text=cell.text
            )
            continue
        of_type = _cell(row, columns.get("type"))
        about = _about(row, columns, name_column)
        text = joined(about.text if about else "", said)
        location = _cell(row, columns.get("location"))
        default = _cell(row, columns.get("default"))
        required = _cell(row, columns.get("required"))
        letter = plain(required.text).upper() if required else ""
        is_required = letters.get(letter, required_by_row(page.dialect, required, cell.text, text))
        if is_required is None and _STARRED.search(cell.text):
            is_required = True
        yield Field(
            name=name.lstrip(":"),
            is_unnamed=is_unnamed,
            type_text=of_type.text if of_type else "",
            about="" if _NOTHING.match(text) else text,
            is_required=False if is_optional else is_required,
            location=place_in_words(page.dialect, plain(location.text)) if location else "",
            depth=depth,
            is_marked=is_optional,
            default=default.text if default else "",
            at=cell.span,
            type_at=of_type.span if of_type else cell.span,
        )


def _columns(page: PageReader, table: Table) -> dict[str, int]:
    """The indexes of columns. One for types that has only places, or only marks, says where each field goes, or what is required."""
    columns = column_indexes(page, table, ("name",))
    if "required" not in columns and (index := _column_of_marks(page, table)):
        columns = {**columns, "required": index}
    roles = [page.dialect.column(plain(cell.text)) for cell in table.header]
    of_types = [index for index, role in enumerate(roles) if role == "type"]
    for index in of_types:
        cells = {
            plain(cell.text) for row in table.rows if (cell := _cell(row, index)) and cell.text
        }
        others = [other for other in of_types if other != index]
        is_of_places = others and all(place_in_words(page.dialect, text) for text in cells)
        if cells and "required" not in columns and _are_marks(page.dialect, cells):
            role = "required"
        elif cells and "location" not in columns and is_of_places:
            role = "location"
        else:
            continue
        rest = {name: at for name, at in columns.items() if name != "type"}
        return {**rest, role: index} | ({"type": others[0]} if others else {})
    return columns


def _are_marks(dialect: Dialect, texts: Collection[str]) -> bool:
    """Whether each text is a word such as "Required" and nothing else."""
    marks = marks_of(dialect)
    return all(marks.required.fullmatch(t) or marks.optional.fullmatch(t) for t in texts)


def _column_of_marks(page: PageReader, table: Table) -> int:
    """The index of a column without a header that has words such as "Required" and nothing else; 0 for none."""
    for index, header in enumerate(table.header[1:], 1):
        if not header.text:
            texts = {plain(c.text) for row in table.rows if (c := _cell(row, index)) and c.text}
            if texts and _are_marks(page.dialect, texts):
                return index
    return 0


def _about(row: Sequence[Cell], columns: dict[str, int], name_column: int) -> Cell | None:
    if "description" in columns:
        return _cell(row, columns["description"])
    taken = {name_column, *(columns.get(role) for role in ("type", "required", "location"))}
    rest = [cell for index, cell in enumerate(row) if index not in taken]
    return rest[-1] if rest else None


def place_in_words(dialect: Dialect, text: str) -> str:
    """The place that words name: "query", "in the path"; "" for none."""
    if text.lower() in _LOCATIONS:
        return _LOCATIONS[text.lower()]
    meanings = dialect.vocabulary().meanings(text)
    return next((meaning for meaning in _MEANINGS if meaning in meanings), "")


def grouped(item: Field, is_required: bool | None) -> Field:
    """A field that says nothing of whether it is required, as its group is."""
    if item.is_required is not None or item.depth:
        return item
    is_required = True if is_required is None and item.is_assigned else is_required
    return item if is_required is None else replace(item, is_required=is_required)


def ruled(item: Field, rule: Rule) -> Field:
    """A field with what a sentence says of all fields; what its own row states of it holds."""
    is_of_rule = item.name not in rule.exceptions
    is_required = rule.is_required if is_of_rule else not rule.is_required
    return replace(
        item,
        is_required=is_required if item.is_required is None else item.is_required,
        is_nullable=item.is_nullable or (rule.is_nullable and is_of_rule),
    )


def without_mark(item: Field) -> Field:
    """A field whose name has no mark, where those of optional fields have one: it is required, unless it has a default."""
    is_silent = item.is_required is None and not item.default
    return replace(item, is_required=True) if is_silent else item


def with_key(
    fields: Sequence[tuple[Field, str]], paths: Collection[str], names: Collection[str]
) -> Sequence[tuple[Field, str]]:
    """The fields; one called "id", "The ID of the deal", with the name of the one parameter of the path: `{DEAL_ID}`.

    `names` are the keys of all parameters in the paths.
    """
    path = next(iter(paths)) if len(paths) == 1 else ""
    found = EXPRESSION.findall(path)
    listed = {parameter_key(item.name) for item, _ in fields}
    if len(found) != 1 or "id" not in listed or listed & set(names):
        return fields
    owner, is_id = re.subn(r"id\Z", "", parameter_key(found[0]))
    if not is_id:
        return fields
    is_last = path.endswith("}")
    return [
        (
            (replace(item, name=found[0]), "path")
            if _is_key(item, place) and (is_last or owner in item.about.lower())
            else (item, place)
        )
        for item, place in fields
    ]


def _is_key(item: Field, place: str) -> bool:
    is_free = place in ("", "path", "parameters") and not item.location and not item.depth
    return item.name.lower() == "id" and is_free


# The names of one table are read several times.
@lru_cache(4096)
def bare_name(text: str) -> str:
    """A name's cell without markup, footnotes and further lines."""
    first = _FURTHER.split(text, maxsplit=1)[0]
    if _IN_BRACKETS.match(first):
        return first  # no reference link
    name = clean_name(first)
    if placeholder := _PLACEHOLDER.fullmatch(name):
        return "_".join(WORDS_OF_PARAMETER.findall(placeholder[1]))
    words = name.split(" ")
    return words[0] if len(words) > 1 and re.match(r"[(*_]", words[1]) else name


def _cell(row: Sequence[Cell], index: int | None) -> Cell | None:
    return row[index] if index is not None and 0 <= index < len(row) else None
