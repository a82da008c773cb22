"""What a reference lists: rows of tables, bullets and definitions, all as the same record.

A block enters; `Field`s leave, in order. Nothing after this module knows in which form a field was written:

    | `color` | string | yes | Its color. |         a row
    - `color` `(string: <required>)` - Its color.    a bullet, with or without a bracket
    * **color** (string, required): Its color.
    - `color=<string>`: Its color. Optional.
    color                                            a definition
    : {{<required>}} String. Its color.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import word_pattern
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Paragraph, Table
from docgen.reading.page import TypeMention
from docgen.reading.page_reader import PageReader
from docgen.reading.references.declarations import ITEM
from docgen.reading.tables import NAME_START, clean_name, column_indexes, named_rows
from docgen.records import Record, replace
from docgen.syntax.url_path import EXPRESSION, parameter_key

_TERM = re.compile(r"(?:`{1,2}([^`\n]+)`{1,2}|\*\*([^*\n]+)\*\*|__([^_\n]+)__)")
_BRACKET = re.compile(r"[ \t]*`?\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)`?")
_SEPARATOR = re.compile(r"[ \t]*(?:[-–—:=]+[ \t]+|:)?[ \t]*")
FLAG = re.compile(r"\{\{[<%]?\s*(required|optional|nullable|deprecated)\s*[>%]?\}\}", re.I)
WIRE_NAME = re.compile(rf"[:*]?[@$]?{NAME_START}[\w.$@:-]*+(?:\[[^\[\]]*\])*+(?:\.[\w\[\]]+)*+\Z")
_IN_BRACKETS = re.compile(r"[A-Za-z_]\w*+(?:\[[\w.:-]*\])++\Z")
_ANGLES = re.compile(r"\A<([^<>]*)>\Z")
_ALTERNATIVE = re.compile(
    r"(?:[\"\]}\d]|\b(?:nil|null|true|false)),?\s+or\s+([a-z][\w <>|\[\]-]*?)\s*(?=:|\Z)"
)
_ASSIGNED = re.compile(r"([\w.\[\]-]+)=<?([^<>]+)>?\Z")
_FURTHER = re.compile(r"<br\s*/?>|(?<!\s)\s+or\s+|(?<!\s)\s*+/\s*(?=`)")
# A column of the parts of one field: "`lamps[]` attribute".
_OWNER = re.compile(r"`([A-Za-z_][\w-]*(?:\[\])?)`[ \t]+\w+[ \t]*\Z")
_LONGEST_GROUP = 60  # characters of a label such as "The following arguments are required:"
_ANONYMOUS = "anonymous"
_UNNAMED = re.compile(rf"[»>\s-]*([*_]{{1,2}}){_ANONYMOUS}\1\s*\Z", re.I)
_OUTER = "»>- "  # before the name of a part of the field above
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
    location: str = ""  # path, query, header, cookie, body; "" where not stated
    depth: int = (
        0  # greater than that of the field that it is part of; 0 for one that is part of no other
    )
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
    column = columns.get("name", 0)
    cells = [row[column] for row in table.rows if column < len(row) and row[column].text]
    named = sum(
        bool(
            WIRE_NAME.match(_clean(cell.text).lstrip(_OUTER).rstrip("?* "))
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
    columns = column_indexes(page, table, ("name",))
    name_column = columns.get("name", 0)
    names: set[str] = set()
    owner = _OWNER.match(table.header[name_column].text)
    for row, cell in named_rows(page, table, name_column):
        name = _clean(cell.text)
        name = f"{owner[1]}.{name}" if owner else _with_dots(name, names)
        bare = name.lstrip(_OUTER)
        depth = sum(char in "»>-" for char in name[: len(name) - len(bare)]) if bare != name else 0
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
        location = _cell(row, columns.get("location"))
        required = _cell(row, columns.get("required"))
        yield Field(
            name=name.lstrip(":"),
            is_unnamed=is_unnamed,
            type_text=of_type.text if of_type else "",
            about=about.text if about else "",
            is_required=(
                False
                if is_optional
                else _required(page.dialect, required, cell.text, about.text if about else "")
            ),
            location=_location(page.dialect, plain(location.text)) if location else "",
            depth=depth,
            at=cell.span,
            type_at=of_type.span if of_type else cell.span,
        )


def _with_dots(name: str, above: Collection[str]) -> str:
    """`files:name` as `files.name`, below `files`."""
    head, colon, rest = name.partition(":")
    return f"{head}.{rest}" if colon and rest and head in above else name


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


class _Marks(NamedTuple):
    """Searches for the words that say whether something has to be sent."""

    yes: re.Pattern[str]  # at the beginning of a cell
    condition: re.Pattern[str]
    required: re.Pattern[str]
    optional: re.Pattern[str]


@lru_cache(16)
def _marks(dialect: Dialect) -> _Marks:
    words = {mark: word_pattern(words) for mark, words in dialect.marks.items()}
    return _Marks(
        re.compile(rf"\s*(?:{words['yes']}|{words['required']}|[✓✔✅])", re.I),
        re.compile(words["condition"], re.I),
        re.compile(rf"(?<![\"'/<=]){words['required']}(?!\s+{words['condition']})", re.I),
        re.compile(words["optional"], re.I),
    )


def _required(dialect: Dialect, cell: Cell | None, name: str, about: str) -> bool | None:
    """Whether a row says that its field is required: its own column, else the name or the description."""
    if cell is not None:
        marks = _marks(dialect)
        text = plain(cell.text)
        yes = marks.yes.match(text)
        # "si" alone says yes in Spanish, and before other words "if".
        is_required = yes and (yes[0] == text or not marks.condition.search(text))
        return True if is_required else False if text else None
    return _required_by(dialect, name, about)


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def _required_by(dialect: Dialect, name: str, about: str) -> bool | None:
    marks, written = _marks(dialect), f"{name} {about}"
    if marks.optional.search(plain(name)):
        return False
    if marks.required.search(written[: len(name) + 60]):
        return True
    return False if marks.optional.search(written) else None


# Labels recur on every page.
@lru_cache(4096)
def required_by_label(dialect: Dialect, label: str) -> bool | None:
    """Whether the fields below a label are required, "Required parameters"; None where it does not say."""
    marks, words = _marks(dialect), plain(label)
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
    is_silent = item.is_required is None and is_required is not None and not item.depth
    return replace(item, is_required=is_required) if is_silent else item


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


def paragraph_fields(page: PageReader, paragraph: Paragraph, column: int = 0) -> Iterator[Field]:
    """The fields of a paragraph that is a bullet, or a list of definitions; nothing for prose.

    `column` is that of the last bullet with a field that is part of no other, 0 without one above.
    """
    text = paragraph.text
    if "\n:" in text or "\n  :" in text:
        yield from _definitions(paragraph, page.dialect)
    elif item := ITEM.match(text):
        is_part = paragraph.span.column > (column + 1 if column else 3)
        depth = paragraph.span.column if is_part else 0
        yield from _bullet(paragraph, item, page.dialect, depth=depth)


def _bullet(
    paragraph: Paragraph, item: re.Match[str], dialect: Dialect, *, depth: int
) -> Iterator[Field]:
    text, marks = paragraph.text, _marks(dialect)
    term = _TERM.match(text, item.end())
    if term is None:
        return
    name, written = next(g for g in term.groups() if g).strip(), ""
    end = term.end()
    if assigned := _ASSIGNED.match(name):
        name, written = assigned[1], assigned[2]
    if not WIRE_NAME.match(name.rstrip("?")):
        return
    bracket = _BRACKET.match(text, end)
    inner = bracket[1] if bracket else ""
    end = bracket.end() if bracket else end
    separator = _SEPARATOR.match(text, end)
    about = text[separator.end() if separator else end :]
    type_text, is_required = _of_bracket(inner, dialect)
    if is_required is None:
        head = plain(about[:80])
        is_required = (
            True
            if marks.required.search(head)
            else False if marks.optional.search(plain(about)) else None
        )
        if is_required is None and written:
            is_required = True
    at = paragraph.span.at_offset(text, term.start(), len(term[0]))
    yield Field(
        name=name.lstrip(":").rstrip("?"),
        type_text=written or type_text,
        about=about,
        is_required=is_required,
        depth=depth,
        at=at,
        type_at=paragraph.span.at_offset(text, bracket.start(1), len(inner)) if bracket else at,
    )


# "string: <optional>" is after most names.
@lru_cache(4096)
def _of_bracket(inner: str, dialect: Dialect) -> tuple[str, bool | None]:
    """The type, and whether it is required, in "string: <required>", "integer, optional", "required"."""
    if not inner:
        return "", None
    marks = _marks(dialect)
    words = [
        _ANGLES.sub(r"\1", word.strip(' `"'))
        for word in re.split(r"[,:]", inner.removeprefix("type:"))
    ]
    is_required: bool | None = None
    if any(marks.required.fullmatch(word) for word in words):
        is_required = True
    elif any(marks.optional.fullmatch(word) for word in words) or ":" in inner:
        is_required = False
    rest = [
        word
        for word in words
        if word and not marks.required.fullmatch(word) and not marks.optional.fullmatch(word)
    ]
    # "integer: 0 or string: "": each alternative with its default.
    others = [found[1].strip() for found in _ALTERNATIVE.finditer(inner) if found.start()]
    return " or ".join([*rest[:1], *others]), is_required


def _definitions(paragraph: Paragraph, dialect: Dialect) -> Iterator[Field]:
    """`name` and, on the lines below, `: its description`."""
    lines = paragraph.text.split("\n")
    offset = 0
    for number, line in enumerate(lines):
        start, offset = offset, offset + len(line) + 1
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if line.lstrip().startswith(": ") or not below.lstrip().startswith(": "):
            continue
        name = _clean(line)
        if not WIRE_NAME.match(name):
            continue
        rest = takewhile(
            lambda n: n == number + 1 or not lines[n].lstrip().startswith(": "),
            range(number + 1, len(lines)),
        )
        about = " ".join(_definition_lines(lines, list(rest)))
        flags = {m[1].lower() for m in FLAG.finditer(about)}
        about = FLAG.sub("", about).strip()
        type_text, _, _ = about.partition(". ")
        at = paragraph.span.at_offset(paragraph.text, start, len(line))
        yield Field(
            name=name.lstrip(":"),
            type_text=type_text.rstrip(".") if len(type_text) < 80 else "",
            is_of_prose=True,
            about=about,
            # "If provided, this becomes optional": one of several is required.
            is_required="required" in flags and not _marks(dialect).optional.search(about),
            at=at,
            type_at=at,
        )


def _definition_lines(lines: list[str], numbers: list[int]) -> Iterator[str]:
    for number in numbers:
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if number != numbers[0] and below.lstrip().startswith(": "):
            return  # the next term
        yield lines[number].lstrip().removeprefix(":").strip().rstrip("\\")


# The names of one table are read several times.
@lru_cache(4096)
def _clean(text: str) -> str:
    """A name's cell without markup, footnotes and further lines."""
    first = _FURTHER.split(text, maxsplit=1)[0]
    if _IN_BRACKETS.match(first):
        return first  # no reference link
    name = clean_name(first)
    words = name.split(" ")
    return words[0] if len(words) > 1 and re.match(r"[(*_]", words[1]) else name


def _cell(row: Sequence[Cell], index: int | None) -> Cell | None:
    return row[index] if index is not None and 0 <= index < len(row) else None
