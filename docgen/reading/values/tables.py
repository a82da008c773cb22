"""Tables of values: enumerations of strings, of integers, of flags.

    | Type | Value | Description |    | Flag | Value  |    | Value | Name |    | Feature | Description |    | Property | Value |
    | WARM | 1     | Like fire.  |    | LIT  | 1 << 3 |    | 0     | WARM |    | DIMMED  | It dims.    |    | color    | warm  |

    | Set                        | Values         |    an enumeration in each row that has an anchor
    | <a id="warmth"></a>Warmth  | `warm`, `cold` |

A table enters; `EnumDoc`s, or the values of listed fields, leave. What a column holds decides, not its header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from docgen.diagnostics.position import Span
from docgen.reading.deprecation import is_described_deprecated, is_named_deprecated
from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.entries.declarations import ITEM
from docgen.reading.lists.columns import has_types
from docgen.reading.lists.fields import Field
from docgen.reading.lists.tables import columns_of, has_bare_types
from docgen.reading.markdown.inline import code_spans, plain
from docgen.reading.markdown.parser import Block, Paragraph, Table
from docgen.reading.page import EnumDoc, MemberRow
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import names_primitives, read_type
from docgen.reading.type_words import type_name
from docgen.syntax.naming import singular, snake_case
from docgen.syntax.plain_text import on_one_line, unescape

_T = TypeVar("_T")
_INTEGER = re.compile(r"-?\d{1,19}\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,16}\Z")
_SHIFT = re.compile(r"(?:0x[0-9a-fA-F]+|\d+)?\s*\(?\s*1\s*<<\s*(\d{1,2})\s*\)?\Z")
_HEX_AND_SHIFT = re.compile(r"(0x[0-9a-fA-F]+)\s*\(1\s*<<\s*\d+\)\Z")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_NAME = re.compile(r"[\w][\w .:/+-]{0,80}\Z")
_STRING = re.compile(r"[\w+-][\w.:/+-]*\Z")
_WRITTEN = re.compile(r"(?:`[^`]+`|\"[^\"]+\"|'[^']+')\Z")
_MARKS = re.compile(r"\s*(?:\\?[*†‡]+|\\?\[\d+\\?\]|\((?:deprecated|default)\))+\s*\Z", re.I)
_MARK_ENDS = ("*", "†", "‡", "]", ")")
# "- `LIT` (value: `'lit'`)", "- `LIT` = `lit`", "- `lit`: It shines."
_VALUE_BULLET = re.compile(
    r"[ \t]*[-*+][ \t]+`([^`\n]+)`(?:[ \t]*(?:\([^()`\n]{0,20}|=[ \t]*)`([^`\n]+)`\)?)?"
    r"(?:[ \t]*(?:[:–—-]|\n)[ \t]*([^`]*))?"
)
_LIST = re.compile(r"`[^`]+`(?:\s*(?:(?:[,;|/]|<br\s*/?>|or\b|and\b)\s*)+`[^`]+`)+")
_TAG = re.compile(r"</?a\b[^<>]*>", re.I)
_MOST_COLUMNS = 3  # of a table of values
_LONGEST_LABEL = 200  # characters that end in a colon
_ENDS_IN_CODE = re.compile(r"`\s*:\s*\Z")
_MOST = 0.8  # of the cells of a column, before it is one of values


def value_table(
    page: PageReader,
    table: Table,
    name: str,
    headings: tuple[int, ...],
    at: Span,
    *,
    is_type: bool,
) -> EnumDoc | None:
    """The enumeration that a table lists; None where it lists something else. It is used then.

    `is_type`: its heading is linked as a type, so that bare words in its first column are values too.
    """
    if len(table.rows) < 2 or len(table.header) < 2:
        return None
    columns = _columns(table)
    if _is_of_fields(page, table, columns):
        return None
    numbers = [[number_of(text) for text in column] for column in columns]
    of_number = next((i for i, found in enumerate(numbers) if _most(found, is_stated)), None)
    names = [[_unmarked(text) for text in column] for column in columns]
    strings = [i for i, column in enumerate(columns) if is_type or _most(column, _WRITTEN.match)]
    strings = [i for i in strings if _most(names[i], _STRING.match)]
    constants = [i for i, column in enumerate(names) if _most(column, _CONSTANT.match)]
    if of_number is not None and _repeats(numbers[of_number]):
        return None
    if of_number is not None:
        named = [
            i for i, column in enumerate(names) if i != of_number and _most(column, _NAME.match)
        ]
        of_name = next(iter([*(i for i in constants if i != of_number), *named]), None)
        if of_name is None:
            return None
    elif constants or strings:
        # The value on the wire beside a name for it: `"warm"`; else the names are the values.
        of_name = strings[0] if strings else constants[0]
        if of_name > 1:
            return None
    else:
        return None
    if _repeats(names[of_name]):
        return None
    stated = numbers[of_number] if of_number is not None else None
    members = _members(page, table, names[of_name], stated, {of_name, of_number})
    if len(members) < 2:
        return None
    page.use(table)
    shifted = of_number is not None and any("<<" in text for text in columns[of_number])
    return EnumDoc(
        name=name,
        namespace=page.namespace,
        members=tuple(members.values()),
        is_flags=shifted,
        is_integer=of_number is not None,
        headings=headings,
        has_own_page=False,
        at=at,
    )


class ValueBullet(NamedTuple):
    """A bullet with a value of an enumeration."""

    bullet: Paragraph
    name: str
    value: str  # on the wire
    about: str


def value_bullets(blocks: Iterable[Block]) -> Sequence[ValueBullet]:
    """The values that bullets list, where all bullets of some blocks do: "`LIT` (value: `'lit'`)", "`lit`: It shines."."""
    bullets = [block for block in blocks if isinstance(block, Paragraph) and ITEM.match(block.text)]
    found = [(bullet, _VALUE_BULLET.fullmatch(bullet.text)) for bullet in bullets]
    if len(found) < 2 or not all(match for _, match in found):
        return ()
    return [
        ValueBullet(b, m[1], m[2] or m[1], on_one_line(m[3] or ""))
        for b, m in found
        if m is not None
    ]


def listed_enum(
    page: PageReader,
    bullets: Sequence[ValueBullet],
    name: str,
    headings: tuple[int, ...],
    at: Span,
) -> EnumDoc:
    """The enumeration whose values bullets list, which are used then."""
    values = [_unmarked(item.value) for item in bullets]
    is_integer = all(map(_INTEGER.match, values))
    for item in bullets:
        page.use(item.bullet)
    return EnumDoc(
        name=name,
        namespace=page.namespace,
        members=tuple(
            MemberRow(
                name=item.name if is_integer else value,
                value=value if is_integer else "",
                description=item.about,
                at=item.bullet.span,
            )
            for item, value in zip(bullets, values)
        ),
        is_integer=is_integer,
        headings=headings,
        has_own_page=False,
        at=at,
    )


def row_enums(page: PageReader, table: Table, numbers: Mapping[Span, int]) -> Sequence[EnumDoc]:
    """The enumerations of a table that has one in each row, of which some have an anchor. It is used then.

    `numbers` are those of the page's headings and of such rows.
    """
    found: list[EnumDoc] = []
    is_linked = any(row and row[0].span in numbers for row in table.rows)
    for row in table.rows if is_linked else ():
        at = row[0].span if row else table.span
        others = [cell for cell in row[1:] if _LIST.fullmatch(cell.text)]
        if len(others) != 1:
            continue
        values = dict.fromkeys(code for _, _, code in code_spans(others[0].text))
        members = tuple(MemberRow(name=value, at=others[0].span) for value in values)
        name = type_name(plain(_TAG.sub("", row[0].text)))
        found.append(
            EnumDoc(
                name=name,
                namespace=page.namespace,
                members=members,
                headings=(numbers[at],) if at in numbers else (),
                has_own_page=False,
                at=at,
            )
        )
    if found:
        page.use(table)
    return found


def _members(
    page: PageReader,
    table: Table,
    names: Sequence[str],
    numbers: Sequence[int | None] | None,
    taken: Collection[int | None],
) -> dict[str, MemberRow]:
    """The members by name; the last column but those taken describes them."""
    members: dict[str, MemberRow] = {}
    for index, row in enumerate(table.rows):
        name, number = names[index], numbers[index] if numbers else None
        if not name or len(name) > 100 or (numbers and number is None):
            continue
        about = [cell.text for i, cell in enumerate(row) if i not in taken]
        if about and snake_case(plain(about[-1])[:_LONGEST_LABEL]) == snake_case(name):
            about.pop()  # "LIT" beside "lit"
        member = MemberRow(
            name=name,
            value="" if number is None else str(number),
            description=on_one_line(about[-1]) if about else "",
            is_deprecated=any(is_named_deprecated(page.dialect, cell.text) for cell in row)
            or any(is_described_deprecated(page.dialect, text) for text in about),
            at=row[0].span,
        )
        members.setdefault(name, member)
    return members


def listed_table(table: Table, names: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The values of listed fields by their names, in a table that has a field and one of its values in each row."""
    if len(table.header) != 2 or not table.rows:
        return {}
    values: dict[str, list[str]] = {}
    for row in table.rows:
        name = name_in_cell(row[0].text)
        if len(row) < 2 or name not in names:
            return {}
        # A cell with several has them behind commas: "on, off, dimmed".
        several = row[1].text.split(", ")
        cells = several if len(several) > 1 and all(map(_STRING.match, several)) else [row[1].text]
        for value in map(_unmarked, cells):
            # "null" beside others says that there may be no value.
            if value != "null" or name not in values:
                values.setdefault(name, []).append(value)
    return {name: tuple(dict.fromkeys(found)) for name, found in values.items()}


def name_in_cell(cell: str) -> str:
    """The name of a field in a table of values, without the marks of its depth: "»» color", "*anonymous*"."""
    return plain(cell).lstrip("»> ").strip("*_ ")


def named_values(
    page: PageReader,
    table: Table,
    label: str,
    labelling: Paragraph | None,
    listed: Sequence[tuple[Field, str]],
    last: Field | None,
) -> str:
    """The field whose values a table lists: the one in code in a label such as "`state` has one of these values:".

    Or one of the `listed` in "Sort options", or in a heading, or in the header; or the `last` one, right above a table
    with "Value" as its header. `labelling` is the paragraph that has the label, "" for none; "" leaves for a table that
    lists something else.
    """
    if has_types(page, table):
        return ""
    if name := _headed_values(page, table, label, listed, last):
        return name
    if labelling is None or not label:
        return ""
    text = labelling.text[-_LONGEST_LABEL:]
    codes = [code for _, _, code in code_spans(text)]
    words = plain(label).strip(" :").split()
    if (
        not codes
        and len(words) == 2
        and page.dialect.vocabulary().means(words[1], "attributes", "values")
    ):
        name = words[0].lower()  # "Sort options"
        return name if any(item.name == name for item, _ in listed) else ""
    is_of_values = page.dialect.vocabulary().means(plain(text), "values")
    is_named = len(codes) == 1 or bool(_ENDS_IN_CODE.search(text))
    return codes[-1] if is_of_values and codes and is_named else ""


def _headed_values(
    page: PageReader,
    table: Table,
    label: str,
    listed: Sequence[tuple[Field, str]],
    last: Field | None,
) -> str:
    """The field whose values a table lists by its header: | Color | Meaning |, or | Value | Meaning | below it or its name."""
    values, words = first_cells(table), page.dialect.vocabulary()
    if len(values) < 2 or len(values) < len(table.rows) or len(table.header) > _MOST_COLUMNS:
        return ""
    if not all(map(_STRING.match, values)):
        return ""
    header = plain(table.header[0].text).strip(" :").lower()
    names = {_letters(f.name): f.name for f, _ in listed if not f.depth and _is_scalar(page, f)}
    if words.means(header, "values") or words.means(f"{header}s", "values"):
        if last is not None:
            return last.name if _is_scalar(page, last) else ""
        of_label = [word for word in plain(label).lower().split() if not _is_aside(words, word)]
        owner = _letters("".join(of_label))
        return names.get(owner) or names.get(singular(owner), "")
    return names.get(_letters(header), "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _is_aside(words: Vocabulary, word: str) -> bool:
    """Whether a word of a label names nothing: "values", "of", "possible"."""
    return words.means(word, "values", "link", "thing", "attributes") or words.is_part(word)


def _is_scalar(page: PageReader, item: Field) -> bool:
    """Whether a field may be a text or a number with known values."""
    text = item.type_text
    is_boolean = page.dialect.primitive(text) == "boolean"
    return not item.values and not is_boolean and (not text or names_primitives(text, page.dialect))


def first_cells(table: Table) -> tuple[str, ...]:
    """The texts of the first column, each once."""
    return tuple(dict.fromkeys(plain(row[0].text) for row in table.rows if row and row[0].text))


def number_of(text: str) -> int | None:
    """The integer of a cell: decimal, hexadecimal or a shift."""
    text = _unmarked(text).replace(",", "").replace("\\", "")
    if _INTEGER.match(text):
        return int(text)
    if _HEX.match(text):
        return int(text, 16)
    if both := _HEX_AND_SHIFT.match(text):
        return int(both[1], 16)
    return 1 << int(shift[1]) if (shift := _SHIFT.match(text)) else None


def _columns(table: Table) -> list[list[str]]:
    width = len(table.header)
    return [
        [unescape(row[i].text.strip()) if i < len(row) else "" for row in table.rows]
        for i in range(width)
    ]


def _is_of_fields(page: PageReader, table: Table, columns: list[list[str]]) -> bool:
    """Whether a column has types: the table lists fields."""
    if not (has_types(page, table) or has_bare_types(page, table)):
        return False
    number = columns_of(page, table).get("type", len(columns))
    column = columns[number] if number < len(columns) else ()
    # "Type" also heads the names of values.
    of_types = sum(_is_type(page, text) for text in column)
    return bool(column) and 2 * of_types >= len(column)


def _is_type(page: PageReader, text: str) -> bool:
    """Whether a text is a type that is known as one: a primitive, a link, several values in quotes."""
    ref = read_type(text, page.dialect, page.references)
    is_known = ref is not None and bool(ref.is_primitive or ref.target or ref.kind)
    return is_known or text.count('"') > 2 and "|" in text


def _unmarked(text: str) -> str:
    return _without_marks(plain(_without_marks(text))).strip(" \"'`")


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text) if text.rstrip().endswith(_MARK_ENDS) else text


def _repeats(values: Sequence[object]) -> bool:
    """Whether a value is in more than one row: then it is none of an enumeration."""
    stated = [value for value in values if value not in (None, "")]
    return len(set(stated)) < len(stated)


def is_stated(number: int | None) -> bool:
    """Whether a cell has a number."""
    return number is not None


def _most(values: Sequence[_T], test: Callable[[_T], object]) -> bool:
    return bool(values) and sum(bool(test(value)) for value in values) >= _MOST * len(values)
