"""Columns of a table of fields that have no role of their own, beside the description: "Notes", "Constraints", "Example".

    | Name  | Type    | Description | Notes                      |
    |-------|---------|-------------|----------------------------|
    | limit | integer | How many    | [optional] [default to 20] |

A table enters; what its further columns say of a row leaves, for the description.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.vocabulary import WordPattern
from docgen.reading.lists.columns import cell_at, numbers_rows, roles_of
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.names import PLACES
from docgen.reading.markdown.inline import plain
from docgen.reading.markdown.parser import Cell, Table
from docgen.reading.page_reader import PageReader
from docgen.records import replace

NOTHING = re.compile(r"(?:\W|n/a|none|null)*\Z", re.I)
_BRACKETED = re.compile(r"\[([^\[\]]{1,200})\](?!\()")
_OF_NULL = re.compile(r".* (?:null|undefined)\Z")
# "(optional) defaults to 20"
_MARK = re.compile(r"\(([^()\n]{1,40})\)[ \t]*")
# "_Allowed values: warm,cold_", the end of a paragraph of HTML
_IN_EMPHASIS = re.compile(
    r"(?:\A|(?<=[\s>]))_([^\W\d_][^_:\n<>]{2,30}):[ \t]*([^\n<>]{1,300}?)_(?=\s*(?:<|\Z))"
)
_PARAGRAPH = re.compile(r"</?p>|<br ?/?>\s*\Z")
_NON_NULL = re.compile(r"[\w\]]![`\s]*\Z")
_PARTS = re.compile(r"[^,;()<>|]+")
_ENDED = re.compile(r"[.!?:]\s*\Z")


def columns_beside(
    page: PageReader, table: Table, name_column: int, columns: Mapping[str, int]
) -> Mapping[int, str]:
    """The indexes of the columns without a role, with what is written before their texts, "Example: "; of a table without a
    column for the description that these belong to only those of examples.
    """
    # A format that is none of a type stays a word for readers.
    taken = {name_column, *columns.values()} - {columns.get("format", -1)}
    titles = {n: plain(cell.text).strip(" :") for n, cell in enumerate(table.header)}
    roles = roles_of(page, table)
    vocabulary = page.dialect.vocabulary()
    if not vocabulary:
        return {}  # a title tells nothing without words
    first = 1 if numbers_rows(page, table) else 0
    titles = {n: t for n, t in titles.items() if t and n >= first and n not in taken}
    others = {n: t for n, t in titles.items() if roles[n] in (None, "description", "format")}
    if "description" not in columns:
        others = {n: t for n, t in others.items() if vocabulary.means(t, "sample")}
    # "Notes" says nothing of what it heads.
    bare = {
        n for n, t in others.items() if roles[n] == "description" or vocabulary.means(t, "link")
    }
    return {n: "" if n in bare else _before_text(title) for n, title in others.items()}


def _before_text(title: str) -> str:
    return f"{title} " if title.endswith("?") else f"{title}: "


def said_beside(
    row: Sequence[Cell], columns: Mapping[int, str], optional: WordPattern
) -> tuple[str, frozenset[str]]:
    """What the columns say of a row, in sentences; and the words in brackets: "[optional] [default to 20]".

    A word for `optional` in round brackets before a sentence is one, too.
    """
    sentences: list[str] = []
    marks: set[str] = set()
    for number, label in columns.items():
        text = row[number].text.strip() if number < len(row) else ""
        if (mark := _MARK.match(text)) and optional.fullmatch(mark[1]):
            marks.add(mark[1].lower())
            text = text[mark.end() :]
        words = _BRACKETED.findall(text) if text[:1] != "`" else ()  # "`[7]`" is a value
        if words and NOTHING.match(_BRACKETED.sub("", text)):
            marks |= {word.lower() for word in words}
            sentences += (word for word in words if " " in word and not _OF_NULL.match(word))
        elif not (NOTHING.match(text) or _OF_NULL.match(text)):
            sentences.append(f"{label}{text}")
    said = (f"{sentence[:1].upper()}{sentence[1:]}" for sentence in sentences)
    return ". ".join(said), frozenset(marks)


def type_cell(dialect: Dialect, row: Sequence[Cell], columns: Mapping[str, int]) -> Cell | None:
    """The cell of a row's type, with a format that has a column of its own: "string (uuid)"."""
    of_type, of_format = (cell_at(row, columns.get(role)) for role in ("type", "format"))
    name = plain(of_format.text).strip() if of_format else ""
    is_known = of_type and of_type.text and name.lower().lstrip("$") in dialect.facets
    return replace(of_type, text=f"{of_type.text} ({name})") if of_type and is_known else of_type


def without_marks(dialect: Dialect, cell: Cell | None) -> tuple[str, bool | None, str]:
    """The type in a cell without what else it says, whether that is required, and its place.

    "string, optional", "integer, required (path)", "header, optional"
    """
    rest = written = cell.text if cell else ""
    if _NON_NULL.search(written):
        return written.replace("!", ""), True, ""  # "String!", as in GraphQL
    marks, words = marks_of(dialect), dialect.vocabulary()
    parts = [part.strip() for part in _PARTS.findall(plain(written))] if words else []
    of_marks = [p for p in parts if marks.required.fullmatch(p) or marks.optional.fullmatch(p)]
    deprecated = [part for part in parts[1:] if marks.deprecated.fullmatch(part)]
    if not (of_marks or deprecated):
        return written, None, ""
    places = {p: min(PLACES & words.meanings(p), default="") for p in parts if words.is_part(p)}
    # "path (required)" is a type.
    of_places = [p for p, place in places.items() if place == "header" or place and p != parts[0]]
    for part in (*of_marks, *deprecated, *of_places):
        whole = rf"\s*[,;(]?\s*{re.escape(part)}\s*\)?\s*(?=[,;()]|\Z)"
        rest = re.sub(whole, "", rest, count=1)
    if rest.count("(") > rest.count(")"):
        rest = f"{rest.rstrip(' ,;')})"  # "string (uuid, required)"
    is_required = marks.required.fullmatch(of_marks[0]) is not None if of_marks else None
    return rest.strip(" ,;"), is_required, places[of_places[0]] if of_places else ""


def joined(about: str, said: str) -> str:
    """A description with what is said beside it."""
    end = "" if _ENDED.search(about) else "."
    return f"{about}{end} {said}" if about and said else about or said


def stated_in_emphasis(dialect: Dialect, about: str, said: str) -> tuple[str, str, tuple[str, ...]]:
    """A description without the default and the values that are in emphasis in it, and these: "_Default value: warm_".

    `said` is added to it: what columns beside it say.
    """
    default, values, words = "", (), dialect.vocabulary()
    for found in _IN_EMPHASIS.finditer(about) if "_<" in about or about.endswith("_") else ():
        if not set(dialect.marks["default"]).isdisjoint(found[1].lower().split()):
            default = found[2].strip()
        elif words.means(found[1], "values"):
            values = tuple(value.strip(" `\"'") for value in found[2].split(","))
        else:
            continue
        about = about.replace(found[0], "", 1)
    if "</p>" in about:
        about = _PARAGRAPH.sub(" ", about)
    return joined(about.strip(), said), default, values
