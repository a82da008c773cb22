"""What the rows of tables list: fields, headers.

    | `color` | string | yes | Its color. |

A `Table` of a page that is being read enters; `Field`s or rows leave, in order. Rows that cannot be used are reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from docgen.reading.deprecation import is_named_deprecated
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.brackets import of_description
from docgen.reading.lists.columns import (
    FORMS,
    cell_at,
    column_indexes,
    named_rows,
    place_in_words,
    roles_of,
)
from docgen.reading.lists.columns_beside import (
    columns_beside,
    said_beside,
    stated_in_emphasis,
    type_cell,
    without_marks,
)
from docgen.reading.lists.fields import Field
from docgen.reading.lists.marks import (
    calls_optional,
    letters_of,
    marks_of,
    required_by_optional,
    required_by_row,
    says_yes,
)
from docgen.reading.lists.names import (
    WIRE_NAME,
    bare_name,
    dotted_names,
    typed_name,
)
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.reading.page_reader import PageReader, once
from docgen.reading.type_phrases import names_primitives, read_type
from docgen.reading.values.typed import listed_alone

# A column of the parts of one field: "`lamps[]` attribute".
_OWNER = re.compile(r"`([A-Za-z_][\w-]*(?:\[\])?)`[ \t]+\w+[ \t]*\Z")
# "Format value", before what it stands for.
_OF_VALUES = re.compile(r"(?:\A\W*|\w +)values?\W*\Z", re.I)
_OF_ROW = ("location", "nullable", "default")  # roles of columns
_ANONYMOUS = "anonymous"
ROOT = "root"
# "*anonymous*", and the whole content: "`@ROOT`", "(root)"
_UNNAMED = re.compile(rf"[»>\s-]*([*_]{{1,2}}){_ANONYMOUS}\1\s*\Z|[`*_]*[@(<](root)\b", re.I)
_OUTER = "»>-–—→↳┌└├│─∟|· "  # before the name of a part of the field above
_BRANCH = re.compile(r"(?:&nbsp;|\s)*[┌├└]")
# Spaces that a browser shows before the name of a part.
_SPACE = re.compile(r"&(?:nbsp|emsp|ensp);", re.I)
_CODES = re.compile(r"(?:`[^`\n]*`|<[^<>\n]*>|\d|[\s,])+")  # "`a`<br />`b`<sup>1</sup>"
_STARRED = re.compile(r"(?:\*\*|`) ?\*\s*\Z")  # "**`color`** *": it is required
_NOTHING = re.compile(r"(?:none|n/?a|[-–—])\.?\Z", re.I)  # in a cell for a description
_INDENT = re.compile(r"[`*]*(?:&(?:nbsp|emsp|ensp);\s*)+", re.I)


@once
def is_field_table(page: PageReader, table: Table) -> bool:
    """Whether a table lists names and describes them: not statuses, and not a table of requests."""
    if len(table.header) < 2 or _OF_VALUES.search(table.header[0].text):
        return False
    columns = column_indexes(page, table, ("name", "type", "description"))
    if columns.get("type") == 0 and "name" not in columns:
        return False  # "Type | Additional parameters", of the values of another
    if _has_no_descriptions(page, table):
        return False
    column = _name_column(page, table, columns)
    # "Market | Example" with words of a language is about something else.
    is_headed = roles_of(page, table)[column] == "name" or not page.dialect.vocabulary()
    return _has_names(page, table, column) and (is_headed or _has_ascii(table, column))


def _rows(
    page: PageReader, table: Table, name_column: int, type_column: int | None
) -> Iterator[tuple[Sequence[Cell], Cell]]:
    """The rows with their cells of names; none where the only one says that there is nothing: "None | | N/A".

    With the type of an object that one is about the whole content.
    """
    for row, cell in named_rows(page, table, name_column):
        if _BRANCH.match(cell.text) and not bare_name(cell.text).strip(_OUTER):
            continue  # "┌─", of the whole content
        of_type = cell_at(row, type_column) if _is_none(page, table, cell) else None
        ref = read_type(of_type.text, page.dialect) if of_type else None
        if not _is_none(page, table, cell) or (ref and not ref.is_primitive):
            yield row, cell


def _is_none(page: PageReader, table: Table, cell: Cell) -> bool:
    is_only = len(table.rows) == 1
    return is_only and bare_name(cell.text).lower() in page.dialect.none_words


def _has_no_descriptions(page: PageReader, table: Table) -> bool:
    """Whether no header names a column and each cell is words of code: "Caching | Retries", and "`NO` | `all`" below it."""
    words = page.dialect.vocabulary()
    if not words or any(roles_of(page, table)):
        return False
    headers = (plain(cell.text) for cell in table.header)
    are_unknown = not any(words.means(header, "parameters", "attributes") for header in headers)
    cells = (cell.text for row in table.rows for cell in row if cell.text)
    return are_unknown and all(map(_CODES.fullmatch, cells))


def _has_names(page: PageReader, table: Table, column: int) -> bool:
    """Whether most cells of a column are names that are sent."""
    cells = [row[column] for row in table.rows if column < len(row) and row[column].text]
    named = sum(
        bool(
            WIRE_NAME.match(bare_name(cell.text).lstrip(_OUTER).rstrip("?* "))
            or _UNNAMED.match(cell.text)
            or typed_name(page.dialect, cell.text)
        )
        for cell in cells
    )
    return bool(cells) and 2 * named > len(cells)


def _has_ascii(table: Table, column: int) -> bool:
    return any(re.search("[A-Za-z]", row[column].text) for row in table.rows if column < len(row))


def _name_column(page: PageReader, table: Table, columns: Mapping[str, int]) -> int:
    """The index of the column of names: the second where the first has what people say for them, "Room number | roomNo"."""
    column = columns.get("name", 0)
    first, second, *_ = (*roles_of(page, table), None, None)
    may_be = second == "name" or first is second is None
    is_of_people = column == 0 and may_be and not _has_names(page, table, 0)
    return 1 if is_of_people and _has_names(page, table, 1) else column


def is_value_table(table: Table, label: str) -> bool:
    """Whether a table has one value in each row, beside the name of the field that it is of: "status | open"."""
    headers = [plain(cell.text).lower() for cell in table.header]
    if len(headers) != 2 or headers[1] not in ("value", "values"):
        return False
    names = [row[0].text for row in table.rows if row]
    return "value" in label.lower() or len(set(names)) < len(names)


def table_fields(page: PageReader, table: Table) -> Iterator[Field]:
    """The rows of a table; a row without a name is reported."""
    columns = columns_of(page, table)
    name_column = _name_column(page, table, columns)
    names: set[str] = set()
    dotted = dotted_names(
        {bare_name(row[name_column].text) for row in table.rows if name_column < len(row)}
    )
    owner = _OWNER.match(table.header[name_column].text)
    letters = letters_of(table, columns.get("required"))
    beside = columns_beside(page, table, name_column, columns)
    optional = marks_of(page.dialect).optional
    rows = [*_rows(page, table, name_column, columns.get("type"))]
    outermost = _outermost([cell for _, cell in rows])
    has_typed_descriptions = "type" not in columns and _describe_types(page, rows, columns)
    for row, cell in rows:
        typed = None if "type" in columns else typed_name(page.dialect, cell.text)
        name = typed.name if typed else bare_name(cell.text)
        depth = _depth(name, cell) - outermost
        name = f"{owner[1]}.{name}" if owner else dotted.get(name, name).lstrip(_OUTER).strip()
        depth += "." in name and name.rpartition(".")[0] in names
        names.add(name)
        said, brackets = said_beside(row, beside, optional) if beside else ("", ())
        is_optional = name.endswith("?") or any(map(optional.fullmatch, brackets))
        name = (unnamed := _unnamed(page, table, cell)) or name.rstrip("?*").strip()
        if not WIRE_NAME.match(name):
            rule = "DG211" if any(c.text for c in row[1:]) else "DG212"
            page.report(rule, cell.span, text=cell.text)
            continue
        of_type, about = type_cell(page.dialect, row, columns), _about(row, columns, name_column)
        type_text, is_marked, place = typed.said if typed else without_marks(page.dialect, of_type)
        written = about.text if about else ""
        if has_typed_descriptions and not typed:
            (type_text, is_marked, place), written = _typed_first(page.dialect, written)
        text, stated, values = stated_in_emphasis(page.dialect, written, said)
        location, nullable, default = (cell_at(row, columns.get(role)) for role in _OF_ROW)
        if is_marked is None:
            is_marked = _is_required(page.dialect, cell, row, columns, letters, text)
        is_called = calls_optional(page.dialect, text, type_text)
        yield Field(
            name=name.lstrip(":"),
            is_unnamed=bool(unnamed),
            type_text=type_text,
            about="" if _NOTHING.match(text) else text,
            is_required=False if is_optional or is_called and is_marked is None else is_marked,
            location=place_in_words(page.dialect, plain(location.text)) if location else place,
            is_of_form=location is not None and plain(location.text).lower() in FORMS,
            depth=depth,
            is_marked=is_optional,
            is_called_optional=is_called,
            is_nullable=nullable is not None and says_yes(page.dialect, nullable.text),
            default=_value_of(page.dialect, default) or stated or (typed.default if typed else ""),
            values=values or _values_in(page, table, row),
            is_deprecated=_is_deprecated(page, cell, of_type),
            link=_link(page, cell, of_type),
            at=cell.span,
            type_at=of_type.span if of_type else cell.span,
            about_at=about.span if about else None,
        )


def _is_deprecated(page: PageReader, *cells: Cell | None) -> bool:
    return any(is_named_deprecated(page.dialect, cell.text) for cell in cells if cell)


@once
def _columns_of_values(page: PageReader, table: Table) -> Sequence[int]:
    """The columns behind the first one that are headed as those of values: "Enum", "Allowed values"."""
    words = page.dialect.vocabulary()
    titles = ((n, plain(cell.text)) for n, cell in enumerate(table.header) if n)
    return [n for n, title in titles if words.means(title, "values")]


def _values_in(page: PageReader, table: Table, row: Sequence[Cell]) -> tuple[str, ...]:
    """The values in a column of their own."""
    columns = _columns_of_values(page, table)
    cells = (row[number].text for number in columns if number < len(row))
    found = next(filter(None, (listed_alone(text, is_enum=True) for text in cells)), ())
    # "string or null"; "long" alone is a value as well.
    return () if "null" in found or all(map(page.dialect.primitive, found)) else found


def _typed_first(dialect: Dialect, written: str) -> tuple[tuple[str, bool | None, str], str]:
    """What a description begins with, a type, whether it is required and its place; and the rest."""
    bracket, rest = of_description(written, dialect)
    return (bracket.type_text, bracket.is_required, bracket.location), rest


def _describe_types(
    page: PageReader, rows: Sequence[tuple[Sequence[Cell], Cell]], columns: Mapping[str, int]
) -> bool:
    """Whether most descriptions begin with a type, or have it in a bracket: "(string) Its color"."""
    if "description" not in columns or not page.dialect.vocabulary():
        return False
    cells = [cell_at(row, columns["description"]) for row, _ in rows]
    typed = [c for c in cells if c and of_description(c.text, page.dialect)[0].type_text]
    return 2 * len(typed) > len(rows)


def _unnamed(page: PageReader, table: Table, cell: Cell) -> str:
    """What a part without a name, or the whole, is called here; "" for any other."""
    match = _UNNAMED.match(cell.text)
    is_part = match is not None or _is_none(page, table, cell)
    return ROOT if match and match[2] else _ANONYMOUS if is_part else ""


def _depth(name: str, cell: Cell) -> int:
    """How many signs, and spaces that a browser shows, are before the name of a cell."""
    signs, indent = name[: len(name) - len(name.lstrip(_OUTER))], _INDENT.match(cell.text)
    return len(signs.replace(" ", "")) + (len(_SPACE.findall(indent[0])) if indent else 0)


def _outermost(names: Sequence[Cell]) -> int:
    """How many signs are before the outermost names of a drawn tree; 0 for any other table."""
    is_tree = bool(names) and all(_BRANCH.match(name.text) for name in names)
    return min(_depth(bare_name(name.text), name) for name in names) if is_tree else 0


def _is_required(
    dialect: Dialect,
    name: Cell,
    row: Sequence[Cell],
    columns: Mapping[str, int],
    letters: Mapping[str, bool],
    about: str,
) -> bool | None:
    """Whether a field is required, by its own column or what other cells say: "color *", "**REQUIRED**" in place of a default."""
    required, optional, default = (
        cell_at(row, columns.get(role)) for role in ("required", "optional", "default")
    )
    said = required_by_optional(dialect, optional.text) if optional else None
    if said is None:
        letter = plain(required.text).upper() if required else ""
        said = letters.get(letter, required_by_row(dialect, required, name.text, about))
    is_said = default is not None and default.text and not _value_of(dialect, default)
    return True if said is None and (is_said or _STARRED.search(name.text)) else said


def _value_of(dialect: Dialect, default: Cell | None) -> str:
    """The default in a cell, "" for one that only says that there is none."""
    text = default.text if default else ""
    return "" if text and marks_of(dialect).required.fullmatch(plain(text)) else text


def _link(page: PageReader, cell: Cell, of_type: Cell | None) -> str:
    """The target of the link in a name, where the type beside it has none."""
    if "](" not in cell.text or of_type is None or "](" in of_type.text:
        return ""
    return next((link.target for link in links(cell.text, cell.span, page.references)), "")


@once
def columns_of(page: PageReader, table: Table) -> Mapping[str, int]:
    """The indexes of columns. One for types that has only places, or only marks, says where each field goes, or what is required."""
    # Editions in languages that the dialect has no words of keep the order.
    is_foreign = not page.dialect.vocabulary()
    described = (
        ("name", "description") if _ends_sentences(table) else ("name", "type", "description")
    )
    columns = column_indexes(page, table, described if is_foreign else ("name",))
    if "required" not in columns and (index := _column_of_marks(page, table)):
        columns = {**columns, "required": index}
    if "type" not in columns and (index := _column_of_types(page, table)):
        columns = {**columns, "type": index}
    roles = roles_of(page, table)
    of_types = [index for index, role in enumerate(roles) if role == "type"]
    if "location" not in columns and (index := _column_of_places(page, table)):
        columns = {**columns, "location": index}
    for index in of_types:
        cells = {
            plain(cell.text) for row in table.rows if (cell := cell_at(row, index)) and cell.text
        }
        others = [other for other in of_types if other != index]
        # "uri" is a type, and a word for what is in a path.
        is_of_places = all(place_in_words(page.dialect, text) for text in cells) and (
            others or all(t.isalpha() and not names_primitives(t, page.dialect) for t in cells)
        )
        if cells and "required" not in columns and _are_marks(page.dialect, cells):
            role = "required"
        elif cells and "location" not in columns and is_of_places:
            role = "location"
        else:
            continue
        rest = {name: at for name, at in columns.items() if name != "type"}
        return {**rest, role: index} | ({"type": others[0]} if others else {})
    return columns


def has_bare_types(page: PageReader, table: Table) -> bool:
    """Whether a column without a header has types and nothing else."""
    return not page.dialect.is_odata and _column_of_types(page, table) > 0


def _ends_sentences(table: Table) -> bool:
    """Whether a table of two columns has descriptions in the second: no type ends with a full stop."""
    return len(table.header) == 2 and any(row[-1].text.endswith(".") for row in table.rows if row)


def _are_marks(dialect: Dialect, texts: Collection[str]) -> bool:
    """Whether each text is a word such as "Required" and nothing else."""
    marks = marks_of(dialect)
    return all(marks.required.fullmatch(t) or marks.optional.fullmatch(t) for t in texts)


def _column_of_marks(page: PageReader, table: Table) -> int:
    """The index of a column that no word names and that has words such as "Required" and nothing else; 0 for none."""
    found = ((n, texts - {""}) for n, texts in _without_role(page, table))
    return next((n for n, texts in found if texts and _are_marks(page.dialect, texts)), 0)


def _column_of_types(page: PageReader, table: Table) -> int:
    """The index of a column without a header that has types such as "string" and nothing else; 0 for none."""
    for number, texts in _without_role(page, table):
        texts = () if table.header[number].text else texts
        types = [read_type(text, page.dialect) for text in texts if not _NOTHING.match(text)]
        if types and all(ref and all(part.is_primitive for part in ref.parts) for ref in types):
            return number
    return 0


def _column_of_places(page: PageReader, table: Table) -> int:
    """The index of a column that no word names, or a word for methods, and that has words such as "query" and nothing else;
    0 for none.
    """
    for number, texts in _without_role(page, table):
        if all(text.isalpha() and place_in_words(page.dialect, text) for text in texts):
            return number
    return 0


def _without_role(page: PageReader, table: Table) -> Iterator[tuple[int, set[str]]]:
    """The texts of each column, but for the first, that has no header or one of no known word, with its index."""
    for index, role in enumerate(roles_of(page, table)[1:], 1):
        if role in (None, "method") and table.rows:
            yield index, {plain(c.text) for row in table.rows if (c := cell_at(row, index))}


def _about(row: Sequence[Cell], columns: Mapping[str, int], name_column: int) -> Cell | None:
    if "description" in columns:
        return cell_at(row, columns["description"])
    taken = {name_column, *(columns.get(role) for role in ("type", "required", "location"))}
    rest = [cell for index, cell in enumerate(row) if index not in taken]
    return rest[-1] if rest else None
