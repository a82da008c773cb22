"""The blocks of an entry, each read by the nearest label above it.

An `Entry` enters; a `Stated` leaves.
"""

from __future__ import annotations

from collections.abc import Sequence

from docgen.diagnostics.position import Span
from docgen.reading.entries.declarations import ITEM, is_sentence
from docgen.reading.entries.entry import Entry
from docgen.reading.labels import LONGEST_LABEL
from docgen.reading.lists.bullets import paragraph_fields
from docgen.reading.lists.columns import has_types, lists_sections
from docgen.reading.lists.described import described, heads_items, typed
from docgen.reading.lists.facts import begins_facts, fact_of, is_label, label_of
from docgen.reading.lists.fields import Field, are_bare
from docgen.reading.lists.marks import required_by_label
from docgen.reading.lists.parameter_names import describes_parameter, parameters_in, with_sent_names
from docgen.reading.lists.permissions import permission_rows
from docgen.reading.lists.tables import is_field_table, is_value_table, table_fields
from docgen.reading.markdown.blocks import FENCE_TITLE, Block, Fence, Heading, Paragraph, Table
from docgen.reading.markdown.inline import without_emphasis
from docgen.reading.messages.sample_docs import content_of_line
from docgen.reading.page_reader import PageReader, later
from docgen.reading.references.groups import outer_label
from docgen.reading.references.introduction import describes
from docgen.reading.references.places import (
    column_place,
    content_types,
    heads_fields,
    is_media_type,
    label_place,
    lists_sent,
    place_below,
    words_below,
)
from docgen.reading.references.prose import add_fact, add_named, add_prose, add_returned
from docgen.reading.references.sampled_places import (
    is_of_others,
    is_of_sample,
    place_by_samples,
    shown_in,
)
from docgen.reading.references.stated import (
    Stated,
    add_code,
    add_errors,
    add_listed_values,
    add_schemas,
    add_scope,
    add_status,
    add_statuses,
    add_values,
)
from docgen.reading.references.status_tables import body_table, response_table
from docgen.reading.references.statuses import headed_errors, headed_statuses, listed_status
from docgen.reading.types.fences import read_fence
from docgen.reading.types.named_parts import Mentions, owner_of, part_types, within
from docgen.reading.types.objects import announces_many
from docgen.reading.types.trees import without_root
from docgen.reading.values.bullets import (
    Listing,
    about_values,
    announcement,
    announces_nothing,
    are_values_of,
    heads_value,
    listed_value,
    name_in_sentence,
    with_named_values,
)
from docgen.reading.values.tables import named_values
from docgen.records import replace


def read_entry(page: PageReader, entry: Entry) -> Stated:
    """What the blocks of an entry state, each by the nearest label above it."""
    reader = _EntryReader(page, entry)
    for block in entry.blocks:
        reader.take(block)
        reader.above = block
    stated = reader.stated
    stated.fields = with_named_values(stated.fields, reader.named)
    stated.complete(is_read=reader.is_read)
    return stated


class _EntryReader:
    """Reads the blocks of an entry in order."""

    def __init__(self, page: PageReader, entry: Entry) -> None:
        self.page = page
        self.stated = Stated()
        self.words = page.dialect.vocabulary()
        self.stating = {id(b) for b, lines in zip(entry.blocks, entry.requests) if lines}
        self.shown = later(lambda: shown_in(entry.blocks))  # which few entries need
        # The outer label is the one right above the label, "Response:" above "The lamp:".
        self.heading = self.label = self.outer = ""
        self.headings: list[tuple[int, str]] = []  # around the blocks, with levels
        self.level = 0  # of the heading of parameters, below which others may announce lists
        self.may_list = True  # the heading is about parameters
        self.typed: tuple[str, str] | None = None  # heading and place of the last table with types
        self.line: Field | None = None  # the last field, if paragraphs below may describe it
        self.labelling: Paragraph | None = None  # the paragraph that is the label
        self.lines = [declaration.target for declaration in entry.declared]
        self.parameters = later(lambda: parameters_in(self.lines))  # so too
        self.is_read = all(d.method == "GET" for d in entry.declared)  # no request has content
        self.aside: Paragraph | None = None  # the label of a list of something else
        self.above: Block | None = None
        self.mentions = Mentions()  # of the fields above, those of types too
        # Of the last bullet with a field of its own, and with any; 0 for a line alone.
        self.column = self.line_column = 0
        self.facts, self.fact_label = 0, ""  # the column of a list of facts, and the last of these
        self.listing: Listing | None = None  # while bullets list the values of a field
        # A response is shown below the heading; the last bullet has the status of an error.
        self.is_answered = self.is_failing = False
        self.named: dict[Span, str] = {}  # by place of a bullet, the name in code above it

    @property
    def place(self) -> str:
        """That of the label, or of the heading where the label has no word for one."""
        return place_below(self.page, self.label, self.label and self.outer or self.heading)

    @property
    def group(self) -> bool | None:
        return required_by_label(self.page.dialect, self.label or self.heading)

    def take(self, block: Block) -> None:
        """Reads one block, after those above it."""
        match block:
            case Heading():
                is_title = id(block) in self.stating
                is_aside = heads_value(self.words, block.text, self.stated.fields)
                self.column, self.line, self.listing, self.facts, self.label = 0, None, None, 0, ""
                if is_title or not is_media_type(self.page, block.text):
                    text = words_below(self.page, block, self.headings)
                    self.heading = "" if is_title or is_aside else text
                self.content(block.text)
                add_statuses(headed_statuses(self.page, self.heading), self.stated)
                self.stated.errors += headed_errors(self.page, block, self.heading)
                self.is_answered = self.is_failing = False
                announces = block.level > self.level > 0 and block.text.endswith((":", "："))
                is_of_fields = heads_fields(self.page, self.heading, self.place)
                self.level = self.level if announces else is_of_fields * block.level
                is_part = is_title or announces or self.words.is_part(block.text)
                self.may_list = not is_aside and (is_part or lists_sent(self.words, block.text))
            case Table():
                self.table(block)
            case Paragraph() if block.container == FENCE_TITLE:
                self.is_answered |= label_place(self.page, block.text) == "response"
            case Paragraph() if not (self.fact(block) or self.type(block) or self.fields(block)):
                self.prose(block)
            case Fence():
                place = "error" if self.is_failing and self.place == "response" else self.place
                label = self.label or self.heading
                self.is_answered |= read_fence(
                    self.page, block, place, self.stated, label=label, is_read=self.is_read
                )
            case _:
                pass

    def table(self, table: Table) -> None:
        page, stated = self.page, self.stated
        label, place = self.label or self.heading, column_place(page, table, self.place)
        above = self.labelling if self.label else None
        if id(table) in self.stating or lists_sections(page, label, table):
            return page.use(table)
        if not place and self.is_answered and is_of_sample(self.words, label, table, self.shown):
            place = "response"
        if place == "permission" and has_types(page, table):
            place = ""  # "Prerequisites:" heads the sentence below it
        if place == "query":
            stated.query_texts += (cell.text for row in table.rows for cell in row)
        if place == "permission":
            stated.permissions += permission_rows(page, table)
        elif place in ("", "response", "error") and (schemas := response_table(page, table)):
            page.use(table)
            add_schemas(self.page, schemas, stated)
        elif place == "body" and (mention := body_table(page, table)):
            page.use(table)
            stated.body = stated.body or mention
            self.content(table.rows[0][-1].text)
        elif place == "error":
            page.use(table)
            add_errors(page, table, stated)
        elif name := self.mentions.named(label, self.stated.fields):
            page.use(table)
            fields = [*table_fields(page, table)]
            self.mentions.add(fields)
            stated.types += part_types(page, name, fields, table.span)
        elif name := named_values(page, table, label, above, stated.fields, self.line):
            add_values(page, table, name, stated)
        elif not (self.may_list or place):
            pass  # "Colors", of which the operation takes one
        elif is_value_table(table, label):
            add_listed_values(page, table, stated)
        elif is_field_table(page, listed := with_sent_names(table, place, self.parameters)):
            # Beside a table with types, one without any is about something else: the states of an order.
            is_typed = has_types(page, table)
            is_aside = not place and is_of_others(page, self.sentence, table, self.shown)
            if is_aside or self.typed == (self.heading, place) and not is_typed:
                return
            self.typed = (self.heading, place) if is_typed else self.typed
            page.use(table)
            found, is_many = without_root(page, [*table_fields(page, listed)])
            owner = owner_of(page, self.label, self.heading, self.sentence, place, stated.fields)
            inner = (replace(f, name=f"{owner}.{f.name}") for f in found) if owner else found
            is_many |= not owner and announces_many(page, self.label, self.labelling)
            stated.add(inner, stated.place_of(owner, place), self.group, is_many)
            self.label = ""

    def fact(self, paragraph: Paragraph) -> bool:
        """Reads a bullet that is a fact of the operation; whether it is one.

        Facts begin where one is the method or the address, or right below the title.
        """
        fact, column = fact_of(paragraph), paragraph.span.column
        if fact is None or column < self.facts:
            is_above = self.above is self.labelling
            self.facts = self.facts if column > self.facts or is_above else 0
            return False
        if id(paragraph) in self.stating:
            self.facts = column
            self.label, self.labelling = "", None
            return False
        if not (self.facts or self.label or self.heading) and begins_facts(fact, self.words):
            self.facts = column
        if not self.facts or not is_label(fact, self.words):
            return False
        if add_code(self.page, paragraph, fact, self.place, self.stated):
            return True
        is_inner = column > self.facts and fact.is_apart
        is_inner &= self.place in ("response", "error") or self.words.is_part(fact.label)
        if is_inner and not fact.value:  # "Content:", of the JSON below
            self.page.use(paragraph)
            self.label = f"{self.fact_label} {fact.label}"
        elif is_inner:
            add_prose(self.page, paragraph, self.place, self.stated)
            if fact.value.endswith((":", "：")):  # "Data: an array of lamps:", of what is below
                self.label, self.labelling = f"{self.fact_label} {fact.value}", paragraph
        elif column == self.facts:
            self.label, self.fact_label, self.labelling = fact.label, fact.label, paragraph
            self.column, self.line, self.listing = 0, None, None
            add_fact(self.page, paragraph, fact, self.place, self.group, self.stated)
        return is_inner or column == self.facts

    def fields(self, paragraph: Paragraph) -> bool:
        """Reads the fields of a paragraph; whether there are any."""
        label, place = self.label or self.heading, self.place
        self.may_list |= (is_first := id(self.above) in self.stating)
        if not (self.may_list or place) or id(paragraph) in self.stating:
            return False
        if place == "query":
            self.stated.query_texts.append(paragraph.text)
        elif place == "permission":
            return add_scope(self.page, paragraph, self.stated)
        elif place == "response" and add_returned(self.page, paragraph, self.heading, self.stated):
            return True
        if add_named(self.page, paragraph, self.heading, self.stated):
            self.content(paragraph.text)
            return True
        is_of_statuses = self.words.means(label, "status", "error", "response")
        if is_of_statuses and add_status(self.page, paragraph, label, self.stated):
            self.is_failing = listed_status(self.page, paragraph)[:1] in ("4", "5")
            return True
        is_of_list = heads_fields(self.page, label, place)
        is_of_list = is_of_list or describes_parameter(paragraph.text, self.lines)
        # Right below its label, a sentence or a request line, it is part of nothing, however far it is indented.
        is_first |= self.labelling is self.above or self.line is None and is_sentence(self.above)
        column = self.column or (paragraph.span.column if is_first else 0)
        fields = [*paragraph_fields(self.page, paragraph, column, is_of_list=is_of_list)]
        is_bullet = ITEM.match(paragraph.text) is not None  # a line alone is no value
        listed = fields or is_bullet and listed_value(paragraph, self.column)
        if listed and is_bullet and self.of_values(listed):
            self.page.use(paragraph)
            return True
        is_word = place == "response" and not is_bullet and len(fields) == 1 and are_bare(fields)
        is_shown = place in ("response", "error") and content_of_line(paragraph) is not None
        if not fields or is_word or is_shown:  # "It returns:", and "`ok`" below it
            return False
        if not place and self.is_answered and self.sentence and are_bare(fields):
            place = "" if self.words.is_part(self.label) else "response"  # "Users also see these:"
        is_aside = self.aside is not None and self.aside is self.labelling
        if is_bullet and self.labelling and self.above is self.labelling:
            is_aside = about_values(self.words, self.labelling, fields, self.stated.fields)
        is_beside = self.typed is not None and self.typed[0] == self.heading and self.group is None
        shown = (self.words, self.sentence, fields, self.shown)
        by_samples = place_by_samples(*shown, is_beside=is_beside)
        if is_bullet and (is_aside and self.label or by_samples is None and not place):
            self.aside = self.labelling
            return False
        self.page.use(paragraph)
        if announces_nothing(self.page, self.sentence, fields):
            return True
        if is_bullet and (name := name_in_sentence(self.sentence)):
            self.named |= {item.at: name for item in fields}
        self.listing = None
        self.column = self.column if fields[0].depth else paragraph.span.column
        place = place or by_samples or ""
        inner = within(self.page, self.sentence, fields, self.stated.fields)
        is_many = inner is fields and announces_many(self.page, self.label, self.labelling)
        self.stated.add(inner, place, self.group, is_many)
        self.line, self.line_column = fields[-1], paragraph.span.column if is_bullet else 0
        return True

    @property
    def sentence(self) -> str:
        """The paragraph that is the label, if it ends in a colon; of a long one the end, as each block below reads it."""
        text = self.labelling.text.rstrip() if self.labelling and self.label else ""
        return text[-LONGEST_LABEL:] if text.endswith((":", "：")) else ""

    def of_values(self, fields: Sequence[Field]) -> bool:
        """Gives the last field its values, if that is what is listed: "Supported options are:", and bullets below it.

        Bullets below a value are about it; after "Optional parameters:" they are fields beside that of the values.
        """
        listed, depth = self.listing, fields[0].depth
        if listed is None:
            last = self.stated.fields[-1][0] if self.stated.fields else None
            is_alone = self.line is not None and not self.line_column
            if not are_values_of(self.page.dialect, last, fields, is_alone=is_alone):
                return False
            listed = self.listing = Listing(len(self.stated.fields) - 1, depth)
        if depth < listed.depth:
            return False
        field_, place = self.stated.fields[listed.field]
        if depth == listed.depth == field_.depth and not are_bare(fields):
            return False
        if depth == listed.depth:
            new = replace(field_, values=(*field_.values, *(item.name for item in fields)))
            self.line = new if self.line is field_ else self.line
            self.stated.fields[listed.field] = (new, place)
            self.stated.value_bullets.setdefault(new.at, []).extend(f.at for f in fields)
            listed.about = fields[-1].about
        elif self.words.means(announcement(listed.about), "parameters"):
            beside = (replace(f, depth=field_.depth, is_required=False) for f in fields)
            self.stated.add(beside, place, None, False)
        return True

    def below(self, paragraph: Paragraph) -> Field | None:
        """The last field, if a paragraph is below it in its list, or below its line."""
        return self.line if paragraph.span.column > self.line_column else None

    def change(self, new: Field | None) -> bool:
        """Puts the last field as a paragraph below has it in its place; whether there is one."""
        if new:
            self.line, self.stated.fields[-1] = new, (new, self.stated.fields[-1][1])
        return new is not None

    def type(self, paragraph: Paragraph) -> bool:
        """Reads the type of the field above; whether a paragraph is one."""
        last = self.below(paragraph)
        if not last or not self.change(typed(self.page.dialect, last, paragraph.text)):
            return False
        self.page.use(paragraph)
        return True

    def describe(self, paragraph: Paragraph, is_sentence: bool) -> bool:
        """Adds a paragraph to the description of the field above it; whether it is a part of that."""
        last, text = self.below(paragraph), " ".join(paragraph.text.split())
        new = last and described(self.page.dialect, last, text, is_sentence=is_sentence)
        return self.change(new)

    def content(self, text: str) -> None:
        """Reads the media types that a text names, where the content of a request is described."""
        if "/" in text or "form" in text or "url" in text:
            self.stated.media_types += content_types(self.place, text)

    def prose(self, paragraph: Paragraph) -> None:
        """Reads a label, or sentences."""
        label, stated = label_of(paragraph, self.words), self.stated
        is_sentence = not label or "\n" in paragraph.text
        if self.describe(paragraph, is_sentence) or stated.describe_named(paragraph.text):
            label = ""
        elif not (
            self.line
            and (self.line.about and is_sentence or heads_items(self.below(paragraph), paragraph))
        ):
            self.line = None
        if paragraph.span.column <= self.column:
            self.column, self.listing = 0, None
        # "Room objects have:" inside of a list of fields heads those of one of them.
        if label and (not self.column or label_place(self.page, label)):
            # "Required:" below "URL params" says more of the same.
            has_place = label_place(self.page, label) or self.words.means(label, "request")
            is_inner = self.above is self.labelling and not (has_place or "/" in label)
            self.outer = outer_label(self.page, label, (self.label, self.outer), is_inner=is_inner)
            self.label = label if has_place or not self.facts else f"{self.fact_label} {label}"
            self.labelling = paragraph
            if label_place(self.page, label):
                self.page.use(paragraph)
        self.content(paragraph.text)
        is_else = self.heading or self.words.meanings(self.label) or self.page.is_used(paragraph)
        is_about = not (stated.about or label or is_else or ITEM.match(paragraph.text))
        if is_about and id(paragraph) not in self.stating and describes(paragraph, self.words):
            stated.about = without_emphasis(paragraph.text)
        if not (label and self.mentions.named(label, self.stated.fields)):
            add_prose(self.page, paragraph, self.place, stated, is_answered=self.is_answered)
