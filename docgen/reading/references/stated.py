"""What an entry of a reference states of its operations: fields by their places, statuses, types, permissions.

Tables and paragraphs enter; a `Stated` gets what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.lists.facts import Fact
from docgen.reading.lists.fields import Field, grouped, is_sent, ruled, with_marks
from docgen.reading.lists.marks import Rule, marks_of
from docgen.reading.lists.permissions import listed_scope
from docgen.reading.markdown.parser import Paragraph, Table
from docgen.reading.page import (
    CopyDoc,
    PermissionRow,
    PropertyRow,
    ResourceDoc,
    ResponseDoc,
    TypeMention,
)
from docgen.reading.page_reader import PageReader, rows_of
from docgen.reading.references.places import label_place
from docgen.reading.references.returns import tells_many
from docgen.reading.references.status_tables import error_table
from docgen.reading.references.statuses import (
    beside_status,
    linked_beside_failure,
    response_of_bullet,
    with_codes,
)
from docgen.reading.references.unread import report_values
from docgen.reading.types.objects import in_types
from docgen.reading.values.tables import first_cells, listed_table
from docgen.records import replace
from docgen.syntax.form_content import is_form

_STATUS_FIRST = re.compile(r"[`*]*([1-5]\d\d)\b")
# "`color` is that of the light", at the beginning of a line
_ABOUT_NAME = re.compile(r"^`([^`\n]+)`[ \t]+(?=[^\W\d_])", re.MULTILINE)


IF_READ = "response if read"  # the place of fields that a GET answers with, and others send


@dataclass(slots=True)
class Stated:
    """What an entry states of its operations."""

    fields: list[tuple[Field, str]] = field(default_factory=list[tuple[Field, str]])
    permissions: list[PermissionRow] = field(default_factory=list[PermissionRow])
    statuses: list[int] = field(default_factory=list[int])
    returns: TypeMention | None = None
    # Beside a status without a link: a type that counts where nothing else says what is returned.
    named: TypeMention | None = None
    many_at: Span | None = None  # words without a type that say it returns many
    body: TypeMention | None = None
    sent: TypeMention | None = None  # the body by a sentence, where nothing lists its fields
    same_as: CopyDoc | None = None
    about: str = ""
    rule: Rule | None = None  # of all fields that a request has
    media_types: list[str] = field(default_factory=list[str])  # of the content of a request
    shown_types: list[str] = field(
        default_factory=list[str]
    )  # those that sample requests state, "" for none
    successes: list[ResponseDoc] = field(default_factory=list[ResponseDoc])
    errors: list[ResponseDoc] = field(default_factory=list[ResponseDoc])
    named_only: dict[str, int] = field(default_factory=dict[str, int])  # numbers of fields
    query_texts: list[str] = field(default_factory=list[str])  # below labels of the query
    told: list[ResponseDoc] = field(default_factory=list[ResponseDoc])  # failures, in sentences
    takes_nothing: bool = False  # "Parameters: none"
    answer_types: list[str] = field(default_factory=list[str])  # of the content of responses
    in_words: list[tuple[Field, str]] = field(default_factory=list[tuple[Field, str]])
    returns_nothing: bool = False  # "Return type: void"
    is_call: bool = False  # of a client: what it returns has a heading of its own, "Return type"
    is_list: bool = False  # the label above the fields of a response says that there are many
    sends_list: bool = False  # that above those of a body
    # The `id`s of fields of contents that are in rows and types.
    read: set[int] = field(default_factory=set[int])
    repeated: dict[int, Field] = field(default_factory=dict[int, Field])  # of linked types
    types: list[ResourceDoc] = field(default_factory=list[ResourceDoc])
    values: list[Table] = field(default_factory=list[Table])  # each a value of a field in each row
    # The bullets that list the values of a field, by its place.
    value_bullets: dict[Span, list[Span]] = field(default_factory=dict[Span, list[Span]])

    @property
    def failures(self) -> Iterator[ResponseDoc]:
        """The failures that are listed, and those that only sentences tell of."""
        known = {error.status for error in self.errors}
        yield from dict.fromkeys(self.errors)
        yield from {e.status: e for e in reversed(self.told) if e.status not in known}.values()

    def failures_beside(self, row: Stated) -> Iterator[ResponseDoc]:
        """The failures without those that only the sentence with a request line tells of, whose row has them."""
        of_row = {error.status for error in row.errors}
        yield from (e for e in self.failures if e.status not in of_row or e not in self.told)

    def add(
        self, fields: Iterable[Field], place: str, is_required: bool | None, is_many: bool
    ) -> None:
        """Adds fields below a label, with what it says of all of them: that there may be many such objects.

        One that was only named so far is the same: "Accepts: `color`", and below it "`color`: Its color".
        """
        for item in fields:
            self.is_list |= item.is_of_many and item.location == "response"
            known = None if item.depth else self.named_only.pop(item.name, None)
            if known is not None:
                before, _ = self.fields[known]
                item = grouped(item, before.is_required)
                self.fields[known] = item, self.fields[known][1]
            else:
                self.fields.append((grouped(item, is_required), place))
        self.is_list = self.is_list or (is_many and place == "response")
        self.sends_list = self.sends_list or (is_many and place == "body")

    @property
    def taken(self) -> set[str]:
        """The names of the fields that may be in the content of a request."""
        return {f.name for f, place in self.fields if (f.location or place) in ("body", "")}

    @property
    def names(self) -> set[str]:
        """The names of all fields."""
        return {item.name for item, _ in self.fields}

    @property
    def form(self) -> str:
        """The media type of a form that a request sends, "" where it may send JSON."""
        forms = [name for name in self.media_types if is_form(name)]
        is_json = any("json" in name for name in self.media_types)
        return forms[0] if forms and not is_json else ""

    @property
    def is_of_forms(self) -> bool:
        """Whether there is no choice, "`text/html` or `multipart/form-data`", of which only fields tell that it is the form."""
        return self.body is not None or all(map(is_form, self.media_types))

    def take(
        self,
        fields: Sequence[Field],
        types: Sequence[ResourceDoc],
        rows: Sequence[PropertyRow] = (),
    ) -> None:
        """Marks the fields of contents that are in rows and types, and those that repeat the properties of a type."""
        read, repeated = in_types(fields, types, rows)
        self.read |= read | {id(item) for item in repeated}
        self.repeated |= {id(item): item for item in repeated}

    def describe_named(self, text: str) -> bool:
        """Gives fields that were only named what lines say of them: "`color` is that of the light."; whether any is."""
        names = self.named_only
        found = [m for m in _ABOUT_NAME.finditer(text) if m[1] in names] if names else []
        for match, end in zip(found, [*(m.start() for m in found[1:]), len(text)]):
            number = self.named_only.pop(match[1], None)
            if number is not None:
                item, place = self.fields[number]
                about = " ".join(text[match.start() : end].split())
                self.fields[number] = replace(item, about=about), place
        return bool(found)

    def complete(self, *, is_read: bool) -> None:
        """What is returned and sent by words, where nothing lists it; `is_read` says that no request has content."""
        if any("json" in name for name in self.answer_types):
            # Of several media types the one of which most is known.
            self.returns = None if self.returns and self.returns.media_type else self.returns
        if self.returns is None and all(place != "response" for _, place in self.fields):
            self.returns = self.named
        at = {IF_READ: "response" if is_read else ""}
        in_words = [(item, at.get(place, place)) for item, place in self.in_words]
        answers = [(item, place) for item, place in in_words if place == "response"]
        if not (self.same_as or any(is_sent(item, place) for item, place in self.fields)):
            told = {f.name: (f, place) for f, place in in_words if place != "response"}
            self.fields += told.values() if self.names.isdisjoint(told) else ()
        # One name may be a thing that a sentence is about.
        is_typed = self.returns is not None and bool(self.returns.ref.target)
        is_answered = is_typed or any(place == "response" for _, place in self.fields)
        if len(answers) > 1 and not (self.same_as or is_answered):
            self.fields += {f.name: (f, place) for f, place in answers}.values()
        is_listed = any(place in ("", "body") for _, place in self.fields)
        if not (self.body or is_listed or is_read):
            self.body = self.sent
        if self.body and self.rule and not self.rule.is_required:
            self.body = replace(self.body, ref=replace(self.body.ref, is_partial=True))
        self.follow_rule()

    def follow_rule(self) -> None:
        """Gives the fields of requests what a sentence says of all of them.

        All requests have "color=<string>" that no words call optional, where none calls another one required.
        """
        if rule := self.rule:
            self.fields = [
                (ruled(item, rule), place) if is_sent(item, place) else (item, place)
                for item, place in self.fields
            ]
        if not any(item.is_assigned and item.is_required for item, _ in self.fields):
            self.fields = [
                (grouped(item, True) if item.is_assigned else item, place)
                for item, place in self.fields
            ]

    def place_of(self, name: str, place: str) -> str:
        """The place of a listed field, `place` where one is listed there: "The `data` object" is that of a response above."""
        places = [at for item, at in self.fields if item.name == name]
        return place if place in places or not any(places) else places[0]


def settle(stating: Sequence[Stated], rule: Rule | None, dialect: Dialect) -> None:
    """Gives the fields of all entries what their lists say together, and those of requests what a sentence outside of all says.

    One of their own holds. A field with a default need not be sent.
    """
    default = marks_of(dialect).default
    for stated in stating if rule else ():
        if rule and stated.rule is None:
            has_default = (f.name for f, _ in stated.fields if f.default or default.search(f.about))
            names = frozenset(has_default) if rule.is_required else rule.exceptions
            stated.rule = rule._replace(exceptions=names | rule.exceptions)
            stated.follow_rule()
    for stated, fields in zip(stating, with_marks([stated.fields for stated in stating])):
        stated.fields = fields


def add_code(
    page: PageReader, paragraph: Paragraph, fact: Fact, place: str, stated: Stated
) -> bool:
    """Reads a fact that is the status of the response above, "Code: 200"; whether it is one."""
    is_of_status = page.dialect.vocabulary().means(fact.label, "status")
    status = _STATUS_FIRST.match(fact.value)
    if status is None or not is_of_status and label_place(page, fact.label):
        return False
    page.use(paragraph)
    if place == "response" and int(status[1]) < 400:
        add_statuses([int(status[1])], stated)
    return True


def add_schemas(page: PageReader, rows: Iterable[ResponseDoc], stated: Stated) -> None:
    """What a table of statuses says of successes, and its failures."""
    for row in rows:
        code, mention = row.status, row.type
        if code[:1] == "2" and tells_many(page.dialect, row.description):
            stated.many_at = stated.many_at or row.at
        if code[:1] in ("1", "2", "3"):
            add_statuses([int(code)] if code.isdigit() else (), stated)
            stated.successes.append(row)
        else:
            stated.errors.append(row)
        if mention is None or not code.startswith("2"):
            continue
        if mention.ref.target or mention.ref.is_primitive or mention.ref.kind:
            # "Returns a list of lamps" has no link to what the table has.
            is_linked = stated.returns and any(p.target for p in stated.returns.ref.parts)
            stated.returns = stated.returns if is_linked else mention
        else:
            stated.named = stated.named or mention


def add_values(page: PageReader, table: Table, name: str, stated: Stated) -> None:
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


def add_statuses(codes: Iterable[int], stated: Stated) -> None:
    """Adds statuses, each once, but for those of errors and of what is as before."""
    of_successes = (code for code in dict.fromkeys(codes) if code < 400 and code != 304)
    stated.statuses += [code for code in of_successes if code not in stated.statuses]


def add_status(page: PageReader, paragraph: Paragraph, label: str, stated: Stated) -> bool:
    """Reads a bullet with a status; whether it is one."""
    response = response_of_bullet(page, paragraph, label)
    if response is None:
        return False
    page.use(paragraph)
    mention = beside_status(page, paragraph) or linked_beside_failure(page, paragraph)
    add_schemas(page, [replace(response, type=mention) if mention else response], stated)
    return True


def add_scope(page: PageReader, paragraph: Paragraph, stated: Stated) -> bool:
    """Reads a bullet that is a scope below "Required scopes"; whether it is one."""
    name = listed_scope(paragraph)
    if not name:
        return False
    page.use(paragraph)
    known = stated.permissions
    if known and not known[-1].kind:
        known[-1] = replace(known[-1], scopes=(*known[-1].scopes, name))
    else:
        known.append(PermissionRow(kind="", scopes=(name,), at=paragraph.span))
    return True


def add_listed_values(page: PageReader, table: Table, stated: Stated) -> None:
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


def add_errors(page: PageReader, table: Table, stated: Stated) -> None:
    """The failures of a table below a label of errors; a note where it has none."""
    if not (errors := error_table(page, table)):
        page.report("DG232", table.span)
        page.skip("DG232", rows_of(table))
    stated.errors = with_codes(page, stated.errors, errors)
