"""Fields as rows: their type phrases read, the values in their descriptions listed.

A `Field` enters; a `PropertyRow` leaves. A phrase that names no type is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from docgen.reading.deprecation import is_described_deprecated, since
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.lists.fields import Field
from docgen.reading.lists.guesses import (
    FIRST_WORDS,
    LONGEST,
    MANY,
    NO_DEFAULTS,
    TEXT,
    guessed_type,
    is_separated,
)
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.tables import columns_of, table_fields
from docgen.reading.markdown.inline import links, plain
from docgen.reading.markdown.parser import Table
from docgen.reading.page import VALUE, HeaderRow, PropertyRow, TypeMention, TypeRef
from docgen.reading.page_reader import PageReader
from docgen.reading.type_phrases import read_type
from docgen.reading.values.descriptions import linked_in, values_in
from docgen.reading.values.phrases import bare_values, listed_values, tells_of_flags
from docgen.reading.values.typed import (
    default_in_type,
    is_enum,
    is_of_null,
    listed_alone,
    literals_in_type,
    values_in_type,
    values_of_enum,
    words_in_type,
)
from docgen.records import replace
from docgen.syntax.page_parameters import is_number_of_pages
from docgen.syntax.plain_text import on_one_line, sentences

# A token, RFC 9110 5.6.2
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+\Z", re.ASCII)
_CODE = re.compile(r"`+([^`\n]+)`+")
_VALUE = re.compile(r"[^\s,;]{1,60}|[\[{][^\n]{0,200}[\]}]")
_NUMBERS = ("number", "double", "decimal")
_COUNTED = (*_NUMBERS, "integer", "int32", "int64", "any")
_MOST_BEFORE = 3  # words of "A JSON object"
_OF_UNIX = re.compile(r"\b(?:unix|epoch)\b", re.IGNORECASE)
_PART = re.compile(r"\bmultipart[ /-]form[ -]data\b", re.IGNORECASE)
_OPEN = ("", "any")
_BYTES = TypeRef(name="binary", is_primitive=True)
_TEXTS = replace(TEXT, is_collection=True)
_TYPE_WORD = re.compile(r"\*\*|`|[a-z][a-z0-9]*[A-Z]|\w+\.\w|entity\b")
_NOTHING = re.compile(r"[-–—\s]*\Z")


def property_rows(
    page: PageReader, table: Table, *, is_navigation: bool = False
) -> Iterator[PropertyRow]:
    """The rows of a table of properties, relationships or parameters; a note for those inside of others."""
    page.use(table)
    parts: list[Field] = []
    is_typed = "type" in columns_of(page, table)
    for item in table_fields(page, table):
        if item.depth:
            parts.append(item)
            continue
        if is_typed and not item.type_text:
            page.report("DG213", item.type_at, name=item.name)
        row = row_of(page, item)
        yield replace(row, is_navigation=True) if is_navigation else row
    report_parts(page, parts)


def report_parts(page: PageReader, items: Sequence[Field]) -> None:
    """A note for fields inside of others that no type has: those of a second alternative, or of a type by another name."""
    if items:
        names = ", ".join(dict.fromkeys(item.name for item in items))
        page.report("DG218", items[0].at, count=len(items), names=names)
        page.skip("DG218", (item.at for item in items))


def row_of(page: PageReader, item: Field) -> PropertyRow:
    """The row of a field."""
    said = _said(page.dialect, item.about)
    default = _default(item, said.default or default_in_type(page.dialect, item.type_text))
    ref, literals = _stated(page, item)
    # "An object with a `name` of either `on` or `off`": values that a description has are of something in it.
    may_be_text = (
        ref is None and item.shown <= {"string"} and not _begins_with_many(page.dialect, item.about)
    )
    if ref is None and (item.is_of_prose or not item.type_text):
        ref = guessed_type(page.dialect, item, default, may_be_text=may_be_text)
    ref = _with_marks(page.dialect, ref, item) if ref else None
    ref = _as_part(ref, item.about) if "ultipart" in item.about else ref
    if ref and ref.name not in _COUNTED and default.isdigit() and _is_bare(default, item):
        default = ""  # "6 months ago"
    values = item.values or literals
    if not values and (ref or may_be_text):
        values = _with_default(_values(page, item, ref), ref, default, item)
    if ref and (words := words_in_type(ref, item.type_text)):
        ref, values = TEXT, words
    ref = _TEXTS if ref == MANY and values else ref  # "One or more of `on`, `off`"
    return PropertyRow(
        name=item.name,
        type=ref,
        description=said.on_one_line,
        is_required=bool(item.is_required),
        is_nullable=said.is_nullable,
        inherited_from=_inherited_from(page, item, said.inherited) if said.inherited else None,
        values=values,
        is_flags=said.is_flags,
        linked_in=linked_in(page, item, ref),
        is_deprecated=item.is_deprecated or said.is_deprecated,
        since=item.since or said.since,
        default=default,
        at=item.at,
        type_at=item.type_at,
    )


def _stated(page: PageReader, item: Field) -> tuple[TypeRef | None, tuple[str, ...]]:
    """The type that the phrase of a field names, as its samples have it; and the texts that the phrase is in its place."""
    if values := values_in_type(item.type_text, page.dialect):
        return TEXT, values
    ref = read_type(item.type_text, page.dialect, page.references)
    if ref is None and (literals := literals_in_type(item.type_text)):
        return replace(TEXT, is_nullable=is_of_null(item.type_text)), literals
    if ref is None and not (item.is_of_prose or _NOTHING.match(item.type_text)):
        page.report("DG210", item.type_at, text=item.type_text, name=item.name)
    is_number = ref and ref.is_primitive and ref.name in _NUMBERS
    if ref and is_number and "number" in item.type_text.lower() and is_number_of_pages(item.name):
        ref = replace(ref, name="integer")  # "number" in words: no page is half
    if ref and ref.name == "date-time":
        ref = replace(ref, name=_name_of_time(item))
    return ref, ()


def _name_of_time(item: Field) -> str:
    """What a time is in JSON: a number where samples have one, or where "timestamp" is explained as that of Unix."""
    if item.shown and item.shown <= {"integer", "number"}:
        return "int64" if item.shown == {"integer"} else "double"
    about = item.about[:LONGEST]
    is_of_unix = "stamp" in item.type_text.lower() and _OF_UNIX.search(about) and "ISO" not in about
    return "int64" if is_of_unix and not item.shown else "date-time"


def _with_marks(dialect: Dialect, ref: TypeRef, item: Field) -> TypeRef:
    """The type of a field with what the name, the list and the description say of it."""
    if item.link and not ref.is_primitive and not ref.target:
        # Rows of relationships may link the type in the first cell.
        ref = replace(ref, target=item.link)
    if item.is_assigned and not (ref.kind or ref.is_primitive):
        ref = replace(ref, facet=VALUE)  # "room=<room_name>"
    if item.is_nullable or _may_be_null(dialect, item.about[:LONGEST]):
        ref = replace(ref, is_nullable=True)
    return _or_array(dialect, ref, item)


# A field has one description where it is read, created and updated.
@lru_cache(4096)
def _may_be_null(dialect: Dialect, about: str) -> bool:
    """Whether a description says that a field may be null: "The name, or null if it has none"; a condition is of another."""
    if "null" not in about.lower():
        return False
    told, condition = phrases(dialect, "nullable"), marks_of(dialect).condition
    for sentence in sentences(about):
        found = told.search(sentence)
        if found and not condition.search(sentence[: found.start()]):
            return True
    return False


class _Said(NamedTuple):
    """What a description says in set phrases."""

    on_one_line: str
    is_nullable: bool
    is_flags: bool
    inherited: int  # where the name of the type follows that has the property, 0 for none
    is_deprecated: bool
    since: str  # "" for none
    default: str  # "" for none


# A property has one description where it is read, created and updated.
@lru_cache(4096)
def _said(dialect: Dialect, about: str) -> _Said:
    inherited = phrases(dialect, "inherited").search(about)
    return _Said(
        on_one_line(about),
        phrases(dialect, "not_nullable").search(about) is None,
        tells_of_flags(about),
        inherited.end() if inherited else 0,
        is_described_deprecated(dialect, about),
        since(dialect, about),
        _default_in(dialect, about[:LONGEST]),
    )


def _inherited_from(page: PageReader, item: Field, start: int) -> TypeMention | None:
    """The type that a description names at `start`, if the field has a cell for it."""
    if item.about_at is None:
        return None
    rest, at = item.about[start:], item.about_at.within(start)
    link = next(links(rest, at, page.references), None)
    words = rest.split()
    # "Inherited from the base type" names none: an unlinked word is a type's only if it looks like one.
    is_type = bool(words) and _TYPE_WORD.match(words[0]) is not None
    text = rest[: rest.find(")") + 1] if link else words[0].strip("*`.,") if is_type else ""
    ref = read_type(text, page.dialect, page.references)
    if ref is None or ref.is_primitive:
        return None
    return TypeMention(ref=ref, at=link.span if link else replace(at, length=len(text)))


def _or_array(dialect: Dialect, ref: TypeRef, item: Field) -> TypeRef:
    """A string that its description lets be an array as well: "A comma-separated string or JSON array of names".

    What is in an array that may be such a string is one.
    """
    about, are_texts = item.about[:LONGEST], ref.kind == "union" and TEXT in ref.items
    if are_texts and is_separated(dialect, f"{item.type_text} {about}"):
        return replace(ref, items=tuple(_TEXTS if part == MANY else part for part in ref.items))
    is_string = ref.name == "string" and not ref.is_collection
    if not (is_string or ref == MANY) or not phrases(dialect, "or_array").search(about):
        return ref
    if not is_string:
        return _TEXTS
    one = replace(ref, is_nullable=False)
    items = (one, replace(one, is_collection=True))
    return TypeRef(name="", kind="union", items=items, is_nullable=ref.is_nullable)


def _as_part(ref: TypeRef | None, about: str) -> TypeRef | None:
    """Bytes, where a description lets an object be a part of a form: "The photo, as multipart/form-data"."""
    is_other = ref and (ref.is_collection or ref.kind not in ("", "map") or ref.name not in _OPEN)
    return ref if is_other or not _PART.search(about[:LONGEST]) else _BYTES


def _default(item: Field, described: str) -> str:
    """The default in its column, or that of its description; "" for none, and for words about it."""
    if written := item.default.strip():
        code = _CODE.search(written)
        value = (code[1] if code else written).strip("`\"'* ")
    else:
        value = described
    is_word = _VALUE.fullmatch(value) is not None
    is_nothing = value.lower() in NO_DEFAULTS and value not in item.values
    return value if is_word and not is_nothing else ""


def _is_bare(value: str, item: Field) -> bool:
    """Whether a description has a value as a word."""
    return not item.default and not any(f"{mark}{value}{mark}" in item.about for mark in "`\"'")


def _default_in(dialect: Dialect, about: str) -> str:
    """The default that a description states: "Defaults to `100`"; "" for none."""
    match = marks_of(dialect).default.search(about)
    return next(group for group in match.groups() if group).strip("\"' ") if match else ""


@lru_cache(4096)
def _begins_with_many(dialect: Dialect, about: str) -> bool:
    """Whether one of the first words of a description is that of an array or an object: "A list of lamps"."""
    words = plain(about[:FIRST_WORDS]).lower().split()[:_MOST_BEFORE]
    return not {*dialect.collection_words, *dialect.map_words}.isdisjoint(words)


def _values(page: PageReader, item: Field, ref: TypeRef | None) -> tuple[str, ...]:
    if listed := values_of_enum(item.type_text):
        return listed
    if ref and not ref.is_primitive and not ref.kind:
        listed = listed_values(item.about, page.dialect)
        # Without words of a language a colon announces them.
        is_silent = ref.target or listed or page.dialect.vocabulary()
        return listed if is_silent else bare_values(item.about, page.dialect)
    listed = values_in(item.about, ref, page.dialect, item.name)
    is_text = ref is not None and ref.name == "string" and not ref.kind
    alone = listed_alone(item.about, is_enum=is_enum(item.type_text)) if is_text else ()
    return listed or alone or values_in(item.type_text, ref, page.dialect)


def _with_default(
    values: tuple[str, ...], ref: TypeRef | None, default: str, item: Field
) -> tuple[str, ...]:
    """The values that a description lists, and the default that it has in code beside them: it is one of them too."""
    is_text = ref is None or ref.name == "string"
    is_further = values and is_text and default and default not in values
    return (*values, default) if is_further and not _is_bare(default, item) else values


def header_rows(page: PageReader, item: Field) -> Iterator[HeaderRow]:
    """The row of a field of a header section; none, and a finding, for a name that no header may have."""
    if not _HEADER_NAME.match(item.name):
        page.report("DG215", item.at, text=item.name)
        return
    yield HeaderRow(
        name=item.name,
        description=on_one_line(item.about),
        is_required=bool(item.is_required),
        at=item.at,
    )
