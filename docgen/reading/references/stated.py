"""What an entry of a reference states of its operations: fields by their places, statuses, types, permissions.

An `Entry` enters; a `Stated` leaves, what each block says read by the nearest label above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.dialects.phrases import phrases
from docgen.reading.entries.declarations import ITEM
from docgen.reading.entries.outline import STATUS, Entry, label_text, paragraph_label
from docgen.reading.markdown.inline import slug
from docgen.reading.markdown.parser import Block, Heading, Paragraph, Table
from docgen.reading.operations import BODY_PHRASE, mentioned
from docgen.reading.page import (
    CopyDoc,
    PermissionRow,
    ResourceDoc,
    TypeMention,
)
from docgen.reading.page_reader import PageReader, rows_of
from docgen.reading.references.bullets import paragraph_fields
from docgen.reading.references.fields import (
    Field,
    Rule,
    grouped,
    is_field_table,
    is_value_table,
    required_by_label,
    rule_of_all,
    ruled,
    table_fields,
    without_mark,
)
from docgen.reading.references.objects import says_many
from docgen.reading.references.returns import (
    response_table,
    returned_mention,
    stated_statuses,
)
from docgen.reading.references.union import same_as
from docgen.reading.references.unread import (
    report_values,
)
from docgen.reading.references.values import first_cells, listed_table, named_values
from docgen.reading.tables import has_types, permission_rows
from docgen.records import replace

# Meanings of a label -> where what it heads goes; of several the first.
PLACES = {
    "response": "response",
    "error": "error",
    "status": "error",
    "header": "header",
    "query": "query",
    "path": "path",
    "body": "body",
}
# The roles that dialects give to headings -> where a field below one goes.
_PLACES_OF_ROLES = {
    "query_parameters": "query",
    "path_parameters": "path",
    "request_body": "body",
    "request_headers": "header",
    "response": "response",
    "example_response": "response",
    "error_responses": "error",
    "permissions": "permission",
}

# The places of what a label announces as a list.
_LONGEST_ANNOUNCEMENT = 120  # characters of "Supported options are:"
_LISTED = frozenset({"query", "path", "body", "header", "response"})


@dataclass(slots=True)
class Stated:
    """What an entry states of its operations."""

    fields: list[tuple[Field, str]] = field(default_factory=list[tuple[Field, str]])
    permissions: list[PermissionRow] = field(default_factory=list[PermissionRow])
    statuses: list[int] = field(default_factory=list[int])
    returns: TypeMention | None = None
    body: TypeMention | None = None
    same_as: CopyDoc | None = None
    about: str = ""
    rule: Rule | None = None  # of all fields that a request has
    is_list: bool = False  # the label above the fields of a response says that there are many
    # The `id`s of fields of contents that are in rows and types.
    read: set[int] = field(default_factory=set[int])
    types: list[ResourceDoc] = field(default_factory=list[ResourceDoc])
    values: list[Table] = field(default_factory=list[Table])  # each a value of a field in each row

    def add(self, fields: Iterable[Field], place: str, is_required: bool | None) -> None:
        """Adds fields below a label, with what it says of all of them."""
        self.fields += [(grouped(item, is_required), place) for item in fields]


def read_entry(page: PageReader, entry: Entry) -> Stated:
    """What the blocks of an entry state, each by the nearest label above it."""
    reader = _EntryReader(page, entry)
    for block in entry.blocks:
        reader.read(block)
    stated = reader.stated
    if rule := stated.rule:
        stated.fields = [
            (ruled(item, rule), place) if _is_sent(item, place) else (item, place)
            for item, place in stated.fields
        ]
    return stated


def with_marks(entries: Sequence[Stated]) -> None:
    """Makes fields without a mark required, where a page marks its optional ones: `color?`."""
    sent = [item for stated in entries for item, place in stated.fields if _is_sent(item, place)]
    if not any(item.is_marked for item in sent):
        return
    for stated in entries:
        stated.fields = [
            (without_mark(item), place) if _is_sent(item, place) else (item, place)
            for item, place in stated.fields
        ]


def _is_sent(item: Field, place: str) -> bool:
    """Whether a field is of the query or the content of a request, where nothing says what is required as such."""
    return (item.location or place) in ("query", "body", "")


@dataclass(slots=True)
class _Listing:
    """Bullets that list the values of a field."""

    field: int  # its number
    depth: int  # of the bullets
    about: str = ""  # of the last value


class _EntryReader:
    """Reads the blocks of an entry in order."""

    def __init__(self, page: PageReader, entry: Entry) -> None:
        self.page = page
        self.stated = Stated()
        self.words = page.dialect.vocabulary()
        # The blocks that hold request lines.
        self.stating = {id(b) for b, requests in zip(entry.blocks, entry.requests) if requests}
        self.heading = self.label = ""
        self.may_list = True  # the heading is about parameters
        self.typed: tuple[str, str] | None = None  # heading and place of the last table with types
        self.line: Field | None = None  # the last field, if it is a line alone
        self.labelling: Paragraph | None = None  # the paragraph that is the label
        self.column = 0  # of the last bullet with a field that is part of no other
        self.listing: _Listing | None = None  # while bullets list the values of a field

    @property
    def place(self) -> str:
        """That of the label, or of the heading where the label has no word that is known: a title."""
        if self.label and not self.words.meanings(self.label):
            return label_place(self.page, self.label) or label_place(self.page, self.heading)
        return label_place(self.page, self.label or self.heading)

    @property
    def group(self) -> bool | None:
        return required_by_label(self.page.dialect, self.label or self.heading)

    def read(self, block: Block) -> None:
        match block:
            case Heading():
                is_title = id(block) in self.stating
                self.heading, self.label = "" if is_title else label_text(block), ""
                self.column, self.line, self.listing = 0, None, None
                is_part = is_title or self.words.is_part(block.text)
                self.may_list = is_part or self.words.means(block.text, "parameters")
            case Table() if id(block) in self.stating:
                self.page.use(block)
            case Table():
                self.table(block)
            case Paragraph() if not self.fields(block):
                self.prose(block)
            case _:
                pass

    def table(self, table: Table) -> None:
        page, stated = self.page, self.stated
        label, place = self.label or self.heading, self.place
        if place == "permission" and has_types(page, table):
            place = ""  # "Prerequisites:" heads the sentence below it
        if place == "permission":
            stated.permissions += permission_rows(page, table)
        elif schemas := response_table(page, table):
            page.use(table)
            _read_schemas(schemas, stated)
        elif place == "error":
            page.use(table)
            page.report("DG232", table.span)
            page.skip("DG232", rows_of(table))
        elif not (self.may_list or place):
            pass  # "Colors", of which the operation takes one
        elif is_value_table(table, label):
            _read_values(page, table, stated)
        elif name := named_values(page, table, self.label, self.labelling):
            _add_values(page, table, name, stated)
        elif is_field_table(page, table):
            # Beside a table with types, one without any is about something else: the states of an order.
            is_typed = has_types(page, table)
            if self.typed == (self.heading, place) and not is_typed:
                return
            self.typed = (self.heading, place) if is_typed else self.typed
            page.use(table)
            stated.add(table_fields(page, table), place, self.group)
            is_many = place == "response" and says_many(page, self.label)
            stated.is_list = stated.is_list or is_many
            self.label = ""

    def fields(self, paragraph: Paragraph) -> bool:
        """Reads the fields of a paragraph; whether there are any."""
        label, place = self.label or self.heading, self.place
        if not (self.may_list or place) or id(paragraph) in self.stating:
            return False
        is_of_list = place in _LISTED or self.words.means(label, "parameters")
        fields = [*paragraph_fields(self.page, paragraph, self.column, is_of_list=is_of_list)]
        if not fields:
            return False
        self.page.use(paragraph)
        if self.of_values(fields):
            return True
        self.listing = None
        self.column = self.column if fields[0].depth else paragraph.span.column
        self.stated.add(fields, place, self.group)
        self.line = None if ITEM.match(paragraph.text) else fields[-1]
        return True

    def of_values(self, fields: Sequence[Field]) -> bool:
        """Gives the last field its values, if that is what is listed: "Supported options are:", and bullets below it.

        Bullets below a value are about it; after "Optional parameters:" they are fields beside that of the values.
        """
        listed, depth = self.listing, fields[0].depth
        if listed is None:
            if not self.announces(fields):
                return False
            listed = self.listing = _Listing(len(self.stated.fields) - 1, depth)
        if depth < listed.depth:
            return False
        field_, place = self.stated.fields[listed.field]
        is_silent = not any(f.type_text or f.is_required is not None for f in fields)
        if depth == listed.depth == field_.depth and not is_silent:
            return False
        if depth == listed.depth:
            values = (*field_.values, *(item.name for item in fields))
            self.stated.fields[listed.field] = (replace(field_, values=values), place)
            listed.about = fields[-1].about
        elif self.words.means(_announcement(listed.about), "parameters"):
            beside = (replace(f, depth=field_.depth, is_required=False) for f in fields)
            self.stated.add(beside, place, None)
        return True

    def announces(self, fields: Sequence[Field]) -> bool:
        """Whether the last field says that its values come, and fields are these."""
        last = self.stated.fields[-1][0] if self.stated.fields else None
        if last is None or any(f.type_text or f.is_required is not None for f in fields):
            return False
        is_below = bool(self.line) or fields[0].depth > last.depth
        text = _announcement(last.about)
        return is_below and phrases(self.page.dialect, "values").search(text) is not None

    def prose(self, paragraph: Paragraph) -> None:
        """Reads a label, or sentences."""
        label, stated = paragraph_label(paragraph), self.stated
        is_sentence = not label or "\n" in paragraph.text
        if self.line and not self.line.about and is_sentence:
            label = ""
            self.line = replace(self.line, about=" ".join(paragraph.text.split()))
            stated.fields[-1] = (self.line, stated.fields[-1][1])
        else:
            self.line = None
        if paragraph.span.column <= self.column:
            self.column, self.listing = 0, None
        # "Room objects have:" inside of a list of fields heads those of one of them.
        if label and (not self.column or label_place(self.page, label)):
            self.label, self.labelling = label, paragraph
        is_item = ITEM.match(paragraph.text) is not None
        is_about = not (stated.about or self.heading or self.label or is_item)
        if is_about and id(paragraph) not in self.stating:
            stated.about = "" if paragraph.is_quoted else " ".join(paragraph.text.split())
        _read_prose(self.page, paragraph, self.place, stated)


def _announcement(about: str) -> str:
    """The words before the colon that a description ends with, "" without one."""
    text = about.rstrip()
    return text[-_LONGEST_ANNOUNCEMENT:] if text.endswith((":", "：")) else ""


def _read_schemas(schemas: Iterable[tuple[str, TypeMention | None]], stated: Stated) -> None:
    """What a table of statuses says of successes."""
    for code, mention in schemas:
        if code.isdigit() and int(code) < 400 and int(code) not in stated.statuses:
            stated.statuses.append(int(code))
        if code.startswith("2") and stated.returns is None:
            stated.returns = mention


def _add_values(page: PageReader, table: Table, name: str, stated: Stated) -> None:
    """The first cells of a table as the values of the listed field of this name; a note where none is listed."""
    if not any(item.name == name for item, _ in stated.fields):
        return report_values(page, table)
    page.use(table)
    page.skip("DG220", rows_of(table))
    stated.fields = [
        (
            replace(item, values=item.values or first_cells(table)) if item.name == name else item,
            place,
        )
        for item, place in stated.fields
    ]


def _read_values(page: PageReader, table: Table, stated: Stated) -> None:
    """The values of fields, a row each, to the fields."""
    values = listed_table(table, {item.name for item, _ in stated.fields})
    if not values:
        report_values(page, table)
        return
    page.use(table)
    stated.values.append(table)
    stated.fields = [
        (replace(item, values=values.get(item.name, item.values)), place)
        for item, place in stated.fields
    ]


def _read_prose(page: PageReader, paragraph: Paragraph, place: str, stated: Stated) -> None:
    """Statuses, the type of a response and that of a body, from words."""
    if paragraph.is_quoted or place == "error":
        return
    if place != "response":
        stated.rule = stated.rule or rule_of_all(page.dialect, paragraph.text)
    stated.same_as = stated.same_as or same_as(paragraph, page.dialect.vocabulary())
    if STATUS.search(paragraph.text):
        codes = stated_statuses(page, paragraph)
        stated.statuses += [code for code in codes if code not in stated.statuses]
    if stated.returns is None:
        stated.returns = returned_mention(page, paragraph)
    if place == "response" and stated.returns is None:
        stated.returns = mentioned(page, paragraph, collection_hint=True)
    elif place == "body" and stated.body is None and BODY_PHRASE.search(paragraph.text):
        stated.body = mentioned(page, paragraph)


def label_place(page: PageReader, label: str) -> str:
    """The place of the fields below a label; "" where it has no word for one."""
    return _place_of(page.dialect, label)


# Labels recur on every page.
@lru_cache(8192)
def _place_of(dialect: Dialect, label: str) -> str:
    meanings = dialect.vocabulary().meanings(label)
    if meanings >= {"response", "header"}:
        return "response header"
    if place := _PLACES_OF_ROLES.get(dialect.role(slug(label)) or ""):
        return place
    place = next((place for meaning, place in PLACES.items() if meaning in meanings), "")
    codes = STATUS.findall(label)
    return "response" if place == "error" and codes and codes[0][0] == "2" else place
