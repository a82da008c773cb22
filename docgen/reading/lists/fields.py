"""What a reference lists, as one record in whatever form it is written; here the rows of tables.

    | `color` | string | yes | Its color. |

A table enters; `Field`s leave, in order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import word_pattern
from docgen.reading.lists.dotted_names import dotted_names
from docgen.reading.markdown.inline import code_spans, plain
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
_LONGEST_GROUP = 60  # characters of a label such as "The following arguments are required:"
_LONGEST_TEXT = 1_000  # characters that may say something of all fields
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|。")
_TOKEN = re.compile(r"[^\W_]+")
_CODE = re.compile(r"`[^`\n]+`")
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
    column = columns.get("name", 0)
    cells = [row[column] for row in table.rows if column < len(row) and row[column].text]
    named = sum(
        bool(
            WIRE_NAME.match(bare_name(cell.text).lstrip(_OUTER).rstrip("?* "))
            or _UNNAMED.match(cell.text)
        )
        for cell in cells
    )
    return bool(cells) and 2 * named > len(cells)


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
    name_column = columns.get("name", 0)
    names: set[str] = set()
    dotted = dotted_names(
        {bare_name(row[name_column].text) for row in table.rows if name_column < len(row)}
    )
    owner = _OWNER.match(table.header[name_column].text)
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
        is_optional = name.endswith("?")
        is_unnamed = _UNNAMED.match(cell.text) is not None
        name = _ANONYMOUS if is_unnamed else name.rstrip("?*").strip()
        if not WIRE_NAME.match(name):
            page.report(
                "DG211" if any(c.text for c in row[1:]) else "DG212", cell.span, text=cell.text
            )
            continue
        of_type = _cell(row, columns.get("type"))
        about = _about(row, columns, name_column)
        text = about.text if about else ""
        location = _cell(row, columns.get("location"))
        default = _cell(row, columns.get("default"))
        required = _cell(row, columns.get("required"))
        is_required = _required(page.dialect, required, cell.text, text)
        if is_required is None and _STARRED.search(cell.text):
            is_required = True
        yield Field(
            name=name.lstrip(":"),
            is_unnamed=is_unnamed,
            type_text=of_type.text if of_type else "",
            about="" if _NOTHING.match(text) else text,
            is_required=False if is_optional else is_required,
            location=_location(page.dialect, plain(location.text)) if location else "",
            depth=depth,
            is_marked=is_optional,
            default=default.text if default else "",
            at=cell.span,
            type_at=of_type.span if of_type else cell.span,
        )


def _columns(page: PageReader, table: Table) -> dict[str, int]:
    """The indexes of columns. Of two for types the one that has only places says where each field goes."""
    columns = column_indexes(page, table, ("name",))
    if "required" not in columns and (index := _column_of_marks(page, table)):
        columns = {**columns, "required": index}
    roles = [page.dialect.column(plain(cell.text)) for cell in table.header]
    of_types = [index for index, role in enumerate(roles) if role == "type"]
    if len(of_types) < 2 or "location" in columns:
        return columns
    for index in of_types:
        cells = [cell for row in table.rows if (cell := _cell(row, index))]
        if cells and all(_location(page.dialect, plain(cell.text)) for cell in cells):
            others = (other for other in of_types if other != index)
            return {**columns, "location": index, "type": next(others)}
    return columns


def _column_of_marks(page: PageReader, table: Table) -> int:
    """The index of a column without a header that has words such as "Required" and nothing else; 0 for none."""
    marks = marks_of(page.dialect)
    for index, header in enumerate(table.header[1:], 1):
        if not header.text:
            texts = {plain(c.text) for row in table.rows if (c := _cell(row, index)) and c.text}
            words = [marks.required.fullmatch(t) or marks.optional.fullmatch(t) for t in texts]
            if words and all(words):
                return index
    return 0


def _about(row: Sequence[Cell], columns: dict[str, int], name_column: int) -> Cell | None:
    if "description" in columns:
        return _cell(row, columns["description"])
    taken = {name_column, *(columns.get(role) for role in ("type", "required", "location"))}
    rest = [cell for index, cell in enumerate(row) if index not in taken]
    return rest[-1] if rest else None


def _location(dialect: Dialect, text: str) -> str:
    if text.lower() in _LOCATIONS:
        return _LOCATIONS[text.lower()]
    meanings = dialect.vocabulary().meanings(text)
    return next((meaning for meaning in _MEANINGS if meaning in meanings), "")


class Marks(NamedTuple):
    """Searches for the words that say whether something has to be sent."""

    every: re.Pattern[str]  # "all" of them
    exceptions: re.Pattern[str]
    nullable: re.Pattern[str]
    whether: re.Pattern[str]  # what follows is yes or no
    number: re.Pattern[str]  # what follows is counted
    also: re.Pattern[str]  # in another place too

    yes: re.Pattern[str]  # at the beginning of a cell
    condition: re.Pattern[str]
    required: re.Pattern[str]
    optional: re.Pattern[str]
    default: re.Pattern[str]  # with the value after it


@lru_cache(16)
def marks_of(dialect: Dialect) -> Marks:
    """The searches with the words of a dialect."""
    words = {mark: word_pattern(words) for mark, words in dialect.marks.items()}
    return Marks(
        re.compile(words["all"], re.I),
        re.compile(words["except"], re.I),
        re.compile(words["nullable"], re.I),
        re.compile(words["whether"], re.I),
        re.compile(words["number"], re.I),
        re.compile(words["also"], re.I),
        re.compile(rf"\s*(?:{words['yes']}|{words['required']}|[✓✔✅])", re.I),
        re.compile(words["condition"], re.I),
        re.compile(rf"(?<![\"'/<=]){words['required']}(?!\s+{words['condition']})", re.I),
        re.compile(words["optional"], re.I),
        re.compile(
            rf"{words['default']}[^\w\n`\"'\[{{]{{0,6}}(?:(?:value|is|to|of|as)\b[ :=]{{1,3}}){{0,3}}"
            r"(?:`+([^`\n]{1,60})`+|\"([^\"\n]{1,60})\"|(-?\d+(?:\.\d+)?|true|false)\b)",
            re.I,
        ),
    )


def _required(dialect: Dialect, cell: Cell | None, name: str, about: str) -> bool | None:
    """Whether a row says that its field is required: its own column, else the name or the description."""
    if cell is not None:
        marks = marks_of(dialect)
        text = plain(cell.text)
        yes = marks.yes.match(text)
        # "si" alone says yes in Spanish, and before other words "if".
        is_required = yes and (yes[0] == text or not marks.condition.search(text))
        return True if is_required else False if text else None
    return _required_by(dialect, name, about)


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def _required_by(dialect: Dialect, name: str, about: str) -> bool | None:
    marks, written = marks_of(dialect), f"{name} {about}"
    if marks.optional.search(plain(name)):
        return False
    if marks.required.search(written[: len(name) + 60]):
        return True
    return False if marks.optional.search(written) else None


# Labels recur on every page.
@lru_cache(4096)
def required_by_label(dialect: Dialect, label: str) -> bool | None:
    """Whether the fields below a label are required, "Required parameters"; None where it does not say."""
    marks, words = marks_of(dialect), plain(label)
    is_required, is_optional = marks.required.search(words), marks.optional.search(words)
    if (
        not dialect.vocabulary()
        or len(words) > _LONGEST_GROUP
        or bool(is_required) == bool(is_optional)
    ):
        return None
    return is_required is not None


def grouped(item: Field, is_required: bool | None) -> Field:
    """A field that says nothing of whether it is required, as its group is."""
    if item.is_required is not None or item.depth:
        return item
    is_required = True if is_required is None and item.is_assigned else is_required
    return item if is_required is None else replace(item, is_required=is_required)


class Rule(NamedTuple):
    """What a sentence says of all fields beside it."""

    is_required: bool
    is_nullable: bool
    exceptions: frozenset[str]  # names of those that it does not hold for


@lru_cache(4096)
def rule_of_all(dialect: Dialect, text: str) -> Rule | None:
    """What a sentence of a text says of all fields: "All parameters are optional and nullable except for `name`." """
    marks, words = marks_of(dialect), dialect.vocabulary()
    if not words or not marks.every.search(text):
        return None
    for sentence in _SENTENCE_END.split(" ".join(text[:_LONGEST_TEXT].split())):
        codes = [code for _, _, code in code_spans(sentence)]
        bare = plain(_CODE.sub(" ", sentence))
        every = marks.every.search(bare)
        said = marks.optional.search(bare) or marks.required.search(bare)
        # "sauf" is a word for either.
        after = marks.exceptions.sub(" ", bare[said.end() :]) if said else ""
        if every is None or said is None or marks.condition.search(after):
            continue
        between = bare[every.end() : said.start()] if every.end() < said.start() else bare
        exceptions = marks.exceptions.search(bare)
        # "All parameters that are marked with a star are required" is not about all.
        unknown = sum(not words.meanings(token) for token in _TOKEN.findall(between))
        unknown -= len(_TOKEN.findall(exceptions[0])) if exceptions else 0
        is_whole = words.means(between, "parameters", "attributes") and unknown <= 1
        if is_whole and bool(exceptions) == bool(codes) and not marks.condition.match(bare):
            is_required = not marks.optional.search(bare)
            is_nullable = marks.nullable.search(bare) is not None
            return Rule(is_required, is_nullable, frozenset(codes))
    return None


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
